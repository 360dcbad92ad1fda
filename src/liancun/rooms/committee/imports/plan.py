"""The workbook of plan goals (计划目标)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import Row, Source, columns_of
from liancun.base.measures import all_measures
from liancun.base.versions import newest
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem
from liancun.kernel.fields import A, Text, Whole, _
from liancun.rooms.committee.actions.plan import PAPER, TARGET, Goal, goal_row, target_of
from liancun.rooms.committee.models import PlanGoal
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
    made = []
    for row in rows:
        measure = _measure(row["measure"])
        given = Goal(**dict(row.values) | {"measure": measure})
        revision = earlier.get((given.unit, given.year, measure), 0) + 1
        made.append(goal_row(a, given, target_of(measure, given.target), revision))
    bulk.insert(PlanGoal, made)


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
