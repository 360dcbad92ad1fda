"""The writers of production (生产办理): plantings, rectifications, and what happened in the field."""

from collections.abc import Sequence
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Reason, Refusal
from liancun.rooms.production import facts, rules
from liancun.rooms.production.models import (
    BeeCount,
    Facility,
    InputUsed,
    Inspection,
    InspectionFollowup,
    Operation,
    Planting,
    PlantingEnding,
    Rectification,
    RectificationStep,
)
from liancun.rooms.production.rules import CropTerms, NewPlanting


def faults_of(offers: Sequence[NewPlanting], org_code: str, asof: Watermark) -> dict[str, tuple[Reason, ...]]:
    """Planting number -> what keeps it from being recorded, each against those before it in the list too."""
    plots = {new.plot for new in offers}
    grounds = facts.grounds(asof, plots)
    beside: dict[str, list[rules.Grown]] = {}
    there = facts.plantings(org_code, asof, plots=plots if len(plots) <= 500 else None)
    for each in there:
        beside.setdefault(each.plot, []).append(each.grown)
    terms: dict[date, CropTerms] = {}
    found: dict[str, tuple[Reason, ...]] = {}
    for new in offers:
        day = new.days.start
        if day not in terms:
            terms[day] = charters.in_force(CropTerms, on=day, org=org_code)
        others = beside.setdefault(new.plot, [])
        faults = rules.planting_faults(new, grounds.get(new.plot, ()), others, terms[day])
        if faults:
            found[new.number] = faults
        else:  # what is refused takes no room from those after it
            others.append(rules.Grown(new.number, new.plot, new.storey, new.area_centimu, new.days))
    return found


def record_planting(org_code: str, new: NewPlanting, *, by: Viewer, on: date) -> str:
    """Record a planting (登记种植); one that stood before in a blocked place becomes a rectification."""
    if new.days.start > on:
        raise Refusal("production.in_future", day=str(new.days.start))
    village = facts.plot_village(new.plot, Watermark.now(facts.watched(org_code)))
    with (
        guards.refusing(),
        act("production.record_planting", org_code, by=by, on=on, village_code=village) as a,
    ):
        if Planting.objects.filter(org_code=org_code, number=new.number).exists():
            raise Refusal("production.planting_exists", number=new.number)
        # Within the act, whose lock keeps a second planting from taking the same room.
        found = faults_of([new], org_code, Watermark.now(facts.watched(org_code)))
        for fault in found.get(new.number, ()):
            raise Refusal(fault.code, fault.clause, **dict(fault.params))
        save_plantings_within(a, [new])
        a.ref = f"planting:{new.number}"
    return a.ref


def save_plantings_within(a: Act, plantings: Sequence[NewPlanting]) -> None:
    """Write plantings inside an act, and a rectification for each existing one that offends a limit."""
    asof = Watermark.now(facts.watched(a.org_code))
    plots = {new.plot for new in plantings}
    grounds, villages = facts.grounds(asof, plots), facts.plot_villages(asof)
    rows = bulk.insert(
        Planting,
        [
            Planting(
                number=new.number,
                plot=new.plot,
                storey=new.storey,
                crop=new.crop,
                area_centimu=new.area_centimu,
                start=new.days.start,
                end=new.days.end,
                standing=Planting.Standing.EXISTING if new.existing else Planting.Standing.NEW,
                document=new.document,
                **a.stamp(villages[new.plot]),
            )
            for new in plantings
        ],
        with_ids=True,
    )
    terms: dict[date, CropTerms] = {}
    found = []
    for row, new in zip(rows, plantings, strict=True):
        if not new.existing or not new.plan_due:
            continue
        if row.start not in terms:
            terms[row.start] = charters.in_force(CropTerms, on=row.start, org=a.org_code)
        judged = rules.needs_rectification(new, grounds[new.plot], terms[row.start])
        if judged:
            found.append(
                Rectification(
                    planting=row,
                    article=judged.article,
                    plan=new.plan,
                    plan_due=new.plan_due,
                    **a.stamp(row.village_code),
                )
            )
    bulk.insert(Rectification, found)


