"""Two writers at one book: no number twice, no gap, nothing carried, closed or reversed twice (并发)."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.ledger import actions, checks
from liancun.rooms.ledger.models import Entry, PeriodEvent
from liancun.rooms.ledger.tests.conftest import WRONG, open_books, post, two

pytestmark = pytest.mark.django_db(transaction=True)
LATER = date(2026, 1, 31)


@pytest.fixture(autouse=True)
def books():
    open_books()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run each call in a thread of its own, starting together; what each gave or was refused with."""
    start = Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(at: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[at] = call()
        except Refusal as refusal:
            results[at] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_writers_number_one_month_without_gaps():
    def ten() -> None:
        for _each in range(10):
            post()

    at_once(ten, ten)
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 21))
    assert [found for check in checks.CHECKS for found in check()] == []


def test_one_closes_while_one_posts():
    found = at_once(
        lambda: actions.close_period("head", actions.MonthToClose("2025-01"), by=SYSTEM, on=LATER),
        lambda: post(on=LATER),
    )
    assert PeriodEvent.objects.count() == 1
    posted = Entry.objects.count()
    assert posted == (found[1] != "ledger.period_closed")


def test_nothing_is_done_twice():
    ref = post(two("102", "501", 100))
    entry = int(ref.partition(":")[2])
    same: tuple[tuple[Callable[[], Any], str], ...] = (
        (
            lambda: actions.reverse_entry(entry, WRONG, by=SYSTEM, on=date(2025, 1, 25)),
            "ledger.already_reversed",
        ),
        (
            lambda: actions.close_period("head", actions.MonthToClose("2025-01"), by=SYSTEM, on=LATER),
            "ledger.already_closed",
        ),
    )
    for call, code in same:
        assert code in at_once(call, call)
    assert Entry.objects.count() == 2
    post(two("102", "501", 70), day=date(2025, 2, 1))
    carry = lambda: actions.carry_year_end("head", actions.BookYear(2025), by=SYSTEM, on=LATER)  # noqa: E731
    assert "ledger.already_carried" in at_once(carry, carry)
    assert Entry.objects.filter(source="carry:head/2025").count() == 2
