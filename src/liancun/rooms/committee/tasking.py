"""What state a task is in, and what may be done with it (落实事项). Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from liancun.kernel import Reason
from liancun.kernel.fields import _

DONE, REOPENED = "done", "reopened"
OPEN, OVERDUE = "open", "overdue"
STATES: Final = ((OPEN, _("办理中")), (OVERDUE, _("逾期")), (DONE, _("已办结")))


@dataclass(frozen=True)
class Step:
    """The latest of what became of a task (最近一步)."""

    kind: str
    happened_on: date


def state_of(due_on: date, last: Step | None, on: date) -> str:
    """done, overdue or open: derived, never kept. A task opened again is due as before."""
    if last is not None and last.kind == DONE:
        return DONE
    return OVERDUE if on > due_on else OPEN


def done_fault(given_on: date, last: Step | None, done_on: date, on: date) -> Reason | None:
    """Why a task may not be called done on a day, or None."""
    if last is not None and last.kind == DONE:
        return Reason.of("committee.task.done_already", done_on=str(last.happened_on))
    first = given_on if last is None else last.happened_on
    if not first <= done_on <= on:
        return Reason.of("committee.task.done_day", first=str(first), on=str(on))
    return None


def reopen_fault(last: Step | None) -> Reason | None:
    """Why a task may not be opened again, or None: only what was done can be."""
    return None if last is not None and last.kind == DONE else Reason.of("committee.task.not_done")
