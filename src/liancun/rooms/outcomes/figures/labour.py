"""Figures counted from days worked and wages paid (务工类成效): docs/figures.md 5."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from liancun.base import charters
from liancun.base.page_cache import kept
from liancun.base.watermark import Watermark
from liancun.charter import Report
from liancun.kernel import Period
from liancun.rooms.labour import facts as labour
from liancun.rooms.labour.facts import DaysWorked
from liancun.rooms.labour.rules import CalendarTerms
from liancun.rooms.labour.rules.terms import PARK
from liancun.rooms.outcomes.figures.registry import cooperatives
from liancun.rooms.outcomes.rules import Counted, shown_mean
from liancun.rooms.registry import facts as registry
from liancun.rooms.settlement import facts as settlement

ELSEWHERE: Final = "outside"
"""Days that somebody outside pays are not worked at the place."""
FEN_PER_YUAN: Final = 100


@dataclass(frozen=True)
class WorkCount:
    """What the year's sheets and pay lists say (务工汇总)."""

    days: int
    park_days: int
    working_days: int
    pay_fen: int
    person_months: int


@kept
def count_work(report: Report) -> WorkCount:
    """Read the year once for both figures. A month counts for a worker who has both a day and its pay there.

    Somebody who works for two cooperatives in a month has one month; the calendar is the first's.
    """
    orgs, year = cooperatives(report), Period(report.year)
    days: list[DaysWorked] = []
    pay_fen = 0
    both: set[tuple[str, str]] = set()
    for org in orgs:
        its_days, worker_months = _worked(org, year)
        days += its_days
        paid = {key: fen for key, fen in _paid(org, year).items() if fen > 0}
        here = worker_months & paid.keys()
        pay_fen += sum(paid[key] for key in here)
        both |= here
    calendar = charters.in_force(CalendarTerms, on=year.last_day, org="".join(orgs[:1]))
    return WorkCount(
        days=sum(row.days for row in days if row.payer != ELSEWHERE),
        park_days=sum(row.days for row in days if row.payer == PARK),
        working_days=calendar.days_of(year),
        pay_fen=pay_fen,
        person_months=len(both),
    )


@kept
def _worked(org: str, year: Period) -> tuple[tuple[DaysWorked, ...], frozenset[tuple[str, str]]]:
    # Apart from what was paid: a list that is paid leaves the year's days as they were added up.
    asof = Watermark.now([org, *registry.owners()])
    return labour.days_worked(org, year, asof), labour.worker_months(org, year, asof)


@kept
def _paid(org: str, year: Period) -> Mapping[tuple[str, str], int]:
    return labour.wages_by_month(org, year.year, Watermark.now([org, *registry.owners()]))


def jobs_counted(count: WorkCount) -> Counted:
    """Person-days a working day; days paid by the park alone stand beside it."""
    shown = shown_mean(count.days, count.working_days, 1)
    return Counted(shown, count.days, count.working_days, also=(("park_days", count.park_days),))


def income_counted(count: WorkCount) -> Counted:
    """Pay a person-month, in fen; shown in yuan."""
    shown = shown_mean(count.pay_fen, count.person_months * FEN_PER_YUAN, 2)
    return Counted(shown, count.pay_fen, count.person_months)


def work_refs(report: Report, limit: int) -> tuple[str, ...]:
    """References of the first days of work of the year."""
    orgs, year = cooperatives(report), Period(report.year)
    return tuple(ref for org in orgs for ref in labour.attendance_refs(org, year, limit))[:limit]


def run_refs(report: Report, limit: int) -> tuple[str, ...]:
    """References of the year's pay lists."""
    found = []
    for org in cooperatives(report):
        upto = dict(Watermark.now([org]).marks)[org]
        runs = settlement.posted_runs("wages", org, upto=upto)
        found += [f"run:{run.pk}" for run in runs if run.period.startswith(f"{report.year}-")]
    return tuple(found[:limit])
