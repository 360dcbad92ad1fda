"""Two people at once, records while a draft is worked out, a crash in the middle (并发与中断)."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from liancun.base import bulk
from liancun.base.models import AuditLine
from liancun.kernel import Refusal
from liancun.rooms.ledger.models import Entry
from liancun.rooms.settlement import actions, calculation, checks, facts
from liancun.rooms.settlement.actions import drafting
from liancun.rooms.settlement.models import Payment, PaymentList, Run, RunEvent, RunLine
from liancun.rooms.settlement.tests.conftest import open_books
from liancun.rooms.settlement.tests.town import AFTER, DAY, drafted, line_of, pay, posted, published, refused
from liancun.rooms.settlement.tests.toys import CASHIER, CHECKER, MAKER, ORG, SECRETARY, TABLE, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def books():
    open_books()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run each call in a thread of its own, starting together; what each gave or refused."""
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


def test_two_people_confirm_at_once():
    run = published()
    second = person("gao", "secretary", party="P0000021")
    results = at_once(
        lambda: actions.confirm_run(run, by=SECRETARY, on=AFTER),
        lambda: actions.confirm_run(run, by=second, on=AFTER),
    )
    assert actions.Stepped(run, "confirm", "") in results and "settlement.already" in results
    assert RunEvent.objects.filter(run=run, state="confirmed").count() == 1


def test_two_people_draft_at_once():
    TABLE.note("2025-01", {"L1": 1})
    second = person("gao", "accountant", party="P0000021")
    results = at_once(
        lambda: actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=DAY),
        lambda: actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=second, on=DAY),
    )
    assert "settlement.period_taken" in results
    assert Run.objects.count() == 1


def test_two_post_and_two_pay_at_once():
    run = published()
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    results = at_once(*[lambda: actions.post_run(run, by=MAKER, on=AFTER)] * 2)
    assert "settlement.already" in results and Entry.objects.count() == 1
    line = line_of(run, "L1").pk
    results = at_once(lambda: pay("a", (line, 15000)), lambda: pay("b", (line, 15000)))
    assert "settlement.pay_too_much" in results and Payment.objects.count() == 1
    again = at_once(*[lambda: pay("c", (line, 100))] * 2)
    assert sorted(done.repeated for done in again) == [False, True]
    assert list(Payment.objects.order_by("id").values_list("receipt_number", flat=True)) == [1, 2]


def test_records_that_come_in_while_a_draft_is_worked_out(monkeypatch):
    TABLE.note("2025-01", {"L1": 1})
    worked_out: list[Any] = []

    def and_a_record_comes_in(*args):
        found = compute(*args)
        worked_out.append(found)
        if len(worked_out) < 3:
            TABLE.note("2025-01", {"L1": 10 + len(worked_out)})
        return found

    compute = calculation.compute
    monkeypatch.setattr(calculation, "compute", and_a_record_comes_in)
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=DAY)
    assert len(worked_out) == 3
    assert line_of(run, "L1").amount_fen == 12000
    assert AuditLine.objects.filter(verb="settlement.draft_run").count() == 1


def test_a_draft_ends_even_while_records_keep_coming(monkeypatch):
    TABLE.note("2025-01", {"L1": 1})
    tries: list[int] = []

    def and_a_record_comes_in(*args):
        found = compute(*args)
        if not connection.in_atomic_block:
            tries.append(1)
            TABLE.note("2025-01", {"L1": 10 + len(tries)})
        return found

    compute = calculation.compute
    monkeypatch.setattr(calculation, "compute", and_a_record_comes_in)
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=DAY)
    assert len(tries) == drafting.TRIES
    assert line_of(run, "L1").amount_fen == 1000 * (10 + drafting.TRIES)


class Crash(Exception):
    """The power went."""


@pytest.mark.parametrize(
    ("model", "step"),
    [
        (RunLine, "draft"),
        (RunEvent, "draft"),
        (RunEvent, "confirm"),
        (Entry, "post"),
        (RunEvent, "post"),
        (PaymentList, "pay"),
        (Payment, "pay"),
    ],
)
def test_a_crash_leaves_all_or_nothing_and_the_step_completes(model, step, monkeypatch):
    run = 0 if step == "draft" else published() if step == "confirm" else confirmed()
    if step == "pay":
        actions.post_run(run, by=MAKER, on=AFTER)
    steps = {
        "draft": lambda: drafted(),
        "confirm": lambda: actions.confirm_run(run, by=SECRETARY, on=AFTER),
        "post": lambda: actions.post_run(run, by=MAKER, on=AFTER),
        "pay": lambda: pay("a", (line_of(run, "L1").pk, 20000)),
    }
    before = counts()
    with monkeypatch.context() as patch:
        for way in ("insert", "insert_values"):
            patch.setattr(bulk, way, crash_after_bulk(model, getattr(bulk, way)))
        with connection.execute_wrapper(crash_after(model)), pytest.raises(Crash):
            steps[step]()
    assert counts() == before
    steps[step]()
    assert [each for check in checks.CHECKS for each in check()] == []


def confirmed() -> int:
    """A run that may be posted."""
    run = published()
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    return int(run)


def counts() -> dict[str, int]:
    """How many rows stand of everything a step writes."""
    models = (Run, RunLine, RunEvent, Payment, PaymentList, Entry, AuditLine)
    return {model.__name__: model.objects.count() for model in models}


def crash_after(model: Any) -> Callable[..., Any]:
    """Make the machine stop right after the next row of a model was written."""

    def crash(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("INSERT") and f'"{model._meta.db_table}"' in sql:
            raise Crash
        return done

    return crash


def crash_after_bulk(model: Any, insert: Callable[..., Any]) -> Callable[..., Any]:
    """The same for rows written in bulk, which PostgreSQL takes by COPY."""

    def crash(into, *rows, **more):
        done = insert(into, *rows, **more)
        if into is model:
            raise Crash
        return done

    return crash


def test_nothing_is_written_before_the_commit():
    run = drafted()

    def check_and_crash():
        with transaction.atomic():
            actions.check_run(run, by=CHECKER, on=DAY)
            raise Crash

    with pytest.raises(Crash):
        check_and_crash()
    assert facts.run_state(run) == "drafted"


def test_paying_is_refused_to_the_maker_even_in_a_race():
    run = posted()
    refused("settlement.same_person", pay, "a", (line_of(run, "L1").pk, 1), by=person("wang", "cashier"))
    assert CASHIER.name == "liu"
