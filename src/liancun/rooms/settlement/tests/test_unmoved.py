"""A posted run that did not move is not compared again; whatever moved it is (没有变动的不再比)."""

from datetime import timedelta

import pytest

from liancun.base import charters
from liancun.rooms.settlement import actions, calculation, checks, facts
from liancun.rooms.settlement.models import RunLine
from liancun.rooms.settlement.tests.town import AFTER, line_of, objected, posted, published, put_up
from liancun.rooms.settlement.tests.toys import CHECKER, CLERK, MAKER, ORG, SECRETARY, TABLE

pytestmark = pytest.mark.usefixtures("toy_book")
LATER = AFTER + timedelta(days=4)


def month(period, on=AFTER):
    """The next month, from draft to posting."""
    TABLE.note(period, {"L1": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", period), by=MAKER, on=on)
    actions.check_run(run, by=CHECKER, on=on)
    put_up(actions.publish_run(run, by=CLERK, on=on).ref, on)
    actions.confirm_run(run, by=SECRETARY, on=on + timedelta(days=4))
    actions.post_run(run, by=MAKER, on=on + timedelta(days=4))
    return run


@pytest.fixture
def compared(monkeypatch):
    """The runs that are compared line by line."""
    seen = []
    real = facts.settled

    def settled(run, *, upto):
        seen.append(run.pk)
        return real(run, upto=upto)

    monkeypatch.setattr(facts, "settled", settled)
    return seen


def test_what_did_not_move_is_not_compared(compared):
    first = posted()
    run = month("2025-02")
    assert compared == [] and list(checks.later_facts_are_settled()) == [] == compared
    assert not RunLine.objects.filter(first_run=first).exists()
    TABLE.note("2025-01", {"L1": 21})
    assert len(list(checks.later_facts_are_settled())) == 1
    assert first in compared and run not in compared


def test_facts_that_go_and_come_back_are_taken_back():
    """The facts are those of the draft again, but a run between them has paid for the others."""
    first = posted()
    TABLE.note("2025-01", {"L1": 22})
    month("2025-02")
    TABLE.note("2025-01", {"L1": 20})
    (finding,) = checks.later_facts_are_settled()
    assert (finding.ref, finding.code) == (f"run:{first}", "settlement.late_difference")
    third = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-03"), by=MAKER, on=LATER)
    (back,) = RunLine.objects.filter(run=third, first_run=first)
    assert (back.subject, back.amount_fen) == ("L1", -2000)
    assert list(checks.runs_follow_from_their_facts()) == []


def test_a_line_that_went_its_own_way_is_compared(compared):
    run = published()
    objected(run, line_of(run, "L2").pk)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    TABLE.note("2025-02", {"L1": 1})
    actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-02"), by=MAKER, on=AFTER)
    assert compared == [run]


def test_another_rule_is_compared(compared, monkeypatch):
    run = posted()
    monkeypatch.setattr(calculation, "versions", lambda kind: ("another", "reading"))
    assert list(checks.later_facts_are_settled()) == []
    assert compared == [run]


def test_other_clauses_are_compared(compared, monkeypatch):
    run = posted()
    monkeypatch.setattr(charters, "clause_ids", lambda charter: ["another"])
    list(checks.later_facts_are_settled())
    assert compared == [run]
