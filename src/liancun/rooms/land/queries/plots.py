"""Plots as shown (地块查询)."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from liancun.base import charters
from liancun.base.lists import listed
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Rows, Text, Whole, _
from liancun.rooms.land import outlines, rules
from liancun.rooms.land.fields import (
    CLASS,
    CONTRACTED,
    END,
    GRADE,
    HOLDER,
    MEASURED,
    PAPER,
    PLOT,
    PLOT_NAME,
    REGISTERED,
    SLOPE,
    START,
)
from liancun.rooms.land.models import Plot
from liancun.rooms.land.queries.in_force import LiveContract, given_on, live_contracts
from liancun.rooms.land.queries.scope import (
    holder_names,
    must_reach_any,
    reach_of,
    rights_of,
    sees_any,
    sees_by_post,
    standing_plots,
)
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.facts import village_of_collective

OWN = ("holder_name", "village_code", "holder", "search")
"""What a household's own list needs not say."""


@dataclass(frozen=True)
class PlotRow:
    """A plot on a day (地块): its three areas in hundredths of a mu, who holds it, under which contracts."""

    ref: str
    name: A[str, PLOT_NAME]
    holder: str
    holder_name: A[str, Text(_("承包方"))]
    village_code: str
    village: A[str, Text(_("村"))]
    land_class: A[str, CLASS]
    class_name: str
    slope_deg: A[int, SLOPE]
    contracts: A[tuple[LiveContract, ...], Rows(_("合同"))]
    code: A[str, PLOT]
    org_code: str
    grade: A[str, GRADE]
    boundary: str
    contract_centimu: A[int, CONTRACTED]
    registered_centimu: A[int, REGISTERED]
    measured_centimu: A[int, MEASURED]
    start: date
    document: str
    held_until: date | None


@dataclass(frozen=True)
class Areas:
    """How many plots, and the sums of their three areas (合计)."""

    plots: A[int, Whole(_("地块"), of=_("块"))]
    contract_centimu: A[int, CONTRACTED]
    registered_centimu: A[int, REGISTERED]
    measured_centimu: A[int, MEASURED]


@dataclass(frozen=True)
class PlotPage:
    """A page of plots, and the areas of all that match."""

    total: int
    rows: tuple[PlotRow, ...]
    areas: Areas
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class HolderSpan:
    """Who held a plot over which days (承包关系)."""

    holder: str
    name: A[str, Text(_("承包方"))]
    start: A[date, START]
    end: A[date | None, END]


@dataclass(frozen=True)
class Measurement:
    """What a plot was from a day on (丈量经过的一行)."""

    start: A[date, START]
    contract_centimu: A[int, CONTRACTED]
    registered_centimu: A[int, REGISTERED]
    measured_centimu: A[int, MEASURED]
    land_class: A[str, CLASS]
    document: A[str, PAPER]


@dataclass(frozen=True)
class PlotCard:
    """One plot whole (地块详情): what it was before, who held it, every contract over it, its corners.

    `history` from the first measurement to the last entered; `may` what this viewer may do with it.
    """

    row: PlotRow
    boundary: str
    outline: tuple[tuple[str, str], ...]
    history: tuple[PlotRow, ...]
    holders: tuple[HolderSpan, ...]
    contracts: tuple[LiveContract, ...]
    recorded_by: str
    recorded_on: date
    may: tuple[str, ...]

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Its history in short."""
        names = [each.name for each in fields(Measurement)]
        return tuple(Measurement(**{name: getattr(row, name) for name in names}) for row in self.history)


@dataclass(frozen=True)
class HouseholdLand:
    """A contracting household's land (承包户的地): its plots and their areas."""

    holder: str
    name: str
    rows: tuple[PlotRow, ...]
    areas: Areas


@dataclass(frozen=True)
class VillageLand:
    """A village's plots of one class (分村分地类)."""

    village_code: str
    village: A[str, Text(_("村"))]
    land_class: A[str, CLASS]
    class_name: str
    areas: Areas


