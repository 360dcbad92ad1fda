"""What an objection holds, and what it does not (异议的方向): paid on its day, accrued, taken back."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.rooms.notices import actions as board
from liancun.rooms.settlement import actions, calculation, facts, gateways, holds, queries
from liancun.rooms.settlement.imports import export
from liancun.rooms.settlement.models import LineEvent, Payment, Run, RunLine
from liancun.rooms.settlement.tests.test_undoing import sound, undo
from liancun.rooms.settlement.tests.town import (
    AFTER,
    VILLAGER,
    enter,
    line_of,
    objected,
    pay,
    posted,
    published,
    put_up,
    refused,
)
from liancun.rooms.settlement.tests.toys import CASHIER, CHECKER, CLERK, MAKER, ORG, SECRETARY, TABLE, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]


def answer(objection, outcome, on=AFTER):
    board.answer_objection(objection, board.Reply(outcome=outcome), by=SYSTEM, on=on)


def objected_to(subject, kind="toy_wage", **said):
    """A list with an objection to one line, confirmed and posted: the run, the line, what was said."""
    run = published(kind)
    line = line_of(run, subject)
    objection = objected(run, line.pk, **said)
    enter(run)
    return run, line, objection


def set_right(run, line, on=AFTER):
    """Work a posted line out anew, check, confirm and post the difference."""
    new = actions.replace_line(line.pk, by=MAKER, on=on).new or 0
    actions.check_lines(run, [new], by=CHECKER, on=on)
    actions.confirm_lines(run, [new], by=SECRETARY, on=on)
    actions.post_run(run, by=MAKER, on=on)
    return RunLine.objects.get(pk=new)


def row_of(run, subject):
    return next(row for row in queries.lines_page(CASHIER, run).rows if row.subject == subject)


def owed(run):
    """Person -> what account 114 owes them."""
    found: dict[str, int] = {}
    for ref in queries.run_detail(CASHIER, run).entries:
        for line in gateways.entry_lines(ref):
            if line.account == "114":
                found[line.party] = found.get(line.party, 0) + line.credit_fen - line.debit_fen
    return found


def test_too_little_holds_nothing_and_is_paid_on_its_day():
    run, line, objection = objected_to("L1", direction="less")
    assert owed(run) == {"P0000001": 20000, "P0000002": 3000}
    pay("a", (line.pk, 20000), (line_of(run, "L2").pk, 3000))
    refused("settlement.objection_open", actions.replace_line, line.pk, by=MAKER, on=AFTER)
    TABLE.note("2025-01", {"L1": 22})
    answer(objection, "upheld")
    more = set_right(run, line)
    assert (more.amount_fen, more.part, more.first_run_id) == (2000, "supplement:2025-01/fee", run)
    assert [reason["code"] for reason in more.reasons] == ["settlement.supplement", "toy.fee"]
    pay("b", (more.pk, 2000))
    assert owed(run)["P0000001"] == 22000 and facts.money_by_run([run])[run] == facts.Money(25000, 25000)
    refused("settlement.set_right_already", actions.replace_line, line.pk, by=MAKER, on=AFTER)
    TABLE.note("2025-02", {"L1": 1})
    later = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    assert not RunLine.objects.filter(run=later, first_run=run).exists()
    assert sound() == []


def test_too_much_holds_what_it_names():
    run, line, objection = objected_to("L1", named_fen=3000)
    assert owed(run) == {"P0000001": 20000, "P0000002": 3000}
    assert not LineEvent.objects.filter(line=line).exists()
    no = refused("settlement.part_held", pay, "a", (line.pk, 17001))
    assert (no.params["held_fen"], no.params["free_fen"]) == (3000, 17000)
    listed = queries.pay_list(CASHIER, run, on=AFTER)
    assert listed.open_fen == {line.pk: 17000, line_of(run, "L2").pk: 3000}
    assert (listed.held, listed.held_fen, listed.contrary) == (1, 3000, 0)
    assert next(iter(export(SYSTEM, ORG))) == {"line": line.pk, "amount_fen": 17000}
    whole = actions.WholeList(happened_on=AFTER, bank_ref="B", seen=listed.seen)
    assert actions.pay_run(run, whole, key="w", by=CASHIER, on=AFTER).total_fen == 20000
    assert actions.pay_run(run, whole, key="w", by=CASHIER, on=AFTER).repeated
    row = row_of(run, "L1")
    assert (row.state, row.open_fen, row.held_fen) == ("held", 3000, 3000)
    assert [each.subject for each in queries.lines_page(CASHIER, run, state="held").rows] == ["L1"]
    detail = queries.run_detail(CASHIER, run)
    assert (detail.row.held, detail.row.held_fen, detail.may) == (1, 3000, ())
    assert queries.lines_apart(CASHIER, detail.row) == 1
    assert list(export(SYSTEM, ORG)) == []
    refused("settlement.part_held", pay, "b", (line.pk, 1))
    answer(objection, "rejected")
    assert (row_of(run, "L1").state, queries.lines_apart(CASHIER, detail.row)) == ("posted", 0)
    pay("c", (line.pk, 3000))
    assert sound() == []


def test_what_was_earned_is_accrued_and_taken_back_by_a_line():
    run, line, objection = objected_to("L2", "toy_earned")
    assert owed(run) == {"P0000001": 20000, "P0000002": 3000}
    refused("settlement.part_held", pay, "a", (line.pk, 1))
    assert row_of(run, "L2").state == "held"
    TABLE.note("2025-01", {"L2": 1})
    answer(objection, "upheld")
    refused("settlement.part_held", pay, "b", (line.pk, 1))
    back = actions.replace_line(line.pk, by=MAKER, on=AFTER).new or 0
    maker_too = person("wang", "supervisor")
    refused("settlement.same_person", actions.check_lines, run, [back], by=maker_too, on=AFTER)
    TABLE.note("2025-01", {"L2": 2})
    anew = actions.replace_line(back, by=MAKER, on=AFTER).new or 0
    assert RunLine.objects.get(pk=anew).amount_fen == -1000
    refused("settlement.set_right_already", actions.replace_line, line.pk, by=MAKER, on=AFTER)
    actions.check_lines(run, [anew], by=CHECKER, on=AFTER)
    actions.confirm_lines(run, [anew], by=SECRETARY, on=AFTER)
    refused("settlement.part_held", pay, "c", (line.pk, 1))
    actions.post_run(run, by=MAKER, on=AFTER)
    assert facts.paid_by_line(RunLine.objects.all()) == {line.pk: 1000, anew: -1000}
    pay("d", (line.pk, 2000))
    assert owed(run)["P0000002"] == 2000
    refused("settlement.same_person", undo, Payment.objects.get(state="paid"), by=person("wang", "cashier"))
    refused("settlement.line_not_replaceable", actions.replace_line, anew, by=MAKER, on=AFTER)
    assert sound() == []


def test_an_upheld_objection_that_changes_nothing_ends_too():
    run, line, objection = objected_to("L2", "toy_earned")
    answer(objection, "upheld")
    nil = set_right(run, line)
    assert (nil.amount_fen, nil.reasons[0]["code"]) == (0, "settlement.unchanged")
    pay("a", (line.pk, 3000))
    assert sound() == []


def test_a_second_objection_that_is_upheld_is_set_right_too():
    """Two say it of one line: the first is met by -10.00, the second, upheld after that, by -5.00 more."""
    run = published("toy_earned", L1=20, L2=3)
    line = line_of(run, "L2")
    other = Viewer("liu", party="P0000032", member_of=frozenset({ORG}))
    first, second = (objected(run, line.pk, by=who) for who in (VILLAGER, other))
    enter(run)
    TABLE.note("2025-01", {"L2": 2})
    answer(first, "upheld")
    refused("settlement.objection_open", actions.replace_line, line.pk, by=MAKER, on=AFTER)
    answer(second, "rejected")
    assert queries.to_set_right(line.pk)
    assert set_right(run, line).amount_fen == -1000
    assert not queries.to_set_right(line.pk)
    pay("a", (line.pk, 2000))
    assert sound() == []


def test_what_was_set_right_is_set_right_again_after_another_answer():
    run, line, first = objected_to("L2", "toy_earned")
    TABLE.note("2025-01", {"L2": 2})
    answer(first, "upheld")
    assert set_right(run, line).amount_fen == -1000
    later = Viewer("liu", party="P0000032", member_of=frozenset({ORG}))
    second = objected(run, line.pk, by=later)
    refused("settlement.part_held", pay, "a", (line.pk, 1))
    TABLE.note("2025-01", {"L2": 1})
    answer(second, "upheld")
    refused("settlement.part_held", pay, "b", (line.pk, 1))
    assert queries.to_set_right(line.pk)
    assert set_right(run, line).amount_fen == -1000
    pay("c", (line.pk, 1000))
    refused("settlement.set_right_already", actions.replace_line, line.pk, by=MAKER, on=AFTER)
    assert owed(run)["P0000002"] == 1000
    assert sound() == []


def test_what_comes_in_while_a_line_is_worked_out_anew_is_in_it(monkeypatch):
    """22 days as it was read; 25 by the time of the lock."""
    _run, line, objection = objected_to("L1", direction="less")
    TABLE.note("2025-01", {"L1": 22})
    answer(objection, "upheld")
    real = calculation.rule_again
    asked: list[object] = []

    def slow(*args):
        found = real(*args)
        if not asked:
            TABLE.note("2025-01", {"L1": 25})
        asked.append(args)
        return found

    monkeypatch.setattr(calculation, "rule_again", slow)
    new = RunLine.objects.get(pk=actions.replace_line(line.pk, by=MAKER, on=AFTER).new or 0)
    assert (new.amount_fen, len(asked)) == (5000, 2)
    assert sound() == []


def test_a_part_of_a_supplement_that_is_objected_to_holds_all_of_it():
    """Posted in part it could never be worked out anew, and would wait for ever."""
    posted("toy_earned")
    TABLE.note("2025-01", {"L1": 22})
    TABLE.note("2025-02", {"L1": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_earned", "2025-02"), by=MAKER, on=AFTER)
    actions.check_run(run, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(run, by=CLERK, on=AFTER).ref, AFTER)
    late = RunLine.objects.get(run=run, amount_fen=2000)
    objection = objected(run, late.pk, on=AFTER, named_fen=500)
    day = AFTER + timedelta(days=4)
    actions.confirm_run(run, by=SECRETARY, on=day)
    actions.post_run(run, by=MAKER, on=day)
    assert LineEvent.objects.get(line=late).state == "held"
    TABLE.note("2025-01", {"L1": 21})
    answer(objection, "upheld", day)
    new = actions.replace_line(late.pk, by=MAKER, on=day).new or 0
    assert RunLine.objects.get(pk=new).amount_fen == 1000


def test_a_later_list_takes_back_what_was_upheld():
    run, line, objection = objected_to("L2", "toy_earned")
    TABLE.note("2025-01", {"L2": 1})
    answer(objection, "upheld")
    TABLE.note("2025-02", {"L2": 1})
    later = actions.draft_run(ORG, actions.NewRun("toy_earned", "2025-02"), by=MAKER, on=AFTER)
    assert RunLine.objects.get(run=later, first_run=run).amount_fen == -2000
    no = refused("settlement.set_right_already", actions.replace_line, line.pk, by=MAKER, on=AFTER)
    assert no.params["line"] == f"line:{RunLine.objects.get(run=later, first_run=run).pk}"
    refused("settlement.part_held", pay, "a", (line.pk, 1))  # the deduction is drafted, not posted
    actions.withdraw_run(later, by=MAKER, on=AFTER)
    assert set_right(run, line).amount_fen == -2000


def test_a_difference_drafted_before_the_answer_frees_nothing():
    """A nil line after the answer would end the hold, though the deduction is posted by nobody yet."""
    _run, line, objection = objected_to("L2", "toy_earned")
    TABLE.note("2025-01", {"L2": 1})
    TABLE.note("2025-02", {"L2": 1})
    actions.draft_run(ORG, actions.NewRun("toy_earned", "2025-02"), by=MAKER, on=AFTER)
    answer(objection, "upheld")
    refused("settlement.set_right_already", actions.replace_line, line.pk, by=MAKER, on=AFTER)
    refused("settlement.part_held", pay, "a", (line.pk, 1))


def test_a_line_that_was_cancelled_and_a_difference_that_is_no_more():
    _run, line, objection = objected_to("L2", "toy_earned")
    TABLE.note("2025-01", {"L2": 1})
    answer(objection, "upheld")
    first = actions.replace_line(line.pk, by=MAKER, on=AFTER).new or 0
    TABLE.note("2025-01", {"L2": 3})
    second = actions.replace_line(first, by=MAKER, on=AFTER).new or 0
    assert RunLine.objects.get(pk=second).amount_fen == 0
    assert RunLine.objects.get(pk=second).serial == 2
    refused("settlement.line_not_replaceable", actions.replace_line, first, by=MAKER, on=AFTER)


def test_a_supplement_that_is_objected_to_waits_unposted_even_where_pay_is_accrued():
    posted("toy_earned")
    TABLE.note("2025-01", {"L1": 22})
    TABLE.note("2025-02", {"L1": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_earned", "2025-02"), by=MAKER, on=AFTER)
    actions.check_run(run, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(run, by=CLERK, on=AFTER).ref, AFTER)
    late = RunLine.objects.get(run=run, amount_fen=2000)
    objected(run, late.pk, on=AFTER)
    later = AFTER + timedelta(days=4)
    actions.confirm_run(run, by=SECRETARY, on=later)
    assert LineEvent.objects.get(line=late).state == "held"


def test_an_answer_between_reading_and_paying_is_told():
    run, _line, objection = objected_to("L1", named_fen=3000)
    seen = queries.pay_list(CASHIER, run, on=AFTER).seen
    answer(objection, "rejected")
    whole = actions.WholeList(happened_on=AFTER, bank_ref="B", seen=seen)
    refused("settlement.list_moved", actions.pay_run, run, whole, key="w", by=CASHIER, on=AFTER)


def test_a_run_with_a_difference_is_reversed_whole():
    run, line, objection = objected_to("L1", direction="less")
    TABLE.note("2025-01", {"L1": 22})
    answer(objection, "upheld")
    set_right(run, line)
    negative = actions.draft_reversal(run, by=MAKER, on=AFTER).run
    actions.check_run(negative, by=CHECKER, on=AFTER)
    actions.confirm_run(negative, by=SECRETARY, on=AFTER)
    actions.post_run(negative, by=MAKER, on=AFTER)
    assert facts.run_state(run) == "reversed"
    assert facts.money_by_run([run, negative])[negative] == facts.Money(-25000, -25000)
    assert sound() == []


def objector(number):
    return Viewer(f"o{number}", party=f"P00001{number:02}", member_of=frozenset({ORG}))


def test_what_is_free_is_offered_though_a_deduction_outweighs_it():
    """10.00 may be paid, 30.00 wait and 20.00 are to come back: 20.00 open, less than what waits."""
    run = published("toy_earned", L1=20, L2=3, L3=1)
    first = line_of(run, "L1")
    less = objected(run, first.pk, direction="less")
    objected(run, line_of(run, "L2").pk, by=objector(1))
    enter(run)
    pay("a", (first.pk, 20000))
    TABLE.note("2025-01", {"L1": 18})
    answer(less, "upheld")
    back = set_right(run, first)
    detail = queries.run_detail(CASHIER, run)
    assert (detail.row.open_fen, detail.row.held_fen, detail.may) == (2000, 3000, ("record_payments",))
    assert [todo.act for todo in queries.desk(CASHIER)] == ["record_payments"]
    pay("b", (line_of(run, "L3").pk, 1000))
    pay("c", (back.pk, -2000))
    assert queries.run_detail(CASHIER, run).may == () and queries.desk(CASHIER) == ()


def test_a_deduction_goes_against_what_is_free_before_what_is_held():
    run, line, _objection = objected_to("L1", "toy_earned")
    TABLE.note("2025-02", {"L1": 5})
    later = actions.draft_run(ORG, actions.NewRun("toy_earned", "2025-02"), by=MAKER, on=AFTER)
    actions.check_run(later, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(later, by=CLERK, on=AFTER).ref, AFTER)
    free = line_of(later, "L1")
    less = objected(later, free.pk, on=AFTER, direction="less")
    day = AFTER + timedelta(days=4)
    actions.confirm_run(later, by=SECRETARY, on=day)
    actions.post_run(later, by=MAKER, on=day)
    TABLE.note("2025-02", {"L1": 4})
    answer(less, "upheld", on=day)
    back = set_right(later, free, on=day)
    assert facts.paid_by_line(RunLine.objects.all()) == {free.pk: 1000, back.pk: -1000}
    assert (row_of(run, "L1").open_fen, row_of(run, "L1").held_fen) == (line.amount_fen, line.amount_fen)


STEPS = st.lists(st.tuples(st.sampled_from(["pay", "undo", "answer"]), st.integers(1, 6)), max_size=8)
SAID = st.lists(st.tuples(st.sampled_from(["more", "less"]), st.sampled_from([None, 500, 4000])), max_size=3)


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.sampled_from(["toy_wage", "toy_earned"]), SAID, STEPS)
def test_paid_and_open_make_what_was_granted_and_no_held_fen_is_paid(kind, said, steps):
    with transaction.atomic():
        TABLE.notes.clear()
        _lived(kind, said, steps)
        transaction.set_rollback(True)


def _lived(kind, said, steps):
    run = published(kind, L1=7, L2=1)
    line = line_of(run, "L1")
    waiting = [
        objected(run, line.pk, by=objector(n), direction=way, named_fen=fen if way == "more" else None)
        for n, (way, fen) in enumerate(said)
    ]
    enter(run)
    for place, (what, number) in enumerate(steps):
        free = holds.payable(Run.objects.get(pk=run)).get(line.pk, 0)
        done = list(facts.standing_payments().filter(line=line).order_by("pk"))
        if what == "pay" and free:
            refused(
                "settlement.part_held" if row_of(run, "L1").held_fen else "settlement.pay_too_much",
                pay,
                f"N-{place}",
                (line.pk, free + 1),
            )
            pay(f"K-{place}", (line.pk, min(number * 1000, free)))
        elif what == "undo" and done:
            undo(done[number % len(done)])
        elif what == "answer" and waiting:
            answer(waiting.pop(), "rejected")
    row = row_of(run, "L1")
    if row.state != "held" or row.open_fen:
        assert row.paid_fen + row.open_fen == 7000
    assert sound() == []
