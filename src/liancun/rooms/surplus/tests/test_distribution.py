"""The surplus from the draft to the paid member: papers, objections, the vote, the book (盈余分配一生)."""

from datetime import date, timedelta

import pytest

from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.rooms.capital import checks as capital_checks
from liancun.rooms.deliveries import actions as deliveries
from liancun.rooms.deliveries import checks as deliveries_checks
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger import checks as ledger_checks
from liancun.rooms.ledger import facts as books
from liancun.rooms.ledger.models import Entry
from liancun.rooms.notices import actions as board
from liancun.rooms.sales import checks as sales_checks
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import checks as settlement_checks
from liancun.rooms.settlement import facts as settled
from liancun.rooms.settlement.models import Payment, RunLine
from liancun.rooms.surplus import facts, queries
from liancun.rooms.surplus.tests import cooperative as coop
from liancun.rooms.surplus.tests.cooperative import FIRST, LAID, MEETING, confirm, refused, voted, who

pytestmark = pytest.mark.django_db

CHECKS = (
    *capital_checks.CHECKS,
    *deliveries_checks.CHECKS,
    *ledger_checks.CHECKS,
    *sales_checks.CHECKS,
    *settlement_checks.CHECKS,
)


@pytest.fixture
def closed(db):
    """The year's books are closed, nothing is drafted."""
    coop.raise_cooperative()
    coop.close_books()


def findings():
    return [each.code for check in CHECKS for each in check()]


def amounts(run):
    rows = RunLine.objects.filter(run=run).values_list("subject", "part", "amount_fen")
    return {(subject, part): fen for subject, part, fen in rows}


def test_the_year_is_divided_confirmed_posted_and_paid(closed):
    run = coop.drafted()
    # ¥210.00: reserve 10 % 21.00, patronage 60 % of 189.00 = 113.40 by trade 1:2, the rest 75.60 by shares.
    assert amounts(run) == {
        ("TF-0001", "reserve"): 280, ("TF-0002", "reserve"): 280, ("TF-0004", "reserve"): 140,
        ("TF-0007", "reserve"): 1400, ("TF-0001", "patronage"): 3780, ("TF-0004", "patronage"): 7560,
        ("TF-0001", "equity"): 1008, ("TF-0002", "equity"): 1008, ("TF-0004", "equity"): 504,
        ("TF-0007", "equity"): 5040,
    }  # fmt: skip
    coop.laid_out(run)
    voted("DH-1")
    confirm(run)
    ref = settlement.post_run(run, by=who("accountant", MEETING), on=MEETING).ref
    entry = Entry.objects.get(pk=int(ref.partition(":")[2]))
    assert (entry.accounting_on, entry.on) == (date(2025, 12, 31), MEETING)
    assert books.balances("head", accounts=("33201", "33202", "322")) == {
        "33201": 0,
        "33202": 0,
        "322": -2100,
    }
    refused("permit.not_yours", coop.pay, run, post="accountant")
    refused("permit.not_yours", coop.pay, run, post="supervisor")
    assert coop.pay(run).total_fen == 11_340 + 7_560
    assert queries.year_end(SYSTEM, "head", 2025).steps[-1].state == "done"
    ledger.seal_year("head", ledger.BookYear(2025), by=who("accountant", MEETING), on=MEETING)
    assert books.period_state("head").sealed_years == frozenset({2025})
    assert findings() == []


def test_maker_checker_and_payer_are_three(closed):
    run = coop.drafted()
    refused("permit.not_yours", settlement.check_run, run, by=who("accountant"), on=LAID)
    new = settlement.NewRun("surplus", "2025")
    refused("permit.not_yours", settlement.draft_run, "head", new, by=who("cashier"), on=LAID)
    refused("settlement.not_checked", settlement.publish_run, run, by=who("notice_clerk"), on=LAID)
    coop.laid_out(run)
    refused("permit.not_yours", settlement.confirm_run, run, by=who("accountant"), on=MEETING)


