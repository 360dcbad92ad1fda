"""One meeting and one item of it (一次会议、一个议题): how far it is, who is awaited, how it was voted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.kernel.fields import A, Choice, Day, Flag, Text, Whole, Word, _
from liancun.rooms.committee import facts, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.models import (
    AgendaItem,
    ItemResult,
    JointPart,
    Meeting,
    MeetingEvent,
    Movement,
    VoteOpening,
    Voter,
)
from liancun.rooms.committee.queries.meetings import OUTCOME, STAGES
from liancun.rooms.committee.rules import Matters
from liancun.rooms.registry import queries as registry

LIFE = ("planned", "noticed", "opened", "closed", "signed")


@dataclass(frozen=True)
class ItemCard:
    """An item as the meeting's page shows it (议题): `state` planned, open, or what came of it."""

    item: int
    number: A[int, Whole(_("议题号"))]
    subject: A[str, f.SUBJECT_SAID]
    matter: A[str, Word(_("事项类别"))]
    major: A[bool, Flag(_("须三分之二通过"))]
    text: A[str, f.TEXT]
    effect: A[str, f.EFFECT]
    opened_at: A[str, Text(_("开始表决"))]
    outcome: A[str, OUTCOME]
    entitled: A[int, f.ENTITLED]
    present: A[int, f.PRESENT]
    votes_for: A[int, f.VOTES_FOR]
    votes_against: A[int, f.VOTES_AGAINST]
    votes_abstain: A[int, f.VOTES_ABSTAIN]
    invalid: A[int, f.INVALID]
    clause: str
    resolution: A[str, Text(_("决议编号"))]
    needs_steps: bool
    steps: int
    part_of: int
    sent: bool
    ref: str

    @property
    def is_open(self) -> bool:
        """Whether ballots are taken now."""
        return bool(self.opened_at) and not self.outcome


@dataclass(frozen=True)
class Passage:
    """One step of a meeting's life (一步): when it was, or that it is still to come."""

    stage: A[str, Choice(_("进度"), STAGES)]
    day: A[date | None, Day(_("日期"))]
    at: A[str, f.AT]
    note: A[str, f.NOTE]


@dataclass(frozen=True)
class MeetingCard:
    """A whole meeting (一次会议)."""

    meeting: int
    org_code: str
    org_name: A[str, Text(_("单位"))]
    code: A[str, f.CODE]
    body: A[str, f.WHICH_BODY]
    title: A[str, f.TITLE]
    place: A[str, f.PLACE]
    held_on: A[date, f.HELD_ON]
    starts_at: A[str, f.STARTS_AT]
    chair: A[str, Text(_("主持人"))]
    recorder: A[str, Text(_("记录人"))]
    urgent_because: A[str, f.URGENT]
    stage: A[str, Choice(_("进度"), STAGES)]
    passages: tuple[Passage, ...]
    items: tuple[ItemCard, ...]
    entitled: A[int, f.ENTITLED]
    extra_votes: A[int, f.EXTRA_VOTES]
    here: A[int, Whole(_("现在在场"))]
    needed: A[int, Whole(_("法定人数"))]
    notice_days: A[int, Whole(_("提前通知"), of=_("天"))]
    notice_by: A[date | None, Day(_("最晚通知日"))]
    minutes: A[str, Text(_("会议记录"))]
    revision: A[int, Whole(_("版本"))]
    attending: A[str, Text(_("列席"))]
    list_digest: A[str, Text(_("名单摘要"))]
    warnings: tuple[Reason, ...]
    clause: str
    ref: str


