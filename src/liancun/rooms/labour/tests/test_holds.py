"""A hold is lifted by another alone, and what is put right goes by the same rules (挂起、作废)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from liancun.base.importing import import_workbook
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.rooms.labour import actions, queries
from liancun.rooms.labour.actions import Asking, Correction, NewCourse, Sending, Why
from liancun.rooms.labour.models import Course, WorkDay
from liancun.rooms.labour.tests.desk import (
    APRIL,
    FIRST,
    MARCH,
    SECOND,
    THIRD,
    acting,
    brought,
    correct,
    found_wrong,
    give,
    one_day,
    refused,
    two_orders,
)
from liancun.rooms.registry.models import Login, Person

__all__ = ["two_orders"]

pytestmark = pytest.mark.django_db


def states():
    return list(WorkDay.objects.order_by("pk").values_list("state", flat=True))


def last():
    return WorkDay.objects.order_by("-pk")[0]


def too_fast(by=None):
    brought(f"KQ-1,PG-3,{FIRST},2025-03,90 08:00-08:01,,,,", by=by or acting("accountant", MARCH.last_day))


def release(row, post, on=APRIL):
    return actions.release_day(row.pk, Why("问过带班的"), by=acting(post, on), on=on)


def test_emptied_hours_are_the_hours_that_were_written():
    too_fast()
    correct(last().pk, 90_000, by=acting("accountant", APRIL))
    assert states() == ["held", "held"] and last().hours == "08:00-08:01"
    release(last(), "supervisor")
    correct(last().pk, 89_000, by=acting("accountant", APRIL))
    assert last().state == "held"


def test_nothing_that_takes_a_held_days_place_is_paid_before_another_looked():
    too_fast()
    correct(last().pk, 0, by=acting("accountant", APRIL))
    correct(last().pk, 50_000, by=acting("accountant", APRIL), hours="08:00-17:00")
    assert states() == ["held", "void", "held"]
    refused("labour.released_by_recorder", release, last(), "accountant")
    release(last(), "supervisor")
    correct(last().pk, 49_000, by=acting("accountant", APRIL))
    assert last().state == "accepted"
    assert found_wrong() == []


def test_who_had_a_part_in_a_day_does_not_release_it():
    """The recorder after another corrected; the acceptor; the worker; and the recorder by another login."""
    accountant, supervisor = acting("accountant", APRIL), acting("supervisor", APRIL)
    too_fast(by=accountant)
    actions.correct_day(last().pk, Correction("80", "去皮"), by=SYSTEM, on=APRIL)
    refused("labour.released_by_recorder", release, last(), "accountant")
    Login.objects.create(name="second", party=accountant.party)
    same = replace(supervisor, name="other", party=accountant.party)
    refused("labour.released_by_recorder", actions.release_day, last().pk, Why("看过"), by=same, on=APRIL)
    worker = replace(supervisor, name="third", party=FIRST)
    by_token = replace(supervisor, name="third", party="", behind=worker)
    for each in (worker, by_token):
        refused("labour.released_by_recorder", actions.release_day, last().pk, Why("看过"), by=each, on=APRIL)
    day = replace(one_day("PG-3", SECOND, quantity=401_000), accepted_by=supervisor.party)
    actions.record_days("head", [day], by=SYSTEM, on=APRIL)
    refused("labour.released_by_recorder", release, last(), "supervisor")


def test_kilos_of_two_orders_are_one_persons():
    give("PG-4", "park_picking", "a")
    brought(
        f"KQ-1,PG-3,{FIRST},2025-03,390 08:00-12:00,,,,",
        f"KQ-1,PG-4,{FIRST},2025-03,390 12:00-17:00,,,,",
    )
    assert states() == ["held", "held"], "the first is picked too fast, the second too much with it"
    card = queries.day_card(SYSTEM, last().pk)
    assert card.held_because and card.held_because.code == "labour.too_many_kilos"
    assert dict(card.held_because.params)["picked_g"] == 780_000


def test_the_second_order_of_a_day_is_held_by_every_door():
    give("PG-4", "park_picking", "a")
    actions.record_days("head", [one_day("PG-3", quantity=390_000)], by=SYSTEM, on=APRIL)
    actions.record_days("head", [one_day("PG-4", quantity=11_000)], by=SYSTEM, on=APRIL)
    actions.record_days("head", [one_day("PG-1", quantity=100)], by=SYSTEM, on=APRIL)
    assert states() == ["accepted", "held", "held"]
    card = queries.day_card(SYSTEM, last().pk)
    assert card.held_because and card.held_because.code == "labour.too_much_a_day"


def test_a_whole_day_of_tending_leaves_no_picking_unseen():
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,0.5,,,", f"KQ-1,PG-3,{FIRST},2025-03,390,200,,,")
    found = {(row.day.day, row.order.number): row.state for row in WorkDay.objects.select_related("order")}
    assert found == {
        (3, "PG-1"): "accepted",
        (3, "PG-3"): "held",
        (4, "PG-1"): "accepted",
        (4, "PG-3"): "accepted",
    }
    held = WorkDay.objects.get(state="held")
    card = queries.day_card(SYSTEM, held.pk)
    assert card.held_because and card.held_because.code == "labour.too_much_a_day"


def test_the_same_hours_are_worked_once():
    brought(f"KQ-1,PG-1,{FIRST},2025-03,0.5 08:00-12:00,,,,", f"KQ-1,PG-3,{FIRST},2025-03,90 11:00-17:00,,,,")
    assert states() == ["accepted", "held"]
    correct(last().pk, 90_000, hours="12:00-17:00")
    assert last().state == "held" and queries.day_card(SYSTEM, last().pk).held_because


# --- a day taken out ---------------------------------------------------------------------------------


def test_a_day_taken_out_comes_back_by_correcting_it():
    actions.record_days("head", [one_day()], by=SYSTEM, on=APRIL)
    correct(last().pk, 0)
    refused("labour.day_there", actions.record_days, "head", [one_day()], by=SYSTEM, on=APRIL)
    with pytest.raises(BadInput) as bad:
        brought(f"KQ-9,PG-1,{FIRST},2025-03,1,,,,", on=APRIL)
    assert [problem.code for problem in bad.value.problems] == ["labour.day_there"]
    void = last()
    assert queries.day_card(SYSTEM, void.pk).may == ("correct_day",)
    correct(void.pk, 50)
    assert states() == ["accepted", "void", "accepted"] and last().quantity == 50
    assert queries.order_row(SYSTEM, "head", "PG-1").quantity == 50
    refused("labour.superseded_already", correct, void.pk, 100)
    correct(last().pk, 0)
    refused("labour.day_there", actions.record_days, "head", [one_day()], by=SYSTEM, on=APRIL)
    assert found_wrong() == []


def test_a_day_comes_back_only_where_it_still_may():
    """Meanwhile the person was written down at another site."""
    actions.record_days("head", [one_day()], by=SYSTEM, on=APRIL)
    correct(last().pk, 0)
    void = last()
    actions.record_days("head", [one_day("PG-2")], by=SYSTEM, on=APRIL)
    refused("labour.two_sites", correct, void.pk, 50)


# --- who may not have worked --------------------------------------------------------------------------


def test_every_door_asks_who_accepted_the_work():
    own, unknown = replace(one_day(), accepted_by=FIRST), replace(one_day(), accepted_by="P9999999")
    office = replace(one_day(), accepted_by="O:head")
    for code, day in (
        ("labour.accepts_own", own),
        ("labour.no_such_acceptor", unknown),
        ("labour.no_such_acceptor", office),
    ):
        refused(code, actions.record_days, "head", [day], by=SYSTEM, on=APRIL)
        with pytest.raises(BadInput) as bad:
            brought(f"KQ-1,PG-1,{FIRST},2025-03,1,1,,,{day.accepted_by}")
        assert [(found.code, found.column) for found in bad.value.problems] == [(code, "验收人")]
    refused("labour.no_day_given", actions.record_days, "head", [], by=SYSTEM, on=APRIL)


def test_a_child_is_neither_sent_nor_paid():
    Person.objects.filter(code=FIRST).update(born_on=date(2021, 1, 1))
    Person.objects.filter(code=SECOND).update(born_on=date(2025, 3, 20))
    for party, code in ((FIRST, "labour.too_young"), (SECOND, "registry.before_birth")):
        day = one_day(party=party)
        refused(code, actions.record_days, "head", [day], by=SYSTEM, on=APRIL)
        refused("labour.too_young", actions.dispatch, "head", Sending("PG-1", (party,)), by=SYSTEM, on=APRIL)
        refused(
            "labour.too_young", actions.ask_for_work, "head", Asking(party, "pq-jiaxi"), by=SYSTEM,
            on=APRIL,
        )  # fmt: skip
    for kind, content in (
        ("attendance", f"考勤表号,派工单号,人员编码,月份,3日\nKQ-1,PG-1,{FIRST},2025-03,1"),
        ("dispatches", f"派工单号,人员编码,起,止\nPG-1,{FIRST},2025-03-01,2025-03-31"),
        ("job_seekers", f"人员编码,登记日,片区\n{FIRST},2025-03-01,pq-jiaxi"),
    ):
        assert problems(kind, content) == ["labour.too_young"]


def problems(kind, content, org="head"):
    with pytest.raises(BadInput) as bad:
        import_workbook(kind, content.encode(), "表.csv", org_code=org, by=SYSTEM, on=APRIL)
    return [problem.code for problem in bad.value.problems]


def test_who_died_before_the_first_day_is_not_sent():
    """The order begins on the first; somebody who died on the tenth cannot be sent on the twentieth."""
    Person.objects.filter(code=FIRST).update(died_on=date(2025, 3, 10))
    refused(
        "registry.is_dead",
        actions.dispatch,
        "head",
        Sending("PG-1", (FIRST,)),
        by=SYSTEM,
        on=date(2025, 3, 20),
    )
    actions.dispatch("head", Sending("PG-1", (FIRST, THIRD)), by=SYSTEM, on=date(2025, 3, 9))


def test_a_course_is_for_people_who_live():
    Person.objects.filter(code=FIRST).update(died_on=date(2025, 2, 1))
    asked: Any = {"title": "修剪", "held_on": MARCH.last_day, "place": "村部", "teacher": "老师"}
    asked["hours_minutes"] = 60
    for party, code in ((FIRST, "registry.is_dead"), ("O:company", "labour.no_such_party")):
        refused(
            code,
            actions.hold_course,
            "head",
            NewCourse("PX-1", **asked, parties=(party,)),
            by=SYSTEM,
            on=APRIL,
        )
    actions.hold_course("head", NewCourse("PX-1", **asked, parties=(SECOND,)), by=SYSTEM, on=APRIL)
    assert Course.objects.count() == 1
    for party, code in ((FIRST, "registry.is_dead"), ("O:company", "labour.no_such_party")):
        assert problems("course_signins", f"培训班编号,人员编码\nPX-1,{party}") == [code]


def test_income_elsewhere_is_of_a_month_that_came_and_of_somebody_who_lived():
    Person.objects.filter(code=FIRST).update(died_on=date(2025, 2, 1))
    heading = "人员编码,月份,用工单位,收入(元)"
    for row, code in (
        (f"{SECOND},2030-03,煤矿,5600.00", "labour.in_future"),
        (f"{FIRST},2025-03,煤矿,5600.00", "registry.is_dead"),
        ("O:company,2025-03,煤矿,1.00", "labour.no_such_party"),
    ):
        assert problems("outside_incomes", f"{heading}\n{row}", "town") == [code]
