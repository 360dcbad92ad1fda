"""Counting each figure from records (计算): docs/figures.md, row by row."""

from liancun.rooms.outcomes.figures import points as points_figures
from liancun.rooms.outcomes.figures import registry as registry_figures
from liancun.rooms.outcomes.rules import Counted

POINTS = {"points_base": points_figures.base_counted, "points_bonus": points_figures.bonus_counted}


def count_all() -> dict[str, Counted]:
    """Every figure that something counts."""
    census = registry_figures.take_census()
    scores = points_figures.count_scores()
    found = {name: count(census) for name, (count, _records) in registry_figures.COUNTS.items()}
    return found | {name: counted(scores) for name, counted in POINTS.items()}


def records_of(name: str, limit: int) -> tuple[str, ...]:
    """References of the first records a figure is made of; none where nothing counts it."""
    if name in registry_figures.COUNTS:
        return registry_figures.COUNTS[name][1](registry_figures.take_census(), limit)
    return points_figures.score_refs(limit) if name in POINTS else ()
