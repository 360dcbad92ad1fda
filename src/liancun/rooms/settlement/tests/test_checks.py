"""`liancun check` tells tampered from late facts from a changed rule (核对)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from liancun.base import charters, guards
from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.kernel.rulings import EntryLine as Booked
from liancun.kernel.rulings import Line, Ruling
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger.models import EntryLine
from liancun.rooms.notices import actions as board
from liancun.rooms.settlement import actions, checks, digests, kinds
from liancun.rooms.settlement.checks.control import CONTROLS
from liancun.rooms.settlement.guards import GUARDS
from liancun.rooms.settlement.models import Payment, Run, RunEvent, RunLine
from liancun.rooms.settlement.tests import toys
from liancun.rooms.settlement.tests.town import (
    AFTER,
    DAY,
    drafted,
    line_of,
    objected,
    pay,
    posted,
    published,
    put_up,
)
from liancun.rooms.settlement.tests.toys import CHECKER, CLERK, MAKER, ORG, SECRETARY, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]


def found():
    return [(each.kind, each.ref, each.code) for check in checks.CHECKS for each in check()]


def next_month(period="2025-02", day=AFTER):
    """Draft and post the next wage run."""
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", period), by=MAKER, on=day)
    actions.check_run(run, by=CHECKER, on=day)
    put_up(actions.publish_run(run, by=CLERK, on=day).ref, day)
    actions.confirm_run(run, by=SECRETARY, on=day + timedelta(days=4))
    actions.post_run(run, by=MAKER, on=day + timedelta(days=4))
    return run


def test_nothing_to_find_in_an_honest_life():
    run = published()
    held = line_of(run, "L2")
    objection = objected(run, held.pk)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    assert found() == []
    TABLE.note("2025-01", {"L2": 5})
    board.answer_objection(objection, board.Reply(outcome="upheld"), by=SYSTEM, on=AFTER)
    new = actions.replace_line(held.pk, by=MAKER, on=AFTER).new
    assert new
    actions.check_lines(run, [new], by=CHECKER, on=AFTER)
    actions.confirm_lines(run, [new], by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    pay("a", (line_of(run, "L1").pk, 500), (new, 5000))
    assert found() == []


def test_an_edited_line_is_named():
    run = posted()
    line = line_of(run, "L1")
    RunLine.objects.filter(pk=line.pk).update(amount_fen=20001)
    assert ("tampered", f"line:{line.pk}", "settlement.line_edited") in found()


def test_edits_past_all_sense_are_told_not_raised():
    run = posted()
    line = line_of(run, "L1")
    RunLine.objects.filter(pk=line.pk).update(reasons=[{"x": 1}], outcome={})
    RunEvent.objects.filter(run=run, state="checked").update(state="dancing")
    codes = {(ref, code) for _kind, ref, code in found()}
    assert (f"line:{line.pk}", "settlement.line_edited") in codes
    assert (f"run:{run}", "settlement.entry_differs") in codes
    assert (f"run:{run}", "settlement.state_unlawful") in codes


def test_an_edited_line_with_its_digests_mended_still_shows():
    run = posted()
    line = line_of(run, "L1")
    line.amount_fen = 20001
    RunLine.objects.filter(pk=line.pk).update(amount_fen=20001, digest=digests.row_digest(line))
    kinds_found = {(kind, ref) for kind, ref, _code in found()}
    assert ("tampered", f"line:{line.pk}") in kinds_found
    assert ("tampered", f"run:{run}") in kinds_found


def test_an_edited_record_shows():
    run = posted()
    line = line_of(run, "L2")
    TABLE.notes[1] = replace(TABLE.notes[1], value=4)
    assert ("tampered", f"line:{line.pk}", "settlement.facts_differ") in found()


def test_a_removed_record_shows():
    run = posted()
    del TABLE.notes[1]
    TABLE.expected = {ORG: ("L1", "L2")}
    assert ("tampered", f"run:{run}", "settlement.facts_gone") in found()


def test_a_removed_line_and_a_removed_entry_line_show():
    run = posted()
    line_of(run, "L2").delete()
    assert ("tampered", f"run:{run}", "settlement.lines_missing") in found()
    EntryLine.objects.all()[0].delete()
    assert ("tampered", f"run:{run}", "settlement.entry_differs") in found()


def test_late_facts_until_the_next_run_takes_them():
    run = posted()
    TABLE.note("2025-01", {"L1": 22})
    assert found() == [("late_facts", f"run:{run}", "settlement.late_difference")]
    TABLE.note("2025-02", {"L1": 1})
    next_month()
    assert found() == []


def test_late_facts_that_change_no_amount():
    run = posted()
    TABLE.note("2025-01", {"L3": 0})
    assert found() == [("late_facts", f"run:{run}", "settlement.late_no_difference")]
    TABLE.note("2025-02", {"L1": 1})
    next_month()
    assert found() == []


def test_late_facts_before_posting():
    run = drafted()
    TABLE.note("2025-01", {"L1": 1})
    assert found() == [("late_facts", f"run:{run}", "settlement.late_difference")]


def test_an_edited_supplement_shows():
    posted()
    TABLE.note("2025-01", {"L1": 22})
    TABLE.note("2025-02", {"L1": 1})
    run = next_month()
    line = RunLine.objects.get(run=run, part="supplement:2025-01/fee")
    line.amount_fen += 1
    RunLine.objects.filter(pk=line.pk).update(amount_fen=line.amount_fen, digest=digests.row_digest(line))
    assert ("tampered", f"line:{line.pk}", "settlement.supplement_differs") in found()


def dearer(sheet, rates):
    """Another rule: a fen more for everyone."""
    ruling = toys.tariff(sheet, rates)
    return Ruling(tuple(replace(line, amount_fen=line.amount_fen + 1) for line in ruling.lines))


def test_a_changed_rule():
    run = posted()
    kinds.known()["toy_wage"] = replace(toys.WAGE, rule=dearer)
    lines = {f"line:{row.pk}" for row in RunLine.objects.filter(run=run)}
    changed = {
        ref for kind, ref, code in found() if (kind, code) == ("rule_changed", "settlement.rule_differs")
    }
    assert changed == lines
    assert not [each for each in found() if each[0] == "tampered"]


def test_a_rule_that_adds_a_line():
    run = posted()

    def adds(sheet, rates):
        ruling = toys.tariff(sheet, rates)
        return Ruling((*ruling.lines, Line("L7", "fee", "P0000007", 1, ())))

    kinds.known()["toy_wage"] = replace(toys.WAGE, rule=adds)
    assert ("rule_changed", f"run:{run}", "settlement.rule_adds") in found()


def test_a_clause_that_came_to_govern_later(tmp_path, monkeypatch):
    run = posted()
    toys.write_charter(tmp_path)
    path = tmp_path / ORG / "rates.yaml"
    later = toys.RATES.replace("from: 2024-01-01", "from: 2025-01-15").partition("blocks:\n")[2]
    path.write_text(toys.RATES + later, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(charters, "own_folder", lambda: tmp_path)
        charters.forget()
        everything = found()
    charters.forget()
    assert ("rule_changed", f"run:{run}", "settlement.other_clause") in everything


def test_money_that_should_not_have_moved():
    run = posted()
    line = line_of(run, "L1")
    pay("a", (line.pk, 20000))
    paid = Payment.objects.get()
    Payment.objects.filter(pk=paid.pk).update(amount_fen=20001, receipt_number=7)
    codes = {code for _kind, _ref, code in found()}
    assert codes >= {"settlement.overpaid", "settlement.receipt_gap", "settlement.list_not_whole"}


def test_states_that_may_not_follow():
    run = drafted()
    stamp = {
        "org_code": ORG,
        "mark": 99,
        "recorded_at": "2025-02-01T00:00:00Z",
        "recorded_by": "x",
        "on": DAY,
    }
    RunEvent.objects.create(run_id=run, serial=2, state="posted", **stamp)
    assert ("tampered", f"run:{run}", "settlement.state_unlawful") in found()


@pytest.mark.parametrize("model", [Run, RunLine, RunEvent, Payment])
def test_the_database_refuses_changes(model, monkeypatch):
    monkeypatch.setattr(guards, "all_guards", lambda: GUARDS)
    run = posted()
    pay("a", (line_of(run, "L1").pk, 1))
    guards.put_back()
    row = model.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(on=date(2020, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def control():
    """What the control of entries, payments and lines finds."""
    return {each.code for check in CONTROLS for each in check()}


def test_who_was_paid_past_the_run_is_named():
    """By a voucher of the accountant's: the run would pay L1 once more."""
    run = posted()
    pay("a", (line_of(run, "L2").pk, 3000))
    assert control() == set()
    lines = (Booked("114", 20000, 0, "P0000001"), Booked("102", 0, 20000))
    with act("ledger.post_entry", ORG, by=SYSTEM, on=AFTER) as a:
        ledger.post_within(a, [ledger.EntryDraft(AFTER, "付款", lines)], source="hand")
    (told,) = [each for check in CONTROLS for each in check()]
    assert (told.code, told.ref) == ("settlement.cleared_past_its_line", f"line:{line_of(run, 'L1').pk}")
    assert dict(told.params)["open_fen"] == 20000


