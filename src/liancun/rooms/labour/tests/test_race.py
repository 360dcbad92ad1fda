"""Two clerks at once: one person is at one site, and has one day (并发)."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from liancun.base import acts
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.labour import actions
from liancun.rooms.labour.actions import days
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.labour.tests.desk import APRIL, correct, found_wrong, give, one_day, raise_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def desk(db, monkeypatch):
    raise_desk(monkeypatch)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run each call in a thread of its own, starting together; "done", or the code of a refusal."""
    start = Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(at: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            call()
            results[at] = "done"
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


def record(*given):
    return lambda: actions.record_days("head", list(given), by=SYSTEM, on=APRIL)


def together(monkeypatch):
    """Both writers stand ready before either looks: each opens its act only when the other is there too."""
    ready, asked = Barrier(2), acts.act

    def act(*given, **more):
        ready.wait(timeout=20)
        return asked(*given, **more)

    monkeypatch.setattr(days, "act", act)


def test_two_clerks_cannot_put_one_person_at_two_sites(monkeypatch):
    together(monkeypatch)
    assert sorted(at_once(record(one_day("PG-1")), record(one_day("PG-2")))) == ["done", "labour.two_sites"]
    assert WorkDay.objects.count() == 1 and found_wrong() == []


def test_two_clerks_cannot_write_one_day_twice(monkeypatch):
    together(monkeypatch)
    assert sorted(at_once(*[record(one_day())] * 2)) == ["done", "labour.day_there"]
    assert WorkDay.objects.count() == 1


def test_two_orders_picked_at_once_are_seen_together(monkeypatch):
    give("PG-4", "park_picking", "a")
    together(monkeypatch)
    both = [record(one_day(number, quantity=390_000)) for number in ("PG-3", "PG-4")]
    assert at_once(*both) == ["done", "done"]
    assert sorted(WorkDay.objects.values_list("state", flat=True)) == ["accepted", "held"]


def test_two_corrections_together_are_no_more_than_a_day(monkeypatch):
    give("PG-5", "bees", "a")
    record(one_day("PG-1", quantity=50), one_day("PG-5", quantity=30))()
    first, second = WorkDay.objects.order_by("pk").values_list("pk", flat=True)
    together(monkeypatch)
    results = at_once(lambda: correct(first, 70), lambda: correct(second, 50))
    assert sorted(results) == ["done", "labour.over_a_day"], "each alone is a day, the two are more"
    assert found_wrong() == []


def test_a_correction_and_another_sites_day(monkeypatch):
    """A day that was taken out comes back while somebody writes the person down elsewhere."""
    record(one_day())()
    correct(WorkDay.objects.get().pk, 0)
    void = WorkDay.objects.get(state="void").pk
    together(monkeypatch)
    results = at_once(lambda: correct(void, 100), record(one_day("PG-2", day=date(2025, 3, 3))))
    assert sorted(results) == ["done", "labour.two_sites"]
    assert found_wrong() == []
