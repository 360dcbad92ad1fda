"""Land (土地): plots of households and collectives, and the contracts over them (economy.md 3).

Areas are hundredths of a mu. A plot's measured areas add up to the year's tables on its last day; the
contract area of 1998 and the registered one differ a little, as they do. Where a plot lies is made up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Final

from liancun.kernel import allocate, half_up
from liancun.scenario import constants as c
from liancun.scenario.crops import growers
from liancun.scenario.people import Household

MU: Final = 100
CONTRACTED: Final = date(1998, 7, 1)
"""The second round of contracting (二轮延包)."""
CONTRACT_END: Final = date(2028, 6, 30)
PUT_IN: Final = date(2016, 3, 1)
HILL_FROM: Final = date(2017, 1, 1)
HILL_END: Final = date(2036, 12, 31)
SECOND_FROM: Final = date(2021, 1, 1)
SECOND_END: Final = date(2026, 12, 31)
ENDS_SOON: Final = date(2026, 6, 30)
JOINED_LATE: Final = date(2025, 4, 1)
MEASURED_ANEW: Final = date(2025, 7, 1)
SPLIT_ON: Final = date(2025, 9, 1)

STEEP: Final = 25
WORKABLE: Final = ("garden", "waste", "commercial_forest")
CLASSES: Final = (
    *(["garden"] * 58), *(["waste"] * 20), *(["commercial_forest"] * 12), *(["returned_forest"] * 7),
    *(["local_forest"] * 3),
)  # fmt: skip
BASIC_FARMLAND_PLOTS: Final = 2
"""Plots of basic farmland in each village that were planted with cili before anybody looked."""


@dataclass(frozen=True)
class Plot:
    """A plot (地块) as first entered. `holder` is a contracting household or a collective."""

    code: str
    village: c.Village
    holder: str
    kind: str
    land_class: str
    slope_deg: int
    measured: int
    place: int

    @property
    def registered(self) -> int:
        """The area in the register of 2016 (确权面积)."""
        return self.measured - self.measured * (self.place % 4) // 200

    @property
    def contracted(self) -> int:
        """The area in the contract of 1998 (承包面积)."""
        return self.measured - self.measured * (3 + self.place % 9) // 100

    @property
    def steep(self) -> bool:
        """Over twenty-five degrees."""
        return self.slope_deg > STEEP

    @property
    def may_be_dug(self) -> bool:
        """Whether crops may be grown under the trees here."""
        return not self.steep and self.land_class in WORKABLE


@dataclass(frozen=True)
class Contract:
    """A contract over plots (经营权流转合同)."""

    number: str
    form: str
    giver: str
    payer: str
    plots: tuple[Plot, ...]
    start: date
    end: date
    rate_fen: int


@dataclass(frozen=True)
class Land:
    """All the land (土地) and what was agreed about it."""

    plots: tuple[Plot, ...]
    contracts: tuple[Contract, ...]
    dishen: tuple[Plot, ...]
    houttuynia: tuple[Plot, ...]

    def of_kind(self, kind: str) -> list[Plot]:
        """Plots of tenure A, B or C."""
        return [plot for plot in self.plots if plot.kind == kind]

    @property
    def measured_anew(self) -> tuple[Plot, ...]:
        """Two plots put in as shares whose area was found otherwise in July: one smaller, one larger."""
        dug = {plot.code for plot in self.dishen}
        wide = [plot for plot in self.of_kind("A") if plot.measured > 2 * MU and plot.code not in dug]
        return (wide[0], wide[-1])


def make_land(town: c.Town, households: Sequence[Household]) -> Land:
    """Plots, then contracts; the same every time."""
    random = Random(f"{town.seed}:land")
    numbers = dict.fromkeys((village.code for village in town.villages), 0)
    homes = {"A": ("A", "AB"), "B": ("B", "AB")}
    plots: list[Plot] = []
    for kind, tenures in homes.items():
        holders = [each for each in households if each.tenure in tenures]
        total = half_up(c.LAND_MU[kind] * MU * town.share)
        shares = allocate(total, {each.contract_code: random.randint(50, 90) for each in holders})
        for each in holders:
            plots += _plots_of(
                each.village, each.contract_code, kind, shares[each.contract_code], random, numbers
            )
    hills = allocate(half_up(c.LAND_MU["C"] * MU * town.share), {v.slug: v.households for v in town.villages})
    for village in town.villages:
        plots += _hill_plots(village, hills[village.slug], random, numbers)
    plots = _with_basic_farmland(plots, town)
    wanted = {each.contract_code for each in growers(town, households, "houttuynia")}
    grown: dict[str, Plot] = {}
    for place, plot in enumerate(plots):
        if plot.kind == "B" and plot.holder in wanted and plot.holder not in grown:
            plots[place] = grown[plot.holder] = replace(
                plot, land_class="garden", slope_deg=plot.slope_deg % 20
            )
    plots, dishen = _dishen(plots, half_up(c.DISHEN_MU * MU * town.share))
    return Land(tuple(plots), tuple(_contracts(plots, dishen)), tuple(dishen), tuple(grown.values()))


def _plots_of(
    village: c.Village, holder: str, kind: str, area: int, random: Random, numbers: dict[str, int]
) -> Iterator[Plot]:
    """One to three plots of a household; the first is the largest."""
    count = random.choice((1, 1, 2, 2, 3)) if kind == "A" else random.choice((1, 1, 2))
    shares = allocate(area, {str(place): 5 - place for place in range(count)})
    for share in shares.values():
        yield _plot(village, holder, kind, share, random, numbers)


def _hill_plots(village: c.Village, area: int, random: Random, numbers: dict[str, int]) -> Iterator[Plot]:
    """Six stretches of hill land; two can be worked under the trees."""
    for place, share in enumerate(
        allocate(area, {str(place): 6 - place // 2 for place in range(6)}).values()
    ):
        plot = _plot(village, f"O:{village.slug}", "C", share, random, numbers)
        yield replace(plot, land_class="waste", slope_deg=12 + place) if place < 2 else plot


def _plot(
    village: c.Village, holder: str, kind: str, area: int, random: Random, numbers: dict[str, int]
) -> Plot:
    numbers[village.code] += 1
    place = numbers[village.code]
    land_class = random.choice(CLASSES)
    slope = random.randint(4, 34)
    return Plot(f"{village.code}{place:05d}", village, holder, kind, land_class, slope, area, place)


def _with_basic_farmland(plots: list[Plot], town: c.Town) -> list[Plot]:
    """The first small plots of B in each village turn out to be basic farmland."""
    found: dict[str, int] = {}
    turned = list(plots)
    for place, plot in enumerate(plots):
        count = found.get(plot.village.code, 0)
        if plot.kind == "B" and count < BASIC_FARMLAND_PLOTS and plot.slope_deg < 12 and plot.place % 3:
            found[plot.village.code] = count + 1
            turned[place] = replace(plot, land_class="basic_farmland")
    return turned


def _dishen(plots: list[Plot], wanted: int) -> tuple[list[Plot], list[Plot]]:
    """Plots of A that may be dug, until their areas are enough; the last one is parted in two."""
    kept, chosen, left = list(plots), [], wanted
    for place, plot in enumerate(plots):
        if not left or plot.kind != "A" or not plot.may_be_dug:
            continue
        if plot.measured > left:
            rest = replace(plot, code=f"{plot.village.code}9{plot.place:04d}", measured=plot.measured - left)
            plot = replace(plot, measured=left)
            kept[place] = plot
            kept.append(rest)
        chosen.append(plot)
        left -= plot.measured
    assert not left, "too little land for dishen"
    return kept, chosen


def _contracts(plots: Sequence[Plot], dishen: Sequence[Plot]) -> Iterator[Contract]:
    by_holder: dict[str, list[Plot]] = {}
    for plot in plots:
        if plot.kind in ("A", "C"):
            by_holder.setdefault(plot.holder, []).append(plot)
    company, head = f"O:{c.COMPANY}", f"O:{c.HEAD}"
    under_dishen = {plot.holder for plot in dishen}
    first_ends: dict[str, date] = {}
    for serial, (holder, held) in enumerate(sorted(by_holder.items()), 1):
        if held[0].kind == "C":
            rate, form, start, end = c.HILL_RATE_FEN, "lease", HILL_FROM, HILL_END
        else:
            rate, form = c.FLOOR_RATE_FEN, "shares"
            start = JOINED_LATE if serial % 400 == 7 and holder not in under_dishen else PUT_IN
            end = ENDS_SOON if serial % 300 == 5 else CONTRACT_END
        first_ends[holder] = end
        yield Contract(f"TD-{serial:05d}", form, holder, company, tuple(held), start, end, rate)
    second: dict[str, list[Plot]] = {}
    for plot in dishen:
        second.setdefault(plot.holder, []).append(plot)
    for serial, (holder, held) in enumerate(sorted(second.items()), 1):
        end = min(SECOND_END, first_ends[holder])
        yield Contract(
            f"TZ-{serial:05d}", "second", holder, head, tuple(held), SECOND_FROM, end, c.FLOOR_RATE_FEN
        )


def second_fen(town: c.Town) -> int:
    """What the cooperative pays for a year of the land under dishen, in fen."""
    return half_up(c.DISHEN_MU * MU * town.share) * c.FLOOR_RATE_FEN // MU
