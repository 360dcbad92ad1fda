"""Acting on a meeting (办理会议): found, permitted, and in a state in which the act may be done."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Final

from liancun.base import guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.committee import facts
from liancun.rooms.committee.models import Meeting, MeetingEvent
from liancun.rooms.registry import queries as registry

PLANNED = ""
NOTICED, OPENED = str(MeetingEvent.Kind.NOTICED), str(MeetingEvent.Kind.OPENED)
CLOSED, SIGNED = str(MeetingEvent.Kind.CLOSED), str(MeetingEvent.Kind.SIGNED)


STAGES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "add_item": (PLANNED,),
    "take_up": (PLANNED,),
    "give_notice": (PLANNED,),
    "open_meeting": (NOTICED,),
    "call_off": (PLANNED, NOTICED),
    "sign_in": (OPENED,),
    "sign_out": (OPENED,),
    "open_vote": (OPENED,),
    "cast_ballot": (OPENED,),
    "count_votes": (OPENED,),
    "close_vote": (OPENED,),
    "write_minutes": (OPENED, CLOSED),
    "close_meeting": (OPENED,),
    "sign_minutes": (CLOSED,),
}
"""At which stages of a meeting each act may be done, in the order in which they usually are."""


def acts_at(stage: str) -> tuple[str, ...]:
    """The acts that may be done with a meeting at a stage, as its card names it, in their usual order."""
    wanted = PLANNED if stage == "planned" else stage
    return tuple(f"committee.{act}" for act, stages in STAGES_OF.items() if wanted in stages)


@contextmanager
def during(meeting_id: int, verb: str, *, by: Viewer, on: date) -> Iterator[tuple[Act, Meeting]]:
    """Open an act on a meeting that is at a stage at which it may be done."""
    stages = STAGES_OF[verb.partition(".")[2]]
    meeting = facts.meeting(meeting_id)
    with guards.refusing(), act(verb, meeting.org_code, by=by, on=on) as a:
        stage = facts.state_of(meeting)
        if stage not in stages:
            raise Refusal(
                "committee.not_at_this_stage",
                facts.bodies_of(meeting).clause,
                stage=stage or "planned",
                stages=tuple(each or "planned" for each in stages),
            )
        a.ref = f"meeting:{meeting.pk}"
        yield a, meeting


def named(by: Viewer, party: str) -> str:
    """A person by name, as who acts may read it."""
    return registry.names(by, [party]).get(party, party)


def happened(
    a: Act, meeting: Meeting, kind: str, day: date, at: str = "", note: str = "", digest: str = ""
) -> None:
    """Write what happened to a meeting."""
    a.add(
        MeetingEvent,
        meeting=meeting,
        kind=kind,
        happened_on=day,
        at=at,
        note=note,
        digest=digest,
        **a.stamp(),
    )
