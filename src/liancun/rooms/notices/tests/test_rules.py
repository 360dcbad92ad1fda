"""The days to object, against hand-worked cases and for any days whatever (异议期限)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.charter import read_yaml
from liancun.kernel import DateRange, Reason
from liancun.rooms.notices import rules
from liancun.rooms.notices.rules import OpenWeb, Posting, without_total

EQUIVALENT: dict[str, str] = {}
"""Mutants that decide the same as the rule, with the reason (tests/mutation.py)."""

CASES = Path(__file__).with_name("cases.yaml")
PUBLISHED = date(2026, 3, 1)


def cases(*wanted: str) -> list[Any]:
    read = read_yaml(CASES.read_text(encoding="utf-8"), CASES.name)
    return [pytest.param(raw, id=f"{raw['rule']}: {raw['name']}") for raw in read if raw["rule"] in wanted]


def posting(case) -> Posting:
    return Posting(case["posted"], case.get("days", 7), case.get("down"))


def code(fault: Reason | None) -> str:
    assert fault is None or fault.clause == "own"
    return fault.code if fault else ""


@pytest.mark.parametrize("case", cases("window"))
def test_the_days_to_object(case):
    expected = DateRange(*case["expect"]) if case["expect"] else None
    assert rules.objection_window(posting(case)) == expected


@pytest.mark.parametrize("case", cases("shown"))
def test_the_days_of_show(case):
    assert rules.is_shown(posting(case), case["on"], case["expires"]) is case["expect"]


@pytest.mark.parametrize("case", cases("object"))
def test_objecting(case):
    on = case.get("on", case["day"])
    assert code(rules.objecting_fault(posting(case), day=case["day"], on=on, clause="own")) == case["expect"]


@pytest.mark.parametrize("case", cases("posting", "down", "answer"))
def test_paper_and_answers(case):
    asked = {"on": case["on"], "clause": "own"}
    if case["rule"] == "posting":
        days = {"published_on": PUBLISHED, "posted_on": case["posted_on"]}
        fault = rules.posting_fault(posting(case), case["village"], **days, **asked)
    elif case["rule"] == "down":
        fault = rules.down_fault(posting(case), case["on"], "own")
    else:
        whose = {name: case.get(name, False) for name in ("theirs", "their_line")}
        fault = rules.answer_fault(case["outcome"], **whose, made_on=case["made_on"], **asked)
    assert code(fault) == case["expect"]


def test_a_no_says_until_when():
    hung = Posting({"jiaxi": date(2026, 3, 1)}, 7)
    late = date(2026, 3, 9)
    fault = rules.objecting_fault(hung, day=late, on=late, clause="own")
    assert fault == Reason.of("notices.window_closed", "own", until="2026-03-08")
    assert rules.down_fault(hung, date(2026, 3, 2), "own") == Reason.of(
        "notices.days_not_over", "own", until="2026-03-08"
    )


# --- properties -------------------------------------------------------------------------------

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
POSTED = st.dictionaries(st.sampled_from(["a", "b", "c"]), DAYS, min_size=1)


@given(POSTED, st.integers(0, 60), DAYS)
def test_every_village_has_its_whole_days(posted, days, day):
    hung = Posting(posted, days)
    window = rules.objection_window(hung)
    assert window is not None
    for hung_on in posted.values():
        assert window.holds(max(posted.values()) + timedelta(days=days))
        assert window.start >= hung_on
    may = rules.objecting_fault(hung, day=day, on=day, clause="own") is None
    assert may == window.holds(day)
    assert may == (rules.down_fault(hung, day, "own") is not None) or day < window.start


@given(POSTED, st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 60), DAYS)
def test_one_village_without_paper_stops_everything(posted, village, days, day):
    hung = Posting({**posted, village: None}, days)
    assert rules.objection_window(hung) is None
    assert code(rules.objecting_fault(hung, day=day, on=day, clause="own")) == "notices.not_posted_yet"
    assert code(rules.down_fault(hung, day, "own")) == "notices.not_hung"
    assert rules.is_shown(hung, day, 0)


@given(POSTED, st.integers(0, 30), st.integers(0, 30), DAYS)
def test_a_list_is_on_show_as_long_as_one_may_object(posted, days, more, day):
    hung = Posting(posted, days)
    if rules.objecting_fault(hung, day=day, on=day, clause="own") is None:
        assert rules.is_shown(hung, day, days + more)


@pytest.mark.parametrize(
    ("direction", "named_fen", "fault"),
    [("more", 1, None), ("more", None, None), ("less", None, None), ("less", 1, "notices.named_with_less")],
)
def test_only_too_much_names_how_much(direction, named_fen, fault):
    found = rules.naming_fault(direction, named_fen)
    assert (found.code if found else None) == fault


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ({1: 5, 2: 9}, set()),
        ({1: 4, 2: 9, 3: 30}, {1, 2}),  # else the town's total less the others gives list 1
        ({1: 2, 2: 2, 3: 9, 4: 30}, {1, 2, 3}),  # two lists, of four people together
        ({1: 3, 2: 2, 3: 9}, {1, 2}),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 9}, {1, 2, 3, 4, 5}),
        ({1: 4}, {1}),
        ({1: 0, 2: 9}, set()),  # an organisation's own money
        ({1: 0, 2: 4, 3: 9}, {2, 3}),
        ({3: 9, 2: 4, 1: 9}, {2, 1}),  # of equals the first, in whatever order they come
        ({}, set()),
    ],
)
def test_which_lists_are_shown_without_by_hand(people, hidden):
    assert without_total(people, 5) == hidden


def test_the_number_is_the_charter_s():
    assert without_total({1: 4, 2: 9}, 4) == set()
    assert OpenWeb("c", 5).least_people == 5
