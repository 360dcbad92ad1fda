"""Orders, who asked for work, who was sent (派工单、求职登记、派遣)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.kernel import Problem, Refusal
from liancun.kernel.fields import A, Code, Day, Text, Whole, Yuan, _
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
    LAST_DAY,
    ORDER,
    PARTY,
    SECTION,
    START,
    order_villages,
    plain,
    terms_on,
)
from liancun.rooms.labour.models import Dispatch, JobSeeker, WorkOrder
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class OrderRow:
    """One order as the workbook has it (派工单的一行)."""

    number: A[str, Code(_("派工单号"), most=40, example=ORDER.example)]
    section: A[str, SECTION]
    job: A[str, Text(_("工种"), most=20, help=_("工种名称或编码"), example="除草")]
    site: A[str, Text(_("工地"), most=40, example="东村李子园")]
    first_day: A[date, START]
    last_day: A[date, LAST_DAY]
    wanted: A[int, Whole(_("人数"), 1, 10_000, example="20")]
    rate_fen: A[int | None, Yuan(_("工价"), 1, 10**7, help=_("留空按工价表"))] = None
    payer_party: A[str | None, Code(_("外单位付款方"), most=20, slash=True)] = None


@dataclass(frozen=True)
class SeekerRow:
    """One who asks for work as the workbook has it (求职登记的一行)."""

    party: A[str, PARTY]
    asked_on: A[date, Day(_("登记日"), example="2025-01-02")]
    section: A[str, SECTION]
    wish: A[str | None, Text(_("意愿"), most=60, example="采摘")] = None


@dataclass(frozen=True)
class DispatchRow:
    """One who is sent as the workbook has it (派遣的一行)."""

    order: A[str, ORDER]
    party: A[str, PARTY]
    start: A[date, START]
    end: A[date, LAST_DAY]


ORDERS, SEEKERS, DISPATCHES = columns_of(OrderRow), columns_of(SeekerRow), columns_of(DispatchRow)


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


def section_villages(rows: Sequence[Row], org_code: str) -> list[str]:
    """The village of each row's section."""
    villages = registry.section_villages(org_code, (row["section"] for row in rows))
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
            yield source.problem(fault.code, row, PARTY.titled, **dict(fault.params))


def check_seekers(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known people and sections, once a day."""
    yield from check_workers(rows, source, "asked_on")
    villages = registry.section_villages(source.org_code, (row["section"] for row in rows))
    for row in rows:
        if row["section"] not in villages:
            yield source.problem("labour.no_such_section", row, SECTION.titled, section=row["section"])
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
            yield source.problem("labour.no_such_order", row, ORDER.titled, number=row["order"])
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
