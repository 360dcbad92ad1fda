"""Where what may grow, how much, when it may be picked: cases by hand, what always holds (种植规则)."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.charter import load_charter, read_yaml
from liancun.kernel import DateRange, Refusal
from liancun.rooms.production import rules
from liancun.rooms.production.rules import Crop, CropTerms, Ground, Grown, Limit, NewPlanting

EQUIVALENT: dict[str, str] = {}
"""Mutants that decide the same as the rule, with the reason (tests/mutation.py)."""

CASES = Path(__file__).with_name("cases.yaml")
DAY = date(2025, 3, 1)
TERMS = load_charter(pack="panguan").in_force(CropTerms, on=DAY)
GARDEN = Ground("A1", "garden", 12, 500, DateRange(date(2016, 1, 1)))


def days(said):
    return DateRange(_day(said["from"]), _day(said.get("to")))


def _day(said):
    return date.fromisoformat(str(said)) if said else None


def read_cases():
    for raw in read_yaml(CASES.read_text(encoding="utf-8"), CASES.name):
        yield pytest.param(raw, id=raw["name"])


@pytest.mark.parametrize("case", list(read_cases()))
def test_a_case_worked_by_hand(case):
    grounds = [
        Ground("A1", each["land_class"], each["slope_deg"], each["area_centimu"], days(each))
        for each in case["plot"]
    ]
    beside = [
        Grown(f"ZZ-{number}", "A1", each["storey"], each["area_centimu"], days(each))
        for number, each in enumerate(case.get("beside", ()))
    ]
    said = case["planting"]
    new = NewPlanting(
        "ZZ-NEW", "A1", said["storey"], said["crop"], said["area_centimu"], days(said),
        said.get("existing", False), said.get("plan", ""), _day(said.get("plan_due")),
        said.get("document", ""),
    )  # fmt: skip
    faults = rules.planting_faults(new, grounds, beside, TERMS)
    assert [fault.code for fault in faults] == case["faults"]
    if not faults:
        put_right = rules.needs_rectification(new, grounds, TERMS)
        assert (put_right is not None) == case.get("to_put_right", False)
        assert put_right is None or case.get("article", "第三十七条") in put_right.article
    for fault in faults:
        if fault.code == "production.blocked":
            assert dict(fault.params)["article"]


def test_a_refusal_names_the_clause_that_says_so_or_none():
    for land_class, slope, code, clause in (
        ("garden", 30, "production.blocked", TERMS.law.clause),
        ("red_line", 5, "production.blocked", TERMS.clause),
        ("local_forest", 5, "production.needs_document", TERMS.law.clause),
    ):
        (fault,) = fault_of(offer(), grounds=(replace(GARDEN, land_class=land_class, slope_deg=slope),))
        assert (fault.code, fault.clause) == (code, clause)
    (large,) = fault_of(offer(501))
    assert (large.code, large.clause) == ("production.outside_plot", "")
    (storey,) = fault_of(offer(storey="canopy"))
    assert (storey.code, storey.clause) == ("production.wrong_storey", TERMS.clause)


def fault_of(new, beside=(), grounds=(GARDEN,)):
    return rules.planting_faults(new, grounds, beside, TERMS)


def offer(area=100, start=DAY, end=None, storey="under", plot="A1", number="ZZ-NEW"):
    return NewPlanting(number, plot, storey, "dishen", area, DateRange(start, end), False)


spans = st.tuples(st.integers(0, 400), st.integers(0, 400)).map(
    lambda pair: DateRange(DAY + timedelta(days=min(pair)), DAY + timedelta(days=max(pair)))
)


@given(st.lists(st.tuples(st.integers(1, 400), spans), min_size=1, max_size=8))
def test_a_storey_never_holds_more_than_its_plot(asked):
    standing: list[Grown] = []
    for number, (area, span) in enumerate(asked):
        new = replace(offer(area, number=f"ZZ-{number}"), days=span)
        if not fault_of(new, standing):
            standing.append(Grown(new.number, "A1", "under", area, span))
    for offset in range(0, 401):
        day = DAY + timedelta(days=offset)
        assert sum(each.area_centimu for each in standing if each.days.holds(day)) <= GARDEN.area_centimu


@given(st.permutations([(100, 0, 50), (300, 10, 60), (150, 40, 90), (400, 70, 200)]), st.integers(1, 500))
def test_what_stands_beside_may_come_in_any_order(beside, area):
    rows = [
        Grown(f"ZZ-{n}", "A1", "under", n, DateRange(DAY + timedelta(days=a), DAY + timedelta(days=b)))
        for n, a, b in beside
    ]
    one = [each.code for each in fault_of(offer(area), rows)]
    assert one == [each.code for each in fault_of(offer(area), sorted(rows, key=lambda each: each.number))]


def test_only_the_same_storey_of_the_same_plot_is_in_the_way_and_never_itself():
    full = Grown("ZZ-1", "A1", "under", 500, DateRange(DAY))
    assert fault_of(offer(), [full])
    assert dict(fault_of(offer(), [full])[0].params)["other"] == "ZZ-1"
    for other in (replace(full, storey="canopy"), replace(full, plot="A2"), replace(full, number="ZZ-NEW")):
        assert not fault_of(offer(), [other])


@given(st.sampled_from(sorted(TERMS.crops)), st.integers(0, 60), st.booleans())
def test_what_is_blocked_stays_blocked_whatever_the_paper(code, slope, paper):
    crop = TERMS.crops[code]
    ground = replace(GARDEN, land_class="red_line", slope_deg=slope)
    new = NewPlanting(
        "ZZ-NEW", "A1", crop.storeys[0], code, 1, DateRange(DAY), False, "计划", DAY, "文件" if paper else ""
    )
    assert [each.code for each in rules.planting_faults(new, (ground,), (), TERMS)] == ["production.blocked"]


def test_the_strictest_limit_decides_and_of_equal_ones_the_first():
    dug = Crop("挖", ("under",), "dug")
    paper, block = Limit("garden", ("dug",), "document", "甲"), Limit("garden", ("dug",), "block", "乙")
    for limits, expect in (
        ((paper, block), ("block", "乙")),
        ((block, paper), ("block", "乙")),
        ((paper, replace(paper, article="丙")), ("document", "甲")),
        ((block, replace(block, article="丙")), ("block", "乙")),
        ((), ("allow", "")),
    ):
        terms = replace(TERMS, law=replace(TERMS.law, limits=limits), limits=())
        judged = rules.judge(GARDEN, dug, terms)
        assert (judged.verdict, judged.article) == expect


def test_the_plot_as_it_was_on_a_day():
    small = replace(GARDEN, area_centimu=400, days=DateRange(date(2025, 7, 1)))
    both = (replace(GARDEN, days=DateRange(date(2016, 1, 1), date(2025, 6, 30))), small)
    assert rules.ground_on(both, date(2025, 6, 30)).area_centimu == 500
    assert rules.ground_on(both, date(2025, 7, 1)).area_centimu == 400
    assert rules.ground_on(both, date(2010, 1, 1)).area_centimu == 500


def test_a_crop_by_its_name_or_code():
    assert TERMS.crop_named("刺梨") == TERMS.crop_named("cili") == "cili"
    assert TERMS.crop_named("水稻") == ""
    with pytest.raises(Refusal):
        replace(TERMS, crops={"x": Crop("无", (), "dug")})


# --- the harvest interval: used on 1 March with 7 days, to be picked from 8 March ------------------------


@pytest.mark.parametrize(
    ("uses", "day", "until"),
    [
        ([(DAY, 7)], date(2025, 3, 7), date(2025, 3, 8)),
        ([(DAY, 7)], date(2025, 3, 8), None),
        ([(DAY, 7)], DAY, date(2025, 3, 8)),
        ([(DAY, 7)], date(2025, 2, 28), None),
        ([(DAY, 0)], DAY, None),
        ([(DAY, 7), (date(2025, 3, 5), 14)], date(2025, 3, 6), date(2025, 3, 19)),
        ([], DAY, None),
    ],
)
def test_picking_waits_for_the_interval(uses, day, until):
    assert rules.blocked_until(uses, day) == until
    fault = rules.picking_fault("采摘", uses, day, TERMS)
    assert (fault is None) == (until is None)
    if fault:
        assert dict(fault.params)["until"] == str(until)
    assert (rules.picking_fault("采摘刺梨", uses, day, TERMS) is None) == (until is None)
    assert rules.picking_fault("除草", uses, day, TERMS) is None