def voucher(*lines, source=""):
    """A voucher of the accountant's."""
    with act("ledger.post_entry", ORG, by=SYSTEM, on=AFTER) as a:
        return ledger.post_within(a, [ledger.EntryDraft(AFTER, "凭证", lines, source=source)], source="hand")


def said():
    """Who is named by the control, and with how much."""
    told = [each for check in CONTROLS for each in check()]
    return {(each.code, dict(each.params).get("payee"), dict(each.params).get("beyond_fen")) for each in told}


@pytest.fixture
def on_wages(monkeypatch):
    """The toy's wages stand on 应付工资: there only runs put down what is owed."""
    monkeypatch.setattr(toys, "ACCOUNT", "213")


def test_a_debt_that_no_run_made_is_named_with_whom_it_is_owed(on_wages):
    """By hand: 100.00 yuan are put down as owed to somebody the run does not know, then paid out."""
    run = posted()
    pay("a", (line_of(run, "L1").pk, 20000), (line_of(run, "L2").pk, 3000))
    voucher(Booked("523", 10000, 0), Booked("213", 0, 10000, "P0000009"))
    owed = ("settlement.owed_without_a_line", "P0000009", 10000)
    assert said() == {owed}
    voucher(Booked("213", 10000, 0, "P0000009"), Booked("102", 0, 10000))
    assert said() == {owed, ("settlement.paid_without_a_line", "P0000009", 10000)}


