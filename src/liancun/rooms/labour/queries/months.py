"""What somebody worked and earned by month (我的务工、工资条)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import (
    A,
    Month,
    Quantity,
    Text,
    Whole,
    Word,
    Yuan,
    _,
)
from liancun.rooms.labour import rules
from liancun.rooms.labour.models import CourseSign, OutsideIncome, WorkDay
from liancun.rooms.labour.queries.days import DayRow, day_row
from liancun.rooms.labour.queries.orders import RATE, month_of, standing_days, terms_on
from liancun.rooms.labour.queries.pay import KIND, may_see, pay_terms, slip_ref
from liancun.rooms.labour.rules import WITHHELD
from liancun.rooms.labour.rules.wages import MEASURES
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.facts import villages_of
from liancun.rooms.registry.queries.names import must_see_member
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries.pages import LineRow


@dataclass(frozen=True)
class JobSum:
    """A month's work on one job at one rate (分工种)."""

    job: str
    job_name: A[str, Word(_("工种"))]
    measure: str
    days: A[int, Whole(_("天数"))]
    quantity: A[int, Quantity(_("数量"), by="measure", kinds=MEASURES)]
    rate_fen: A[int, RATE]
    value_fen: A[int, Yuan(_("计"))]


@dataclass(frozen=True)
class MonthOfWork:
    """A month of somebody (一个月): days at work, and what the pay list says once it is in the book.

    `due_fen` None while no posted list has a line of theirs.
    """

    month: str
    days: int
    held: int
    jobs: tuple[JobSum, ...]
    pay_day: date
    due_fen: int | None
    net_fen: int
    paid_fen: int
    lines: tuple[str, ...]
    ref: str


@dataclass(frozen=True)
class Elsewhere:
    """What somebody said they earned elsewhere in a month (外出务工,自报)."""

    month: A[str, Month(_("月份"))]
    employer: A[str, Text(_("用工单位"))]
    amount_fen: A[int, Yuan(_("收入"))]


@dataclass(frozen=True)
class MyWork:
    """What somebody worked and earned, newest month first (我的务工). `courses` are (day, title).

    `elsewhere` is told by the person, for the person and the town's posts alone.
    """

    party: str
    name: str
    months: tuple[MonthOfWork, ...]
    courses: tuple[tuple[date, str], ...]
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True)
class WageSlip:
    """A worker's slip of a month (工资条): the days, the sums by job, the lines of the list."""

    org_code: str
    employer: str
    party: str
    name: str
    month: MonthOfWork
    days: tuple[DayRow, ...]
    lines: tuple[LineRow, ...]


@dataclass(frozen=True)
class DayKey:
    """One day's work on one job, for summing up."""

    day: date
    job: str
    begun: date
    rate_fen: int
    quantity: int


def my_work(viewer: Viewer, org_code: str, party: str, *, months: int = 12) -> MyWork:
    """Somebody's work and pay by month: to the person, and to those who see the village there."""
    must_see_member(viewer, org_code, party)
    days = standing_days(org_code).filter(party=party)
    found = sorted({str(Period.month_of(day)) for day in days.values_list("day", flat=True).distinct()})
    bills = settlement.bills(viewer, subject=party, kind=KIND, limit=20 * months).rows
    wanted = sorted({*found, *(line.period for line in bills if line.org_code == org_code)})[-months:]
    name = registry.names(viewer, [party]).get(party)
    if name is None:
        raise Refusal("viewer.not_found")
    came = CourseSign.objects.filter(party=party, org_code=org_code).order_by("-course__held_on")
    courses = tuple(came.values_list("course__held_on", "course__title")[:20])
    sums = _job_sums(org_code, party, wanted)
    return MyWork(
        party,
        name,
        tuple(_month(org_code, party, month, sums.get(month, []), bills) for month in reversed(wanted)),
        courses,
        _elsewhere(party, months) if viewer.oversees or viewer.party == party else (),
    )


