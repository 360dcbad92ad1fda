"""A published list on A4 (公示表): page subtotals, running total, grand total in figures and capitals.

Pure formatting: the caller hands over rows a viewer may see, already masked and worded.
"""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

import cn2an
import segno

from liancun.faces.prints.paper import typeset
from liancun.kernel.quantities import format_scaled, format_yuan

ROWS_A_PAGE = 36
ROWS_ACROSS = 16
"""On a sheet laid across, where rows may take two lines."""
LINES_ACROSS = 24
"""Lines of text that fit there, where the columns are wide enough that nothing wraps of itself."""
YUAN = "元"
SIGNERS = ("制表", "审核", "负责人", "村务监督")
TEMPLATE = "listing.typ"


@dataclass(frozen=True)
class Column:
    """A column of a printed list: its heading with the unit, its alignment, its share of the width."""

    label: str
    align: Literal["left", "center", "right"] = "left"
    width: int = 1


@dataclass(frozen=True)
class PrintedList:
    """A list to print, amounts in `unit`: yuan, or mu where they are hundredths of a mu.

    `amounts_fen` gives each row's amount for the totals, empty where nothing is added up.

    `head` is the head of the organisation's evidence when it was printed: the paper proves what came before.

    `sign_column` adds a blank column for a signature or thumbprint; `landscape` lays the sheet across. A cell
    may hold several lines; `lines_a_page` says how many fit where it is not the usual number.
    """

    title: str
    issuer: str
    period: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    amounts_fen: Sequence[int] = ()
    number: str = ""
    note: str = ""
    address: str = ""
    digest: str = ""
    head: str = ""
    sign_column: bool = False
    signers: tuple[str, ...] = SIGNERS
    total_label: str = "合计"
    printed_on: str = ""
    facts: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    landscape: bool = False
    unit: str = YUAN
    lines_a_page: int = 0


def capital_yuan(amount_fen: int) -> str:
    """The amount in capitals as vouchers write it (人民币大写): 壹仟贰佰叁拾肆元伍角陆分, 负 where it is less
    than nothing: a list may hold only what is taken back."""
    sign = "负" if amount_fen < 0 else ""
    words: str = cn2an.an2cn(format_scaled(abs(amount_fen), 100, 2, grouped=False), "rmb")
    return f"人民币{sign}{words}"


def as_pdf(listing: PrintedList) -> bytes:
    """Print a list. The same list gives the same bytes: no clock, no fonts of the machine."""
    assert not listing.amounts_fen or len(listing.amounts_fen) == len(listing.rows)
    pages = []
    running_fen = 0
    for start, end in _breaks(listing):
        rows = [[str(start + at), *row] for at, row in enumerate(listing.rows[start:end], 1)]
        page_fen = sum(listing.amounts_fen[start:end])
        running_fen += page_fen
        pages.append({"rows": rows, "subtotal": format_yuan(page_fen), "running": format_yuan(running_fen)})
    data = asdict(listing) | {
        "pages": pages,
        "rows": [],
        "amounts_fen": [],
        "money": bool(listing.amounts_fen),
        "total": format_yuan(running_fen),
        "capitals": capital_yuan(running_fen) if listing.amounts_fen and listing.unit == YUAN else "",
        "count": len(listing.rows),
        "qr": _qr(listing.address) if listing.address else "",
    }
    return typeset(TEMPLATE, data)


def _breaks(listing: PrintedList) -> list[tuple[int, int]]:
    """The first row of each page and the one after its last, by the lines of their cells."""
    fits = listing.lines_a_page or (ROWS_ACROSS if listing.landscape else ROWS_A_PAGE)
    pages, start, lines = [], 0, 0
    for at, row in enumerate(listing.rows):
        height = 1 + max(cell.count("\n") for cell in row)
        if lines and lines + height > fits:
            pages.append((start, at))
            start, lines = at, 0
        lines += height
    return [*pages, (start, len(listing.rows))]


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
