"""The head's trade as workbooks (交易): shares, weigh slips, sales, losses, receipts, a file a month."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from liancun.kernel import Period
from liancun.scenario import constants as c
from liancun.scenario.books import Sale
from liancun.scenario.crops import Slip, as_typed, mistyped
from liancun.scenario.registry_books import Book
from liancun.scenario.world import World

FOUNDED: Final = date(2018, 7, 1)
G_PER_HG: Final = 100
MILLI: Final = 1000
YUAN_A_SHARE_FEN: Final = 1_00
PRICES_FEN: Final = {"cili": c.CILI_BUY_FEN, "houttuynia": c.HOUTTUYNIA_BUY_FEN}


def share_book(world: World) -> Book:
    """What every member paid in, one lot each at one yuan a share."""
    rows = [
        {
            "number": f"GJ-{member.number.removeprefix('TF-')}", "party": member.party, "form": "money",
            "shares": member.contribution_fen // YUAN_A_SHARE_FEN, "price_fen": YUAN_A_SHARE_FEN,
            "happened_on": FOUNDED,
        }
        for member in world.members
    ]  # fmt: skip
    return Book("shares", c.HEAD, c.FIRST_DAY, rows)


def slip_books(world: World) -> dict[Period, Book]:
    """The weigh slips of each month."""
    by_month: dict[Period, list[Slip]] = {}
    wrong = {slip.number for slip in mistyped(world.slips)}
    for slip in (*world.slips, *world.slips_2026):
        if slip.happened_on <= c.DEMO_DAY:
            written = as_typed(slip) if slip.number in wrong else slip
            by_month.setdefault(Period.month_of(slip.happened_on), []).append(written)
    return {
        month: Book("weigh_slips", c.HEAD, entered(month), [_slip_row(slip) for slip in found], str(month))
        for month, found in by_month.items()
    }


def _slip_row(slip: Slip) -> dict[str, Any]:
    return {
        "site": slip.household.village.slug, "weighed_on": slip.happened_on, "number": slip.number,
        "account_of": slip.household.head.code, "product": slip.product,
        "gross_g": slip.gross_hg * G_PER_HG, "tare_g": slip.tare_hg * G_PER_HG,
        "price_fen": PRICES_FEN[slip.product],
    }  # fmt: skip


def entered(month: Period) -> date:
    """When a month's papers come in: its last day, or the demo day before it."""
    return min(month.last_day, c.DEMO_DAY)


def trade_books(world: World, month: Period) -> Iterator[Book]:
    """Sales and losses of a month, and what buyers paid in it."""
    sold = [sale for sale in world.sales if month.holds(sale.sold_on)]
    paid = [sale for sale in world.sales if month.holds(sale.paid_on) and sale.paid_on <= c.DEMO_DAY]
    for kind, rows in (
        ("sales", list(_sale_rows(sold))),
        ("stock_losses", list(_loss_rows(sold))),
        ("receipts", list(_receipt_rows(paid))),
    ):
        if rows:
            yield Book(kind, c.HEAD, entered(month), rows, str(month))


def _sale_rows(sales: Iterable[Sale]) -> Iterator[dict[str, Any]]:
    for sale in sales:
        yield {
            "number": sale.number, "happened_on": sale.sold_on, "buyer": sale.buyer, "product": sale.product,
            "quantity_milli": sale.quantity * (G_PER_HG if sale.weighed else MILLI),
            "price_fen": sale.price_fen,
        }  # fmt: skip


def _loss_rows(sales: Iterable[Sale]) -> Iterator[dict[str, Any]]:
    for sale in sales:
        lost_hg = sale.cost_hg - sale.quantity if sale.cost_hg else 0
        if lost_hg:
            yield {
                "number": sale.number.replace("XS", "SH"), "happened_on": sale.sold_on,
                "product": sale.product, "lost_g": lost_hg * G_PER_HG, "document": f"过磅差异表{sale.number}",
            }  # fmt: skip


def _receipt_rows(sales: Iterable[Sale]) -> Iterator[dict[str, Any]]:
    for sale in sales:
        yield {
            "number": sale.number.replace("XS", "SK"), "happened_on": sale.paid_on, "buyer": sale.buyer,
            "amount_fen": sale.amount_fen, "money_account": "102",
        }  # fmt: skip
