"""What `why` finds here (为什么): "sale:12"."""

from liancun.base.references import Trace, number
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason
from liancun.rooms.sales import queries
from liancun.rooms.sales.models import Sale, SalePosting


def sale(viewer: Viewer, key: str) -> Trace:
    """A sale: to whom, how much, at which price; its month's entries hold it."""
    found = queries.sale(viewer, number(key))
    title = Reason.of(
        "sales.sale",
        number=found.number,
        happened_on=str(found.happened_on),
        buyer=found.buyer,
        product=found.product,
        quantity_milli=found.quantity_milli,
        price_fen=found.price_fen,
        amount_fen=found.amount_fen,
    )
    row = Sale.objects.get(pk=found.pk)
    posted = SalePosting.objects.filter(org_code=row.org_code, month=str(Period.month_of(row.happened_on)))
    refs = [ref for pair in posted.values_list("sold_ref", "cost_ref") for ref in pair if ref]
    above = [f"sale:{row.corrects_id}"] if row.corrects_id else []
    return Trace(found.ref, title, parents=(*above, *refs))


RESOLVERS = {"sale": sale}
