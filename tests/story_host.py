"""Runs commands of a story in one process, on one data folder: a line of JSON in, a line of JSON out."""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout


def run(argv: list[str]) -> tuple[int, str]:
    """The exit code of a `liancun` command, and what it said, answers and complaints in the order said."""
    from liancun.faces.cli import main

    os.environ.pop("LIANCUN_AS", None)
    said = io.StringIO()
    code = 0
    with redirect_stdout(said), redirect_stderr(said):
        try:
            main.run(argv)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1 if left.code else 0
    return code, said.getvalue()


def main() -> None:
    """Answer until the input ends."""
    answers = sys.stdout
    for line in sys.stdin:
        code, said = run(json.loads(line))
        answers.write(json.dumps({"code": code, "said": said}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
