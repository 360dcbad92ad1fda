"""Why a figure is what it is (来历): any reference opens what it rests on, down to the record.

A reference is a word and a key, "run:12". Each room's `references.RESOLVERS` knows its own words.
"""

from collections.abc import Callable
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
    """

    ref: str
    title: Reason
    facts: tuple[tuple[str, Param], ...] = ()
    reasons: tuple[Reason, ...] = ()
    parents: tuple[str, ...] = ()
    org_code: str = ""
    village_code: str = ""


Resolver = Callable[[Viewer, str], Trace]


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
