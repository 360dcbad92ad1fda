"""Runs commands of a story in one process, on one data folder: a line of JSON in, a line of JSON out."""

import argparse
import io
import json
import os
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from urllib.parse import urlsplit

TOKEN = re.compile(r"lct_[A-Za-z0-9_-]{43}")
MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d) \d\d:\d\d\b")
NOW = "(此刻)"


class Secrets:
    """Tokens are others at every run: a story calls them lct_…1, lct_…2 in the order they were made."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def hidden(self, said: str) -> str:
        """What was said, with the story's names for tokens."""
        for token in TOKEN.findall(said):
            if token not in self.made:
                self.made.append(token)
        for number, token in enumerate(self.made, 1):
            said = said.replace(token, f"lct_…{number}")
        return said

    def meant(self, word: str) -> str:
        """A word of a command, with the tokens themselves."""
        for number, token in enumerate(self.made, 1):
            word = word.replace(f"lct_…{number}", token)
        return word


def without_the_moment(said: str) -> str:
    """The minute of the machine's own clock is another at every run."""
    days = {str(date.today() + timedelta(days=each)) for each in (-1, 0, 1)}
    return MOMENT.sub(lambda found: NOW if found[1] in days else found[0], said)


def curl(argv: list[str]) -> tuple[int, str]:
    """What `curl -s [-X METHOD] [-H "NAME: VALUE"]… [-d JSON] ADDRESS` prints, Chinese written out."""
    from django.conf import settings
    from django.test import Client

    asked = argparse.ArgumentParser("curl")
    asked.add_argument("-s", action="store_true")
    asked.add_argument("-X", dest="method", default="GET")
    asked.add_argument("-H", dest="headers", action="append", default=[])
    asked.add_argument("-d", dest="body", default="")
    asked.add_argument("address")
    given = asked.parse_args(argv)
    settings.ALLOWED_HOSTS = ["testserver"]
    headers = dict(each.split(": ", 1) for each in given.headers)
    address = urlsplit(given.address)._replace(scheme="", netloc="").geturl()
    answer = Client(headers=headers).generic(given.method, address, given.body, "application/json")
    lines = answer.getvalue().decode().splitlines()
    return 0, "\n".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)


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


PROGRAMS = {"liancun": run, "curl": curl}


def main() -> None:
    """Answer until the input ends."""
    answers, secrets = sys.stdout, Secrets()
    for line in sys.stdin:
        program, *argv = (secrets.meant(word) for word in json.loads(line))
        code, said = PROGRAMS[program](argv)
        said = without_the_moment(secrets.hidden(said))
        answers.write(json.dumps({"code": code, "said": said}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
