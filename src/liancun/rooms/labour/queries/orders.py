"""Work orders and the days worked on them (派工单、考勤): lists, and one order's sheet of a month."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from liancun.base import charters, clock, versions
from liancun.base.importing import import_kind
from liancun.base.importing.templates import write_rows
from liancun.base.lists import listed
from liancun.base.permits import permitted
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Period, Refusal
from liancun.kernel.fields import (
    A,
    Choice,
    Code,
    Day,
    Quantity,
    Span,
    Text,
    Whole,
    Word,
    Yuan,
    _,
)
from liancun.rooms.labour import rules
from liancun.rooms.labour.models import Dispatch, WorkDay, WorkOrder
from liancun.rooms.labour.rules import MEASURED_BY, OUTSIDE, JobTerms
from liancun.rooms.labour.rules.wages import MEASURES
from liancun.rooms.registry import queries as registry

PAYERS = (("park", _("园区付")), ("cooperative", _("总社付")), (OUTSIDE, _("外单位付")))
RATE = Yuan(_("工价"))


@dataclass(frozen=True)
class JobRow:
    """A kind of work as an order may ask for it (工种). `payer` park, cooperative or outside."""

    code: A[str, Code(_("工种编码"))]
    name: A[str, Word(_("工种"))]
    payer: A[str, Choice(_("谁付"), PAYERS)]
    measure: A[str, Choice(_("计法"), MEASURED_BY)]
    rate_fen: A[int, RATE]
    unit: A[str, Text(_("计件单位"))] = ""


@dataclass(frozen=True)
class OrderRow:
    """A work order in a list (派工单): who was sent, the quantity accepted and held by now.

    `quantity` and `held` are hundredths of a day, or as `measure` says: hundredths of an hour, grams,
    thousandths of a piece ("piece:株"); `value_fen` what the accepted is worth, rounded down to the fen.
    """

    pk: int
    ref: str
    number: A[str, Code(_("派工单"), link="ref")]
    section: str
    section_name: A[str, Text(_("片区、分社"))]
    job: str
    job_name: A[str, Word(_("工种"))]
    payer: A[str, Choice(_("谁付"), PAYERS)]
    payer_party: str
    measure: str
    site: A[str, Text(_("工地"))]
    first_day: A[date, Day(_("起"))]
    last_day: A[date, Day(_("止"))]
    wanted: A[int, Whole(_("要几人"))]
    sent: A[int, Whole(_("派了"))]
    workers: A[int, Whole(_("有考勤"))]
    days: int
    quantity: A[int, Quantity(_("已记"), by="measure", kinds=MEASURES)]
    held: int
    rate_fen: A[int, RATE]
    value_fen: A[int, Yuan(_("计"))]
    org_code: str
    village_code: str


@dataclass(frozen=True)
class OrderPage:
    """A page of orders."""

    total: int
    rows: tuple[OrderRow, ...]


@dataclass(frozen=True)
class DayCell:
    """One day of somebody on an order (一天). `pk` 0 where nothing is written."""

    day: int
    pk: int = 0
    quantity: int = 0
    hours: str = ""
    state: str = ""
    corrected: bool = False


@dataclass(frozen=True)
class SheetRow:
    """A worker's month on an order (一人一月的考勤)."""

    party: str
    name: str
    cells: tuple[DayCell, ...]
    days: int
    quantity: int
    held: int
    value_fen: int


@dataclass(frozen=True)
class OrderCard:
    """An order with the sheet of one of its months (派工单与考勤). `may` what the viewer may do with it."""

    row: OrderRow
    month: str
    months: tuple[str, ...]
    first_weekday: int
    total: int
    rows: tuple[SheetRow, ...]
    empty: int
    may: tuple[str, ...]


def terms_on(org_code: str, day: date) -> JobTerms:
    """The jobs in force on a day."""
    return charters.in_force(JobTerms, on=day, org=org_code)


@lru_cache(maxsize=1)
def job_names() -> Mapping[str, str]:
    """Job -> what it is called, whosever decision has it: a part of a pay list says no more than its code.

    By the files alone, since what is tried on figures of one's own has no data; unsound ones name nothing.
    """
    found: dict[str, str] = {}
    try:
        there = charters.on_disk()
    except BadInput:
        return found
    for decision in there.decisions.values():
        if decision.name == JobTerms.DECISION:
            for block in decision.blocks:
                with suppress(BadInput, Refusal):
                    terms = there.typed(block, JobTerms, on=block.start, org=block.org)
                    found |= {code: job.name for code, job in terms.jobs.items()}
    return found


charters.on_forget(job_names.cache_clear)


