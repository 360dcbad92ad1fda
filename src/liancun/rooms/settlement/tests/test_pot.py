"""A shared pot waits whole, needs its resolution, and is undone whole (整笔分配)."""

from datetime import date

import pytest

from liancun.base.permits import SYSTEM
from liancun.rooms.notices import actions as board
from liancun.rooms.registry.models import Resolution
from liancun.rooms.settlement import actions, facts, gateways
from liancun.rooms.settlement.models import Run, RunLine
from liancun.rooms.settlement.tests.town import line_of, objected, put_up, refused
from liancun.rooms.settlement.tests.toys import CHECKER, CLERK, MAKER, ORG, SECRETARY, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]

LAID, MEETING = date(2026, 1, 12), date(2026, 1, 28)


def published_pot():
    TABLE.note("2025", {"L1": 1, "L2": 1, "L3": 1})
    run = actions.draft_run(ORG, actions.NewRun("toy_pot", "2025"), by=MAKER, on=LAID)
    actions.check_run(run, by=CHECKER, on=LAID)
    put_up(actions.publish_run(run, by=CLERK, on=LAID).ref, LAID)
    return run


def voted(subject, held_on, passed=True, body="assembly"):
    Resolution.objects.create(
        code=f"r{Resolution.objects.count()}",
        body=body,
        subject=subject,
        held_on=held_on,
        entitled=9,
        present=9,
        total_votes=9,
        votes_for=9,
        votes_against=0,
        votes_abstain=0,
        passed=passed,
        clause="law",
        org_code=ORG,
        mark=0,
        recorded_at="2026-01-28T00:00:00Z",
        recorded_by="test",
        on=held_on,
    )


def test_the_pot_is_divided_whole_and_posted():
    run = published_pot()
    assert [row.amount_fen for row in RunLine.objects.filter(run=run).order_by("id")] == [
        33334,
        33333,
        33333,
        100,
    ]
    refused("settlement.no_resolution", actions.confirm_run, run, by=SECRETARY, on=MEETING)
    voted("toy_pot/2025", MEETING, passed=False)
    voted("toy_pot/2025", MEETING, body="board")
    voted("toy_pot/2025", date(2025, 12, 1))
    refused("settlement.no_resolution", actions.confirm_run, run, by=SECRETARY, on=MEETING)
    voted("toy_pot/2025", MEETING)
    actions.confirm_run(run, by=SECRETARY, on=MEETING)
    entry = actions.post_run(run, by=MAKER, on=MEETING).ref
    lines = gateways.entry_lines(entry)
    assert sum(line.debit_fen for line in lines) == 100100
    assert facts.money_by_run([run])[run].due_fen == 100000
    reserve = line_of(run, "reserve")
    assert not reserve.payable and reserve.settle_account == ""


def test_papers_lie_open_fifteen_days():
    run = published_pot()
    voted(f"run:{run}", date(2026, 1, 26))
    no = refused("settlement.papers_too_late", actions.confirm_run, run, by=SECRETARY, on=MEETING)
    assert (no.params["days"], no.params["papers_days"]) == (14, 15)
    voted(f"run:{run}", date(2026, 1, 27))
    actions.confirm_run(run, by=SECRETARY, on=MEETING)


def test_one_objection_holds_the_whole_pot():
    run = published_pot()
    line = line_of(run, "L1")
    objection = objected(run, line.pk, on=LAID)
    voted(f"run:{run}", MEETING)
    refused("settlement.pot_waits", actions.confirm_run, run, by=SECRETARY, on=MEETING)
    board.answer_objection(objection, board.Reply(outcome="upheld"), by=SYSTEM, on=MEETING)
    refused("settlement.pot_upheld", actions.confirm_run, run, by=SECRETARY, on=MEETING)
    refused("settlement.pot_not_by_line", actions.replace_line, line.pk, by=MAKER, on=MEETING)
    actions.withdraw_run(run, by=MAKER, on=MEETING)
    assert facts.run_state(run) == "withdrawn"


def test_a_reversal_needs_the_vote_again_but_no_papers():
    run = published_pot()
    voted(f"run:{run}", MEETING)
    actions.confirm_run(run, by=SECRETARY, on=MEETING)
    actions.post_run(run, by=MAKER, on=MEETING)
    negative = actions.draft_reversal(run, by=MAKER, on=MEETING).run
    refused("settlement.reversal_under_way", actions.draft_reversal, run, by=MAKER, on=MEETING)
    assert Run.objects.get(pk=negative).pots == {"share": -100000, "reserve": -100}
    actions.check_run(negative, by=CHECKER, on=MEETING)
    refused("settlement.no_resolution", actions.confirm_run, negative, by=SECRETARY, on=MEETING)
    voted(f"run:{negative}", MEETING)
    actions.confirm_run(negative, by=SECRETARY, on=MEETING)
    actions.post_run(negative, by=MAKER, on=MEETING)
    assert facts.money_by_run([run, negative]) == {
        run: facts.Money(100000, 100000),
        negative: facts.Money(-100000, -100000),
    }
    refused("settlement.reversal_of_reversal", actions.draft_reversal, negative, by=MAKER, on=MEETING)
