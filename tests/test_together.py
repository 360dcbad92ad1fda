"""Two people at once, by the windows they use (并发): one wins, the other is told so in plain words.

The windows are the web and the command line; the database is a real one, two threads or two processes
start together at a barrier. Nobody ever reads "database is locked".
"""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from threading import Barrier, Thread
from typing import Any, cast

import pytest
from django.db import OperationalError, connection

from liancun.base import checking, clock
from liancun.base.database_errors import refusal_of
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.faces.words import worded
from liancun.kernel import Refusal
from liancun.rooms.ledger.models import Entry
from liancun.rooms.points.actions import correct_score
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import marked
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry.models import DoubtDecision
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions, queries
from liancun.rooms.settlement.models import Payment, PaymentList, Run, RunEvent, RunLine
from tests.conftest import client_as
from tests.life import AFTER, LIFE, who
from tests.test_crash import fresh, village

__all__ = ["village"]

pytestmark = [pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Each call in a thread of its own, starting together; what each gave, or what it was refused with."""
    start = Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def go(at: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[at] = call()
        except Refusal as refusal:
            results[at] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=go, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def until(village: str) -> Iterator[Callable[[str], int]]:
    """Live the village's year up to, not with, the step named; gives the run's number."""

    def live(name: str) -> int:
        clock.set_demo_day(AFTER)
        for step in LIFE:
            if step.name == name:
                break
            step.take()
        return int(Run.objects.get().pk) if Run.objects.exists() else 0

    with fresh(village, "together"):
        yield live
        assert list(checking.all_findings()) == [], "what two did at once is sound"


def asked(name: str, address: str, body: Any = None) -> Callable[[], tuple[int, str]]:
    """A write by a browser of that person's own: the status, and the code of a no."""
    client = client_as(name)

    def ask() -> tuple[int, str]:
        done = client.post(f"/api/{address}", body or {}, content_type="application/json")
        return done.status_code, done.json().get("code", "")

    return ask


WON, ALREADY = (200, ""), (403, "settlement.already")


def test_two_confirm(until):
    run = until("confirm")
    assert sorted(at_once(*[asked("jiaxi.secretary", f"runs/{run}/confirm_run")] * 2)) == [WON, ALREADY]
    assert RunEvent.objects.filter(run=run, state="confirmed").count() == 1


def test_two_post(until):
    run = until("post")
    assert sorted(at_once(*[asked("jiaxi.accountant", f"runs/{run}/post_run")] * 2)) == [WON, ALREADY]
    assert Entry.objects.count() == 1


def test_two_draft(until):
    until("draft")
    body = {"kind": "refuse_fee", "org": "jiaxi", "period": "2025"}
    done = at_once(*[asked("jiaxi.accountant", "runs", body)] * 2)
    assert sorted(done) == [WON, (403, "settlement.period_taken")]
    assert Run.objects.count() == 1


def test_two_pay_the_whole_list(until):
    run = until("pay")
    cashier = client_as("jiaxi.cashier")
    told = cashier.get(f"/api/runs/{run}/pay").json()
    assert len(told["lines"]) > 1

    def pay(key: str) -> Callable[[], tuple[int, str]]:
        body = {"key": key, "happened_on": str(AFTER), "bank_ref": "B", "seen": told["seen"]}
        return asked("jiaxi.cashier", f"runs/{run}/pay", body)

    assert sorted(at_once(pay("A"), pay("B"))) == [WON, (403, "settlement.list_moved")]
    assert Payment.objects.count() == len(told["lines"]) and PaymentList.objects.count() == 1


def test_one_form_twice(until):
    run = until("pay")
    lines = queries.pay_list(SYSTEM, run, on=AFTER)
    told = actions.WholeList(happened_on=AFTER, bank_ref="B", seen=lines.seen)
    cashier = who("cashier", AFTER)
    done = at_once(*[lambda: actions.pay_run(run, told, key="A", by=cashier, on=AFTER).repeated] * 2)
    assert sorted(done) == [False, True]
    assert dict(Payment.objects.values_list("line", "amount_fen")) == lines.open_fen


def test_two_decide_one_doubt(until):
    until("draft")
    alike: dict[str, Any] = {"name": "王双", "sex": "f", "born_on": date(1990, 1, 2)}
    for code in ("P8800001", "P8800002"):
        registry.register_person(
            "town", registry.NewPerson(code=code, village_code=town.HAIBA, **alike), by=SYSTEM, on=AFTER
        )
    two = registry.Verdict(verdict="two", reason="两人都到场")

    def decide() -> str:
        return registry.decide_doubt("P8800001=P8800002", two, by=SYSTEM, on=AFTER).ref

    assert sorted(at_once(decide, decide)) == ["doubt:P8800001=P8800002", "registry.doubt_decided"]
    assert DoubtDecision.objects.count() == 1


def test_two_pay(until):
    until("pay")
    line = RunLine.objects.filter(amount_fen__gt=0).order_by("pk")[0]
    cashier = who("cashier", AFTER)

    def pay(key: str) -> Callable[[], Any]:
        listed = [actions.NewPayment(line.pk, line.amount_fen, AFTER)]
        return lambda: actions.record_payments("jiaxi", listed, key=key, by=cashier, on=AFTER).repeated

    assert sorted(at_once(pay("A"), pay("B")), key=str) == [False, "settlement.paid_already"]
    assert Payment.objects.count() == 1


def correct() -> int:
    """A point or two less: each of two homes falls below its tier's line, 144 to 143 and 156 to 154."""
    for number in (2, 3):
        mark = MonthMark("scored", 10, 1)
        correct_score("jiaxi", marked(town.home_code(number), "2025-07", mark), by=SYSTEM, on=AFTER)
    return 2


def late() -> list[Any]:
    return [each for each in checking.all_findings() if each.kind == "late_facts"]


def test_a_draft_while_scores_come_in(until):
    """The run either saw a correction, or `check` says later that it did not: none is lost between."""
    until("draft")
    done = at_once(LIFE[1].take, correct)
    run = Run.objects.get()
    assert done == [run.pk, 2]
    assert MonthScore.objects.filter(month="2025-07", revision=1).count() == 2
    seen = MonthScore.objects.filter(revision=1, mark__lte=run.watermark["jiaxi"]).count()
    assert bool(late()) == (seen < 2)
    actions.withdraw_run(run.pk, by=who("accountant", AFTER), on=AFTER)


def test_a_score_after_the_draft_is_told(until):
    until("check")
    assert late() == []
    correct()
    assert {dict(each.params).get("difference_fen") for each in late()} == {2400, 3600}
    actions.withdraw_run(Run.objects.get().pk, by=who("accountant", AFTER), on=AFTER)


def test_a_workbook_while_a_run_is_confirmed(until):
    run = until("confirm")
    rows = [
        {"household": town.home_code(home), "month": "2026-01", "state": "scored", "base": 10, "bonus": home}
        for home in (1, 2, 3)
    ]
    content = write_rows(import_kind("scores"), rows)

    def bring() -> int:
        by = who("accountant", AFTER)
        return import_workbook("scores", content, "a.xlsx", org_code="jiaxi", by=by, on=AFTER).new

    done = at_once(bring, asked("jiaxi.secretary", f"runs/{run}/confirm_run"))
    assert done == [3, WON]
    assert MonthScore.objects.filter(month="2026-01").count() == 3


@pytest.fixture
def held(until: Any) -> Iterator[int]:
    """A village ready to be confirmed, while somebody outside holds the write lock and does not let go."""
    run = until("confirm")
    connection.close()
    other: Any
    name, value = "timeout", cast(Any, 0)
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = connection.copy()
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT * FROM base_counter FOR UPDATE")
        name, value = "options", "-c lock_timeout=50"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict["OPTIONS"], name, value)
        yield run
        connection.close()
    other.rollback()
    other.close()


def test_waiting_in_vain_is_worded(held, capsys):
    client = client_as("jiaxi.secretary") if connection.vendor != "sqlite" else None
    with pytest.raises(OperationalError) as error:
        actions.confirm_run(held, by=who("secretary", AFTER), on=AFTER)
    refusal = refusal_of(error.value)
    assert refusal and refusal.code == "act.busy"
    assert "请稍后" in worded(refusal)
    assert refusal_of(OperationalError("no such column")) is None
    if client:  # a session's own write would wait too
        no = client.post(f"/api/runs/{held}/confirm_run", {}, content_type="application/json")
        assert (no.status_code, no.json()["code"]) == (403, "act.busy")
        page = client.post(f"/runs/{held}/confirm_run")
        assert "locked" not in page.content.decode()
