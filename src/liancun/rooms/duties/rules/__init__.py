"""When a duty is due, what a visit may say, how a problem goes on (责任到期、走访、问题).

A duty is a heartbeat: so many days after the last time, or once in each calendar week, month or quarter; days
of grace; then it is overdue, and after some more it is somebody else's as well. Its state is worked out of
the visits, never stored.
"""

from liancun.rooms.duties.rules.calendar import days_off, joined
from liancun.rooms.duties.rules.due import DutyState, Heartbeat, due_day, duty_state, reasons
from liancun.rooms.duties.rules.terms import DUTY, DutyRule, DutyTerms, Holiday, ListKind
from liancun.rooms.duties.rules.visits import (
    NEXT,
    OPEN,
    SHORT,
    STEPS,
    Going,
    crowds,
    step_fault,
    visit_faults,
)

CHARTERS = (DutyTerms,)

__all__ = [
    "CHARTERS",
    "DUTY",
    "NEXT",
    "OPEN",
    "SHORT",
    "STEPS",
    "DutyRule",
    "DutyState",
    "DutyTerms",
    "Going",
    "Heartbeat",
    "Holiday",
    "ListKind",
    "crowds",
    "days_off",
    "due_day",
    "duty_state",
    "joined",
    "reasons",
    "step_fault",
    "visit_faults",
]
