"""Who decides what, who may vote, and what came of it (议事规则). Pure: facts and charter in, ruling out.

Law: 村民委员会组织法 (2025) arts 25, 26, 28, 30–32; 农村集体经济组织法 (2024) arts 26–28;
农民专业合作社法 (2017) arts 22, 29, 30. How many must be there and how many for it is the registry's rule
(`registry.rules`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import ClassVar, Literal

from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Choice, Flag, Many, Rows, Share, Text, Whole, _
from liancun.rooms.registry.fields import BODIES, ORGANISATION_KINDS
from liancun.rooms.registry.rules import (
    BodyRule,
    Meeting,
    MeetingResult,
    Meetings,
    OrgForm,
    meeting_result,
)

PAPER, HANDS, ONLINE = "paper", "hands", "online"
WAYS = ((PAPER, _("纸质票")), (HANDS, _("举手")), (ONLINE, _("在线")))
FOR, AGAINST, ABSTAIN, INVALID = "for", "against", "abstain", "invalid"
CHOICES = ((FOR, _("赞成")), (AGAINST, _("反对")), (ABSTAIN, _("弃权")), (INVALID, _("废票")))
LISTS = (
    ("adults", _("本村户籍的成年人")),
    ("households", _("本村户籍的户,一户一票")),
    ("members", _("社员")),
    ("seats", _("登记的席位")),
)
PARTY_BODIES = (
    ("party_branch", _("村党支部委员会")),
    ("two_committees", _("村两委联席会议")),
    ("party_meeting", _("党员大会")),
)
EVERY_BODY = (*BODIES, *PARTY_BODIES)
BODY = Choice(_("机构"), EVERY_BODY)
BODY_CHOICE = Choice(_("机构"), "committee.bodies", most=32)
WAY, CHOICE = Choice(_("表决方式"), WAYS), Choice(_("意见"), CHOICES)


@dataclass(frozen=True)
class BodyForm:
    """How one body is called and votes (召集与表决).

    `at` are the kinds of organisation that have it; `proxy` lets one write that another of the household
    comes instead; a `party` body binds nobody's property.
    """

    at: A[tuple[str, ...], Many(_("开在"), each=Choice(_("单位"), ORGANISATION_KINDS))]
    entitled: A[Literal["adults", "households", "members", "seats"], Choice(_("谁有表决权"), LISTS)]
    ways: A[tuple[str, ...], Many(_("表决方式"), each=WAY)]
    proxy: A[bool, Flag(_("可书面委托同户成员"))] = False
    party: A[bool, Flag(_("党的组织"))] = False


@dataclass(frozen=True)
class Bodies:
    """Which bodies there are (议事机构). What they need is law; where no law says it, `customary`."""

    DECISION: ClassVar[str] = "committee/bodies"

    clause: str
    law: Meetings
    forms: A[Mapping[str, BodyForm], Rows(_("召集与表决"), by=BODY)]
    customary: A[Mapping[str, BodyRule], Rows(_("法律没有写的会议"), by=BODY)]

    def __post_init__(self) -> None:
        for body in self.forms:
            if body not in self.customary and body not in dict(BODIES):
                raise Refusal("committee.charter.no_rule", body=body)

    def form_of(self, body: str) -> BodyForm:
        """How a body is called; refuses one the charter does not know."""
        if body not in self.forms:
            raise Refusal("committee.unknown_body", self.clause, body=body)
        return self.forms[body]

    def meetings_of(self, body: str) -> Meetings:
        """The rules a body is counted by, under their clause. Refuses what that day's law lacks."""
        if body in self.law.bodies:
            return self.law
        if body not in self.customary:
            raise Refusal("committee.unknown_body", self.law.clause, body=body)
        return Meetings(self.clause, self.customary)

    def is_lawful_body(self, body: str) -> bool:
        """Whether the law knows it, so that what it votes is a resolution of the registry."""
        return body in self.law.bodies


@dataclass(frozen=True)
class MatterKind:
    """One kind of matter (事项类别): which `bodies` decide it, any where none is named.

    `property` is somebody's property, which no party body binds; `four_steps` asks for the four steps before.
    """

    name: A[str, Text(_("名称"), most=40)]
    bodies: A[tuple[str, ...], Many(_("由谁决定"), each=BODY)]
    property: A[bool, Flag(_("涉及财产"))] = False
    major: A[bool, Flag(_("须三分之二通过"))] = False
    four_steps: A[bool, Flag(_("须四议两公开"))] = False


