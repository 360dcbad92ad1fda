"""The points year (积分): a row for each living household and month, from the household's habit alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from liancun.kernel import Period
from liancun.scenario.constants import BASE_POINTS, HABITS, YEAR, Town
from liancun.scenario.people import Household, in_village, living


@dataclass(frozen=True)
class Score:
    """One household in one month (一户一月)."""

    household: Household
    month: Period
    base: int
    bonus: int


def tiers_2024(town: Town, households: Sequence[Household]) -> dict[int, int]:
    """The tier (1..4) that each living household brings from 2024."""
    return _spread(town, households, town.tiers_2024, town.exempt_2024, "tiers")


def habits(town: Town, households: Sequence[Household]) -> dict[int, int]:
    """The habit (1..4, best first) of each living household in 2025."""
    return _spread(town, households, town.habits, town.exempt_habits, "habits")


def _spread(
    town: Town,
    households: Sequence[Household],
    counts: tuple[int, ...],
    of_exempt: tuple[int, ...],
    topic: str,
) -> dict[int, int]:
    random = Random(f"{town.seed}:{topic}")
    found: dict[int, int] = {}
    for exempt in (True, False):
        group = [each.number for each in living(households) if each.exempt is exempt]
        wanted = [of_exempt[i] if exempt else counts[i] - of_exempt[i] for i in range(len(counts))]
        values = [tier for tier, count in enumerate(wanted, 1) for _each in range(count)]
        assert len(values) == len(group), (topic, exempt, len(values), len(group))
        random.shuffle(values)
        found |= dict(zip(group, values, strict=True))
    return found


def year_scores(town: Town, households: Sequence[Household]) -> list[Score]:
    """Every living household's twelve months, by month, then household."""
    random = Random(f"{town.seed}:bonus")
    habit = habits(town, households)
    here = list(living(households))
    rows: list[Score] = []
    for month in Period(YEAR).months:
        for household in here:
            better, worse = HABITS[habit[household.number] - 1]
            bonus = worse if month.month == 1 or random.randrange(100) < 45 else better
            rows.append(Score(household, month, BASE_POINTS, bonus))
    return rows


def january_scores(town: Town, households: Sequence[Household], year: int) -> list[Score]:
    """January of the year after: every living household, habits unchanged."""
    habit = habits(town, households)
    month = Period(year, 1)
    return [Score(each, month, BASE_POINTS, HABITS[habit[each.number] - 1][1]) for each in living(households)]


def february_scores(town: Town, households: Sequence[Household], year: int) -> list[Score]:
    """February of the year after, as far as it was scored at the demo clock: village after village."""
    habit = habits(town, households)
    month = Period(year, 2)
    groups = in_village(list(living(households)), lambda each: each.village.code)
    here = [each for group in groups.values() for each in group][: town.february_rows]
    return [Score(each, month, BASE_POINTS, HABITS[habit[each.number] - 1][0]) for each in here]