def paying_area(org_code: str, *, on: date) -> rules.AreaKind:
    """Which of the three areas money is counted by on a day (计酬面积): measured, registered or contract."""
    return charters.in_force(rules.AreaTerms, on=on, org=org_code).pays_by


@listed(
    "land.plots",
    title=_("地块"),
    sorts=("code", "measured_centimu", "slope_deg"),
    empty=_("没有地块;登记在别家名下的,请找村会计核对"),
    serves=sees_any,
)
def plot_page(
    viewer: Viewer,
    org_code: str = "",
    *,
    on: date,
    village_code: A[str, Choice(_("村"), "registry.villages")] = "",
    land_class: A[str, CLASS] = "",
    holder: A[str, HOLDER] = "",
    search: A[str, Text(_("编码或名称"), most=60)] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> PlotPage:
    """Plots in reach on a day, by code; of a village collective those of its village.

    `holder` is a K code or O:slug; `search` part of a code or name.
    """
    reach = must_reach_any(viewer, on=on)
    rows = standing_plots(reach.plots(Plot.objects.all()), on)
    for village in filter(None, (village_of_collective(org_code), village_code)):
        rows = rows.filter(village_code=village)
    if land_class:
        rows = rows.filter(land_class=land_class)
    if search.strip():
        rows = rows.filter(Q(code__icontains=search.strip()) | Q(name__icontains=search.strip()))
    if holder:
        rows = rows.filter(code__in=_held_by(holder, on))
    shown = rows.order_by(*filter(None, [sort]), "village_code", "code")[offset : offset + limit]
    areas = _areas(rows)
    return PlotPage(
        areas.plots, _shown(viewer, list(shown), on), areas, () if reach.staff is not None else OWN
    )


def _held_by(holder: str, on: date) -> list[str]:
    """The plots a holder has on a day."""
    from liancun.rooms.land.models import PlotRight

    ever = PlotRight.objects.filter(holder=holder).values("plot")
    standing = ((plot, rules.holder_on(past, on)) for plot, past in rights_of(ever).items())
    return [plot for plot, right in standing if right is not None and right.holder == holder]


def _areas(rows: "QuerySet[Plot]") -> Areas:
    names = ("contract_centimu", "registered_centimu", "measured_centimu")
    found = rows.aggregate(n=Count("pk"), **{f"sum_{name}": Sum(name) for name in names})
    return Areas(found["n"], *(int(found[f"sum_{name}"] or 0) for name in names))


def _shown(viewer: Viewer, rows: list[Plot], on: date) -> tuple[PlotRow, ...]:
    codes = [row.code for row in rows]
    past = rights_of(codes)
    held = {code: rules.holder_on(past.get(code, ()), on) for code in codes}
    live = live_contracts(codes, on=on)
    known = holder_names(viewer, (right.holder for right in held.values() if right))
    places = registry.village_names()
    return tuple(_row(row, held[row.code], known, places, live.get(row.code, ())) for row in rows)


def _row(
    row: Plot,
    right: rules.Right | None,
    known: dict[str, str],
    places: dict[str, str],
    live: tuple[LiveContract, ...],
) -> PlotRow:
    return PlotRow(
        ref=f"plot:{row.code}",
        code=row.code,
        name=row.name,
        village_code=row.village_code,
        village=places.get(row.village_code, ""),
        org_code=row.org_code,
        land_class=row.land_class,
        class_name=row.get_land_class_display(),
        slope_deg=row.slope_deg,
        grade=row.grade,
        boundary=row.boundary,
        contract_centimu=row.contract_centimu,
        registered_centimu=row.registered_centimu,
        measured_centimu=row.measured_centimu,
        start=row.start,
        document=row.document,
        holder=right.holder if right else "",
        holder_name=known.get(right.holder, right.holder) if right else "",
        held_until=right.days.end if right else None,
        contracts=live,
    )


def plot_card(viewer: Viewer, code: str, *, on: date) -> PlotCard:
    """One plot whole; refuses, as not found, one out of reach."""
    entered = reach_of(viewer, on=on).plots(Plot.objects.filter(code=code))
    rows = list(entered.order_by("start", "mark", "pk"))
    if not rows:
        raise Refusal("viewer.not_found")
    begun = [row for row in rows if row.start <= on] or rows[:1]
    now = begun[-1]
    past = rights_of([code]).get(code, ())
    known = holder_names(viewer, {right.holder for right in past})
    places = registry.village_names()
    shown = {row.pk: _row(row, rules.holder_on(past, row.start), known, places, ()) for row in rows}
    live = live_contracts([code], on=on, over_too=True).get(code, ())
    right = rules.holder_on(past, on)
    verbs = ("measure_plot", "transfer_right" if right else "grant_right")
    return PlotCard(
        row=_row(now, right, known, places, tuple(each for each in live if each.state != "over")),
        boundary=now.boundary,
        outline=outlines.points(now.outline) or (),
        history=tuple(shown[row.pk] for row in rows),
        holders=tuple(
            HolderSpan(each.holder, known.get(each.holder, each.holder), each.days.start, each.days.end)
            for each in past
        ),
        contracts=live,
        recorded_by=now.recorded_by,
        recorded_on=now.on,
        may=tuple(
            verb for verb in verbs if permitted(viewer, f"land.{verb}", now.org_code, now.village_code)
        ),
    )


def household_land(viewer: Viewer, household: str, *, on: date) -> HouseholdLand:
    """A household's plots on a day, by the code of its contracting or living household.

    To its own people, and to those who see land of it by a post; for all others there is no such household.
    """
    holder, rows = _plots_of(viewer, household, on)
    plots = list(rows)
    if not plots and holder not in reach_of(viewer, on=on).own and household not in viewer.households:
        raise Refusal("viewer.not_found")
    shown = _shown(viewer, plots, on)
    areas = Areas(
        len(shown),
        sum(row.contract_centimu for row in shown),
        sum(row.registered_centimu for row in shown),
        sum(row.measured_centimu for row in shown),
    )
    name = holder_names(viewer, [holder]).get(holder, "") if shown else ""
    return HouseholdLand(holder, name, shown, areas)


def given_land(viewer: Viewer, household: str, *, on: date) -> tuple[int, int]:
    """Of a household's plots, how many lie under a contract on a day, and their measured area.

    To those who see them by `household_land`.
    """
    _holder, plots = _plots_of(viewer, household, on)
    given = plots.filter(given_on(on)).values_list("measured_centimu", flat=True)
    return len(given), sum(given)


def _plots_of(viewer: Viewer, household: str, on: date) -> "tuple[str, QuerySet[Plot]]":
    """(contracting code, plots of the day by code), none where they are not the viewer's business."""
    holder = registry.contracting_home(household)
    reach = reach_of(viewer, on=on)
    if not holder or (holder not in reach.own and reach.staff is None):
        return holder, Plot.objects.none()
    rows = standing_plots(reach.plots(Plot.objects.filter(code__in=_held_by(holder, on))), on)
    return holder, rows.order_by("code")


@listed("land.classes", title=_("分村分地类"), sorts=("village", "land_class"), serves=sees_by_post)
def land_by_class(viewer: Viewer, org_code: str = "", *, on: date) -> tuple[VillageLand, ...]:
    """Plots in reach by village and class of land, with the sums of their areas."""
    rows = standing_plots(must_reach_any(viewer, on=on).plots(Plot.objects.all()), on)
    if village := village_of_collective(org_code):
        rows = rows.filter(village_code=village)
    names = ("contract_centimu", "registered_centimu", "measured_centimu")
    sums = rows.order_by("village_code", "land_class").values("village_code", "land_class")
    places, words = registry.village_names(), dict(Plot.LandClass.choices)
    found: Any = sums.annotate(n=Count("pk"), **{f"sum_{name}": Sum(name) for name in names})
    return tuple(
        VillageLand(
            each["village_code"],
            places.get(each["village_code"], ""),
            each["land_class"],
            str(words.get(each["land_class"], each["land_class"])),
            Areas(each["n"], *(int(each[f"sum_{name}"] or 0) for name in names)),
        )
        for each in found
    )
