"""What must always be true of sales (销售核对)."""

from collections.abc import Iterator
from datetime import date

from liancun.base import charters
from liancun.base.findings import Finding
from liancun.kernel import Period, Refusal
from liancun.rooms.sales import facts, rules
from liancun.rooms.sales.models import Sale, SalePosting
from liancun.rooms.sales.rules import SalesTerms


def amounts_are_what_was_sold() -> Iterator[Finding]:
    """Every amount is its quantity times its price."""
    for row in Sale.objects.order_by("pk").iterator():
        if row.amount_fen != rules.amount_fen(row.quantity_milli, row.price_fen):
            yield Finding.of("tampered", f"sale:{row.pk}", "sales.amount_differs", number=row.number)


def stock_is_never_negative() -> Iterator[Finding]:
    """No product went out that had not come in."""
    for org_code in Sale.objects.order_by("org_code").values_list("org_code", flat=True).distinct():
        last = max(Sale.objects.filter(org_code=org_code).values_list("happened_on", flat=True))
        terms = charters.in_force(SalesTerms, on=last, org=org_code)
        for product, stock_g in facts.stock_now(org_code, terms, on=date(last.year, 12, 31)).items():
            if stock_g < 0:
                yield Finding.of(
                    "broken",
                    f"stock:{org_code}/{product}",
                    "sales.stock_negative",
                    product=terms.name_of(product),
                    stock_g=stock_g,
                )


def posted_months_hold_their_sales() -> Iterator[Finding]:
    """What a month's entry took is what its sales say today."""
    for row in SalePosting.objects.order_by("org_code", "month"):
        period = Period.parse(row.month)
        sold_fen = sum(facts.sold_by_buyer(row.org_code, period.first_day, period.last_day).values())
        ref = f"salesmonth:{row.pk}"
        if sold_fen != row.sold_fen:
            yield Finding.of("tampered", ref, "sales.posted_differs", month=row.month, sold_fen=sold_fen)


def costs_are_of_all_slips() -> Iterator[Finding]:
    """No slip or price came after its month's cost was in the book. The next month's entry makes it good."""
    for org_code in SalePosting.objects.order_by("org_code").values_list("org_code", flat=True).distinct():
        last = SalePosting.objects.filter(org_code=org_code).order_by("-month")[0]
        terms = charters.in_force(SalesTerms, on=Period.parse(last.month).last_day, org=org_code)
        ref = f"salesmonth:{last.pk}"
        posted_fen = facts.cost_posted(org_code)
        try:
            cost_fen = facts.cost_up_to(org_code, last.month, terms)
        except Refusal as no:
            yield Finding.of("late_facts", ref, no.code, **dict(no.reason.params))
            continue
        if cost_fen != posted_fen:
            yield Finding.of(
                "late_facts",
                ref,
                "sales.cost_differs",
                month=last.month,
                posted_fen=posted_fen,
                cost_fen=cost_fen,
                late_fen=cost_fen - posted_fen,
            )


CHECKS = (
    amounts_are_what_was_sold,
    stock_is_never_negative,
    posted_months_hold_their_sales,
    costs_are_of_all_slips,
)
