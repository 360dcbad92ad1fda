"""A field from planting to put right (种植一年): what is refused, who may, what is seen, every workbook."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from liancun.base.importing import export_rows, import_kind, import_workbook
from liancun.base.permits import SYSTEM
from liancun.base.references import resolve
from liancun.kernel import BadInput, Refusal
from liancun.rooms.land import actions as land
from liancun.rooms.land.tests import village
from liancun.rooms.production import actions, checks, queries
from liancun.rooms.production.models import InputUsed, Operation, Planting
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
ACCOUNTANT, SUPERVISOR, DIRECTOR = "head.accountant", "head.supervisor", "head.director"


@pytest.fixture(scope="module", autouse=True)
def small_town(ground):
    town.raise_town()
    village.raise_land()
    village.bring("plots", "jiaxi", village.plot("F1", 400, land_class="basic_farmland"))


def by(name, on=DAY):
    return town.viewer(name, on)


def new(number="ZZ-1", plot="A1", area=100, **more: Any) -> actions.Planted:
    given: dict[str, Any] = {"storey": "under", "crop": "dishen", "start": date(2025, 3, 1)}
    return actions.Planted(number=number, plot=plot, area_centimu=area, **given | more)


def old(number="ZZ-OLD", **more: Any) -> actions.Planted:
    given = {"storey": "canopy", "crop": "cili", "start": date(2021, 3, 1), "standing": "existing"}
    return new(number, "F1", 200, **given | {"plan": "分两年移出", "plan_due": date(2026, 12, 31)} | more)


def plant(offer=None, name=ACCOUNTANT):
    return actions.record_planting("head", offer or new(), by=by(name), on=DAY)


def step(what, **more: Any):
    given: dict[str, Any] = {"done_on": DAY, "document": ""} | more
    done = actions.Step(planting_number="ZZ-OLD", what=what, **given)
    return actions.rectify("head", done, by=by(DIRECTOR), on=DAY)


def end(day):
    taken = actions.Cleared(planting_number="ZZ-1", ended_on=day, document="清除单")
    return actions.end_planting("head", taken, by=by(DIRECTOR), on=DAY)


def refused(code, do, *args, **more):
    with pytest.raises(Refusal) as no:
        do(*args, **more)
    assert no.value.code == code, str(no.value)


def brought(kind, *rows, name=None, on=DAY):
    return village.bring(kind, "head", *rows, on=on, by=by(name) if name else SYSTEM)


def wrong(kind, *rows):
    with pytest.raises(BadInput) as bad:
        brought(kind, *rows)
    return [(each.code, each.row) for each in bad.value.problems]


def row(number="ZZ-1", plot="A1", **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("end", "plan", "plan_due", "document"))
    given = {"number": number, "plot": plot, "storey": "under", "crop": "地参", "area_centimu": 100}
    return given | {"start": date(2025, 3, 1), "standing": "new"} | empty | more


# --- plantings -------------------------------------------------------------------------------------


def test_what_is_refused_leaves_nothing():
    refused("production.blocked", plant, new(plot="F1", storey="canopy", crop="cili"))
    refused("production.storey_full", lambda: [plant(), plant(new("ZZ-2", area=221))])
    refused("production.planting_exists", plant)
    refused("production.in_future", plant, new("ZZ-3", start=date(2025, 6, 2)))
    refused("production.no_such_plot", plant, new("ZZ-3", "NOWHERE"))
    refused("permit.not_yours", plant, new("ZZ-3"), name=SUPERVISOR)
    refused("permit.not_yours", plant, new("ZZ-3"), name="jiaxi.accountant")
    plant(new("ZZ-2", area=220))
    assert sorted(Planting.objects.values_list("number", flat=True)) == ["ZZ-1", "ZZ-2"]


def test_a_plan_where_nothing_is_to_be_put_right_is_refused_and_not_dropped():
    for said in ({"plan": "逐步退出"}, {"plan_due": date(2026, 12, 31)}):
        refused("production.nothing_to_put_right", plant, replace(new("ZZ-9"), **said))
    assert not Planting.objects.filter(number="ZZ-9").exists()


def test_an_old_orchard_on_farmland_is_put_right_by_its_plan():
    refused("production.needs_plan", plant, old(plan=""))
    refused("production.not_existing", plant, old(start=date(2025, 1, 1)))
    plant(old())
    assert [check.code for each in checks.CHECKS for check in each()] == []
    for name in ("town.leader", "town.auditor", DIRECTOR):
        (seen,) = queries.rectification_page(by(name), "head", on=DAY)
        assert "第三十七条" in seen.article and not seen.closed and not seen.overdue
        assert queries.rectification_count(by(name), "head") == 1
    for name in ("jiaxi.accountant", "haiba.secretary", "home1", "stranger"):
        refused("viewer.not_found", queries.rectification_page, by(name), "head", on=DAY)
        refused("viewer.not_found", resolve, by(name), "rectification:ZZ-OLD")
    refused("production.needs_paper", step, "移完", closed="yes")
    refused("production.in_future", step, "移", done_on=date(2021, 2, 28))
    step("移走一半")
    late = queries.rectification_page(by(DIRECTOR), "head", on=date(2027, 1, 1))[0]
    assert late.overdue and late.steps[0][1] == "移走一半"
    step("移完", document="验收单", closed="yes")
    assert queries.rectification_count(by(DIRECTOR), "head") == 0
    assert not queries.rectification_page(by(DIRECTOR), "head", on=DAY)
    (done,) = queries.rectification_page(by(DIRECTOR), "head", on=DAY, open_only=False)
    assert done.closed and not done.overdue
    refused("production.rectified_already", step, "再")
    assert len(resolve(by(DIRECTOR), "rectification:ZZ-OLD").facts) == 3


def test_ended_makes_room():
    plant(new(area=320))
    refused("production.ends_outside", end, date(2025, 2, 1))
    end(date(2025, 5, 31))
    refused("production.ended_already", end, date(2025, 5, 1))
    refused("production.storey_full", plant, new("ZZ-2", start=date(2025, 5, 31)))
    plant(new("ZZ-2", start=DAY))
    page = queries.planting_page(SYSTEM, "head", on=DAY)
    assert [each.number for each in page.rows] == ["ZZ-2"] and page.area_centimu == 100


def test_may_this_grow_here_records_nothing():
    plant(new(area=120))
    for plot, crop, verdict, free, reasons in (
        ("A1", "地参", "allow", 200, []),
        ("A1", "cili", "allow", 320, []),
        ("F1", "刺梨", "block", 400, ["production.blocked"]),
    ):
        answer = queries.may_grow(by(DIRECTOR), "head", plot=plot, crop=crop, on=DAY)
        assert (answer.verdict, answer.free_centimu) == (verdict, free)
        assert [each.code for each in answer.reasons] == reasons
    refused("viewer.not_found", queries.may_grow, by("home1"), "head", plot="A1", crop="cili", on=DAY)
    refused("viewer.not_found", queries.may_grow, by(DIRECTOR), "head", plot="XX", crop="cili", on=DAY)
    refused("production.no_such_crop", queries.may_grow, by(DIRECTOR), "head", plot="A1", crop="水稻", on=DAY)
    assert Planting.objects.count() == 1


# --- what happens in the field ----------------------------------------------------------------------


def test_nothing_is_picked_within_the_interval():
    plant()
    use("TR-1", 14)
    refused("production.too_early_to_pick", work, "NS-1", "采挖")
    work("NS-1", "除草")
    assert queries.planting_card(SYSTEM, "head", "ZZ-1", on=DAY).barred_until == date(2025, 6, 3)
    work("NS-2", "采挖", date(2025, 6, 3))
    refused("production.number_taken", work, "NS-2", "看")
    assert not list(checks.nothing_picked_too_early())
    # One entered afterwards is kept as it was, and shown.
    use("TR-2", 7, date(2025, 6, 1), on=date(2025, 6, 9))
    assert [found.code for found in checks.nothing_picked_too_early()] == ["production.picked_too_early"]


def use(number, interval_days, used_on=date(2025, 5, 20), on=DAY):
    used = actions.Used(
        planting_number="ZZ-1",
        number=number,
        product="吡虫啉",
        dose="每亩20克",
        used_on=used_on,
        interval_days=interval_days,
    )
    return actions.record_input("head", used, by=by(ACCOUNTANT, on), on=on)


def work(number, task, done_on=DAY):
    done = actions.Work(planting_number="ZZ-1", number=number, task=task, done_on=done_on)
    return actions.record_operation("head", done, by=by(ACCOUNTANT, done_on), on=done_on)


def look(due_on):
    seen = actions.Round(
        planting_number="ZZ-1", number="XC-1", inspected_on=DAY, finding="杂草多", due_on=due_on
    )
    return actions.inspect("head", seen, by=by(SUPERVISOR), on=DAY)


def test_a_round_is_followed_up_once():
    plant()
    refused("production.due_before", look, date(2025, 5, 1))
    look(date(2025, 6, 20))
    assert queries.overview(SYSTEM, "head", on=DAY).followups == 1
    assert queries.planting_card(SYSTEM, "head", "ZZ-1", on=DAY).waiting == "XC-1"
    again = actions.SecondLook(number="XC-1", result="已除", done_on=DAY)
    actions.follow_up("head", again, by=by(ACCOUNTANT), on=DAY)
    refused("production.followed_already", actions.follow_up, "head", again, by=by(ACCOUNTANT), on=DAY)
    assert queries.planting_card(SYSTEM, "head", "ZZ-1", on=DAY).waiting == ""
    assert queries.planting_card(SYSTEM, "head", "ZZ-1", on=DAY).inspections[0].result == "已除"
    assert resolve(SYSTEM, "inspection:XC-1").facts[-1][1] == "已除"
    assert queries.overview(SYSTEM, "head", on=DAY).followups == 0


def count(day):
    found = actions.Count(apiary="FM-1", counted_on=day, colonies=260)
    return actions.count_bees("head", found, by=by(ACCOUNTANT), on=DAY)


def test_bees_are_counted_while_their_house_stands():
    house = {"code": "FM-1", "kind": "bee_house", "name": "贾西养蜂房", "village": "520281123201"}
    brought(
        "facilities",
        house | {"start": date(2019, 3, 1), "end": date(2025, 5, 1), "document": "验收", "capacity_t": None},
    )
    refused("production.count_unsound", count, DAY)
    ref = count(date(2025, 4, 1))
    refused("production.counted_already", count, date(2025, 4, 1))
    assert queries.facilities(SYSTEM, "head")[0].colonies == 260
    assert resolve(SYSTEM, "facility:FM-1").parents == (ref,)
    assert dict(resolve(SYSTEM, ref).title.params)["colonies"] == 260
    refused("viewer.not_found", resolve, by("stranger"), ref)


def test_a_storey_measured_smaller_is_shown():
    plant(new(area=320))
    assert not list(checks.storeys_hold())
    village.bring("plots", "jiaxi", village.plot("A1", 300, start=date(2025, 5, 1)), on=DAY)
    (found,) = checks.storeys_hold()
    assert (found.code, found.ref) == ("production.storey_overfull", "plot:A1")


def test_nothing_new_is_planted_on_land_the_state_took():
    plant(new("ZZ-0", area=100))
    taken = land.Ending(
        contract_number="TD-1", ended_on=date(2025, 4, 30), reason="expropriated", document="征收-1"
    )
    land.end_contract("head", taken, by=SYSTEM, on=DAY)
    late = new("ZZ-2", "A2", start=date(2025, 5, 1))
    refused("production.land_taken", plant, late)
    assert wrong("plantings", row("ZZ-2", "A2", start=date(2025, 5, 1))) == [("production.land_taken", 2)]
    plant(new("ZZ-3", "A2", start=date(2025, 4, 30)))
    village.bring("plots", "jiaxi", village.plot("A2", 90, start=date(2025, 5, 10)), on=DAY)
    refused("production.land_taken", plant, late)
    assert not list(checks.storeys_hold())


def test_trees_that_stood_on_steep_land_without_a_paper_are_put_right():
    village.bring("plots", "jiaxi", village.plot("S1", 400, slope_deg=30))
    refused("production.needs_plan", plant, replace(old(plan=""), plot="S1"))
    plant(replace(old("ZZ-S"), plot="S1"))
    (open_one,) = queries.rectification_page(SYSTEM, "head", on=DAY)
    assert (open_one.planting, "第二十条" in open_one.article) == ("ZZ-S", True)


# --- workbooks ----------------------------------------------------------------------------------------

HOUSE = {
    "code": "FM-1", "kind": "bee_house", "name": "贾西蜂房", "village": "520281123201",
    "start": date(2019, 3, 1), "end": None, "document": "验收", "capacity_t": None,
}  # fmt: skip
ABOUT = {"planting": "ZZ-1"}
GOOD: dict[str, dict[str, Any]] = {
    "plantings": row("ZZ-9", "A2"),
    "facilities": HOUSE | {"code": "FM-2"},
    "bee_counts": {"apiary": "FM-1", "counted_on": date(2025, 5, 1), "colonies": 12},
    "nursery_batches": ABOUT
    | {
        "number": "YM-1",
        "species": "刺梨",
        "seedlings": 3000,
        "sown_on": date(2025, 3, 5),
        "lifted_on": None,
        "note": None,
    },
    "operations": ABOUT
    | {"number": "NS-1", "task": "除草", "done_on": date(2025, 4, 8), "section": None, "note": None},
    "inputs_used": ABOUT
    | {"number": "TR-1", "product": "尿素", "dose": "5公斤", "used_on": date(2025, 4, 8), "interval_days": 0},
    "inspections": ABOUT
    | {"number": "XC-2", "inspected_on": date(2025, 4, 8), "finding": "好", "due_on": None},
    "inspection_followups": {"inspection": "XC-1", "done_on": date(2025, 5, 6), "result": "已整改"},
}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("plantings", {"plot": "NOWHERE"}, "production.no_such_plot"),
    ("plantings", {"crop": "水稻"}, "production.no_such_crop"),
    ("plantings", {"area_centimu": 10**8}, "production.outside_plot"),
    ("plantings", {"plot": "F1", "storey": "canopy", "crop": "刺梨"}, "production.blocked"),
    ("plantings", {"start": date(2025, 7, 1)}, "production.in_future"),
    ("plantings", {"start": date(2010, 7, 1)}, "charter.before_first_day"),
    ("facilities", {"village": "999999999999"}, "registry.no_such_village"),
    ("facilities", {"name": "蜂房🐝"}, "import.strange_character"),
    ("bee_counts", {"apiary": "FM-9"}, "production.no_such_apiary"),
    ("bee_counts", {"counted_on": date(2018, 1, 1)}, "production.count_unsound"),
    ("bee_counts", {"counted_on": date(2025, 6, 2)}, "production.count_unsound"),
    ("nursery_batches", {"lifted_on": date(2025, 3, 4)}, "production.lifted_before"),
    ("nursery_batches", {"planting": "ZZ-404"}, "production.no_such_planting"),
    ("operations", {"done_on": date(2025, 2, 1)}, "production.not_standing"),
    ("operations", {"done_on": date(2025, 6, 2)}, "production.in_future"),
    ("inputs_used", {"planting": "ZZ-404"}, "production.no_such_planting"),
    ("inspections", {"due_on": date(2025, 4, 7)}, "production.due_before"),
    ("inspection_followups", {"inspection": "XC-404"}, "production.no_such_inspection"),
    ("inspection_followups", {"done_on": date(2025, 3, 1)}, "production.in_future"),
]


@pytest.fixture
def grown():
    brought("plantings", row())
    brought("facilities", HOUSE)
    seen = {
        "number": "XC-1",
        "inspected_on": date(2025, 4, 1),
        "finding": "草多",
        "due_on": date(2025, 4, 20),
    }
    brought("inspections", ABOUT | seen)


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_a_workbook_comes_in_once_and_goes_out_as_it_came(grown, kind):
    assert brought(kind, GOOD[kind]).new == 1
    assert brought(kind, GOOD[kind]).same == 1
    spec = import_kind(kind)
    content = export_rows(spec, SYSTEM, "head")
    again = import_workbook(kind, content, f"{kind}.xlsx", org_code="head", by=SYSTEM, on=DAY)
    assert again.new == 0 and again.same >= 1


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_who_keeps_one_villages_fields_brings_in_no_others(grown, kind):
    whole = by(ACCOUNTANT)
    posts = {
        code: replace(post, village_code=code) for code in (town.JIAXI, town.HAIBA) for post in whole.posts
    }
    here, there = (replace(whole, posts=frozenset([posts[code]])) for code in (town.JIAXI, town.HAIBA))
    with pytest.raises(BadInput) as bad:
        village.bring(kind, "head", GOOD[kind], on=DAY, by=there)
    assert [problem.code for problem in bad.value.problems] == ["import.other_village"]
    assert village.bring(kind, "head", GOOD[kind], on=DAY, by=here).new == 1


@pytest.mark.parametrize(("kind", "more", "code"), WRONG, ids=[f"{kind}-{code}" for kind, _m, code in WRONG])
def test_a_wrong_row_is_named_and_nothing_comes_in(grown, kind, more, code):
    before = [model.objects.count() for model in (Planting, Operation, InputUsed)]
    assert (code, 2) in wrong(kind, GOOD[kind] | more)
    assert before == [model.objects.count() for model in (Planting, Operation, InputUsed)]


def test_one_old_day_hides_no_other_fault(grown):
    old_day = GOOD["operations"] | {"done_on": date(2010, 1, 1)}
    nowhere = GOOD["operations"] | {"number": "NS-2", "planting": "ZZ-404"}
    found = wrong("operations", old_day, nowhere)
    assert set(found) == {
        ("production.not_standing", 2),
        ("charter.before_first_day", 2),
        ("production.no_such_planting", 3),
    }


def test_a_number_recorded_by_hand_is_taken(grown):
    done = actions.Work(planting_number="ZZ-1", number="NS-1", task="看", done_on=DAY)
    actions.record_operation("head", done, by=SYSTEM, on=DAY)
    assert wrong("operations", GOOD["operations"]) == [("production.number_taken", 2)]


def test_twice_in_one_workbook_is_counted_once_more():
    found = wrong("plantings", row("ZZ-1", area_centimu=200), row("ZZ-2", area_centimu=200), row("ZZ-3"))
    assert found == [("production.storey_full", 3)]
    picked = GOOD["operations"] | {"task": "采挖"}
    plant()
    brought("inputs_used", GOOD["inputs_used"] | {"interval_days": 30})
    assert wrong("operations", picked) == [("production.too_early_to_pick", 2)]
