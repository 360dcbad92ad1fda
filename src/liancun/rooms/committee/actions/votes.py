"""Voting (表决): a vote is opened, ballots come in, what came of it is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from liancun.base import charters
from liancun.base.acts import Act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Code, _
from liancun.rooms.committee import facts, joint_blocks, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.actions.during import during, named
from liancun.rooms.committee.actions.meetings import Moment
from liancun.rooms.committee.actions.presence import Lines
from liancun.rooms.committee.models import (
    AgendaItem,
    Ballot,
    BallotCount,
    ItemResult,
    VoteOpening,
)
from liancun.rooms.committee.rules import ONLINE, Matters
from liancun.rooms.registry import actions as registry_actions
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry import fields as registry_fields


@dataclass(frozen=True, kw_only=True)
class OneBallot:
    """A ballot with a name to it (一张记名票)."""

    voter: A[str, f.VOTER]
    way: A[str, rules.WAY]
    choice: A[str, rules.CHOICE]


@dataclass(frozen=True, kw_only=True)
class ManyBallots:
    """Ballots counted without names (计票)."""

    way: A[str, rules.WAY]
    votes_for: A[int, f.VOTES_FOR]
    votes_against: A[int, f.VOTES_AGAINST] = 0
    votes_abstain: A[int, f.VOTES_ABSTAIN] = 0
    invalid: A[int, f.INVALID] = 0


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The end of a vote (表决结束)."""

    resolution: A[str, Code(_("决议编号"), most=60, help=_("不写就是会议编号加议题号"))] = ""
    block: A[str, registry_fields.BLOCK] = ""
    block_digest: A[str, registry_fields.BLOCK_DIGEST] = ""


@dataclass(frozen=True)
class Voted:
    """What came of a vote (表决结果)."""

    outcome: A[str, f.OUTCOME]
    ref: str


@offered(
    "committee.open_vote",
    title=_("开始表决"),
    ask=_("开始表决时在场的人才计入这一项。都签到了吗?"),
    path="agenda-items/{item_id}/open",
    of="agenda_item",
)
def open_vote(item_id: A[int, f.ITEM], given: Moment, *, by: Viewer, on: date) -> str:
    """Open the vote on an item (开始表决): who is in the room now is who counts for it."""
    item = facts.item(item_id)
    with during(item.meeting_id, "committee.open_vote", by=by, on=on) as (a, meeting):
        a.ref = f"agenda_item:{item.pk}"
        clause = facts.bodies_of(meeting).clause
        if VoteOpening.objects.filter(item=item).exists():
            raise Refusal("committee.voted_already", clause, number=item.number)
        _must_have_its_steps(item)
        joint_blocks.must_stand(joint_blocks.decided_by(item) or item)
        facts.ruling(item, facts.tally(meeting.pk, item.pk, given.at))  # as if nobody had voted
        a.add(VoteOpening, item=item, at=given.at, **a.stamp())
    return a.ref


def _must_have_its_steps(item: AgendaItem) -> None:
    """Refuse a matter that needs the four steps before the first three are on record (四议)."""
    step = facts.missing_step(item)
    if not step:
        return
    matters = charters.in_force(Matters, on=item.meeting.held_on, org=item.org_code)
    if item.steps is None:
        raise Refusal("committee.needs_four_steps", matters.clause, matter=matters.kind(item.matter).name)
    raise Refusal("committee.step_is_missing", matters.clause, four_step=step, number=item.steps.code)


@offered(
    "committee.cast_ballot", title=_("登记一票"), path="agenda-items/{item_id}/ballots", of="agenda_item"
)
def cast_ballot(item_id: A[int, f.ITEM], given: OneBallot, *, by: Viewer, on: date) -> str:
    """Record a ballot with its name (登记一票). By a second way too: both are kept, paper counts."""
    with _voting(item_id, "committee.cast_ballot", given.way, by=by, on=on) as vote:
        registry.must_live([(given.voter, vote.item.meeting.held_on)])
        voter = vote.lines.must_have(given.voter)
        if voter.pk not in vote.present:
            raise Refusal("committee.not_in_the_room", vote.clause, party=named(by, given.voter), at=vote.at)
        if Ballot.objects.filter(item=vote.item, voter=voter, way=given.way).exists():
            raise Refusal(
                "committee.voted_this_way", vote.clause, party=named(by, given.voter), way=given.way
            )
        first = not Ballot.objects.filter(item=vote.item, voter=voter).exists()
        if first and vote.left() < 1 + voter.extra_votes:
            raise Refusal("committee.more_than_present", vote.clause, present=len(vote.present))
        vote.act.add(
            Ballot, item=vote.item, voter=voter, way=given.way, choice=given.choice, **vote.act.stamp()
        )
    return vote.act.ref


@offered("committee.count_votes", title=_("计票"), path="agenda-items/{item_id}/counts", of="agenda_item")
def count_votes(item_id: A[int, f.ITEM], given: ManyBallots, *, by: Viewer, on: date) -> str:
    """Record what was counted without names, once for each way (计票): raised hands, paper from the box."""
    with _voting(item_id, "committee.count_votes", given.way, by=by, on=on) as vote:
        if given.way == ONLINE:
            raise Refusal("committee.online_has_names", vote.clause)
        if BallotCount.objects.filter(item=vote.item, way=given.way).exists():
            raise Refusal("committee.counted_this_way", vote.clause, way=given.way)
        more = rules.Counted(
            given.way, given.votes_for, given.votes_against, given.votes_abstain, given.invalid
        )
        left = vote.left()
        if more.all > left:
            raise Refusal("committee.counted_too_many", vote.clause, counted=more.all, left=max(left, 0))
        vote.act.add(BallotCount, item=vote.item, **vars(given), **vote.act.stamp())
    return vote.act.ref


