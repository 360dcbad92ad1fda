"""The books as they are bound (账簿打印): account pages that carry over, and tables that add up both sides.

A page ends with 过次页 and the next begins with 承前页, as books kept by hand do: what has moved since
January, and what stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from liancun.base import heads
from liancun.faces import tables
from liancun.faces.fields import heading, with_unit
from liancun.faces.prints.listing import LINES_ACROSS, Column, PrintedList
from liancun.faces.prints.listing import as_pdf as list_pdf
from liancun.faces.prints.paper import Printing, typeset
from liancun.kernel import Refusal
from liancun.kernel.fields import Spec
from liancun.kernel.quantities import format_yuan
from liancun.rooms.ledger import queries
from liancun.rooms.ledger.accounts import DIRECTIONS, sided
from liancun.rooms.registry.queries import org_name

TEMPLATE = "books.typ"
PAGE: Final = 42 * 4
"""What a page holds, in quarters of a row, what it brings and carries over among it."""
ROW, MORE = 4, 3
"""A row of one line, and each line more."""
SUMMARY_WIDE, PARTY_WIDE = 32, 12
"""Half-width signs that stand in a line of these columns."""
SIGNERS = ("会计主管", "复核", "记账")
HEADINGS = ("日期", "凭证", "摘要", "往来", "借方", "贷方", "方向", "余额")
DAYBOOK = ("日期", "凭证", "摘要", "对方科目", "收入(借方)", "支出(贷方)", "方向", "结余")
WORDS: Mapping[str, str] = {
    "brought": "承前",
    "day": "本日合计",
    "month": "本月合计",
    "year": "本年累计",
    "onward": "结转下年",
}
IN_JANUARY = "上年结转"
SIDES = dict(DIRECTIONS)


@dataclass(frozen=True)
class PrintedRow:
    """A row of a page; a `sum` stands out."""

    cells: tuple[str, ...]
    sum: bool


@dataclass(frozen=True)
class PrintedPage:
    """A page of an account."""

    account: str
    rows: tuple[PrintedRow, ...]


def pages_of(book: queries.AccountBook) -> list[PrintedPage]:
    """An account page by page: each but the first begins with what the one before ended with."""
    account = f"{book.account} {_(book.name)}"
    pages: list[PrintedPage] = []
    rows: list[PrintedRow] = []
    room = PAGE
    for at, row in enumerate(book.rows):
        needed = _height(row) + (ROW if at + 1 < len(book.rows) else 0)
        if needed > room:
            before = book.rows[at - 1]
            pages.append(PrintedPage(account, (*rows, _carrying("过次页", before))))
            rows, room = [_carrying("承前页", before)], PAGE - ROW
        rows.append(_printed(row))
        room -= _height(row)
    return [*pages, PrintedPage(account, tuple(rows))]


def _height(row: queries.BoundRow) -> int:
    lines = max(-(-_wide(row.summary) // SUMMARY_WIDE), -(-_wide(row.beside) // PARTY_WIDE), 1)
    return ROW + MORE * (lines - 1)


def _wide(text: str) -> int:
    """How wide a text is, in half-width signs."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def _printed(row: queries.BoundRow) -> PrintedRow:
    if row.kind == "line":
        cells = (f"{row.day:%m-%d}", f"记-{row.number}", row.summary, row.beside)
        return PrintedRow((*cells, *_amounts(row.debit_fen, row.credit_fen, row.balance_fen)), sum=False)
    word = IN_JANUARY if row.kind == "brought" and row.day.month == 1 else WORDS[row.kind]
    moved = (row.debit_fen, row.credit_fen)
    return PrintedRow((f"{row.day:%m-%d}", "", word, "", *_amounts(*moved, row.balance_fen)), sum=True)


def _carrying(word: str, row: queries.BoundRow) -> PrintedRow:
    amounts = _amounts(row.year_debit_fen, row.year_credit_fen, row.balance_fen)
    return PrintedRow(("", "", word, "", *amounts), sum=True)


