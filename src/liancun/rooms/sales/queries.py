"""The readers of sales (销售查询)."""

from dataclasses import dataclass
from datetime import date

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.rooms.registry import queries as registry
from liancun.rooms.sales import facts
from liancun.rooms.sales.models import Sale, SalePosting
from liancun.rooms.sales.rules import SalesTerms


@dataclass(frozen=True)
class SaleRow:
    """One sale as shown (销售单)."""

    pk: int
    ref: str
    number: str
    happened_on: date
    buyer: str
    name: str
    product: str
    quantity_milli: int
    price_fen: int
    amount_fen: int


@dataclass(frozen=True)
class SalePage:
    """A page of sales and the sum of all (销售单列表)."""

    total: int
    amount_fen: int
    rows: tuple[SaleRow, ...]


@dataclass(frozen=True)
class Stock:
    """What is on hand of one product (库存)."""

    product: str
    name: str
    stock_g: int


@dataclass(frozen=True)
class PostedMonth:
    """A month of sales in the book (销售入账)."""

    month: str
    sold_fen: int
    cost_fen: int
    refs: tuple[str, ...]


def sale_page(
    viewer: Viewer, org_code: str, *, period: str = "", limit: int = 50, offset: int = 0
) -> SalePage:
    """Sales, newest first."""
    viewer.must_see(org_code)
    rows = Sale.objects.filter(org_code=org_code)
    if period:
        days = Period.parse(period)
        rows = rows.filter(happened_on__gte=days.first_day, happened_on__lte=days.last_day)
    amount_fen = sum(rows.values_list("amount_fen", flat=True))
    page = list(rows.order_by("-happened_on", "number")[offset : offset + limit])
    return SalePage(rows.count(), amount_fen, _shown(viewer, page))


def sale(viewer: Viewer, sale_id: int) -> SaleRow:
    """One sale."""
    row = Sale.objects.filter(pk=sale_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    viewer.must_see(row.org_code)
    return _shown(viewer, [row])[0]


def _shown(viewer: Viewer, rows: list[Sale]) -> tuple[SaleRow, ...]:
    names = registry.names(viewer, {row.buyer for row in rows})
    return tuple(
        SaleRow(
            row.pk,
            f"sale:{row.pk}",
            row.number,
            row.happened_on,
            row.buyer,
            names.get(row.buyer, row.buyer),
            row.product,
            row.quantity_milli,
            row.price_fen,
            row.amount_fen,
        )
        for row in rows
    )


def stock(viewer: Viewer, org_code: str, *, on: date) -> tuple[Stock, ...]:
    """What is on hand of each stocked product on a day."""
    viewer.must_see(org_code)
    terms = charters.in_force(SalesTerms, on=on, org=org_code)
    found = facts.stock_now(org_code, terms, on=on)
    return tuple(
        Stock(product, terms.goods[product].name if product in terms.goods else product, grams)
        for product, grams in sorted(found.items())
    )


def posted_months(viewer: Viewer, org_code: str) -> tuple[PostedMonth, ...]:
    """The months in the book."""
    viewer.must_see(org_code)
    return tuple(
        PostedMonth(
            row.month,
            row.sold_fen,
            row.cost_fen,
            tuple(ref for ref in (row.sold_ref, row.cost_ref) if ref),
        )
        for row in SalePosting.objects.filter(org_code=org_code).order_by("month")
    )
