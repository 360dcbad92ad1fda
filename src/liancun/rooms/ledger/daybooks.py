"""The daybook of cash and bank (库存现金、银行存款日记账): each line, each day's sum, what is left.

财会〔2021〕37号, 101 and 102: kept line by line in the order of what happened; at the end of each day income,
expense and balance are added up, and held against the cash in hand or the bank's statement.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from liancun.base import clock
from liancun.base.lists import listed
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import A, Choice, Day, Many, Span, Text, Whole, Word, Yuan, _
from liancun.rooms.ledger.account_books import against, bound
from liancun.rooms.ledger.accounts import DIRECTIONS, IN_ORDER, Direction, has_book, running, sided
from liancun.rooms.ledger.rules import period_of
from liancun.rooms.ledger.rules.pages import BANK, Foot, is_money, rows_in, window

ROW_KINDS = (
    ("line", ""),
    ("brought", _("承前")),
    ("day", _("本日合计")),
    ("month", _("本月合计")),
    ("year", _("本年累计")),
)
RowKind = Literal["line", "brought", "day", "month", "year"]


@dataclass(frozen=True)
class DaybookRow:
    """A row of a daybook (日记账的一行): a line of the account, or what a day, month or year adds up to."""

    PHONE: ClassVar[tuple[str, ...]] = ("summary", "balance_fen", "kind", "debit_fen", "credit_fen")

    ref: str
    day: A[date, Day(_("日期"))]
    number: A[int | None, Whole(_("记字号"))]
    summary: A[str, Text(_("摘要"), link="ref")]
    against: A[tuple[str, ...], Many(_("对方科目"), Word(""))]
    kind: A[RowKind, Choice(_("合计"), ROW_KINDS)]
    debit_fen: A[int, Yuan(_("收入(借方)"), None, link="ref")]
    credit_fen: A[int, Yuan(_("支出(贷方)"), None, link="ref")]
    direction: A[Direction, Choice(_("方向"), DIRECTIONS)]
    balance_fen: A[int, Yuan(_("结余"), None)]


@dataclass(frozen=True)
class Daybook:
    """A daybook for a month or a year; debit balances are above nil, credit balances below."""

    org_code: str
    period: str
    account: str
    rows: tuple[DaybookRow, ...]
    total: int
    opening_fen: A[int, Yuan(_("期初结余"), None)]
    debit_fen: A[int, Yuan(_("收入(借方)"), None)]
    credit_fen: A[int, Yuan(_("支出(贷方)"), None)]
    closing_fen: A[int, Yuan(_("期末结余"), None)]


@listed(
    "ledger.daybook",
    title=_("日记账"),
    path="/books/{org_code}/daybook",
    command="daybook",
    serves=has_book,
    empty=_("这个期间没有发生额"),
    amount="balance_fen",
)
def daybook(
    viewer: Viewer,
    org_code: str,
    period: A[str, Span(_("期间"), example="2025-03")] = "",
    account: A[str, Choice(_("科目"), "ledger.money")] = BANK,
    *,
    limit: int,
    offset: int = 0,
) -> Daybook:
    """Cash or bank for a month or a year, this month unasked: each line with its balance, each day added up.

    Refuses an account that is no money.
    """
    viewer.must_see(org_code)
    span = period_of(period or str(Period.month_of(clock.today())))
    if not is_money(account):
        raise Refusal("ledger.no_money_account", account=account)
    book = bound(org_code, account, span, daily=True)
    first_line, places = window(book.runs, offset, limit)
    wanted = sum(place is None for place in places)
    page = list(book.lines.select_related("entry").order_by(*IN_ORDER)[first_line : first_line + wanted])
    found = iter(
        zip(page, running(viewer, page, book.chart, {account: book.opening_fen}, book.lines), strict=True)
    )
    others = against(org_code, page, book.chart)
    rows = []
    for place in places:
        if place is not None:
            rows.append(_foot(place))
            continue
        line, stands = next(found)
        rows.append(
            DaybookRow(
                stands.ref,
                stands.accounting_on,
                stands.number,
                stands.summary,
                others.get((line.entry_id, line.debit_fen > 0), ()),
                "line",
                stands.debit_fen,
                stands.credit_fen,
                stands.direction,
                stands.balance_fen,
            )
        )
    return Daybook(
        org_code,
        str(span),
        account,
        tuple(rows),
        rows_in(book.runs),
        book.opening_fen,
        book.debit_fen,
        book.credit_fen,
        book.opening_fen + book.debit_fen - book.credit_fen,
    )


def _foot(foot: Foot) -> DaybookRow:
    direction, balance_fen = sided(foot.balance_fen)
    return DaybookRow(
        "", foot.day, None, "", (), foot.kind, foot.debit_fen, foot.credit_fen, direction, balance_fen
    )
