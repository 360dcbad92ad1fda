"""What `--json` prints (文档): every verb run on the small town, and the names in its document.

A name is where it stands: `rows[].number`. What a frozen row declares counts as well as what was seen, so
that a list which happens to be empty hides nothing; keys that are codes, days or years are written `*`.
"""

import json
import re
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from django.db import transaction

from liancun.base import checking
from liancun.base.findings import Finding
from liancun.base.lists import lists_of
from liancun.faces.api.shapes import UNREAD
from liancun.faces.cli import output
from tests.doors.typed import Typed, example_of
from tests.promises.commands import commands

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""A key that is a name and no code."""
WORDS: dict[Any, str] = {
    str: "text",
    int: "integer",
    bool: "yes or no",
    type(None): "nothing",
    float: "number",
}
OPEN = ("value", "params", "facts")
"""What holds whatever a charter, a reason or a record has: no name in it is promised."""
AS_TEXT = (date, Fraction, Path)

Place = tuple[str, str]


def verbs() -> list[str]:
    """The verbs that print a document."""
    return [
        words.removeprefix("liancun ")
        for words, command in commands()
        if any("--json" in each.opts for each in command.params)
    ]


def lines(patch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """Every verb and, indented below it, the places of its document."""
    typed, found = Typed(patch, folder), []
    wrong = Finding("tampered", "run:1", "settlement.digest", (("line", "line:1"),))
    patch.setattr(checking, "all_findings", lambda: [wrong])
    for verb in verbs():
        if never := example_of(verb).never:
            found += [verb, f"    not seen here: {never}"]
            continue
        with transaction.atomic():
            places = sorted(set(_printed(typed, verb)))
            transaction.set_rollback(True)
        found += [verb, *(f"    {place}: {what}" for place, what in merged(places))]
    return found


def _printed(typed: Typed, verb: str) -> Iterator[Place]:
    """The places of a verb's document: as printed, and as the rows handed over declare."""
    handed: list[Any] = []
    print_json = output.print_json

    def printing(document: Any) -> None:
        handed.append(document)
        print_json(document)

    with typed.patch.context() as patch:
        patch.setattr(output, "print_json", printing)
        code, said = typed.example(verb, "--json")
    assert code == 0 or verb == "check", (verb, said)
    yield from seen(json.loads(said))
    yield from _declared(type(handed[-1]), handed[-1])
    room, _blank, name = verb.partition(" ")
    for listing in lists_of(room).values():
        if name == (listing.command or listing.key.replace("_", "-")):
            yield from _declared(get_type_hints(listing.query)["return"], None)


def seen(value: Any, place: str = "") -> Iterator[Place]:
    """The places of a document as it was read."""
    if _is_open(place):
        yield place, "anything"
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from seen(each, _within(place, key if NAME.fullmatch(key) else "*"))
    elif isinstance(value, list):
        yield place, "list"
        for each in value:
            yield from seen(each, f"{place}[]")
    else:
        yield place, WORDS[type(value)]


def _declared(hint: Any, value: Any, place: str = "") -> Iterator[Place]:
    """The places a value has by its type; what only the value tells is seen in it."""
    if _is_open(place):
        yield place, "anything"
    elif is_dataclass(hint):
        hints = get_type_hints(hint)
        for each in (one for one in fields(hint) if one.name != UNREAD):
            inner = getattr(value, each.name, None)
            yield from _declared(hints[each.name], inner, _within(place, each.name))
    elif isinstance(value, dict):
        for key, each in value.items():
            name = str(key) if NAME.fullmatch(str(key)) else "*"
            yield from _declared(type(each), each, _within(place, name))
    elif get_origin(hint) in (Union, types.UnionType):
        for each in get_args(hint):
            yield from _declared(each, value, place)
    elif get_origin(hint) in (list, tuple, set, frozenset):
        yield place, "list"
        for each in get_args(hint):
            if each is not ...:
                yield from _declared(each, None, f"{place}[]")
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _declared(type(each), each, f"{place}[]")
    elif get_origin(hint) is Literal or hint in AS_TEXT:
        yield place, "text"
    elif hint in WORDS:
        yield place, WORDS[hint]


def _is_open(place: str) -> bool:
    return place.rpartition(".")[2] in OPEN


def _within(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def merged(places: list[Place]) -> Iterator[Place]:
    """Each place once, with everything that may stand there."""
    for place in dict.fromkeys(place for place, _what in places):
        yield place or ".", " or ".join(what for each, what in places if each == place)
