"""Four steps before a vote, and where a joint resolution holds (四议、联村决议)."""

from collections.abc import Iterable, Mapping
from datetime import date

from liancun.kernel import Refusal
from liancun.rooms.committee.rules.charter import (
    ABSTAIN,
    AGAINST,
    FOR,
    INVALID,
    Bodies,
)
from liancun.rooms.committee.rules.votes import Tally, result

# --- four steps -----------------------------------------------------------------------------------

STEP_BODIES = {"proposed": "party_branch", "consulted": "two_committees", "examined": "party_meeting"}
"""The first three steps in their order (提议、商议、审议), and by whose count each carries."""


def must_follow(step: str, day: date, before: Mapping[str, date], clause: str) -> None:
    """Refuse a step out of its order, taken twice, or on a day before the one it follows."""
    if step in before:
        raise Refusal("committee.step_again", clause, four_step=step, day=str(before[step]))
    order = list(STEP_BODIES)
    for earlier in order[: order.index(step)]:
        if earlier not in before:
            raise Refusal("committee.step_before", clause, four_step=earlier)
        if day < before[earlier]:
            raise Refusal("committee.step_too_early", clause, four_step=earlier, day=str(before[earlier]))


def must_have_carried(step: str, due: int, present: int, votes_for: int, bodies: Bodies) -> None:
    """Refuse a step whose own count did not carry, with that body's rule."""
    body = STEP_BODIES[step]
    law = bodies.meetings_of(body)
    count = Tally(due, present, {FOR: votes_for, AGAINST: 0, ABSTAIN: 0, INVALID: 0})
    found = result(count, body, law, major=False, members=0, form=None, notice_days=None)
    if not found.passed:
        rule = law.bodies[body]
        raise Refusal(
            f"committee.step_{found.outcome}",
            law.clause,
            body=body,
            due=due,
            present=present,
            votes=votes_for,
            least=rule.least_present(due),
        )


# --- joint resolutions ----------------------------------------------------------------------------

ALL, WHERE_PASSED = "all", "passed"


def takes_effect(effect: str, states: Iterable[str]) -> tuple[bool, ...]:
    """In which villages a joint resolution holds: where it passed, and if it says so only once all have."""
    passed = tuple(state == "passed" for state in states)
    if effect == ALL and not all(passed):
        return tuple(False for _each in passed)
    return passed
