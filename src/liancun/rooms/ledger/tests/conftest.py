"""A small town in which the head cooperative and both collectives keep a book from 2025 on."""

from collections.abc import Sequence
from datetime import date

import pytest

from liancun.base.permits import SYSTEM
from liancun.kernel import Period, Refusal
from liancun.rooms.ledger import actions
from liancun.rooms.ledger.fields import NewEntry, VoucherLine
from liancun.rooms.registry.tests import town

FIRST_DAY = date(2025, 1, 1)
DAY = date(2025, 1, 20)
WRONG = actions.Reversing("金额记错")
MEMBER, OTHER = "P0000001", "P0000003"


def open_books() -> None:
    """The books of the head and the two collectives."""
    town.raise_town()
    for org, chart in (("head", "cooperative"), ("jiaxi", "collective"), ("haiba", "collective")):
        actions.open_book(org, actions.NewBook(chart, FIRST_DAY), by=SYSTEM, on=FIRST_DAY)


@pytest.fixture(scope="module")
def books(ground) -> None:
    """The town and its books."""
    open_books()


def two(account: str, against: str, fen: int, party: str = "", against_party: str = ""):
    """One account on the debit side, one on the credit side."""
    return (VoucherLine(account, party, fen, 0), VoucherLine(against, against_party, 0, fen))


def post(lines: Sequence[VoucherLine] = (), *, org="head", day=DAY, on=None, by=SYSTEM, summary="卖出产品"):
    """Post an entry by hand; its reference."""
    lines = lines or two("102", "501", 100)
    on = on or max(day, DAY)
    return actions.post_entry(org, NewEntry(day, summary, tuple(lines)), by=by, on=on)


def close_to(month: str, org: str = "head") -> None:
    """Close every month from the first to this one."""
    for each in _months(Period.parse(month)):
        actions.close_period(org, actions.MonthToClose(str(each)), by=SYSTEM, on=date(2027, 1, 31))


def _months(last: Period):
    month = Period.month_of(FIRST_DAY)
    while month <= last:
        yield month
        month = month.next


def refused(call, *args, **kwargs) -> str:
    """The code with which a call is refused."""
    with pytest.raises(Refusal) as no:
        call(*args, **kwargs)
    return no.value.code
