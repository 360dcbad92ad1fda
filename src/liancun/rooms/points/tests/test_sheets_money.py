"""What a phone sends late, down to the money of the next list (补扣)."""

from datetime import date, timedelta

import pytest

from liancun.base import checking
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.notices import actions as board
from liancun.rooms.points import actions as points
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import homes, score_year
from liancun.rooms.points.tests.phone import MARCH, Phone
from liancun.rooms.points.tests.test_life import balance, line, post, published, who
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement.models import Run, RunLine
from liancun.rooms.sheets import actions, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]

DAY, LATER = date(2025, 4, 4), date(2025, 5, 4)
SENT = DAY + timedelta(days=20)
ONE, TWO, _THREE = homes("jiaxi")


def supplement_of_april():
    """April scored as usual, and its list of pay: part -> fen."""
    marks = {home: MonthMark("scored", 10, 3) for home in homes("jiaxi")}
    points.score_month("jiaxi", "2025-04", marks, by=who("grid_worker", LATER), on=LATER)
    run, _notice = published("grid_worker_pay", "2025-04", LATER)
    return {each.part: each.amount_fen for each in RunLine.objects.filter(run=run)}


def test_an_item_sent_after_the_list_comes_as_its_supplement():
    marks = {home: MonthMark("scored", 10, 3) for home in homes("jiaxi")}
    points.score_month("jiaxi", MARCH, marks, by=who("grid_worker", DAY), on=DAY)
    phone = Phone(who("grid_worker", DAY), DAY)
    phone.write(ONE, 5)
    run, _notice = published("grid_worker_pay", MARCH, DAY)
    paid = line(run, who("grid_worker").party).amount_fen
    post(run, DAY + timedelta(days=4))
    phone.viewer = who("grid_worker", SENT)
    assert phone.told(SENT) == [("supplement", "sheets.supplement")]
    assert phone.told(SENT) == [("repeated", "sheets.repeated")]
    assert line(run, who("grid_worker").party).amount_fen == paid
    assert supplement_of_april() == {"pay": 84000, f"supplement:{MARCH}/pay": 2000}
    assert balance("211", who("grid_worker").party) == -paid


def test_a_conflict_decided_after_the_list_is_deducted_from_the_next():
    phone = Phone(who("grid_worker", DAY), DAY)
    phone.write(ONE, 1)
    marks = {home: MonthMark("scored", 10, 3) for home in homes("jiaxi")}
    points.score_month("jiaxi", MARCH, marks, by=who("accountant", DAY), on=DAY)
    assert phone.told(DAY) == [("conflict", "sheets.conflict")]
    run, _notice = published("grid_worker_pay", MARCH, DAY)
    post(run, DAY + timedelta(days=4))
    secretary = town.viewer("jiaxi.secretary", SENT)
    row = queries.waiting_page(secretary, "jiaxi", on=SENT).rows[0]
    given = actions.Deciding(side="sent", reason="看过门前的照片")
    actions.decide_item(int(row.ref.partition(":")[2]), given, by=secretary, on=SENT)
    assert supplement_of_april() == {"pay": 84000, f"supplement:{MARCH}/pay": -2000}


DECEMBER, TAKEN, NEW_YEAR = "2025-12", date(2025, 12, 28), date(2026, 1, 4)
SENT_LATE, SECOND_YEAR = date(2026, 2, 3), date(2027, 1, 6)


def bills(run):
    """(household, part) -> fen."""
    return {(each.subject, each.part): each.amount_fen for each in RunLine.objects.filter(run=run)}


def decide(side, on):
    secretary = town.viewer("jiaxi.secretary", on)
    row = queries.waiting_page(secretary, "jiaxi", on=on).rows[0]
    given = actions.Deciding(side=side, reason="看过门前的照片")
    actions.decide_item(int(row.ref.partition(":")[2]), given, by=secretary, on=on)


def in_dispute(bonus=1):
    """A phone wrote ONE's December on top of nothing, the office another figure meanwhile."""
    phone = Phone(who("grid_worker", TAKEN), TAKEN, month=DECEMBER)
    phone.write(ONE, bonus, scored_on="2025-12-31")
    phone.viewer = who("grid_worker", NEW_YEAR)
    return phone


