"""Two clerks at once over one plot: one wins, the other is told so (并发)."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.land import actions, checks
from liancun.rooms.land.actions import Holding, Measured, NewContract
from liancun.rooms.land.models import LandContract, Plot, PlotRight
from liancun.rooms.land.tests import village
from liancun.rooms.land.tests.village import DAY, ONE, TWO, UNTIL
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def land():
    town.raise_town()
    village.raise_land()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Each call in a thread of its own, starting together; the code of a refusal, "" where there was none."""
    start = Barrier(len(calls))
    results = [""] * len(calls)

    def run(at: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            call()
        except Refusal as refusal:
            results[at] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def sign(number: str) -> Callable[[], Any]:
    values = village.contract(number, TWO, "B1") | {"plots": ("B1",)}
    return lambda: actions.sign_contract("head", NewContract(**values), by=SYSTEM, on=DAY)


def passing(plot: str, holder: str, start: date) -> Callable[[], Any]:
    values: dict[str, Any] = {"holder": holder, "start": start, "end": UNTIL, "document": "分户协议"}
    return lambda: actions.transfer_right(plot, Holding(**values), by=SYSTEM, on=DAY)


def sound() -> bool:
    return not [finding for check in checks.CHECKS for finding in check()]


def test_two_contracts_over_one_plot():
    assert at_once(sign("TD-8"), sign("TD-9")) == ["", "land.plot_in_use"]
    assert LandContract.objects.filter(giver=TWO).count() == 1 and sound()


def test_a_contract_is_signed_while_the_plot_passes_on():
    """Two books: the contract is the head's, the right the village's."""
    told = at_once(sign("TD-8"), passing("B1", ONE, date(2024, 1, 1)))
    assert told in (["", "land.giver_holds_not"], ["", "land.passed_before_contract"]) and sound()


def test_a_plot_passes_on_to_two():
    told = at_once(passing("A2", TWO, DAY), passing("A2", TWO, DAY))
    assert told == ["", "land.nothing_to_pass"]
    assert PlotRight.objects.filter(plot="A2").count() == 2


def test_a_plot_is_granted_to_two():
    village.bring("plots", "jiaxi", village.plot("A9", 400))
    values: dict[str, Any] = {"start": DAY, "end": UNTIL, "document": "承包合同"}
    grants = [
        lambda holder=holder: actions.grant_right("A9", Holding(holder=holder, **values), by=SYSTEM, on=DAY)
        for holder in (ONE, TWO)
    ]
    assert at_once(*grants) == ["", "land.held_already"]


def test_a_plot_is_measured_by_two():
    def measure(start: date) -> Callable[[], Any]:
        values: dict[str, Any] = {"document": "复测", "measured_centimu": 310}
        return lambda: actions.measure_plot("A1", Measured(start=start, **values), by=SYSTEM, on=DAY)

    told = at_once(measure(DAY), measure(date(2025, 2, 1)))
    assert told in (["", ""], ["", "land.measured_before"])
    rows = list(Plot.objects.filter(code="A1").order_by("mark").values_list("start", flat=True))
    assert rows == sorted(rows)
