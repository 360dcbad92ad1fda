"""The command line from inside (命令行): a command as it is typed, run in this process on this database."""

import os
import shlex
from collections.abc import Mapping
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from liancun.faces.cli import main
from tests.doors.records import filled

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@cache
def examples() -> Mapping[str, Any]:
    """Verb -> what is typed after it, who types it, and what is typed before."""
    found: dict[str, Any] = yaml.safe_load((HERE / "commands.yaml").read_text(encoding="utf-8"))
    return {verb: {"say": said} if isinstance(said, str) else said for verb, said in found.items()}


class Typed:
    """Runs commands; nothing of them stays but what they wrote."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self.patch, self.folder = patch, folder
        patch.setattr(main, "open_data", lambda: None)
        patch.setattr(main, "_uncollected", nullcontext)
        built = main.build()
        patch.setattr(main, "build", lambda: built)
        patch.setenv("DJANGO_SETTINGS_MODULE", os.environ["DJANGO_SETTINGS_MODULE"])
        patch.chdir(ROOT)

    def run(self, words: list[str], by: str = "") -> tuple[int, str]:
        """The exit code of a command, and what it said, answers and complaints in the order said."""
        self.patch.setenv("LIANCUN_AS", by)
        said = StringIO()
        code = 0
        with redirect_stdout(said), redirect_stderr(said):
            try:
                main.run(words)
            except SystemExit as left:
                code = left.code if isinstance(left.code, int) else 1 if left.code else 0
        return code, said.getvalue()

    def words(self, line: str) -> list[str]:
        """A line as the shell would split it, its records named."""
        return shlex.split(filled(line, self.folder))

    def before(self, verb: str) -> None:
        """What has to be done before a verb's example."""
        for line in examples()[verb].get("after", ()):
            self.must(line)

    def must(self, line: str) -> None:
        """Type a line that begins with who types it, or that the system does."""
        name, is_named, rest = line.partition(": ")
        code, said = self.run(self.words(rest if is_named else line), name if is_named else "")
        assert code == 0, (line, said)
