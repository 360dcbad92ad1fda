"""What may be chosen where records say so (记录里的选项): named sources, understood by name or by code.

A field names its source, "registry.sections"; `rooms/registry/choices.py` answers with a function of that
name: `sections(viewer, org_code, on, asked="") -> [(code, word), ...]`. With `asked` it offers what that
text may mean: the code itself, the exact name, then what begins with or holds it. Nothing is loaded before
it is asked.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib import import_module
from types import ModuleType
from typing import Any

from liancun.base.viewer import Viewer
from liancun.charter import undecided
from liancun.kernel.fields import Choice, Field, Many, Spec, Wrong
from liancun.kernel.initials import begins_as_said

Offered = Sequence[tuple[str, str]]
Source = Callable[..., Offered]

FEW = 200
"""How many are offered at once; more are found by asking."""
TOLD = 30
"""So many at most are told where what was said is none of them."""


def source(name: str) -> Source:
    """The function that answers for a named source."""
    room, _dot, what = name.partition(".")
    found: Source = getattr(_door(room), what)
    return found


def _door(room: str) -> ModuleType:
    return import_module(f"liancun.rooms.{room}.choices")


def offered(field: Field, viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """What a field offers: (code, word)."""
    if isinstance(field, Many):
        return offered(field.each, viewer, org_code, on, asked)
    if not isinstance(field, Choice):
        return ()
    if not field.source:
        return tuple(field.words.items())
    return tuple(source(field.source)(viewer, org_code, on, asked))


def must_be_decided(field: Field, viewer: Viewer, org_code: str, on: date) -> None:
    """Refuse to choose from what the town has to decide and has not: the room's `DECIDED` names it."""
    each = field.each if isinstance(field, Many) else field
    name = each.source if isinstance(each, Choice) else ""
    room, _dot, what = name.partition(".")
    if not name or not (decision := getattr(_door(room), "DECIDED", {}).get(what)):
        return
    if not source(name)(viewer, org_code, on):
        raise undecided(decision)


def resolved(spec: Spec, value: Any, viewer: Viewer, org_code: str, on: date) -> Any:
    """A value with what was said by name turned into its code. Raises Wrong."""
    field = spec.field
    if value == spec.default and not spec.required:
        return value
    must_be_decided(field, viewer, org_code, on)
    if isinstance(field, Choice) and field.source:
        return _picked(field, value, viewer, org_code, on)
    if isinstance(field, Many) and isinstance(field.each, Choice) and field.each.source:
        each = field.each
        return tuple(_picked(each, one, viewer, org_code, on) for one in value)
    return value


def _picked(field: Choice, said: str, viewer: Viewer, org_code: str, on: date) -> str:
    """The code of what was said. Where nothing is like it, what there is to choose from is told, if few."""
    found = offered(field, viewer, org_code, on, said)
    if not found and not field.open:
        found = offered(field, viewer, org_code, on, "")
        if len(found) > TOLD:
            raise Wrong("field.not_found", value=said[:40])
    return field.picked(found, said)


def matching(rows: Iterable[tuple[str, str]], asked: str, most: int = FEW) -> Offered:
    """Of (code, word) those that a text may mean: the code or the whole word first, then parts of words and
    the first letters of how they are said."""
    if not asked:
        return tuple(rows)[:most]
    known = list(rows)
    exact = [row for row in known if asked in row]
    like = [row for row in known if asked in row[1] or spoken(row[1], asked)]
    return tuple(dict.fromkeys([*exact, *like]))[:most]


def spoken(word: str, asked: str) -> bool:
    """Whether a text means a word by the first letters of how it is said: yhck, two of them at least."""
    return are_letters(asked) and begins_as_said(word, asked)


def are_letters(asked: str) -> bool:
    """Whether a text may be first letters."""
    return len(asked) > 1 and asked.isascii() and asked.isalpha()
