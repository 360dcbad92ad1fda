"""Why a figure is what it is (来历): any reference opens what it rests on, down to the record.

A reference is a word and a key, "run:12". Each room's `references.RESOLVERS` knows its own words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from liancun.base.discovery import doors
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.digest import plain
from liancun.kernel.reasons import Param


@dataclass(frozen=True)
class Trace:
    """One step of an explanation (一步来历): its facts, its reasons, and the references it rests on.

    Where acts are offered on it, it says whose it is: its organisation, and its village if it has one.
    `kept` are facts that a dataclass of fields explains; `facts` what else is known, by name.
    """

    ref: str
    title: Reason
    facts: tuple[tuple[str, Param], ...] = ()
    reasons: tuple[Reason, ...] = ()
    parents: tuple[str, ...] = ()
    org_code: str = ""
    village_code: str = ""
    kept: "Kept | None" = None


@dataclass(frozen=True)
class Kept:
    """Facts as they were kept, and the dataclass of fields that says what they are."""

    kind: type
    values: Mapping[str, Any]


def explained(row: Any) -> Kept:
    """A row of a query as facts: its fields say what each is called and is counted in."""
    return Kept(type(row), vars(row))


Resolver = Callable[[Viewer, str], Trace]
Namer = Callable[[Viewer, list[str]], Mapping[str, Reason]]


def resolve(viewer: Viewer, ref: str) -> Trace:
    """The trace of a reference; what does not exist and what is out of reach look the same."""
    word, colon, key = ref.partition(":")
    if not colon or not key:
        raise Refusal("reference.malformed", ref=ref)
    for _room, door in doors("references"):
        if word in door.RESOLVERS:
            resolver: Resolver = door.RESOLVERS[word]
            return resolver(viewer, key)
    raise Refusal("viewer.not_found")


FEW = 12
"""How many references are opened for their names; kinds of which many stand together name them at once."""


def names(viewer: Viewer, refs: Iterable[str]) -> dict[str, Reason]:
    """Reference -> what it is called. What is out of reach, and what is one of too many, has no name.

    A room's `references.NAMES` names many of a kind at once; others by the title of their trace.
    """
    found: dict[str, Reason] = {}
    by_word: dict[str, list[str]] = {}
    for ref in dict.fromkeys(refs):
        word, _colon, key = ref.partition(":")
        by_word.setdefault(word, []).append(key)
    known = {word: name for _room, door in doors("references") for word, name in _namers(door).items()}
    for word, keys in by_word.items():
        if word in known:
            found |= {f"{word}:{key}": name for key, name in known[word](viewer, keys).items()}
            continue
        for key in keys[:FEW]:
            try:
                found[f"{word}:{key}"] = resolve(viewer, f"{word}:{key}").title
            except Refusal:
                continue
    return found


def _namers(door: Any) -> Mapping[str, Namer]:
    return getattr(door, "NAMES", {})


def stated(known: Iterable[tuple[str, Param | None]]) -> tuple[tuple[str, Param], ...]:
    """The facts that say something: what is empty is left out, and zero is an amount like any other."""
    return tuple((name, value) for name, value in known if value is not None and value != "")


def number(key: str) -> int:
    """A key that is a row's number; anything else was never a record."""
    if not (key.isascii() and key.isdecimal()) or len(key) > 18:
        raise Refusal("viewer.not_found")
    return int(key)


def as_data(trace: Trace) -> dict[str, Any]:
    """The trace as JSON-ready data."""
    return {
        "ref": trace.ref,
        "title": trace.title.as_data(),
        "facts": [[name, plain(value)] for name, value in trace.facts],
        "reasons": [reason.as_data() for reason in trace.reasons],
        "parents": list(trace.parents),
    }
