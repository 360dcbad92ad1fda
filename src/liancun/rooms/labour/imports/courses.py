"""Courses, who came, and what was earned elsewhere (培训、外出务工收入)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.kernel import Period, Problem
from liancun.kernel.fields import A, Code, Day, Month, Text, Whole, Yuan, _
from liancun.rooms.labour.actions import alive_faults
from liancun.rooms.labour.imports.common import PARTY, plain
from liancun.rooms.labour.models import Course, CourseSign, OutsideIncome
from liancun.rooms.registry import facts as registry

COURSE = Code(_("培训班编号"), most=40, example="PX-2025-01")


@dataclass(frozen=True)
class CourseRow:
    """One course as the workbook has it (培训班的一行)."""

    number: A[str, COURSE]
    title: A[str, Text(_("内容"), most=80, example="果树修剪")]
    held_on: A[date, Day(_("日期"), example="2025-02-18")]
    place: A[str, Text(_("地点"), most=60, example="总社培训室")]
    hours_minutes: A[int, Whole(_("时长"), 1, 100_000, heading="时长(分钟)", example="360")]
    teacher: A[str, Text(_("授课人"), most=60, example="农技员")]


@dataclass(frozen=True)
class SigninRow:
    """One who came as the workbook has it (培训签到的一行)."""

    course: A[str, replace(COURSE, slash=True)]
    party: A[str, PARTY]


@dataclass(frozen=True)
class IncomeRow:
    """What was earned elsewhere as the workbook has it (外出务工收入的一行)."""

    party: A[str, PARTY]
    month: A[str, Month(_("月份"), example="2025-03")]
    employer: A[str, Text(_("用工单位"), most=60, example="煤矿(自报)")]
    amount_fen: A[int, Yuan(_("收入"), 1, 10**9, example="5600.00")]


COURSES, SIGNINS, INCOMES = columns_of(CourseRow), columns_of(SigninRow), columns_of(IncomeRow)


def check_courses(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Held by now, under a number of its own."""
    numbers = [row["number"] for row in rows]
    taken = Course.objects.filter(org_code=source.org_code, number__in=numbers)
    known = set(taken.values_list("number", flat=True))
    for row in rows:
        if row["held_on"] > source.on:
            yield source.problem("labour.in_future", row, "日期", day=str(row["held_on"]))
        if row["number"] in known:
            yield source.problem("labour.course_exists", row, "培训班编号", number=row["number"])


def save_courses(rows: Sequence[Row], a: Act) -> None:
    """Write the courses."""
    bulk.insert(Course, [Course(**row.values, **a.stamp()) for row in rows])


def check_signins(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known courses, and people who lived on the day."""
    known = dict(Course.objects.filter(org_code=source.org_code).values_list("number", "held_on"))
    came = {(row["party"], known.get(row["course"], source.on)) for row in rows}
    faults = alive_faults(came)
    for row in rows:
        if row["course"] not in known:
            yield source.problem("labour.no_such_course", row, "培训班编号", number=row["course"])
        fault = faults.get((row["party"], known.get(row["course"], source.on)))
        if fault:
            yield source.problem(fault.code, row, PARTY.titled, **dict(fault.params))


def save_signins(rows: Sequence[Row], a: Act) -> None:
    """Write who came."""
    courses = {each.number: each for each in Course.objects.filter(org_code=a.org_code)}
    villages = registry.villages_of({row["party"] for row in rows})
    bulk.insert(
        CourseSign,
        [
            CourseSign(
                course=courses[row["course"]], party=row["party"], **a.stamp(villages.get(row["party"], ""))
            )
            for row in rows
        ],
    )


def check_incomes(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """People who lived in the month, and a month that has begun."""
    begun = {(row["party"], Period.parse(row["month"]).first_day) for row in rows}
    faults = alive_faults(begun)
    for row in rows:
        first_day = Period.parse(row["month"]).first_day
        fault = faults.get((row["party"], first_day))
        if fault:
            yield source.problem(fault.code, row, PARTY.titled, **dict(fault.params))
        if first_day > source.on:
            yield source.problem("labour.in_future", row, "月份", day=str(first_day))


def save_incomes(rows: Sequence[Row], a: Act) -> None:
    """Write what was told."""
    villages = registry.villages_of({row["party"] for row in rows})
    bulk.insert(
        OutsideIncome,
        [OutsideIncome(**row.values, **a.stamp(villages.get(row["party"], ""))) for row in rows],
    )


OTHERS = (
    ImportKind(
        "courses", "培训班", "labour.import_courses", COURSES, ("number",), save_courses, check_courses,
        **plain(Course, COURSES),
    ),
    ImportKind(
        "course_signins", "培训签到", "labour.import_courses", SIGNINS, ("course", "party"), save_signins,
        check_signins, **plain(CourseSign, SIGNINS, course="course__number"),
    ),
    ImportKind(
        "outside_incomes", "外出务工收入", "labour.import_incomes", INCOMES, ("party", "month", "employer"),
        save_incomes, check_incomes, **plain(OutsideIncome, INCOMES),
    ),
)  # fmt: skip
