"""The ledgers of accounts (总分类账、明细账): what stood, moved and stands, by month and line by line.

Both are kept by account in the order of the books: day, voucher number, line. A balance stands on one side:
借 above nil, 贷 below, 平 at nil.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Q, QuerySet

from liancun.base import clock
from liancun.base.lists import listed
from liancun.base.viewer import Viewer
from liancun.kernel import Period
from liancun.kernel.fields import A, Choice, Day, Month, Span, Text, Whole, Word, Yuan, _
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.models import EntryLine
from liancun.rooms.ledger.rules import AccountSpec, period_of
from liancun.rooms.registry.queries import names

DIRECTIONS = (("debit", _("借")), ("credit", _("贷")), ("level", _("平")))
KINDS = (("brought", _("上年结转")), ("month", _("本月合计")))
Direction = Literal["debit", "credit", "level"]


def has_book(viewer: Viewer, org_code: str) -> bool:
    """Whether the viewer sees an organisation that keeps a book of its own."""
    return viewer.sees(org_code) and facts.keeps_book(org_code)


@dataclass(frozen=True)
class MonthOfAccount:
    """An account in a month (总分类账的一行), or what it brought from the year before."""

    entries: str
    detail: str
    account: A[str, Text(_("科目"), link="detail")]
    name: A[str, Word(_("名称"), link="detail")]
    month: A[str, Month(_("月份"))]
    kind: A[Literal["brought", "month"], Choice(_("摘要"), KINDS)]
    debit_fen: A[int, Yuan(_("借方"), None, link="entries")]
    credit_fen: A[int, Yuan(_("贷方"), None, link="entries")]
    year_debit_fen: A[int, Yuan(_("本年累计借方"), None)]
    year_credit_fen: A[int, Yuan(_("本年累计贷方"), None)]
    direction: A[Direction, Choice(_("方向"), DIRECTIONS)]
    balance_fen: A[int, Yuan(_("余额"), None)]


@dataclass(frozen=True)
class GeneralLedger:
    """The general ledger (总分类账) of a book for a year; what moved in it, both sides alike."""

    org_code: str
    year: int
    rows: tuple[MonthOfAccount, ...]
    total: int
    debit_fen: A[int, Yuan(_("借方"), None)]
    credit_fen: A[int, Yuan(_("贷方"), None)]


@listed(
    "ledger.general",
    title=_("总分类账"),
    path="/books/{org_code}/general",
    command="general",
    serves=has_book,
    empty=_("这一年没有发生额"),
)
def general_ledger(
    viewer: Viewer,
    org_code: str,
    year: A[int | None, Whole(_("年度"), 1990, 2100)] = None,
    account: A[str, Choice(_("科目"), "ledger.accounts", open=True, most=8)] = "",
    *,
    limit: int,
    offset: int = 0,
) -> GeneralLedger:
    """Each account of a year by month, the last one unasked: turnover, since January, and how it stands then.

    A month in which it did not move has no row.
    """
    viewer.must_see(org_code)
    period = period_of(str(year or clock.today().year - 1))
    chart, _clause, _name = facts.chart_of(org_code, period.last_day)
    only = (account,) if account else ()
    brought = facts.balances(org_code, last=period.first_day - timedelta(days=1), accounts=only)
    moved = facts.monthly(org_code, first=period.first_day, last=period.last_day, accounts=only)
    rows: list[MonthOfAccount] = []
    for code in sorted(brought.keys() | moved.keys()):
        rows += _months(org_code, period, code, chart.get(code), brought.get(code, 0), moved.get(code, {}))
    shown = tuple(rows[offset : offset + limit])
    return GeneralLedger(
        org_code,
        period.year,
        shown,
        len(rows),
        sum(row.debit_fen for row in rows),
        sum(row.credit_fen for row in rows),
    )


def _months(
    org_code: str,
    year: Period,
    code: str,
    spec: AccountSpec | None,
    brought_fen: int,
    moved: Mapping[int, tuple[int, int]],
) -> list[MonthOfAccount]:
    name = spec.name if spec else ""

    def row(span: str, month: str, now: tuple[int, int], whole: tuple[int, int]) -> MonthOfAccount:
        direction, balance_fen = sided(brought_fen + whole[0] - whole[1])
        return MonthOfAccount(
            f"entries:{org_code}/{span}/{code}" if month else "",
            f"detail:{org_code}/{span}/{code}",
            code,
            name,
            month,
            "month" if month else "brought",
            *now,
            *whole,
            direction,
            balance_fen,
        )

    rows = [row(str(year), "", (0, 0), (0, 0))] if brought_fen else []
    debit_fen = credit_fen = 0
    for month, now in sorted(moved.items()):
        debit_fen, credit_fen = debit_fen + now[0], credit_fen + now[1]
        span = f"{year.year}-{month:02d}"
        rows.append(row(span, span, now, (debit_fen, credit_fen)))
    return rows


@dataclass(frozen=True)
class LineOfAccount:
    """A line of an account (明细账的一行), and how the account stands after it."""

    ref: str
    account: A[str, Text(_("科目"))]
    name: A[str, Word(_("名称"))]
    accounting_on: A[date, Day(_("记账日"))]
    number: A[int, Whole(_("记字号"))]
    summary: A[str, Text(_("摘要"), link="ref")]
    party: str
    party_name: A[str, Text(_("往来对象"))]
    debit_fen: A[int, Yuan(_("借方"), None, link="ref")]
    credit_fen: A[int, Yuan(_("贷方"), None, link="ref")]
    direction: A[Direction, Choice(_("方向"), DIRECTIONS)]
    balance_fen: A[int, Yuan(_("余额"), None)]


@dataclass(frozen=True)
class DetailLedger:
    """A page of the subsidiary ledger (明细账): the lines of a period, what stood before and after them.

    Debit balances are above nil, credit balances below.
    """

    org_code: str
    period: str
    rows: tuple[LineOfAccount, ...]
    total: int
    opening_fen: A[int, Yuan(_("期初"), None)]
    debit_fen: A[int, Yuan(_("借方"), None)]
    credit_fen: A[int, Yuan(_("贷方"), None)]
    closing_fen: A[int, Yuan(_("期末"), None)]


IN_ORDER = ("account", "accounting_on", "entry__number", "position")


@listed(
    "ledger.detail",
    title=_("明细账"),
    path="/books/{org_code}/detail",
    command="detail",
    serves=has_book,
    empty=_("这个期间没有发生额"),
    amount="balance_fen",
)
def detail_ledger(
    viewer: Viewer,
    org_code: str,
    period: A[str, Span(_("期间"), example="2025-03")] = "",
    account: A[str, Choice(_("科目"), "ledger.accounts", open=True, most=8)] = "",
    party: A[str, Choice(_("往来对象"), "registry.parties", open=True, most=20)] = "",
    *,
    limit: int,
    offset: int = 0,
) -> DetailLedger:
    """The lines of an account, or of all one after the other, with the balance after each.

    Of a month or a year, the last one unasked; of one party where one is named: the balance is then what
    stands on its name alone.
    """
    viewer.must_see(org_code)
    period = period or str(clock.today().year - 1)
    span = period_of(period)
    every = EntryLine.objects.filter(org_code=org_code)
    if account:
        every = every.filter(account=account)
    if party:
        every = every.filter(party=party)
    lines = every.filter(accounting_on__range=(span.first_day, span.last_day))
    before = facts.net_of(every.filter(accounting_on__lt=span.first_day))
    moved = facts.turnovers_of(lines)
    opening_fen = sum(before.values())
    debit_fen, credit_fen = (sum(sums[side] for sums in moved.values()) for side in (0, 1))
    page = list(lines.select_related("entry").order_by(*IN_ORDER)[offset : offset + limit])
    chart, _clause, _name = facts.chart_of(org_code, span.last_day)
    return DetailLedger(
        org_code,
        period,
        running(viewer, page, chart, before, lines),
        lines.count(),
        opening_fen,
        debit_fen,
        credit_fen,
        opening_fen + debit_fen - credit_fen,
    )


def running(
    viewer: Viewer,
    page: Sequence[EntryLine],
    chart: Mapping[str, AccountSpec],
    before: Mapping[str, int],
    lines: "QuerySet[EntryLine]",
) -> tuple[LineOfAccount, ...]:
    """The lines of a page with the balance after each; what stands on earlier pages is added up for them."""
    if not page:
        return ()
    held = dict(before)
    first = page[0].account
    held[first] = held.get(first, 0) + facts.net_of(_earlier(lines, page[0])).get(first, 0)
    known = names(viewer, {line.party for line in page if line.party})
    found = []
    for line in page:
        held[line.account] = held.get(line.account, 0) + line.debit_fen - line.credit_fen
        direction, balance_fen = sided(held[line.account])
        spec = chart.get(line.account)
        found.append(
            LineOfAccount(
                f"entry:{line.entry_id}",
                line.account,
                spec.name if spec else "",
                line.accounting_on,
                line.entry.number,
                line.entry.summary,
                line.party,
                known.get(line.party, line.party),
                line.debit_fen,
                line.credit_fen,
                direction,
                balance_fen,
            )
        )
    return tuple(found)


def _earlier(lines: "QuerySet[EntryLine]", first: EntryLine) -> "QuerySet[EntryLine]":
    """The lines of the same account that stand before this one in the books."""
    day, number = first.accounting_on, first.entry.number
    return lines.filter(
        Q(accounting_on__lt=day)
        | Q(accounting_on=day, entry__number__lt=number)
        | Q(accounting_on=day, entry__number=number, position__lt=first.position),
        account=first.account,
    )


def sided(fen: int) -> tuple[Direction, int]:
    """Where a balance stands (方向) and how much it is: debit minus credit, in fen."""
    direction: Direction = "debit" if fen > 0 else "credit" if fen < 0 else "level"
    return direction, abs(fen)
