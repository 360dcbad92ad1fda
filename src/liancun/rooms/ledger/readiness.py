"""What a book begins with (账的齐备)."""

from collections.abc import Collection, Mapping
from datetime import date

from liancun.base.readiness import Found, Stock, held, records
from liancun.rooms.ledger.facts import OPENING, period_states
from liancun.rooms.ledger.models import Book, Entry

BOOKED = ("head_cooperative", "village_collective")


def _closed(orgs: Collection[str], first: date, last: date) -> Mapping[str, Found]:
    """The months of a span that are closed."""
    found = {}
    for org_code, state in period_states(list(orgs)).items():
        months = (str(month) for month in state.closed)
        closed = [month for month in months if f"{first:%Y-%m}" <= month <= f"{last:%Y-%m}"]
        found[org_code] = Found(len(closed), date.fromisoformat(f"{max(closed)}-01") if closed else None)
    return found


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
