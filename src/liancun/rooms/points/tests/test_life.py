"""The year's bills and the month's pay, from scores to money in the book (一生)."""

from datetime import date, timedelta

import pytest

from liancun.base import checking
from liancun.base.permits import SYSTEM
from liancun.base.references import resolve
from liancun.kernel import Refusal
from liancun.rooms.ledger.models import EntryLine
from liancun.rooms.notices import actions as board
from liancun.rooms.points import actions as points
from liancun.rooms.points import queries
from liancun.rooms.points.models import FeeExemption
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import homes, marked, score_year, stamped
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions
from liancun.rooms.settlement.calculation import Gaps
from liancun.rooms.settlement.models import RunLine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]

ONE, TWO, THREE = homes("jiaxi")
DAY = date(2026, 1, 5)
AFTER = DAY + timedelta(days=9)


def who(post, on=DAY, org="jiaxi"):
    return town.viewer(f"{org}.{post}", on)


def published(kind, period, day=DAY):
    run = actions.draft_run("jiaxi", actions.NewRun(kind, period), by=who("accountant", day), on=day)
    actions.check_run(run, by=who("supervisor", day), on=day)
    clerk = who("notice_clerk", day)
    notice = int(actions.publish_run(run, by=clerk, on=day).ref.partition(":")[2])
    board.record_posting(
        notice, board.Hanging(villages=(town.JIAXI,), place="公开栏", posted_on=day), by=clerk, on=day
    )
    return run, notice


def post(run, day=AFTER):
    actions.confirm_run(run, by=who("secretary", day), on=day)
    actions.post_run(run, by=who("accountant", day), on=day)


def line(run, subject):
    return RunLine.objects.filter(run=run, subject=subject).latest("pk")


def balance(account, party=""):
    """Debit less credit of an account, for a party where named."""
    rows = EntryLine.objects.filter(entry__org_code="jiaxi", account=account)
    rows = rows.filter(party=party) if party else rows
    return sum(debit - credit for debit, credit in rows.values_list("debit_fen", "credit_fen"))


@pytest.fixture
def year():
    """One: 15 a month (180), two: 13 (156, just 二等), three: 11 (132) and exempt by document."""
    score_year("jiaxi", {ONE: 5, TWO: 3, THREE: 1})
    stamped(FeeExemption, household=THREE, year=2025, document="MJ-1")


def test_bills_from_scores_to_the_bank(year):
    run, _notice = published("refuse_fee", "2025")
    rows = RunLine.objects.filter(run=run)
    assert {(each.subject, each.amount_fen, each.outcome["tier"]) for each in rows} == {
        (ONE, 3000, "一等"),
        (TWO, 6000, "二等"),
        (THREE, 0, "四等"),
    }
    post(run)
    assert balance("113") == 9000 and balance("211") == -9000
    assert balance("113", "P0000003") == 6000
    pay = [actions.NewPayment(line(run, TWO).pk, 2000, AFTER)]
    actions.record_payments("jiaxi", pay, key="a", by=who("cashier", AFTER), on=AFTER)
    assert balance("113", "P0000003") == 4000 and balance("102") == 2000
    bill = queries.household_bills(who("accountant", AFTER), TWO).rows[0]
    assert (bill.amount_fen, bill.paid_fen, bill.open_fen) == (6000, 2000, 4000)
    mine = queries.household_bills(town.viewer("home2", AFTER), TWO).rows
    assert [each.amount_fen for each in mine] == [6000]
    assert not queries.household_bills(town.viewer("home1", AFTER), TWO).rows
    assert [found for found in checking.all_findings() if not found.ref.startswith("guard:")] == []


def test_from_a_bill_down_to_the_score(year):
    run, _notice = published("refuse_fee", "2025")
    post(run)
    viewer = who("accountant", AFTER)
    trace = resolve(viewer, f"line:{line(run, ONE).pk}")
    scores = [ref for ref in trace.parents if ref.startswith("score:")]
    assert len(scores) == 12
    assert dict(resolve(viewer, scores[0]).facts)["bonus"] == 5
    freed = [ref for ref in resolve(viewer, f"line:{line(run, THREE).pk}").parents if "exemption" in ref]
    assert resolve(viewer, freed[0]).title.code == "points.exemption"
    whole = resolve(viewer, f"points:{ONE}/2025")
    assert len(whole.parents) == 12 and whole.reasons[0].code == "points.tier_reached"
    with pytest.raises(Refusal):
        resolve(town.viewer("home2", AFTER), scores[0])
    assert resolve(town.viewer("home1", AFTER), scores[0]).ref == scores[0]