def test_a_person_with_two_posts_does_not_pay_what_they_made(closed):
    run = settlement.draft_run("head", settlement.NewRun("surplus", "2025"), by=SYSTEM, on=LAID)
    refused("settlement.same_person", settlement.check_run, run, by=SYSTEM, on=LAID)
    coop.laid_out(run)
    voted("DH-1")
    confirm(run)
    settlement.post_run(run, by=SYSTEM, on=MEETING)
    rows = RunLine.objects.filter(run=run, payable=True).values_list("pk", "amount_fen")
    payments = [settlement.NewPayment(line, fen, MEETING) for line, fen in rows]
    refused(
        "settlement.same_person", settlement.record_payments, "head", payments, key="k", by=SYSTEM, on=MEETING
    )
    assert not Payment.objects.exists()


def test_papers_lie_fifteen_days_and_the_assembly_must_vote(closed):
    run = coop.drafted()
    coop.laid_out(run)
    refused("settlement.objections_open_until", confirm, run, on=LAID + timedelta(days=15))
    no = refused("settlement.no_resolution", confirm, run)
    assert no.params["body"] == "members_assembly|representatives_assembly"
    voted("too-soon", on=LAID + timedelta(days=14))
    no = refused("settlement.papers_too_late", confirm, run)
    assert (no.params["days"], no.params["papers_days"]) == (14, 15)
    voted("in-time", on=LAID + timedelta(days=15))
    confirm(run)


def test_a_vote_that_did_not_carry_is_no_vote(closed):
    run = coop.drafted()
    coop.laid_out(run)
    assert not voted("no-majority", votes_for=3)
    assert not voted("no-quorum", present=4, votes_for=4)
    assert voted("board", body="board")
    refused("settlement.no_resolution", confirm, run)
    assert voted("of-this-run", f"run:{run}", votes_for=4)
    confirm(run)


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"entitled": 50, "total_votes": 50}, "registry.meeting.too_few_representatives"),
        ({"entitled": 51, "total_votes": 51, "members": 150}, "registry.meeting.too_few_members"),
    ],
)
def test_representatives_decide_only_where_the_law_lets_them(closed, counts, code):
    run = coop.drafted()
    coop.laid_out(run)
    asked = {"body": "representatives_assembly", "present": 40, "votes_for": 40, "members": 600} | counts
    refused(code, voted, "DH-1", **asked)
    refused("settlement.no_resolution", confirm, run)
    assert voted("DH-2", **asked | {"entitled": 51, "total_votes": 51, "members": 151})
    confirm(run)


def test_one_open_objection_holds_the_whole_pot(closed):
    run = coop.drafted()
    notice = coop.laid_out(run)
    line = RunLine.objects.get(run=run, subject="TF-0001", part="patronage")
    said = board.NewObjection(line=f"line:{line.pk}", text="少记一车", category="amount", direction="less")
    by = coop.town.viewer("home1", LAID)
    objection = board.object_to_line(notice, said, by=by, on=LAID + timedelta(days=1))
    voted("DH-1")
    assert refused("settlement.pot_waits", confirm, run).params["count"] == 1
    supervisor = who("supervisor", MEETING)
    board.answer_objection(
        objection, board.Reply(outcome="rejected", evidence="过磅单"), by=supervisor, on=MEETING
    )
    confirm(run)


def test_an_upheld_objection_takes_the_draft_back_and_a_new_one_stands_on_the_correction(closed):
    run = coop.drafted()
    notice = coop.laid_out(run)
    line = RunLine.objects.get(run=run, subject="TF-0004", part="patronage")
    said = board.NewObjection(line=f"line:{line.pk}", text="多记了", category="amount", direction="more")
    by = coop.town.viewer("home4", LAID)
    objection = board.object_to_line(notice, said, by=by, on=LAID + timedelta(days=1))
    board.answer_objection(
        objection, board.Reply(outcome="upheld"), by=who("supervisor", MEETING), on=MEETING
    )
    refused("settlement.no_resolution", confirm, run)
    voted("DH-1")
    refused("settlement.pot_upheld", confirm, run)
    settlement.withdraw_run(run, by=who("accountant", MEETING), on=MEETING)
    _weighed_less(FIRST, 90)
    again = coop.drafted(on=MEETING)
    assert amounts(again)["TF-0001", "patronage"] == 3519  # 113.40 by 90 of 290 kg
    refused("settlement.already", settlement.withdraw_run, run, by=who("accountant", MEETING), on=MEETING)
    coop.laid_out(again, on=MEETING)
    later = MEETING + timedelta(days=16)
    no = refused("settlement.papers_too_late", confirm, again, on=later)
    assert no.params["days"] == 0
    voted("DH-2", on=later)
    confirm(again, on=later)


