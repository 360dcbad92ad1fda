"""What rules and checks see of production (生产事实): plantings over time, colonies, facilities, inputs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Value

from liancun.base.request_cache import once
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.land import facts as land
from liancun.rooms.land.rules import common_days
from liancun.rooms.production.models import (
    BeeCount,
    Facility,
    InputUsed,
    Inspection,
    NurseryBatch,
    Operation,
    Planting,
    PlantingEnding,
    Rectification,
    RectificationStep,
)
from liancun.rooms.production.rules import ACCEPTANCE, Ground, Grown


@dataclass(frozen=True)
class Stands:
    """A planting with the days it really stands (种植现状), an ending taken in."""

    pk: int
    number: str
    plot: str
    village_code: str
    storey: str
    crop: str
    area_centimu: int
    days: DateRange

    @property
    def grown(self) -> Grown:
        """What the rules ask of it."""
        return Grown(self.number, self.plot, self.storey, self.area_centimu, self.days)

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it stood on at least one day of a span."""
        return self.days.overlaps(DateRange(first, last))


def watched(org_code: str) -> Iterable[str]:
    """The cooperative's plantings, every collective's plots."""
    return land.watched(org_code)


FEW = 500


def plantings(
    org_code: str,
    asof: Watermark,
    *,
    plots: Iterable[str] | None = None,
    crop: str = "",
    numbers: Collection[str] | None = None,
) -> tuple[Stands, ...]:
    """Every planting, by number; of some plots or one crop where named, of some numbers where few."""
    rows = asof.limit(Planting.objects.filter(org_code=org_code))
    if plots is not None:
        rows = rows.filter(plot__in=list(plots))
    if crop:
        rows = rows.filter(crop=crop)
    if numbers is not None and len(numbers) <= FEW:
        rows = rows.filter(number__in=numbers)
    ended = asof.limit(PlantingEnding.objects.filter(org_code=org_code, planting=OuterRef("pk")))
    names = ("pk", "number", "plot", "village_code", "storey", "crop", "area_centimu", "start", "end")
    rows = rows.order_by("number").annotate(ended=Subquery(ended.values("ended_on")))
    found = []
    for pk, number, plot, village, storey, code, area, start, *ends in rows.values_list(*names, "ended"):
        last = min((day for day in ends if day), default=None)
        found.append(Stands(pk, number, plot, village, storey, code, area, DateRange(start, last)))
    return tuple(found)


