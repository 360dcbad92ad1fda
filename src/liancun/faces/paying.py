"""Recording money on a page or by a command (收付填报): the fields of one payment, and of a whole list."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_noop

from liancun.base.importing import Column
from liancun.faces.forms import read_form
from liancun.kernel import Refusal

BANK = gettext_noop("银行")
MONEY = (
    Column("happened_on", gettext_noop("收付日期"), "day"),
    Column(
        "money_account",
        gettext_noop("方式"),
        "choice",
        choices=((gettext_noop("现金"), "101"), (BANK, "102")),
    ),
)

PAID = (
    Column("amount_fen", gettext_noop("金额(元)"), "yuan", least=-(10**14), most=10**14),
    *MONEY,
    Column("bank_ref", gettext_noop("回单号"), required=False, max_length=60),
)
"""One payment of one line."""

WHOLE = (
    *MONEY,
    Column("bank_ref", gettext_noop("凭据号"), max_length=60, help=gettext_noop("银行回单号、领款单号")),
)
"""A run's whole list, paid by one document."""

FAILURE = Column("failure", gettext_noop("没付成的原因"), required=False, max_length=100)


def left_of(told: Iterable[str]) -> dict[int, str]:
    """The exceptions of a list, each told as "12" (not tried) or "12:户名不符" (did not go through)."""
    left = {}
    for each in told:
        number, _colon, why = each.partition(":")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise Refusal("settlement.no_such_line", line=number[:20])
        left[int(number)] = read_form((FAILURE,), {"failure": why})["failure"] or ""
    return left


def told_of(left: Mapping[int, str]) -> list[str]:
    """The exceptions as `left_of` reads them."""
    return [f"{line}:{why}" if why else str(line) for line, why in sorted(left.items())]