def _weighed_less(party, net_kg):
    """The first slip of the party is corrected to fewer kilos."""
    old = WeighSlip.objects.get(account_of=party)
    given = deliveries.Correction(gross_g=(net_kg + 5) * 1000, note="秤没归零")
    deliveries.correct_slip(old.pk, given, by=who("accountant", MEETING), on=MEETING)


def test_only_the_distribution_still_stands_in_the_closed_december(closed):
    refused("ledger.period_closed", coop.enter, date(2025, 12, 31), ("102", 1, ""), ("521", -1, ""))
    run = coop.drafted()
    coop.laid_out(run)
    late = date(2026, 7, 1)
    voted("DH-1", on=late)
    confirm(run, on=late)
    refused("ledger.period_closed", settlement.post_run, run, by=who("accountant", late), on=late)


def test_a_year_with_a_loss_is_not_divided(db):
    coop.raise_cooperative(price_fen=390)
    coop.close_books()
    assert books.surplus_of_year("head", 2025) == -3000
    assert refused("surplus.no_surplus", coop.drafted).params["surplus_fen"] == -3000
    refused("surplus.no_surplus", queries.year_figures, SYSTEM, "head", 2025)


@pytest.mark.slow
def test_a_reversed_distribution_is_redone_and_sets_off_what_was_paid(closed):
    run = coop.posted()
    coop.pay(run)
    _weighed_less(FIRST, 50)
    assert "settlement.late_difference" in findings()
    negative = settlement.draft_reversal(run, by=who("accountant", MEETING), on=MEETING).run
    settlement.check_run(negative, by=who("supervisor", MEETING), on=MEETING)
    refused("settlement.no_resolution", confirm, negative)
    voted("DH-2", f"run:{negative}")
    confirm(negative)
    settlement.post_run(negative, by=who("accountant", MEETING), on=MEETING)
    assert settled.run_state(run) == "reversed"
    steps = {each.code: each.state for each in queries.year_end(SYSTEM, "head", 2025).steps}
    assert steps["surplus.step_draft"] != "done"
    again = coop.drafted(on=MEETING)
    coop.laid_out(again, on=MEETING)
    later = MEETING + timedelta(days=16)
    voted("DH-3", on=later)
    confirm(again, on=later)
    settlement.post_run(again, by=who("accountant", later), on=later)
    owed = settled.money_by_run([negative, again])
    # FIRST gets 50 of 250 kg of 113.40: 22.68 for 37.80 paid, and still owes 15.12 back.
    assert amounts(again)["TF-0001", "patronage"] == 2268
    assert owed[negative].due_fen - owed[negative].paid_fen == -1512
    assert owed[again].due_fen - owed[again].paid_fen == 1512
    assert books.party_balances("head", "221")[FIRST] == 1512
    assert books.balances("head", accounts=("33201", "33202", "322")) == {
        "33201": 0,
        "33202": 0,
        "322": -2100,
    }
    # The check still tells what the correction leaves open: 300 kg were sold of 250 delivered.
    assert findings() == ["sales.stock_negative", "sales.more_than_in_stock"]


def test_what_was_kept_undistributed_is_the_next_years_opening(closed):
    coop.posted()
    coop.enter(date(2026, 3, 1), ("102", 5_000, ""), ("501", -5_000, ""))
    coop.close_books(2026)
    refused("surplus.nobody_traded", queries.year_figures, SYSTEM, "head", 2026)  # as the draft would be
    again = settlement.NewRun("surplus", "2026")
    refused("surplus.nobody_traded", settlement.draft_run, "head", again, by=SYSTEM, on=date(2027, 1, 12))
    coop.weigh("9", FIRST, 10, date(2026, 9, 1))
    found = queries.year_figures(SYSTEM, "head", 2026)
    assert (found.totals.surplus_fen, found.totals.opening_undistributed_fen) == (5_000, 0)
    asof = Watermark.now(["head", "town"])
    shares = facts.reserve_shares("head", 2026, "322", asof=asof)
    assert shares == {"P0000001": 280, "P0000003": 280, "P0000007": 140, "O:company": 1400}