def _amounts(debit_fen: int, credit_fen: int, balance_fen: int) -> tuple[str, ...]:
    """Both sides, left open where nothing moved, the side on which it stands, and how much."""
    direction, stands_fen = sided(balance_fen)
    moved = (format_yuan(fen) if fen else "" for fen in (debit_fen, credit_fen))
    return *moved, SIDES[direction], format_yuan(stands_fen)


def books_pdf(
    title: str,
    org_code: str,
    period: str,
    books: Sequence[queries.AccountBook],
    on: date,
    headings: tuple[str, ...] = HEADINGS,
) -> bytes:
    """Accounts as they are bound, each beginning on a page of its own."""
    document = {
        "title": title,
        "issuer": org_name(org_code),
        "period": period,
        "headings": headings,
        "signers": SIGNERS,
        "printed_on": str(on),
        "chain": heads.printed(org_code),
        "pages": [asdict(page) for book in books for page in pages_of(book)],
    }
    return typeset(TEMPLATE, document)


MOST_ROWS = 20_000
"""Rows of one print: more take longer than a page may be waited for."""


def detail_print(of: Printing) -> bytes:
    """The subsidiary ledger, account by account."""
    _must_be_printable(of.page.total)
    account, party = of.asked.get("account", ""), of.asked.get("party", "")
    books = queries.account_books(of.viewer, of.org_code, of.page.period, account, party)
    return books_pdf("明细账", of.org_code, of.page.period, books, of.on)


def daybook_print(of: Printing) -> bytes:
    """The daybook of cash or bank."""
    _must_be_printable(of.page.total)
    period, account = of.page.period, of.page.account
    (book,) = queries.account_books(of.viewer, of.org_code, period, account, daily=True)
    return books_pdf(f"{book.name}日记账", of.org_code, period, [book], of.on, DAYBOOK)


def _must_be_printable(rows: int) -> None:
    if rows > MOST_ROWS:
        raise Refusal("ledger.too_many_to_print", rows=rows, most=MOST_ROWS)


NARROW, USUAL, WIDE = 2, 4, 8
WIDTHS = {"number": NARROW, "account": NARROW, "summary": WIDE, "name": WIDE}
"""Shares of the width that columns of the books want, the usual one apart."""


def table_print(of: Printing) -> bytes:
    """A table of the books: its totals stand in its last row, for it adds up more than one column."""
    _must_be_printable(of.page.total)
    table = tables.table_of(of.listing, of.page)
    under = table.under()
    summed = {heading(spec.field) for spec in table.columns if spec.name in under}
    rows = [[_open(cell) for cell in cells] for cells in table.cells()]
    if under:
        first, *others = (under.get(spec.name, "") for spec in table.columns)
        rows.append([first or TOTAL, *others])
    return list_pdf(
        PrintedList(
            title=table.title,
            issuer=org_name(of.org_code),
            period=_period(of.page),
            columns=tuple(_column(spec) for spec in table.columns),
            rows=rows,
            facts=tuple(
                (_(spec.field.label), with_unit(spec.field, value))
                for spec, value in table.sums
                if heading(spec.field) not in summed
            ),
            signers=SIGNERS,
            printed_on=str(of.on),
            landscape=len(table.columns) > UPRIGHT,
            lines_a_page=LINES_ACROSS if len(table.columns) > UPRIGHT else 0,
        )
    )


def _open(cell: str) -> str:
    """A cell of a column where nothing moved is left open."""
    return "" if cell == NOTHING else cell


TOTAL, NOTHING = "合计", format_yuan(0)
UPRIGHT = 6
"""More columns than these lie across."""


def _period(page: Any) -> str:
    """The month or year of a page, or its days."""
    return getattr(page, "period", "") or str(getattr(page, "year", "")) or f"{page.first} 至 {page.last}"


def _column(spec: Spec) -> Column:
    align: Literal["right", "left"] = "right" if spec.field.right else "left"
    return Column(heading(spec.field), align, WIDTHS.get(spec.name, USUAL))