@offered(
    "committee.close_vote",
    title=_("表决结束"),
    ask=_("结束以后票数不能再改,结果写入决议。票都计完了吗?"),
    path="agenda-items/{item_id}/close",
    of="agenda_item",
)
def close_vote(item_id: A[int, f.ITEM], given: Closing, *, by: Viewer, on: date) -> Voted:
    """End the vote on an item and say what came of it (表决结束): passed, rejected, or too few to decide.

    Where the law knows the body the registry has it as a resolution, which settlement reads there.
    """
    with _voting(item_id, "committee.close_vote", "", by=by, on=on) as vote:
        item, meeting = vote.item, vote.item.meeting
        bodies = facts.bodies_of(meeting)
        law = bodies.meetings_of(meeting.body)
        count = facts.tally(meeting.pk, item.pk, vote.at)
        result = facts.ruling(item, count)
        if result.outcome != "not_quorate" and not any(count.votes.values()):
            raise Refusal("committee.nothing_counted", bodies.clause, number=item.number)
        resolved = joint_blocks.decided_by(item)
        block, block_digest = _decides(given, resolved, bodies.clause)
        code = ""
        if bodies.is_lawful_body(meeting.body):
            code = given.resolution or f"{meeting.code}-{item.number}"
            registry_actions.record_within(
                vote.act,
                registry_actions.Vote(
                    code=code,
                    body=meeting.body,
                    subject=item.subject,
                    held_on=meeting.held_on,
                    notice_on=facts.noticed_on(meeting),
                    urgent_because=meeting.urgent_because,
                    major=item.major,
                    members=facts.members_of(meeting.org_code, meeting.body, meeting.held_on),
                    entitled=count.entitled,
                    present=count.present,
                    total_votes=count.total_votes,
                    votes_for=count.votes[rules.FOR],
                    votes_against=count.votes[rules.AGAINST],
                    votes_abstain=count.votes[rules.ABSTAIN],
                    block=block,
                    block_digest=block_digest,
                ),
                in_part=resolved is not None,
            )
        elif given.block:
            raise Refusal("committee.no_resolution_to_name", bodies.clause, body=meeting.body)
        vote.act.add(
            ItemResult,
            item=item,
            outcome=result.outcome,
            entitled=count.entitled,
            extra_votes=count.extra,
            present=count.present,
            votes_for=count.votes[rules.FOR],
            votes_against=count.votes[rules.AGAINST],
            votes_abstain=count.votes[rules.ABSTAIN],
            invalid=count.votes[rules.INVALID],
            clause=law.clause,
            resolution=code,
            **vote.act.stamp(),
        )
        if resolved is not None:
            joint_blocks.bind(resolved)
        vote.act.params = {"outcome": result.outcome}
    return Voted(str(result.outcome), vote.act.ref)


def _decides(given: Closing, resolved: AgendaItem | None, clause: str) -> tuple[str, str]:
    """The block that a vote decides and its digest: what was given, or what the joint resolution says."""
    if resolved is None:
        return given.block, given.block_digest
    joint_blocks.must_stand(resolved)
    if given.block not in ("", resolved.block):
        raise Refusal("committee.part_decides", clause, block=resolved.block)
    return resolved.block, given.block_digest or resolved.block_sha256


# --- inside ------------------------------------------------------------------------------------


@dataclass
class _Vote:
    """A vote that is open (正在表决的议题): who was in the room when it was opened."""

    act: Act
    item: AgendaItem
    at: str
    clause: str
    present: frozenset[int]
    lines: Lines

    def left(self) -> int:
        """How many of the votes in the room have not been given yet."""
        extra = facts.weights(self.item.meeting_id)
        there = rules.votes_in_the_room(self.present, extra)
        return rules.may_still_be_counted(there, facts.cast(self.item.pk), facts.counted(self.item.pk), extra)


@contextmanager
def _voting(item_id: int, verb: str, way: str, *, by: Viewer, on: date) -> Iterator[_Vote]:
    """Open an act on an item whose vote is open; refuses a way the charter does not have here."""
    item = facts.item(item_id)
    with during(item.meeting_id, verb, by=by, on=on) as (a, meeting):
        a.ref = f"agenda_item:{item.pk}"
        bodies = facts.bodies_of(meeting)
        opening = VoteOpening.objects.filter(item=item).first()
        if opening is None:
            raise Refusal("committee.vote_not_open", bodies.clause, number=item.number)
        if ItemResult.objects.filter(item=item).exists():
            raise Refusal("committee.voted_already", bodies.clause, number=item.number)
        form = bodies.form_of(meeting.body)
        if way and way not in form.ways:
            raise Refusal("committee.not_this_way", bodies.clause, body=meeting.body, way=way)
        present = rules.in_the_room(facts.movements(meeting.pk), opening.at)
        yield _Vote(a, item, opening.at, bodies.clause, present, Lines(meeting, by))
