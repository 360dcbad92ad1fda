"""The writers of plan goals (计划目标办理)."""

from dataclasses import dataclass
from datetime import date

from liancun.base import guards
from liancun.base.acts import Act, act
from liancun.base.measures import MeasureName, all_measures
from liancun.base.offers import offered
from liancun.base.versions import newest
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import A, Choice, Text, Whole, Wrong, _
from liancun.rooms.committee.models import PlanGoal
from liancun.rooms.registry import facts as registry

UNIT = Choice(_("作战单元"), "committee.units", most=40)
YEAR = Whole(_("年度"), 2000, 2100)
MEASURE = MeasureName(_("指标"))
TARGET = Text(_("目标"), most=20, help=_("按指标的单位写:面积写亩,重量写公斤"), example="620")
PAPER = Text(_("依据"), most=60, help=_("计划或文件的编号"), example="工作要点2026")


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a unit is to reach in a year (一项计划目标)."""

    unit: A[str, UNIT]
    year: A[int, YEAR]
    measure: A[str, MEASURE]
    target: A[str, TARGET]
    document: A[str, PAPER]


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A goal that is taken back (撤销的目标)."""

    unit: A[str, UNIT]
    year: A[int, YEAR]
    measure: A[str, MEASURE]
    document: A[str, PAPER]


@offered("committee.set_goal", title=_("定计划目标"), path="goals", command="goal", on="goals")
def set_goal(org_code: str, given: Goal, *, by: Viewer, on: date) -> str:
    """Set what a unit is to reach; a later paper sets it anew, and both stay readable."""
    target = target_of(given.measure, given.target)
    must_be_a_unit(given.unit)
    with guards.refusing(), act("committee.set_goal", org_code, by=by, on=on) as a:
        old = _standing(org_code, given)
        if old is not None and old.target == target:
            raise Refusal("committee.plan.same_goal", unit=given.unit, year=given.year)
        a.write(goal_row(a, given, target, _next(org_code, given)))
        a.ref = f"plan:{org_code}/{given.year}"
    return a.ref


@offered(
    "committee.drop_goal",
    title=_("撤销计划目标"),
    ask=_("撤销以后不再计算这一项。确定吗?"),
    path="goals/drop",
    command="drop-goal",
    on="goals",
    permit="committee.set_goal",
)
def drop_goal(org_code: str, given: Dropped, *, by: Viewer, on: date) -> str:
    """Take a goal back (撤销), by a paper; it stays readable and is counted no more."""
    with (
        guards.refusing(),
        act("committee.drop_goal", org_code, by=by, on=on, permit="committee.set_goal") as a,
    ):
        old = _standing(org_code, given)
        if old is None:
            raise Refusal("committee.plan.no_such_goal", unit=given.unit, year=given.year)
        row = goal_row(a, given, old.target, _next(org_code, given), withdrawn=True)
        a.write(row)
        a.ref = f"plan:{org_code}/{given.year}"
    return a.ref


def target_of(measure: str, text: str) -> int:
    """What is to be reached, in the unit of its measure. Raises BadInput."""
    field = all_measures()[measure].field
    try:
        target = field.read(text)
    except Wrong as wrong:
        raise BadInput([Problem.of(wrong.code, column="target", **wrong.params)]) from None
    if not target:
        raise BadInput([Problem.of("committee.plan.no_target", column="target")])
    return target


def must_be_a_unit(unit: str) -> None:
    """Refuse a unit that no village belongs to: nothing could ever be counted for it."""
    if unit not in registry.unit_villages():
        raise Refusal("committee.plan.no_such_unit", unit=unit)


def goal_row(
    a: Act, given: Goal | Dropped, target: int, revision: int, *, withdrawn: bool = False
) -> PlanGoal:
    """One goal of the caller's act, not yet written."""
    return PlanGoal(
        unit=given.unit,
        year=given.year,
        measure=given.measure,
        target=target,
        document=given.document,
        revision=revision,
        withdrawn=withdrawn,
        **a.stamp(),
    )


def _of(org_code: str, given: Goal | Dropped) -> dict[str, object]:
    return {"org_code": org_code, "unit": given.unit, "year": given.year, "measure": given.measure}


def _standing(org_code: str, given: Goal | Dropped) -> PlanGoal | None:
    rows = newest(PlanGoal.objects.filter(**_of(org_code, given)), "org_code", "unit", "year", "measure")
    return rows.filter(withdrawn=False).first()


def _next(org_code: str, given: Goal | Dropped) -> int:
    return PlanGoal.objects.filter(**_of(org_code, given)).count() + 1
