"""The readers of sales (销售查询)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from liancun.base import charters, clock
from liancun.base.lists import listed
from liancun.base.page_cache import kept
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import (
    A,
    Choice,
    Code,
    Day,
    Flag,
    Kilos,
    Month,
    Quantity,
    Span,
    Text,
    Thousandths,
    Word,
    Yuan,
    _,
)
from liancun.rooms.registry import queries as registry
from liancun.rooms.sales import facts
from liancun.rooms.sales.models import Sale, SalePosting
from liancun.rooms.sales.rules import SalesTerms

BY_UNIT = (("kg", Kilos(_("数量"))), ("piece", Thousandths(_("数量"), of=_("株"))))


@dataclass(frozen=True)
class SaleRow:
    """One sale as shown (销售单)."""

    pk: int
    ref: str
    happened_on: A[date, Day(_("日期"))]
    number: A[str, Code(_("销售单号"), link="ref")]
    buyer: str
    name: A[str, Text(_("买方"))]
    product: str
    product_name: A[str, Word(_("产品"))]
    unit: str
    quantity_milli: A[int, Quantity(_("数量"), by="unit", kinds=BY_UNIT)]
    price_fen: A[int, Yuan(_("单价"))]
    amount_fen: A[int, Yuan(_("金额"))]
    posted: A[bool, Flag(_("账簿"), yes=_("已入账"), no=_("待入账"))]
    taken_back: A[bool, Flag(_("冲销"), yes=_("已冲销"), no="")]
    corrects: A[str, Code(_("冲销的单"))]
    document: A[str, Text(_("合同或发票"))]
    org_code: str


@dataclass(frozen=True)
class SalePage:
    """A page of sales and the sum of all (销售单列表).

    A row's `unit` is kg or piece and its quantity in thousandths of it; `corrects` the sale it takes back;
    `posted` whether its month is in the book.
    """

    total: int
    amount_fen: A[int, Yuan(_("金额"))]
    rows: tuple[SaleRow, ...]


@dataclass(frozen=True)
class Stock:
    """What is on hand of one product (库存)."""

    product: str
    name: A[str, Word(_("产品"))]
    stock_g: A[int, Kilos(_("库存"))]


@dataclass(frozen=True)
class PostedMonth:
    """A month of sales in the book (销售入账)."""

    month: A[str, Month(_("月份"), link="ref")]
    sold_fen: A[int, Yuan(_("销售额"))]
    cost_fen: A[int, Yuan(_("成本"))]
    refs: tuple[str, ...]
    ref: str


@dataclass(frozen=True)
class OpenMonth:
    """A month with sales that are not in the book (待入账月份); `next`: over, and the one to enter first."""

    month: str
    sold_fen: int
    next: bool


@dataclass(frozen=True)
class BuyerRow:
    """What a buyer took, paid, and still owes by sales and receipts (买方往来)."""

    buyer: str
    name: A[str, Text(_("买方"))]
    sold_fen: A[int, Yuan(_("已购"))]
    received_fen: A[int, Yuan(_("已付"))]
    open_fen: A[int, Yuan(_("未付"))]


@listed(
    "sales.sales",
    title=_("销售单"),
    sorts=("happened_on", "amount_fen"),
    path="sales",
    command="list",
    empty=_("没有销售单"),
)
def sale_page(
    viewer: Viewer,
    org_code: str,
    *,
    period: A[str, Span(_("月份或年"), example="2025-09")] = "",
    buyer: A[str, Choice(_("买方"), "sales.buyers")] = "",
    product: A[str, Choice(_("产品"), "sales.goods")] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> SalePage:
    """Sales, newest first."""
    viewer.must_see(org_code)
    wanted = {"buyer": buyer, "product": product}
    rows = Sale.objects.filter(org_code=org_code, **{k: value for k, value in wanted.items() if value})
    if period:
        days = Period.parse(period)
        rows = rows.filter(happened_on__gte=days.first_day, happened_on__lte=days.last_day)
    ordered = rows.order_by(*filter(None, [sort]), "-happened_on", "number")
    page = list(ordered[offset : offset + limit])
    sums = rows.aggregate(n=Count("pk"), fen=Sum("amount_fen"))
    return SalePage(sums["n"], sums["fen"] or 0, _shown(viewer, page))


def sale(viewer: Viewer, sale_id: int) -> SaleRow:
    """One sale."""
    row = Sale.objects.filter(pk=sale_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    viewer.must_see(row.org_code)
    return _shown(viewer, [row])[0]


def _shown(viewer: Viewer, rows: list[Sale]) -> tuple[SaleRow, ...]:
    if not rows:
        return ()
    org_code = rows[0].org_code
    names = registry.names(viewer, {row.buyer for row in rows})
    terms = charters.in_force(SalesTerms, on=clock.today(), org=org_code)
    posted = facts.posted_months(org_code)
    corrected = [row.pk for row in rows] + [row.corrects_id for row in rows if row.corrects_id]
    rows_of = Sale.objects.filter(Q(corrects__in=corrected) | Q(pk__in=corrected))
    seen = list(rows_of.values_list("pk", "number", "corrects"))
    numbers = {pk: number for pk, number, _back in seen}
    found = {back for _pk, _number, back in seen if back}
    return tuple(
        SaleRow(
            pk=row.pk,
            ref=f"sale:{row.pk}",
            happened_on=row.happened_on,
            number=row.number,
            buyer=row.buyer,
            name=names.get(row.buyer, row.buyer),
            product=row.product,
            product_name=terms.name_of(row.product),
            unit=terms.goods[row.product].unit if row.product in terms.goods else "kg",
            quantity_milli=row.quantity_milli,
            price_fen=row.price_fen,
            amount_fen=row.amount_fen,
            posted=str(Period.month_of(row.happened_on)) in posted,
            taken_back=row.pk in found,
            corrects=numbers.get(row.corrects_id, "") if row.corrects_id else "",
            document=row.document,
            org_code=row.org_code,
        )
        for row in rows
    )


@listed(
    "sales.buyers",
    title=_("买方往来"),
    sorts=("sold_fen", "received_fen", "open_fen"),
    path="buyers",
    empty=_("还没有买方"),
)
def buyers(viewer: Viewer, org_code: str) -> tuple[BuyerRow, ...]:
    """What every buyer took and paid since the records began, largest debt first."""
    viewer.must_see(org_code)
    sold = facts.sold_by_buyer(org_code, date(1900, 1, 1), date(9999, 12, 31))
    received = facts.received_by_buyer(org_code)
    names = registry.names(viewer, sold.keys() | received.keys())
    sums = [
        (buyer, sold.get(buyer, 0), received.get(buyer, 0)) for buyer in sorted(sold.keys() | received.keys())
    ]
    rows = [BuyerRow(buyer, names.get(buyer, buyer), took, paid, took - paid) for buyer, took, paid in sums]
    return tuple(sorted(rows, key=lambda row: -row.open_fen))


def open_months(viewer: Viewer, org_code: str, year: int) -> tuple[OpenMonth, ...]:
    """The months of a year that wait to be entered, in the order they must go in."""
    viewer.must_see(org_code)
    found: list[OpenMonth] = []
    for month in facts.unposted_months(org_code, year):
        days = Period.parse(month)
        sold_fen = sum(facts.sold_by_buyer(org_code, days.first_day, days.last_day).values())
        found.append(OpenMonth(month, sold_fen, not found and days.last_day <= clock.today()))
    return tuple(found)


@listed("sales.stock", title=_("库存"), sorts=("stock_g",), path="stock", empty=_("还没有入库"))
def stock(viewer: Viewer, org_code: str, *, on: date) -> tuple[Stock, ...]:
    """What is on hand of each stocked product on a day."""
    viewer.must_see(org_code)
    return _on_hand(org_code, on)


@kept
def _on_hand(org_code: str, on: date) -> tuple[Stock, ...]:
    terms = charters.in_force(SalesTerms, on=on, org=org_code)
    found = facts.stock_now(org_code, terms, on=on)
    return tuple(Stock(product, terms.name_of(product), grams) for product, grams in sorted(found.items()))


def posted_months(viewer: Viewer, org_code: str) -> tuple[PostedMonth, ...]:
    """The months in the book."""
    viewer.must_see(org_code)
    return tuple(
        PostedMonth(
            row.month,
            row.sold_fen,
            row.cost_fen,
            tuple(ref for ref in (row.sold_ref, row.cost_ref) if ref),
            f"salesmonth:{row.pk}",
        )
        for row in SalePosting.objects.filter(org_code=org_code).order_by("month")
    )