def test_a_voucher_that_was_reversed_is_not_named(on_wages):
    posted()
    (entry,) = voucher(Booked("523", 10000, 0), Booked("213", 0, 10000, "P0000009"))
    undone = ledger.EntryDraft(
        AFTER,
        "冲回",
        (Booked("213", 10000, 0, "P0000009"), Booked("523", 0, 10000)),
        reverses=int(entry.removeprefix("entry:")),
    )
    with act("ledger.reverse_entry", ORG, by=SYSTEM, on=AFTER) as a:
        ledger.post_within(a, [undone], source=entry)
    assert said() == set()


def test_what_the_opening_balance_brought_may_stand_or_be_paid(on_wages):
    posted()
    voucher(Booked("311", 10000, 0), Booked("213", 0, 10000, "P0000009"), source="opening:head")
    assert said() == set()
    voucher(Booked("213", 10000, 0, "P0000009"), Booked("102", 0, 10000))
    assert said() == set()
    voucher(Booked("213", 1, 0, "P0000009"), Booked("102", 0, 1))
    assert said() == {("settlement.paid_without_a_line", "P0000009", 1)}


def test_what_was_booked_before_the_first_run_is_the_offices_older_way(on_wages, monkeypatch):
    """An office paid by voucher until its first run: neither a draft nor the run names those people."""
    posted()
    with act("ledger.post_entry", ORG, by=SYSTEM, on=AFTER) as a:
        lines = (Booked("523", 10000, 0), Booked("213", 0, 10000, "P0000009"))
        older = ledger.EntryDraft(RunEvent.objects.get(state="posted").on - timedelta(days=1), "旧账", lines)
        ledger.post_within(a, [older], source="hand")
    assert said() == set()


def test_what_stands_on_the_members_account_may_come_by_voucher():
    """A member borrows 100.00 yuan: runs fill that account too, but not they alone."""
    posted()
    voucher(Booked("114", 10000, 0, "P0000009"), Booked("102", 0, 10000))
    assert said() == set()


def test_money_that_moved_otherwise_than_it_was_paid_is_named():
    run = posted()
    pay("a", (line_of(run, "L1").pk, 20000))
    EntryLine.objects.filter(account="102", credit_fen=20000).update(credit_fen=25000)
    assert "settlement.money_differs" in control()


def test_an_entry_without_its_payments_and_a_payment_to_another_are_named():
    run = posted()
    pay("a", (line_of(run, "L1").pk, 20000), (line_of(run, "L2").pk, 3000))
    paid = Payment.objects.get(line=line_of(run, "L2"))
    Payment.objects.filter(pk=paid.pk).update(payee="P0000077", receipt_number=None)
    assert control() == {"settlement.paid_to_another", "settlement.no_receipt"}
    Payment.objects.filter(pk=paid.pk).update(payee=paid.payee, receipt_number=paid.receipt_number)
    EntryLine.objects.filter(party="P0000002", debit_fen=3000).update(party="P0000001")
    assert "settlement.entry_names_another" in control()
    EntryLine.objects.filter(party="P0000001", debit_fen=3000).update(party="P0000002")
    assert control() == set()
    Payment.objects.all().delete()
    assert "settlement.entry_of_nothing" in control()
