"""A voucher as somebody fills it in (手工凭证): its head and its lines, whichever way they come in."""

from dataclasses import dataclass
from datetime import date

from liancun.kernel.fields import A, Code, Day, Lines, Text, Whole, Yuan, _
from liancun.rooms.ledger.rules import MOST_FEN

ACCOUNT = Code(_("科目"), most=8, slash=True, example="102")
PARTY = Code(_("往来对象"), most=20, slash=True, help=_("人员编码,或 O:单位编码"))


@dataclass(frozen=True)
class VoucherLine:
    """A line of a voucher as somebody fills it in (分录): an account, whose it is, one of the two sides."""

    account: A[str, ACCOUNT]
    party: A[str, PARTY] = ""
    debit_fen: A[int, Yuan(_("借方"), most=MOST_FEN)] = 0
    credit_fen: A[int, Yuan(_("贷方"), most=MOST_FEN)] = 0


@dataclass(frozen=True)
class NewEntry:
    """A voucher (手工凭证)."""

    accounting_on: A[date, Day(_("记账日"))]
    summary: A[str, Text(_("摘要"), most=120)]
    lines: A[tuple[VoucherLine, ...], Lines(_("分录"), VoucherLine)]
    happened_on: A[date | None, Day(_("业务发生日"))] = None
    papers: A[int | None, Whole(_("附件张数"), 0, 9_999, of=_("张"))] = None