def end_planting(org_code: str, number: str, *, ended_on: date, document: str, by: Viewer, on: date) -> str:
    """Take a planting out (清除); `ended_on` is its last day."""
    row = planting_row(org_code, number, by)
    if not DateRange(row.start, row.end).holds(ended_on) or ended_on > on:
        raise Refusal("production.ends_outside", number=number, day=str(ended_on))
    if not document:
        raise Refusal("production.needs_paper", number=number)
    with (
        guards.refusing(),
        act("production.end_planting", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if PlantingEnding.objects.filter(planting=row).exists():
            raise Refusal("production.ended_already", number=number)
        PlantingEnding.objects.create(
            planting=row, ended_on=ended_on, document=document, **a.stamp(row.village_code)
        )
        a.ref = f"planting:{number}"
    return a.ref


def rectify(
    org_code: str, number: str, *, what: str, document: str, closed: bool, done_on: date, by: Viewer, on: date
) -> str:
    """Record what was done about a planting that must go (整改进展); closing it needs a paper."""
    rows = Rectification.objects.filter(org_code=org_code, planting__number=number)
    row = rows.select_related("planting").first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("production.no_rectification", number=number)
    if not what or (closed and not document):
        raise Refusal("production.needs_paper", number=number)
    if not row.planting.start <= done_on <= on:
        raise Refusal("production.in_future", day=str(done_on))
    with (
        guards.refusing(),
        act("production.rectify", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if RectificationStep.objects.filter(rectification=row, closed=True).exists():
            raise Refusal("production.rectified_already", number=number)
        RectificationStep.objects.create(
            rectification=row, done_on=done_on, what=what, document=document, closed=closed,
            **a.stamp(row.village_code),
        )  # fmt: skip
        a.ref = f"rectification:{number}"
    return a.ref


def record_operation(
    org_code: str,
    number: str,
    *,
    planting: str,
    task: str,
    done_on: date,
    section: str = "",
    note: str = "",
    by: Viewer,
    on: date,
) -> str:
    """Record something done to a planting (记农事)."""
    row = standing_planting(org_code, planting, done_on, by, on)
    with (
        guards.refusing(),
        act("production.record_operation", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        _must_be_new(Operation, org_code, number)
        terms = charters.in_force(CropTerms, on=done_on, org=org_code)
        early = rules.picking_fault(task, facts.inputs_on([row.pk]).get(row.pk, ()), done_on, terms)
        if early:
            raise Refusal(early.code, early.clause, **dict(early.params))
        Operation.objects.create(
            number=number, planting=row, task=task, done_on=done_on, section=section, note=note,
            **a.stamp(row.village_code),
        )  # fmt: skip
        a.ref = f"planting:{planting}"
    return a.ref


def record_input(
    org_code: str,
    number: str,
    *,
    planting: str,
    product: str,
    dose: str,
    used_on: date,
    interval_days: int,
    by: Viewer,
    on: date,
) -> str:
    """Record an input used (记投入品); picking is barred until its interval has passed."""
    row = standing_planting(org_code, planting, used_on, by, on)
    if interval_days < 0:
        raise Refusal("production.negative_interval", number=number)
    with (
        guards.refusing(),
        act("production.record_input", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        _must_be_new(InputUsed, org_code, number)
        InputUsed.objects.create(
            number=number, planting=row, product=product, dose=dose, used_on=used_on,
            interval_days=interval_days, **a.stamp(row.village_code),
        )  # fmt: skip
        a.ref = f"planting:{planting}"
    return a.ref


def inspect(
    org_code: str,
    number: str,
    *,
    planting: str,
    inspected_on: date,
    finding: str,
    due_on: date | None,
    by: Viewer,
    on: date,
) -> str:
    """Record what was found on a round (巡查)."""
    row = standing_planting(org_code, planting, inspected_on, by, on)
    if due_on is not None and due_on < inspected_on:
        raise Refusal("production.due_before", number=number)
    with (
        guards.refusing(),
        act("production.inspect", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        _must_be_new(Inspection, org_code, number)
        Inspection.objects.create(
            number=number, planting=row, inspected_on=inspected_on, finding=finding, due_on=due_on,
            **a.stamp(row.village_code),
        )  # fmt: skip
        a.ref = f"inspection:{number}"
    return a.ref


def follow_up(org_code: str, number: str, *, done_on: date, result: str, by: Viewer, on: date) -> str:
    """Record what was done about a finding (复查)."""
    row = Inspection.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("production.no_such_inspection", number=number)
    if not row.inspected_on <= done_on <= on:
        raise Refusal("production.in_future", day=str(done_on))
    with (
        guards.refusing(),
        act("production.follow_up", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if InspectionFollowup.objects.filter(inspection=row).exists():
            raise Refusal("production.followed_already", number=number)
        InspectionFollowup.objects.create(
            inspection=row, done_on=done_on, result=result, **a.stamp(row.village_code)
        )
        a.ref = f"inspection:{number}"
    return a.ref


def count_bees(org_code: str, apiary: str, *, counted_on: date, colonies: int, by: Viewer, on: date) -> str:
    """Record how many colonies are alive in an apiary (清点蜂群)."""
    row = Facility.objects.filter(org_code=org_code, code=apiary, kind=Facility.Kind.BEE_HOUSE).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("production.no_such_apiary", apiary=apiary)
    if colonies < 0 or counted_on > on or not DateRange(row.start, row.end).holds(counted_on):
        raise Refusal("production.count_unsound", apiary=apiary, day=str(counted_on), colonies=colonies)
    with (
        guards.refusing(),
        act("production.count_bees", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if BeeCount.objects.filter(apiary=row, counted_on=counted_on).exists():
            raise Refusal("production.counted_already", apiary=apiary, day=str(counted_on))
        found = BeeCount.objects.create(
            apiary=row, counted_on=counted_on, colonies=colonies, **a.stamp(row.village_code)
        )
        a.ref = f"bees:{found.pk}"
    return a.ref


def planting_row(org_code: str, number: str, by: Viewer) -> Planting:
    """The planting of that number; what is out of reach does not exist."""
    row = Planting.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("production.no_such_planting", number=number)
    return row


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
