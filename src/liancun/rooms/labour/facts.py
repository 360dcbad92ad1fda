"""What rules and checks see of work (务工事实): the days that stand, summed up by worker, job and rate."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Count, Sum, Value, When

from liancun.base import charters, versions
from liancun.base.request_cache import once
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.kernel.rulings import FactLine, FactSheet, Gap
from liancun.rooms.labour.models import WorkDay, WorkOrder
from liancun.rooms.labour.rules import (
    JobMonth,
    JobTerms,
    NoTotals,
    OrderTerms,
    Work,
    WorkerMonth,
)
from liancun.rooms.registry import facts as registry
from liancun.rooms.settlement import facts as settlement

if TYPE_CHECKING:
    from django.db.models import QuerySet


def watched(org_code: str) -> Iterable[str]:
    """A cooperative's sheets, and the registry's people and authorities."""
    return (org_code, *registry.owners())


def every_standing(org_code: str, asof: Watermark) -> "QuerySet[WorkDay]":
    """The days of work that stand at a watermark: not superseded, not void."""
    return _standing(WorkDay.objects.filter(org_code=org_code), asof)


def standing(org_code: str, first: date, last: date, asof: Watermark) -> "QuerySet[WorkDay]":
    """Those of a span of days. What supersedes a day is of that day: no other is looked through."""
    return _standing(WorkDay.objects.filter(org_code=org_code, day__gte=first, day__lte=last), asof)


def _standing(rows: "QuerySet[WorkDay]", asof: Watermark) -> "QuerySet[WorkDay]":
    return versions.standing(rows, asof, among=rows).exclude(state=WorkDay.State.VOID)


def measures_of(org_code: str, first_day: date, last: date) -> dict[str, str]:
    """Job -> in what an order that began on a day is counted: day, hour, kg or piece (计量).

    One from before there were terms is counted by those of its `last` day of work.
    """
    try:
        terms = charters.in_force(JobTerms, on=first_day, org=org_code)
    except Refusal:
        terms = charters.in_force(JobTerms, on=last, org=org_code)
    return {code: job.measure for code, job in terms.jobs.items()}


def wage_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[WorkerMonth, NoTotals]:
    """Each worker's accepted days of a month, by job and rate; dates and days held over all jobs."""
    days = standing(org_code, period.first_day, period.last_day, asof)
    jobs, dates = _month_of_work(days, _otherwise_counted(org_code, days, period.last_day))
    payees = registry.payee_for(jobs, period.last_day, asof)
    villages = registry.villages_of(jobs)
    lines = tuple(
        FactLine(
            party,
            payees.get(party, party),
            WorkerMonth(
                tuple(found),
                dates.get((party, WorkDay.State.ACCEPTED), 0),
                dates.get((party, WorkDay.State.HELD), 0),
            ),
            villages.get(party, ""),
        )
        for party, found in sorted(jobs.items())
    )
    return FactSheet(org_code, str(period), lines, NoTotals(), tuple(_gaps(org_code, period, jobs)))


def _otherwise_counted(org_code: str, rows: "QuerySet[WorkDay]", last: date) -> dict[tuple[str, date], str]:
    """(job, first day of an order) -> what its days are counted in, where the month ends with another."""
    now = charters.in_force(JobTerms, on=last, org=org_code)
    found: dict[tuple[str, date], str] = {}
    for job, first_day in rows.order_by().values_list("order__job", "order__first_day").distinct():
        with suppress(Refusal):  # an order from before there were terms was counted by those of today
            then = charters.in_force(JobTerms, on=min(first_day, last), org=org_code)
            if job in then.jobs and job in now.jobs and then.jobs[job].counted != now.jobs[job].counted:
                found[job, first_day] = then.jobs[job].counted
    return found


