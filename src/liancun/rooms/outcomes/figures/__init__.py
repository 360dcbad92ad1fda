"""Counting each figure from records (计算): docs/figures.md, row by row."""

from liancun.base.request_cache import one_look
from liancun.rooms.outcomes.figures import labour as labour_figures
from liancun.rooms.outcomes.figures import points as points_figures
from liancun.rooms.outcomes.figures import production as production_figures
from liancun.rooms.outcomes.figures import registry as registry_figures
from liancun.rooms.outcomes.rules import Counted

POINTS = {"points_base": points_figures.base_counted, "points_bonus": points_figures.bonus_counted}
WORK = {
    "jobs_a_day": (labour_figures.jobs_counted, labour_figures.work_refs),
    "worker_monthly_income": (labour_figures.income_counted, labour_figures.run_refs),
}
LAND = ("cili_park_area", *production_figures.UNDER, "bee_colonies", "processing_capacity")


def count_all() -> dict[str, Counted]:
    """Every figure that something counts, in one look: three of them ask for the same year of work."""
    with one_look():
        census = registry_figures.take_census()
        scores = points_figures.count_scores()
        work = labour_figures.count_work()
        found = {name: count(census) for name, (count, _records) in registry_figures.COUNTS.items()}
        found |= {name: counted(scores) for name, counted in POINTS.items()}
        found |= production_figures.count_figures()
        return found | {name: counted(work) for name, (counted, _records) in WORK.items()}


def records_of(name: str, limit: int) -> tuple[str, ...]:
    """References of the first records a figure is made of; none where nothing counts it."""
    if name in registry_figures.COUNTS:
        return registry_figures.COUNTS[name][1](registry_figures.take_census(), limit)
    if name in WORK:
        return WORK[name][1](limit)
    if name in LAND:
        return production_figures.refs(name, limit)
    return points_figures.score_refs(limit) if name in POINTS else ()