@dataclass(frozen=True)
class Matters:
    """What may be put to the vote, and to whom (议事事项)."""

    DECISION: ClassVar[str] = "committee/matters"

    clause: str
    kinds: A[Mapping[str, MatterKind], Rows(_("事项类别"), by=Text(_("类别")))]
    shown_days: A[int, Whole(_("公布不少于"), 1, 365, of=_("天"))]

    def kind(self, matter: str) -> MatterKind:
        """A kind of matter; refuses what is none."""
        if matter not in self.kinds:
            raise Refusal("committee.unknown_matter", self.clause, matter=matter)
        return self.kinds[matter]


@dataclass(frozen=True)
class ExtraVotes:
    """What a cooperative's own charter says of votes beside the one each member has (附加表决权), art. 22.

    Nil where it has none; how many all may have together is the law's.
    """

    DECISION: ClassVar[str] = "committee/extra_votes"

    clause: str
    each_most: A[int, Whole(_("每名成员的附加表决权不超过"), 0, 10_000, of=_("票"))]


@dataclass(frozen=True)
class Representatives:
    """How a village's assembly of representatives is made up (村民代表会议的组成): law.

    Its people are the village committee's members and the representatives, women among these.
    """

    DECISION: ClassVar[str] = "law/representatives"

    clause: str
    representatives_min: A[Fraction, Share(_("村民代表不少于"))]
    women_min: A[Fraction, Share(_("妇女村民代表不少于"))]


CHARTERS = (Bodies, Matters, ExtraVotes, Representatives)


# --- who sits together -----------------------------------------------------------------------------

REPRESENTED, MANAGING = "village_representatives", "village_committee"
"""The assembly that is made up by law, and the committee whose members sit on it too."""


@dataclass(frozen=True)
class Composition:
    """How many people an assembly has, how many of them are representatives, how many of these women."""

    people: int
    representatives: int
    women: int


def at_least(people: int, share: Fraction) -> int:
    """The least number that is a share of so many people."""
    return ceil(people * share)


def composition_faults(count: Composition, law: Representatives) -> tuple[Reason, ...]:
    """What is wrong with how an assembly of representatives is made up; nothing where nobody sits."""
    faults = []
    least = at_least(count.people, law.representatives_min)
    if count.representatives < least:
        faults.append(
            Reason.of(
                "committee.too_few_representatives",
                law.clause,
                representatives=count.representatives,
                people=count.people,
                least=least,
            )
        )
    least = at_least(count.people, law.women_min)
    if count.women < least:
        faults.append(
            Reason.of(
                "committee.too_few_women",
                law.clause,
                women=count.women,
                people=count.people,
                least=least,
            )
        )
    return tuple(faults)


# --- before a meeting ---------------------------------------------------------------------------


def must_be_theirs(kind: MatterKind, body: str, form: BodyForm, joint: bool, clause: str) -> None:
    """Refuse a matter put to a body that may not decide it.

    A party body may take up what others decide, where its resolution goes on to them (`joint`).
    """
    if form.party and kind.property and not joint:
        raise Refusal("committee.party_binds_no_property", clause, matter=kind.name, body=kind.bodies)
    if kind.bodies and body not in kind.bodies and not (form.party and joint):
        raise Refusal("committee.not_their_matter", clause, matter=kind.name, body=kind.bodies)


def must_be_noticed(days: int, urgent_because: str, rule: BodyRule, clause: str) -> None:
    """Refuse a notice that comes too late, unless the law allows it here and the reason is said."""
    if days < 0:
        raise Refusal("committee.notice_after_meeting", clause)
    if days >= rule.notice_days:
        return
    if not rule.urgent:
        raise Refusal("committee.notice_too_late", clause, days=days, least=rule.notice_days)
    if not urgent_because:
        raise Refusal("committee.urgent_without_reason", clause, days=days, least=rule.notice_days)


# --- who is there --------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Movement:
    """Somebody came or went (到场、离场), by number on the list, at a time "09:30"."""

    at: str
    voter: int
    came: bool


def in_the_room(movements: Iterable[Movement], at: str) -> frozenset[int]:
    """Who is there at a time: came by then and has not left by then."""
    last: dict[int, bool] = {}
    for each in sorted(movements):
        if each.at <= at:
            last[each.voter] = each.came
    return frozenset(voter for voter, came in last.items() if came)


