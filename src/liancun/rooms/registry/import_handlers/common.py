"""What the workbooks of the registry share: look-ups by set, the rows of a kind (公用)."""

from collections.abc import Iterable, Sequence
from typing import Any

from liancun.base.importing import Row, Source
from liancun.kernel import Problem
from liancun.kernel.fields import Field
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.lives import life_faults
from liancun.rooms.registry.fields import END


def known(
    source: Source, rows: Sequence[Row], name: str, field: Field, model: Any, column: str, code: str
) -> Iterable[Problem]:
    """Problems for codes of a field that no record has."""
    wanted = {row[name] for row in rows if row[name]}
    found = set(model.objects.filter(**{f"{column}__among": wanted}).values_list(column, flat=True))
    for row in rows:
        if row[name] and row[name] not in found:
            yield source.problem(code, row, field.label, value=row[name])


def living(
    source: Source, rows: Sequence[Row], name: str, field: Field, day: str = "start"
) -> Iterable[Problem]:
    """Problems for people who did not live on the day of their row."""
    faults = life_faults((row[name], row[day]) for row in rows)
    for row in rows if faults else ():
        if fault := faults.get((row[name], row[day])):
            yield source.problem(fault.code, row, field.label, **dict(fault.params))


def ends_after_start(source: Source, rows: Sequence[Row]) -> Iterable[Problem]:
    """Problems for rows that end before they start."""
    for row in rows:
        if row["end"] and row["end"] < row["start"]:
            yield source.problem(
                "registry.ends_before_start", row, END.label, start=str(row["start"]), end=str(row["end"])
            )


def village_of_people(rows: Iterable[Row], column: str) -> dict[str, str]:
    people = m.Person.objects.filter(code__among=(row[column] for row in rows))
    return dict(people.values_list("code", "village_code"))


def village_of_households(rows: Iterable[Row]) -> dict[str, str]:
    homes = m.Household.objects.filter(code__among=(row["household"] for row in rows))
    return dict(homes.values_list("code", "village_code"))
