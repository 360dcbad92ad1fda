"""The workbooks of the room (议事工作簿): seats on bodies, plan goals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.base.measures import all_measures
from liancun.base.versions import newest, standing
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, DateRange, Problem
from liancun.kernel.fields import A, Code, Day, Text, Whole, _
from liancun.rooms.committee.actions.plan import PAPER, TARGET, Goal, target_of, write_goal
from liancun.rooms.committee.models import PlanGoal, Seat
from liancun.rooms.committee.pooling import overlap
from liancun.rooms.committee.rules import BODY, Bodies
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True, kw_only=True)
class GoalRow:
    """One goal as the plan's workbook has it (计划目标表的一行)."""

    unit: A[str, Text(_("作战单元"), most=40, example="东部单元")]
    year: A[int, Whole(_("年度"), 2000, 2100, example="2026")]
    measure: A[str, Text(_("指标"), most=60, help=_("系统能从记录里算出的指标"), example="林下面积")]
    target: A[str, replace(TARGET, example="620")]
    document: A[str, PAPER]


COLUMNS = columns_of(GoalRow)
UNIT, YEAR, MEASURE, GOAL, _PAPER = COLUMNS


def _measure(said: str) -> str:
    """A measure by its name or by what it is called; '' for none."""
    if said in all_measures():
        return said
    return next((name for name, each in all_measures().items() if each.field.label == said), "")


def check(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Units that no village belongs to, what no room counts, what was set before."""
    units = registry.unit_villages()
    known = {(row.unit, row.year, row.measure) for row in _standing(source.org_code)}
    for row in rows:
        measure = _measure(row["measure"])
        if row["unit"] not in units:
            yield source.problem("committee.plan.no_such_unit", row, UNIT.label, unit=row["unit"])
        if not measure:
            labels = tuple(each.field.label for each in all_measures().values())
            yield source.problem(
                "committee.plan.no_such_measure", row, MEASURE.label, measure=row["measure"], known=labels
            )
            continue
        if (row["unit"], row["year"], measure) in known:
            yield source.problem(
                "committee.plan.set_before", row, YEAR.label, unit=row["unit"], year=row["year"]
            )
        try:
            target_of(measure, row["target"])
        except BadInput as bad:
            for each in bad.problems:
                yield source.problem(each.code, row, GOAL.label, **dict(each.params))


def save(rows: Sequence[Row], a: Act) -> None:
    """Write the goals."""
    earlier: dict[tuple[str, int, str], int] = {}
    for key in PlanGoal.objects.filter(org_code=a.org_code).values_list("unit", "year", "measure"):
        earlier[key] = earlier.get(key, 0) + 1
    for row in rows:
        measure = _measure(row["measure"])
        given = Goal(**dict(row.values) | {"measure": measure})
        revision = earlier.get((given.unit, given.year, measure), 0) + 1
        write_goal(a, given, target_of(measure, given.target), revision)


def in_full(values: Mapping[str, Any], _org_code: str) -> Mapping[str, Any]:
    """The measure by what it is called, the target in one form: "620.00" is "620"."""
    measure = _measure(values["measure"])
    if not measure:
        return values
    field = all_measures()[measure].field
    try:
        target = _plain(field.entry(target_of(measure, values["target"])))
    except BadInput:
        return values
    return {**values, "measure": field.label, "target": target}


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _standing(org_code: str) -> Iterable[PlanGoal]:
    rows = PlanGoal.objects.filter(org_code=org_code)
    rows = newest(rows, "org_code", "unit", "year", "measure").filter(withdrawn=False)
    return rows.order_by("year", "unit", "measure")


def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The goals that stand."""
    viewer.must_see(org_code)
    for row in _standing(org_code):
        field = all_measures()[row.measure].field
        yield {
            "unit": row.unit,
            "year": row.year,
            "measure": field.label,
            "target": _plain(field.entry(row.target)),
            "document": row.document,
        }


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """One seat as the workbook has it (席位表的一行)."""

    body: A[str, BODY]
    party: A[str, Code(_("人员编码"), most=20, slash=True, example="P0000001")]
    start: A[date, Day(_("起"), example="2025-01-01")]
    end: A[date | None, Day(_("止"), help=_("最后一天;任期没有定的不填"))] = None
    document: A[str, Text(_("凭证文件"), most=60, example="选举结果报告单")]


SEATS = columns_of(SeatRow)
SEAT_BODY, SEAT_PARTY, SEAT_START = SEATS[:3]


def check_seats(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Bodies without seats, unknown people, a seat that somebody has already."""
    unknown = registry.unknown_parties(row["party"] for row in rows)
    dead = registry.life_faults((row["party"], row["start"]) for row in rows)
    taken: dict[tuple[str, str], list[DateRange]] = {}
    for seat in standing(Seat.objects.filter(org_code=source.org_code)):
        taken.setdefault((seat.body, seat.party), []).append(DateRange(seat.start, seat.end))
    for row in rows:
        forms = charters.in_force(Bodies, on=row["start"], org=source.org_code).forms
        if row["body"] not in forms or forms[row["body"]].entitled != "seats":
            yield source.problem("committee.no_seats", row, SEAT_BODY.label, body=row["body"])
        if row["party"] in unknown:
            yield source.problem("committee.no_such_person", row, SEAT_PARTY.label, party=row["party"])
        if fault := dead.get((row["party"], row["start"])):
            yield source.problem(fault.code, row, SEAT_PARTY.label, **dict(fault.params))
        if row["end"] is not None and row["end"] < row["start"]:
            yield source.problem(
                "committee.ends_before_start", row, SEAT_START.label,
                start=str(row["start"]), end=str(row["end"]),
            )  # fmt: skip
            continue
        own = taken.setdefault((row["body"], row["party"]), [])
        days = DateRange(row["start"], row["end"])
        for other in own:
            if overlap(days, other):
                yield source.problem(
                    "committee.seated_already", row, SEAT_START.label,
                    body=row["body"], start=str(other.start),
                )  # fmt: skip
        own.append(days)


def save_seats(rows: Sequence[Row], a: Act) -> None:
    """Write the seats."""
    bulk.insert(Seat, [Seat(**row.values, **a.stamp()) for row in rows])


def export_seats(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The seats that stand."""
    viewer.must_see(org_code)
    rows = standing(Seat.objects.filter(org_code=org_code)).order_by("body", "party", "start")
    yield from rows.values(*(column.name for column in SEATS))


IMPORTS = (
    ImportKind(
        "seats", "席位", "committee.import_seats", SEATS, ("body", "party", "start"), save_seats, check_seats,
        export_seats,
    ),
    ImportKind(
        "plan_goals", "计划目标", "committee.import_goals", COLUMNS, ("unit", "year", "measure"), save, check,
        export, full=in_full,
    ),
)  # fmt: skip
