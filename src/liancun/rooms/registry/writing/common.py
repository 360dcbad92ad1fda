"""What the workbooks of the registry share: columns, look-ups by set, the rows of a kind (公用)."""

from collections.abc import Iterable, Sequence
from typing import Any

from liancun.base.importing import Column, Row, Source
from liancun.kernel import Problem
from liancun.rooms.registry import models as m

START = Column("start", "起", "day", example="2020-01-01")
END = Column("end", "止", "day", required=False, help="最后一天;仍在的不填")
VILLAGE = Column(
    "village", "村编码", "code", help="12位统计用区划代码", max_length=12, example="520281123201"
)
PERSON = Column("party", "人员编码", "code", max_length=20, example="P0000001")
HOUSEHOLD = Column("household", "户编码", "code", max_length=20, example="L0000001")


def choices(kind: Any) -> tuple[tuple[str, str], ...]:
    """(word, value) of a model's choices."""
    return tuple((str(word), str(value)) for value, word in kind.choices)


def known(
    source: Source, rows: Sequence[Row], column: Column, model: Any, field: str, code: str
) -> Iterable[Problem]:
    """Problems for codes in a column that no record has."""
    wanted = {row[column.name] for row in rows if row[column.name]}
    found: set[str] = set()
    codes = sorted(wanted)
    for start in range(0, len(codes), 500):
        found |= set(
            model.objects.filter(**{f"{field}__in": codes[start : start + 500]}).values_list(field, flat=True)
        )
    for row in rows:
        if row[column.name] and row[column.name] not in found:
            yield source.problem(code, row, column.label, value=row[column.name])


def ends_after_start(source: Source, rows: Sequence[Row]) -> Iterable[Problem]:
    """Problems for rows that end before they start."""
    for row in rows:
        if row["end"] and row["end"] < row["start"]:
            yield source.problem(
                "registry.ends_before_start", row, "止", start=str(row["start"]), end=str(row["end"])
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
