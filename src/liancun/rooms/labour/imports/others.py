"""Courses, who came, and what was earned elsewhere (培训、外出务工收入)."""

from collections.abc import Iterable, Sequence

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source
from liancun.kernel import Period, Problem
from liancun.rooms.labour.actions import alive_faults
from liancun.rooms.labour.imports.common import PARTY, plain
from liancun.rooms.labour.models import Course, CourseSign, OutsideIncome
from liancun.rooms.registry import facts as registry

COURSES = (
    Column("number", "培训班编号", "new_code", max_length=40, example="PX-2025-01"),
    Column("title", "内容", max_length=80, example="刺梨修剪"),
    Column("held_on", "日期", "day", example="2025-02-18"),
    Column("place", "地点", max_length=60, example="总社培训室"),
    Column("hours_minutes", "时长(分钟)", "integer", least=1, most=100_000, example="360"),
    Column("teacher", "授课人", max_length=60, example="农技员"),
)
SIGNINS = (Column("course", "培训班编号", "code", max_length=40, example="PX-2025-01"), PARTY)
INCOMES = (
    PARTY,
    Column("month", "月份", "month", example="2025-03"),
    Column("employer", "用工单位", max_length=60, example="煤矿(自报)"),
    Column("amount_fen", "收入(元)", "yuan", least=1, most=10**9, example="5600.00"),
)


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
            yield source.problem(fault.code, row, PARTY.label, **dict(fault.params))


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
            yield source.problem(fault.code, row, PARTY.label, **dict(fault.params))
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
