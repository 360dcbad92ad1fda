"""A run's whole list in one act (整单收付): what stands on it, what does not, the same list again."""

from datetime import timedelta

import pytest

from liancun.base.models import AuditLine
from liancun.rooms.ledger.models import Entry
from liancun.rooms.notices import actions as board
from liancun.rooms.settlement import actions, queries
from liancun.rooms.settlement.models import Payment, RunLine
from liancun.rooms.settlement.tests.town import (
    AFTER,
    DAY,
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


def whole(run, key="a", by=CASHIER, on=AFTER, left=(), **more):
    rows = tuple(actions.LeftOut(*each) for each in dict(left).items())
    told = actions.WholeList(**{"happened_on": on, "bank_ref": "B1", "left": rows} | more)
    return actions.pay_run(run, told, key=key, by=by, on=on)


def listed(run, on=AFTER):
    return queries.pay_list(CASHIER, run, on=on)


def test_all_that_is_open_is_paid_by_one_entry_and_one_line_of_audit():
    run = posted(L1=20, L2=3, L3=1)
    pay("part", (line_of(run, "L1").pk, 5000))
    before = Entry.objects.count()
    done = whole(run)
    assert (done.paid, done.total_fen, done.repeated) == (3, 19000, False)
    assert Entry.objects.count() == before + 1
    assert AuditLine.objects.filter(ref=f"paylist:{done.listed}").count() == 1
    assert not listed(run).open_fen
    no = refused("settlement.nothing_open", whole, run, key="b")
    assert no.params["state"] == "posted"


def test_the_same_list_again_does_nothing_another_is_refused():
    run = posted(L1=20, L2=3, L3=1)
    one, two = line_of(run, "L1").pk, line_of(run, "L2").pk
    told = {"left": {one: "户名不符", two: ""}}
    done = whole(run, **told)
    assert (done.paid, done.failed) == (1, 1)
    again = whole(run, **told)
    assert again.repeated and again.total_fen == done.total_fen == 1000
    for other in (
        {"left": {one: "户名不符"}},
        {"left": {one: "", two: ""}},
        {"left": told["left"] | {line_of(run, "L3").pk: ""}},
        told | {"bank_ref": "B2"},
        told | {"money_account": "101"},
        told | {"happened_on": AFTER - timedelta(days=1)},
    ):
        refused("settlement.list_differs", whole, run, **other)
    assert Payment.objects.count() == 2
    whole(run, key="b")
    assert whole(run, **told).repeated, "what was paid later belongs to another list"


def test_a_held_line_is_not_on_it_and_comes_by_itself():
    run = published()
    held = line_of(run, "L2")
    objection = objected(run, held.pk)
    refused("settlement.nothing_open", whole, run)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    read = listed(run)
    assert list(read.open_fen) == [line_of(run, "L1").pk]
    refused("settlement.not_in_list", whole, run, left={held.pk: ""})
    board.answer_objection(
        objection, board.Reply(outcome="rejected"), by=person("sup", "supervisor"), on=AFTER
    )
    actions.confirm_lines(run, [held.pk], by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    no = refused("settlement.list_moved", whole, run, seen=read.seen)
    assert no.params == {"count": 1, "lines": (f"line:{held.pk}",)}
    assert not Payment.objects.exists()
    assert whole(run, seen=listed(run).seen).paid == 2


def test_only_who_pays_and_neither_made_nor_checked_it():
    run = posted()
    refused("permit.not_yours", whole, run, by=MAKER)
    refused("permit.not_yours", queries.pay_list, SECRETARY, run, on=AFTER)
    refused("settlement.same_person", whole, run, by=person("wang", "cashier"))
    refused("settlement.paid_on_wrong_day", whole, run, happened_on=DAY)
    assert not Payment.objects.exists()


def test_a_deduction_stands_on_no_list_with_what_is_paid():
    whole(posted(L1=20, L2=20), key="january")
    TABLE.note("2025-01", {"L1": 20, "L2": 1})
    TABLE.note("2025-02", {"L1": 10, "L2": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    actions.check_run(run, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(run, by=CLERK, on=AFTER).ref, AFTER)
    later = AFTER + timedelta(days=4)
    actions.confirm_run(run, by=SECRETARY, on=later)
    actions.post_run(run, by=MAKER, on=later)
    read = listed(run, later)
    back = RunLine.objects.get(run=run, amount_fen__lt=0)
    assert (read.contrary, read.contrary_fen) == (1, queries.open_by_payee(CASHIER, run)[back.payee])
    assert read.contrary_fen < 0 and read.open_fen == {line_of(run, "L1").pk: 10000}
    assert whole(run, on=later, key="february").total_fen == 10000
