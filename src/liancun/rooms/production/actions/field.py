"""The writers of what happens in the field (田间办理): work, inputs, rounds, bees."""

from dataclasses import dataclass, replace
from datetime import date

from liancun.base import charters, guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import DateRange, Refusal
from liancun.kernel.fields import A, Choice, _
from liancun.rooms.production import facts, fields, rules
from liancun.rooms.production.actions.plantings import planting_row
from liancun.rooms.production.models import (
    BeeCount,
    Facility,
    InputUsed,
    Inspection,
    InspectionFollowup,
    Operation,
    Planting,
    PlantingEnding,
)
from liancun.rooms.production.rules import CropTerms


@dataclass(frozen=True, kw_only=True)
class Work:
    """Something done to a planting (农事)."""

    planting_number: A[str, fields.PLANTING]
    number: A[str, fields.OPERATION]
    task: A[str, fields.TASK]
    done_on: A[date, fields.HAPPENED]
    note: A[str, fields.NOTE] = ""


@dataclass(frozen=True, kw_only=True)
class Used:
    """An input used, and the days that pass before picking (投入品)."""

    planting_number: A[str, fields.PLANTING]
    number: A[str, fields.INPUT]
    product: A[str, fields.PRODUCT]
    dose: A[str, fields.DOSE]
    used_on: A[date, fields.USED_ON]
    interval_days: A[int, replace(fields.INTERVAL, help=_("没有间隔期的留空"))] = 0


@dataclass(frozen=True, kw_only=True)
class Round:
    """A round at a planting; `due_on` where something is to be mended (巡查)."""

    planting_number: A[str, fields.PLANTING]
    number: A[str, fields.ROUND]
    inspected_on: A[date, fields.INSPECTED_ON]
    finding: A[str, fields.FINDING]
    due_on: A[date | None, fields.MEND_BY] = None


@dataclass(frozen=True, kw_only=True)
class SecondLook:
    """What was done about a finding (复查)."""

    number: A[str, fields.SEEN_ROUND]
    done_on: A[date, fields.HAPPENED]
    result: A[str, fields.RESULT]


@dataclass(frozen=True, kw_only=True)
class Count:
    """Colonies alive in an apiary on a day (清点蜂群)."""

    apiary: A[str, Choice(_("蜂场"), "production.apiaries", open=True, most=20)]
    counted_on: A[date, fields.COUNTED_ON]
    colonies: A[int, fields.COLONIES]


@offered(
    "production.record_operation",
    title=_("记农事"),
    path="plantings/{planting_number}/operations",
    command="operation",
)
def record_operation(org_code: str, given: Work, *, by: Viewer, on: date) -> str:
    """Record something done to a planting (记农事)."""
    row = standing_planting(org_code, given.planting_number, given.done_on, by, on)
    with (
        guards.refusing(),
        act("production.record_operation", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        _must_be_new(Operation, org_code, given.number)
        terms = charters.in_force(CropTerms, on=given.done_on, org=org_code)
        uses = facts.inputs_on([row.pk]).get(row.pk, ())
        early = rules.picking_fault(given.task, uses, given.done_on, terms)
        if early:
            raise Refusal.saying(early)
        a.add(
            Operation,
            number=given.number, planting=row, task=given.task, done_on=given.done_on, note=given.note,
            **a.stamp(row.village_code),
        )  # fmt: skip
        a.ref = f"planting:{row.number}"
    return a.ref


@offered(
    "production.record_input",
    title=_("记投入品"),
    path="plantings/{planting_number}/inputs",
    command="input",
)
def record_input(org_code: str, given: Used, *, by: Viewer, on: date) -> str:
    """Record an input used (记投入品); picking is barred until its interval has passed."""
    row = standing_planting(org_code, given.planting_number, given.used_on, by, on)
    with (
        guards.refusing(),
        act("production.record_input", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        _must_be_new(InputUsed, org_code, given.number)
        a.add(
            InputUsed,
            number=given.number, planting=row, product=given.product, dose=given.dose,
            used_on=given.used_on, interval_days=given.interval_days, **a.stamp(row.village_code),
        )  # fmt: skip
        a.ref = f"planting:{row.number}"
    return a.ref


@offered("production.inspect", title=_("登记巡查"), path="plantings/{planting_number}/inspections")
def inspect(org_code: str, given: Round, *, by: Viewer, on: date) -> str:
    """Record what was found on a round (巡查)."""
    row = standing_planting(org_code, given.planting_number, given.inspected_on, by, on)
    if given.due_on is not None and given.due_on < given.inspected_on:
        raise Refusal("production.due_before", number=given.number)
    with (
        guards.refusing(),
        act("production.inspect", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        _must_be_new(Inspection, org_code, given.number)
        a.add(
            Inspection,
            number=given.number, planting=row, inspected_on=given.inspected_on, finding=given.finding,
            due_on=given.due_on, **a.stamp(row.village_code),
        )  # fmt: skip
        a.ref = f"inspection:{given.number}"
    return a.ref


@offered("production.follow_up", title=_("登记复查"), path="inspections/follow-up")
def follow_up(org_code: str, given: SecondLook, *, by: Viewer, on: date) -> str:
    """Record what was done about a finding (复查)."""
    number = given.number
    row = Inspection.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("production.no_such_inspection", number=number)
    if not row.inspected_on <= given.done_on <= on:
        raise Refusal("production.in_future", day=str(given.done_on))
    with (
        guards.refusing(),
        act("production.follow_up", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if InspectionFollowup.objects.filter(inspection=row).exists():
            raise Refusal("production.followed_already", number=number)
        a.add(
            InspectionFollowup,
            inspection=row,
            done_on=given.done_on,
            result=given.result,
            **a.stamp(row.village_code),
        )
        a.ref = f"inspection:{number}"
    return a.ref


@offered("production.count_bees", title=_("清点蜂群"), path="bee-counts", on="facilities")
def count_bees(org_code: str, given: Count, *, by: Viewer, on: date) -> str:
    """Record how many colonies are alive in an apiary (清点蜂群)."""
    apiary, counted_on = given.apiary, given.counted_on
    row = Facility.objects.filter(org_code=org_code, code=apiary, kind=Facility.Kind.BEE_HOUSE).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("production.no_such_apiary", apiary=apiary)
    if counted_on > on or not DateRange(row.start, row.end).holds(counted_on):
        raise Refusal("production.count_unsound", apiary=apiary, day=str(counted_on), colonies=given.colonies)
    with (
        guards.refusing(),
        act("production.count_bees", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if BeeCount.objects.filter(apiary=row, counted_on=counted_on).exists():
            raise Refusal("production.counted_already", apiary=apiary, day=str(counted_on))
        found = a.add(
            BeeCount, apiary=row, counted_on=counted_on, colonies=given.colonies, **a.stamp(row.village_code)
        )
        a.ref = f"bees:{found.pk}"
    return a.ref


def standing_planting(org_code: str, number: str, day: date, by: Viewer, on: date) -> Planting:
    """The planting, which must stand on the day of what is recorded about it."""
    row = planting_row(org_code, number, by)
    ended = PlantingEnding.objects.filter(planting=row).values_list("ended_on", flat=True).first()
    last = min((each for each in (row.end, ended) if each), default=None)
    if not DateRange(row.start, last).holds(day):
        raise Refusal("production.not_standing", number=number, day=str(day))
    if day > on:
        raise Refusal("production.in_future", day=str(day))
    return row


def _must_be_new(model: type[Operation | InputUsed | Inspection], org_code: str, number: str) -> None:
    if model.objects.filter(org_code=org_code, number=number).exists():
        raise Refusal("production.number_taken", number=number)