def test_the_bill_of_a_household_in_dispute_alone_waits_and_comes_once_it_is_decided():
    """15 a month are 180; with 11 in December they are 176, 一等 still: 30.00, which waits."""
    phone = in_dispute()
    score_year("jiaxi", {ONE: 5})
    assert phone.told(NEW_YEAR) == [("conflict", "sheets.conflict")]
    run, _notice = published("refuse_fee", "2025", NEW_YEAR)
    assert bills(run) == {(TWO, "fee"): 6000, (_THREE, "fee"): 6000}
    steps = [(step["code"], dict(step["params"])) for step in Run.objects.get(pk=run).steps]
    assert ("settlement.waiting", {"subjects": [ONE]}) in steps
    post(run, NEW_YEAR + timedelta(days=9))
    assert checking_finds() == []
    decide("sent", SENT_LATE)
    assert checking_finds() == ["late_facts"]
    score_year("jiaxi", {}, year=2026)
    later, _notice = published("refuse_fee", "2026", SECOND_YEAR)
    assert bills(later)[ONE, "supplement:2025/fee"] == 3000
    assert sum(part.startswith("supplement") for _home, part in bills(later)) == 1


def test_a_month_that_nobody_scored_but_on_a_sheet_that_waits_keeps_no_other_bill_back():
    phone = in_dispute(3)
    score_year("jiaxi", {}, skip={(ONE, DECEMBER)})
    phone.write(ONE, 4, scored_on="2025-12-31")
    assert phone.told(NEW_YEAR, phone.items[1]) == [("held", "sheets.missing_before")]
    run, _notice = published("refuse_fee", "2025", NEW_YEAR)
    assert bills(run) == {(TWO, "fee"): 6000, (_THREE, "fee"): 6000}


def test_a_dispute_after_the_list_takes_nothing_back():
    """A bill that is out stands while a later item of its year waits, however it is decided."""
    phone = in_dispute()
    score_year("jiaxi", {ONE: 5})
    run, _notice = published("refuse_fee", "2025", NEW_YEAR)
    post(run, NEW_YEAR + timedelta(days=9))
    assert bills(run)[ONE, "fee"] == 3000
    phone.viewer = who("grid_worker", SENT_LATE)
    assert phone.told(SENT_LATE) == [("held", "points.too_late")]
    assert checking_finds() == []
    score_year("jiaxi", {}, year=2026)
    later, _notice = published("refuse_fee", "2026", SECOND_YEAR)
    assert not any(part.startswith("supplement") for _home, part in bills(later))


def test_a_line_is_not_worked_out_anew_while_its_household_is_in_dispute():
    phone = in_dispute()
    score_year("jiaxi", {ONE: 2})
    run, notice = published("refuse_fee", "2025", NEW_YEAR)
    bill = line(run, ONE)
    said = board.NewObjection(line=f"line:{bill.pk}", text="评低了", category="amount", direction="more")
    home = town.viewer("home1", NEW_YEAR)
    objection = board.object_to_line(notice, said, by=home, on=NEW_YEAR)
    board.answer_objection(objection, board.Reply(outcome="upheld"), by=SYSTEM, on=NEW_YEAR)
    post(run, NEW_YEAR + timedelta(days=9))
    phone.viewer = who("grid_worker", SENT_LATE)
    assert phone.told(SENT_LATE) == [("held", "points.too_late")]
    accountant = who("accountant", SENT_LATE)
    with pytest.raises(Refusal) as no:
        settlement.replace_line(bill.pk, by=accountant, on=SENT_LATE)
    assert (no.value.code, no.value.params["month"]) == ("points.in_dispute", DECEMBER)
    assert line(run, ONE).pk == bill.pk, "the line stands as it was"
    decide("standing", SENT_LATE)
    assert settlement.replace_line(bill.pk, by=accountant, on=SENT_LATE).new


def checking_finds():
    return [found.kind for found in checking.all_findings() if not found.ref.startswith("guard:")]
