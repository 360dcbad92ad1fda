"""Coming, going and voting (签到与表决)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Code, Flag, Many, Text, Whole, _
from liancun.rooms.committee import facts, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.actions.during import OPENED, bodies_of, during, item_of, named
from liancun.rooms.committee.actions.meetings import Moment
from liancun.rooms.committee.models import (
    AgendaItem,
    Ballot,
    BallotCount,
    ItemResult,
    Meeting,
    Movement,
    VoteOpening,
    Voter,
)
from liancun.rooms.committee.rules import ONLINE, Matters
from liancun.rooms.registry import actions as registry_actions
from liancun.rooms.registry import facts as registry

PEOPLE = Many(_("到场的人"), each=f.PERSON, help=_("姓名或人员编码,可写几个,用空格隔开"))


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """Who came, and when (到场). `instead_of` is who wrote that somebody of the household comes instead."""

    parties: A[tuple[str, ...], PEOPLE]
    at: A[str, f.AT]
    online: A[bool, Flag(_("在线参加"))] = False
    instead_of: A[str, f.INSTEAD_OF] = ""
    document: A[str, Text(_("委托书"), most=60, help=_("代人到会要写"))] = ""


@dataclass(frozen=True, kw_only=True)
class Departures:
    """Who left, and when (离场)."""

    parties: A[tuple[str, ...], f.LEAVING]
    at: A[str, f.AT]


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


@dataclass(frozen=True)
class Moved:
    """Who came or left was recorded (已签到、已离场): how many they are."""

    people: A[int, Whole(_("人数"))]
    ref: str


@dataclass(frozen=True)
class Voted:
    """What came of a vote (表决结果)."""

    outcome: A[str, f.OUTCOME]
    ref: str


@offered("committee.sign_in", title=_("签到"), path="meetings/{meeting_id}/arrivals", of="meeting")
def sign_in(meeting_id: A[int, f.MEETING], given: Arrivals, *, by: Viewer, on: date) -> Moved:
    """Record who came and when (签到); says how many. Somebody who is not on the frozen list is refused."""
    with during(meeting_id, "committee.sign_in", (OPENED,), by=by, on=on) as (a, meeting):
        bodies = bodies_of(meeting)
        form = bodies.form_of(meeting.body)
        if given.online and ONLINE not in form.ways:
            raise Refusal("committee.not_online", bodies.clause, body=meeting.body)
        _must_be_open_then(meeting, given.at)
        _must_live(meeting, *given.parties, *filter(None, [given.instead_of]))
        if given.instead_of:
            found = [(_represented(meeting, given, by), given.parties[0])]
        else:
            lines = _Lines(meeting, by)
            found = [(lines.must_have(party), party) for party in dict.fromkeys(given.parties)]
        here = rules.in_the_room(facts.movements(meeting.pk), given.at)
        for voter, _party in found:
            if voter.pk in here:
                raise Refusal(
                    "committee.here_already", bodies.clause, number=voter.number, party=named(by, voter.party)
                )
        bulk.insert(
            Movement,
            [
                Movement(
                    voter=voter,
                    came=True,
                    at=given.at,
                    by=party,
                    online=given.online,
                    document=given.document,
                    **a.stamp(),
                )
                for voter, party in found
            ],
        )
    return Moved(len(found), a.ref)


@offered("committee.sign_out", title=_("离场"), path="meetings/{meeting_id}/departures", of="meeting")
def sign_out(meeting_id: A[int, f.MEETING], given: Departures, *, by: Viewer, on: date) -> Moved:
    """Record who left before the end (离场): they count for no item that is voted on afterwards."""
    with during(meeting_id, "committee.sign_out", (OPENED,), by=by, on=on) as (a, meeting):
        _must_be_open_then(meeting, given.at)
        _must_live(meeting, *given.parties)
        lines = _Lines(meeting, by)
        here = rules.in_the_room(facts.movements(meeting.pk), given.at)
        gone = {lines.must_have(party): party for party in given.parties}
        for voter in gone:
            if voter.pk not in here:
                clause = bodies_of(meeting).clause
                raise Refusal("committee.not_here_then", clause, party=named(by, voter.party), at=given.at)
        bulk.insert(
            Movement,
            [
                Movement(voter=voter, came=False, at=given.at, by=party, **a.stamp())
                for voter, party in gone.items()
            ],
        )
    return Moved(len(gone), a.ref)


@offered(
    "committee.open_vote",
    title=_("开始表决"),
    ask=_("开始表决时在场的人才计入这一项。都签到了吗?"),
    path="agenda-items/{item_id}/open",
    of="agenda_item",
)
def open_vote(item_id: A[int, f.ITEM], given: Moment, *, by: Viewer, on: date) -> str:
    """Open the vote on an item (开始表决): who is in the room now is who counts for it."""
    item = item_of(item_id)
    with during(item.meeting_id, "committee.open_vote", (OPENED,), by=by, on=on) as (a, meeting):
        a.ref = f"agenda_item:{item.pk}"
        clause = bodies_of(meeting).clause
        if VoteOpening.objects.filter(item=item).exists():
            raise Refusal("committee.voted_already", clause, number=item.number)
        _must_have_its_steps(item)
        facts.ruling(item, facts.tally(meeting.pk, item.pk, given.at))  # as if nobody had voted
        VoteOpening.objects.create(item=item, at=given.at, **a.stamp())
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
        _must_live(vote.item.meeting, given.voter)
        voter = vote.lines.must_have(given.voter)
        if voter.pk not in vote.present:
            raise Refusal("committee.not_in_the_room", vote.clause, party=named(by, given.voter), at=vote.at)
        if Ballot.objects.filter(item=vote.item, voter=voter, way=given.way).exists():
            raise Refusal(
                "committee.voted_this_way", vote.clause, party=named(by, given.voter), way=given.way
            )
        first = not Ballot.objects.filter(item=vote.item, voter=voter).exists()
        left = rules.may_still_be_counted(len(vote.present), facts.cast(item_id), facts.counted(item_id))
        if first and left < 1:
            raise Refusal("committee.more_than_present", vote.clause, present=len(vote.present))
        Ballot.objects.create(
            item=vote.item, voter=voter, way=given.way, choice=given.choice, **vote.act.stamp()
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
        left = rules.may_still_be_counted(len(vote.present), facts.cast(item_id), facts.counted(item_id))
        if more.all > left:
            raise Refusal("committee.counted_too_many", vote.clause, counted=more.all, left=max(left, 0))
        BallotCount.objects.create(item=vote.item, **vars(given), **vote.act.stamp())
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
        bodies = bodies_of(meeting)
        law = bodies.meetings_of(meeting.body)
        count = facts.tally(meeting.pk, item.pk, vote.at)
        result = facts.ruling(item, count)
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
                    votes_for=count.votes[rules.FOR],
                    votes_against=count.votes[rules.AGAINST],
                    votes_abstain=count.votes[rules.ABSTAIN],
                ),
            )
        ItemResult.objects.create(
            item=item,
            outcome=result.outcome,
            entitled=count.entitled,
            present=count.present,
            votes_for=count.votes[rules.FOR],
            votes_against=count.votes[rules.AGAINST],
            votes_abstain=count.votes[rules.ABSTAIN],
            invalid=count.votes[rules.INVALID],
            clause=law.clause,
            resolution=code,
            **vote.act.stamp(),
        )
        vote.act.params = {"outcome": result.outcome}
    return Voted(str(result.outcome), vote.act.ref)


# --- inside ------------------------------------------------------------------------------------


class _Lines:
    """The frozen list of a meeting, found by who comes (应到名单)."""

    def __init__(self, meeting: Meeting, by: Viewer) -> None:
        self._meeting, self._by = meeting, by
        self._own = facts.voters(meeting.pk)

    @cached_property
    def _by_home(self) -> Mapping[str, Voter]:
        """The line of the household each of its people of age may come for; read once for all who come."""
        lines = {voter.household: voter for voter in self._own.values() if voter.household}
        if not lines:
            return {}
        homes = facts.adults_by_home(self._meeting.org_code, self._meeting.held_on)
        return {party: lines[code] for code, home in homes.items() if code in lines for party in home}

    def must_have(self, party: str) -> Voter:
        """The line of a person, or of the household the person comes for. Refuses who is on none."""
        voter = self._own.get(party) or self._by_home.get(party)
        if voter is not None:
            return voter
        clause = bodies_of(self._meeting).clause
        raise Refusal(
            "committee.not_on_the_list", clause, party=named(self._by, party), entitled=len(self._own)
        )


def _must_live(meeting: Meeting, *parties: str) -> None:
    """Refuse who did not live on the day of the meeting."""
    registry.must_live([(party, meeting.held_on) for party in parties])


def _represented(meeting: Meeting, given: Arrivals, by: Viewer) -> Voter:
    """Whose place is taken by another of the household, by a written word: one each (书面委托)."""
    bodies = bodies_of(meeting)
    law = bodies.meetings_of(meeting.body)
    if not bodies.form_of(meeting.body).proxy:
        raise Refusal("committee.no_proxies", bodies.clause, body=meeting.body)
    if len(given.parties) != 1 or not given.document:
        raise Refusal("committee.one_proxy_with_paper", law.clause)
    voter, proxy = _Lines(meeting, by).must_have(given.instead_of), given.parties[0]
    if proxy == voter.party or proxy not in facts.housemates(meeting.org_code, voter.party, meeting.held_on):
        raise Refusal(
            "committee.not_of_the_household", law.clause, party=named(by, proxy), other=named(by, voter.party)
        )
    stood_in = Movement.objects.filter(voter__meeting=meeting, came=True, by=proxy)
    if stood_in.exclude(voter__in=(voter,)).exclude(voter__party=proxy).exists():
        raise Refusal("committee.proxy_of_another", law.clause, party=named(by, proxy))
    return voter


def _must_be_open_then(meeting: Meeting, at: str) -> None:
    """Refuse a time before a vote that has been opened: who was in the room for it stands."""
    later = VoteOpening.objects.filter(item__meeting=meeting, at__gte=at).order_by("-at").first()
    if later is not None:
        clause = bodies_of(meeting).clause
        raise Refusal("committee.before_a_vote", clause, at=later.at, number=later.item.number)


@dataclass
class _Vote:
    """A vote that is open (正在表决的议题): who was in the room when it was opened."""

    act: Act
    item: AgendaItem
    at: str
    clause: str
    present: frozenset[int]
    lines: _Lines


@contextmanager
def _voting(item_id: int, verb: str, way: str, *, by: Viewer, on: date) -> Iterator[_Vote]:
    """Open an act on an item whose vote is open; refuses a way the charter does not have here."""
    item = item_of(item_id)
    with during(item.meeting_id, verb, (OPENED,), by=by, on=on) as (a, meeting):
        a.ref = f"agenda_item:{item.pk}"
        bodies = bodies_of(meeting)
        opening = VoteOpening.objects.filter(item=item).first()
        if opening is None:
            raise Refusal("committee.vote_not_open", bodies.clause, number=item.number)
        if ItemResult.objects.filter(item=item).exists():
            raise Refusal("committee.voted_already", bodies.clause, number=item.number)
        form = bodies.form_of(meeting.body)
        if way and way not in form.ways:
            raise Refusal("committee.not_this_way", bodies.clause, body=meeting.body, way=way)
        present = rules.in_the_room(facts.movements(meeting.pk), opening.at)
        yield _Vote(a, item, opening.at, bodies.clause, present, _Lines(meeting, by))
