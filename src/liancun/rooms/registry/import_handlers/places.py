"""Villages and organisations (村、单位)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from stdnum.cn import uscc

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import Row, Source
from liancun.base.versions import standing
from liancun.kernel import DateRange, Problem
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions.dated import put_in_place
from liancun.rooms.registry.fields import VILLAGE_CODE
from liancun.rooms.registry.import_handlers.common import ends_after_start, known
from liancun.rooms.registry.rules import overlap

ONE_DAY = timedelta(days=1)
TOWN = m.Organisation.Kind.TOWN
CODE, KIND, PARENT = "单位编码", "类型", "上级单位"


def under_the_town(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    """A row in full: above what names nothing stands what stood there, else the town whose workbook it is."""
    named = values["parent"] or (None if values["kind"] == TOWN else _above(values) or org_code)
    return {**values, "parent": named}


def without_a_parent(rows: Sequence[Row]) -> Iterator[list[Mapping[str, Any]]]:
    """Of each row: the same as programs before kept it, to which nobody had to say what stands above."""
    stand = standing(m.Organisation.objects.filter(code__among=[row["code"] for row in rows])).order_by("-pk")
    above = {(code, start): parent for code, start, parent in stand.values_list("code", "start", "parent")}
    for row in rows:
        very = row["parent"] and row["parent"] == above.get((row["code"], row["start"]))
        yield [{**row.values, "parent": None}] if very else []


def _above(values: Mapping[str, Any]) -> str:
    """What stands above the very row that is there."""
    rows = standing(m.Organisation.objects.filter(code=values["code"])).filter(start=values["start"])
    return rows.values_list("parent", flat=True).first() or ""


def save_villages(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Village,
        [
            m.Village(slug=r["slug"], name=r["name"], unit=r["unit"] or "", **a.stamp(r["village"]))
            for r in rows
        ],
    )


def save_organisations(rows: Sequence[Row], a: Act) -> None:
    """Write what an organisation is from a day on: what it was without an end ends the day before."""
    turns: dict[str, list[date]] = {}
    for row in rows:
        turns.setdefault(row["code"], []).append(row["start"])
    before = list(standing(m.Organisation.objects.filter(code__in=turns)).order_by("pk"))
    for old in before:
        if old.end is None and (later := [day for day in turns[old.code] if day > old.start]):
            put_in_place(a, old, end=min(later) - ONE_DAY)
    for old in before:
        turns[old.code].append(old.start)

    def end_of(row: Row) -> date | None:
        later = [day for day in turns[row["code"]] if day > row["start"]]
        end: date | None = row["end"]
        return min(later) - ONE_DAY if end is None and later else end

    bulk.insert(
        m.Organisation,
        [
            m.Organisation(
                code=r["code"],
                kind=r["kind"],
                name=r["name"],
                parent=r["parent"] or "",
                uscc=r["uscc"] or "",
                own_book=r["own_book"] == "yes",
                start=r["start"],
                end=end_of(r),
                **a.stamp(r["village"] or ""),
            )
            for r in rows
        ],
    )


def check_organisations(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    for row in rows:
        if row["uscc"] and not uscc.is_valid(row["uscc"]):
            yield source.problem("registry.uscc", row, "统一社会信用代码")
    yield from known(
        source, rows, "village", VILLAGE_CODE, m.Village, "village_code", "registry.no_such_village"
    )
    yield from ends_after_start(source, rows)
    before = standing(m.Organisation.objects.all()).order_by("start", "pk")
    there = [
        Row(0, {"code": row.code, "kind": row.kind, "parent": row.parent, "start": row.start, "end": row.end})
        for row in before
    ]
    yield from _one_at_a_time(rows, there, source)
    yield from _placed(rows, [*there, *rows], source)


def _one_at_a_time(rows: Sequence[Row], there: Iterable[Row], source: Source) -> Iterator[Problem]:
    """One row an organisation on each day, and one town: another is another data folder's.

    What has no end gives way to what is from a later day on.
    """
    held: dict[str, list[DateRange]] = {}
    towns: list[tuple[str, DateRange]] = []
    for row in [*there, *rows]:
        days = DateRange(row["start"], row["end"])
        same = held.setdefault(row["code"], [])
        other = next((code for code, its in towns if code != row["code"] and overlap([its, days])), "")
        if row.number and any(_meet(its, days) for its in same):
            yield source.problem("registry.organisation_twice", row, CODE, value=row["code"])
        if row["kind"] == TOWN:
            if row.number and (other or (not towns and row["code"] != source.org_code)):
                yield source.problem(
                    "registry.second_town", row, KIND, value=row["code"], town=other or source.org_code
                )
            towns.append((row["code"], days))
        same.append(days)


def _meet(one: DateRange, other: DateRange) -> bool:
    """Whether two rows of an organisation say what it was on the same day."""
    first, then = sorted((one, other), key=lambda days: days.start)
    return first.start == then.start or (first.end is not None and first.end >= then.start)


def _placed(rows: Sequence[Row], every: Iterable[Row], source: Source) -> Iterator[Problem]:
    """What a row names above itself is there, and nothing comes to stand above itself."""
    history: dict[str, list[Row]] = {}
    for row in sorted(every, key=lambda row: (row["start"], row.number)):
        history.setdefault(row["code"], []).append(row)
    for row in rows:
        if row["parent"] and row["kind"] == TOWN:
            yield source.problem("registry.nothing_above_the_town", row, PARENT)
        elif row["parent"] and row["parent"] not in history:
            yield source.problem("registry.no_such_organisation", row, PARENT, value=row["parent"])
        elif row["code"] in _chain(row["parent"], history, row["start"]):
            yield source.problem("registry.above_itself", row, PARENT, value=row["code"])


def _chain(code: str | None, history: Mapping[str, Sequence[Row]], day: date) -> list[str]:
    """An organisation and what stands above it on a day, by all rows there are and come."""
    found: list[str] = []
    while code and code not in found:
        found.append(code)
        begun = [row for row in history.get(code, ()) if row["start"] <= day]
        code = begun[-1]["parent"] if begun else None
    return found
