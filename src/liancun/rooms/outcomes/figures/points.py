"""Figures counted from the final score rows (积分类成效): docs/figures.md 4."""

from collections import Counter
from dataclasses import dataclass

from liancun.base.page_cache import kept
from liancun.base.watermark import Watermark
from liancun.charter import Published, Report
from liancun.kernel import Period
from liancun.rooms.outcomes.rules import Counted
from liancun.rooms.points import facts as points
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class ScoreCount:
    """What the year's final rows say (积分汇总): how many were due, were there, and were right."""

    due: int
    missing: int
    twice: int
    bases: Counter[int]
    bonuses: Counter[int]


def _asof(report: Report) -> Watermark:
    now = Watermark.now(registry.owners())
    orgs = registry.organisations_on("village_collective", report.last_day, now)
    return Watermark.now([*registry.owners(), *orgs])


@kept
def count_scores(report: Report) -> ScoreCount:
    """Read the year once for both figures; rows of households that did not live here are left out."""
    asof = _asof(report)
    spans = registry.household_spans("living", Watermark.now(registry.owners()))
    months = {str(month): month.last_day for month in Period(report.year).months}
    due = {
        (code, month) for month, last_day in months.items() for code, days in spans if days.holds(last_day)
    }
    rows = points.final_scores(months, asof)
    there: Counter[tuple[str, str]] = Counter()
    bases: Counter[int] = Counter()
    bonuses: Counter[int] = Counter()
    for household, month, base, bonus in rows.values_list("household", "month", "base", "bonus").iterator():
        if (household, month) in due:
            there[household, month] += 1
            bases[base] += 1
            bonuses[bonus] += 1
    twice = sum(1 for count in there.values() if count > 1)
    return ScoreCount(len(due), len(due) - len(there), twice, bases, bonuses)


def base_counted(count: ScoreCount, row: Published) -> Counted:
    """Rows with the full base points."""
    return Counted(
        _span(count.bases),
        count.bases[row.low],
        count.due,
        faults=(("missing_rows", count.missing), ("two_final_rows", count.twice)),
        also=(("other_base", count.bases.total() - count.bases[row.low]),),
    )


def bonus_counted(count: ScoreCount, row: Published) -> Counted:
    """Rows with a bonus from the least to the most; the smallest and the largest there are are shown."""
    right = sum(count.bonuses[given] for given in range(row.low, row.high + 1))
    return Counted(
        _span(count.bonuses),
        right,
        count.due,
        faults=(("missing_rows", count.missing), ("two_final_rows", count.twice)),
        also=(("other_bonus", count.bonuses.total() - right),),
    )


def _span(found: Counter[int]) -> str:
    values = [value for value, times in found.items() if times]
    if not values:
        return "—"
    return str(min(values)) if min(values) == max(values) else f"{min(values)}–{max(values)}"


def score_refs(report: Report, limit: int) -> tuple[str, ...]:
    """References of the first final rows of the year."""
    months = [str(month) for month in Period(report.year).months]
    rows = points.final_scores(months, _asof(report)).order_by("pk")
    return tuple(f"score:{pk}" for pk in rows.values_list("pk", flat=True)[:limit])
