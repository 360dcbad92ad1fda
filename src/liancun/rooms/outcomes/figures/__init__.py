"""Counting each figure from records (计算): docs/figures.md, row by row."""

from liancun.base.request_cache import one_look
from liancun.charter import Published, Report
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
LAND = production_figures.COUNTS


def count_all(report: Report) -> dict[str, Counted]:
    """Every figure of the report that something counts, in one look: three ask for the same year of work."""
    found = {}
    with one_look():
        census = registry_figures.take_census(report)
        scores = points_figures.count_scores(report)
        work = labour_figures.count_work(report)
        fields = production_figures.count_fields(report)
        for row in report.figures:
            if row.counter in registry_figures.COUNTS:
                found[row.id] = registry_figures.COUNTS[row.counter][0](census)
            elif row.counter in POINTS:
                found[row.id] = POINTS[row.counter](scores, row)
            elif row.counter in LAND:
                found[row.id] = LAND[row.counter][0](fields, row)
            elif row.counter in WORK:
                found[row.id] = WORK[row.counter][0](work)
    return found


def records_of(report: Report, row: Published, limit: int) -> tuple[str, ...]:
    """References of the first records a figure is made of; none where nothing counts it."""
    if row.counter in registry_figures.COUNTS:
        return registry_figures.COUNTS[row.counter][1](registry_figures.take_census(report), limit)
    if row.counter in WORK:
        return WORK[row.counter][1](report, limit)
    if row.counter in LAND:
        return LAND[row.counter][1](production_figures.count_fields(report), row)[:limit]
    return points_figures.score_refs(report, limit) if row.counter in POINTS else ()
