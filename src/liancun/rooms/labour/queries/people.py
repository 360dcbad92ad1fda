"""Who asked for work, and who was taught (求职、培训)."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count

from liancun.base import charters
from liancun.base.lists import in_order, listed
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import (
    A,
    Choice,
    Code,
    Day,
    Flag,
    Minutes,
    Text,
    Whole,
    _,
)
from liancun.rooms.labour import rules
from liancun.rooms.labour.models import Course, CourseSign, Dispatch, JobSeeker, WorkDay
from liancun.rooms.labour.queries.orders import standing_days
from liancun.rooms.labour.rules import DispatchTerms
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class SeekerRow:
    """Somebody who asked for work, in turn (求职登记). `days` worked this year; `sent` to an order now."""

    name: A[str, Text(_("姓名"), link="ref")]
    place: A[int, Whole(_("次序"))]
    party: str
    section: str
    section_name: A[str, Text(_("片区、分社"))]
    asked_on: A[date, Day(_("登记日"))]
    wish: A[str, Text(_("意愿"))]
    sent: A[bool, Flag(_("现在"), yes=_("已派"), no=_("可派"))]
    days: A[int, Whole(_("今年出勤天数"))]
    ref: str


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

    title: A[str, Text(_("内容"), link="ref")]
    number: A[str, Code(_("培训班编号"))]
    held_on: A[date, Day(_("日期"))]
    place: A[str, Text(_("地点"))]
    teacher: A[str, Text(_("授课人"))]
    hours_minutes: A[int, Minutes(_("时长"))]
    came: A[int, Whole(_("签到人数"))]
    ref: str


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


@listed(
    "labour.seekers",
    title=_("求职登记"),
    sorts=("place", "asked_on", "days"),
    path="seekers",
    empty=_("没有人登记"),
)
def seeker_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    section: A[str, Choice(_("片区、分社"), "registry.sections", open=True)] = "",
    idle: A[bool, Flag(_("只看现在没派的"))] = False,
    sort: str = "",
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
    ordered = in_order(
        [
            SeekerRow(
                "", place, each.party, latest[each.party].section, "", each.asked_on, latest[each.party].wish,
                each.party in busy, each.days, f"worker:{org_code}/{each.party}",
            )
            for place, each in enumerate(turn, 1)
        ],
        sort,
    )[offset : offset + limit]  # fmt: skip
    names = registry.names(viewer, [row.party for row in ordered])
    sections = registry.org_names({row.section for row in ordered})
    found = tuple(
        replace(row, name=names.get(row.party, row.party), section_name=sections.get(row.section, ""))
        for row in ordered
    )
    return SeekerPage(len(turn), terms.clause, terms.order, found)


@listed(
    "labour.courses",
    title=_("培训班"),
    sorts=("held_on", "hours_minutes"),
    path="courses",
    empty=_("没有培训班"),
)
def course_page(
    viewer: Viewer, org_code: str, *, sort: str = "", limit: int = 50, offset: int = 0
) -> CoursePage:
    """The courses of a cooperative, newest first: to its people and its members."""
    if org_code not in viewer.member_of:
        viewer.must_see(org_code)
    rows = Course.objects.filter(org_code=org_code)
    by = filter(None, (sort, "-held_on", "number"))
    shown = list(rows.order_by(*by)[offset : offset + limit])
    return CoursePage(rows.count(), tuple(_course_row(row, came) for row, came in _came(shown)))


def _came(courses: list[Course]) -> list[tuple[Course, int]]:
    signed = CourseSign.objects.filter(course__in=[row.pk for row in courses]).values_list("course_id")
    sums = dict(signed.annotate(Count("pk")).order_by("course_id"))
    return [(row, sums.get(row.pk, 0)) for row in courses]


def _course_row(row: Course, came: int) -> CourseRow:
    return CourseRow(
        row.title, row.number, row.held_on, row.place, row.teacher, row.hours_minutes, came,
        f"course:{row.number}",
    )  # fmt: skip


def org_of_course(viewer: Viewer, number: str) -> str:
    """The organisation whose course has that number; whether it is in reach, the course's card says."""
    org_code = Course.objects.filter(number=number).order_by("pk").values_list("org_code", flat=True).first()
    if org_code is None:
        raise Refusal("viewer.not_found")
    return org_code


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
    return CourseCard(_course_row(row, _came([row])[0][1]), came.count(), people)
