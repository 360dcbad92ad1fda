"""What grows where (种植): cili on every plot, the other crops under it (economy.md 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from liancun.kernel import allocate, half_up
from liancun.scenario import constants as c
from liancun.scenario.land import MU, Land, Plot

CILI_FROM: Final = date(2014, 12, 1)
DISHEN: Final = (date(2025, 3, 10), date(2025, 12, 20))
HOUTTUYNIA_FROM: Final = date(2024, 11, 15)
NURSERY: Final = (date(2024, 11, 1), date(2026, 3, 31))
HERB: Final = (date(2025, 4, 5), date(2025, 10, 20))


@dataclass(frozen=True)
class Planting:
    """One planting (种植) on a plot."""

    number: str
    plot: Plot
    storey: str
    crop: str
    area: int
    start: date
    end: date | None = None
    existing: bool = False


def make_plantings(town: c.Town, land: Land) -> tuple[Planting, ...]:
    """Cili on every plot since 2014; dishen, houttuynia, nursery and herb under it."""
    rows: list[tuple[Plot, str, str, int, date, date | None, bool]] = []
    narrow = {plot.code: plot.measured - 28 for plot in land.measured_anew[1:]}
    for plot in land.plots:
        area = narrow.get(plot.code, plot.measured)
        rows.append((plot, "canopy", "cili", area, CILI_FROM, None, True))
    rows += [(plot, "under", "dishen", plot.measured, *DISHEN, False) for plot in land.dishen]
    each = c.HOUTTUYNIA_CENTIMU_PER_GROWER
    rows += [
        (plot, "under", "houttuynia", min(each, plot.measured), HOUTTUYNIA_FROM, None, True)
        for plot in land.houttuynia
    ]
    for place, (crop, mu, days, existing) in enumerate(
        (("seedling", c.NURSERY_MU, NURSERY, True), ("tougucao", c.HERB_MU, HERB, False))
    ):
        for plot, area in _hill_shares(town, land, place, half_up(mu * MU * town.share)):
            rows.append((plot, "under", crop, area, *days, existing))
    return tuple(Planting(f"ZZ-{serial:05d}", *row) for serial, row in enumerate(rows, 1))


def _hill_shares(town: c.Town, land: Land, place: int, total: int) -> Iterator[tuple[Plot, int]]:
    """One stretch of hill land in each village takes its share."""
    hills = land.of_kind("C")
    plots = {v.slug: [plot for plot in hills if plot.village is v][place] for v in town.villages}
    shares = allocate(total, {slug: plot.measured for slug, plot in plots.items()})
    for slug, plot in plots.items():
        assert shares[slug] <= plot.measured
        yield plot, shares[slug]
