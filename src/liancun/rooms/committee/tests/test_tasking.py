"""What state a task is in and what may be done with it: worked by hand, and over random lives (落实事项)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.rooms.committee.tasking import (
    DONE,
    OPEN,
    OVERDUE,
    REOPENED,
    Step,
    done_fault,
    reopen_fault,
    state_of,
)

GIVEN, DUE = date(2026, 1, 10), date(2026, 2, 10)


def day(number: int) -> date:
    return GIVEN + timedelta(number)


@pytest.mark.parametrize(
    ("last", "on", "state"),
    [
        (None, DUE - timedelta(1), OPEN),
        (None, DUE, OPEN),
        (None, DUE + timedelta(1), OVERDUE),
        (Step(DONE, DUE), DUE + timedelta(30), DONE),
        (Step(REOPENED, DUE), DUE, OPEN),
        (Step(REOPENED, DUE), DUE + timedelta(1), OVERDUE),
    ],
)
def test_a_task_is_due_until_its_day_is_over(last, on, state):
    assert state_of(DUE, last, on) == state


@pytest.mark.parametrize(
    ("last", "done_on", "on", "code"),
    [
        (None, 0, 0, ""),
        (None, 5, 5, ""),
        (None, -1, 5, "committee.task.done_day"),
        (None, 6, 5, "committee.task.done_day"),
        (Step(DONE, day(3)), 4, 5, "committee.task.done_already"),
        (Step(REOPENED, day(3)), 3, 5, ""),
        (Step(REOPENED, day(3)), 2, 5, "committee.task.done_day"),
    ],
)
def test_a_task_is_done_once_and_in_its_days(last, done_on, on, code):
    fault = done_fault(GIVEN, last, day(done_on), day(on))
    assert (fault.code if fault else "") == code


def test_only_what_was_done_is_opened_again():
    assert reopen_fault(Step(DONE, GIVEN)) is None
    for last in (None, Step(REOPENED, GIVEN)):
        fault = reopen_fault(last)
        assert fault is not None and fault.code == "committee.task.not_done"


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=12), st.integers(0, 60))
def test_whatever_is_tried_the_last_word_counts(tries, later):
    """Done and opened again as often as the rules let: in the end it stands as it was last left."""
    last = None
    for finish, at in tries:
        on = day(60)
        fault = done_fault(GIVEN, last, day(at), on) if finish else reopen_fault(last)
        if fault is None:
            last = Step(DONE if finish else REOPENED, day(at))
    done = last is not None and last.kind == DONE
    assert (state_of(DUE, last, day(later)) == DONE) == done
    assert done or (state_of(DUE, last, day(later)) == OVERDUE) == (day(later) > DUE)