def test_a_gap_closes_nothing_here_and_the_other_village_closes():
    score_year("jiaxi", {}, skip={(ONE, "2025-02"), (TWO, "2025-03")})
    score_year("haiba", {})
    done = actions.draft_runs("refuse_fee", ["jiaxi", "haiba"], "2025", by=SYSTEM, on=DAY)
    assert [each.run is None for each in done] == [True, False]
    refusal = done[0].refusal
    assert isinstance(refusal, Gaps)
    worker = who("grid_worker").party
    assert [(gap.subject, gap.who) for gap in refusal.gaps] == [(ONE, worker), (TWO, worker)]


def test_an_objection_changes_a_line(year):
    run, notice = published("refuse_fee", "2025")
    held = line(run, TWO)
    home = town.viewer("home2", DAY)
    said = board.NewObjection(line=f"line:{held.pk}", text="三月评低了", category="amount", direction="more")
    objection = board.object_to_line(notice, said, by=home, on=DAY)
    board.answer_objection(objection, board.Reply(outcome="upheld"), by=SYSTEM, on=DAY)
    for month in range(1, 13):
        mark = MonthMark("scored", 10, 4)
        points.correct_score("jiaxi", marked(TWO, f"2025-{month:02d}", mark), by=who("accountant"), on=DAY)
    post(run)
    assert balance("113") == 3000
    new = actions.replace_line(held.pk, by=who("accountant", AFTER), on=AFTER).new
    assert new is not None
    assert (line(run, TWO).amount_fen, line(run, TWO).outcome["tier"]) == (3000, "一等")
    actions.check_lines(run, [new], by=who("supervisor", AFTER), on=AFTER)
    actions.confirm_lines(run, [new], by=who("secretary", AFTER), on=AFTER)
    actions.post_run(run, by=who("accountant", AFTER), on=AFTER)
    assert balance("113") == 6000


def test_a_late_correction_comes_as_a_supplement_of_the_next_month():
    day, later = date(2025, 4, 4), date(2025, 5, 4)
    marks = {home: MonthMark("scored", 10, 3) for home in homes("jiaxi")}
    points.score_month("jiaxi", "2025-03", marks, by=who("grid_worker", day), on=day)
    run, _notice = published("grid_worker_pay", "2025-03", day)
    worker = who("grid_worker").party
    assert line(run, worker).amount_fen == 60000 + 15000 + 9000
    post(run, day + timedelta(days=4))
    assert [balance("211", party) for party in ("", worker, "O:finance")] == [0, -84000, 84000]
    points.correct_score("jiaxi", marked(ONE, "2025-03", MonthMark("scored", 10, 5)), by=SYSTEM, on=later)
    points.score_month("jiaxi", "2025-04", marks, by=who("grid_worker", later), on=later)
    second, _notice = published("grid_worker_pay", "2025-04", later)
    rows = {each.part: each.amount_fen for each in RunLine.objects.filter(run=second)}
    assert rows == {"pay": 84000, "supplement:2025-03/pay": 2000}


def test_how_far_a_month_is_and_who_may_see_it():
    day = date(2025, 4, 2)
    worker, viewer = who("grid_worker", day), who("accountant", day)
    points.score_month("jiaxi", "2025-03", {ONE: MonthMark("scored", 10, 3)}, by=worker, on=day)
    row = next(
        each for each in queries.progress(viewer, "town", month="2025-03", on=day) if each.org_code == "jiaxi"
    )
    assert (row.living, row.entered, row.missing) == (3, 1, 2)
    page = queries.missing_page(viewer, "jiaxi", month="2025-03", on=day, limit=1)
    rows = page.rows
    assert page.total == 2 and (rows[0].household, rows[0].worker) == (TWO, worker.party)
    assert rows[0].worker_name and rows[0].head
    with pytest.raises(Refusal):
        queries.missing_page(viewer, "haiba", month="2025-03", on=day)
    desk = queries.sheet(worker, "jiaxi", "2025-03", on=day, limit=2)
    assert desk.total == 3 and len(desk.rows) == 2 and desk.rows[0].state == "scored"
    year = queries.household_year(viewer, ONE, 2025)
    assert (year.points, year.scored, year.tier, year.fee_fen) == (13, 1, "二等", 6000)
    assert queries.household_year(town.viewer("home1", day), ONE, 2025).points == 13
    for stranger in (town.viewer("home2", day), who("accountant", day, "haiba")):
        with pytest.raises(Refusal):
            queries.household_year(stranger, ONE, 2025)