def _month_of_work(
    rows: "QuerySet[WorkDay]", otherwise: Mapping[tuple[str, date], str]
) -> tuple[dict[str, list[JobMonth]], dict[tuple[str, str], int]]:
    """Worker -> accepted work by job and rate; (worker, state) -> dates with any work in that state.

    A date with two jobs is one: only where somebody's days lie in several groups are dates counted apart.
    """
    counted = [
        When(order__job=job, order__first_day=first_day, then=Value(measure))
        for (job, first_day), measure in sorted(otherwise.items())
    ]
    measured = Case(*counted, default=Value(""), output_field=CharField())
    groups = (
        rows.annotate(counted=measured)
        .values_list("party", "state", "order__job", "order__payer_party", "rate_fen", "counted")
        .annotate(Count("day", distinct=True), Sum("quantity"))
        .order_by("party", "order__job", "rate_fen", "order__payer_party", "counted")
    )
    jobs: dict[str, list[JobMonth]] = {}
    dates: dict[tuple[str, str], int] = {}
    several: set[str] = set()
    for party, state, job, payer, rate_fen, measure, days, quantity in groups:
        found = jobs.setdefault(party, [])
        if state == WorkDay.State.ACCEPTED:
            found.append(JobMonth(job, payer, rate_fen, days, quantity, measure))
        if (party, state) in dates:
            several.add(party)
        dates[party, state] = days
    theirs = rows.filter(party__among=several).order_by().values_list("party", "state")
    for party, state, days in theirs.annotate(Count("day", distinct=True)):
        dates[party, state] = days
    return jobs, dates


def _gaps(org_code: str, period: Period, jobs: Mapping[str, list[JobMonth]]) -> Iterator[Gap]:
    """A job the charter has no rate or account for cannot be paid."""
    terms = charters.in_force(JobTerms, on=period.last_day, org=org_code)
    unknown = {
        work.job: party for party, works in jobs.items() for work in works if work.job not in terms.jobs
    }
    for job, party in sorted(unknown.items()):
        yield Gap(party, "labour.no_such_job", params=(("job", job),))


def work_refs(org_code: str, period: Period, asof: Watermark, subject: str) -> Iterator[str]:
    """The days behind one worker's line."""
    rows = standing(org_code, period.first_day, period.last_day, asof).filter(party=subject)
    for pk in rows.order_by("day", "pk").values_list("pk", flat=True):
        yield f"work:{pk}"


def orders(org_code: str, numbers: Iterable[str]) -> dict[str, tuple[int, OrderTerms]]:
    """Work orders by number, with their row."""
    found: dict[str, tuple[int, OrderTerms]] = {}
    for row in WorkOrder.objects.filter(org_code=org_code, number__among=numbers):
        terms = charters.in_force(JobTerms, on=row.first_day, org=org_code)
        job = terms.jobs.get(row.job)
        found[row.number] = (
            row.pk,
            OrderTerms(
                row.number, row.job, job.counted if job else "day", row.site, row.first_day, row.last_day,
                row.rate_fen,
            ),
        )  # fmt: skip
    return found


def order_villages(org_code: str, numbers: Iterable[str]) -> dict[str, str]:
    """Work order -> the village of the section that leads it."""
    rows = WorkOrder.objects.filter(org_code=org_code, number__among=numbers)
    return dict(rows.values_list("number", "village_code"))


def worked_orders(order_ids: Iterable[int]) -> frozenset[int]:
    """Of these orders, those on which somebody worked."""
    rows = WorkDay.objects.filter(order_id__in=list(order_ids)).exclude(state=WorkDay.State.VOID)
    return frozenset(rows.values_list("order_id", flat=True).distinct())


def work_of(
    org_code: str, parties: Iterable[str], first: date, last: date
) -> dict[tuple[str, date], list[Work]]:
    """(person, day) -> what stands already, of those people in a span."""
    asof = Watermark.now([org_code])
    wanted = set(parties)
    rows = standing(org_code, first, last, asof).select_related("order")
    if len(wanted) <= 50:
        rows = rows.filter(party__in=wanted)
    terms: dict[date, JobTerms] = {}
    found: dict[tuple[str, date], list[Work]] = {}
    names = ("party", "day", "order__number", "order__site", "order__job", "order__first_day", "quantity")
    for party, day, number, site, job, begun, quantity, hours in rows.values_list(*names, "hours"):
        if party in wanted:
            if begun not in terms:
                terms[begun] = charters.in_force(JobTerms, on=begun, org=org_code)
            known = terms[begun].jobs.get(job)
            measure = known.counted if known else "day"
            found.setdefault((party, day), []).append(Work(number, site, measure, quantity, hours, job))
    return found


def others_of(row: WorkDay) -> list[Work]:
    """What the same person did that day on other orders."""
    found = work_of(row.org_code, [row.party], row.day, row.day).get((row.party, row.day), [])
    return [each for each in found if each.order != row.order.number]