def planted(org_code: str, numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Number -> the row and the village of each of these plantings."""
    rows = Planting.objects.filter(org_code=org_code, number__among=numbers)
    return {number: (pk, village) for number, pk, village in rows.values_list("number", "pk", "village_code")}


def grounds(asof: Watermark, plots: Iterable[str]) -> dict[str, tuple[Ground, ...]]:
    """Plot -> what it was over time, as the rules see it; up to the day on which the state took it."""
    wanted = set(plots)
    past = land.plot_history(asof, min(wanted) if len(wanted) == 1 else "")
    taken = land.expropriated(asof)
    return {
        code: tuple(
            Ground(code, each.land_class, each.slope_deg, each.measured_centimu, days)
            for each in past.get(code, ())
            if (days := _until(each.days, taken.get(code, ()))) is not None
        )
        for code in wanted
    }


def _until(days: DateRange, taken: Sequence[date]) -> DateRange | None:
    """The days of a plot's measure until it was taken, None where they begin after that."""
    if not taken:
        return days
    return common_days(days, DateRange(date.min, taken[0]))


@dataclass(frozen=True)
class Tended:
    """The plantings accepted (验收) on a day of a span, and those in which seedlings stood (育苗)."""

    accepted: frozenset[int]
    raised: frozenset[int]


def tended(org_code: str, first: date, last: date, asof: Watermark) -> Tended:
    """Both in one question."""
    done = Operation.objects.filter(org_code=org_code, task=ACCEPTANCE, done_on__gte=first, done_on__lte=last)
    sown = NurseryBatch.objects.filter(org_code=org_code, sown_on__lte=last)
    sown = sown.filter(Q(lifted_on__isnull=True) | Q(lifted_on__gte=first))
    accepted = asof.limit(done).order_by().values_list(Value("accepted"), "planting")
    raised = asof.limit(sown).order_by().values_list(Value("raised"), "planting")
    found: dict[str, set[int]] = {"accepted": set(), "raised": set()}
    for how, planting in accepted.union(raised):
        found[how].add(planting)
    return Tended(frozenset(found["accepted"]), frozenset(found["raised"]))


@dataclass(frozen=True)
class Project:
    """A processing project that was started (加工项目)."""

    code: str
    name: str
    capacity_t: int
    started_on: date
    document: str


def projects(org_code: str, day: date, asof: Watermark) -> tuple[Project, ...]:
    """The processing projects started by a day, with their paper."""
    return tuple(
        Project(row.code, row.name, row.capacity_t or 0, row.start, row.document)
        for row in _facilities(org_code, day, asof)
        if row.kind == Facility.Kind.PROCESSING and row.start <= day and row.document
    )


@once
def _facilities(org_code: str, day: date, asof: Watermark) -> tuple[Any, ...]:
    """Every facility, by code, with the last count of its bees by a day: a handful, asked for by kind."""
    counts = asof.limit(BeeCount.objects.filter(org_code=org_code, counted_on__lte=day))
    counts = counts.filter(apiary=OuterRef("pk")).order_by("-counted_on", "-pk")
    columns = {name: Subquery(counts.values(name)[:1]) for name in ("counted_on", "colonies")}
    rows = asof.limit(Facility.objects.filter(org_code=org_code)).order_by("code")
    return tuple(rows.annotate(count=Subquery(counts.values("pk")[:1]), **columns))


@dataclass(frozen=True)
class Apiary:
    """An apiary and its last count (蜂场)."""

    code: str
    name: str
    counted_on: date
    colonies: int
    ref: str


def apiaries(org_code: str, day: date, asof: Watermark) -> tuple[Apiary, ...]:
    """Every apiary that stands on a day, with its last count up to it; one never counted is left out."""
    return tuple(
        Apiary(row.code, row.name, row.counted_on, row.colonies, f"bees:{row.count}")
        for row in _facilities(org_code, day, asof)
        if row.count and DateRange(row.start, row.end).holds(day)
    )


def facilities_on(org_code: str, day: date, asof: Watermark) -> Mapping[str, tuple[str, ...]]:
    """Kind -> codes of the facilities that stand on a day."""
    found: dict[str, list[str]] = {}
    for row in _facilities(org_code, day, asof):
        if DateRange(row.start, row.end).holds(day):
            found.setdefault(row.kind, []).append(row.code)
    return {kind: tuple(codes) for kind, codes in found.items()}


def inputs_on(planting_ids: Iterable[int]) -> dict[int, list[tuple[date, int]]]:
    """Planting -> (day of use, days to wait) of every input used on it."""
    found: dict[int, list[tuple[date, int]]] = {}
    rows = InputUsed.objects.filter(planting__in=list(planting_ids))
    for planting, used_on, interval in rows.values_list("planting", "used_on", "interval_days"):
        found.setdefault(planting, []).append((used_on, interval))
    return found


def open_rectifications(org_code: str, asof: Watermark) -> frozenset[int]:
    """The plantings whose rectification is not closed."""
    closed = asof.limit(RectificationStep.objects.filter(org_code=org_code, closed=True))
    rows = asof.limit(Rectification.objects.filter(org_code=org_code))
    return frozenset(rows.exclude(pk__in=closed.values("rectification")).values_list("planting", flat=True))


def plot_villages(asof: Watermark) -> dict[str, str]:
    """Plot -> its village."""
    return {code: past[-1].village_code for code, past in land.plot_history(asof).items()}


def villages_of_plots(org_code: str) -> dict[str, str]:
    """Plot -> its village, now."""
    return plot_villages(Watermark.now(watched(org_code)))


def villages_of_plantings(org_code: str) -> dict[str, str]:
    """Planting -> its village."""
    return dict(Planting.objects.filter(org_code=org_code).values_list("number", "village_code"))


def villages_of_facilities(org_code: str) -> dict[str, str]:
    """Facility -> its village."""
    return dict(Facility.objects.filter(org_code=org_code).values_list("code", "village_code"))


def villages_of_inspections(org_code: str) -> dict[str, str]:
    """Round of inspection -> the village it was made in."""
    return dict(Inspection.objects.filter(org_code=org_code).values_list("number", "village_code"))


def plot_village(plot: str, asof: Watermark) -> str:
    """The village of one plot, '' where there is none of that code."""
    past = land.plot_history(asof, plot).get(plot, ())
    return past[-1].village_code if past else ""
