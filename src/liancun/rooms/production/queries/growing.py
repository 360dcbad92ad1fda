"""Plantings in lists and sums, and whether a crop may grow on a plot (种植一览、种得种不得)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from liancun.base import charters
from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Flag, Mu, Text, Whole, Word, _
from liancun.rooms.land import queries as land
from liancun.rooms.production import facts, fields, rules
from liancun.rooms.production.models import (
    Inspection,
    InspectionFollowup,
    Planting,
    PlantingEnding,
    Rectification,
    RectificationStep,
)
from liancun.rooms.production.rules import CropTerms
from liancun.rooms.registry import queries as registry

FOREVER = date(9999, 12, 31)


@dataclass(frozen=True)
class PlantingRow:
    """A planting in a list (种植): area in hundredths of a mu; `rectify` where it must be put right."""

    ref: str
    number: A[str, Code(_("种植编号"), link="ref")]
    crop: str
    crop_name: A[str, Word(_("作物"))]
    storey: A[str, fields.STOREY]
    storey_name: str
    village_code: str
    village: A[str, Text(_("村"))]
    rectify: A[bool, Flag(_("整改"), yes=_("待整改"), no="")]
    start: A[date, Day(_("起"))]
    last: A[date | None, Day(_("止"))]
    plot: A[str, Code(_("地块"), link="plot_ref")]
    plot_ref: str
    area_centimu: A[int, fields.AREA]


@dataclass(frozen=True)
class PlantingPage:
    """A page of plantings, and the area of all that match."""

    total: int
    area_centimu: A[int, Mu(_("面积"))]
    rows: tuple[PlantingRow, ...]


@dataclass(frozen=True)
class CropSum:
    """A crop in one storey of a village (分村分作物): how many plantings, how much land."""

    village_code: str
    village: A[str, Text(_("村"))]
    storey: A[str, fields.STOREY]
    storey_name: str
    crop: str
    crop_name: A[str, Word(_("作物"))]
    plantings: A[int, Whole(_("种植"), of=_("块"))]
    area_centimu: A[int, Mu(_("面积"))]


@dataclass(frozen=True)
class Overview:
    """What stands on a day (种植总览), what must be put right, which rounds wait for a second look."""

    day: date
    sums: tuple[CropSum, ...]
    rectifications: int
    overdue: int
    followups: int


@dataclass(frozen=True)
class GrowAnswer:
    """May this grow here? (种得种不得)

    verdict        allow, document or block; `article` says by what; `reasons` everything that keeps it out
    free_centimu   room left in the storey on the day, of `plot_centimu`
    """

    plot: str
    crop: str
    crop_name: str
    storey: str
    storey_name: str
    class_name: str
    slope_deg: int
    plot_centimu: int
    free_centimu: int
    verdict: str
    article: str
    clause: str
    reasons: tuple[Reason, ...]


def terms_on(org_code: str, day: date) -> CropTerms:
    """The crops and limits in force."""
    return charters.in_force(CropTerms, on=day, org=org_code)


def crop_names(org_code: str, *, on: date) -> dict[str, str]:
    """Crop -> its name, for a choice; open to anyone."""
    return {code: crop.name for code, crop in terms_on(org_code, on).crops.items()}


def org_of_planting(viewer: Viewer, number: str) -> str:
    """Whose planting it is; refuses, as not found, one out of reach."""
    found = viewer.limit(Planting.objects.filter(number=number)).order_by("org_code")
    org_code: str | None = found.values_list("org_code", flat=True).first()
    if org_code is None:
        raise Refusal("viewer.not_found")
    return org_code


def standing(rows: "QuerySet[Planting]") -> "QuerySet[Any]":
    """Plantings with `last`, their last day with an ending taken in; far ahead where there is none."""
    ended = PlantingEnding.objects.filter(planting=OuterRef("pk")).values("ended_on")
    closed = RectificationStep.objects.filter(rectification__planting=OuterRef("pk"), closed=True)
    to_do = Rectification.objects.filter(planting=OuterRef("pk"))
    return rows.annotate(
        last=Coalesce(Subquery(ended), F("end"), FOREVER),
        rectification=Subquery(to_do.values("pk")[:1]),
        closed=Subquery(closed.values("pk")[:1]),
    )


def _in_reach(viewer: Viewer, org_code: str) -> "QuerySet[Any]":
    viewer.must_see(org_code)
    return standing(viewer.limit(Planting.objects.filter(org_code=org_code)))


@listed(
    "production.plantings",
    title=_("在种"),
    sorts=("start", "last", "area_centimu"),
    path="plantings",
    command="list",
    empty=_("没有在种的"),
)
def planting_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    village_code: A[str, Choice(_("村"), "registry.villages")] = "",
    crop: A[str, Choice(_("作物"), "production.crops")] = "",
    storey: A[str, fields.STOREY] = "",
    search: A[str, Text(_("种植编号或地块"), most=60)] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> PlantingPage:
    """The plantings that stand on a day and are in reach, by number; `search` in number and plot."""
    rows = _in_reach(viewer, org_code).filter(start__lte=on, last__gte=on)
    for name, value in (("village_code", village_code), ("crop", crop), ("storey", storey)):
        rows = rows.filter(**{name: value}) if value else rows
    if search:
        rows = rows.filter(Q(number__icontains=search) | Q(plot__icontains=search))
    area = rows.aggregate(area=Sum("area_centimu"))["area"] or 0
    page, total = page_of(rows.order_by(*filter(None, [sort]), "number"), limit, offset)
    names, places = crop_names(org_code, on=on), registry.village_names()
    return PlantingPage(total, area, tuple(planting_row(row, names, places) for row in page))


def planting_row(row: Any, names: dict[str, str], places: Any) -> PlantingRow:
    """One of `standing` as a row."""
    return PlantingRow(
        ref=f"planting:{row.number}",
        number=row.number,
        crop=row.crop,
        crop_name=names.get(row.crop, row.crop),
        storey=row.storey,
        storey_name=str(row.get_storey_display()),
        village_code=row.village_code,
        village=places.get(row.village_code, ""),
        rectify=row.rectification is not None and row.closed is None,
        start=row.start,
        last=None if row.last == FOREVER else row.last,
        plot=row.plot,
        plot_ref=f"plot:{row.plot}",
        area_centimu=row.area_centimu,
    )


@listed(
    "production.crops",
    title=_("分村分作物"),
    sorts=("village", "crop_name", "area_centimu"),
    empty=_("没有在种的"),
)
def crop_sums(viewer: Viewer, org_code: str, *, on: date) -> tuple[CropSum, ...]:
    """What stands in reach on a day, by village, storey and crop."""
    rows = _in_reach(viewer, org_code).filter(start__lte=on, last__gte=on)
    keys = ("village_code", "storey", "crop")
    found: Any = rows.order_by(*keys).values(*keys).annotate(n=Count("pk"), area=Sum("area_centimu"))
    names, places = crop_names(org_code, on=on), registry.village_names()
    storeys = dict(Planting.Storey.choices)
    return tuple(
        CropSum(
            each["village_code"],
            places.get(each["village_code"], ""),
            each["storey"],
            str(storeys.get(each["storey"], each["storey"])),
            each["crop"],
            names.get(each["crop"], each["crop"]),
            each["n"],
            each["area"],
        )
        for each in found
    )


def overview(viewer: Viewer, org_code: str, *, on: date) -> Overview:
    """What stands in reach on a day, by village, storey and crop; what waits."""
    sums = crop_sums(viewer, org_code, on=on)
    to_do = viewer.limit(Rectification.objects.filter(org_code=org_code))
    closed = RectificationStep.objects.filter(closed=True).values("rectification")
    waiting = to_do.exclude(pk__in=closed)
    rounds = viewer.limit(Inspection.objects.filter(org_code=org_code)).exclude(due_on=None)
    unseen = rounds.exclude(pk__in=InspectionFollowup.objects.values("inspection"))
    late = Count("pk", filter=Q(plan_due__lt=on))
    to_mend = waiting.order_by().values_list(Value("mend")).annotate(waiting=Count("pk"), late=late)
    to_see = unseen.order_by().values_list(Value("see")).annotate(waiting=Count("pk"), late=Value(0))
    counts = {what: (n, past) for what, n, past in to_mend.union(to_see, all=True)}
    (mending, overdue), (seeing, _none) = counts["mend"], counts["see"]
    return Overview(on, sums, mending, overdue, seeing)


def crops_by_plot(viewer: Viewer, org_code: str, *, on: date) -> dict[str, tuple[str, ...]]:
    """Plot -> the crops that stand on it on a day, in reach (地上种的)."""
    rows = _in_reach(viewer, org_code).filter(start__lte=on, last__gte=on)
    found: dict[str, tuple[str, ...]] = {}
    for plot, crop in rows.order_by("plot", "storey", "crop").values_list("plot", "crop"):
        found[plot] = tuple(dict.fromkeys((*found.get(plot, ()), crop)))
    return found


def may_grow(
    viewer: Viewer, org_code: str, *, plot: str, crop: str, storey: str = "", area_centimu: int = 0, on: date
) -> GrowAnswer:
    """Whether a crop may be planted on a plot from a day on, and on how much of it; nothing is recorded.

    `area_centimu` 0 asks for a hundredth of a mu: whether at all. Refuses an unknown plot or crop.
    """
    viewer.must_see(org_code)
    terms = terms_on(org_code, on)
    code = terms.crop_named(crop)
    if not code:
        names = tuple(each.name for each in terms.crops.values())
        raise Refusal("production.no_such_crop", terms.clause, crop=crop, known=names)
    card = land.plot_card(viewer, plot, on=on)
    where = storey or terms.crops[code].storeys[0]
    asof = Watermark.now(facts.watched(org_code))
    grounds = facts.grounds(asof, [plot]).get(plot, ())
    beside = [each.grown for each in facts.plantings(org_code, asof, plots=[plot])]
    new = rules.NewPlanting("", plot, where, code, area_centimu or 1, DateRange(on), existing=False)
    taken = sum(each.area_centimu for each in beside if each.storey == where and each.days.holds(on))
    here = rules.ground_on(grounds, on)
    judged = rules.judge(here, terms.crops[code], terms)
    return GrowAnswer(
        plot,
        code,
        terms.crops[code].name,
        where,
        str(dict(Planting.Storey.choices).get(where, where)),
        card.row.class_name,
        here.slope_deg,
        here.area_centimu,
        max(0, here.area_centimu - taken),
        judged.verdict,
        judged.article,
        terms.law.clause,
        rules.planting_faults(new, grounds, beside, terms),
    )
