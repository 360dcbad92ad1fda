"""The workbooks of work (务工工作簿): orders, seekers, dispatches, attendance, courses, incomes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Problem, Refusal
from liancun.rooms.labour import facts, rules
from liancun.rooms.labour.actions import (
    ORDER_COLUMNS,
    NewDay,
    NewOrder,
    day_faults,
    order_faults,
    save_days_within,
    save_orders_within,
    taken_faults,
)
from liancun.rooms.labour.models import (
    Course,
    CourseSign,
    Dispatch,
    JobSeeker,
    OutsideIncome,
    WorkDay,
    WorkOrder,
)
from liancun.rooms.labour.rules import JobTerms
from liancun.rooms.registry import facts as registry

DAYS = tuple(f"d{day:02d}" for day in range(1, 32))
PARTY = Column("party", "人员编码", "code", max_length=20, example="P0000001")
ORDER = Column("order", "派工单号", "code", max_length=40, example="PG-2025-03-21-jiaxi")
SECTION = Column("section", "片区", "code", help="片区或分社编码", max_length=20, example="pq-jiaxi")
ORDERS = (
    Column("number", "派工单号", "code", max_length=40, example="PG-2025-03-21-jiaxi"),
    SECTION,
    Column("job", "工种", help="工种名称或编码", max_length=20, example="地参"),
    Column("site", "工地", "code", max_length=40, example="jiaxi-dishen"),
    Column("first_day", "起", "day", example="2025-03-01"),
    Column("last_day", "止", "day", example="2025-03-31"),
    Column("wanted", "人数", "integer", least=1, most=10_000, example="20"),
    Column("rate_fen", "工价(元)", "yuan", required=False, help="留空按工价表", least=1, most=10**7),
    Column("payer_party", "外单位付款方", "code", required=False, max_length=20),
)
SEEKERS = (
    PARTY,
    Column("asked_on", "登记日", "day", example="2025-01-02"),
    SECTION,
    Column("wish", "意愿", required=False, max_length=60, example="采摘"),
)
DISPATCHES = (
    ORDER,
    PARTY,
    Column("start", "起", "day", example="2025-03-01"),
    Column("end", "止", "day", example="2025-03-31"),
)
ATTENDANCE = (
    Column("sheet", "考勤表号", "code", max_length=40, example="KQ-2025-03-jiaxi"),
    ORDER,
    PARTY,
    Column("month", "月份", "month", example="2025-03"),
    *(
        Column(
            name,
            f"{day}日",
            required=False,
            max_length=30,
            help="按天:1 或 0.5;计件:公斤数,可加起讫,如 90 08:00-17:00" if day == 1 else "",
        )
        for day, name in enumerate(DAYS, 1)
    ),
    Column("accepted_by", "验收人", "code", required=False, max_length=20),
)
COURSES = (
    Column("number", "培训班编号", "code", max_length=40, example="PX-2025-01"),
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


def _terms(day: date, org_code: str) -> JobTerms:
    return charters.in_force(JobTerms, on=day, org=org_code)


def _order(row: Row, org_code: str) -> NewOrder:
    terms = _terms(row["first_day"], org_code)
    values: dict[str, Any] = {name: row[name] or "" for name in ORDER_COLUMNS}
    job = terms.job_named(row["job"]) or row["job"]
    return NewOrder(**values | {"job": job}, rate_fen=row["rate_fen"])


def order_in_full(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    """The job by its code, and its rate."""
    try:
        new = _order(Row(0, values), org_code)
        rate_fen = new.rate_fen or _terms(new.first_day, org_code).jobs[new.job].rate_fen
    except (Refusal, KeyError):  # the check says so
        return values
    return {**values, "job": new.job, "rate_fen": rate_fen}


def check_orders(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known jobs and sections, days in order, a rate not under the tariff, a number not given before."""
    read: dict[str, tuple[Row, NewOrder]] = {}
    for row in rows:
        try:
            new = _order(row, source.org_code)
        except Refusal as no:
            yield source.problem(no.code, row, "起", **no.params)
            continue
        read[new.number] = (row, new)
        for fault in order_faults(new, _terms(new.first_day, source.org_code)):
            yield source.problem(fault.code, row, "", **dict(fault.params))
    for number, fault in taken_faults(source.org_code, [new for _row, new in read.values()]).items():
        yield source.problem(fault.code, read[number][0], "派工单号", **dict(fault.params))


