"""A run from draft to payment, held lines, supplements, reversal (一次结算的一生)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger import facts as ledger_facts
from liancun.rooms.ledger.models import Entry
from liancun.rooms.notices import actions as board
from liancun.rooms.settlement import actions, facts, gateways, kinds, queries
from liancun.rooms.settlement.models import Payment, Run, RunEvent, RunLine
from liancun.rooms.settlement.tests.town import (
    AFTER,
    DAY,
    drafted,
    line_of,
    objected,
    posted,
    published,
    put_up,
    refused,
)
from liancun.rooms.settlement.tests.toys import CASHIER, CHECKER, CLERK, MAKER, ORG, SECRETARY, TABLE, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]


def test_a_whole_life():
    run = posted()
    states = list(RunEvent.objects.filter(run=run).order_by("serial").values_list("state", flat=True))
    assert states == ["drafted", "checked", "published", "confirmed", "posted"]
    line = line_of(run, "L1")
    assert (line.amount_fen, line.payee, line.facts) == (20000, "P0000001", {"value": 20})
    rows = [actions.NewPayment(line.pk, 15000, AFTER)]
    done = actions.record_payments(ORG, rows, key="a", by=CASHIER, on=AFTER)
    assert (done.paid, done.total_fen) == (1, 15000)
    again = actions.record_payments(ORG, rows, key="a", by=CASHIER, on=AFTER)
    assert again.repeated and Payment.objects.count() == 1
    refused(
        "settlement.list_differs",
        actions.record_payments,
        ORG,
        [actions.NewPayment(line.pk, 1, AFTER)],
        key="a",
        by=CASHIER,
        on=AFTER,
    )
    refused(
        "settlement.pay_too_much",
        actions.record_payments,
        ORG,
        [actions.NewPayment(line.pk, 5001, AFTER)],
        key="b",
        by=CASHIER,
        on=AFTER,
    )
    failed = [actions.NewPayment(line.pk, 5000, AFTER, failure="户名不符")]
    actions.record_payments(ORG, failed, key="c", by=CASHIER, on=AFTER)
    actions.record_payments(ORG, [actions.NewPayment(line.pk, 5000, AFTER)], key="d", by=CASHIER, on=AFTER)
    assert facts.money_by_run([run])[run] == facts.Money(23000, 20000)
    numbers = Payment.objects.order_by("id").values_list("receipt_number", flat=True)
    assert list(numbers) == [1, None, 2]


def test_held_then_confirmed():
    run = published()
    held = line_of(run, "L2")
    objection = objected(run, held.pk)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    entry = actions.post_run(run, by=MAKER, on=AFTER).ref
    assert sum(line.debit_fen for line in gateways.entry_lines(entry)) == 20000
    refused("settlement.objection_open", actions.confirm_lines, run, [held.pk], by=SECRETARY, on=AFTER)
    refused("settlement.already", actions.post_run, run, by=MAKER, on=AFTER)
    refused(
        "settlement.line_not_posted",
        actions.record_payments,
        ORG,
        [actions.NewPayment(held.pk, 1, AFTER)],
        key="x",
        by=CASHIER,
        on=AFTER,
    )
    board.answer_objection(objection, board.Reply(outcome="rejected"), by=SYSTEM, on=AFTER)
    actions.confirm_lines(run, [held.pk], by=SECRETARY, on=AFTER)
    further = actions.post_run(run, by=MAKER, on=AFTER).ref
    assert sum(line.debit_fen for line in gateways.entry_lines(further)) == 3000


def test_upheld_objection_replaces_the_line():
    run = published()
    held = line_of(run, "L2")
    board.answer_objection(objected(run, held.pk), board.Reply(outcome="upheld"), by=SYSTEM, on=DAY)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    refused("settlement.objection_upheld", actions.confirm_lines, run, [held.pk], by=SECRETARY, on=AFTER)
    TABLE.note("2025-01", {"L2": 5})
    new = actions.replace_line(held.pk, by=MAKER, on=AFTER).new
    assert new
    refused("settlement.line_not_checked", actions.confirm_lines, run, [new], by=SECRETARY, on=AFTER)
    maker_too = person("wang", "supervisor")
    refused("settlement.same_person", actions.check_lines, run, [new], by=maker_too, on=AFTER)
    actions.check_lines(run, [new], by=CHECKER, on=AFTER)
    actions.confirm_lines(run, [new], by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    assert line_of(run, "L2", 1).amount_fen == 5000
    assert facts.money_by_run([run])[run].due_fen == 25000


def test_supplement_and_deduction():
    first = posted()
    TABLE.note("2025-01", {"L1": 22, "L2": 1})
    TABLE.note("2025-02", {"L1": 10, "L2": 10})
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    parts = {(line.subject, line.part): line.amount_fen for line in RunLine.objects.filter(run=run)}
    assert parts == {
        ("L1", "fee"): 10000,
        ("L2", "fee"): 10000,
        ("L1", "supplement:2025-01/fee"): 2000,
        ("L2", "supplement:2025-01/fee"): -2000,
    }
    assert set(RunLine.objects.filter(run=run).values_list("first_run", flat=True)) == {None, first}
    actions.check_run(run, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(run, by=CLERK, on=AFTER).ref, AFTER)
    later = AFTER + timedelta(days=4)
    actions.confirm_run(run, by=SECRETARY, on=later)
    actions.post_run(run, by=MAKER, on=later)
    deduction = RunLine.objects.get(run=run, amount_fen__lt=0)
    paid = facts.paid_by_line(RunLine.objects.all())
    assert paid[deduction.pk] == -2000
    assert sum(paid.values()) == 0
    TABLE.note("2025-03", {"L1": 1})
    third = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-03"), by=MAKER, on=later)
    assert RunLine.objects.filter(run=third).count() == 1
    upto = dict(Watermark.now([ORG]).marks)[ORG]
    runs = facts.posted_runs("toy_wage", ORG, upto=upto)
    sums: dict[tuple[int, str], int] = {}
    for pk, (lines, _open) in facts.settled_of(runs, upto=upto).items():
        for (subject, _part), line in lines.items():
            sums[pk, subject] = sums.get((pk, subject), 0) + line.amount_fen
    assert facts.settled_sums(runs, upto=upto) == sums
    assert sums[first, "L1"] == 22000 and sums[run, "L2"] == 10000


def test_reversal():
    run = posted()
    paid = line_of(run, "L1")
    actions.record_payments(ORG, [actions.NewPayment(paid.pk, 20000, AFTER)], key="a", by=CASHIER, on=AFTER)
    negative = actions.draft_reversal(run, by=MAKER, on=AFTER).run
    actions.check_run(negative, by=CHECKER, on=AFTER)
    refused("settlement.reversal_not_published", actions.publish_run, negative, by=CLERK, on=AFTER)
    actions.confirm_run(negative, by=SECRETARY, on=AFTER)
    actions.post_run(negative, by=MAKER, on=AFTER)
    assert facts.run_state(run) == "reversed"
    assert facts.money_by_run([negative])[negative] == facts.Money(-23000, -3000)
    again = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=AFTER)
    assert Run.objects.get(pk=again).attempt == 2


def test_a_subject_that_should_not_have_had_a_line_gives_it_back():
    posted()
    TABLE.note("2025-01", {"L2": None})
    TABLE.note("2025-02", {"L1": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    back = RunLine.objects.get(run=run, subject="L2")
    assert (back.amount_fen, back.part, back.outcome) == (-3000, "supplement:2025-01/fee", {"account": "114"})
    assert back.facts == {"period": "2025-01", "due_fen": 0, "settled_fen": 3000, "facts": {}}
    assert [reason["code"] for reason in back.reasons] == ["settlement.deduction"]


def test_a_withdrawn_run_comes_off_the_board():
    run = published()
    actions.withdraw_run(run, by=MAKER, on=DAY)
    refused("notices.taken_down", objected, run, line_of(run, "L1").pk)


def test_a_supplemented_run_is_not_reversed_and_a_withdrawn_supplement_comes_again():
    first = posted()
    TABLE.note("2025-01", {"L1": 22})
    TABLE.note("2025-02", {"L1": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    refused("settlement.supplemented", actions.draft_reversal, first, by=MAKER, on=AFTER)
    actions.withdraw_run(run, by=MAKER, on=AFTER)
    again = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    assert RunLine.objects.get(run=again, first_run=first).amount_fen == 2000


def test_a_held_line_is_not_supplemented_behind_its_back():
    run = published()
    objected(run, line_of(run, "L2").pk)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    TABLE.note("2025-01", {"L1": 21, "L2": 9})
    TABLE.note("2025-02", {"L1": 1})
    later = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    assert [line.subject for line in RunLine.objects.filter(run=later, first_run=run)] == ["L1"]


def test_an_upheld_objection_to_a_supplement():
    posted()
    TABLE.note("2025-01", {"L1": 22})
    TABLE.note("2025-02", {"L1": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    actions.check_run(run, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(run, by=CLERK, on=AFTER).ref, AFTER)
    line = RunLine.objects.get(run=run, part="supplement:2025-01/fee")
    board.answer_objection(
        objected(run, line.pk, on=AFTER), board.Reply(outcome="upheld"), by=SYSTEM, on=AFTER
    )
    TABLE.note("2025-01", {"L1": 25})
    number = actions.replace_line(line.pk, by=MAKER, on=AFTER).new
    assert number
    new = RunLine.objects.get(pk=number)
    assert (new.amount_fen, new.first_run_id, new.facts["settled_fen"]) == (5000, line.first_run_id, 20000)
    later = AFTER + timedelta(days=4)
    actions.check_lines(run, [new.pk], by=CHECKER, on=AFTER)
    actions.confirm_run(run, by=SECRETARY, on=later)
    actions.post_run(run, by=MAKER, on=later)
    assert facts.money_by_run([run])[run].due_fen == 6000


def test_a_line_objected_to_that_is_no_more():
    run = published()
    line = line_of(run, "L2").pk
    board.answer_objection(objected(run, line), board.Reply(outcome="upheld"), by=SYSTEM, on=DAY)
    TABLE.note("2025-01", {"L2": None})
    assert actions.replace_line(line, by=MAKER, on=DAY).new is None
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    assert facts.money_by_run([run])[run].due_fen == 20000


def test_bills_are_collected_and_a_refund_goes_the_other_way():
    run = drafted("toy_fee", "2024", L1=3)
    actions.check_run(run, by=CHECKER, on=DAY)
    put_up(actions.publish_run(run, by=CLERK, on=DAY).ref, DAY)
    later = DAY + timedelta(days=8)
    actions.confirm_run(run, by=SECRETARY, on=later)
    actions.post_run(run, by=MAKER, on=later)
    line = line_of(run, "L1")
    row = actions.NewPayment(line.pk, 3000, later, money_account="101", bank_ref="R1")
    actions.record_payments(ORG, [row], key="a", by=CASHIER, on=later)
    entry = gateways.entry_lines(Payment.objects.get().entry_ref)
    assert [(x.account, x.party, x.debit_fen, x.credit_fen) for x in entry] == [
        ("113", "P0000001", 0, 3000),
        ("101", "", 3000, 0),
    ]
    negative = actions.draft_reversal(run, by=MAKER, on=later).run
    actions.check_run(negative, by=CHECKER, on=later)
    actions.confirm_run(negative, by=SECRETARY, on=later)
    actions.post_run(negative, by=MAKER, on=later)
    back = line_of(negative, "L1")
    actions.record_payments(ORG, [actions.NewPayment(back.pk, -3000, later)], key="b", by=CASHIER, on=later)
    assert facts.money_by_run([run, negative]) == {
        run: facts.Money(3000, 3000),
        negative: facts.Money(-3000, -3000),
    }


def test_a_list_posted_after_its_month_was_closed_stands_on_the_day_of_posting():
    run = published()
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    for month in ("2024-12", "2025-01"):
        ledger.close_period(ORG, ledger.MonthToClose(month, "等记账"), by=SYSTEM, on=AFTER)
    assert booked_on(actions.post_run(run, by=MAKER, on=AFTER).ref) == AFTER


def booked_on(entry):
    return Entry.objects.get(pk=entry.partition(":")[2]).accounting_on


def test_a_paper_agreed_later_gives_the_day_while_its_month_is_open(monkeypatch):
    agreed = date(2025, 2, 3)
    known = replace(kinds.kind_named("toy_wage"), known_on=lambda org, period, asof: agreed)
    monkeypatch.setitem(kinds.known(), "toy_wage", known)
    assert booked_on(actions.post_run(confirmed("2025-01"), by=MAKER, on=AFTER).ref) == agreed
    later = confirmed("2024-12")
    for month in ("2024-12", "2025-01", "2025-02"):
        ledger.close_period(ORG, ledger.MonthToClose(month, "等记账"), by=SYSTEM, on=date(2025, 3, 1))
    assert booked_on(actions.post_run(later, by=MAKER, on=date(2025, 3, 2)).ref) == date(2025, 3, 2)


def confirmed(period):
    run = drafted(period=period)
    actions.check_run(run, by=CHECKER, on=DAY)
    put_up(actions.publish_run(run, by=CLERK, on=DAY).ref, DAY)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    return run


def test_what_was_confirmed_and_not_posted_may_be_withdrawn_and_drafted_anew():
    run = confirmed("2025-01")
    assert queries.run_detail(MAKER, run).may == ("post_run",)
    assert queries.run_detail(SECRETARY, run).may == ("withdraw_run",)
    refused("permit.not_yours", actions.withdraw_run, run, by=MAKER, on=AFTER)
    actions.withdraw_run(run, actions.Remark("期间写错"), by=SECRETARY, on=AFTER)
    assert facts.run_state(run) == "withdrawn"
    refused("settlement.ended", actions.post_run, run, by=MAKER, on=AFTER)
    again = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=AFTER)
    assert Run.objects.get(pk=again).attempt == 2


def test_an_earlier_run_that_cannot_be_asked_again_is_told_and_waits():
    first = posted()
    TABLE.note("2025-01", {"L1": 22})
    TABLE.expected = {ORG: ("L7",)}
    TABLE.note("2025-02", {"L1": 1, "L7": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    told, why = Run.objects.get(pk=run).steps
    assert (told["code"], why["code"]) == ("settlement.not_read_again", "settlement.records_missing")
    assert told["params"] == {"run": f"run:{first}", "period": "2025-01"} and why["params"] == {
        "subjects": ["L7"]
    }
    assert not RunLine.objects.filter(run=run, first_run=first).exists()
    assert queries.late_differences(MAKER, kind="toy_wage", org_code=ORG) == ()
    actions.withdraw_run(run, by=MAKER, on=AFTER)
    TABLE.note("2025-01", {"L7": 2})
    again = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    assert Run.objects.get(pk=again).steps == []
    late = RunLine.objects.filter(run=again, first_run=first).order_by("subject")
    assert [(line.subject, line.amount_fen) for line in late] == [("L1", 2000), ("L7", 2000)]


def test_what_is_redone_or_held_stands_on_the_day_where_the_month_is_closed():
    run = posted()
    negative = actions.draft_reversal(run, by=MAKER, on=AFTER).run
    actions.check_run(negative, by=CHECKER, on=AFTER)
    actions.confirm_run(negative, by=SECRETARY, on=AFTER)
    for month in ("2024-12", "2025-01"):
        ledger.close_period(ORG, ledger.MonthToClose(month, "等记账"), by=SYSTEM, on=AFTER)
    entry = actions.post_run(negative, by=MAKER, on=AFTER).ref
    assert Entry.objects.get(pk=entry.partition(":")[2]).accounting_on == AFTER
    again = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=AFTER)
    actions.check_run(again, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(again, by=CLERK, on=AFTER).ref, AFTER)
    later = AFTER + timedelta(days=4)
    actions.confirm_run(again, by=SECRETARY, on=later)
    entry = actions.post_run(again, by=MAKER, on=later).ref
    assert Entry.objects.get(pk=entry.partition(":")[2]).accounting_on == later


def test_money_of_a_closed_month_is_booked_in_the_open_one_and_keeps_its_day():
    run = posted()
    line, found = line_of(run, "L1").pk, date(2025, 3, 10)
    for month in ("2024-12", "2025-01", "2025-02"):
        ledger.close_period(ORG, ledger.MonthToClose(month), by=SYSTEM, on=date(2025, 3, 1))
    rows = [actions.NewPayment(line, 12000, AFTER), actions.NewPayment(line, 8000, found)]
    actions.record_payments(ORG, rows, key="late", by=CASHIER, on=found)
    late, now = Payment.objects.order_by("amount_fen").reverse()
    assert (late.happened_on, now.happened_on) == (AFTER, found)
    entries = [Entry.objects.get(pk=row.entry_ref.partition(":")[2]) for row in (late, now)]
    assert [(e.happened_on, e.accounting_on) for e in entries] == [(AFTER, found), (found, found)]
    rows = [actions.NewPayment(line_of(run, "L2").pk, 100, AFTER)]
    shut = {"key": "shut", "by": CASHIER, "on": AFTER}  # the month of the act is closed itself
    refused("ledger.period_closed", actions.record_payments, ORG, rows, **shut)


def test_money_from_before_the_book_began_names_its_row(monkeypatch):
    run = posted()
    line = line_of(run, "L1").pk
    state = ledger_facts.period_state(ORG)
    begun = replace(state, opened_on=AFTER + timedelta(days=1))
    monkeypatch.setattr(ledger_facts, "period_state", lambda org_code: begun)
    rows = [actions.NewPayment(line, 100, AFTER + timedelta(days=day)) for day in (1, 0)]
    faults = actions.payment_faults(facts.lines_to_pay(ORG, [line]), rows, AFTER + timedelta(days=1))
    assert [(place, no.code) for place, no in faults] == [(1, "ledger.before_opening")]
