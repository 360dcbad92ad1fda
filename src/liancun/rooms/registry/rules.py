"""When a body has decided (议事规则), and who may be a member in what proportion.

The counts are the law's: 农民专业合作社法 (2017) arts 20, 30, 32; 村民委员会组织法 (2018 text) arts 22, 26;
农村集体经济组织法 (2024) arts 27, 28. Left to a charter: additional votes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from liancun.kernel import Reason, Refusal

Body = Literal[
    "members_assembly",
    "representatives_assembly",
    "villagers_assembly",
    "village_representatives",
    "collective_assembly",
    "collective_representatives",
    "board",
    "village_committee",
    "joint_committee",
]


@dataclass(frozen=True)
class BodyRule:
    """What one body needs (议事要求): who must be there, and how many for it, of whom.

    `counted_on` "all" counts votes against all votes of the organisation, "present" against those present.
    `over` means strictly more than the share.
    """

    name: str
    quorum: Fraction
    majority: Fraction
    major_majority: Fraction
    counted_on: Literal["all", "present"]
    over: bool
    members_min: int = 0
    representatives_min: int = 0
    notice_days: int = 0

    def __post_init__(self) -> None:
        for share in (self.quorum, self.majority, self.major_majority):
            if not 0 <= share <= 1:
                raise Refusal("registry.meeting.share_out_of_range", share=f"{share}")


@dataclass(frozen=True)
class Meetings:
    """How every body decides (会议制度): law, not to be undercut."""

    DECISION: ClassVar[str] = "law/meetings"

    clause: str
    bodies: Mapping[str, BodyRule]


@dataclass(frozen=True)
class MemberMix:
    """Who may be a member in what proportion (成员构成), art. 20."""

    DECISION: ClassVar[str] = "law/members"

    clause: str
    farmers_min_share: Fraction
    units_max_share: Fraction
    small_members: int
    small_units_max: int


CHARTERS = (Meetings, MemberMix)


@dataclass(frozen=True)
class Meeting:
    """The counts of one vote (表决情况)."""

    body: str
    entitled: int
    present: int
    total_votes: int
    votes_for: int
    votes_against: int
    votes_abstain: int
    major: bool = False
    members: int = 0
    notice_days: int | None = None


@dataclass(frozen=True)
class MeetingResult:
    """Whether the body decided (表决结果), and why."""

    passed: bool
    because: tuple[Reason, ...]


def meeting_result(meeting: Meeting, charter: Meetings) -> MeetingResult:
    """Whether a vote carried. Refuses counts that cannot be and bodies the law does not allow here."""
    rule = charter.bodies.get(meeting.body)
    if rule is None:
        raise Refusal("registry.meeting.unknown_body", charter.clause, body=meeting.body)
    cast = meeting.votes_for + meeting.votes_against + meeting.votes_abstain
    if meeting.present > meeting.entitled or cast > meeting.total_votes or meeting.entitled == 0:
        raise Refusal(
            "registry.meeting.impossible_counts", charter.clause, present=meeting.present, cast=cast
        )
    if rule.members_min and meeting.members <= rule.members_min:
        raise Refusal("registry.meeting.too_few_members", charter.clause, over=rule.members_min)
    if meeting.entitled < rule.representatives_min:
        raise Refusal(
            "registry.meeting.too_few_representatives", charter.clause, least=rule.representatives_min
        )
    if rule.notice_days and meeting.notice_days is not None and meeting.notice_days < rule.notice_days:
        raise Refusal("registry.meeting.late_notice", charter.clause, least=rule.notice_days)
    quorate = meeting.present >= meeting.entitled * rule.quorum
    share = rule.major_majority if meeting.major else rule.majority
    base = meeting.total_votes if rule.counted_on == "all" else meeting.present
    strictly = rule.over and (not meeting.major or rule.major_majority == rule.majority)
    enough = meeting.votes_for > base * share if strictly else meeting.votes_for >= base * share
    because = (
        Reason.of(
            "registry.meeting.quorum" if quorate else "registry.meeting.no_quorum",
            charter.clause,
            present=meeting.present,
            entitled=meeting.entitled,
            share=f"{rule.quorum.numerator}/{rule.quorum.denominator}",
        ),
        Reason.of(
            "registry.meeting.majority" if enough else "registry.meeting.no_majority",
            charter.clause,
            votes=meeting.votes_for,
            base=base,
            share=f"{share.numerator}/{share.denominator}",
        ),
    )
    return MeetingResult(quorate and enough, because)


def member_mix_faults(farmers: int, units: int, charter: MemberMix) -> tuple[Reason, ...]:
    """What is wrong with the proportion of members, nothing where all is well."""
    total = farmers + units
    if total == 0:
        return ()
    faults = []
    if farmers < total * charter.farmers_min_share:
        faults.append(Reason.of("registry.mix.too_few_farmers", charter.clause, farmers=farmers, total=total))
    most = charter.small_units_max if total <= charter.small_members else None
    too_many = units > most if most is not None else units > total * charter.units_max_share
    if too_many:
        faults.append(Reason.of("registry.mix.too_many_units", charter.clause, units=units, total=total))
    return tuple(faults)