def meeting_card(viewer: Viewer, meeting_id: int) -> MeetingCard:
    """A meeting with its agenda and how far it is. Refuses what is out of reach."""
    row = facts.meeting(meeting_id)
    viewer.must_see(row.org_code)
    bodies = facts.bodies_of(row)
    law = bodies.meetings_of(row.body)
    rule = law.bodies[row.body]
    events = {each.kind: each for each in MeetingEvent.objects.filter(meeting=row).order_by("pk")}
    stage = list(events)[-1] if events else "planned"
    life = (
        LIFE
        if stage != MeetingEvent.Kind.CALLED_OFF
        else tuple(each for each in (*LIFE[:2], stage) if each in events or each == "planned")
    )
    passages = tuple(_passage(each, events.get(each), row) for each in life)
    moved = facts.movements(row.pk)
    listed = Voter.objects.filter(meeting=row).aggregate(n=Count("pk"), extra=Sum("extra_votes"))
    entitled = listed["n"]
    names = registry.names(viewer, {row.chair, row.recorder})
    written = facts.minutes(row.pk)
    return MeetingCard(
        row.pk,
        row.org_code,
        registry.org_name(row.org_code),
        row.code,
        row.body,
        row.title,
        row.place,
        row.held_on,
        row.starts_at,
        names.get(row.chair, row.chair),
        names.get(row.recorder, row.recorder),
        row.urgent_because,
        stage,
        passages,
        item_cards(row),
        entitled,
        listed["extra"] or 0,
        len(rules.in_the_room(moved, "24:00")),
        rule.least_present(entitled),
        rule.notice_days,
        None if not rule.notice_days else row.held_on - timedelta(days=rule.notice_days),
        written.text if written else "",
        written.revision if written else 0,
        written.attending if written else "",
        events["opened"].digest if "opened" in events else "",
        facts.composition_faults(row.org_code, row.held_on) if row.body == rules.REPRESENTED else (),
        law.clause,
        f"meeting:{row.pk}",
    )


def _passage(stage: str, event: MeetingEvent | None, row: Meeting) -> Passage:
    if stage == "planned":
        return Passage(stage, row.on, "", "")
    if event is None:
        return Passage(stage, None, "", "")
    return Passage(stage, event.happened_on, event.at, event.note)


def item_cards(row: Meeting) -> tuple[ItemCard, ...]:
    """The items of a meeting in the order of their numbers."""
    matters = charters.in_force(Matters, on=row.held_on, org=row.org_code)
    items = list(AgendaItem.objects.select_related("part").filter(meeting=row).order_by("number"))
    sent = set(JointPart.objects.filter(resolved__meeting=row).values_list("resolved", flat=True))
    openings = dict(VoteOpening.objects.filter(item__meeting=row).values_list("item_id", "at"))
    results = {each.item_id: each for each in ItemResult.objects.filter(item__meeting=row)}
    return tuple(
        _item(each, matters, openings.get(each.pk, ""), results.get(each.pk), sent) for each in items
    )


def _item(
    item: AgendaItem, matters: Matters, opened_at: str, result: ItemResult | None, sent: set[int]
) -> ItemCard:
    kind = matters.kinds.get(item.matter)
    return ItemCard(
        item.pk,
        item.number,
        item.subject,
        kind.name if kind else item.matter,
        item.major,
        item.text,
        item.effect,
        opened_at,
        result.outcome if result else "",
        result.entitled if result else 0,
        result.present if result else 0,
        result.votes_for if result else 0,
        result.votes_against if result else 0,
        result.votes_abstain if result else 0,
        result.invalid if result else 0,
        result.clause if result else "",
        result.resolution if result else "",
        bool(kind and kind.four_steps),
        item.steps_id or 0,
        item.part.resolved_id if item.part else 0,
        item.pk in sent,
        f"agenda_item:{item.pk}",
    )


# --- counting one item ----------------------------------------------------------------------------


@dataclass(frozen=True)
class VoterLine:
    """A line of the list while an item is voted on (应到的人): there or not, and how the ballot reads.

    `other` is a ballot by another way, kept and shown, which does not count.
    """

    name: A[str, Text(_("姓名"))]
    number: A[int, Whole(_("序号"))]
    party: str
    here: bool
    by: A[str, Text(_("到会的人"))]
    way: A[str, rules.WAY]
    choice: A[str, rules.CHOICE]
    other: A[str, Text(_("另一张票"))]
    extra_votes: A[int | None, f.EXTRA_VOTES]


