"""When a duty is due and how it stands (责任到期、状态)."""

from dataclasses import dataclass
from datetime import date

from liancun.kernel import DateRange, Reason
from liancun.rooms.duties.rules.calendar import (
    ONE_DAY,
    calendar_span,
    days_off,
    holding,
    next_free,
    working_days_on,
)
from liancun.rooms.duties.rules.terms import DutyRule, DutyTerms


@dataclass(frozen=True)
class Heartbeat:
    """What a duty's state rests on (一项责任的事实), for one household or village.

    since            from when somebody owes it
    last             the day of the last visit that counts, None where there was none
    monitored_since  since when the household is under monitoring
    pauses           when it is not owed, by start; none ends after the next begins
    """

    since: date
    last: date | None = None
    monitored_since: date | None = None
    pauses: tuple[DateRange, ...] = ()


@dataclass(frozen=True)
class DutyState:
    """How a duty stands on a day (责任状态).

    due_on     the last day on which it is in time; None where a pause without end comes first
    late_until the last day of grace
    turns_on   the first day on which it will stand otherwise, if nobody comes; None where it will not
    escalated  whether it is also the matter of who stands above
    """

    state: str
    due_on: date | None = None
    late_until: date | None = None
    turns_on: date | None = None
    escalated: bool = False


def duty_state(duty: DutyRule, known: Heartbeat, terms: DutyTerms, on: date) -> DutyState:
    """Up to the day it is due, late within the grace, then overdue; paused within a pause."""
    due_on = due_day(duty, known, terms)
    off = days_off(known.pauses, terms.holidays)
    late_until = working_days_on(due_on, duty.grace_days, off)
    for pause in known.pauses:
        if pause.holds(on):
            return DutyState("paused", due_on, late_until, pause.end + ONE_DAY if pause.end else None)
    if due_on is None or on <= due_on:
        return DutyState("up", due_on, late_until, due_on + ONE_DAY if due_on else None)
    if late_until is None or on <= late_until:
        return DutyState("late", due_on, late_until, late_until + ONE_DAY if late_until else None)
    told = working_days_on(late_until, duty.escalate_days, off) if duty.escalate_to else None
    if told is None or on <= told:
        return DutyState("overdue", due_on, late_until, told + ONE_DAY if told else None)
    return DutyState("overdue", due_on, late_until, None, True)


def due_day(duty: DutyRule, known: Heartbeat, terms: DutyTerms) -> date | None:
    """The earlier of the usual rhythm's day and, under monitoring, of that rhythm's.

    What was done before the household came under monitoring does not count for that rhythm.
    """
    off = days_off(known.pauses, terms.holidays)
    found = [_turn(duty.every_days, duty.each, known.since, known.last, known.pauses, off)]
    begun = known.monitored_since
    if begun is not None and (duty.monitored_days or duty.monitored_each):
        last = known.last if known.last is not None and known.last >= begun else None
        since = max(known.last or known.since, begun)
        found.append(_turn(duty.monitored_days, duty.monitored_each, since, last, known.pauses, off))
    return min((day for day in found if day is not None), default=None)


def _turn(
    days: int,
    each: str,
    since: date,
    last: date | None,
    pauses: tuple[DateRange, ...],
    off: tuple[DateRange, ...],
) -> date | None:
    """The day one rhythm is due: never on a day off."""
    day: date | None
    if each:
        first, end = calendar_span(each, last or since)
        # The span somebody was first responsible in counts only where it was a whole one.
        day = end if last is None and since == first else calendar_span(each, end + ONE_DAY)[1]
        while day is not None and (pause := holding(pauses, day)):
            day = calendar_span(each, pause.end + ONE_DAY)[1] if pause.end else None
    else:
        day = working_days_on(last or since, days, pauses)
    return None if day is None else next_free(day, off)


def reasons(duty: DutyRule, known: Heartbeat, state: DutyState, clause: str) -> tuple[Reason, ...]:
    """Why a duty stands as it does."""
    found = [
        Reason.of("duties.seen_on", clause, day=str(known.last))
        if known.last
        else Reason.of("duties.never_seen", clause, day=str(known.since))
    ]
    if known.monitored_since and (duty.monitored_days or duty.monitored_each):
        found.append(Reason.of("duties.monitored", clause, day=str(known.monitored_since)))
    if state.due_on:
        found.append(Reason.of("duties.due", clause, day=str(state.due_on), grace=duty.grace_days))
    if state.state == "paused":
        found.append(Reason.of("duties.paused_now", clause))
    return tuple(found)
