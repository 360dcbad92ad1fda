"""The points year as pages see it (积分查询): a household's months and years, a village's month."""

from liancun.rooms.points.queries.month import (
    deduction_clauses,
    missing_page,
    month_of,
    progress,
    score_page,
    sheet,
)
from liancun.rooms.points.queries.year import household_bills, household_year, score, year_record

__all__ = [
    "deduction_clauses",
    "household_bills",
    "household_year",
    "missing_page",
    "month_of",
    "progress",
    "score",
    "score_page",
    "sheet",
    "year_record",
]
