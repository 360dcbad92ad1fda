"""Figures counted from plantings, plots and bees (种植类成效): docs/figures.md 5; areas in 0.01 mu."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from liancun.base.watermark import Watermark
from liancun.kernel.quantities import format_scaled
from liancun.rooms.land import facts as land
from liancun.rooms.outcomes.figures.registry import REGISTRY_DAY, cooperatives
from liancun.rooms.outcomes.rules import Counted
from liancun.rooms.production import facts as production
from liancun.rooms.production.facts import Apiary, Project, Stands

T = TypeVar("T")

FIRST: Final = date(2025, 1, 1)
PARK_CROP: Final = "cili"
UNDER: Final = {
    "nursery_area": "seedling",
    "dishen_area": "dishen",
    "houttuynia_area": "houttuynia",
    "tougucao_area": "tougucao",
}
BEE_FACILITIES: Final = ("bee_house", "honey_plant")


@dataclass(frozen=True)
class FieldCount:
    """What stood on the land (种植汇总): plots under cili, storeys of the year, bees, works."""

    park_plots: dict[str, int]
    storeys: dict[str, tuple[Stands, ...]]
    apiaries: tuple[Apiary, ...]
    facilities: frozenset[str]
    projects: tuple[Project, ...]


def count_fields() -> FieldCount:
    """Read plots and plantings once for all figures of the land."""
    orgs = cooperatives()
    asof = Watermark.everywhere()

    def of_all(read: Callable[..., Iterable[T]], *span: Any) -> tuple[T, ...]:
        return tuple(each for org in orgs for each in read(org, *span, asof))

    rows = of_all(production.plantings)
    plots = land.plots_on(REGISTRY_DAY, asof)
    standing = {row.plot for row in rows if row.crop == PARK_CROP and row.days.holds(REGISTRY_DAY)}
    tended = [production.tended(org, FIRST, REGISTRY_DAY, asof) for org in orgs]
    shown = {
        "dishen_area": frozenset(planting for each in tended for planting in each.accepted),
        "nursery_area": frozenset(planting for each in tended for planting in each.raised),
    }
    return FieldCount(
        park_plots={code: plots[code].measured_centimu for code in sorted(standing) if code in plots},
        storeys={
            name: tuple(
                row
                for row in rows
                if row.crop == crop
                and row.storey == "under"
                and row.overlaps(FIRST, REGISTRY_DAY)
                and (name not in shown or row.pk in shown[name])
            )
            for name, crop in UNDER.items()
        },
        apiaries=of_all(production.apiaries, REGISTRY_DAY),
        facilities=frozenset(of_all(production.facilities_on, REGISTRY_DAY)),
        projects=of_all(production.projects, REGISTRY_DAY),
    )


def _mu(area: int, faults: tuple[tuple[str, int], ...] = ()) -> Counted:
    return Counted(format_scaled(area, 100, 2).removesuffix(".00"), area, faults=faults)


def count_figures() -> dict[str, Counted]:
    """Every figure of the land."""
    count = count_fields()
    found = {"cili_park_area": _mu(sum(count.park_plots.values()))}
    for name, rows in count.storeys.items():
        found[name] = _mu(sum(row.area_centimu for row in rows))
    colonies = sum(each.colonies for each in count.apiaries)
    missing = sum(1 for kind in BEE_FACILITIES if kind not in count.facilities)
    found["bee_colonies"] = Counted(f"{colonies:,}", colonies, faults=(("missing_facilities", missing),))
    tonnes = sum(each.capacity_t for each in count.projects)
    found["processing_capacity"] = Counted(f"{tonnes:,}", tonnes)
    return found


def refs(name: str, limit: int) -> tuple[str, ...]:
    """References of the first records of a figure."""
    count = count_fields()
    if name == "cili_park_area":
        return tuple(f"plot:{code}" for code in list(count.park_plots)[:limit])
    if name == "bee_colonies":
        return tuple(each.ref for each in count.apiaries[:limit])
    if name == "processing_capacity":
        return tuple(f"facility:{each.code}" for each in count.projects[:limit])
    return tuple(f"planting:{row.number}" for row in count.storeys[name][:limit])
