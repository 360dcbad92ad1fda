"""The books as pages see them (账簿查询)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from liancun.base import charters, clock
from liancun.base.lists import WHOLE, listed
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Choice, Day, Flag, Many, Month, Span, Text, Whole, Word, Yuan, _
from liancun.rooms.ledger import accounts as ledgers
from liancun.rooms.ledger import cash_counts as counts
from liancun.rooms.ledger import closings as months
from liancun.rooms.ledger import columnar as columnars
from liancun.rooms.ledger import daybooks, facts, summaries
from liancun.rooms.ledger.account_books import AccountBook as AccountBook
from liancun.rooms.ledger.account_books import BoundRow as BoundRow
from liancun.rooms.ledger.account_books import account_books as account_books
from liancun.rooms.ledger.accounts import has_book
from liancun.rooms.ledger.entering import Start as Start
from liancun.rooms.ledger.entering import StartingLine as StartingLine
from liancun.rooms.ledger.entering import copied as copied
from liancun.rooms.ledger.entering import last_month as last_month
from liancun.rooms.ledger.entering import meant as meant
from liancun.rooms.ledger.entering import said_before as said_before
from liancun.rooms.ledger.entering import standing as standing
from liancun.rooms.ledger.entering import template as template
from liancun.rooms.ledger.entering import templates as templates
from liancun.rooms.ledger.member_accounts import MemberAccount as MemberAccount
from liancun.rooms.ledger.member_accounts import member_account as member_account
from liancun.rooms.ledger.models import Book, Entry, EntryLine, Papers
from liancun.rooms.ledger.rules import BY_HAND, BY_PARTY, CHART_FAMILIES, next_to_close, period_of
from liancun.rooms.ledger.statements import ASSET_LINES as ASSET_LINES
from liancun.rooms.ledger.statements import Statement as Statement
from liancun.rooms.ledger.statements import balance_sheet as balance_sheet
from liancun.rooms.ledger.statements import surplus_statement as surplus_statement
from liancun.rooms.ledger.vouchers import Voucher as Voucher
from liancun.rooms.ledger.vouchers import voucher as voucher
from liancun.rooms.ledger.vouchers import vouchers as vouchers
from liancun.rooms.registry.queries import names, org_names, staff_names


@dataclass(frozen=True)
class BookRow:
    """A book in reach (账簿): `last` month closed, `next_month` to close next."""

    ref: str
    org_code: str
    name: A[str, Text(_("单位"), link="ref")]
    chart: A[str, Word(_("科目表"))]
    chart_code: str
    opened_on: A[date, Day(_("启用日"))]
    closed: tuple[str, ...]
    last: A[str, Text(_("最近结账"))]
    sealed_years: tuple[int, ...]
    sealed: A[str, Text(_("最近封账"))]
    next_month: A[str, Text(_("下一个结账的月份"))]


@listed(
    "ledger.books",
    title=_("账簿"),
    path="books",
    sorts=("opened_on",),
    reach=True,
    empty=_("没有您能看的账簿"),
)
def books(viewer: Viewer, org_code: str = "") -> tuple[BookRow, ...]:
    """The books in reach."""
    rows = list(viewer.limit(Book.objects.order_by("org_code"), village=""))
    rows = [row for row in rows if org_code in ("", row.org_code)]
    known = org_names([row.org_code for row in rows])
    states = facts.period_states([row.org_code for row in rows])
    found = []
    for row in rows:
        state = states[row.org_code]
        found.append(
            BookRow(
                ref=f"book:{row.org_code}",
                org_code=row.org_code,
                name=known.get(row.org_code, row.org_code),
                chart=row.get_chart_display(),
                chart_code=row.chart,
                opened_on=row.opened_on,
                closed=tuple(sorted(state.closed)),
                last=max(state.closed, default=""),
                sealed_years=tuple(sorted(state.sealed_years)),
                sealed=str(max(state.sealed_years, default="")),
                next_month=str(next_to_close(state)),
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class AccountChoice:
    """An account of a book's chart (科目), and whether its lines name a party."""

    code: A[str, Text(_("科目"))]
    name: A[str, Word(_("名称"))]
    party: A[str, Choice(_("按人核算"), BY_PARTY)]


