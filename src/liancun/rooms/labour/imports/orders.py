"""Orders, who asked for work, who was sent (派工单、求职登记、派遣)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source
from liancun.kernel import Problem, Refusal
from liancun.rooms.labour import facts
from liancun.rooms.labour.actions import (
    ORDER_COLUMNS,
    NewOrder,
    order_faults,
    save_orders_within,
    taken_faults,
    worker_faults,
)
from liancun.rooms.labour.imports.common import (
    ORDER,
    PARTY,
    SECTION,
    order_villages,
    plain,
    terms_on,
)
from liancun.rooms.labour.models import Dispatch, JobSeeker, WorkOrder
from liancun.rooms.registry import facts as registry

ORDERS = (
    Column("number", "派工单号", "new_code", max_length=40, example="PG-2025-03-21-jiaxi"),
    SECTION,
    Column("job", "工种", help="工种名称或编码", max_length=20, example="地参"),
    Column("site", "工地", max_length=40, example="贾西村地参地"),
    Column("first_day", "起", "day", example="2025-03-01"),
    Column("last_day", "止", "day", help="最后一天", example="2025-03-31"),
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
    Column("end", "止", "day", help="最后一天", example="2025-03-31"),
)


def _order(row: Row, org_code: str) -> NewOrder:
    terms = terms_on(row["first_day"], org_code)
    values: dict[str, Any] = {name: row[name] or "" for name in ORDER_COLUMNS}
    job = terms.job_named(row["job"]) or row["job"]
    return NewOrder(**values | {"job": job}, rate_fen=row["rate_fen"])


def order_in_full(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    """The job by its code, and its rate."""
    try:
        new = _order(Row(0, values), org_code)
        rate_fen = new.rate_fen or terms_on(new.first_day, org_code).jobs[new.job].rate_fen
    except (Refusal, KeyError):  # the check says so
        return values
    return {**values, "job": new.job, "rate_fen": rate_fen}


def section_villages(rows: Sequence[Row], _org_code: str) -> list[str]:
    """The village of each row's section."""
    villages = registry.section_villages(row["section"] for row in rows)
    return [villages.get(row["section"], "") for row in rows]


def check_orders(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known jobs and sections, days in order, a rate not under the tariff, a number not given before."""
    read: list[tuple[Row, NewOrder]] = []
    for row in rows:
        try:
            read.append((row, _order(row, source.org_code)))
        except Refusal as no:
            yield source.problem(no.code, row, "起", **no.params)
    offers = [new for _row, new in read]
    for place, faults in order_faults(source.org_code, offers).items():
        for fault in faults:
            yield source.problem(fault.code, read[place][0], "", **dict(fault.params))
    places = {new.number: row for row, new in read}
    for number, fault in taken_faults(source.org_code, offers).items():
        yield source.problem(fault.code, places[number], "派工单号", **dict(fault.params))


def save_orders(rows: Sequence[Row], a: Act) -> None:
    """Write the orders."""
    save_orders_within(a, [_order(row, a.org_code) for row in rows])


def check_workers(rows: Sequence[Row], source: Source, start: str) -> Iterable[Problem]:
    """Only people who are registered, live, and are old enough to work from the day in that column."""
    faults = worker_faults(source.org_code, {(row["party"], row[start]) for row in rows})
    for row in rows:
        fault = faults.get((row["party"], row[start]))
        if fault:
            yield source.problem(fault.code, row, PARTY.label, **dict(fault.params))


def check_seekers(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known people and sections, once a day."""
    yield from check_workers(rows, source, "asked_on")
    villages = registry.section_villages(row["section"] for row in rows)
    for row in rows:
        if row["section"] not in villages:
            yield source.problem("labour.no_such_section", row, SECTION.label, section=row["section"])
        if row["asked_on"] > source.on:
            yield source.problem("labour.in_future", row, "登记日", day=str(row["asked_on"]))


def save_seekers(rows: Sequence[Row], a: Act) -> None:
    """Write who asked."""
    villages = section_villages(rows, a.org_code)
    bulk.insert(
        JobSeeker,
        [
            JobSeeker(**{**row.values, "wish": row["wish"] or ""}, **a.stamp(village))
            for row, village in zip(rows, villages, strict=True)
        ],
    )


def check_dispatches(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known orders and people, within the order's days, nobody dead or too young."""
    yield from check_workers(rows, source, "start")
    orders = facts.orders(source.org_code, (row["order"] for row in rows))
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


KINDS = (
    ImportKind(
        "work_orders", "派工单", "labour.import_orders", ORDERS, ("number",), save_orders, check_orders,
        full=order_in_full, villages=section_villages, **plain(WorkOrder, ORDERS),
    ),
    ImportKind(
        "job_seekers", "求职登记", "labour.import_seekers", SEEKERS, ("party", "asked_on"), save_seekers,
        check_seekers, villages=section_villages, **plain(JobSeeker, SEEKERS),
    ),
    ImportKind(
        "dispatches", "派遣", "labour.import_dispatches", DISPATCHES, ("order", "party", "start"),
        save_dispatches, check_dispatches, villages=order_villages,
        **plain(Dispatch, DISPATCHES, order="order__number"),
    ),
)  # fmt: skip
