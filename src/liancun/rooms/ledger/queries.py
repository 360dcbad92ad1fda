"""The books as pages see them (账簿查询)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from liancun.base import charters
from liancun.base.looking import page_of
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.models import Book, Entry, EntryLine
from liancun.rooms.ledger.rules import BY_HAND, CHART_FAMILIES, next_to_close, period_of
from liancun.rooms.ledger.statements import Statement as Statement
from liancun.rooms.ledger.statements import balance_sheet as balance_sheet
from liancun.rooms.ledger.statements import surplus_statement as surplus_statement
from liancun.rooms.registry.queries import names, org_names
from liancun.rooms.registry.queries.names import must_see_member


@dataclass(frozen=True)
class BookRow:
    """A book in reach (账簿)."""

    org_code: str
    name: str
    chart: str
    chart_code: str
    opened_on: date
    closed: tuple[str, ...]
    sealed_years: tuple[int, ...]
    next_month: str
    """The month to close next."""


def books(viewer: Viewer) -> list[BookRow]:
    """The books in reach."""
    rows = list(viewer.limit(Book.objects.order_by("org_code"), village=""))
    known = org_names([row.org_code for row in rows])
    states = facts.period_states([row.org_code for row in rows])
    found = []
    for row in rows:
        state = states[row.org_code]
        found.append(
            BookRow(
                row.org_code,
                known.get(row.org_code, row.org_code),
                row.get_chart_display(),
                row.chart,
                row.opened_on,
                tuple(sorted(state.closed)),
                tuple(sorted(state.sealed_years)),
                str(next_to_close(state)),
            )
        )
    return found


@dataclass(frozen=True)
class AccountChoice:
    """An account of a book's chart (科目), and whether its lines name a party."""

    code: str
    name: str
    party: str


def accounts(viewer: Viewer, org_code: str, *, on: date) -> list[AccountChoice]:
    """The accounts of a book in reach, by code."""
    viewer.must_see(org_code)
    chart, _clause, _name = facts.chart_of(org_code, on)
    return [AccountChoice(code, spec.name, spec.party) for code, spec in sorted(chart.items())]


@dataclass(frozen=True)
class TrialRow:
    """An account in the trial balance (科目余额): debit minus credit, before, moved, after."""

    account: str
    name: str
    side: str
    opening_fen: int
    debit_fen: int
    credit_fen: int
    closing_fen: int


@dataclass(frozen=True)
class TrialBalance:
    """The trial balance (试算平衡表) of a book for a period."""

    org_code: str
    period: str
    rows: tuple[TrialRow, ...]

    @property
    def opening_fen(self) -> int:
        """Nil when the book balanced before."""
        return sum(row.opening_fen for row in self.rows)

    @property
    def debit_fen(self) -> int:
        return sum(row.debit_fen for row in self.rows)

    @property
    def credit_fen(self) -> int:
        return sum(row.credit_fen for row in self.rows)

    @property
    def closing_fen(self) -> int:
        """Nil when the book balances."""
        return sum(row.closing_fen for row in self.rows)


def trial_balance(viewer: Viewer, org_code: str, period: str) -> TrialBalance:
    """Opening, turnover and closing of every account used, for a month or a year."""
    viewer.must_see(org_code)
    span = period_of(period)
    accounts, _clause, _name = facts.chart_of(org_code, span.last_day)
    before = facts.balances(org_code, last=span.first_day - timedelta(days=1))
    moved = facts.turnovers(org_code, first=span.first_day, last=span.last_day)
    rows = []
    for account in sorted(before.keys() | moved.keys()):
        opening_fen = before.get(account, 0)
        debit_fen, credit_fen = moved.get(account, (0, 0))
        spec = accounts.get(account)
        rows.append(
            TrialRow(
                account,
                spec.name if spec else "",
                spec.side if spec else "",
                opening_fen,
                debit_fen,
                credit_fen,
                opening_fen + debit_fen - credit_fen,
            )
        )
    return TrialBalance(org_code, period, tuple(rows))


@dataclass(frozen=True)
class LineRow:
    """A line of an entry (分录)."""

    account: str
    name: str
    party: str
    party_name: str
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True)
class EntryRow:
    """An entry (记账凭证) with its lines, at most a hundred of them."""

    number: int
    ref: str
    month: str
    accounting_on: date
    happened_on: date
    summary: str
    source: str
    total_fen: int
    by: str
    lines: tuple[LineRow, ...]
    line_count: int
    reversed_by: str
    org_code: str
    by_hand: bool
    """Whether the accountant may reverse it alone."""


