"""Who asked for work, courses, and what somebody worked and earned (求职、培训、我的务工)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.rooms.labour import rules
from liancun.rooms.labour.models import Course, CourseSign, Dispatch, JobSeeker, OutsideIncome, WorkDay
from liancun.rooms.labour.queries.days import DayRow, day_row
from liancun.rooms.labour.queries.orders import month_of, standing_days, terms_on
from liancun.rooms.labour.queries.pay import KIND, may_see, pay_terms
from liancun.rooms.labour.rules import WITHHELD, DispatchTerms
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.facts import villages_of
from liancun.rooms.registry.queries.names import must_see_member
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries.pages import LineRow


@dataclass(frozen=True)
class SeekerRow:
    """Somebody who asked for work, in turn (求职登记). `days` worked this year; `sent` to an order now."""

    place: int
    party: str
    name: str
    section: str
    section_name: str
    asked_on: date
    wish: str
    days: int
    sent: bool


@dataclass(frozen=True)
class SeekerPage:
    """A page of seekers in the order they are sent, and the clause that says so."""

    total: int
    clause: str
    order: tuple[str, ...]
    rows: tuple[SeekerRow, ...]


@dataclass(frozen=True)
class CourseRow:
    """A training course (培训班)."""

    number: str
    title: str
    held_on: date
    place: str
    hours_minutes: int
    teacher: str
    came: int


@dataclass(frozen=True)
class CoursePage:
    """A page of courses, newest first."""

    total: int
    rows: tuple[CourseRow, ...]


@dataclass(frozen=True)
class CourseCard:
    """A course and who came (培训签到): (code, name)."""

    row: CourseRow
    total: int
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class JobSum:
    """A month's work on one job at one rate (分工种)."""

    job: str
    job_name: str
    measure: str
    rate_fen: int
    days: int
    quantity: int
    value_fen: int


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


@dataclass(frozen=True)
class Elsewhere:
    """What somebody said they earned elsewhere in a month (外出务工,自报)."""

    month: str
    employer: str
    amount_fen: int


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


# --- who is sent first -----------------------------------------------------------------------------


def seeker_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    section: str = "",
    idle: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> SeekerPage:
    """Those who asked for work within a year, in the order of the charter; `idle` those sent nowhere now."""
    viewer.must_see(org_code)
    terms = charters.in_force(DispatchTerms, on=on, org=org_code)
    rows = viewer.limit(JobSeeker.objects.filter(org_code=org_code, asked_on__lte=on))
    rows = rows.filter(asked_on__gte=date(on.year - 1, 1, 1))
    rows = rows.filter(section=section) if section else rows
    latest = {row.party: row for row in rows.order_by("asked_on", "pk")}
    here = Dispatch.objects.filter(order__org_code=org_code, start__lte=on, end__gte=on)
    busy = set(here.values_list("party", flat=True))
    year = Period(on.year)
    worked = dict(
        standing_days(org_code)
        .filter(day__gte=year.first_day, day__lte=on, state=WorkDay.State.ACCEPTED)
        .values_list("party")
        .annotate(Count("day", distinct=True))
        .order_by("party")
    )
    turn = rules.in_turn(
        (
            rules.Seeker(party, row.asked_on, worked.get(party, 0))
            for party, row in latest.items()
            if not (idle and party in busy)
        ),
        terms,
    )
    shown = turn[offset : offset + limit]
    names = registry.names(viewer, [each.party for each in shown])
    sections = registry.org_names({latest[each.party].section for each in shown})
    found = tuple(
        SeekerRow(
            place, each.party, names.get(each.party, each.party), latest[each.party].section,
            sections.get(latest[each.party].section, ""), each.asked_on, latest[each.party].wish,
            each.days, each.party in busy,
        )
        for place, each in enumerate(shown, offset + 1)
    )  # fmt: skip
    return SeekerPage(len(turn), terms.clause, terms.order, found)


# --- courses ----------------------------------------------------------------------------------------


def course_page(viewer: Viewer, org_code: str, *, limit: int = 50, offset: int = 0) -> CoursePage:
    """The courses of a cooperative, newest first: to its people and its members."""
    if org_code not in viewer.member_of:
        viewer.must_see(org_code)
    rows = Course.objects.filter(org_code=org_code)
    shown = list(rows.order_by("-held_on", "number")[offset : offset + limit])
    return CoursePage(rows.count(), tuple(_course_row(viewer, row, came) for row, came in _came(shown)))


def _came(courses: list[Course]) -> list[tuple[Course, int]]:
    signed = CourseSign.objects.filter(course__in=[row.pk for row in courses]).values_list("course_id")
    sums = dict(signed.annotate(Count("pk")).order_by("course_id"))
    return [(row, sums.get(row.pk, 0)) for row in courses]


def _course_row(_viewer: Viewer, row: Course, came: int) -> CourseRow:
    return CourseRow(row.number, row.title, row.held_on, row.place, row.hours_minutes, row.teacher, came)


def course_card(
    viewer: Viewer, org_code: str, number: str, *, limit: int = 50, offset: int = 0
) -> CourseCard:
    """A course with who came, of those in reach."""
    viewer.must_see(org_code)
    row = Course.objects.filter(org_code=org_code, number=number).first()
    if row is None:
        raise Refusal("viewer.not_found")
    came = viewer.limit(CourseSign.objects.filter(course=row))
    codes = list(came.order_by("party").values_list("party", flat=True)[offset : offset + limit])
    names = registry.names(viewer, codes)
    people = tuple((code, names.get(code, code)) for code in codes)
    return CourseCard(_course_row(viewer, row, _came([row])[0][1]), came.count(), people)


# --- somebody's own ---------------------------------------------------------------------------------


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
        tuple(_month(org_code, month, sums.get(month, []), bills) for month in reversed(wanted)),
        courses,
        _elsewhere(party, months) if viewer.everywhere or viewer.party == party else (),
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
    org_code: str, month: str, days: list[tuple[str, DayKey]], bills: tuple[LineRow, ...]
) -> MonthOfWork:
    done = [key for state, key in days if state == WorkDay.State.ACCEPTED]
    groups: dict[tuple[str, int], list[DayKey]] = {}
    for key in done:
        groups.setdefault((key.job, key.rate_fen), []).append(key)
    jobs = []
    for (code, rate_fen), keys in sorted(groups.items()):
        job = terms_on(org_code, keys[0].begun).jobs.get(code)
        measure: rules.Measure = job.measure if job else "day"
        quantity = sum(key.quantity for key in keys)
        worth = rules.whole_worth(quantity, rate_fen, measure)
        jobs.append(JobSum(code, job.name if job else code, measure, rate_fen, len(keys), quantity, worth))
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
        days.append(day_row(row, name, job.measure if job else "day"))
    return WageSlip(
        org_code,
        registry.org_name(org_code),
        party,
        name,
        _month(org_code, str(period), sums, lines),
        tuple(days),
        lines,
    )
