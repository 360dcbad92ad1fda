"""Deliveries (交售): weigh slips of cili and houttuynia, ten days by ten days, in whole 0.1 kg.

Each ten days' weight is a given total; it is divided over those who deliver then by orchard and luck.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Final

from liancun.kernel import Period, allocate, half_up
from liancun.scenario.constants import CILI_T, HOUTTUYNIA_2026_T, HOUTTUYNIA_T, YEAR, Town
from liancun.scenario.people import Household, in_village

HG_PER_T: Final = 10_000
THIRDS: Final = 3
BASKET_HG: Final = 18


@dataclass(frozen=True)
class TenDays:
    """Ten days (旬) of a month: upper, middle or lower."""

    month: Period
    third: int

    @property
    def first_day(self) -> date:
        """The 1st, 11th or 21st."""
        return self.month.first_day + timedelta(days=10 * self.third)

    @property
    def last_day(self) -> date:
        """The 10th, the 20th or the last day of the month."""
        if self.third == THIRDS - 1:
            return self.month.last_day
        return self.first_day + timedelta(days=9)

    @property
    def pay_day(self) -> date:
        """The 15th, the 25th, or the 5th of the next month."""
        if self.third == THIRDS - 1:
            return self.month.next.first_day + timedelta(days=4)
        return self.last_day + timedelta(days=5)


@dataclass(frozen=True)
class Slip:
    """One weighing (过磅单). Weights in 0.1 kg; net is gross less tare."""

    number: str
    product: str
    happened_on: date
    household: Household
    gross_hg: int
    tare_hg: int

    @property
    def net_hg(self) -> int:
        """What is paid for."""
        return self.gross_hg - self.tare_hg


def tables(product: str, year: int = YEAR) -> dict[TenDays, int]:
    """The whole town's weight of each ten days, in 0.1 kg."""
    table = CILI_T if product == "cili" else HOUTTUYNIA_T if year == YEAR else HOUTTUYNIA_2026_T
    return {
        TenDays(Period(year, month), third): tonnes * HG_PER_T
        for month, thirds in table.items()
        for third, tonnes in enumerate(thirds)
        if tonnes
    }


def scaled_tables(town: Town, product: str, year: int = YEAR) -> dict[TenDays, int]:
    """The same at the town's scale, in whole 0.1 kg."""
    return {when: half_up(hg * town.share) for when, hg in tables(product, year).items()}


def growers(town: Town, households: Sequence[Household], product: str) -> list[Household]:
    """Who grows it: every household with orchards of its own, or those of them chosen for houttuynia."""
    own = [each for each in households if each.tenure in ("B", "AB")]
    if product == "cili":
        return own
    random = Random(f"{town.seed}:growers")
    found: list[Household] = []
    for group in in_village(own, lambda each: each.village.code).values():
        found += random.sample(group, group[0].village.growers)
    return sorted(found, key=lambda each: each.number)


def make_slips(town: Town, households: Sequence[Household], product: str, year: int = YEAR) -> list[Slip]:
    """Every slip of a product and year, by day; each ten days add up to their table."""
    random = Random(f"{town.seed}:{product}:{year}")
    people = growers(town, households, product)
    luck = {
        each.number: random.randint(70, 130) * (random.randint(3, 12) if product == "cili" else 8)
        for each in people
    }
    wanted = scaled_tables(town, product, year)
    by_table = _who_delivers(town, people, product, wanted, random)
    found: list[Slip] = []
    for when, total_hg in wanted.items():
        weights = {f"{each.number:06d}": Fraction(luck[each.number]) for each in by_table[when]}
        shares = allocate(total_hg, weights)
        days = (when.last_day - when.first_day).days + 1
        for each in by_table[when]:
            net_hg = shares[f"{each.number:06d}"]
            tare_hg = BASKET_HG * (1 + net_hg // 600) + random.randrange(4)
            day = when.first_day + timedelta(days=random.randrange(days))
            found.append(Slip("", product, day, each, net_hg + tare_hg, tare_hg))
    return _numbered(found, product, year)


def _who_delivers(
    town: Town,
    people: Sequence[Household],
    product: str,
    wanted: Mapping[TenDays, int],
    random: Random,
) -> dict[TenDays, list[Household]]:
    """Each grower delivers in some of the ten days, spread evenly so that no table lacks growers."""
    every = list(wanted)
    tables_each = town.cili_tables if product == "cili" else town.houttuynia_tables
    tables_each = min(tables_each, (len(every) + 1) // 2)
    found: dict[TenDays, list[Household]] = {when: [] for when in every}
    step = Fraction(len(every), tables_each)
    for place, each in enumerate(people):
        start = place + random.randrange(2)
        for index in sorted({(start + int(turn * step)) % len(every) for turn in range(tables_each)}):
            found[every[index]].append(each)
    return found


def _numbered(slips: list[Slip], product: str, year: int) -> list[Slip]:
    letter = {"cili": "C", "houttuynia": "Y"}[product]
    ordered = sorted(slips, key=lambda slip: (slip.happened_on, slip.household.number))
    return [
        Slip(
            f"{letter}{year}-{place:05d}",
            slip.product,
            slip.happened_on,
            slip.household,
            slip.gross_hg,
            slip.tare_hg,
        )
        for place, slip in enumerate(ordered, 1)
    ]


MISTYPED_EVERY: Final = 700
"""Of so many weigh slips of the year one was written down with ten kilos too many."""
TOO_MUCH_HG: Final = 100


def mistyped(slips: Sequence[Slip]) -> Sequence[Slip]:
    """The slips that come in wrong."""
    return slips[3::MISTYPED_EVERY]


def as_typed(slip: Slip) -> Slip:
    """What was written down instead."""
    return replace(slip, gross_hg=slip.gross_hg + TOO_MUCH_HG)
