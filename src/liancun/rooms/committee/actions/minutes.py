"""What was said at a meeting, written down and signed (会议记录办理)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.digest import digest
from liancun.kernel.fields import A, Day, Text, Whole, _
from liancun.rooms.committee import facts
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.actions.during import SIGNED, during, happened
from liancun.rooms.committee.models import Minutes


@dataclass(frozen=True, kw_only=True)
class Written:
    """A version of a meeting's minutes (会议记录的一版)."""

    text: A[str, Text(_("记录"), most=10_000)]
    attending: A[str, Text(_("列席"), most=200)] = ""


@dataclass(frozen=True, kw_only=True)
class Signing:
    """When chair and recorder signed the minutes (签字)."""

    signed_on: A[date, Day(_("签字日"))]
    note: A[str, f.NOTE] = ""


@dataclass(frozen=True)
class Kept:
    """A version that was kept (留存的一版)."""

    revision: A[int, Whole(_("版本"))]
    ref: str


@offered(
    "committee.write_minutes",
    title=_("写会议记录"),
    path="meetings/{meeting_id}/minutes",
    of="meeting",
)
def write_minutes(meeting_id: A[int, f.MEETING], given: Written, *, by: Viewer, on: date) -> Kept:
    """Write the minutes, or a new version of them until they are signed (写会议记录). Versions are kept."""
    _must_be_unsigned(meeting_id)
    with during(meeting_id, "committee.write_minutes", by=by, on=on) as (a, meeting):
        revision = Minutes.objects.filter(meeting=meeting).count() + 1
        a.add(Minutes, meeting=meeting, revision=revision, **vars(given), **a.stamp())
    return Kept(revision, a.ref)


@offered(
    "committee.sign_minutes",
    title=_("登记签字"),
    ask=_("签字以后会议记录不能再改。确定吗?"),
    path="meetings/{meeting_id}/sign",
    of="meeting",
)
def sign_minutes(meeting_id: A[int, f.MEETING], given: Signing, *, by: Viewer, on: date) -> str:
    """Record that the minutes were signed on paper (登记签字): from then on no version follows."""
    _must_be_unsigned(meeting_id)
    with during(meeting_id, "committee.sign_minutes", by=by, on=on) as (a, meeting):
        clause = facts.bodies_of(meeting).clause
        last = facts.minutes(meeting.pk)
        if last is None:
            raise Refusal("committee.no_minutes", clause)
        if not meeting.held_on <= given.signed_on <= on:
            raise Refusal("committee.signed_when", clause, held_on=str(meeting.held_on), on=str(on))
        happened(
            a, meeting, SIGNED, given.signed_on, note=given.note, digest=digest([last.revision, last.text])
        )
    return a.ref


def _must_be_unsigned(meeting_id: int) -> None:
    """Refuse to touch signed minutes: what was wrong in them is said at a later meeting."""
    meeting = facts.meeting(meeting_id)
    if facts.state_of(meeting) == SIGNED:
        raise Refusal("committee.minutes_signed", facts.bodies_of(meeting).clause)
