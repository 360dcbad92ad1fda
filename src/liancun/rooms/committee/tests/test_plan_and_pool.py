"""Goals met by records, what is pooled and used, tasks done through records (目标、资源、落实事项)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liancun.base import clock
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.base.references import resolve
from liancun.kernel import BadInput, Refusal
from liancun.rooms.committee import actions, checks, queries
from liancun.rooms.committee.imports.plan import export
from liancun.rooms.committee.imports.voters import export_seats
from liancun.rooms.committee.models import PlanGoal, ResourceUse, Task, TaskStep
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry.models import Person, Village
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import HAIBA, JIAXI

pytestmark = pytest.mark.django_db
do: Any = town.do
DAY = date(2025, 6, 1)
LEADER, SECRETARY, JIAXI_SECRETARY = "town.leader", "joint.secretary", "jiaxi.secretary"


@pytest.fixture(scope="module", autouse=True)
def small_town(ground):
    town.raise_town()
    Village.objects.filter(village_code=JIAXI).update(unit="东部单元")
    Village.objects.filter(village_code=HAIBA).update(unit="西部单元")
    do(
        registry.record_resolution, "joint", by=SYSTEM, on=DAY, code="LC-1", body="joint_committee",
        subject="统一购苗", held_on=date(2025, 5, 20), entitled=2, present=2, votes_for=2,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)


def by(name: str) -> dict[str, Any]:
    return {"by": town.viewer(name), "on": DAY}


def refused(code, call, /, *args, **given):
    with pytest.raises(Refusal) as no:
        do(call, *args, **given)
    assert no.value.code == code, str(no.value)


def faulty(code, call, /, *args, **given):
    with pytest.raises(BadInput) as bad:
        do(call, *args, **given)
    assert [each.code for each in bad.value.problems] == [code]


# --- goals ---------------------------------------------------------------------------------------

GOAL: dict[str, Any] = {
    "unit": "东部单元", "year": 2025, "measure": "registry.households", "target": "4", "document": "要点2025",
}  # fmt: skip


def test_a_goal_is_met_by_what_records_say_and_by_nothing_typed():
    do(actions.set_goal, "town", **GOAL, **by(LEADER))
    do(actions.set_goal, "town", **GOAL | {"unit": "西部单元", "target": "2"}, **by(LEADER))
    east, west = queries.goals(town.viewer(LEADER), "town", on=DAY).rows
    # Three registered homes in each village: three of four, and three of two.
    assert (east.target, east.reached, east.missing, east.percent) == (4, 3, 1, 75)
    assert (west.target, west.reached, west.missing, west.percent) == (2, 3, 0, 150)
    short = queries.goals(town.viewer(LEADER), "town", on=DAY, unmet=True)
    assert (short.total, short.rows) == (1, (east,))
    early = queries.goals(town.viewer(LEADER), "town", on=date(2019, 1, 1)).rows
    assert [row.reached for row in early] == [0, 0]


def test_a_goal_set_anew_stands_and_one_dropped_is_counted_no_more():
    do(actions.set_goal, "town", **GOAL, **by(LEADER))
    refused("committee.plan.same_goal", actions.set_goal, "town", **GOAL, **by(LEADER))
    ref = do(actions.set_goal, "town", **GOAL | {"target": "6", "document": "调整"}, **by(LEADER))
    assert resolve(town.viewer(LEADER), ref).ref == "plan:town/2025"
    (row,) = queries.goals(town.viewer(LEADER), "town", on=DAY).rows
    assert (row.target, row.document) == (6, "调整")
    dropped = {name: GOAL[name] for name in ("unit", "year", "measure", "document")}
    do(actions.drop_goal, "town", **dropped, **by(LEADER))
    assert queries.goals(town.viewer(LEADER), "town", on=DAY).total == 0
    refused("committee.plan.no_such_goal", actions.drop_goal, "town", **dropped, **by(LEADER))
    assert PlanGoal.objects.count() == 3
    do(actions.set_goal, "town", **GOAL, **by(LEADER))
    assert queries.goals(town.viewer(LEADER), "town", on=DAY).total == 1


def test_who_sets_goals_and_what_is_no_goal():
    do(actions.set_goal, "joint", **GOAL, **by(SECRETARY))
    for org, name in (("town", "town.auditor"), ("joint", LEADER), ("head", "head.director")):
        refused("permit.not_yours", actions.set_goal, org, **GOAL, **by(name))
    refused("committee.plan.no_such_unit", actions.set_goal, "town", **GOAL | {"unit": "中部"}, **by(LEADER))
    faulty("committee.plan.no_target", actions.set_goal, "town", **GOAL | {"target": "0"}, **by(LEADER))
    faulty("import.too_fine", actions.set_goal, "town", **GOAL | {"target": "1.5"}, **by(LEADER))
    faulty("import.out_of_range", actions.set_goal, "town", **GOAL | {"target": "-1"}, **by(LEADER))
    with pytest.raises(Refusal):
        queries.goals(town.viewer("haiba.secretary"), "joint", on=DAY)


def test_more_goals_of_one_measure_ask_no_more():
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.goals(SYSTEM, "town", on=DAY)
        return len(seen)

    do(actions.set_goal, "town", **GOAL, **by(LEADER))
    one = asked()
    do(actions.set_goal, "town", **GOAL | {"unit": "西部单元"}, **by(LEADER))
    assert asked() == one


def brought(*rows: Mapping[str, Any]):
    content = write_rows(import_kind("plan_goals"), rows)
    return import_workbook("plan_goals", content, "目标.xlsx", org_code="town", **by(LEADER))


def test_the_plan_comes_as_a_workbook_and_goes_out_the_same():
    row = GOAL | {"measure": "登记户数"}
    brought(row, row | {"unit": "西部单元", "measure": "土地入股面积", "target": "620.50"})
    east, west = queries.goals(SYSTEM, "town", on=DAY).rows
    assert (east.measure, east.target, west.measure, west.target) == (
        "registry.households", 4, "land.shared", 62_050,
    )  # fmt: skip
    out = list(export(town.viewer(LEADER), "town"))
    assert [each["target"] for each in out] == ["4", "620.5"]
    assert brought(*out).new == 0
    do(actions.set_goal, "town", **GOAL | {"target": "5"}, **by(LEADER))


def test_every_wrong_row_of_the_plan_is_named():
    do(actions.set_goal, "town", **GOAL, **by(LEADER))
    row = GOAL | {"measure": "登记户数"}
    with pytest.raises(BadInput) as bad:
        brought(
            row | {"target": "9"},
            row | {"unit": "中部单元"},
            row | {"measure": "幸福指数", "year": 2026},
            row | {"year": 2027, "target": "0"},
            row | {"year": 2028, "target": "很多"},
        )
    assert [(each.row, each.code) for each in bad.value.problems] == [
        (2, "committee.plan.set_before"),
        (3, "committee.plan.no_such_unit"),
        (4, "committee.plan.no_such_measure"),
        (5, "committee.plan.no_target"),
        (6, "import.number"),
    ]


# --- the pool --------------------------------------------------------------------------------------

RESOURCE: dict[str, Any] = {
    "code": "ZY-1", "village_code": JIAXI, "kind": "people", "title": "帮扶队员", "source": "市农业农村局",
    "quantity": "3", "start": date(2025, 1, 1), "end": date(2025, 12, 31), "document": "派驻通知",
}  # fmt: skip
USE: dict[str, Any] = {
    "code": "ZY-1", "village_code": HAIBA, "purpose": "指导修剪", "quantity": "2",
    "start": date(2025, 5, 1), "end": date(2025, 6, 30),
}  # fmt: skip


def pooled(**more: Any) -> str:
    return do(actions.pool_resource, "joint", **RESOURCE | more, **by(SECRETARY))


def used(**more: Any) -> str:
    return do(actions.use_resource, "joint", **USE | more, **by(SECRETARY))


def the_resource(code: str = "ZY-1"):
    return next(row for row in queries.resources(SYSTEM, "joint", on=DAY).rows if row.code == code)


def test_what_is_out_is_not_free_until_it_comes_back():
    pooled()
    use = used()
    row = the_resource()
    assert (row.quantity, row.used, row.free, row.village) == (3, 2, 1, "贾西村")
    refused("committee.pool.beyond", actions.use_resource, "joint", **USE, **by(SECRETARY))
    number = int(use.partition(":")[2])
    do(actions.return_resource, number, ended_on=date(2025, 5, 31), **by(SECRETARY))
    assert the_resource().free == 3
    used(start=DAY)
    assert [finding for check in checks.CHECKS for finding in check()] == []
    assert resolve(SYSTEM, use).parents == ("resource:joint/ZY-1",)
    refused(
        "committee.pool.over", actions.return_resource, number, ended_on=date(2025, 5, 31), **by(SECRETARY)
    )


def test_money_is_in_fen_and_does_not_come_back():
    pooled(code="ZY-2", kind="money", title="帮扶资金", quantity="1000.50")
    use = used(code="ZY-2", quantity="600", end=date(2025, 5, 1))
    row = the_resource("ZY-2")
    assert (row.quantity, row.used, row.free) == (100_050, 60_000, 40_050)
    with pytest.raises(Refusal) as no:
        used(code="ZY-2", quantity="400.51")
    assert (no.value.code, no.value.params["free"]) == ("committee.pool.beyond", "400.50")
    number = int(use.partition(":")[2])
    refused("committee.pool.money_is_spent", actions.return_resource, number, ended_on=DAY, **by(SECRETARY))
    # What is left is taken back before the use ends; what was given out stays out, and the check knows it.
    ending = {"code": "ZY-2", "ended_on": date(2025, 4, 15), "document": "收回通知"}
    do(actions.take_back, "joint", **ending, **by(SECRETARY))
    assert [finding for check in checks.CHECKS for finding in check()] == []


def test_a_resource_is_taken_back_once_nobody_uses_it():
    pooled()
    used()
    ending = {"code": "ZY-1", "ended_on": DAY, "document": "调回通知"}
    refused("committee.pool.still_used", actions.take_back, "joint", **ending, **by(SECRETARY))
    number = ResourceUse.objects.get().pk
    do(actions.return_resource, number, ended_on=date(2025, 5, 31), **by(SECRETARY))
    do(actions.take_back, "joint", **ending, **by(SECRETARY))
    assert the_resource().end == DAY
    refused(
        "committee.pool.outside_days", actions.use_resource, "joint",
        **USE | {"start": DAY, "end": date(2025, 6, 2)}, **by(SECRETARY),
    )  # fmt: skip
    refused("committee.pool.over", actions.take_back, "joint", **ending, **by(SECRETARY))


def test_what_the_pool_does_not_take():
    pooled()
    refused("committee.pool.code_taken", actions.pool_resource, "joint", **RESOURCE, **by(SECRETARY))
    refused(
        "committee.pool.no_such_resource",
        actions.use_resource,
        "joint",
        **USE | {"code": "X"},
        **by(SECRETARY),
    )
    other = RESOURCE | {"code": "ZY-9"}
    refused(
        "registry.no_such_village",
        actions.pool_resource,
        "joint",
        **other | {"village_code": "9"},
        **by(SECRETARY),
    )
    refused(
        "committee.pool.backwards",
        actions.pool_resource,
        "joint",
        **other | {"end": date(2024, 1, 1)},
        **by(SECRETARY),
    )
    faulty(
        "import.out_of_range", actions.pool_resource, "joint", **other | {"quantity": "0"}, **by(SECRETARY)
    )
    faulty("import.too_fine", actions.pool_resource, "joint", **other | {"quantity": "1.5"}, **by(SECRETARY))
    refused("permit.not_yours", actions.pool_resource, "joint", **other, **by(LEADER))
    refused("permit.not_yours", actions.pool_resource, "jiaxi", **other, **by(JIAXI_SECRETARY))


# --- tasks -----------------------------------------------------------------------------------------

TASK: dict[str, Any] = {
    "code": "LS-1", "resolution": "LC-1", "what": "与苗圃签购苗合同", "post": "secretary", "at_org": "jiaxi",
    "village_code": JIAXI, "due_on": date(2025, 6, 20),
}  # fmt: skip


def given(**more: Any) -> int:
    ref = do(actions.give_task, "joint", **TASK | more, **by(SECRETARY))
    return int(ref.partition(":")[2])


def paper(code: str = "HT-1", org: str = "jiaxi") -> str:
    return do(
        registry.record_document, org, **by(f"{org}.secretary"),
        code=code, title="购苗合同", issuer="苗圃", issued_on=DAY,
    )  # fmt: skip


def test_a_task_is_done_through_a_record_alone_and_may_be_opened_again():
    number = given()
    (mine,) = queries.awaited(town.viewer(JIAXI_SECRETARY), on=DAY)
    assert (mine.code, mine.state, mine.who) == ("LS-1", "open", "贾西村集体经济组织负责人")
    done = {"done_on": DAY, "note": "三千株"}
    for record, code in (
        ("document:jiaxi/HT-1", "committee.task.no_such_record"),
        ("文件一", "committee.task.no_such_record"),
        ("resolution:joint/LC-1", "committee.task.no_proof"),
        (f"task:{number}", "committee.task.no_proof"),
    ):
        refused(code, actions.finish_task, number, record=record, **done, **by(JIAXI_SECRETARY))
    record = paper()
    do(actions.finish_task, number, record=record, **done, **by(JIAXI_SECRETARY))
    (row,) = queries.tasks(town.viewer(SECRETARY), "joint", on=DAY).rows
    assert (row.state, row.record, row.done_on) == ("done", record, DAY)
    assert queries.awaited(town.viewer(JIAXI_SECRETARY), on=DAY) == ()
    refused(
        "committee.task.done_already",
        actions.finish_task,
        number,
        record=record,
        **done,
        **by(JIAXI_SECRETARY),
    )
    do(actions.reopen_task, number, reason="苗木不合格", **by(SECRETARY))
    refused("committee.task.not_done", actions.reopen_task, number, reason="再退", **by(SECRETARY))
    (again,) = queries.awaited(town.viewer(JIAXI_SECRETARY), on=DAY)
    assert (again.state, again.note, again.record) == ("open", "苗木不合格", "")
    assert [step.kind for step in TaskStep.objects.order_by("number")] == ["done", "reopened"]
    assert resolve(town.viewer(JIAXI_SECRETARY), f"task:{number}").parents[0] == "resolution:joint/LC-1"
    assert [finding for check in checks.CHECKS for finding in check()] == []


def test_overdue_is_derived_and_asked_for():
    given()
    given(code="LS-2", due_on=date(2025, 5, 31))
    states = [row.state for row in queries.tasks(SYSTEM, "joint", on=DAY).rows]
    assert states == ["overdue", "open"]
    (late,) = queries.tasks(SYSTEM, "joint", on=DAY, state="overdue").rows
    assert late.code == "LS-2" and queries.overdue(SYSTEM, on=DAY) == 1
    assert [row.code for row in queries.tasks(SYSTEM, "joint", on=DAY, state="open").rows] == ["LS-1"]
    assert queries.tasks(SYSTEM, "joint", on=DAY, state="done").total == 0
    assert queries.overdue(SYSTEM, on=date(2025, 6, 21)) == 2


def test_who_does_a_task_and_who_does_not_see_it():
    number = given(post="", at_org="", party="P0000001")
    home = town.viewer("home1", DAY)
    assert [row.number for row in queries.awaited(home, on=DAY)] == [number]
    for name in ("haiba.secretary", "home2", "head.director"):
        with pytest.raises(Refusal) as no:
            do(actions.finish_task, number, record="x:1", done_on=DAY, **by(name))
        assert no.value.code == "viewer.not_found"
        assert queries.awaited(town.viewer(name), on=DAY) == ()
    refused("permit.not_yours", actions.finish_task, number, record="x:1", done_on=DAY, **by("town.auditor"))
    record = paper(org="haiba")
    refused(
        "committee.task.no_such_record",
        actions.finish_task,
        number,
        record=record,
        done_on=DAY,
        **by("home1"),
    )
    do(actions.finish_task, number, record=record, done_on=DAY, by=SYSTEM, on=DAY)


def test_what_is_no_task():
    refused(
        "committee.task.no_such_resolution",
        actions.give_task,
        "joint",
        **TASK | {"resolution": "LC-9"},
        **by(SECRETARY),
    )
    do(
        registry.record_resolution, "joint", by=SYSTEM, on=DAY, code="LC-2", body="joint_committee",
        subject="不买", held_on=date(2025, 5, 20), entitled=2, present=2, votes_for=0, votes_against=2,
    )  # fmt: skip
    refused(
        "committee.task.not_passed",
        actions.give_task,
        "joint",
        **TASK | {"resolution": "LC-2"},
        **by(SECRETARY),
    )
    for who in ({"post": "", "at_org": ""}, {"party": "P0000001"}, {"at_org": ""}):
        refused("committee.task.say_who", actions.give_task, "joint", **TASK | who, **by(SECRETARY))
    nobody = {"post": "", "at_org": "", "party": "P9999999"}
    Person.objects.filter(code="P0000002").update(died_on=date(2025, 5, 1))
    dead = nobody | {"party": "P0000002"}
    refused("registry.is_dead", actions.give_task, "joint", **TASK | dead, **by(SECRETARY))
    refused("committee.task.no_such_person", actions.give_task, "joint", **TASK | nobody, **by(SECRETARY))
    given()
    refused("committee.task.code_taken", actions.give_task, "joint", **TASK, **by(SECRETARY))
    refused("permit.not_yours", actions.give_task, "joint", **TASK | {"code": "LS-2"}, **by(LEADER))
    number = Task.objects.get().pk
    for day in (date(2025, 5, 31), date(2025, 6, 2)):
        refused(
            "committee.task.done_day", actions.finish_task, number, record=paper(f"HT-{day.day}"),
            done_on=day, **by(JIAXI_SECRETARY),
        )  # fmt: skip


# --- seats as a workbook -----------------------------------------------------------------------------


def test_seats_come_as_a_workbook_and_every_wrong_row_is_named():
    row = {
        "body": "village_representatives", "party": "P0000001", "start": date(2025, 1, 1), "end": None,
        "document": "推选结果",
    }  # fmt: skip

    def bring(*rows: Mapping[str, Any]):
        content = write_rows(import_kind("seats"), rows)
        return import_workbook("seats", content, "席位.xlsx", org_code="jiaxi", **by(JIAXI_SECRETARY))

    assert bring(row, row | {"party": "P0000003"}).new == 2
    assert bring(*export_seats(town.viewer(JIAXI_SECRETARY), "jiaxi")).new == 0
    Person.objects.filter(code="P0000005").update(died_on=date(2024, 12, 31))
    later = {"start": date(2025, 2, 1)}
    with pytest.raises(BadInput) as bad:
        bring(
            row | later,
            row | later | {"body": "villagers_assembly", "party": "P0000002"},
            row | later | {"party": "P9999999"},
            row | later | {"party": "P0000005"},
            row | later | {"party": "P0000004", "end": date(2025, 1, 31)},
        )
    assert [(each.row, each.code) for each in bad.value.problems] == [
        (2, "committee.seated_already"),
        (3, "committee.no_seats"),
        (4, "committee.no_such_person"),
        (5, "registry.is_dead"),
        (6, "committee.ends_before_start"),
    ]
