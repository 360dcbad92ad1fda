"""The command line from inside (命令行): a command as it is typed, run in this process on this database."""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from liancun.base import clock
from liancun.base.lists import lists_of
from liancun.base.offers import Offer, offers_of
from liancun.faces.cli import main
from liancun.faces.cli.derived import flags
from liancun.kernel.fields import Flag, Spec
from liancun.kernel.fields.picks import NO, YES
from tests.doors.records import filled

PASSWORD = "long enough for anybody\n"
"""What stands on standard input."""
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@cache
def acts() -> Mapping[str, Any]:
    """Act -> what is filled in for it."""
    found: dict[str, Any] = yaml.safe_load((HERE / "acts.yaml").read_text(encoding="utf-8"))
    return found


@cache
def kin() -> Mapping[str, Any]:
    """Act -> its workbook and the page of what it records, where it has them."""
    found: dict[str, Any] = yaml.safe_load((HERE / "kin.yaml").read_text(encoding="utf-8"))
    return found


@cache
def commands() -> Mapping[str, Any]:
    """Verb -> what is typed after it."""
    found: dict[str, Any] = yaml.safe_load((HERE / "commands.yaml").read_text(encoding="utf-8"))
    return {verb: {"say": said} if isinstance(said, str) else said for verb, said in found.items()}


@dataclass(frozen=True)
class Example:
    """What is typed after a verb (命令的例子), by whom, on which day, and what has to be typed before."""

    say: str = ""
    by: str = ""
    day: date | None = None
    after: tuple[str, ...] = ()
    never: str = ""


def example_of(verb: str) -> Example:
    """The example of a verb: as it is told, or of a derived one from what its act or list says."""
    if verb in commands():
        told = commands()[verb]
        after = tuple(told.get("after", ()))
        return Example(told.get("say", ""), told.get("as", ""), None, after, told.get("never", ""))
    group, _blank, name = verb.partition(" ")
    room = main.VERBS[group][0].split()[0] if group in main.VERBS else ""
    for offer in offers_of(room).values():
        if verb == verb_of(offer):
            return _example_of_act(offer)
    for listing in lists_of(room).values():
        if name == (listing.command or listing.key.replace("_", "-")):
            return Example("head")
    raise AssertionError(f"liancun {verb}: say in commands.yaml what is typed")


def verb_of(offer: Offer) -> str:
    """The verb of an offered act, its group before it."""
    return f"{group_of(offer.room)} {offer.command or offer.name.replace('_', '-')}"


def _example_of_act(offer: Offer) -> Example:
    assert offer.verb in acts(), f"{offer.verb}: say in acts.yaml what is filled in"
    told = acts()[offer.verb]
    words = [str(told.get("org") or told.get("subject"))]
    words += [shlex.quote(each) for each in flagged(offer.specs, told["given"])]
    return Example(" ".join(words), told["by"], told.get("day"), tuple(told.get("after", ())))


def group_of(room: str) -> str:
    """The group of verbs a room has on the command line."""
    return next(group for group, (modules, _line) in main.VERBS.items() if modules.split()[0] == room)


def flagged(specs: Sequence[Spec], said: Mapping[str, Any]) -> list[str]:
    """Fields as a command takes them by their flags: yes or no is a flag alone."""
    words = []
    names = flags(specs)
    for spec in specs:
        name, text = names[spec.name], str(said.get(spec.name, ""))
        if isinstance(spec.field, Flag) and text in (YES, NO):
            words.append(name if text == YES else f"--no-{name[2:]}")
        elif text:
            words.append(f"{name}={text}")
    return words


class Typed:
    """Runs commands; nothing of them stays but what they wrote."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self.patch, self.folder = patch, folder
        patch.setattr(main, "open_data", lambda: None)
        patch.setattr(main, "_uncollected", nullcontext)
        built = main.build()
        patch.setattr(main, "build", lambda: built)
        patch.setattr(main, "command", cache(main.command))
        patch.setenv("DJANGO_SETTINGS_MODULE", os.environ["DJANGO_SETTINGS_MODULE"])
        patch.chdir(ROOT)

    def run(self, words: list[str], by: str = "") -> tuple[int, str]:
        """The exit code of a command, and what it said, answers and complaints in the order said."""
        self.patch.setenv("LIANCUN_AS", by)
        self.patch.setattr(sys, "stdin", StringIO(PASSWORD))
        said = StringIO()
        code = 0
        with redirect_stdout(said), redirect_stderr(said):
            try:
                main.run(words)
            except SystemExit as left:
                code = left.code if isinstance(left.code, int) else 1 if left.code else 0
        return code, said.getvalue()

    def example(self, verb: str, *flags: str) -> tuple[int, str]:
        """A verb's example, after what has to be typed before it."""
        example = example_of(verb)
        for line in example.after:
            self.must(line)
        if example.day:
            clock.set_demo_day(example.day)
        return self.run([*verb.split(), *self.words(example.say), *flags], example.by)

    def words(self, line: str) -> list[str]:
        """A line as the shell would split it, its records named."""
        return shlex.split(filled(line, self.folder))

    def must(self, line: str) -> None:
        """Type a line that begins with who types it, or that the system does."""
        name, is_named, rest = line.partition(": ")
        code, said = self.run(self.words(rest if is_named else line), name if is_named else "")
        assert code == 0, (line, said)
