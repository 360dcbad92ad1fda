"""Values nobody means and somebody types (刁难的值), put into every field of a door.

A field takes a value, and it is stored as meant; or there is one refusal with a code, and nothing is stored.
The fields of a door are varied together where that tells as much, so that it stays quick.
"""

import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField, Max

from liancun.base.models import AgreedHeading, AuditLine
from tests.doors.door import Answer, Door, Said
from tests.doors.values import VALUES

NUMBERS: Mapping[str, Any] = {"zero": 0, "minus zero": -0, "1e5": 1e5, "2^63": 2**63}
"""What a program says where a number is asked for; of other values, their text."""

TURNS: Sequence[Sequence[str]] = (
    ("slash",),
    ("dots", "dot"),
    ("zero", "minus zero"),
    ("empty", "blanks"),
    ("zero width", "control", "nul", "emoji"),
    ("rare", "full width"),
    ("1e5", "2^63"),
    ("long",),
    ("html",),
    ("surrogate",),
)
"""What is tried in one turn: values that are read alike stand in the fields of a door side by side."""
FEW = (TURNS[0], TURNS[4])
"""The turns of a command, which hands on what was typed to the same reading as the form."""
OF_DATABASES = (("nul",), ("2^63",), ("long",), ("surrogate",))
"""The turns whose values one database takes and the other does not."""

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Verdict:
    """What became of a value in a field: taken, or refused with these codes; `wrong` is what may not be.

    `foreign` is a program's text or fraction where a whole number or a yes is asked for: no person says that.
    """

    value: str
    taken: bool
    codes: tuple[str, ...] = ()
    wrong: str = ""
    foreign: bool = False


def places(said: Any, at: Place = ()) -> Iterator[Place]:
    """Where single values stand in what goes through a door."""
    if isinstance(said, Mapping):
        for name, each in said.items():
            yield from places(each, (*at, name))
    elif isinstance(said, list) and said and isinstance(said[0], Mapping):
        yield from places(said[0], (*at, 0))
    elif not isinstance(said, list):
        yield at


def name_of(place: Place) -> str:
    """The field's name: the last that is one."""
    return str(next(each for each in reversed(place) if isinstance(each, str)))


def put(said: Said, changes: Mapping[Place, Any]) -> Said:
    """What goes through a door with other values at some places."""
    changed: Any = deepcopy(dict(said))
    for place, value in changes.items():
        inner = changed
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
    return dict(changed)


def at(said: Said, place: Place) -> Any:
    """The value at a place."""
    inner: Any = said
    for step in place:
        inner = inner[step]
    return inner


def turn_of(door: Door, turn: Sequence[str]) -> dict[Place, str]:
    """Which value of a turn stands in which field: of one act's doors the same in the same field.

    A page's text is UTF-8, where half a character is none.
    """
    return {
        place: turn[zlib.crc32(f"{door.act} {name_of(place)}".encode()) % len(turn)]
        for place in places(door.fields)
        if door.can_say(name_of(place)) and not (door.face == "form" and "surrogate" in turn)
    }


def hostile(door: Door, place: Place, value: str) -> Any:
    """A value as it is said there: where a program says a number, as a number."""
    example = at(door.fields, place)
    asked = isinstance(example, int) and not isinstance(example, bool)
    return NUMBERS.get(value, VALUES[value]) if asked else VALUES[value]


@dataclass(frozen=True)
class Tried:
    """One try: whether it was taken, what was said against it, what may not be."""

    taken: bool
    against: tuple[tuple[str, str], ...]
    wrong: str

    @property
    def codes(self) -> tuple[str, ...]:
        """What it tells of every field that was tried."""
        return () if self.taken else tuple(sorted({code for _name, code in self.against}))


