"""What sales rest on: a weigh slip that is taken out may have been sold already (卖出的货)."""

from datetime import date
from typing import Any

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.rooms.registry.queries.names import masked_names
from liancun.rooms.sales import facts, rules
from liancun.rooms.sales.models import Sale, StockLoss
from liancun.rooms.sales.rules import SalesTerms


def goods_are_still_there(*, org_code: str, product: str, weighed_on: date, before: Watermark) -> None:
    """Refuse a change that leaves the stock short of what was sold or lost since, or shorter than `before`.

    Told are how much is short, and who has it.
    """
    own: dict[str, Any] = {"org_code": org_code, "product": product, "happened_on__gte": weighed_on}
    sales = Sale.objects.filter(**own).order_by("happened_on", "pk")
    out = [
        day for model in (Sale, StockLoss) for day in model.objects.filter(**own).values_list("happened_on")
    ]
    if not out:
        return
    last = max(day for (day,) in out)
    terms = charters.in_force(SalesTerms, on=last, org=org_code)
    was, now = (facts.flows(org_code, last, terms, asof).get(product, ()) for asof in (before, None))
    if short := rules.made_short(was, now):
        month, short_g = short
        until = sales.filter(happened_on__lte=Period.parse(month).last_day, quantity_milli__gt=0)
        numbers = tuple(f"{number}({buyer})" for number, buyer in _sold(until.values_list("number", "buyer")))
        raise Refusal(
            "sales.sold_already", terms.clause, product=terms.name_of(product), month=month, short_g=short_g,
            sales=numbers,
        )  # fmt: skip


def _sold(rows: Any) -> list[tuple[str, str]]:
    """(number, buyer's name) of sales."""
    found = list(rows)
    names = masked_names({buyer for _number, buyer in found})
    return [(number, names.get(buyer, buyer)) for number, buyer in found]


AFTERWARDS = {"less_in_stock": goods_are_still_there}
