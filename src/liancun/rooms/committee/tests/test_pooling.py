"""How much of a pooled resource is free (统筹资源), worked by hand and against a plain count of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.kernel import DateRange
from liancun.rooms.committee.pooling import (
    LAND,
    MONEY,
    PEOPLE,
    Taken,
    ending_fault,
    return_fault,
    taken_at_most,
    use_fault,
)

FIRST = date(2026, 1, 1)
YEAR = DateRange(FIRST, date(2026, 12, 31))


def days(first: int, last: int | None = None) -> DateRange:
    """Days of January 2026."""
    return DateRange(date(2026, 1, first), None if last is None else date(2026, 1, last))


def code(fault):
    return None if fault is None else fault.code


def test_three_helpers_are_never_in_four_places_at_once():
    # Two are out from the 5th to the 10th, one from the 8th to the 20th: on the 8th none is left.
    there = Taken(3, YEAR)
    uses = [Taken(2, days(5, 10)), Taken(1, days(8, 20))]
    assert taken_at_most(PEOPLE, uses, days(1, 7)) == 2
    assert taken_at_most(PEOPLE, uses, days(1, 31)) == 3
    assert taken_at_most(PEOPLE, uses, days(21, 31)) == 0
    assert code(use_fault(PEOPLE, there, uses, Taken(1, days(5, 7)))) is None
    assert code(use_fault(PEOPLE, there, uses, Taken(1, days(5, 8)))) == "committee.pool.beyond"
    assert code(use_fault(PEOPLE, there, uses, Taken(2, days(11, 20)))) is None
    assert code(use_fault(PEOPLE, there, uses, Taken(3, days(11, 20)))) == "committee.pool.beyond"


def test_money_that_was_given_out_does_not_come_back():
    # 1,000.00 yuan: 600.00 in January leave 400.00 for ever after.
    there = Taken(100_000, YEAR)
    uses = [Taken(60_000, days(1, 10))]
    later = DateRange(date(2026, 6, 1), date(2026, 6, 1))
    assert code(use_fault(MONEY, there, uses, Taken(40_000, later))) is None
    fault = use_fault(MONEY, there, uses, Taken(40_001, later))
    assert fault is not None and dict(fault.params) == {"there": 100_000, "free": 40_000, "asked": 40_001}
    assert code(use_fault(LAND, there, uses, Taken(100_000, later))) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (DateRange(date(2025, 12, 31), date(2026, 1, 2)), "committee.pool.outside_days"),
        (DateRange(date(2026, 12, 31), date(2027, 1, 1)), "committee.pool.outside_days"),
        (DateRange(date(2026, 6, 1), None), "committee.pool.outside_days"),
        (DateRange(date(2026, 6, 2), date(2026, 6, 1)), "committee.pool.backwards"),
        (YEAR, None),
    ],
)
def test_a_use_lies_in_the_days_of_its_resource(asked, expected):
    assert code(use_fault(PEOPLE, Taken(1, YEAR), [], Taken(1, asked))) == expected


def test_what_has_no_last_day_is_there_for_good():
    there = Taken(1, DateRange(FIRST))
    assert code(use_fault(PEOPLE, there, [], Taken(1, DateRange(FIRST)))) is None
    early = DateRange(date(2025, 12, 31), FIRST)
    assert code(use_fault(PEOPLE, there, [], Taken(1, early))) == "committee.pool.too_early"


def test_a_resource_ends_once_nothing_runs_beyond():
    on = date(2026, 2, 1)
    uses = [Taken(1, days(5, 10))]
    assert code(ending_fault(YEAR, uses, date(2026, 1, 9), on)) == "committee.pool.still_used"
    assert code(ending_fault(YEAR, uses, date(2026, 1, 10), on)) is None
    assert code(ending_fault(YEAR, [Taken(1, days(5))], on, on)) == "committee.pool.still_used"
    assert code(ending_fault(YEAR, [], date(2026, 2, 2), on)) == "committee.pool.ending_day"
    assert code(ending_fault(days(1, 20), [], date(2026, 1, 20), on)) == "committee.pool.over"
    assert code(ending_fault(YEAR, [], FIRST, on)) is None
    assert code(return_fault(days(5, 10), date(2026, 1, 9), on)) is None
    assert code(return_fault(days(5), date(2026, 1, 5), on)) is None
    assert code(return_fault(days(5), on, on)) is None
    assert code(return_fault(days(5), date(2026, 2, 2), on)) == "committee.pool.ending_day"
    assert code(return_fault(days(5, 10), date(2026, 1, 4), on)) == "committee.pool.ending_day"
    assert code(return_fault(days(5, 10), date(2026, 1, 10), on)) == "committee.pool.over"


@st.composite
def spans(draw):
    first = draw(st.integers(0, 20))
    last = draw(st.none() | st.integers(first, 24))
    return DateRange(FIRST + timedelta(first), None if last is None else FIRST + timedelta(last))


@given(st.lists(st.builds(Taken, st.integers(1, 5), spans()), max_size=8), spans())
def test_the_most_that_is_taken_is_that_of_the_fullest_day(uses, asked):
    each_day = [FIRST + timedelta(number) for number in range(40)]
    most = max(
        sum(use.quantity for use in uses if use.days.holds(day)) for day in each_day if asked.holds(day)
    )
    assert taken_at_most(PEOPLE, uses, asked) == most