class Prober:
    """Tries values at the doors of one act; what each try wrote is looked at and taken back."""

    def __init__(self, act: str) -> None:
        room = act.partition(".")[0]
        self.last = {
            model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0
            for model in apps.get_models()
            if model in (AuditLine, AgreedHeading)
            or (model._meta.app_label == room and isinstance(model._meta.pk, AutoField))
        }
        """The newest row of each table of the room, of the trail, and of what floor 0 keeps for acts."""
        self.tries = 0
        self.suspects: set[str] = set()
        """Fields whose values an act refused without naming them: tried alone from then on."""

    def verdicts(self, door: Door, turn: Sequence[str]) -> dict[str, Verdict]:
        """Field -> what becomes of its value of a turn, the others being valid."""
        found: dict[str, Verdict] = {}
        values = turn_of(door, turn)
        left = dict(values)

        def settle(where: Iterable[Place], told: Tried, codes: Mapping[str, str] | None = None) -> None:
            for place in where:
                said, name = hostile(door, place, values[place]), name_of(place)
                foreign = isinstance(said, str | float) and not isinstance(at(door.fields, place), str | None)
                against = told.codes if codes is None else (codes[name],)
                found[name] = Verdict(values[place], told.taken, against, told.wrong, foreign)
                left.pop(place, None)

        while left:
            told = self.tried(door, left)
            placed = {name: code for name, code in told.against if name}
            named = [place for place in left if name_of(place) in placed]
            if told.taken or len(left) == 1:
                settle(list(left), told)
            elif named and not told.wrong:
                settle(named, told, placed)
            else:
                alone = [place for place in left if name_of(place) in self.suspects] or list(left)
                for place in alone:
                    one = self.tried(door, {place: left[place]})
                    if not one.taken:
                        self.suspects.add(name_of(place))
                    settle([place], one)
        return found

    def tried(self, door: Door, values: Mapping[Place, str]) -> Tried:
        """Send values at some places and take back what they wrote."""
        self.tries += 1
        changes = {place: hostile(door, place, value) for place, value in values.items()}
        updated: set[str] = set()
        with transaction.atomic(), connection.execute_wrapper(partial(_noted, updated)):
            try:
                answer = door.send(put(door.fields, changes))
                wrong = _wrong(answer) or self._unlike_meant(answer, changes.values(), updated)
            except Exception as broken:
                answer, wrong = Answer(False, 500), f"broken: {type(broken).__name__}"
            transaction.set_rollback(True)
        return Tried(answer.done, answer.against, wrong)

    def _unlike_meant(self, answer: Answer, values: Iterable[Any], updated: set[str]) -> str:
        """What is wrong with what was written: something after a refusal, other words than were said."""
        if not answer.done:
            audit = AuditLine.objects.filter(pk__gt=self.last[AuditLine])
            return "refused, and stored" if audit.exists() else ""
        words = list(self._written(updated))
        meant = {unicodedata.normalize("NFC", each).strip() for each in values if isinstance(each, str)}
        missing = {each for each in meant if each and not any(_holds(one, each) for one in words)}
        return "stored otherwise than meant" if missing else ""

    def _written(self, updated: set[str]) -> Iterator[str]:
        """The words of every row that is new, or stands in a table in which some were changed."""
        for model, last in self.last.items():
            since = 0 if model._meta.db_table in updated else last
            for row in model._default_manager.filter(pk__gt=since).values_list():
                yield from (str(each) for each in row)


def _noted(updated: set[str], execute: Any, sql: str, *rest: Any) -> Any:
    """Note the table that a statement changes rows of."""
    if sql.startswith("UPDATE "):
        updated.add(sql.split('"', 2)[1])
    return execute(sql, *rest)


def _holds(stored: str, meant: str) -> bool:
    """Whether that was stored; full-width digits are kept in words, and are digits in a number."""
    return meant in stored or (stored.isdecimal() and unicodedata.normalize("NFKC", meant) in stored)


def _wrong(answer: Answer) -> str:
    if answer.status >= 500:
        return f"broken: {answer.status}"
    if not answer.done and not answer.against:
        return f"refused without a code: {answer.status}"
    return ""