def taken_out(org_code: str, parties: Iterable[str], first: date, last: date) -> set[tuple[str, str, date]]:
    """(order, person, day) of a span that was recorded and taken out: it can only be corrected."""
    wanted = set(parties)
    rows = WorkDay.objects.filter(
        org_code=org_code, day__gte=first, day__lte=last, state=WorkDay.State.VOID
    ).values_list("order__number", "party", "day")
    return {row for row in rows if row[1] in wanted}


@dataclass(frozen=True)
class DaysWorked:
    """Person-days of a month by who bears them (人日): a day with any accepted work counts once a person."""

    month: str
    payer: str
    days: int


def days_worked(org_code: str, period: Period, asof: Watermark) -> tuple[DaysWorked, ...]:
    """Accepted person-days by month and payer; two orders of one person and day are one, the first's."""
    terms = charters.in_force(JobTerms, on=period.last_day, org=org_code)
    worked = _worked(org_code, period, asof)
    sums: dict[tuple[str, str], int] = {}

    def add(month: str, job: str, days: int) -> None:
        known = terms.jobs.get(job)
        key = (month, known.payer if known else "cooperative")
        sums[key] = sums.get(key, 0) + days

    for (_party, month), jobs in worked.items():
        if len(jobs) == 1:
            add(month, *jobs[0])
    several = {party for (party, _month), jobs in worked.items() if len(jobs) > 1}
    seen: set[tuple[str, date]] = set()
    for party, day, job in _day_by_day(org_code, period, asof, several):
        month = str(Period.month_of(day))
        if len(worked[party, month]) > 1 and (party, day) not in seen:
            seen.add((party, day))
            add(month, job, 1)
    return tuple(DaysWorked(month, payer, days) for (month, payer), days in sorted(sums.items()))


def worker_months(org_code: str, period: Period, asof: Watermark) -> frozenset[tuple[str, str]]:
    """(person, month) with at least one accepted day."""
    return frozenset(_worked(org_code, period, asof))


@once
def _worked(
    org_code: str, period: Period, asof: Watermark
) -> Mapping[tuple[str, str], tuple[tuple[str, int], ...]]:
    """(person, month) -> (job, accepted days) of each order: a year's days are counted in the database."""
    months = [When(day__lte=month.last_day, then=Value(str(month))) for month in period.months]
    rows = _accepted(org_code, period, asof).annotate(month=Case(*months, output_field=CharField()))
    groups = rows.order_by().values_list("party", "month", "order__job", "order").annotate(Count("pk"))
    found: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}
    for party, month, job, _order, days in groups:
        found[party, month] = (*found.get((party, month), ()), (job, days))
    return found


def _day_by_day(
    org_code: str, period: Period, asof: Watermark, parties: set[str]
) -> Iterator[tuple[str, date, str]]:
    """(person, day, job) of some people's accepted work, by day and order."""
    rows = _accepted(org_code, period, asof).filter(party__among=parties).order_by("day", "order__number")
    yield from rows.values_list("party", "day", "order__job")


def _accepted(org_code: str, period: Period, asof: Watermark) -> "QuerySet[WorkDay]":
    rows = standing(org_code, period.first_day, period.last_day, asof)
    return rows.filter(state=WorkDay.State.ACCEPTED)


def wages_by_month(org_code: str, year: int, asof: Watermark) -> dict[tuple[str, str], int]:
    """(worker, month) -> gross fen of the posted wage lines for that month, supplements and deductions in."""
    found: dict[tuple[str, str], int] = {}
    upto = dict(asof.marks)[org_code]
    runs = [
        run for run in settlement.posted_runs("wages", org_code, upto=upto) if run.period[:4] == str(year)
    ]
    months = {run.pk: run.period for run in runs}
    for (run, subject), amount_fen in settlement.settled_sums(runs, upto=upto).items():
        key = (subject, months[run])
        found[key] = found.get(key, 0) + amount_fen
    return found


def attendance_refs(org_code: str, period: Period, limit: int = 200) -> tuple[str, ...]:
    """References of the accepted days of a span, oldest first: what a figure's second click shows."""
    rows = standing(org_code, period.first_day, period.last_day, Watermark.now([org_code]))
    rows = rows.filter(state=WorkDay.State.ACCEPTED).order_by("day", "pk")
    return tuple(f"work:{pk}" for pk in rows.values_list("pk", flat=True)[:limit])
