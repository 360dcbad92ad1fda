"""Cash as it was counted, beside the book (现金盘点表)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from liancun.base.lists import listed
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Choice, Day, Text, Yuan, _
from liancun.rooms.ledger.accounts import has_book
from liancun.rooms.ledger.models import CashCount
from liancun.rooms.ledger.rules.cash import CashSheet
from liancun.rooms.registry.queries import staff_names

FOUND = (("even", _("相符")), ("over", _("长款")), ("short", _("短款")))
Found = Literal["even", "over", "short"]


@dataclass(frozen=True)
class CashCountRow:
    """One count (一次盘点)."""

    counted_on: A[date, Day(_("盘点日"))]
    book_fen: A[int, Yuan(_("账面"), None)]
    received_fen: A[int, Yuan(_("已收未记账"), None)]
    paid_fen: A[int, Yuan(_("已付未记账"), None)]
    wanted_fen: A[int, Yuan(_("应存"), None)]
    counted_fen: A[int, Yuan(_("实点现金"), None)]
    found: A[Found, Choice(_("结果"), FOUND)]
    off_fen: A[int, Yuan(_("差额"), None)]
    words: A[str, Text(_("原因"))]
    by_name: A[str, Text(_("登记人"))]


@dataclass(frozen=True)
class CashCounts:
    """The counts of a book's cash, the last day first."""

    org_code: str
    rows: tuple[CashCountRow, ...]
    total: int


@listed(
    "ledger.cash_counts",
    title=_("现金盘点"),
    path="/books/{org_code}/cash-counts",
    command="cash-counts",
    serves=has_book,
    empty=_("还没有盘点过"),
)
def cash_counts(viewer: Viewer, org_code: str, *, limit: int, offset: int = 0) -> CashCounts:
    """What was counted, what the book held that day when it was recorded, and by how much the two differ."""
    viewer.must_see(org_code)
    counts = CashCount.objects.filter(org_code=org_code).order_by("-counted_on", "-mark")
    page = list(counts[offset : offset + limit])
    staff = staff_names(viewer, (row.recorded_by for row in page))
    return CashCounts(org_code, tuple(_row(row, staff[row.recorded_by]) for row in page), counts.count())


def _row(row: CashCount, by_name: str) -> CashCountRow:
    sheet = CashSheet(row.book_fen, row.received_fen, row.paid_fen, row.counted_fen)
    found: Found = "over" if sheet.off_fen > 0 else "short" if sheet.off_fen else "even"
    return CashCountRow(
        row.counted_on,
        sheet.book_fen,
        sheet.received_fen,
        sheet.paid_fen,
        sheet.wanted_fen,
        sheet.counted_fen,
        found,
        sheet.off_fen,
        row.words,
        by_name,
    )
