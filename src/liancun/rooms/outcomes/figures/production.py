"""Figures counted from plantings, plots and bees (种植类成效): docs/figures.md 5; areas in 0.01 mu.

Which crops a report counts, the report says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from liancun.base.page_cache import kept
from liancun.base.watermark import Watermark
from liancun.charter import Published, Report
from liancun.kernel.quantities import format_scaled
from liancun.rooms.land import facts as land
from liancun.rooms.outcomes.figures.registry import cooperatives
from liancun.rooms.outcomes.rules import Counted
from liancun.rooms.production import facts as production
from liancun.rooms.production.facts import Apiary, Project, Stands, Tended

T = TypeVar("T")

CROP_PLOTS, CROP_AREA, COLONIES, CAPACITY = "crop_plots", "crop_area", "bee_colonies", "processing_capacity"
BEE_FACILITIES: Final = ("bee_house", "honey_plant")


@dataclass(frozen=True)
class FieldCount:
    """What stood on the land (种植汇总): plots under each crop, storeys of the year, bees, works.

    plots    figure -> plots on which its crop stands on the last day, with their areas
    storeys  figure -> plantings of its crop under others on some day of the year
    """

    plots: dict[str, dict[str, int]]
    storeys: dict[str, tuple[Stands, ...]]
    apiaries: tuple[Apiary, ...]
    facilities: frozenset[str]
    projects: tuple[Project, ...]


@kept
def count_fields(report: Report) -> FieldCount:
    """Read plots and plantings once for all figures of the land."""
    orgs, first, last = cooperatives(report), date(report.year, 1, 1), report.last_day
    asof = Watermark.everywhere()

    def of_all(read: Callable[..., Iterable[T]], *span: Any) -> tuple[T, ...]:
        return tuple(each for org in orgs for each in read(org, *span, asof))

    rows = tuple(each for org in orgs for each in _plantings(org))
    plots = _areas(last)
    tended = [_tended(org, first, last) for org in orgs]
    shown = {
        "accepted": frozenset(planting for each in tended for planting in each.accepted),
        "raised": frozenset(planting for each in tended for planting in each.raised),
    }
    standing = {
        row.id: {each.plot for each in rows if each.crop == row.crop and each.days.holds(last)}
        for row in report.figures
        if row.counter == CROP_PLOTS
    }
    return FieldCount(
        plots={
            name: {code: plots[code] for code in sorted(codes) if code in plots}
            for name, codes in standing.items()
        },
        storeys={
            row.id: tuple(
                each
                for each in rows
                if each.crop == row.crop
                and each.storey == "under"
                and each.overlaps(first, last)
                and (not row.shown_by or each.pk in shown[row.shown_by])
            )
            for row in report.figures
            if row.counter == CROP_AREA
        },
        apiaries=of_all(production.apiaries, last),
        facilities=frozenset(of_all(production.facilities_on, last)),
        projects=of_all(production.projects, last),
    )


@kept
def _plantings(org: str) -> tuple[Stands, ...]:
    # Plantings, plots and rounds apart: what is written of one leaves the others as they were read.
    return tuple(production.plantings(org, Watermark.everywhere()))


@kept
def _areas(day: date) -> Mapping[str, int]:
    plots = land.plots_on(day, Watermark.everywhere())
    return {code: plot.measured_centimu for code, plot in plots.items()}


@kept
def _tended(org: str, first: date, last: date) -> Tended:
    return production.tended(org, first, last, Watermark.everywhere())


def _mu(area: int) -> Counted:
    return Counted(format_scaled(area, 100, 2).removesuffix(".00"), area)


def _crop_plots(count: FieldCount, row: Published) -> Counted:
    return _mu(sum(count.plots[row.id].values()))


def _crop_area(count: FieldCount, row: Published) -> Counted:
    return _mu(sum(each.area_centimu for each in count.storeys[row.id]))


def _colonies(count: FieldCount, _row: Published) -> Counted:
    colonies = sum(each.colonies for each in count.apiaries)
    missing = sum(1 for kind in BEE_FACILITIES if kind not in count.facilities)
    return Counted(f"{colonies:,}", colonies, faults=(("missing_facilities", missing),))


def _capacity(count: FieldCount, _row: Published) -> Counted:
    tonnes = sum(each.capacity_t for each in count.projects)
    return Counted(f"{tonnes:,}", tonnes)


COUNTS: Final[
    dict[
        str,
        tuple[Callable[[FieldCount, Published], Counted], Callable[[FieldCount, Published], tuple[str, ...]]],
    ]
] = {
    CROP_PLOTS: (_crop_plots, lambda c, row: tuple(f"plot:{code}" for code in c.plots[row.id])),
    CROP_AREA: (
        _crop_area,
        lambda c, row: tuple(f"planting:{each.number}" for each in c.storeys[row.id]),
    ),
    COLONIES: (_colonies, lambda c, _row: tuple(each.ref for each in c.apiaries)),
    CAPACITY: (_capacity, lambda c, _row: tuple(f"facility:{each.code}" for each in c.projects)),
}
"""Counter -> how a row of the report is counted, and the references of its records."""