def save_orders(rows: Sequence[Row], a: Act) -> None:
    """Write the orders."""
    save_orders_within(a, [_order(row, a.org_code) for row in rows])


def check_people(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Only people who are registered."""
    unknown = registry.unknown_parties(row["party"] for row in rows)
    for row in rows:
        if row["party"] in unknown or row["party"].startswith("O:"):
            yield source.problem("labour.no_such_party", row, PARTY.label, party=row["party"])


def check_seekers(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known people and sections, once a day."""
    yield from check_people(rows, source)
    for row in rows:
        if not registry.section_village(row["section"]):
            yield source.problem("labour.no_such_section", row, SECTION.label, section=row["section"])
        if row["asked_on"] > source.on:
            yield source.problem("labour.in_future", row, "登记日", day=str(row["asked_on"]))


def save_seekers(rows: Sequence[Row], a: Act) -> None:
    """Write who asked."""
    villages = registry.section_villages(row["section"] for row in rows)
    bulk.insert(
        JobSeeker,
        [
            JobSeeker(
                **{**row.values, "wish": row["wish"] or ""},
                **a.stamp(villages[row["section"]]),
            )
            for row in rows
        ],
    )


def check_dispatches(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known orders and people, within the order's days, nobody dead."""
    yield from check_people(rows, source)
    orders = facts.orders(source.org_code, (row["order"] for row in rows))
    deaths = registry.deaths_of(row["party"] for row in rows)
    for row in rows:
        if row["order"] not in orders:
            yield source.problem("labour.no_such_order", row, ORDER.label, number=row["order"])
            continue
        order = orders[row["order"]][1]
        if not order.first_day <= row["start"] <= row["end"] <= order.last_day:
            yield source.problem(
                "labour.outside_order", row, "起", day=str(row["start"]), number=order.number,
                first=str(order.first_day), last=str(order.last_day),
            )  # fmt: skip
        died = deaths.get(row["party"])
        if died and died < row["start"]:
            yield source.problem("labour.dead_worker", row, PARTY.label, party=row["party"])


def save_dispatches(rows: Sequence[Row], a: Act) -> None:
    """Write the dispatches."""
    orders = facts.orders(a.org_code, (row["order"] for row in rows))
    villages = registry.villages_of({row["party"] for row in rows})
    bulk.insert(
        Dispatch,
        [
            Dispatch(
                order_id=orders[row["order"]][0], party=row["party"], start=row["start"], end=row["end"],
                **a.stamp(villages.get(row["party"], "")),
            )
            for row in rows
        ],
    )  # fmt: skip


def sheet_in_full(values: Mapping[str, Any], _org_code: str) -> Mapping[str, Any]:
    """Each day's cell in one form: "1.0" is "1", "8:00" is "08:00"."""
    return {**values, **{name: _one_form(values[name]) for name in DAYS if values.get(name)}}


def _one_form(text: str) -> str:
    cell = rules.read_cell(text, "kg")
    return text if cell is None or cell.quantity <= 0 else rules.write_cell(cell, "kg")


def _days(row: Row, measures: Mapping[str, rules.Measure]) -> Iterator[tuple[str, str, NewDay | None]]:
    """(column label, what is written, the day) of each cell filled in; None where it cannot be read."""
    month = Period.parse(row["month"])
    for number, name in enumerate(DAYS, 1):
        text = row[name]
        if text is None:
            continue
        label = f"{number}日"
        cell = rules.read_cell(text, measures.get(row["order"], "day"))
        if cell is None or number > month.last_day.day:
            yield label, text, None
            continue
        day = date(month.year, month.month, number)
        accepted_by = row["accepted_by"] or ""
        yield (
            label,
            text,
            NewDay(row["order"], row["sheet"], row["party"], day, cell.quantity, accepted_by, cell.hours),
        )


def _measures(rows: Sequence[Row], org_code: str) -> dict[str, rules.Measure]:
    orders = facts.orders(org_code, (row["order"] for row in rows))
    return {number: order.measure for number, (_pk, order) in orders.items()}


def check_attendance(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Every day of every sheet by the rules, against the other sheets and this one."""
    measures = _measures(rows, source.org_code)
    days: list[NewDay] = []
    places: list[tuple[Row, str]] = []
    for row in rows:
        empty = True
        for label, text, day in _days(row, measures):
            empty = False
            if day is None:
                yield source.problem("labour.cell_unreadable", row, label, value=text)
            else:
                days.append(day)
                places.append((row, label))
        if empty:
            yield source.problem("labour.empty_row", row, PARTY.label, party=row["party"])
    acceptors = registry.unknown_parties({row["accepted_by"] for row in rows if row["accepted_by"]})
    for row in rows:
        if row["accepted_by"] in acceptors:
            yield source.problem("labour.no_such_party", row, "验收人", party=row["accepted_by"])
        elif row["accepted_by"] == row["party"]:
            yield source.problem("labour.accepts_own", row, "验收人", party=row["party"])
    for place, faults in day_faults(source.org_code, days, source.on).items():
        row, label = places[place]
        for fault in faults:
            yield source.problem(fault.code, row, label, **dict(fault.params))


def save_attendance(rows: Sequence[Row], a: Act) -> None:
    """Write the days; those beyond what a person does are held."""
    measures = _measures(rows, a.org_code)
    save_days_within(a, [day for row in rows for _label, _text, day in _days(row, measures) if day])


def export_attendance(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The sheets as first recorded, in reach: a row for each sheet, order, worker and month."""
    rows = viewer.limit(WorkDay.objects.filter(org_code=org_code, revision=1)).select_related("order")
    terms: dict[date, JobTerms] = {}
    current: dict[str, Any] = {}
    for day in rows.order_by("sheet", "order__number", "party", "day").iterator():
        begun = day.order.first_day
        if begun not in terms:
            terms[begun] = _terms(begun, org_code)
        key = {
            "sheet": day.sheet, "order": day.order.number, "party": day.party,
            "month": str(Period.month_of(day.day)),
        }  # fmt: skip
        if {name: current.get(name) for name in key} != key:
            if current:
                yield current
            current = {**key, **dict.fromkeys(DAYS), "accepted_by": day.accepted_by or None}
        job = terms[begun].jobs.get(day.order.job)
        cell = rules.Cell(day.quantity, day.hours)
        current[f"d{day.day.day:02d}"] = rules.write_cell(cell, job.measure if job else "day")
    if current:
        yield current


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
    """Known courses and people."""
    yield from check_people(rows, source)
    known = set(Course.objects.filter(org_code=source.org_code).values_list("number", flat=True))
    for row in rows:
        if row["course"] not in known:
            yield source.problem("labour.no_such_course", row, "培训班编号", number=row["course"])


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


def save_incomes(rows: Sequence[Row], a: Act) -> None:
    """Write what was told."""
    villages = registry.villages_of({row["party"] for row in rows})
    bulk.insert(
        OutsideIncome,
        [OutsideIncome(**row.values, **a.stamp(villages.get(row["party"], ""))) for row in rows],
    )


def _plain(model: Any, columns: Sequence[Column], **paths: str) -> Any:
    def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
        names = {column.name: paths.get(column.name, column.name) for column in columns}
        rows = viewer.limit(model.objects.filter(org_code=org_code)).order_by("pk")
        for values in rows.values_list(*names.values()).iterator():
            yield {name: None if value == "" else value for name, value in zip(names, values, strict=True)}

    return export


IMPORTS = (
    ImportKind(
        "work_orders", "派工单", "labour.import_orders", ORDERS, ("number",), save_orders, check_orders,
        _plain(WorkOrder, ORDERS), order_in_full,
    ),
    ImportKind(
        "job_seekers", "求职登记", "labour.import_seekers", SEEKERS, ("party", "asked_on"), save_seekers,
        check_seekers, _plain(JobSeeker, SEEKERS),
    ),
    ImportKind(
        "dispatches", "派遣", "labour.import_dispatches", DISPATCHES, ("order", "party", "start"),
        save_dispatches, check_dispatches, _plain(Dispatch, DISPATCHES, order="order__number"),
    ),
    ImportKind(
        "attendance", "考勤表", "labour.import_attendance", ATTENDANCE, ("sheet", "order", "party", "month"),
        save_attendance, check_attendance, export_attendance, sheet_in_full,
    ),
    ImportKind(
        "courses", "培训班", "labour.import_courses", COURSES, ("number",), save_courses,
        check_courses, _plain(Course, COURSES),
    ),
    ImportKind(
        "course_signins", "培训签到", "labour.import_courses", SIGNINS, ("course", "party"), save_signins,
        check_signins, _plain(CourseSign, SIGNINS, course="course__number"),
    ),
    ImportKind(
        "outside_incomes", "外出务工收入", "labour.import_incomes", INCOMES, ("party", "month", "employer"),
        save_incomes, check_people, _plain(OutsideIncome, INCOMES),
    ),
)  # fmt: skip
