"""The readers of plan goals (计划目标查询): what is to be reached, and how far records have it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from liancun.base.lists import listed
from liancun.base.measures import Measured, MeasureName, at_once
from liancun.base.page_cache import kept
from liancun.base.request_cache import page_of
from liancun.base.versions import newest
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Choice, Flag, Span, Text, Whole, _
from liancun.rooms.committee.models import PlanGoal
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class GoalRow:
    """One goal and how far it is met (一项计划目标), in its measure's unit; `percent` rounded down."""

    unit: A[str, Text(_("作战单元"))]
    year: A[str, Span(_("年度"))]
    measure: A[str, MeasureName(_("指标"))]
    target: A[int, Measured(_("目标"), by="measure")]
    reached: A[int, Measured(_("已完成"), by="measure")]
    percent: A[int, Whole(_("完成百分比"))]
    missing: A[int, Measured(_("还差"), by="measure")]
    document: A[str, Text(_("依据"))]


@dataclass(frozen=True)
class GoalPage:
    """A page of goals (计划目标)."""

    total: int
    rows: tuple[GoalRow, ...]


@listed(
    "committee.goals",
    title=_("计划目标"),
    path="goals",
    empty=_("没有计划目标"),
)
def goals(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    year: A[int, Whole(_("年度"), 0, 2100)] = 0,
    unit: A[str, Choice(_("作战单元"), "committee.units", most=40)] = "",
    unmet: A[bool, Flag(_("只看没达到的"))] = False,
    limit: int = 50,
    offset: int = 0,
) -> GoalPage:
    """An organisation's goals, this year's first; what is reached is counted from records up to a day."""
    viewer.must_see(org_code)
    rows = PlanGoal.objects.filter(org_code=org_code)
    rows = newest(rows, "org_code", "unit", "year", "measure").filter(withdrawn=False)
    if year:
        rows = rows.filter(year=year)
    if unit:
        rows = rows.filter(unit=unit)
    rows = rows.order_by("-year", "unit", "measure")
    if not unmet:
        page, total = page_of(rows, limit, offset)
        return GoalPage(total, _rows(page, on))
    # What is unmet only records tell: a town's goals are few, and are all asked.
    short = sorted((row for row in _rows(rows, on) if row.missing), key=lambda row: row.percent)
    return GoalPage(len(short), tuple(short[offset : offset + limit]))


def _rows(goals: Iterable[PlanGoal], on: date) -> tuple[GoalRow, ...]:
    """Goals with what records have of them."""
    every = list(goals)
    villages = registry.unit_villages()
    everywhere = tuple(code for codes in villages.values() for code in codes)
    counted = _counted({(row.measure, row.year) for row in every}, everywhere, on)
    return tuple(_row(row, counted[row.measure, row.year], villages.get(row.unit, ())) for row in every)


def _counted(
    asked: Collection[tuple[str, int]], villages: tuple[str, ...], on: date
) -> Mapping[tuple[str, int], Mapping[str, int]]:
    """(measure, year) -> what it says by village: one question for all goals that a room counts."""
    found: dict[tuple[str, int], Mapping[str, int]] = {}
    for room in sorted({name.partition(".")[0] for name, _year in asked}):
        its = frozenset(each for each in asked if each[0].partition(".")[0] == room)
        found |= _counted_by_room(its, villages, on)
    return found


@kept
def _counted_by_room(
    asked: frozenset[tuple[str, int]], villages: tuple[str, ...], on: date
) -> Mapping[tuple[str, int], Mapping[str, int]]:
    # A room by itself: a score that is recorded leaves what the days of work came to.
    return at_once(asked, villages, on)


def _row(row: PlanGoal, counted: Mapping[str, int], villages: Collection[str]) -> GoalRow:
    reached = sum(counted.get(code, 0) for code in villages)
    return GoalRow(
        row.unit,
        str(row.year),
        row.measure,
        row.target,
        reached,
        reached * 100 // row.target,
        max(row.target - reached, 0),
        row.document,
    )
