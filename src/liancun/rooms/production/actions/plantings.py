"""The writers of plantings and of what must be put right (种植、整改办理)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Reason, Refusal
from liancun.kernel.fields import A, Choice, Day, Text, _
from liancun.rooms.production import facts, fields, rules
from liancun.rooms.production.models import Planting, PlantingEnding, Rectification, RectificationStep
from liancun.rooms.production.rules import CropTerms, NewPlanting


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A planting as it is handed in (登记种植); the crop by its code or its name."""

    number: A[str, fields.NEW_PLANTING]
    plot: A[str, fields.PLOT]
    crop: A[str, fields.CROP]
    storey: A[str, fields.STOREY]
    area_centimu: A[int, fields.AREA]
    start: A[date, fields.PLANTED]
    end: A[date | None, fields.END] = None
    standing: A[str, fields.STANDING] = Planting.Standing.NEW.value
    plan: A[str, fields.PLAN] = ""
    plan_due: A[date | None, fields.PLAN_DUE] = None
    document: A[str, fields.APPROVAL] = ""

    def offer(self, org_code: str) -> NewPlanting:
        """The same as the rules see it. Refuses a day before the first terms."""
        terms = charters.decided(CropTerms, "crops", on=self.start, org=org_code)
        return NewPlanting(
            self.number,
            self.plot,
            self.storey,
            terms.crop_named(self.crop) or self.crop,
            self.area_centimu,
            DateRange(self.start, self.end),
            self.standing == Planting.Standing.EXISTING,
            self.plan,
            self.plan_due,
            self.document,
        )


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """The last day of a planting and its paper (清除)."""

    planting_number: A[str, fields.PLANTING]
    ended_on: A[date, Day(_("最后一天"))]
    document: A[str, fields.PAPER]


@dataclass(frozen=True, kw_only=True)
class Step:
    """What was done about a planting that must go (整改进展)."""

    planting_number: A[str, fields.PLANTING]
    done_on: A[date, fields.HAPPENED]
    what: A[str, Text(_("进展"), most=200)]
    closed: A[str, Choice(_("是否完毕"), (("no", _("还没有")), ("yes", _("已整改完毕"))))] = "no"
    document: A[str, replace(fields.PAPER, help=_("整改完毕必填"))] = ""


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


@offered("production.record_planting", title=_("登记种植"), path="plantings", command="plant", on="plantings")
def record_planting(org_code: str, given: Planted, *, by: Viewer, on: date) -> str:
    """Record a planting (登记种植); one that stood before in a blocked place becomes a rectification."""
    if given.start > on:
        raise Refusal("production.in_future", day=str(given.start))
    new = given.offer(org_code)
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
            raise Refusal.saying(fault)
        save_plantings_within(a, [new])
        planned = Rectification.objects.filter(org_code=org_code, planting__number=new.number)
        if (given.plan or given.plan_due) and not planned.exists():
            raise Refusal("production.nothing_to_put_right", number=new.number)
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


@offered(
    "production.end_planting",
    title=_("登记清除"),
    ask=_("清除以后这一块不再算在种。确定吗?"),
    path="plantings/{planting_number}/end",
    command="end",
)
def end_planting(org_code: str, given: Cleared, *, by: Viewer, on: date) -> str:
    """Take a planting out (清除); `ended_on` is its last day."""
    number, ended_on = given.planting_number, given.ended_on
    row = planting_row(org_code, number, by)
    if not DateRange(row.start, row.end).holds(ended_on) or ended_on > on:
        raise Refusal("production.ends_outside", number=number, day=str(ended_on))
    if not given.document:
        raise Refusal("production.needs_paper", number=number)
    with (
        guards.refusing(),
        act("production.end_planting", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if PlantingEnding.objects.filter(planting=row).exists():
            raise Refusal("production.ended_already", number=number)
        a.add(
            PlantingEnding,
            planting=row,
            ended_on=ended_on,
            document=given.document,
            **a.stamp(row.village_code),
        )
        a.ref = f"planting:{number}"
    return a.ref


@offered("production.rectify", title=_("登记整改进展"), path="plantings/{planting_number}/rectify")
def rectify(org_code: str, given: Step, *, by: Viewer, on: date) -> str:
    """Record what was done about a planting that must go (整改进展); closing it needs a paper."""
    number, closed = given.planting_number, given.closed == "yes"
    rows = Rectification.objects.filter(org_code=org_code, planting__number=number)
    row = rows.select_related("planting").first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("production.no_rectification", number=number)
    if not given.what or (closed and not given.document):
        raise Refusal("production.needs_paper", number=number)
    if not row.planting.start <= given.done_on <= on:
        raise Refusal("production.in_future", day=str(given.done_on))
    with (
        guards.refusing(),
        act("production.rectify", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if RectificationStep.objects.filter(rectification=row, closed=True).exists():
            raise Refusal("production.rectified_already", number=number)
        a.add(
            RectificationStep,
            rectification=row, done_on=given.done_on, what=given.what, document=given.document,
            closed=closed, **a.stamp(row.village_code),
        )  # fmt: skip
        a.ref = f"rectification:{number}"
    return a.ref


def planting_row(org_code: str, number: str, by: Viewer) -> Planting:
    """The planting of that number; what is out of reach does not exist."""
    row = Planting.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("production.no_such_planting", number=number)
    return row
