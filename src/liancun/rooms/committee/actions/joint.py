"""A joint resolution goes on to each village (联村决议): each decides in its own body, by its own count."""

from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Whole, _
from liancun.rooms.committee import facts, joint_blocks, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.actions.during import during
from liancun.rooms.committee.actions.meetings import NewItem, put_within
from liancun.rooms.committee.models import ItemResult, JointPart
from liancun.rooms.committee.rules import Matters

PART = Choice(_("联村决议"), "committee.parts", most=20)


@dataclass(frozen=True, kw_only=True)
class Onward:
    """Where a joint resolution goes (交到哪里): which body of the villages decides, and of which of them."""

    body: A[str, f.WHICH_BODY]
    villages: A[tuple[str, ...], f.COLLECTIVES] = ()


@dataclass(frozen=True, kw_only=True)
class TakenUp:
    """A joint resolution put on a village meeting's agenda (列入本村议程)."""

    part: A[str, PART]
    number: A[int, f.NUMBER]
    steps: A[str, f.STEPS] = ""


@dataclass(frozen=True)
class Sent:
    """A joint resolution went on (已交各村): to how many."""

    villages: A[int, Whole(_("村数"))]
    ref: str


@offered(
    "committee.fan_out",
    title=_("交各村表决"),
    ask=_("交给各村以后,由各村自己的会议决定。确定吗?"),
    path="agenda-items/{item_id}/villages",
    of="agenda_item",
)
def fan_out(item_id: A[int, f.ITEM], given: Onward, *, by: Viewer, on: date) -> Sent:
    """Send a joint resolution that passed on to the villages (交各村表决); says to how many.

    A body decides there that may decide the matter; all villages below the committee, or those named.
    """
    item = facts.item(item_id)
    meeting = item.meeting
    with guards.refusing(), act("committee.fan_out", item.org_code, by=by, on=on) as a:
        a.ref = f"agenda_item:{item.pk}"
        matters = charters.in_force(Matters, on=meeting.held_on, org=meeting.org_code)
        if not item.effect:
            raise Refusal("committee.not_joint", matters.clause, number=item.number)
        result = ItemResult.objects.filter(item=item).first()
        if result is None or result.outcome != ItemResult.Outcome.PASSED:
            raise Refusal("committee.not_passed_yet", matters.clause, number=item.number)
        if JointPart.objects.filter(resolved=item).exists():
            raise Refusal("committee.sent_already", matters.clause, number=item.number)
        bodies = facts.bodies_of(meeting)
        rules.must_be_theirs(
            matters.kind(item.matter), given.body, bodies.form_of(given.body), False, matters.clause
        )
        below = facts.villages_below(meeting.org_code, meeting.held_on)
        wanted = given.villages or below
        for code in wanted:
            if code not in below:
                raise Refusal("committee.not_below", bodies.clause, org=code)
        joint_blocks.must_be_fit_for(item, given.body, wanted)
        parts = [
            JointPart(resolved=item, at_org=code, body=given.body, **a.stamp())
            for code in dict.fromkeys(wanted)
        ]
        bulk.insert(JointPart, parts)
        a.params = {"villages": len(parts)}
    return Sent(len(parts), a.ref)


@offered(
    "committee.take_up",
    title=_("把联村决议列入议程"),
    path="meetings/{meeting_id}/joint-items",
    of="meeting",
)
def take_up(meeting_id: A[int, f.MEETING], given: TakenUp, *, by: Viewer, on: date) -> str:
    """Put a joint resolution on the agenda of the village's own meeting (列入本村议程).

    One that was rejected, or put before too few, may be put again at a later meeting.
    """
    with during(meeting_id, "committee.take_up", by=by, on=on) as (a, meeting):
        parts = JointPart.objects.select_related("resolved__meeting").filter(at_org=meeting.org_code)
        part = parts.filter(pk=int(given.part)).first() if given.part.isdecimal() else None
        clause = facts.bodies_of(meeting).clause
        if part is None:
            raise Refusal("committee.no_such_part", clause)
        if part.body != meeting.body:
            raise Refusal("committee.another_body", clause, body=part.body)
        state = facts.part_state(part)
        if state in ("passed", "on_agenda"):
            raise Refusal("committee.part_is_taken", clause, part_state=state)
        resolved = part.resolved
        joint_blocks.must_stand(resolved)
        item = NewItem(
            number=given.number,
            subject=resolved.subject,
            matter=resolved.matter,
            major=resolved.major,
            text=resolved.text,
            steps=given.steps,
        )
        made = put_within(a, meeting, item, part)
    return f"agenda_item:{made.pk}"
