"""What `why` finds here (为什么): "sale:12", "salesmonth:3"."""

from typing import Any

from liancun.base.references import Trace, explained, number
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason, Refusal
from liancun.rooms.sales import queries
from liancun.rooms.sales.models import Sale, SalePosting


def sale(viewer: Viewer, key: str) -> Trace:
    """A sale: to whom, how much, at which price; its month's entries hold it."""
    found = queries.sale(viewer, number(key))
    pieces = found.unit == "piece"
    sold: dict[str, Any] = (
        {"pieces": found.quantity_milli // 1000} if pieces else {"sold_g": found.quantity_milli}
    )
    title = Reason.of(
        "sales.sale_pieces" if pieces else "sales.sale",
        number=found.number,
        happened_on=str(found.happened_on),
        buyer=found.name,
        product=found.product_name,
        price_fen=found.price_fen,
        amount_fen=found.amount_fen,
        **sold,
    )
    row = Sale.objects.get(pk=found.pk)
    posted = SalePosting.objects.filter(org_code=row.org_code, month=str(Period.month_of(row.happened_on)))
    refs = [ref for pair in posted.values_list("sold_ref", "cost_ref") for ref in pair if ref]
    above = [f"sale:{row.corrects_id}"] if row.corrects_id else []
    return Trace(found.ref, title, parents=(*above, *refs), kept=explained(found))


def month(viewer: Viewer, key: str) -> Trace:
    """A month's sales in the book, and its entries."""
    row = SalePosting.objects.filter(pk=number(key)).first()
    if row is None:
        raise Refusal("viewer.not_found")
    viewer.must_see(row.org_code)
    title = Reason.of("sales.month", month=row.month, sold_fen=row.sold_fen, cost_fen=row.cost_fen)
    return Trace(f"salesmonth:{row.pk}", title, parents=tuple(filter(None, (row.sold_ref, row.cost_ref))))


RESOLVERS = {"sale": sale, "salesmonth": month}
