"""What a book begins with (账的齐备)."""

from datetime import date

from liancun.base.readiness import Found, Stock, held, records
from liancun.rooms.ledger.facts import OPENING, period_states
from liancun.rooms.ledger.models import Book, Entry

BOOKED = ("head_cooperative", "village_collective")


def _closed(org_code: str, first: date, last: date) -> Found:
    """The months of a span that are closed."""
    state = period_states([org_code]).get(org_code)
    months = (str(month) for month in state.closed) if state else ()
    closed = [month for month in months if f"{first:%Y-%m}" <= month <= f"{last:%Y-%m}"]
    return Found(len(closed), date.fromisoformat(f"{max(closed)}-01") if closed else None)


STOCKS = (
    Stock("ledger.book", BOOKED, held(Book, "opened_on"), offer="ledger.open_book"),
    Stock(
        "ledger.opening",
        BOOKED,
        records(Entry, "accounting_on", source__startswith=OPENING),
        "opening_balances",
    ),
    Stock("ledger.closed_months", BOOKED, _closed, offer="ledger.close_period"),
)
