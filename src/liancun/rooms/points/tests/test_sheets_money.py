"""What a phone sends late, down to the money of the next list (补扣)."""

from datetime import date, timedelta

import pytest

from liancun.rooms.points import actions as points
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import homes
from liancun.rooms.points.tests.phone import MARCH, Phone
from liancun.rooms.points.tests.test_life import balance, line, post, published, who
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement.models import RunLine
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