# --- votes beside one's own ----------------------------------------------------------------------


def must_be_within(
    extra: Iterable[int], members: int, rule: BodyRule, terms: ExtraVotes, law_clause: str
) -> None:
    """Refuse extra votes that the cooperative's charter does not give, or more than the law allows in all."""
    total = 0
    for votes in extra:
        if not terms.each_most:
            raise Refusal("committee.no_extra_votes", terms.clause)
        if votes > terms.each_most:
            raise Refusal("committee.extra_votes_each", terms.clause, votes=votes, most=terms.each_most)
        total += votes
    most = floor(members * rule.extra_votes_share)
    if total > most:
        raise Refusal("committee.extra_votes_in_all", law_clause, votes=total, most=most, members=members)


def votes_in_the_room(present: Iterable[int], extra: Mapping[int, int]) -> int:
    """How many votes those in the room have: each one, and what some have beside it."""
    return sum(1 + extra.get(voter, 0) for voter in present)


# --- ballots -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cast:
    """A ballot with a name to it (记名的一票)."""

    voter: int
    way: str
    choice: str


@dataclass(frozen=True)
class Counted:
    """Ballots counted without names (计数): raised hands, or paper from the box."""

    way: str
    votes_for: int = 0
    votes_against: int = 0
    votes_abstain: int = 0
    invalid: int = 0

    @property
    def all(self) -> int:
        """How many they are."""
        return self.votes_for + self.votes_against + self.votes_abstain + self.invalid


@dataclass(frozen=True)
class Tally:
    """The counts of one item (一项表决的票数): people by heads, `votes` and `extra` by votes."""

    entitled: int
    present: int
    votes: Mapping[str, int] = field(default_factory=dict)
    extra: int = 0

    @property
    def total_votes(self) -> int:
        """All votes there are, of those who did not come too (表决权总数)."""
        return self.entitled + self.extra


def that_count(cast: Iterable[Cast]) -> dict[int, Cast]:
    """Of the ballots with names the one that counts for each voter: paper, where there are several ways."""
    found: dict[int, Cast] = {}
    for each in cast:
        if each.voter not in found or each.way == PAPER:
            found[each.voter] = each
    return found


NO_EXTRA: Mapping[int, int] = MappingProxyType({})


def may_still_be_counted(
    votes_there: int, cast: Iterable[Cast], counted: Iterable[Counted], extra: Mapping[int, int] = NO_EXTRA
) -> int:
    """How many of the votes in the room have not been given yet."""
    return votes_there - votes_in_the_room(that_count(cast), extra) - sum(each.all for each in counted)


def tally(
    entitled: int,
    present: int,
    cast: Iterable[Cast],
    counted: Iterable[Counted],
    extra: Mapping[int, int] = NO_EXTRA,
) -> Tally:
    """All ballots of an item added up; one with a name is worth all votes of who cast it.

    `extra` are the votes that some on the list have beside their own, of those away too.
    """
    votes = dict.fromkeys((FOR, AGAINST, ABSTAIN, INVALID), 0)
    for ballot in that_count(cast).values():
        votes[ballot.choice] += 1 + extra.get(ballot.voter, 0)
    for each in counted:
        votes[FOR] += each.votes_for
        votes[AGAINST] += each.votes_against
        votes[ABSTAIN] += each.votes_abstain
        votes[INVALID] += each.invalid
    return Tally(entitled, present, votes, sum(extra.values()))


def result(
    count: Tally,
    body: str,
    law: Meetings,
    *,
    major: bool,
    members: int,
    form: OrgForm | None,
    notice_days: int | None,
    urgent: bool = False,
) -> MeetingResult:
    """Passed, rejected, or too few to decide: the registry's rule on these counts."""
    return meeting_result(
        Meeting(
            body,
            count.entitled,
            count.present,
            count.total_votes,
            count.votes[FOR],
            count.votes[AGAINST],
            count.votes[ABSTAIN],
            major,
            members,
            notice_days,
            urgent,
        ),
        law,
        form,
    )


def tie(count: Tally, clause: str) -> Reason | None:
    """As many for it as against it: said, because it is no majority."""
    if count.votes[FOR] == count.votes[AGAINST] and count.votes[FOR]:
        return Reason.of("committee.tie", clause, votes=count.votes[FOR])
    return None


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
