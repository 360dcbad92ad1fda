"""Nobody is named for a day on which they were dead (在世): acts and workbooks that name people are tried.

What an example names is made dead long before, and the act is done again. Who does something that day is
refused; what is theirs goes on where an heir stands for them (`registry.facts.life_faults`).
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import pytest
from django.db import transaction

from liancun.base import clock
from liancun.base.importing import Row, Source, all_import_kinds, rows_of
from liancun.base.models import ImportedRow
from liancun.base.offers import all_offers
from liancun.base.permits import SYSTEM
from liancun.kernel.fields import Choice, Many, Spec
from liancun.rooms.registry.models import Person
from tests.doors.door import doors_of
from tests.doors.records import filled
from tests.doors.typed import Typed, acts

pytestmark = pytest.mark.slow

PEOPLE = ("registry.people", "registry.members", "registry.parties", "land.parties")
LIFE = {"registry.is_dead", "registry.nobody_for_the_dead"}
OTHERWISE = {
    ("registry.correct_person", ""): "a card may be set right when its person has died",
    ("duties.hand_over", "giver"): "whose duties somebody takes over may have died: that is a reason for it",
    ("registry.set_authority", ""): "somebody else is to be paid for the dead: that is what it is for",
}
"""Acts that may name the dead, and why."""
ASIDE: dict[tuple[str, str], dict[str, str]] = {
    ("labour.give_order", "payer_party"): {"job": "outside"},
    ("committee.give_task", "party"): {"post": "", "at_org": "", "village_code": ""},
}
"""What else is said, or with "" is not, so that a field may be filled in at all."""
BOOKS = {("people", "party"): "the card itself says when they died"}
"""Columns of workbooks that may name the dead, and why."""


def names_people(spec: Spec) -> bool:
    field = spec.field.each if isinstance(spec.field, Many) else spec.field
    return isinstance(field, Choice) and field.source in PEOPLE


def kill(code: str) -> bool:
    return bool(Person.objects.filter(code=code).update(born_on=date(1900, 1, 1), died_on=date(1901, 1, 1)))


def tried(act: str, field: str, typed: Typed) -> tuple[str, ...]:
    """The codes an act says when who is named in a field has died."""
    example = acts()[act]
    with transaction.atomic():
        for line in example.get("after", ()):
            typed.must(line)
        if "day" in example:
            clock.set_demo_day(example["day"])
        door = next(each for each in doors_of(act, typed) if each.face == "endpoint")
        said = filled(str(example["given"].get(field, "") if field else example["subject"]), typed.folder)
        party = said.split()[0] if said else ""
        values: Any = door.fields
        if field and not kill(party):
            party = "P0000005"
            values = dict(door.fields) | {field: party} | ASIDE.get((act, field), {})
            values = {name: value for name, value in values.items() if value != ""}
        assert kill(party)
        answer = door.send(values)
        transaction.set_rollback(True)
    return tuple(code for _field, code in answer.against)


def named_by_acts() -> Iterator[tuple[str, str]]:
    """(act, field) of every field that names somebody; "" is the act's subject."""
    for offer in all_offers():
        if offer.of == "person":
            yield offer.verb, ""
        yield from ((offer.verb, spec.name) for spec in offer.specs if names_people(spec))


def test_no_act_names_the_dead(town, monkeypatch, tmp_path):
    typed = Typed(monkeypatch, tmp_path)
    named = list(named_by_acts())
    assert len(named) > 20 and set(OTHERWISE) <= set(named)
    said = {each: tried(*each, typed) for each in named if each not in OTHERWISE}
    assert {each: codes for each, codes in said.items() if not LIFE & set(codes)} == {}


def named_by_books(kind: Any, org: str) -> Iterator[tuple[str, Row]]:
    """(column, a row) of every column of a workbook that names people."""
    people = set(Person.objects.values_list("code", flat=True))
    rows = [
        Row(number, {column.name: values.get(column.name) for column in kind.columns})
        for number, values in enumerate(islice(rows_of(kind, SYSTEM, org), 500), 2)
    ]
    for column in kind.columns:
        found = next((row for row in rows if row[column.name] in people), None)
        if found is not None:
            yield column.name, found


def test_no_workbook_names_the_dead(town):
    said = {}
    for kind in all_import_kinds().values():
        if kind.export is None or kind.check is None or kind.name == "payments":
            continue
        orgs = ImportedRow.objects.filter(kind=kind.name).values_list("org_code", flat=True).distinct()
        for org in sorted(orgs):
            for column, row in named_by_books(kind, org):
                with transaction.atomic():
                    assert kill(row[column])
                    source = Source("x.csv", "", org, SYSTEM, clock.today())
                    codes = {problem.code for problem in kind.check([row], source)}
                    transaction.set_rollback(True)
                said[kind.name, column] = codes
    assert len(said) > 12
    assert {each: codes for each, codes in said.items() if not LIFE & codes and each not in BOOKS} == {}
    assert set(BOOKS) <= set(said)