@listed("ledger.accounts", title=_("科目"), sorts=("code",), serves=has_book)
def accounts(viewer: Viewer, org_code: str, *, on: date) -> tuple[AccountChoice, ...]:
    """The accounts of a book in reach, by code."""
    viewer.must_see(org_code)
    chart, _clause, _name = facts.chart_of(org_code, on)
    return tuple(AccountChoice(code, spec.name, spec.party) for code, spec in sorted(chart.items()))


@dataclass(frozen=True)
class TrialRow:
    """An account in the trial balance (科目余额): debit minus credit, before, moved, after.

    `entries` is where its entries are listed, `detail` where its lines are.
    """

    entries: str
    detail: str
    account: A[str, Text(_("科目"), link="detail")]
    name: A[str, Word(_("名称"), link="detail")]
    side: str
    opening_fen: A[int, Yuan(_("期初"), None)]
    debit_fen: A[int, Yuan(_("借方"), None, link="entries")]
    credit_fen: A[int, Yuan(_("贷方"), None, link="entries")]
    closing_fen: A[int, Yuan(_("期末"), None)]


SUMS = ("opening_fen", "debit_fen", "credit_fen", "closing_fen")


@dataclass(frozen=True)
class TrialBalance:
    """The trial balance (试算平衡表) of a book for a period."""

    org_code: str
    period: str
    rows: tuple[TrialRow, ...]
    total: int
    opening_fen: A[int, Yuan(_("期初"), None)]
    debit_fen: A[int, Yuan(_("借方"), None)]
    credit_fen: A[int, Yuan(_("贷方"), None)]
    closing_fen: A[int, Yuan(_("期末"), None)]


@listed(
    "ledger.balances",
    title=_("试算平衡表"),
    path="/books/{org_code}/balance",
    command="trial-balance",
    serves=has_book,
    empty=_("这个期间没有发生额"),
)
def trial_balance(
    viewer: Viewer,
    org_code: str,
    period: A[str, Span(_("期间"), example="2025-03")] = "",
    *,
    limit: int = WHOLE,
    offset: int = 0,
) -> TrialBalance:
    """Opening, turnover and closing of every account used, for a month or a year, the last one unasked.

    Debit balances are above nil, credit balances below; nil in all where the book balances.
    """
    viewer.must_see(org_code)
    period = period or str(clock.today().year - 1)
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
                f"entries:{org_code}/{period}/{account}",
                f"detail:{org_code}/{period}/{account}",
                account,
                spec.name if spec else "",
                spec.side if spec else "",
                opening_fen,
                debit_fen,
                credit_fen,
                opening_fen + debit_fen - credit_fen,
            )
        )
    return TrialBalance(
        org_code,
        period,
        tuple(rows[offset : offset + limit]),
        len(rows),
        *(sum(getattr(row, name) for row in rows) for name in SUMS),
    )


general_ledger, detail_ledger = ledgers.general_ledger, ledgers.detail_ledger
daybook, summary, columnar = daybooks.daybook, summaries.summary, columnars.columnar
unentered, closings, cash_counts = months.unentered, months.closings, counts.cash_counts
"""Beside the trial balance, in the order in which they are looked up."""


@dataclass(frozen=True)
class EntryLineRow:
    """A line of an entry (分录)."""

    account: str
    name: str
    party: str
    party_name: str
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True)
class EntryRow:
    """An entry (记账凭证) with its lines, at most a hundred of them.

    `accounts` names the first of its accounts; `by_hand`: whether the accountant may reverse it alone;
    `papers`: how many sheets it rests on, where that was said.
    """

    ref: str
    summary: A[str, Text(_("摘要"), link="ref")]
    month: A[str, Month(_("月份"))]
    number: A[int, Whole(_("记字号"))]
    accounting_on: A[date, Day(_("记账日"))]
    happened_on: date
    accounts: A[tuple[str, ...], Many(_("科目"), Word(""))]
    source: str
    by: str
    by_name: A[str, Text(_("登记人"))]
    reversed: A[bool, Flag(_("冲销"), yes=_("已冲销"), no="")]
    total_fen: A[int, Yuan(_("金额"), None, link="ref")]
    lines: tuple[EntryLineRow, ...]
    line_count: int
    reversed_by: str
    org_code: str
    by_hand: bool
    papers: int | None


