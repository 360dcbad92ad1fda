"""Vouchers on paper (记账凭证): one or more sheets each, the total in figures and in capitals on the last."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from liancun.base import heads
from liancun.base.viewer import Viewer
from liancun.faces.prints.listing import capital_yuan
from liancun.faces.prints.paper import typeset
from liancun.kernel import Refusal, chinese_day
from liancun.kernel.quantities import format_yuan
from liancun.rooms.ledger import queries
from liancun.rooms.ledger.queries import Voucher
from liancun.rooms.registry.queries import org_name

TEMPLATE: Final = "vouchers.typ"
TITLE: Final = "记账凭证"
OPEN: Final = "      "
HEADINGS: Final = ("摘要", "会计科目", "往来对象", "借方(元)", "贷方(元)")
LINE_MM, MORE_MM, LINES_MM = 7, 4, 70
"""A line of the form, each further line of text in it, and what a sheet has room for."""
WIDE = (22, 28, 16)
"""Half-width signs that stand in a line of 摘要, 科目 and 往来."""


@dataclass(frozen=True)
class VoucherSheet:
    """A sheet of a voucher (凭证的一页); `red` says what a reversal reverses."""

    day: str
    number: str
    red: str
    rows: tuple[tuple[str, ...], ...]
    heights: tuple[int, ...]
    total_label: str
    capitals: str
    debit: str
    credit: str
    papers: str
    note: str
    signers: tuple[tuple[str, str], ...]


def sheets_of(voucher: Voucher) -> Iterator[VoucherSheet]:
    """The sheets of a voucher: open lines below the last, for nobody shall add one."""
    parts = list(_parted(voucher))
    for at, rows in enumerate(parts, 1):
        last = at == len(parts)
        open_mm = LINES_MM - sum(map(_height, rows))
        filled = (*rows, *[("",) * len(HEADINGS)] * (open_mm // LINE_MM))
        part = f"({at}/{len(parts)})" if len(parts) > 1 else ""
        yield VoucherSheet(
            day=chinese_day(voucher.accounting_on),
            number=f"记字第 {voucher.number} 号{part}",
            red=_reversing(voucher),
            rows=filled,
            heights=tuple(map(_height, filled)),
            total_label="合计" if last else "转下页",
            capitals=capital_yuan(voucher.total_fen) if last else "",
            debit=format_yuan(voucher.total_fen) if last else "",
            credit=format_yuan(voucher.total_fen) if last else "",
            papers=f"附件 {OPEN if voucher.papers is None else voucher.papers} 张",
            note=_undone(voucher),
            signers=(("会计主管", ""), ("复核", ""), ("记账", ""), ("出纳", ""), ("制单", voucher.by_name)),
        )


def _parted(voucher: Voucher) -> Iterator[tuple[tuple[str, ...], ...]]:
    rows: list[tuple[str, ...]] = []
    room = LINES_MM
    for at, line in enumerate(voucher.lines):
        row = (
            voucher.summary if at == 0 else "",
            f"{line.account} {_(line.name)}",
            line.party_name,
            *(format_yuan(fen) if fen else "" for fen in (line.debit_fen, line.credit_fen)),
        )
        if rows and _height(row) > room:
            yield tuple(rows)
            rows, room = [], LINES_MM
        rows.append(row)
        room -= _height(row)
    yield tuple(rows)


def _height(row: Sequence[str]) -> int:
    lines = max(-(-_wide(cell) // wide) for cell, wide in zip(row, WIDE, strict=False))
    return LINE_MM + MORE_MM * max(lines - 1, 0)


def _wide(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)


def _reversing(voucher: Voucher) -> str:
    old = voucher.reverses
    return f"冲销凭证:冲 {old.accounting_on} 记字第 {old.number} 号" if old else ""


def _undone(voucher: Voucher) -> str:
    new = voucher.undone_by
    return f"已由 {new.accounting_on} 记字第 {new.number} 号冲销" if new else ""


def printed_voucher(viewer: Viewer, entry_id: int, *, on: date) -> tuple[str, bytes]:
    """One voucher, and whose it is."""
    org_code, found = queries.voucher(viewer, entry_id)
    return org_code, vouchers_pdf(org_code, [found], on)


def printed_vouchers(viewer: Viewer, org_code: str, period: str, *, on: date) -> bytes:
    """The vouchers of a month or year, in their order. Refuses where there are none."""
    found = queries.vouchers(viewer, org_code, period)
    if not found:
        raise Refusal("ledger.no_vouchers", period=period)
    return vouchers_pdf(org_code, found, on)


def vouchers_pdf(org_code: str, vouchers: Sequence[Voucher], on: date) -> bytes:
    """Vouchers of an organisation one after the other. The same give the same bytes."""
    document = {
        "title": TITLE,
        "issuer": org_name(org_code),
        "headings": HEADINGS,
        "printed_on": str(on),
        "chain": heads.printed(org_code),
        "sheets": [asdict(sheet) for voucher in vouchers for sheet in sheets_of(voucher)],
    }
    return typeset(TEMPLATE, document)
