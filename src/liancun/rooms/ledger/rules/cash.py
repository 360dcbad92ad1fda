"""Cash counted and held against the book (现金盘点). Amounts in fen."""

from dataclasses import dataclass
from datetime import date

from liancun.kernel import Reason

CASH = "101"
"""库存现金, in both charts"""


@dataclass(frozen=True)
class CashSheet:
    """A count beside the book (盘点表).

    book_fen      what the book holds at the end of the day
    received_fen  taken in and not entered yet, with its papers
    paid_fen      paid out and not entered yet, with its papers; a slip of paper without them (白条) is none
    counted_fen   what lies in the box
    """

    book_fen: int
    received_fen: int
    paid_fen: int
    counted_fen: int

    @property
    def wanted_fen(self) -> int:
        """What should lie there (应存)."""
        return self.book_fen + self.received_fen - self.paid_fen

    @property
    def off_fen(self) -> int:
        """Too much (长款) above nil, too little (短款) below."""
        return self.counted_fen - self.wanted_fen


def count_fault(day: date, sheet: CashSheet, words: str, *, opened_on: date, on: date) -> Reason | None:
    """Why a count may not be recorded, or None: its day has come, and what is off is explained."""
    if day > on:
        return Reason.of("ledger.counted_ahead", day=str(day), on=str(on))
    if day < opened_on:
        return Reason.of("ledger.counted_before_opening", opened_on=str(opened_on))
    if sheet.off_fen and not words:
        return Reason.of("ledger.cash_off_unexplained", off_fen=sheet.off_fen)
    return None