@dataclass(frozen=True)
class Votes:
    """How an item was voted (表决情况)."""

    entitled: A[int, f.ENTITLED]
    present: A[int, f.PRESENT]
    votes_for: A[int, f.VOTES_FOR]
    votes_against: A[int, f.VOTES_AGAINST]
    votes_abstain: A[int, f.VOTES_ABSTAIN]
    invalid: A[int, f.INVALID]


@dataclass(frozen=True)
class CountRow:
    """What was counted without names (计数票)."""

    way: A[str, rules.WAY]
    votes_for: A[int, f.VOTES_FOR]
    votes_against: A[int, f.VOTES_AGAINST]
    votes_abstain: A[int, f.VOTES_ABSTAIN]
    invalid: A[int, f.INVALID]


@dataclass(frozen=True)
class CountCard:
    """The count of one item (计票)."""

    card: ItemCard
    meeting: int
    title: str
    org_code: str
    stage: str
    present: A[int, f.PRESENT]
    entitled: A[int, f.ENTITLED]
    needed: A[int, Whole(_("法定人数"))]
    total_votes: A[int, f.VOTES_THERE]
    votes: Mapping[str, int]
    left: A[int, Whole(_("还没有投的票"))]
    counts: tuple[CountRow, ...]
    lines: tuple[VoterLine, ...]
    because: tuple[Reason, ...]
    ways: tuple[str, ...]
    missing_step: str = ""


def count_card(viewer: Viewer, item_id: int) -> CountCard:
    """The count of an item as it stands: who is there, what was cast, whose ballot is still missing."""
    item = facts.item(item_id)
    meeting = item.meeting
    viewer.must_see(meeting.org_code)
    bodies = facts.bodies_of(meeting)
    law = bodies.meetings_of(meeting.body)
    card = next(each for each in item_cards(meeting) if each.item == item.pk)
    present = rules.in_the_room(facts.movements(meeting.pk), card.opened_at or "24:00")
    cast, counted = facts.cast(item.pk), facts.counted(item.pk)
    voters = list(Voter.objects.filter(meeting=meeting).order_by("number"))
    extra = {voter.pk: voter.extra_votes for voter in voters if voter.extra_votes}
    count = rules.tally(len(voters), len(present), cast, counted, extra)
    return CountCard(
        card,
        meeting.pk,
        meeting.title,
        meeting.org_code,
        facts.state_of(meeting) or "planned",
        len(present),
        len(voters),
        law.bodies[meeting.body].least_present(len(voters)),
        count.total_votes,
        count.votes,
        rules.may_still_be_counted(rules.votes_in_the_room(present, extra), cast, counted, extra),
        tuple(CountRow(each.way, *_counts(each)) for each in counted),
        _lines(viewer, item, voters, present, cast),
        facts.because(item) if card.outcome else (),
        bodies.form_of(meeting.body).ways,
        "" if card.opened_at else facts.missing_step(item),
    )


def _counts(each: rules.Counted) -> tuple[int, int, int, int]:
    return each.votes_for, each.votes_against, each.votes_abstain, each.invalid


def _lines(
    viewer: Viewer, item: AgendaItem, voters: list[Voter], present: frozenset[int], cast: list[rules.Cast]
) -> tuple[VoterLine, ...]:
    came = dict(
        Movement.objects.filter(voter__meeting=item.meeting_id, came=True)
        .order_by("pk")
        .values_list("voter_id", "by")
    )
    counts = rules.that_count(cast)
    others = {each.voter: each for each in cast if counts[each.voter] != each}
    names = registry.names(viewer, {voter.party for voter in voters} | set(came.values()))
    ways, choices = dict(rules.WAYS), dict(rules.CHOICES)
    found = []
    for voter in voters:
        one, other = counts.get(voter.pk), others.get(voter.pk)
        by = came.get(voter.pk, "")
        found.append(
            VoterLine(
                names.get(voter.party, voter.party),
                voter.number,
                voter.party,
                voter.pk in present,
                names.get(by, by) if by != voter.party else "",
                one.way if one else "",
                one.choice if one else "",
                f"{ways[other.way]} {choices[other.choice]}" if other else "",
                voter.extra_votes or None,
            )
        )
    return tuple(found)
