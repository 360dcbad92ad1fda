"""Work (务工): who worked which day on which job, dealt from the year's days by job and month (economy.md 4).

Days are dealt first: as many workers as fifteen and a half days each ask for, each on one job a month, on
working days. Picking is then weighed: the month's kilos go to its days. Quantities are hundredths of a day,
and grams for what is paid by the kilo.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Final

from liancun.kernel import Period, allocate, half_up
from liancun.scenario import constants as c
from liancun.scenario.people import Household, Person

DAY: Final = 100
G_PER_T: Final = 1_000_000
G_PER_HG: Final = 100
DAYS_A_WORKER: Final = Fraction(31, 2)
WORKING_DAYS: Final = 25
YOUNGEST, OLDEST = 18, 66
SUNDAY: Final = 6
PARK_JOB: Final = "park_"
PICKING: Final = "park_picking"
PICKING_FROM: Final = {8: 8}
"""Cili ripens from 立秋 on: in August nobody picks before the 8th."""


@dataclass(frozen=True)
class Order:
    """A work order (派工单): a job in a village's section, for one month."""

    number: str
    job: str
    village: c.Village
    month: Period

    @property
    def section(self) -> str:
        """The section or branch that leads it."""
        return c.section_of(self.village)


@dataclass(frozen=True)
class Sheet:
    """A worker's month on one order (考勤表的一行): day of the month -> hundredths of a day, or grams."""

    order: Order
    worker: Person
    days: Mapping[int, int]
    number: str = ""


def job_days(town: c.Town, month: Period) -> dict[str, int]:
    """The whole person-days of each job in a month."""
    if month.year == c.YEAR:
        table = {f"park_{job}": row[month.month - 1] for job, row in c.PARK_DAYS.items()}
        table[PICKING] = c.PICKING_DAYS.get(month.month, 0)
        table |= {_coop(job): row[month.month - 1] for job, row in c.COOP_DAYS.items()}
    else:
        table = {f"park_{job}": days for job, days in c.JANUARY_2026_PARK_DAYS.items()}
        table |= {_coop(job): days for job, days in c.JANUARY_2026_COOP_DAYS.items()}
    return {job: max(1, half_up(days * town.share)) for job, days in table.items() if days}


def picked_g(town: c.Town, month: Period) -> int:
    """What is picked in a month, in grams, whole tenths of a kilo."""
    tonnes = c.PARK_PICKING_T.get(month.month, 0) if month.year == c.YEAR else 0
    return half_up(tonnes * G_PER_T * town.share / G_PER_HG) * G_PER_HG


def pay_fen(town: c.Town, month: Period) -> dict[str, int]:
    """What each job of a month costs in wages, in fen."""
    found = {job: days * c.DAY_RATE_FEN for job, days in job_days(town, month).items()}
    if PICKING in found:
        found[PICKING] = picked_g(town, month) * c.PICKING_FEN_PER_KG // 1000
    return found


def working_days(month: Period, first: int = 1) -> list[int]:
    """The days of a month on which work is called: no Sunday, twenty-five at most."""
    days = [day.day for day in _each_day(month) if day.weekday() != SUNDAY and day.day >= first]
    return days[:WORKING_DAYS]


def _each_day(month: Period) -> Iterator[date]:
    day = month.first_day
    while month.holds(day):
        yield day
        day += timedelta(days=1)


def _coop(job: str) -> str:
    return "coop_weighing" if job == "weighing" else job


@lru_cache(maxsize=4)
def workers(town: c.Town, households: Sequence[Household]) -> dict[str, tuple[Person, ...]]:
    """Who is ready to work, by village slug, the steadiest first: grown-ups of homes that are lived in."""
    random = Random(f"{town.seed}:workers")
    found: dict[str, tuple[Person, ...]] = {}
    for village in town.villages:
        people = [
            person
            for each in households
            if each.village is village and each.registered and each.living
            for person in each.persons
            if c.YEAR - person.born.year - 1 >= YOUNGEST and c.YEAR - person.born.year < OLDEST
        ]
        random.shuffle(people)
        found[village.slug] = tuple(people)
    return found


def make_sheets(
    town: c.Town, households: Sequence[Household], month: Period, gone: Mapping[str, date]
) -> tuple[Sheet, ...]:
    """Every worker's month. `gone`: the day somebody died; nobody works from the month before it on."""
    random = Random(f"{town.seed}:work:{month}")
    pool = {
        slug: [each for each in people if each.code not in gone or gone[each.code] > month.next.last_day]
        for slug, people in workers(town, households).items()
    }
    found: list[Sheet] = []
    for job, total in sorted(job_days(town, month).items()):
        for village, days in _by_village(town, total):
            order = Order(f"PG-{month}-{c.JOB_NUMBERS[job]}-{village.slug}", job, village, month)
            found += _team(order, days, pool[village.slug], random)
    return _weighed(found, picked_g(town, month), random)


def _by_village(town: c.Town, total: int) -> list[tuple[c.Village, int]]:
    """A job's days over the villages, by their size; a small job stays in the first ones."""
    teams = max(1, min(len(town.villages), int(total / (2 * DAYS_A_WORKER))))
    chosen = town.villages[:teams]
    shares = allocate(total, {village.code: village.households for village in chosen})
    return [(village, shares[village.code]) for village in chosen if shares[village.code]]


def _team(order: Order, days: int, pool: list[Person], random: Random) -> list[Sheet]:
    """So many workers on the order; each is taken out of the pool of the month."""
    calendar = working_days(
        order.month, PICKING_FROM.get(order.month.month, 1) if order.job == PICKING else 1
    )
    count = max(1, half_up(days / DAYS_A_WORKER), -(-days // len(calendar)))
    assert count <= len(pool), f"{order.number}: too few workers"
    team, pool[:] = pool[:count], pool[count:]
    shares = allocate(days, {person.code: random.randint(8, 12) for person in team})
    _even_out(shares, len(calendar))
    return [
        Sheet(order, person, dict.fromkeys(sorted(random.sample(calendar, shares[person.code])), DAY))
        for person in team
        if shares[person.code]
    ]


def _even_out(shares: dict[str, int], most: int) -> None:
    """Nobody works more days than there are: what is over goes to those who have the fewest."""
    over = sum(max(0, days - most) for days in shares.values())
    for person in shares:
        shares[person] = min(shares[person], most)
    while over:
        least = min(shares, key=lambda person: (shares[person], person))
        shares[least] += 1
        over -= 1


def _weighed(sheets: list[Sheet], total_g: int, random: Random) -> tuple[Sheet, ...]:
    """The picking sheets with kilos for their days; all others as they are."""
    places = [
        (place, day) for place, sheet in enumerate(sheets) if sheet.order.job == PICKING for day in sheet.days
    ]
    if not places:
        return tuple(sheets)
    weights = {f"{place:05d}-{day:02d}": random.randint(80, 120) for place, day in places}
    shares = allocate(total_g // G_PER_HG, weights)
    found = list(sheets)
    for place in {place for place, _day in places}:
        sheet = sheets[place]
        kilos = {day: shares[f"{place:05d}-{day:02d}"] * G_PER_HG for day in sheet.days}
        found[place] = Sheet(sheet.order, sheet.worker, kilos)
    return tuple(found)
