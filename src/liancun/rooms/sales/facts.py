"""What rules and checks see of sales (销售事实)."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import DateField, Sum, Value

from liancun.base.request_cache import once
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.rooms.deliveries import facts as deliveries
from liancun.rooms.registry import facts as registry
from liancun.rooms.sales.models import Receipt, Sale, SalePosting, StockLoss
from liancun.rooms.sales.rules import Flow, SalesTerms, costs


def flows(
    org_code: str, upto: date, terms: SalesTerms, slips_asof: Watermark | None = None
) -> Mapping[str, tuple[Flow, ...]]:
    """Stocked product -> its months up to a day: in by slips (at a watermark), out by sales and losses."""
    asof = slips_asof or Watermark.now([org_code, *registry.owners()])
    sums: dict[tuple[str, str], list[int]] = {}
    for (product, month), trade in deliveries.stock_by_month(org_code, upto, asof=asof).items():
        sums.setdefault((product, month), [0, 0, 0])[0] += trade.weight_g
        sums[product, month][1] += trade.value_fen
    for product, day, out_g in _stocked_out(org_code, upto, terms):
        month = str(Period.month_of(day))
        sums.setdefault((product, month), [0, 0, 0])[2] += out_g
    found: dict[str, list[Flow]] = {}
    for (product, month), each in sorted(sums.items()):
        found.setdefault(product, []).append(Flow(month, *each))
    return {product: tuple(each) for product, each in found.items()}


def _stocked_out(org_code: str, upto: date, terms: SalesTerms) -> Iterator[tuple[str, date, int]]:
    """(product, day, quantity) of what left the stock up to a day, by sale or loss."""
    for product, day, out_g in _every_out(org_code):
        if day <= upto and product in terms.goods and terms.goods[product].stocked:
            yield product, day, out_g


@once
def _every_out(org_code: str) -> tuple[tuple[str, date, int], ...]:
    """(product, day, quantity) of all sales and losses."""
    sold = Sale.objects.filter(org_code=org_code).values_list("product", "happened_on", "quantity_milli")
    lost = StockLoss.objects.filter(org_code=org_code).values_list("product", "happened_on", "lost_g")
    return tuple(sold.union(lost, all=True))


def stock_now(org_code: str, terms: SalesTerms, *, on: date) -> dict[str, int]:
    """Stocked product -> grams on hand on a day."""
    asof = Watermark.now([org_code, *registry.owners()])
    found = deliveries.taken_in(org_code, on, asof=asof)
    for product, _day, out_g in _stocked_out(org_code, on, terms):
        found[product] = found.get(product, 0) - out_g
    return found


def cost_up_to(org_code: str, month: str, terms: SalesTerms) -> int:
    """What left the stock from the beginning to the end of a month cost, all products, as it stands today."""
    return sum(
        cost_fen
        for product, found in flows(org_code, Period.parse(month).last_day, terms).items()
        for cost_fen in costs(terms.name_of(product), found, terms.clause).values()
    )


def cost_posted(org_code: str) -> int:
    """What the book has taken as cost so far."""
    sums = SalePosting.objects.filter(org_code=org_code).aggregate(total=Sum("cost_fen"))
    return int(sums["total"] or 0)


def sold_by_buyer(org_code: str, first: date, last: date) -> dict[str, int]:
    """Buyer -> sold in a span of days, in fen."""
    rows = Sale.objects.filter(org_code=org_code, happened_on__gte=first, happened_on__lte=last)
    sums = rows.order_by("buyer").values_list("buyer").annotate(Sum("amount_fen"))
    return {buyer: int(fen) for buyer, fen in sums}


@once
def posted_months(org_code: str) -> frozenset[str]:
    """The months whose sales stand in the book."""
    return frozenset(SalePosting.objects.filter(org_code=org_code).values_list("month", flat=True))


@once
def unposted_months(org_code: str, year: int) -> tuple[str, ...]:
    """Months of a year with sales or losses that are not in the book yet."""
    out = {"org_code": org_code, "happened_on__year": year}
    sold = Sale.objects.filter(**out).values_list("happened_on", Value(""))
    lost = StockLoss.objects.filter(**out).values_list("happened_on", Value(""))
    booked = SalePosting.objects.filter(org_code=org_code)
    never = Value(None, output_field=DateField())
    posted: set[str] = set()
    months: set[str] = set()
    for day, month in sold.union(lost, booked.values_list(never, "month")):
        if day is None:
            posted.add(month)
        else:
            months.add(str(Period.month_of(day)))
    return tuple(sorted(months - posted))


def received_by_buyer(org_code: str) -> dict[str, int]:
    """Buyer -> received, in fen."""
    sums = (
        Receipt.objects.filter(org_code=org_code)
        .order_by("buyer")
        .values_list("buyer")
        .annotate(Sum("amount_fen"))
    )
    return {buyer: int(fen) for buyer, fen in sums}
