"""When a duty is due, against a plain day-by-day model; visits too close together (责任到期、走访)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.charter import load_charter, read_typed, read_yaml
from liancun.kernel import BadInput, DateRange, Refusal
from liancun.rooms.duties import rules
from liancun.rooms.duties.rules import DutyRule, DutyTerms, Going, Heartbeat, Holiday, ListKind

DAY = date(2025, 3, 1)
CHARTER = load_charter(pack="panguan")
ONE = timedelta(days=1)
NATIONAL = Holiday("国庆节", date(2025, 10, 1), date(2025, 10, 8))
EQUIVALENT = {
    "joined: each.end > before.end -> each.end >= before.end": "an equal end is the same end",
    "crowds: end >= 0 -> end > 0": "a crowd has two at least: its last is never the first of all",
    "working_days_on: away.end <= at -> away.end < at": "one that ends on the day takes nothing away",
    "working_days_on: away.start > at -> away.start >= at": "on the day there is none before it",
}


def terms(*holidays: Holiday) -> DutyTerms:
    return DutyTerms(
        clause="duties/lists#2019-01-01",
        visit_kinds={"home": "入户走访"},
        duties={"d": DutyRule("走访", "household", ("home",), every_days=30)},
        lists={"cadre": ListKind("联户", ("cadre",), ("d",))},
        monitored=(),
        holidays=holidays,
        crowd_visits=20,
        crowd_seconds=60,
    )


@dataclass(frozen=True)
class Span:
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Rhythm:
    every_days: int = 0
    each: str = ""
    monitored_every: int = 0
    monitored_each: str = ""
    grace_days: int = 0
    escalate_days: int = 0


@dataclass(frozen=True)
class Expect:
    state: str
    due_on: date | None = None
    turns_on: date | None = None
    escalated: bool = False


@dataclass(frozen=True)
class Case:
    """One state worked by hand."""

    name: str
    duty: Rhythm
    since: date
    on: date
    expect: Expect
    last: date | None = None
    monitored_since: date | None = None
    pauses: tuple[Span, ...] = field(default_factory=tuple)


def cases() -> list[Any]:
    file = Path(__file__).with_name("cases.yaml")
    read = read_yaml(file.read_text(encoding="utf-8"), file.name)
    made = [read_typed(each, Case, file=file.name, where=each["name"]) for each in read]
    return [pytest.param(case, id=case.name) for case in made]


def rule_of(said: Rhythm) -> DutyRule:
    return DutyRule(
        "走访",
        "household",
        ("home",),
        every_days=said.every_days,
        each=said.each,
        monitored_days=said.monitored_every,
        monitored_each=said.monitored_each,
        grace_days=said.grace_days,
        escalate_days=said.escalate_days,
        escalate_to="village_leader" if said.escalate_days else "",
    )


@pytest.mark.parametrize("case", cases())
def test_a_state_worked_by_hand(case):
    known = Heartbeat(
        case.since,
        case.last,
        case.monitored_since,
        tuple(DateRange(each.start, each.end) for each in case.pauses),
    )
    state = rules.duty_state(rule_of(case.duty), known, terms(NATIONAL), case.on)
    expect = case.expect
    assert (state.state, state.due_on, state.turns_on, state.escalated) == (
        expect.state,
        expect.due_on,
        expect.turns_on,
        expect.escalated,
    )


# --- against a calendar turned page by page --------------------------------------------------------

DAYS = st.dates(date(2024, 12, 20), date(2025, 3, 10))
FAR = date(2027, 12, 31)


def turned(day: date, off: set[date]) -> date | None:
    """The first day from this one on that is not off, turning one page at a time."""
    while day in off:
        day += ONE
        if day > FAR:
            return None
    return day


def after(day: date, count: int, off: set[date]) -> date | None:
    """So many days on, where a day off is turned over without counting."""
    while count:
        day += ONE
        if day > FAR:
            return None
        count -= day not in off
    return day


def days_in(ranges: Any) -> set[date]:
    found = set()
    for each in ranges:
        day = each.start
        while day <= (each.end or FAR):
            found.add(day)
            day += ONE
    return found


def same_span(each: str, one: date, other: date) -> bool:
    if each == "week":
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    if each == "month":
        return (one.year, one.month) == (other.year, other.month)
    return (one.year, (one.month - 1) // 3) == (other.year, (other.month - 1) // 3)


def end_of(each: str, day: date) -> date:
    while same_span(each, day, day + ONE):
        day += ONE
    return day


def plain_due(days: int, each: str, since: date, last: date | None, paused: set[date], off: set[date]) -> Any:
    if days:
        due = after(last or since, days, paused)
        return due and turned(due, off)
    begins_span = not same_span(each, since, since - ONE)
    due = end_of(each, last or since)
    if last is not None or not begins_span:
        due = end_of(each, due + ONE)
    while due in paused:
        back = turned(due, paused)
        if back is None:
            return None
        due = end_of(each, back)
    return turned(due, off)


def plain_state(rule: DutyRule, known: Heartbeat, holidays: set[date], on: date) -> tuple[Any, ...]:
    """The state by turning over every page of the calendar."""
    paused = days_in(known.pauses)
    off = paused | holidays
    due = plain_due(rule.every_days, rule.each, known.since, known.last, paused, off)
    begun = known.monitored_since
    if begun is not None and (rule.monitored_days or rule.monitored_each):
        counts = known.last is not None and known.last >= begun
        other = plain_due(
            rule.monitored_days,
            rule.monitored_each,
            max(known.last or known.since, begun),
            known.last if counts else None,
            paused,
            off,
        )
        due = min((day for day in (due, other) if day), default=None)
    late = due and after(due, rule.grace_days, off)
    told = late and rule.escalate_to and after(late, rule.escalate_days, off)
    if on in paused:
        return "paused", due, False
    if due is None or on <= due:
        return "up", due, False
    if late is None or on <= late:
        return "late", due, False
    return "overdue", due, bool(told and on > told)


@st.composite
def rhythms(draw: Any) -> DutyRule:
    """Every kind of rhythm, with or without one of its own for those under monitoring."""
    days, each = draw(
        st.sampled_from([(7, ""), (1, ""), (30, ""), (0, "week"), (0, "month"), (0, "quarter")])
    )
    own_days, own_each = draw(st.sampled_from([(0, ""), (5, ""), (0, "week"), (0, "month")]))
    return DutyRule(
        "走访",
        "household",
        ("home",),
        every_days=days,
        each=each,
        monitored_days=own_days,
        monitored_each=own_each,
        grace_days=draw(st.integers(0, 6)),
        escalate_days=draw(st.integers(0, 12)),
        escalate_to=draw(st.sampled_from(["", "secretary"])),
    )


@st.composite
def spans(draw: Any, most: int) -> tuple[DateRange, ...]:
    found = []
    for _each in range(draw(st.integers(0, most))):
        start = draw(DAYS)
        length = draw(st.one_of(st.none(), st.integers(0, 40)))
        found.append(DateRange(start, None if length is None else start + timedelta(days=length)))
    return tuple(found)


@given(
    rule=rhythms(),
    since=DAYS,
    last=st.one_of(st.none(), DAYS),
    begun=st.one_of(st.none(), DAYS),
    pauses=spans(3),
    off=spans(2),
    on=st.dates(date(2024, 12, 20), date(2025, 7, 1)),
)
def test_any_calendar_stands_as_one_turned_page_by_page(rule, since, last, begun, pauses, off, on):
    holidays = tuple(Holiday("假", each.start, each.end) for each in off if each.end)
    known = Heartbeat(since, last, begun, rules.joined(pauses))
    state = rules.duty_state(rule, known, terms(*holidays), on)
    free = days_in(DateRange(each.first_day, each.last_day) for each in holidays)
    assert (state.state, state.due_on, state.escalated) == plain_state(rule, known, free, on)
    if state.turns_on:
        later = rules.duty_state(rule, known, terms(*holidays), state.turns_on)
        before = rules.duty_state(rule, known, terms(*holidays), state.turns_on - ONE)
        assert (later.state, later.escalated) != (state.state, state.escalated)
        assert (before.state, before.escalated) == (state.state, state.escalated)


@given(spans(4))
def test_joined_spans_are_the_same_days_and_do_not_touch(ranges):
    found = rules.joined(ranges)
    assert days_in(found) == days_in(ranges)
    for one, other in pairwise(found):
        assert one.end is not None and one.end + ONE < other.start


def test_spans_that_touch_are_one():
    one, other = DateRange(DAY, DAY), DateRange(DAY + ONE, DAY + 2 * ONE)
    assert rules.joined([other, one]) == (DateRange(DAY, DAY + 2 * ONE),)
    apart = DateRange(DAY + 2 * ONE)
    assert rules.joined([apart, one]) == (one, apart)


# --- visits ---------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 400), max_size=60), st.integers(2, 6), st.integers(0, 60))
def test_a_crowd_is_every_visit_that_has_enough_others_near(seconds, most, within):
    crowded = set()
    times = sorted(seconds)
    for first in range(len(times)):
        near = [place for place in range(first, len(times)) if times[place] - times[first] <= within]
        if len(near) >= most:
            crowded |= set(near)
    found = rules.crowds(seconds, most, within)
    assert sum(count for _first, count in found) == len(crowded)
    assert all(count >= most for _first, count in found)
    assert [first for first, _count in found] == sorted(first for first, _count in found)
    if crowded:
        assert found[0][0] == times[min(crowded)]


def test_twenty_in_a_minute_are_a_crowd_and_nineteen_are_not():
    minute = [9 * 3600] * 19
    assert rules.crowds(minute, 20, 60) == []
    assert rules.crowds([*minute, 9 * 3600 + 60], 20, 60) == [(9 * 3600, 20)]
    assert rules.crowds([*minute, 9 * 3600 + 61], 20, 60) == []


def going(**known: Any) -> Going:
    said: dict[str, Any] = {"visitor": "P1", "kind": "home", "visited_on": DAY, "household": "L1"} | known
    return Going(**said)


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({}, ""),
        ({"kind": "dream"}, "duties.no_such_visit"),
        ({"visited_on": DAY + ONE}, "duties.visited_in_future"),
        ({"posted": False, "listed": False}, "duties.no_post"),
        ({"listed": False}, "duties.not_listed"),
        *(
            ({"home": became}, f"duties.home_{became}")
            for became in ("unknown", "not_yet", "split", "merged", "died_out", "gone")
        ),
    ],
)
def test_what_a_visit_may_not_say(known, code):
    faults = rules.visit_faults(going(**known), terms(), DAY)
    assert [each.code for each in faults] == ([code] if code else [])
    assert all(each.clause == "duties/lists#2019-01-01" for each in faults)


# --- problems and the charter ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("found", ["assigned"]),
        ("assigned", ["assigned", "done"]),
        ("done", ["confirmed", "reopened"]),
        ("confirmed", ["closed", "reopened"]),
        ("closed", ["reopened"]),
        ("reopened", ["assigned"]),
    ],
)
def test_what_may_follow_a_step(state, may):
    steps = [code for code, _word in rules.STEPS]
    assert [step for step in steps if rules.step_fault(state, step, "c") is None] == may
    assert (state in rules.OPEN) == (state != "closed")


def changed(**said: Any) -> dict[str, Any]:
    block = CHARTER.block("duties/lists", on=DAY)
    values = {each.name: each.value for each in block.clauses}
    return values | said


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (
            {"lists": {"cadre": {"name": "联户", "posts": ["cadre"], "duties": ["homes", "pray"]}}},
            "duties.charter.no_such_duty",
        ),
        (
            {"lists": {"cadre": {"name": "联户", "posts": ["cadre"], "duties": []}}},
            "duties.charter.no_such_duty",
        ),
        (
            {
                "duties": {
                    "homes": {"name": "走访", "per": "household", "kinds": ["dream"], "each": "month"}
                },
                "lists": {},
            },
            "duties.charter.no_such_kind",
        ),
        (
            {"duties": {"homes": {"name": "走访", "per": "household", "kinds": ["home"]}}, "lists": {}},
            "duties.charter.rhythm",
        ),
        (
            {
                "duties": {
                    "homes": {
                        "name": "走访", "per": "household", "kinds": ["home"],
                        "each": "month", "every_days": 30,
                    }
                },
                "lists": {},
            },
            "duties.charter.rhythm",
        ),
    ],
)  # fmt: skip
def test_what_the_decision_may_not_say(said, code):
    with pytest.raises(BadInput) as bad:
        read_typed(changed(**said), DutyTerms, file="lists.yaml", clause="c")
    assert [each.code for each in bad.value.problems] == [code]


def test_kinds_and_duties_are_known_by_code_and_by_name():
    law = CHARTER.in_force(DutyTerms, on=DAY)
    assert (law.list_named("联户干部责任清单"), law.list_named("cadre"), law.list_named("别的")) == (
        "cadre",
        "cadre",
        "",
    )
    assert (law.visit_named("入户走访"), law.duty_named("每月到村")) == ("home", "month")


def test_why_says_what_the_state_rests_on():
    rule = DutyRule("走访", "household", ("home",), each="quarter", monitored_each="month")
    known = Heartbeat(DAY, None, DAY)
    state = rules.duty_state(rule, known, terms(), DAY)
    codes = [each.code for each in rules.reasons(rule, known, state, "c")]
    assert codes == ["duties.never_seen", "duties.monitored", "duties.due"]
    seen = Heartbeat(DAY, DAY, None, (DateRange(DAY),))
    state = rules.duty_state(rule, seen, terms(), DAY)
    codes = [each.code for each in rules.reasons(rule, seen, state, "c")]
    assert codes == ["duties.seen_on", "duties.paused_now"]


def test_a_refusal_names_what_may_follow():
    fault = rules.step_fault("found", "closed", "c")
    assert fault is not None and dict(fault.params)["problem_next"] == ("assigned",)
    assert isinstance(Refusal.saying(fault), Refusal)
