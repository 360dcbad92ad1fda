"""Acting on a meeting (办理会议): found, permitted, and in a state in which the act may be done."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

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


@contextmanager
def during(
    meeting_id: int, verb: str, stages: Sequence[str], *, by: Viewer, on: date
) -> Iterator[tuple[Act, Meeting]]:
    """Open an act on a meeting that is at one of these stages."""
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
    MeetingEvent.objects.create(
        meeting=meeting, kind=kind, happened_on=day, at=at, note=note, digest=digest, **a.stamp()
    )
