"""Cash counted and held against the book (现金盘点)."""

from datetime import date

import pytest

from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput, Period
from liancun.rooms.ledger import actions, facts, queries
from liancun.rooms.ledger.actions import NewCount
from liancun.rooms.ledger.actions.counting import MOST_COUNTED_FEN
from liancun.rooms.ledger.models import CashCount
from liancun.rooms.ledger.tests.conftest import DAY, post, refused, two
from liancun.rooms.ledger.unentered import cash_is_off
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

EVENING = date(2025, 1, 31)
LATER = date(2025, 2, 3)


def count(fen: int, *, received: int = 0, paid: int = 0, words: str = "", by=SYSTEM, day: date = EVENING):
    given = NewCount(day, fen, received, paid, words)
    return actions.count_cash("head", given, by=by, on=LATER)


def waits() -> list[tuple[str, int | None]]:
    return [(each.code, each.fen) for each in cash_is_off("head", Period(2025, 1))]


def test_a_count_until_the_month_may_close():
    post(two("101", "501", 32_000))
    assert waits() == []
    assert count(34_500, received=5_000, paid=2_000, words="少找零").off_fen == -500
    assert waits() == [("cash_off", -500)]
    close = actions.MonthToClose("2025-01")
    assert refused(actions.close_period, "head", close, by=SYSTEM, on=LATER) == "ledger.not_all_in"
    assert count(35_000, received=5_000, paid=2_000).off_fen == 0
    assert waits() == [("cash_unbooked", 3_000)]
    post(two("101", "501", 5_000), on=LATER)
    post(two("523", "101", 2_000), on=LATER)
    assert count(35_000).off_fen == 0
    assert waits() == []
    actions.close_period("head", close, by=SYSTEM, on=LATER)
    assert [(row.found, row.off_fen) for row in queries.cash_counts(SYSTEM, "head", limit=9).rows] == [
        ("even", 0),
        ("even", 0),
        ("short", -500),
    ]
    assert facts.balances("head", last=LATER, accounts=("101",)) == {"101": 35_000}


def test_what_is_wrong_leaves_nothing():
    post(two("101", "501", 100))
    for fen in (-1, MOST_COUNTED_FEN + 1):
        with pytest.raises(BadInput):
            count(fen)
    assert refused(count, 99, words="  ") == "ledger.cash_off_unexplained"
    assert refused(count, 100, day=date(2025, 2, 4)) == "ledger.counted_ahead"
    cashier, stranger = town.viewer("head.cashier", LATER), town.viewer("jiaxi.accountant", LATER)
    assert refused(count, 100, by=cashier) == refused(count, 100, by=stranger) == "permit.not_yours"
    assert refused(queries.cash_counts, stranger, "head", limit=9) == "viewer.not_found"
    assert not CashCount.objects.exists()
    assert count(MOST_COUNTED_FEN, paid=MOST_COUNTED_FEN, received=MOST_COUNTED_FEN, words="大数").off_fen > 0


def test_a_count_sees_the_book_of_its_day():
    post(two("101", "501", 100), day=DAY)
    post(two("101", "501", 7), day=LATER, on=LATER)
    assert count(100).off_fen == 0
    assert count(107, day=LATER).off_fen == 0
