"""What the workbooks of the registry share: look-ups by set, the rows of a kind (公用)."""

from collections.abc import Iterable, Sequence
from typing import Any

from liancun.base.importing import Row, Source
from liancun.kernel import Problem
from liancun.kernel.fields import Field
from liancun.rooms.registry import models as m
from liancun.rooms.registry.fields import END


def known(
    source: Source, rows: Sequence[Row], name: str, field: Field, model: Any, column: str, code: str
) -> Iterable[Problem]:
    """Problems for codes of a field that no record has."""
    wanted = {row[name] for row in rows if row[name]}
    found: set[str] = set()
    codes = sorted(wanted)
    for start in range(0, len(codes), 500):
        found |= set(
            model.objects.filter(**{f"{column}__in": codes[start : start + 500]}).values_list(
                column, flat=True
            )
        )
    for row in rows:
        if row[name] and row[name] not in found:
            yield source.problem(code, row, field.label, value=row[name])


def ends_after_start(source: Source, rows: Sequence[Row]) -> Iterable[Problem]:
    """Problems for rows that end before they start."""
    for row in rows:
        if row["end"] and row["end"] < row["start"]:
            yield source.problem(
                "registry.ends_before_start", row, END.label, start=str(row["start"]), end=str(row["end"])
            )


def village_of_people(rows: Iterable[Row], column: str) -> dict[str, str]:
    codes = {row[column] for row in rows}
    return {
        code: village
        for code, village in m.Person.objects.values_list("code", "village_code")
        if code in codes
    }


def village_of_households(rows: Iterable[Row]) -> dict[str, str]:
    codes = {row["household"] for row in rows}
    pairs = m.Household.objects.values_list("code", "village_code")
    return {code: village for code, village in pairs if code in codes}
