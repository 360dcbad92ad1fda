"""What rules and checks see of the books (账簿事实): balances up to a day and a watermark."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, Sum

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.rooms.ledger.models import Book, EntryLine, PeriodEvent
from liancun.rooms.ledger.rules import CHART_FAMILIES, AccountSpec, PeriodState, profit_and_loss


def chart_of(org_code: str, on: date) -> tuple[dict[str, AccountSpec], str, str]:
    """(accounts, clause, chart name) of an organisation's book. Refuses where it has none."""
    name = Book.objects.filter(org_code=org_code).values_list("chart", flat=True).first()
    if name is None:
        raise Refusal("ledger.no_book", org=org_code)
    chart = charters.in_force(CHART_FAMILIES[name], on=on)
    return dict(chart.accounts), chart.clause, name


def period_state(org_code: str) -> PeriodState:
    """Which months are closed and which years sealed."""
    periods = set(PeriodEvent.objects.filter(org_code=org_code).values_list("period", flat=True))
    return PeriodState(
        frozenset(period for period in periods if "-" in period),
        frozenset(int(period) for period in periods if "-" not in period),
    )


def _lines(org_code: str, asof: Watermark | None, first: date | None, last: date | None) -> "Q":
    seen = Q(org_code=org_code)
    if asof is not None:
        seen &= Q(mark__lte=dict(asof.marks).get(org_code, 0))
    if first is not None:
        seen &= Q(accounting_on__gte=first)
    if last is not None:
        seen &= Q(accounting_on__lte=last)
    return seen


def balances(
    org_code: str,
    *,
    asof: Watermark | None = None,
    first: date | None = None,
    last: date | None = None,
    accounts: Iterable[str] = (),
    source_not: str = "",
) -> dict[str, int]:
    """Account -> debit minus credit of the lines in a span of accounting days."""
    rows = EntryLine.objects.filter(_lines(org_code, asof, first, last))
    if accounts:
        rows = rows.filter(account__in=list(accounts))
    if source_not:
        rows = rows.exclude(entry__source__startswith=source_not)
    sums = rows.values("account").annotate(d=Sum("debit_fen"), c=Sum("credit_fen"))
    return {row["account"]: int(row["d"]) - int(row["c"]) for row in sums.order_by("account")}


def party_balances(
    org_code: str,
    account: str,
    *,
    asof: Watermark | None = None,
    last: date | None = None,
    source_not: str = "",
) -> dict[str, int]:
    """Party -> debit minus credit on one account."""
    rows = EntryLine.objects.filter(_lines(org_code, asof, None, last), account=account)
    if source_not:
        rows = rows.exclude(entry__source__startswith=source_not)
    sums = rows.values("party").annotate(d=Sum("debit_fen"), c=Sum("credit_fen"))
    return {row["party"]: int(row["d"]) - int(row["c"]) for row in sums.order_by("party")}


CARRY = "carry:"
"""The source of year-end carrying entries, left out where a year's result is asked for."""


def surplus_of_year(org_code: str, year: int, asof: Watermark | None = None) -> int:
    """The year's surplus (本年盈余), a loss negative: profit and loss accounts without the carrying entry."""
    found = balances(org_code, asof=asof, first=date(year, 1, 1), last=date(year, 12, 31), source_not=CARRY)
    return -sum(amount for account, amount in found.items() if profit_and_loss(account))


def undistributed_before(org_code: str, year: int, asof: Watermark | None = None) -> int:
    """Undistributed surplus at the start of a year (年初未分配盈余), a loss negative."""
    found = balances(org_code, asof=asof, last=date(year - 1, 12, 31), accounts=("33201", "33202", "331"))
    return -sum(found.values())


OPENING = "opening:"
"""The source of opening balances, which stand on the last day before the book begins."""
