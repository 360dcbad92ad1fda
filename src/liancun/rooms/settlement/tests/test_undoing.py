"""A payment that came back or was booked in error (退回、更正误记): undone once, the line open again."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liancun.base.acts import act
from liancun.base.importing import import_workbook
from liancun.base.importing.templates import write_rows
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM, Grant
from liancun.kernel import BadInput
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger.models import Entry
from liancun.rooms.settlement import actions, checks, facts, gateways, queries
from liancun.rooms.settlement.imports import IMPORTS
from liancun.rooms.settlement.models import Payment, RunLine
from liancun.rooms.settlement.tests.town import AFTER, line_of, pay, posted, put_up, refused
from liancun.rooms.settlement.tests.toys import (
    CASHIER,
    CHECKER,
    CLERK,
    MAKER,
    ORG,
    SECRETARY,
    TABLE,
    person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]
BACK = AFTER + timedelta(days=2)
RETURN = actions.Undoing(why="returned", happened_on=BACK, reason="账号户名不符,退票", bank_ref="T-1")


def undo(payment, given=RETURN, by=CASHIER, on=BACK):
    return actions.undo_payment(payment.pk, given, by=by, on=on)


def sound():
    return [finding for check in checks.CHECKS for finding in check() if finding.kind != "late_facts"]


def test_what_the_bank_sent_back_is_open_again_and_paid_again():
    run = posted()
    line = line_of(run, "L1")
    pay("a", (line.pk, 20000), bank_ref="YH-1")
    first = Payment.objects.get()
    done = undo(first)
    row = Payment.objects.get(undoes=first)
    assert (done.undone_by, done.line, done.ref) == (row.pk, line.pk, f"payment:{row.pk}")
    assert (row.state, row.amount_fen, row.failure, row.bank_ref) == (
        "returned",
        -20000,
        "账号户名不符,退票",
        "T-1",
    )
    assert (row.receipt_number, row.listed_id) == (None, None)
    assert [(x.account, x.party, x.debit_fen, x.credit_fen) for x in gateways.entry_lines(done.entry)] == [
        ("114", "P0000001", 0, 20000),
        ("102", "", 20000, 0),
    ]
    assert Entry.objects.get(pk=done.entry.partition(":")[2]).source == f"payment:{first.pk}"
    assert facts.money_by_run([run])[run] == facts.Money(23000, 0)
    assert queries.run_detail(CASHIER, run).paid_lines == 0
    assert queries.lines_told(SYSTEM, [line.pk])[line.pk].paid_on is None
    refused("settlement.undone_already", undo, first)
    refused("settlement.nothing_moved", undo, row)
    pay("b", (line.pk, 20000), on=BACK)
    assert facts.money_by_run([run])[run].paid_fen == 20000
    numbers = Payment.objects.order_by("id").values_list("receipt_number", flat=True)
    assert list(numbers) == [1, None, 2]
    audit = AuditLine.objects.get(verb="settlement.undo_payment")
    assert (audit.ref, audit.params["why"]) == (f"payment:{first.pk}", "returned")
    assert sound() == []


def test_what_was_booked_on_the_wrong_person_goes_to_the_right_one():
    run = posted()
    wrong, right = line_of(run, "L2"), line_of(run, "L1")
    pay("a", (wrong.pk, 3000))
    told = actions.Undoing(why="mistaken", happened_on=BACK, reason="应记在L1名下")
    undo(Payment.objects.get(), told)
    pay("b", (right.pk, 3000), on=BACK)
    assert facts.paid_by_line(RunLine.objects.all()) == {wrong.pk: 0, right.pk: 3000}
    assert sound() == []


def test_who_may_and_what_may_not():
    run = posted()
    line = line_of(run, "L1").pk
    pay("a", (line, 5000))
    paid = Payment.objects.get()
    refused("permit.not_yours", undo, paid, by=MAKER)
    refused("settlement.same_person", undo, paid, by=person("wang", "cashier"))
    refused("viewer.not_found", undo, paid, by=person("far", "cashier", org_code="haiba"))
    refused("viewer.not_found", actions.undo_payment, 10**9, RETURN, by=CASHIER, on=BACK)
    for day in (AFTER - timedelta(days=1), BACK + timedelta(days=1)):
        told = actions.Undoing(why="returned", happened_on=day, reason="退票")
        refused("settlement.undone_on_wrong_day", undo, paid, told)
    blank = actions.Undoing(why="returned", happened_on=BACK, reason="  ")
    refused("settlement.no_reason_said", undo, paid, blank)
    pay("b", (line, 100), failure="户名不符")
    refused("settlement.nothing_moved", undo, Payment.objects.get(state="failed"))
    payments = [actions.NewPayment(line, 200, AFTER, "301", "DH-1")]
    with_act(payments)
    refused("settlement.no_money_moved", undo, Payment.objects.get(money_account="301"))
    assert not Payment.objects.exclude(undoes=None).exists()


def with_act(payments):
    grant = Grant("", {"cashier": "own"})
    with act("settlement.record_payments", ORG, by=CASHIER, on=AFTER, permit=grant) as a:
        actions.settle_within(a, payments, key="turn", holders={payments[0].line: "P0000001"})


def test_a_return_in_a_closed_month_is_booked_in_the_open_one():
    run = posted()
    pay("a", (line_of(run, "L1").pk, 20000))
    for month in ("2024-12", "2025-01", "2025-02"):
        ledger.close_period(ORG, ledger.MonthToClose(month), by=SYSTEM, on=date(2025, 3, 1))
    later = date(2025, 3, 4)
    entry = undo(Payment.objects.get(), on=later).entry
    found = Entry.objects.get(pk=entry.partition(":")[2])
    assert (found.happened_on, found.accounting_on) == (BACK, later)


def test_a_return_is_set_against_what_the_person_owes():
    run = posted()
    pay("a", (line_of(run, "L2").pk, 3000))
    TABLE.note("2025-01", {"L2": 1})
    TABLE.note("2025-02", {"L1": 1})
    second = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    actions.check_run(second, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(second, by=CLERK, on=AFTER).ref, AFTER)
    later = AFTER + timedelta(days=4)
    actions.confirm_run(second, by=SECRETARY, on=later)
    actions.post_run(second, by=MAKER, on=later)
    undo(Payment.objects.get(state="paid"), on=later)
    deduction = RunLine.objects.get(run=second, amount_fen__lt=0)
    paid = facts.paid_by_line(RunLine.objects.all())
    assert (paid[deduction.pk], paid[line_of(run, "L2").pk]) == (-2000, 2000)
    assert sound() == []


def test_a_workbook_of_returns():
    run = posted()
    first, second = line_of(run, "L1").pk, line_of(run, "L2").pk
    pay("a", (first, 5000), (second, 3000), bank_ref="YH-1")
    pay("b", (first, 100), bank_ref="YH-2")
    pay("c", (first, 100), bank_ref="YH-2")

    def bring(*rows):
        kind = "payment_returns"
        names = ("line", "bank_ref", "happened_on", "why", "reason")
        sheet = write_rows(IMPORTS[0], [dict(zip(names, row, strict=True)) for row in rows])
        return import_workbook(kind, sheet, "退回.xlsx", org_code=ORG, by=CASHIER, on=BACK)

    good = (first, "YH-1", BACK, "returned", "退票")
    with pytest.raises(BadInput) as bad:
        bring(
            good,
            (first, "YH-9", BACK, "returned", "退票"),
            (first, "YH-2", BACK, "returned", "退票"),
            (second, "YH-1", AFTER - timedelta(days=1), "mistaken", "记错"),
        )
    assert sorted((problem.row, problem.code) for problem in bad.value.problems) == [
        (3, "settlement.no_such_payment"),
        (4, "settlement.which_payment"),
        (5, "settlement.undone_on_wrong_day"),
    ]
    assert bring(good).new == 1
    assert bring(good).same == 1
    assert facts.paid_by_line(RunLine.objects.all()) == {first: 200, second: 3000}
    assert sound() == []


def test_many_returns_ask_no_more_than_few(django_assert_max_num_queries):
    """A workbook of returns is one batch of entries and one write, however many rows it has."""
    run = posted(**{f"L{number}": 2 for number in range(1, 31)})
    lines = [line_of(run, f"L{number}").pk for number in range(1, 31)]
    pay("a", *((line, 2000) for line in lines))
    payments = list(Payment.objects.select_related("line__run").order_by("pk"))
    told = actions.Undoing(why="returned", happened_on=BACK, reason="退票")
    grant = Grant("", {"cashier": "own"})
    with (
        act("settlement.import_payments", ORG, by=CASHIER, on=BACK, permit=grant) as a,
        django_assert_max_num_queries(40),
    ):
        rows = actions.undo_all_within(a, payments, [told] * len(payments))
    assert [(row.undoes_id, row.amount_fen) for row in rows] == [(each.pk, -2000) for each in payments]
    entries = {row.entry_ref for row in rows}
    assert len(entries) == 30
    assert facts.money_by_run([run])[run] == facts.Money(60_000, 0)
    assert sound() == []


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["pay", "undo"]), st.integers(1, 4)), max_size=10))
def test_paid_and_open_make_what_is_due_whatever_comes_back(steps):
    with transaction.atomic():
        TABLE.notes.clear()
        _random_life(steps)
        transaction.set_rollback(True)


def _random_life(steps):
    run = posted(L1=7)
    line = line_of(run, "L1")
    for place, (what, number) in enumerate(steps):
        done = list(facts.standing_payments().filter(line=line).order_by("pk"))
        paid = sum(row.amount_fen for row in done)
        assert facts.paid_by_line(RunLine.objects.filter(pk=line.pk)).get(line.pk, 0) == paid
        if what == "pay" and paid < line.amount_fen:
            pay(f"K-{place}", (line.pk, min(number * 1000, line.amount_fen - paid)))
        elif what == "undo" and done:
            undo(done[number % len(done)])
    money = facts.money_by_run([run])[run]
    open_fen = sum(row.open_fen for row in facts.listed_to_pay(line.run))
    assert money.due_fen == money.paid_fen + open_fen == line.amount_fen
    assert sound() == []


def test_a_contrary_row_that_was_meddled_with_is_told():
    run = posted()
    pay("a", (line_of(run, "L1").pk, 20000))
    undo(Payment.objects.get())
    Payment.objects.exclude(undoes=None).update(amount_fen=-19999)
    codes = {finding.code for finding in sound()}
    assert {"settlement.undone_differs", "settlement.payment_entry_differs"} <= codes
