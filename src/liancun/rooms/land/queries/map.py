"""Plots as a map draws them (地图): their corners, what they are under, where a village's land lies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shapely import LineString

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.rooms.land import outlines
from liancun.rooms.land.models import ContractPlot, LandContract, Plot
from liancun.rooms.land.queries.in_force import standing
from liancun.rooms.land.queries.scope import must_reach_any, standing_plots
from liancun.rooms.land.rules import FIRST_TIER, ContractTerms
from liancun.rooms.registry import queries as registry

OWN = "own"
"""No live contract: the holder runs it."""


@dataclass(frozen=True)
class DrawnPlot:
    """A plot on the map (地块图形). `tenure` is the form of its live contract, or own; area in 0.01 mu.

    corners  (longitude, latitude) in decimal text, not closed
    """

    code: str
    village_code: str
    land_class: str
    tenure: str
    measured_centimu: int
    corners: tuple[outlines.Point, ...]


@dataclass(frozen=True)
class DrawnVillage:
    """Where a village's drawn plots lie (村的范围): the hull around them, not its boundary.

    corners  closed, in degrees
    """

    village_code: str
    village: str
    plots: int
    measured_centimu: int
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class PlotMap:
    """The map of the plots in reach (地图); `undrawn` have no corners in the record."""

    plots: tuple[DrawnPlot, ...]
    villages: tuple[DrawnVillage, ...]
    undrawn: int


def plot_map(viewer: Viewer, *, on: date) -> PlotMap:
    """Every plot in reach as it is on a day, drawn from its corners; a household sees its own."""
    rows = standing_plots(must_reach_any(viewer, on=on).plots(Plot.objects.all()), on)
    names = ("code", "village_code", "land_class", "measured_centimu", "outline")
    found = list(rows.order_by("village_code", "code").values_list(*names))
    tenures = _tenures(on)
    plots = tuple(
        DrawnPlot(code, village, land_class, tenures.get(code, OWN), measured, corners)
        for code, village, land_class, measured, outline in found
        if (corners := outlines.points(outline))
    )
    return PlotMap(plots, tuple(_villages(plots)), len(found) - len(plots))


def _tenures(on: date) -> dict[str, str]:
    """Plot -> the form of the first-tier contract it is under on a day."""
    tiers = charters.in_force(ContractTerms, on=on).forms
    forms = [form for form, tier in tiers.items() if tier == FIRST_TIER]
    live = standing(LandContract.objects.filter(form__in=forms)).filter(start__lte=on, last__gte=on)
    return dict(
        ContractPlot.objects.filter(contract__in=live.values("pk")).values_list("plot", "contract__form")
    )


def _villages(plots: Iterable[DrawnPlot]) -> Iterable[DrawnVillage]:
    places = registry.village_names()
    by_village: dict[str, list[DrawnPlot]] = {}
    for plot in plots:
        by_village.setdefault(plot.village_code, []).append(plot)
    for code, mine in by_village.items():
        corners = [(float(east), float(north)) for plot in mine for east, north in plot.corners]
        # The hull of a line through all corners: of as many points it takes ten times as long to make.
        hull = LineString(corners).convex_hull
        area = sum(plot.measured_centimu for plot in mine)
        yield DrawnVillage(code, places.get(code, ""), len(mine), area, tuple(hull.exterior.coords))