def jobs(viewer: Viewer, org_code: str, *, on: date) -> tuple[JobRow, ...]:
    """The kinds of work and their rates: part of the charter, open to anyone."""
    found = terms_on(org_code, on).jobs.items()
    return tuple(
        JobRow(code, job.name, job.payer, job.measure, job.rate_fen, job.unit) for code, job in found
    )


def span_of(period: str) -> Period:
    """A month or a year; refuses what is neither."""
    try:
        return Period.parse(period)
    except ValueError:
        raise Refusal("labour.no_such_month", period=period[:20]) from None


def month_of(period: str) -> Period:
    """A month; refuses anything else."""
    found = span_of(period)
    if not found.month:
        raise Refusal("labour.no_such_month", period=period[:20])
    return found


def standing_days(org_code: str) -> QuerySet[WorkDay]:
    """The days that stand now: not superseded, not void."""
    return _standing(WorkDay.objects.filter(org_code=org_code))


def _standing(rows: QuerySet[WorkDay]) -> QuerySet[WorkDay]:
    return versions.standing(rows).exclude(state=WorkDay.State.VOID)


@listed(
    "labour.orders",
    title=_("派工单"),
    sorts=("number", "first_day", "last_day", "wanted", "rate_fen"),
    path="orders",
    command="list",
    empty=_("没有派工单:换一个月份再找,或先派工"),
)
def order_page(
    viewer: Viewer,
    org_code: str,
    *,
    period: A[str, Span(_("月份或年份"), help=_("2025-03 或 2025"))] = "",
    section: A[str, Choice(_("片区、分社"), "registry.sections", open=True)] = "",
    job: A[str, Choice(_("工种"), "labour.jobs", open=True)] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> OrderPage:
    """The orders in reach, newest first; of a month or year those with a day in it."""
    viewer.must_see(org_code)
    rows = viewer.limit(WorkOrder.objects.filter(org_code=org_code))
    if period:
        days = span_of(period)
        rows = rows.filter(first_day__lte=days.last_day, last_day__gte=days.first_day)
    rows = rows.filter(**{key: value for key, value in (("section", section), ("job", job)) if value})
    order = filter(None, (sort, "-first_day", "number"))
    shown, total = page_of(rows.order_by(*order), limit, offset)
    return OrderPage(total, _order_rows(org_code, shown))


def _order_rows(org_code: str, orders: list[WorkOrder]) -> tuple[OrderRow, ...]:
    ids = [order.pk for order in orders]
    accepted, held = Q(state=WorkDay.State.ACCEPTED), Q(state=WorkDay.State.HELD)
    sums = {
        row["order_id"]: row
        for row in _standing(WorkDay.objects.filter(order_id__in=ids))
        .values("order_id")
        .annotate(
            workers=Count("party", distinct=True),
            days=Count("pk", filter=accepted),
            done=Sum("quantity", filter=accepted),
            waits=Sum("quantity", filter=held),
        )
    }
    sent_rows = Dispatch.objects.filter(order_id__in=ids).values_list("order_id")
    sent = dict(sent_rows.annotate(Count("party", distinct=True)).order_by("order_id"))
    sections = registry.org_names({order.section for order in orders})
    charter = {day: terms_on(org_code, day) for day in {order.first_day for order in orders}}
    found = []
    for order in orders:
        job = charter[order.first_day].jobs.get(order.job)
        measure = job.counted if job else "day"
        sum_of: Mapping[str, Any] = sums.get(order.pk, {})
        quantity = int(sum_of.get("done") or 0)
        found.append(
            OrderRow(
                pk=order.pk,
                ref=f"order:{order.number}",
                number=order.number,
                section=order.section,
                section_name=sections.get(order.section, order.section),
                job=order.job,
                job_name=job.name if job else order.job,
                payer=job.payer if job else "",
                payer_party=order.payer_party,
                measure=measure,
                site=order.site,
                first_day=order.first_day,
                last_day=order.last_day,
                wanted=order.wanted,
                sent=sent.get(order.pk, 0),
                workers=int(sum_of.get("workers") or 0),
                days=int(sum_of.get("days") or 0),
                quantity=quantity,
                held=int(sum_of.get("waits") or 0),
                value_fen=rules.whole_worth(quantity, order.rate_fen, measure),
                rate_fen=order.rate_fen,
                org_code=order.org_code,
                village_code=order.village_code,
            )
        )
    return tuple(found)


def org_of_order(viewer: Viewer, number: str) -> str:
    """The organisation in reach whose order has that number."""
    rows = viewer.limit(WorkOrder.objects.filter(number=number)).values_list("org_code", flat=True)
    org_code = rows.order_by("pk").first()
    if org_code is None:
        raise Refusal("viewer.not_found")
    return org_code


def order_row(viewer: Viewer, org_code: str, number: str) -> OrderRow:
    """One order in reach."""
    return _order_rows(org_code, [_order(viewer, org_code, number)])[0]


def measure_of(viewer: Viewer, org_code: str, number: str) -> rules.Measure:
    """What the work of an order in reach is measured in."""
    return _measure(order_row(viewer, org_code, number))


def _order(viewer: Viewer, org_code: str, number: str) -> WorkOrder:
    row = WorkOrder.objects.filter(org_code=org_code, number=number).first()
    if row is None or not viewer.sees(org_code, row.village_code):
        raise Refusal("viewer.not_found")
    return row


def _months_of(order: WorkOrder) -> tuple[str, ...]:
    month, found = Period.month_of(order.first_day), []
    while month.first_day <= order.last_day:
        found.append(str(month))
        month = month.next
    return tuple(found)


def _month_within(order: WorkOrder, month: str) -> str:
    months = _months_of(order)
    today = str(Period.month_of(clock.today()))
    if month and month not in months:
        raise Refusal("viewer.not_found")
    return month or (today if today in months else months[-1])


ORDER_ACTS = ("dispatch", "record_days", "import_attendance")


def order_card(
    viewer: Viewer, org_code: str, number: str, *, month: str = "", limit: int = 50, offset: int = 0
) -> OrderCard:
    """An order with a month's sheet: everybody sent or written down, a page of them."""
    order = _order(viewer, org_code, number)
    month = _month_within(order, month)
    span = Period.parse(month)
    sent = Dispatch.objects.filter(order=order, start__lte=span.last_day, end__gte=span.first_day)
    days = standing_days(org_code).filter(order=order, day__gte=span.first_day, day__lte=span.last_day)
    worked = set(days.values_list("party", flat=True).distinct())
    people = sorted(worked | set(sent.values_list("party", flat=True)))
    shown = people[offset : offset + limit]
    by_party: dict[str, dict[int, WorkDay]] = {}
    for day in days.filter(party__in=shown):
        by_party.setdefault(day.party, {})[day.day.day] = day
    names = registry.names(viewer, shown)
    row = _order_rows(org_code, [order])[0]
    rows = tuple(_sheet_row(row, span, party, names, by_party.get(party, {})) for party in shown)
    may = tuple(act for act in ORDER_ACTS if permitted(viewer, f"labour.{act}", org_code, order.village_code))
    return OrderCard(
        row, month, _months_of(order), span.first_day.weekday(), len(people), rows,
        len(set(people) - worked), may,
    )  # fmt: skip


def _sheet_row(
    order: OrderRow, span: Period, party: str, names: Mapping[str, str], days: Mapping[int, WorkDay]
) -> SheetRow:
    cells = []
    for number in range(1, span.last_day.day + 1):
        day = days.get(number)
        cells.append(
            DayCell(number, day.pk, day.quantity, day.hours, day.state, day.revision > 1)
            if day
            else DayCell(number)
        )
    done = [each for each in days.values() if each.state == WorkDay.State.ACCEPTED]
    return SheetRow(
        party,
        names.get(party, party),
        tuple(cells),
        len(done),
        sum(each.quantity for each in done),
        sum(each.quantity for each in days.values() if each.state == WorkDay.State.HELD),
        sum(rules.whole_worth(each.quantity, each.rate_fen, _measure(order)) for each in done),
    )


def _measure(order: OrderRow) -> rules.Measure:
    return "kg" if order.measure == "kg" else "day"


def collection_sheet(viewer: Viewer, org_code: str, number: str, *, month: str = "") -> tuple[str, bytes]:
    """The team's sheet of a month as a workbook, its people filled in: (name, content).

    Who has days written down already is left out: a sheet is filled in once, and corrected by the day.
    """
    order = _order(viewer, org_code, number)
    month = _month_within(order, month)
    span = Period.parse(month)
    days = standing_days(org_code).filter(order=order, day__gte=span.first_day, day__lte=span.last_day)
    sent = Dispatch.objects.filter(order=order, start__lte=span.last_day, end__gte=span.first_day)
    people = sorted(
        set(sent.values_list("party", flat=True)) - set(days.values_list("party", flat=True).distinct())
    )
    taken = days.values("sheet").distinct().count()
    sheet = f"KQ-{month}-{number}"[:36] + (f"-{taken + 1}" if taken else "")
    rows = [{"sheet": sheet, "order": number, "party": party, "month": month} for party in people]
    return sheet, write_rows(import_kind("attendance"), rows)
