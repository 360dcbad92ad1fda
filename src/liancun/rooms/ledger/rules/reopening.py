"""Months opened again (重新打开), until their year is sealed: by one who asks and another who agrees."""

from collections.abc import Iterable

from liancun.kernel import Period, Reason
from liancun.rooms.ledger.rules import YEAR_SEALED, PeriodState


def still_closed(
    closings: Iterable[tuple[str, int]], reopenings: Iterable[tuple[str, int]]
) -> frozenset[str]:
    """The months that stand closed: (month, mark) of closings, and of what opened a month and all after it.

    A mark is the place of an act among all of its organisation.
    """
    last: dict[str, int] = {}
    for month, mark in closings:
        last[month] = max(mark, last.get(month, mark))
    opened = tuple(reopenings)
    return frozenset(
        month
        for month, mark in last.items()
        if not any(first <= month and later > mark for first, later in opened)
    )


def reopening_fault(month: Period, state: PeriodState, clause: str) -> Reason | None:
    """Why a month may not be opened again, or None: it is closed, and its year is not sealed."""
    if month.year in state.sealed_years:
        return Reason.of(YEAR_SEALED, clause, year=month.year)
    if str(month) not in state.closed:
        return Reason.of("ledger.not_closed", clause, month=str(month))
    return None


def answering_fault(asked_by: Iterable[str], answered_by: Iterable[str], clause: str) -> Reason | None:
    """Why somebody may not answer, or None: it is another person than who asked.

    A person is known by account name and party code; one in common is the same person.
    """
    if {name for name in asked_by if name} & {name for name in answered_by if name}:
        return Reason.of("ledger.answers_oneself", clause)
    return None
