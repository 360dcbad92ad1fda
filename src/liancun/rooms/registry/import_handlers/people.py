"""People and households (人、户)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from liancun.base import bulk, versions
from liancun.base.acts import Act
from liancun.base.crypto import blind_index
from liancun.base.importing import Row, Source
from liancun.kernel import DateRange, Problem
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.doubts import first_doubts, in_one_form
from liancun.rooms.registry.fields import HOUSEHOLD_CODE, OTHER_HOUSEHOLD, PERSON_CODE, VILLAGE_CODE
from liancun.rooms.registry.import_handlers.common import (
    ends_after_start,
    known,
    living,
    village_of_households,
)
from liancun.rooms.registry.rules import Card, overlap


def save_people(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Person,
        [
            m.Person(
                code=r["party"],
                name=r["name"],
                sex=r["sex"],
                born_on=r["born_on"],
                died_on=r["died_on"],
                id_number=r["id_number"] or "",
                id_index=blind_index(r["id_number"] or "", "id") or None,
                phone=r["phone"] or "",
                phone_index=blind_index(r["phone"] or "", "phone"),
                **a.stamp(r["village"]),
            )
            for r in rows
        ],
    )


def check_people(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(
        source, rows, "village", VILLAGE_CODE, m.Village, "village_code", "registry.no_such_village"
    )
    yield from _twins(rows, source)
    indexes = {row.number: blind_index(row["id_number"] or "", "id") for row in rows}
    known_already = m.Person.objects.filter(id_index__among=filter(None, indexes.values()))
    taken = set(known_already.values_list("id_index", flat=True))
    seen: dict[str, int] = {}
    for row in rows:
        index = indexes[row.number]
        if index and (index in taken or index in seen):
            yield source.problem("registry.id_taken", row, "身份证号")
        seen.setdefault(index, row.number)
        if row["id_number"] and row["id_number"][6:14] != row["born_on"].strftime("%Y%m%d"):
            yield source.problem("registry.id_other_birth", row, "出生日期")
        if row["died_on"] and row["died_on"] < row["born_on"]:
            yield source.problem("registry.died_before_born", row, "去世日期")


def _twins(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Rows that may be somebody registered, or of a row before, unless it was decided that they are two."""
    cards = [
        Card(
            row["party"],
            in_one_form(row["name"]),
            row["sex"],
            row["born_on"],
            row["village"],
            bool(row["id_number"]),
            row["id_number"] or "",
        )
        for row in rows
    ]
    found = first_doubts(cards)
    for row in rows:
        if doubt := found.get(row["party"]):
            code = "registry.swapped_person" if "swapped_number" in doubt.grounds else "registry.same_person"
            other = doubt.other if doubt.one == row["party"] else doubt.one
            yield source.problem(code, row, "姓名", value=other, doubt=doubt.key)


def as_it_was_named(rows: Sequence[Row]) -> Iterator[list[Mapping[str, Any]]]:
    """Of each row: the same as programs before kept it, which read a name as it was typed: 张 三."""
    codes = [row["party"] for row in rows]
    typed: dict[str, set[str]] = {}
    for code, name in m.Person.objects.filter(code__among=codes).values_list("code", "name"):
        typed.setdefault(code, set()).add(name)
    before = m.PersonHistory.objects.filter(code__among=codes, column="name")
    for code, name in before.values_list("code", "was"):
        typed.setdefault(code, set()).add(name)
    for row in rows:
        names = typed.get(row["party"], set()) - {row["name"]}
        alike = sorted(name for name in names if in_one_form(name) == in_one_form(row["name"]))
        yield [{**row.values, "name": name} for name in alike]


def save_households(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Household,
        [
            m.Household(
                code=r["household"], kind=r["kind"], start=r["start"], end=r["end"], **a.stamp(r["village"])
            )
            for r in rows
        ],
    )


def check_households(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(
        source, rows, "village", VILLAGE_CODE, m.Village, "village_code", "registry.no_such_village"
    )
    yield from ends_after_start(source, rows)


def save_household_members(rows: Sequence[Row], a: Act) -> None:
    villages = village_of_households(rows)
    bulk.insert(
        m.HouseholdMember,
        [
            m.HouseholdMember(
                household=r["household"],
                party=r["party"],
                is_head=r["is_head"] == "yes",
                start=r["start"],
                end=r["end"],
                **a.stamp(villages[r["household"]]),
            )
            for r in rows
        ],
    )


def check_household_members(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(
        source, rows, "household", HOUSEHOLD_CODE, m.Household, "code", "registry.no_such_household"
    )
    yield from known(source, rows, "party", PERSON_CODE, m.Person, "code", "registry.no_such_person")
    yield from living(source, rows, "party", PERSON_CODE)
    yield from ends_after_start(source, rows)
    yield from _in_one_household_at_a_time(rows, source)


FEW = 200
"""Of so many people what stands is asked for by name."""


def _in_one_household_at_a_time(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """On no day is a person in two households of one kind."""
    inside: dict[tuple[str, str], list[DateRange]] = {}
    people = {row["party"] for row in rows}
    standing, homes = versions.standing(m.HouseholdMember.objects.all()), m.Household.objects.all()
    if len(people) <= FEW:  # a birth must not read the whole town
        standing = standing.filter(party__in=people)
        there = {row["household"] for row in rows} | set(standing.values_list("household", flat=True))
        homes = homes.filter(code__in=there)
    kinds = dict(homes.values_list("code", "kind"))
    for household, party, start, end in standing.values_list("household", "party", "start", "end"):
        if party in people:
            inside.setdefault((party, kinds.get(household, "")), []).append(DateRange(start, end))
    for row in rows:
        kind = kinds.get(row["household"], "")
        ranges = inside.setdefault((row["party"], kind), [])
        ranges.append(DateRange(row["start"], row["end"]))
        if len(ranges) > 1 and overlap(ranges):
            word = str(m.Household.Kind(kind).label) if kind else ""
            yield source.problem(
                "registry.two_homes",
                row,
                PERSON_CODE.label,
                party=row["party"],
                home=word,
                day=str(row["start"]),
            )


def save_links(rows: Sequence[Row], a: Act) -> None:
    villages = village_of_households(rows)
    bulk.insert(
        m.HouseholdLink,
        [
            m.HouseholdLink(
                household=r["household"],
                other=r["other"],
                kind=r["kind"],
                since=r["start"],
                **a.stamp(villages[r["household"]]),
            )
            for r in rows
        ],
    )


def check_links(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(
        source, rows, "household", HOUSEHOLD_CODE, m.Household, "code", "registry.no_such_household"
    )
    yield from known(
        source, rows, "other", OTHER_HOUSEHOLD, m.Household, "code", "registry.no_such_household"
    )
