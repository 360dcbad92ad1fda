"""Scores taken along on a phone: received, merged, held, decided (带走的评分表)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liancun.base import guards
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.points import actions as points
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import homes, marked
from liancun.rooms.points.tests.phone import MARCH, Phone
from liancun.rooms.registry.actions import supersede
from liancun.rooms.registry.models import GridDuty
from liancun.rooms.registry.tests import town
from liancun.rooms.sheets import actions, checks, queries
from liancun.rooms.sheets.models import ItemEvent, SheetItem
from liancun.rooms.sheets.rules import item_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]

APRIL = date(2025, 4, 2)
ONE, TWO, THREE = homes("jiaxi")


def grid(on=APRIL):
    return town.viewer("jiaxi.grid_worker", on)


def accountant(on=APRIL):
    return town.viewer("jiaxi.accountant", on)


def secretary(on=APRIL):
    return town.viewer("jiaxi.secretary", on)


def stands(household=ONE):
    rows = MonthScore.objects.filter(household=household, month=MARCH).order_by("revision")
    return [(row.revision, row.state, row.base, row.bonus) for row in rows]


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refusal) as no:
        call(*args, **kwargs)
    assert no.value.code == code, str(no.value)


def only_waiting(by=None):
    page = queries.waiting_page(by or secretary(), "jiaxi", on=APRIL)
    assert page.total == 1
    return int(page.rows[0].ref.partition(":")[2])


def decide(side, by=None, item=None, on=APRIL):
    given = actions.Deciding(side=side, reason="看过门前的照片")
    return actions.decide_item(item or only_waiting(), given, by=by or secretary(), on=on)


def correct(household, bonus, by=None):
    mark = marked(household, MARCH, MonthMark("scored", 10, bonus))
    points.correct_score("jiaxi", mark, by=by or accountant(), on=APRIL)


def test_a_sheet_is_taken_and_its_items_recorded():
    phone = Phone(grid(), APRIL)
    found = phone.read(APRIL)
    assert [each["code"] for each in found["households"]] == [ONE, TWO, THREE]
    assert {each["seen"] for each in found["households"]} == {-1}
    assert (found["until"], found["bonuses"]) == ("2025-04-05", [1, 2, 3, 4, 5])
    assert {each["code"] for each in found["states"]} == {"scored", "away", "vacant"}
    phone.write(ONE, 4)
    phone.write(TWO, 0, state="away", base=0)
    phone.write(THREE, 2, base=8, deduction="CG-1", remark="河边乱倒")
    assert phone.told(APRIL) == [("recorded", "sheets.recorded")] * 3
    assert (stands(), stands(TWO), stands(THREE)) == (
        [(0, "scored", 10, 4)],
        [(0, "away", 0, 0)],
        [(0, "scored", 8, 2)],
    )
    row = MonthScore.objects.get(household=ONE)
    assert (row.recorded_by, row.on, row.village_code) == ("jiaxi.grid_worker", date(2025, 3, 31), town.JIAXI)
    again = phone.read(APRIL)["households"][2]
    assert (again["seen"], again["base"], again["remark"]) == (0, 8, "河边乱倒")
    assert list(checks.every_item_has_its_end()) == []


def test_what_may_be_taken_along_is_told():
    points.score_month("jiaxi", MARCH, {ONE: MonthMark("scored", 10, 2)}, by=accountant(), on=APRIL)
    told = [(each.month, each.households, each.scored) for each in queries.offered_sheets(grid(), on=APRIL)]
    assert told == [(MARCH, 3, 1), ("2025-04", 3, 0)]
    assert queries.offered_sheets(town.viewer("home1", APRIL), on=APRIL) == ()
    may = date(2025, 5, 2)
    assert [each.month for each in queries.offered_sheets(grid(may), on=may)] == ["2025-04", "2025-05"]


def test_the_same_item_twice_is_one():
    phone = Phone(grid(), APRIL)
    item = phone.write(ONE, 4)
    assert phone.told(APRIL, item, item) == [
        ("recorded", "sheets.recorded"),
        ("repeated", "sheets.repeated"),
    ]
    receipt = phone.send(APRIL, item)[0]
    assert (receipt.status, receipt.stands, receipt.revision, receipt.kept) == (
        "repeated",
        "recorded",
        0,
        True,
    )
    assert len(stands()) == 1 and SheetItem.objects.count() == 1


def test_out_of_order_they_wait_and_go_on_by_themselves():
    phone = Phone(grid(), APRIL)
    first, second, third = phone.write(ONE, 4), phone.write(ONE, 5), phone.write(TWO, 1)
    assert phone.told(APRIL, third) == [("held", "sheets.missing_before")]
    assert phone.told(APRIL, second) == [("held", "sheets.missing_before")]
    assert stands() == stands(TWO) == []
    receipt = phone.send(APRIL, first)[0]
    assert receipt.status == "recorded"
    assert [row[3] for row in stands()] == [4, 5]
    assert [row[3] for row in stands(TWO)] == [1]
    assert [each.stands for each in phone.send(APRIL)] == ["recorded"] * 3


def test_what_is_missing_is_never_dropped_nor_forced():
    phone = Phone(grid(), APRIL)
    _lost, second = phone.write(ONE, 4), phone.write(TWO, 5)
    phone.send(APRIL, second)
    later = APRIL + timedelta(days=4)
    page = queries.waiting_page(secretary(later), "jiaxi", on=later)
    assert (page.total, page.alarms, page.rows[0].alarm, page.rows[0].why) == (1, 0, False, "missing_before")
    later = APRIL + timedelta(days=5)
    page = queries.waiting_page(secretary(later), "jiaxi", on=later)
    assert (page.total, page.alarms, page.rows[0].days) == (1, 1, 5)
    assert stands(TWO) == []
    decide("sent", on=later)
    assert [row[3] for row in stands(TWO)] == [5]
    assert phone.told(later, _lost) == [("recorded", "sheets.recorded")]


def test_two_who_differ_are_a_conflict_that_a_third_decides():
    phone = Phone(grid(), APRIL)
    phone.write(ONE, 4)
    points.score_month("jiaxi", MARCH, {ONE: MonthMark("scored", 10, 2)}, by=accountant(), on=APRIL)
    receipt = phone.send(APRIL)[0]
    assert (receipt.status, receipt.reasons[0].code) == ("conflict", "sheets.conflict")
    assert (receipt.shown["standing"]["bonus"], receipt.shown["sent"]["bonus"]) == (2, 4)
    row = queries.waiting_page(secretary(), "jiaxi", on=APRIL).rows[0]
    assert (row.sent_says, row.standing_says, row.why) == ("10+4", "10+2", "conflict")
    assert stands() == [(0, "scored", 10, 2)]
    refused("sheets.second_person", decide, "sent", by=accountant())
    refused("permit.not_yours", decide, "sent", by=grid())
    refused("viewer.not_found", decide, "sent", by=town.viewer("haiba.secretary", APRIL))
    decide("sent")
    assert stands() == [(0, "scored", 10, 2), (1, "scored", 10, 4)]
    item = SheetItem.objects.get()
    refused("sheets.decided_already", decide, "standing", item=item.pk)
    assert ItemEvent.objects.filter(item=item).latest("pk").said == "看过门前的照片"
    assert phone.send(APRIL)[0].stands == "decided"


def test_decided_for_what_stands_the_phone_s_is_kept_aside():
    phone = Phone(grid(), APRIL)
    phone.write(ONE, 4)
    points.score_month("jiaxi", MARCH, {ONE: MonthMark("scored", 10, 2)}, by=accountant(), on=APRIL)
    phone.send(APRIL)
    later = phone.write(ONE, 5)
    assert phone.told(APRIL, later) == [("conflict", "sheets.conflict")]
    first = SheetItem.objects.earliest("pk")
    decide("standing", item=first.pk)
    assert stands() == [(0, "scored", 10, 2)]
    third = phone.write(ONE, 1)
    assert phone.told(APRIL, third) == [("conflict", "sheets.conflict")]
    phone.read(APRIL)
    assert phone.told(APRIL, phone.write(ONE, 3)) == [("recorded", "sheets.recorded")]


def test_two_who_say_the_same_agree():
    phone = Phone(grid(), APRIL)
    phone.write(ONE, 2, remark="门前干净")
    points.score_month("jiaxi", MARCH, {ONE: MonthMark("scored", 10, 2)}, by=accountant(), on=APRIL)
    assert phone.told(APRIL) == [("agreed", "sheets.agreed")]
    assert len(stands()) == 1


def test_corrections_of_one_s_own_until_the_month_closes():
    phone = Phone(grid(), APRIL)
    for bonus in (4, 5, 1):
        phone.write(ONE, bonus)
    assert {status for status, _why in phone.told(APRIL)} == {"recorded"}
    assert [row[3] for row in stands()] == [4, 5, 1]
    correct(ONE, 2)
    assert phone.told(APRIL, phone.write(ONE, 3)) == [("conflict", "sheets.conflict")]
    closed = date(2025, 5, 2)
    phone.viewer = grid(closed)
    phone.read(closed)
    receipt = phone.send(closed, phone.write(TWO, 3))[0]
    assert (receipt.status, receipt.reasons[0].code) == ("held", "points.too_late")
    row = queries.waiting_page(secretary(closed), "jiaxi", on=closed).rows[-1]
    assert (row.household, row.why) == (TWO, "closed")


def test_a_duty_that_moved_away_is_refused_with_its_reason():
    phone = Phone(grid(), APRIL)
    phone.write(THREE, 4)
    row = GridDuty.objects.get(household=THREE)
    supersede("duty", row.pk, worker=town.viewer("haiba.grid_worker").party, by=SYSTEM, on=town.DAY)
    receipt = phone.send(APRIL)[0]
    assert (receipt.status, receipt.reasons[0].code, receipt.kept) == ("refused", "sheets.duty_moved", True)
    assert stands(THREE) == []
    phone.write(ONE, 4)
    assert phone.told(APRIL, phone.items[-1]) == [("recorded", "sheets.recorded")]


def test_a_lost_phone_is_ended_and_what_it_sends_waits():
    phone = Phone(grid(), APRIL)
    phone.write(ONE, 4)
    ending = actions.Ending(sheet=phone.code, reason="手机丢了")
    refused(
        "viewer.not_found", actions.end_sheet, "haiba", ending, by=town.viewer("haiba.secretary"), on=APRIL
    )
    refused(
        "sheets.not_your_sheet",
        actions.end_sheet,
        "jiaxi",
        ending,
        by=town.viewer("jiaxi.supervisor"),
        on=APRIL,
    )
    actions.end_sheet("jiaxi", ending, by=grid(), on=APRIL)
    refused("sheets.ended_already", actions.end_sheet, "jiaxi", ending, by=secretary(), on=APRIL)
    assert phone.told(APRIL) == [("held", "sheets.ended")]
    assert stands() == []
    decide("sent")
    assert [row[3] for row in stands()] == [4]
    row = queries.taken_page(secretary(), "jiaxi").rows[0]
    assert (row.ended_on, row.received, row.waiting, row.subjects) == (APRIL, 1, 0, 3)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"bonus": 6}, "points.bonus_range"),
        ({"bonus": "3"}, "field.not_whole"),
        ({"bonus": -1}, "import.out_of_range"),
        ({"month": "2025-13"}, "import.month"),
        ({"month": "2025-04"}, "sheets.other_month"),
        ({"household": "L0000004"}, "points.not_living_here"),
        ({"household": "L9999999"}, "points.not_living_here"),
        ({"remark": "<script>alert(1)</script>"}, "points.remark_brackets"),
        ({"remark": "电话13800138000"}, "points.remark_number"),
        ({"remark": "好" * 61}, "import.too_long"),
        ({"remark": "好\U0001f600"}, "import.strange_character"),
        ({"state": "gone"}, "import.choice"),
        ({"state": "exempt", "base": 0, "bonus": 0}, "points.state_not_yours"),
        ({"state": "away"}, "points.unscored_with_points"),
        ({"base": 7}, "points.deduction_clause"),
        ({"base": 7, "deduction": "CG-9"}, "points.deduction_unknown"),
        ({"scored_on": "gestern"}, "sheets.no_day"),
        ({"scored_on": None}, "sheets.no_day"),
    ],
)
def test_wrong_items_are_refused_each_in_words_and_kept(said, code):
    phone = Phone(grid(), APRIL)
    phone.write(**{"household": ONE} | said)
    receipt = phone.send(APRIL)[0]
    assert (receipt.status, receipt.reasons[0].code, receipt.kept) == ("refused", code, True)
    assert MonthScore.objects.count() == 0 and SheetItem.objects.count() == 1
    phone.write(TWO, 3)
    assert phone.told(APRIL, phone.items[-1]) == [("recorded", "sheets.recorded")]


def test_after_a_refused_one_the_next_stands_where_it_stood():
    phone = Phone(grid(), APRIL)
    phone.write(ONE, 6)
    phone.write(ONE, 5)
    assert [status for status, _why in phone.told(APRIL)] == ["refused", "recorded"]
    assert stands() == [(0, "scored", 10, 5)]


def test_what_came_to_harm_on_its_way_is_not_kept():
    phone = Phone(grid(), APRIL)
    good = phone.write(ONE, 3)
    harmed: list[Any] = [
        dict(good, bonus=5),
        dict(good, id="0" * 64),
        dict(good, id="x" * 5_000),
        dict(good, seq=0),
        dict(good, seq=2**70),
        dict(good, seq=True),
        dict(good, sheet=""),
        dict(good, household={"a": 1}),
        dict(good, remark="好" * 5_000),
        {},
        None,
        [],
        "item",
        {"id": [1]},
    ]
    for receipt in phone.send(APRIL, *harmed):
        assert (receipt.status, receipt.kept) == ("refused", False)
    other = dict(good, sheet="jiaxi-999999")
    other["id"] = item_id(
        other, {name: other[name] for name in ("state", "base", "bonus", "deduction", "remark")}
    )
    assert phone.told(APRIL, other) == [("refused", "sheets.no_such_sheet")]
    assert SheetItem.objects.count() == MonthScore.objects.count() == 0
    assert phone.told(APRIL, good) == [("recorded", "sheets.recorded")]


def test_one_item_s_fault_stops_no_other():
    phone = Phone(grid(), APRIL)
    good, bad, fine = phone.write(ONE, 3), phone.write(TWO, 9), phone.write(THREE, 3)
    receipts = phone.send(APRIL, fine, None, bad, good)
    assert [each.status for each in receipts] == ["recorded", "refused", "refused", "recorded"]


def test_the_same_number_with_other_content_is_answered_with_both():
    phone = Phone(grid(), APRIL)
    first = phone.write(ONE, 3)
    phone.send(APRIL)
    phone.items.clear()
    second = phone.write(ONE, 5)
    assert second["seq"] == first["seq"]
    receipt = phone.send(APRIL, second)[0]
    assert (receipt.status, receipt.reasons[0].code, receipt.kept) == ("refused", "sheets.used_number", True)
    assert (receipt.shown["kept"]["bonus"], receipt.shown["sent"]["bonus"]) == (3, 5)
    assert stands() == [(0, "scored", 10, 3)]
    phone.seen[ONE] = 0
    assert phone.told(APRIL, phone.write(ONE, 4)) == [("recorded", "sheets.recorded")]


def test_a_clock_a_day_wrong_is_noted_and_the_receipt_decides():
    phone = Phone(grid(), APRIL)
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    phone.write(ONE, 3, scored_on="2025-04-03", sent_at=ahead)
    receipt = phone.send(APRIL)[0]
    assert [each.code for each in receipt.reasons] == [
        "sheets.recorded",
        "sheets.clock_fast",
        "sheets.day_of_receipt",
    ]
    assert MonthScore.objects.get().on == APRIL
    assert (SheetItem.objects.get().offset_seconds or 0) < -86_000
    late = date(2025, 4, 20)
    phone = Phone(grid(late), late)
    phone.write(TWO, 3, scored_on="2025-04-05", sent_at="heute")
    phone.write(THREE, 3, scored_on="2025-04-04")
    phone.send(late)
    days = dict(MonthScore.objects.values_list("household", "on"))
    assert (days[TWO], days[THREE]) == (date(2025, 4, 5), late)


def test_nobody_sends_another_s_sheet():
    phone = Phone(grid(), APRIL)
    phone.write(ONE, 3)
    phone.viewer = accountant()
    assert phone.told(APRIL) == [("refused", "sheets.not_your_sheet")]
    phone.viewer = town.viewer("home1", APRIL)
    refused("permit.not_yours", phone.send, APRIL)
    phone.viewer = town.viewer("haiba.grid_worker", APRIL)
    refused("permit.not_yours", phone.send, APRIL)
    assert SheetItem.objects.count() == 0


def test_nothing_is_changed_and_everything_leaves_a_line():
    phone = Phone(grid(), APRIL)
    phone.write(ONE, 3)
    phone.send(APRIL)
    guards.put_back()
    for spoil in (lambda: SheetItem.objects.update(seen=5), lambda: ItemEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()
    verbs = [line.verb for line in AuditLine.objects.order_by("pk")][-2:]
    assert verbs == ["sheets.take_sheet", "sheets.receive_items"]