@dataclass(frozen=True)
class EntryPage:
    """A page of a book's entries."""

    rows: tuple[EntryRow, ...]
    total: int


LINES_SHOWN = 100


@listed(
    "ledger.entries",
    title=_("记账凭证"),
    sorts=("accounting_on", "total_fen"),
    path="/books/{org_code}/entries",
    command="entries",
    empty=_("没有这样的凭证"),
)
def entry_page(
    viewer: Viewer,
    org_code: str,
    *,
    period: A[str, Span(_("期间"), example="2025-03")] = "",
    account: A[str, Choice(_("科目"), "ledger.accounts", open=True, most=8)] = "",
    party: A[str, Choice(_("往来对象"), "registry.parties", open=True, most=20)] = "",
    search: A[str, Text(_("摘要"), most=40)] = "",
    sort: str = "",
    limit: int = 20,
    offset: int = 0,
) -> EntryPage:
    """One page of a book's entries, those of a period in their order, of all the newest first."""
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
    order = ("month", "number") if period else ("-month", "-number")
    page, total = page_of(rows.order_by(*filter(None, [sort]), *order), limit, offset)
    return EntryPage(_entries(viewer, page), total)


def entry(viewer: Viewer, entry_id: int) -> EntryRow:
    """One entry; refuses, as not found, one out of reach."""
    row = Entry.objects.select_related("batch").filter(pk=entry_id).first()
    if row is None or not viewer.sees(row.org_code):
        raise Refusal("viewer.not_found")
    return _entries(viewer, [row])[0]


def entry_names(viewer: Viewer, keys: list[str]) -> dict[str, Reason]:
    """What entries in reach are called: month, number and amount."""
    found = {}
    for row in Entry.objects.filter(pk__in=[key for key in keys if key.isascii() and key.isdecimal()]):
        if viewer.sees(row.org_code):
            found[str(row.pk)] = named(row.month, row.number, row.total_fen)
    return found


def named(month: str, number: int, total_fen: int) -> Reason:
    """What an entry is called."""
    return Reason.of("ledger.entry", month=month, number=number, total_fen=total_fen)


def _entries(viewer: Viewer, page: list[Entry]) -> tuple[EntryRow, ...]:
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
    papers = dict(Papers.objects.filter(entry__in=ids).values_list("entry", "count"))
    staff = staff_names(viewer, (row.recorded_by for row in page))
    lines = {
        row.pk: tuple(
            EntryLineRow(
                line.account,
                charts[row.org_code].get(line.account, ""),
                line.party,
                known.get(line.party, line.party),
                line.debit_fen,
                line.credit_fen,
            )
            for line in shown.get(row.pk, [])
        )
        for row in page
    }
    return tuple(
        EntryRow(
            ref=f"entry:{row.pk}",
            summary=row.summary,
            month=row.month,
            number=row.number,
            accounting_on=row.accounting_on,
            happened_on=row.happened_on,
            accounts=_named(lines[row.pk]),
            source=row.source,
            by=row.recorded_by,
            by_name=staff[row.recorded_by],
            reversed=row.pk in backs,
            total_fen=row.total_fen,
            lines=lines[row.pk],
            line_count=counts.get(row.pk, 0),
            reversed_by=backs.get(row.pk, ""),
            org_code=row.org_code,
            by_hand=row.batch.source in BY_HAND,
            papers=papers.get(row.pk),
        )
        for row in page
    )


ACCOUNTS_NAMED = 3


def _named(lines: tuple[EntryLineRow, ...]) -> tuple[str, ...]:
    """The first accounts of an entry by name."""
    return tuple(dict.fromkeys(line.name or line.account for line in lines))[:ACCOUNTS_NAMED]


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
