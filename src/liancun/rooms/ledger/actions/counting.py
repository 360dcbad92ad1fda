"""Cash counted (现金盘点): kept beside the book, which it does not change."""

from dataclasses import dataclass
from datetime import date

from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Day, Ref, Text, Yuan, _
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.actions.posting import refuse
from liancun.rooms.ledger.models import CashCount
from liancun.rooms.ledger.rules import MOST_FEN
from liancun.rooms.ledger.rules.cash import CASH, CashSheet, count_fault

MOST_COUNTED_FEN = MOST_FEN >> 2
"""So that what should be there is a number that both databases keep."""


@dataclass(frozen=True)
class NewCount:
    """What was found in the cash box at the end of a day (盘点)."""

    counted_on: A[date, Day(_("盘点日"))]
    counted_fen: A[int, Yuan(_("实点现金"), 0, MOST_COUNTED_FEN, help=_("只点现金;白条、借条不算"))]
    received_fen: A[int, Yuan(_("已收未记账"), 0, MOST_COUNTED_FEN, help=_("有单据,还没有记账的"))] = 0
    paid_fen: A[int, Yuan(_("已付未记账"), 0, MOST_COUNTED_FEN, help=_("有单据,还没有记账的"))] = 0
    words: A[str, Text(_("长款、短款的原因"), most=120, help=_("相符的不填"))] = ""


@dataclass(frozen=True)
class Counted:
    """A count, and by how much it is off the book."""

    org: str
    off_fen: A[int, Yuan(_("长款(短款为负)"), None)]
    ref: A[str, Ref(_("账簿"))]


@offered(
    "ledger.count_cash",
    title=_("登记现金盘点"),
    done=_("已登记盘点"),
    path="/books/{org_code}/cash-counts",
    command="count-cash",
    on="cash_counts",
)
def count_cash(org_code: str, given: NewCount, *, by: Viewer, on: date) -> Counted:
    """Record what was counted and by how much it is off: the book as it stands that day is kept with it.

    Refuses a day ahead or before the book began, and what is off without its reason.
    """
    with act("ledger.count_cash", org_code, by=by, on=on) as a:
        state = facts.period_state(org_code)
        book_fen = facts.balances(org_code, last=given.counted_on, accounts=(CASH,)).get(CASH, 0)
        sheet = CashSheet(book_fen, given.received_fen, given.paid_fen, given.counted_fen)
        words = given.words.strip()
        refuse(count_fault(given.counted_on, sheet, words, opened_on=state.opened_on, on=on))
        a.add(
            CashCount,
            counted_on=given.counted_on,
            book_fen=sheet.book_fen,
            received_fen=sheet.received_fen,
            paid_fen=sheet.paid_fen,
            counted_fen=sheet.counted_fen,
            words=words,
            **a.stamp(),
        )
        a.ref = f"book:{org_code}"
    return Counted(org_code, sheet.off_fen, a.ref)