LINES_SHOWN = 100


def entry_page(
    viewer: Viewer,
    org_code: str,
    *,
    period: str = "",
    account: str = "",
    party: str = "",
    search: str = "",
    limit: int = 20,
    offset: int = 0,
) -> tuple[list[EntryRow], int]:
    """One page of a book's entries, newest last, and how many match."""
    viewer.must_see(org_code)
    rows = Entry.objects.select_related("batch").filter(org_code=org_code)
    if period:
        span = period_of(period)
        rows = rows.filter(accounting_on__range=(span.first_day, span.last_day))
    if account or party:
        lines = EntryLine.objects.filter(org_code=org_code)
        if account:
            lines = lines.filter(account=account)
        if party:
            lines = lines.filter(party=party)
        rows = rows.filter(pk__in=lines.values("entry"))
    if search:
        rows = rows.filter(Q(summary__icontains=search) | Q(source__icontains=search))
    page, total = page_of(rows.order_by("month", "number"), limit, offset)
    return _entries(viewer, page), total


def entry(viewer: Viewer, entry_id: int) -> EntryRow:
    """One entry; refuses, as not found, one out of reach."""
    row = Entry.objects.select_related("batch").filter(pk=entry_id).first()
    if row is None or not viewer.sees(row.org_code):
        raise Refusal("viewer.not_found")
    return _entries(viewer, [row])[0]


def _entries(viewer: Viewer, page: list[Entry]) -> list[EntryRow]:
    ids = [row.pk for row in page]
    lines_of = EntryLine.objects.filter(entry__in=ids)
    counts = dict(lines_of.values_list("entry").annotate(Count("pk")))
    shown: dict[int, list[EntryLine]] = {}
    for line in lines_of.filter(position__lte=LINES_SHOWN).order_by("entry_id", "position"):
        shown.setdefault(line.entry_id, []).append(line)
    known = names(viewer, {line.party for lines in shown.values() for line in lines if line.party})
    backs = {
        old: f"entry:{pk}" for old, pk in Entry.objects.filter(reverses__in=ids).values_list("reverses", "pk")
    }
    charts = _account_names(page)
    return [
        EntryRow(
            row.number,
            f"entry:{row.pk}",
            row.month,
            row.accounting_on,
            row.happened_on,
            row.summary,
            row.source,
            row.total_fen,
            row.recorded_by,
            tuple(
                LineRow(
                    line.account,
                    charts[row.org_code].get(line.account, ""),
                    line.party,
                    known.get(line.party, line.party),
                    line.debit_fen,
                    line.credit_fen,
                )
                for line in shown.get(row.pk, [])
            ),
            counts.get(row.pk, 0),
            backs.get(row.pk, ""),
            row.org_code,
            row.batch.source in BY_HAND,
        )
        for row in page
    ]


def _account_names(page: list[Entry]) -> Mapping[str, Mapping[str, str]]:
    charts = dict(
        Book.objects.filter(org_code__in={r.org_code for r in page}).values_list("org_code", "chart")
    )
    latest = max((row.accounting_on for row in page), default=date.max)
    return {
        org: {
            code: spec.name
            for code, spec in charters.in_force(CHART_FAMILIES[chart], on=latest).accounts.items()
        }
        for org, chart in charts.items()
    }


@dataclass(frozen=True)
class MemberAccount:
    """A member's account (成员账户), art. 43: contribution, reserve share, what is owed, over a year."""

    party: str
    contribution_fen: int
    reserve_fen: int
    patronage_owed_fen: int
    surplus_owed_fen: int
    current_fen: int


def member_account(viewer: Viewer, org_code: str, party: str, *, on: date) -> MemberAccount:
    """What the book holds for a member on a day; to the member and to the organisation's own people.

    Who holds a post there for some villages sees the members of those.
    """
    must_see_member(viewer, org_code, party)
    accounts = ("301", "322", "221", "222", "114")
    held = facts.balances_of(org_code, party, accounts, last=on)
    return MemberAccount(party, *(-held.get(account, 0) for account in accounts))
