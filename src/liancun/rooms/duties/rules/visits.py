"""What a visit may say, visits too close together, and how a problem goes on (走访、问题)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liancun.kernel import Reason
from liancun.kernel.fields import _
from liancun.rooms.duties.rules.terms import DutyTerms

SHORT: Final = (
    ("income", _("收入")),
    ("education", _("教育")),
    ("medical", _("医疗")),
    ("housing", _("住房")),
    ("water", _("饮水")),
)
"""What a household may be short of (短板)."""


@dataclass(frozen=True)
class Going:
    """A visit and what is known of that day (走访和当天的情况).

    home       '' where the household lived there, else what became of it: unknown, not_yet, split, merged,
               died_out, gone
    home_day, other  since when, and the household it parted from or went into
    posted     whether the visitor held a post that a list asks for
    listed     whether the visitor stood on a list for that household or village
    """

    visitor: str
    kind: str
    visited_on: date
    household: str = ""
    home: str = ""
    home_day: str = ""
    other: str = ""
    posted: bool = True
    listed: bool = True


def visit_faults(going: Going, terms: DutyTerms, on: date) -> tuple[Reason, ...]:
    """Everything that keeps a visit from being recorded; nothing where it may be."""
    found = []
    clause, day = terms.clause, str(going.visited_on)
    if going.kind not in terms.visit_kinds:
        known = tuple(terms.visit_kinds.values())
        found.append(Reason.of("duties.no_such_visit", clause, value=going.kind, known=known))
    if going.visited_on > on:
        found.append(Reason.of("duties.visited_in_future", clause, day=day))
        return tuple(found)
    if going.home:
        code = f"duties.home_{going.home}"
        found.append(
            Reason.of(
                code, clause, household=going.household, day=day, since=going.home_day, other=going.other
            )
        )
    elif not going.posted:
        found.append(Reason.of("duties.no_post", clause, party=going.visitor, day=day))
    elif not going.listed:
        found.append(Reason.of("duties.not_listed", clause, party=going.visitor, day=day))
    return tuple(found)


def crowds(seconds: Sequence[int], most: int, within: int) -> list[tuple[int, int]]:
    """(first second, visits) of each stretch of `most` or more visits within so many seconds.

    Stretches that share a visit are one.
    """
    times = sorted(seconds)
    found: list[tuple[int, int]] = []
    start = end = -1
    for last in range(most - 1, len(times)):
        first = last - most + 1
        if times[last] - times[first] > within:
            continue
        if first > end:
            if end >= 0:
                found.append((times[start], end - start + 1))
            start = first
        end = last
    if end >= 0:
        found.append((times[start], end - start + 1))
    return found


# --- how a problem goes on ------------------------------------------------------------------------

STEPS: Final = (
    ("found", _("发现")),
    ("assigned", _("交办")),
    ("done", _("办结")),
    ("confirmed", _("农户确认")),
    ("closed", _("销号")),
    ("reopened", _("重开")),
)
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "found": ("assigned",),
    "assigned": ("assigned", "done"),
    "done": ("confirmed", "reopened"),
    "confirmed": ("closed", "reopened"),
    "closed": ("reopened",),
    "reopened": ("assigned",),
}
"""Step -> what may follow."""
WORD_OF: Final[Mapping[str, str]] = dict(STEPS)
OPEN: Final = ("found", "assigned", "done", "confirmed", "reopened")


def step_fault(state: str, step: str, clause: str) -> Reason | None:
    """Why a problem may not take this step now; None where it may."""
    if step in NEXT[state]:
        return None
    return Reason.of(
        "duties.not_that_step", clause, problem_state=state, wanted=WORD_OF[step], problem_next=NEXT[state]
    )
