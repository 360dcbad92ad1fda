"""The points room's workbooks (积分工作簿): last year's tiers, unlived homes, exemptions, scores.

Some rows are wrong on purpose: a clerk's slip that somebody sets right. `Mistakes` names them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from liancun.kernel import Period
from liancun.scenario import constants as c
from liancun.scenario import points
from liancun.scenario.people import Household
from liancun.scenario.points import Score
from liancun.scenario.registry_books import Book
from liancun.scenario.world import World

TIERS: Final = ("一等", "二等", "三等", "四等")
EXEMPTION_ISSUED: Final = date(2024, 12, 20)
WRONG_MONTHS: Final = (9, 10, 11, 12)
"""The months whose bonus a clerk wrote as 1 for one household: objected to, upheld, the tier changes."""
CORRECTED_MONTH: Final = 6
"""The month whose bonus was wrong for another household, and set right the month after."""


@dataclass(frozen=True)
class Mistakes:
    """The households whose rows come in wrong (填错的户), and one that objects without cause."""

    wronged: Household
    corrected: Household
    unfounded: Household


def beginning_books(world: World) -> Iterator[tuple[str, Book]]:
    """Per village, with its slug: documents, tiers of 2024, unlived homes and exemptions of both years."""
    for village in world.town.villages:
        here = [each for each in world.households if each.village is village]
        exempt = [each for each in here if each.exempt]
        away = [each for each in here if not each.living]
        documents = [
            {
                "code": _exemption(each, year), "title": f"{year}年垃圾清运费免缴证明",
                "issuer": f"{village.name}村民委员会", "issued_on": date(year, 12, 20),
            }
            for year in (c.YEAR - 1, c.YEAR)
            for each in exempt
        ]  # fmt: skip
        tiers = [
            {
                "household": each.living_code,
                "year": c.YEAR - 1,
                "tier": TIERS[world.tiers_2024[each.number] - 1],
            }
            for each in here
            if each.living
        ]
        unlived = [
            {"household": each.registered_code, "year": year, "state": ("away", "vacant")[each.number % 2]}
            for year in (c.YEAR - 1, c.YEAR)
            for each in away
        ]
        exemptions = [
            {"household": each.living_code, "year": year, "document": _exemption(each, year)}
            for year in (c.YEAR - 1, c.YEAR)
            for each in exempt
        ]
        for kind, rows in (
            ("documents", documents),
            ("opening_tiers", tiers),
            ("unlived_homes", unlived),
            ("fee_exemptions", exemptions),
        ):
            yield village.slug, Book(kind, village.slug, c.FIRST_DAY, rows)


def _exemption(household: Household, year: int) -> str:
    return f"MJ-{year}-{household.number:04d}"


@lru_cache(maxsize=4)
def mistakes(world: World) -> Mistakes:
    """The first that suit in the first village: not exempt, of the better habits, without a post."""
    habits = points.habits(world.town, world.households)
    village = world.town.villages[0]
    here = [
        each
        for each in world.households
        if each.living and each.registered and each.village is village and not each.exempt
    ]
    held = {post.person for post in world.posts}
    here.sort(key=lambda each: any(person.code in held for person in each.persons))
    wronged = next(each for each in here if habits[each.number] <= 2)
    others = [each for each in here if each is not wronged]
    return Mistakes(wronged, others[0], others[1])


def month_scores(world: World) -> dict[Period, list[Score]]:
    """The rows of each month as they are written down, the mistakes among them."""
    found: dict[Period, list[Score]] = {}
    rows = points.year_scores(world.town, world.households)
    rows += points.january_scores(world.town, world.households, c.YEAR + 1)
    rows += points.february_scores(world.town, world.households, c.YEAR + 1)
    wrong = mistakes(world)
    for row in rows:
        month = row.month
        if row.household is wrong.wronged and month.year == c.YEAR and month.month in WRONG_MONTHS:
            row = Score(row.household, month, row.base, 1)
        if row.household is wrong.corrected and month == Period(c.YEAR, CORRECTED_MONTH):
            row = Score(row.household, month, row.base, 1 if row.bonus > 1 else 2)
        found.setdefault(month, []).append(row)
    return found


def true_bonus(world: World, household: Household, month: Period) -> int:
    """What the household had really earned in a month."""
    return next(
        row.bonus
        for row in points.year_scores(world.town, world.households)
        if row.household is household and row.month == month
    )


def score_books(world: World, month: Period, rows: list[Score]) -> Iterator[tuple[str, Book]]:
    """A workbook for each village and month, brought in on the 3rd of the next or on the demo day."""
    day = min(month.next.first_day + timedelta(days=2), c.DEMO_DAY)
    for village in world.town.villages:
        here: list[dict[str, Any]] = [
            {
                "household": row.household.living_code, "month": str(month), "state": "scored",
                "base": row.base, "bonus": row.bonus, "entered_on": min(day, month.last_day),
            }
            for row in rows
            if row.household.village is village
        ]  # fmt: skip
        if here:
            yield village.slug, Book("scores", village.slug, day, here, str(month))
