"""Meetings from plan to end (会议办理): drafted, put on the agenda, noticed, opened, closed."""

from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Day, Flag, _
from liancun.rooms.committee import facts, joint_blocks, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.actions.during import (
    CLOSED,
    NOTICED,
    OPENED,
    PLANNED,
    during,
    happened,
)
from liancun.rooms.committee.models import (
    AgendaItem,
    FourSteps,
    ItemResult,
    JointPart,
    Meeting,
    MeetingEvent,
    VoteOpening,
    Voter,
)
from liancun.rooms.committee.rules import Bodies, Matters
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.fields import BLOCK_DIGEST

JOINT = "joint_committee"
"""The kind of organisation whose resolutions go on to the villages (联村党委)."""


@dataclass(frozen=True, kw_only=True)
class NewMeeting:
    """A meeting that is planned (拟一次会议)."""

    code: A[str, f.CODE]
    body: A[str, f.HELD_BY]
    title: A[str, f.TITLE]
    place: A[str, f.PLACE]
    held_on: A[date, f.HELD_ON]
    starts_at: A[str, f.STARTS_AT]
    chair: A[str, f.CHAIR]
    recorder: A[str, f.RECORDER]
    urgent_because: A[str, f.URGENT] = ""


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """What is put on an agenda (一个议题)."""

    number: A[int, f.NUMBER]
    subject: A[str, f.SUBJECT]
    matter: A[str, f.MATTER]
    major: A[bool, Flag(_("须三分之二通过"))] = False
    text: A[str, f.TEXT] = ""
    effect: A[str, f.EFFECT] = ""
    block: A[str, f.TOWNS_BLOCK] = ""
    block_digest: A[str, BLOCK_DIGEST] = ""
    steps: A[str, f.STEPS] = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """When all were told of a meeting (发出通知)."""

    noticed_on: A[date, Day(_("通知日"))]
    note: A[str, f.HOW_TOLD] = ""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When it was (几点)."""

    at: A[str, f.AT]


@dataclass(frozen=True, kw_only=True)
class CallingOff:
    """Why a meeting is not held (取消的原因)."""

    note: A[str, f.NOTE]


@offered("committee.draft_meeting", title=_("拟一次会议"), path="meetings", command="draft", on="meetings")
def draft_meeting(org_code: str, given: NewMeeting, *, by: Viewer, on: date) -> str:
    """Plan a meeting of a body (拟一次会议); what is to be decided goes on its agenda."""
    bodies = charters.in_force(Bodies, on=given.held_on, org=org_code)
    form = bodies.form_of(given.body)
    bodies.meetings_of(given.body)
    asof = Watermark.now(registry.owners())
    if not any(org_code in registry.organisations_on(kind, given.held_on, asof) for kind in form.at):
        raise Refusal("committee.not_here", bodies.clause, body=given.body)
    unknown = registry.unknown_parties([given.chair, given.recorder])
    if unknown:
        raise Refusal("committee.no_such_person", party=min(unknown))
    registry.must_live([(given.chair, given.held_on), (given.recorder, given.held_on)])
    with guards.refusing(), act("committee.draft_meeting", org_code, by=by, on=on) as a:
        if Meeting.objects.filter(org_code=org_code, code=given.code).exists():
            raise Refusal("committee.meeting_taken", number=given.code)
        row = a.add(Meeting, **vars(given), **a.stamp())
        a.ref = f"meeting:{row.pk}"
    return a.ref


@offered("committee.add_item", title=_("列入议程"), path="meetings/{meeting_id}/items", of="meeting")
def add_item(meeting_id: A[int, f.MEETING], given: NewItem, *, by: Viewer, on: date) -> str:
    """Put an item on the agenda of a meeting that all have not been told of yet (列入议程)."""
    with during(meeting_id, "committee.add_item", by=by, on=on) as (a, meeting):
        item = put_within(a, meeting, given)
    return f"agenda_item:{item.pk}"


def put_within(a: Act, meeting: Meeting, given: NewItem, part: JointPart | None = None) -> AgendaItem:
    """Put an item on the agenda, if the body may decide it (列入议程)."""
    bodies = facts.bodies_of(meeting)
    matters = charters.in_force(Matters, on=meeting.held_on, org=meeting.org_code)
    kind, form = matters.kind(given.matter), bodies.form_of(meeting.body)
    rules.must_be_theirs(kind, meeting.body, form, bool(given.effect), matters.clause)
    if given.effect and JOINT not in form.at:
        raise Refusal("committee.not_a_joint_body", bodies.clause, body=meeting.body)
    below = facts.villages_below(meeting.org_code, meeting.held_on) if given.block else ()
    sha256 = joint_blocks.put(
        given.block, given.block_digest, given.effect, below, meeting.held_on, bodies.clause
    )
    if AgendaItem.objects.filter(meeting=meeting, number=given.number).exists():
        raise Refusal("committee.item_taken", number=given.number)
    steps = None
    if given.steps:
        steps = FourSteps.objects.filter(org_code=meeting.org_code, code=given.steps).first()
        if steps is None:
            raise Refusal("committee.no_such_steps", matters.clause, number=given.steps)
    return a.add(
        AgendaItem,
        meeting=meeting,
        number=given.number,
        subject=given.subject,
        matter=given.matter,
        major=given.major or kind.major,
        text=given.text,
        effect=given.effect,
        block=given.block,
        block_sha256=sha256,
        part=part,
        steps=steps,
        **a.stamp(),
    )


@offered(
    "committee.give_notice",
    title=_("发出通知"),
    ask=_("通知以后议程不能再改。议程都列全了吗?"),
    path="meetings/{meeting_id}/notice",
    of="meeting",
)
def give_notice(meeting_id: A[int, f.MEETING], given: Told, *, by: Viewer, on: date) -> str:
    """Record the day all were told of the meeting and its agenda (发出通知); refuses one that is too late."""
    with during(meeting_id, "committee.give_notice", by=by, on=on) as (a, meeting):
        if given.noticed_on > on:
            raise Refusal("committee.not_yet", day=str(given.noticed_on))
        law = facts.bodies_of(meeting).meetings_of(meeting.body)
        if not AgendaItem.objects.filter(meeting=meeting).exists():
            raise Refusal("committee.empty_agenda", law.clause)
        days = (meeting.held_on - given.noticed_on).days
        rules.must_be_noticed(days, meeting.urgent_because, law.bodies[meeting.body], law.clause)
        found, extra = facts.due(meeting.org_code, meeting.body, meeting.held_on)
        facts.must_allow(meeting.org_code, meeting.body, meeting.held_on, len(found), extra)
        happened(a, meeting, NOTICED, given.noticed_on, note=given.note)
    return a.ref


@offered(
    "committee.call_off",
    title=_("取消会议"),
    ask=_("取消以后不能恢复,要开就另拟一次。确定吗?"),
    path="meetings/{meeting_id}/call-off",
    of="meeting",
)
def call_off(meeting_id: A[int, f.MEETING], given: CallingOff, *, by: Viewer, on: date) -> str:
    """Call a meeting off before it is opened (取消会议), or because too few came."""
    with during(meeting_id, "committee.call_off", by=by, on=on) as (a, meeting):
        happened(a, meeting, MeetingEvent.Kind.CALLED_OFF, on, note=given.note)
    return a.ref


@offered(
    "committee.open_meeting",
    title=_("开会"),
    ask=_("开会时定下应到名单,以后不变。开始吗?"),
    path="meetings/{meeting_id}/open",
    of="meeting",
)
def open_meeting(meeting_id: A[int, f.MEETING], given: Moment, *, by: Viewer, on: date) -> str:
    """Open a meeting on its day and freeze the list of those who may vote (开会、定应到名单).

    Refuses a meeting that nobody was told of.
    """
    meeting = facts.meeting(meeting_id)
    bodies = facts.bodies_of(meeting)
    if facts.state_of(meeting) == PLANNED:
        raise Refusal("committee.not_noticed", bodies.meetings_of(meeting.body).clause)
    with during(meeting_id, "committee.open_meeting", by=by, on=on) as (a, meeting):
        if meeting.held_on > on:
            raise Refusal("committee.not_yet", day=str(meeting.held_on))
        found, extra = facts.due(meeting.org_code, meeting.body, meeting.held_on)
        facts.must_allow(meeting.org_code, meeting.body, meeting.held_on, len(found), extra)
        if not found:
            raise Refusal("committee.nobody_entitled", bodies.clause, body=meeting.body)
        bulk.insert(
            Voter,
            [
                Voter(
                    meeting=meeting,
                    number=number,
                    party=party,
                    household=household,
                    extra_votes=extra.get(party, 0),
                )
                for number, (party, household) in enumerate(found, 1)
            ],
        )
        frozen = facts.list_digest((*each, extra.get(each[0], 0)) for each in found)
        happened(a, meeting, OPENED, meeting.held_on, at=given.at, digest=frozen)
        a.params = {"entitled": len(found), "clause": bodies.clause}
        if extra:
            a.params |= {"extra_votes": sum(extra.values())}
    return a.ref


@offered(
    "committee.close_meeting",
    title=_("散会"),
    ask=_("散会以后不能再签到、表决。都办完了吗?"),
    path="meetings/{meeting_id}/close",
    of="meeting",
)
def close_meeting(meeting_id: A[int, f.MEETING], given: Moment, *, by: Viewer, on: date) -> str:
    """Close a meeting (散会); refuses while a vote is open. What was not voted on stays undecided."""
    with during(meeting_id, "committee.close_meeting", by=by, on=on) as (a, meeting):
        done = ItemResult.objects.values("item")
        waiting = VoteOpening.objects.filter(item__meeting=meeting).exclude(item__in=done)
        open_item = waiting.order_by("item__number").values_list("item__number", flat=True).first()
        if open_item is not None:
            raise Refusal("committee.vote_is_open", facts.bodies_of(meeting).clause, number=open_item)
        happened(a, meeting, CLOSED, meeting.held_on, at=given.at)
    return a.ref