def days_of_year(viewer: Viewer, org_code: str, party: str, year: int) -> int:
    """On how many days of a year somebody worked (出勤天数): to the same people as `my_work`."""
    must_see_member(viewer, org_code, party)
    span = {"day__gte": date(year, 1, 1), "day__lte": date(year, 12, 31)}
    done = standing_days(org_code).filter(party=party, state=WorkDay.State.ACCEPTED, **span)
    return done.values("day").distinct().count()


def _elsewhere(party: str, months: int) -> tuple[Elsewhere, ...]:
    told = OutsideIncome.objects.filter(party=party).order_by("-month", "employer")
    rows = told.values_list("month", "employer", "amount_fen")[:months]
    return tuple(Elsewhere(*row) for row in rows)


def _job_sums(org_code: str, party: str, months: list[str]) -> dict[str, list[tuple[str, DayKey]]]:
    """Month -> its days, as (state, key) with what is summed."""
    if not months:
        return {}
    first, last = Period.parse(months[0]).first_day, Period.parse(months[-1]).last_day
    rows = standing_days(org_code).filter(party=party, day__gte=first, day__lte=last)
    found: dict[str, list[tuple[str, DayKey]]] = {}
    columns = ("day", "state", "order__job", "order__first_day", "rate_fen")
    for day, state, job, begun, rate_fen, quantity in rows.values_list(*columns).annotate(Sum("quantity")):
        key = DayKey(day, job, begun, rate_fen, quantity)
        found.setdefault(str(Period.month_of(day)), []).append((state, key))
    return found


def _month(
    org_code: str, party: str, month: str, days: list[tuple[str, DayKey]], bills: tuple[LineRow, ...]
) -> MonthOfWork:
    done = [key for state, key in days if state == WorkDay.State.ACCEPTED]
    groups: dict[tuple[str, int], list[DayKey]] = {}
    for key in done:
        groups.setdefault((key.job, key.rate_fen), []).append(key)
    jobs = []
    for (code, rate_fen), keys in sorted(groups.items()):
        job = terms_on(org_code, keys[0].begun).jobs.get(code)
        measure = job.counted if job else "day"
        quantity = sum(key.quantity for key in keys)
        worth = rules.whole_worth(quantity, rate_fen, measure)
        jobs.append(JobSum(code, job.name if job else code, measure, len(keys), quantity, rate_fen, worth))
    lines = [line for line in bills if line.period == month and line.org_code == org_code]
    due_fen = sum(line.amount_fen for line in lines)
    taken_fen = sum(line.amount_fen for line in lines if WITHHELD in line.part)
    return MonthOfWork(
        month,
        len({key.day for key in done}),
        len({key.day for state, key in days if state == WorkDay.State.HELD}),
        tuple(jobs),
        pay_terms(org_code, Period.parse(month)).due_on(Period.parse(month)),
        due_fen if lines else None,
        due_fen - taken_fen,
        sum(line.paid_fen for line in lines),
        tuple(line.ref for line in lines),
        slip_ref(org_code, party, month),
    )


def wage_slip(viewer: Viewer, org_code: str, party: str, month: str) -> WageSlip:
    """A worker's slip of a month: to the worker, and to those who may see their line of the pay list."""
    period = month_of(month)
    must_see_member(viewer, org_code, party)
    village = villages_of([party]).get(party, "")
    if party != viewer.party and not may_see(viewer, org_code, village):
        raise Refusal("viewer.not_found")
    name = registry.names(viewer, [party]).get(party)
    if name is None:
        raise Refusal("viewer.not_found")
    bills = settlement.bills(viewer, subject=party, kind=KIND, limit=200).rows
    lines = tuple(line for line in bills if line.period == str(period) and line.org_code == org_code)
    sums = _job_sums(org_code, party, [str(period)]).get(str(period), [])
    rows = standing_days(org_code).filter(party=party, day__gte=period.first_day, day__lte=period.last_day)
    days = []
    for row in rows.select_related("order").order_by("day", "order__number"):
        job = terms_on(org_code, row.order.first_day).jobs.get(row.order.job)
        days.append(day_row(row, name, job.counted if job else "day"))
    return WageSlip(
        org_code,
        registry.org_name(org_code),
        party,
        name,
        _month(org_code, party, str(period), sums, lines),
        tuple(days),
        lines,
    )
