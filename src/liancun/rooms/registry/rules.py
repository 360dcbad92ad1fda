"""When a body has decided (议事规则), who may be a member in what proportion, and when one leaves.

The counts are the law's: 农民专业合作社法 (2017) arts 20, 22, 25, 30, 32, 59, 60, 62; 村民委员会组织法
(2018 text) arts 21, 22, 26, from 2026 on (2025 text) arts 25, 26, 30, 32; 农村集体经济组织法 (2024) arts
27, 28, 31.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar, Final, Literal

from liancun.kernel import DateRange, Reason, Refusal
from liancun.kernel.days import MONTHS_IN_YEAR
from liancun.kernel.fields import A, Choice, Flag, Many, Rows, Share, Text, Whole, _
from liancun.kernel.identifiers import swapped_digits
from liancun.rooms.registry.fields import BODY, POST

NAME = Text(_("会议"))
INCOMPATIBLE = Rows(_("不相容的职务"), by=POST, of=Many(_("不能兼任"), each=POST))
ORGANISATION = Choice(_("合作社"), "registry.organisations")
COUNTED_ON = (("all", _("全体")), ("present", _("到会的")))
ORG_FORMS = (
    ("cooperative_with_sections", _("合作社,下设片区")),
    ("cooperative_with_branches", _("合作社,下设分社")),
    ("union", _("联合社")),
)


@dataclass(frozen=True)
class BodyRule:
    """What one body needs (议事要求): who must be there, and how many for it, of whom.

    `counted_on` "all" counts votes against all votes of the organisation, "present" against those present.
    `over` and `quorum_over` mean strictly more than the share. `extra_votes_share` bounds additional votes
    (附加表决权) by the basic ones, art. 22. `notice_days` is how long before the meeting all must know;
    `urgent` lets it be called at once, with its reason.
    """

    name: A[str, NAME]
    quorum: A[Fraction, Share(_("法定人数"))]
    majority: A[Fraction, Share(_("多数"))]
    major_majority: A[Fraction, Share(_("重大事项多数"))]
    counted_on: A[Literal["all", "present"], Choice(_("票数基数"), COUNTED_ON)]
    over: A[bool, Flag(_("须超过多数"))]
    quorum_over: A[bool, Flag(_("须超过法定人数"))] = False
    members_min: A[int, Whole(_("最少成员"), of=_("人"))] = 0
    representatives_min: A[int, Whole(_("最少代表"), of=_("人"))] = 0
    notice_days: A[int, Whole(_("提前通知"), of=_("天"))] = 0
    urgent: A[bool, Flag(_("特殊情况可临时通知"))] = False
    extra_votes_share: A[Fraction, Share(_("附加表决权不超过"))] = Fraction(0)

    def __post_init__(self) -> None:
        for share in (self.quorum, self.majority, self.major_majority, self.extra_votes_share):
            if not 0 <= share <= 1:
                raise Refusal("registry.meeting.share_out_of_range", share=f"{share}")

    def least_present(self, entitled: int) -> int:
        """The least number that must be there for a body of so many to decide (法定人数)."""
        share = entitled * self.quorum
        return floor(share) + 1 if self.quorum_over else ceil(share)


@dataclass(frozen=True)
class Meetings:
    """How every body decides (会议制度): law, not to be undercut."""

    DECISION: ClassVar[str] = "law/meetings"

    clause: str
    bodies: A[Mapping[str, BodyRule], Rows(_("各类会议"), by=BODY)]


@dataclass(frozen=True)
class MemberMix:
    """Who may be a member in what proportion (成员构成), art. 20."""

    DECISION: ClassVar[str] = "law/members"

    clause: str
    farmers_min_share: A[Fraction, Share(_("农民成员不少于"))]
    units_max_share: A[Fraction, Share(_("单位成员不多于"))]
    small_members: A[int, Whole(_("小社的成员不超过"), of=_("人"))]
    small_units_max: A[int, Whole(_("小社的单位成员不多于"), of=_("个"))]


Form = Literal["cooperative_with_sections", "cooperative_with_branches", "union"]


@dataclass(frozen=True)
class OrgForm:
    """An organisation's legal form (组织形式) and whether its charter sets up a representative assembly.

    A union of cooperatives has none and votes one cooperative, one vote (arts 59, 60).
    """

    form: A[Form, Choice(_("组织形式"), ORG_FORMS)]
    representatives: A[bool, Flag(_("设成员代表大会"))]

    def __post_init__(self) -> None:
        if self.form == "union" and self.representatives:
            raise Refusal("registry.form.union_without_representatives")


@dataclass(frozen=True)
class Organisations:
    """The legal form of each cooperative (合作社组织形式), by organisation code.

    总社 and 分社 are no legal forms by themselves: voting, leaving and distributing follow the form.
    """

    DECISION: ClassVar[str] = "registry/organisations"

    clause: str
    forms: A[Mapping[str, OrgForm], Rows(_("各社的组织形式"), by=ORGANISATION)]


@dataclass(frozen=True)
class ExitNotice:
    """How long before the year's end a member gives notice (退社期限), in months; arts 25, 62.

    The law leaves another notice to the cooperative's own charter.
    """

    DECISION: ClassVar[str] = "registry/exit_notice"

    clause: str
    farmer_months: A[int, Whole(_("农民成员提前"), of=_("个月"))]
    unit_months: A[int, Whole(_("单位成员提前"), of=_("个月"))]

    def __post_init__(self) -> None:
        for months in (self.farmer_months, self.unit_months):
            if not 0 <= months < MONTHS_IN_YEAR:
                raise Refusal("registry.exit.months_out_of_range", months=months)


LEAST_MONTHS = 6
"""网络安全法: logs are kept at least six months (art. 21 of its 2016 text; the amended one may renumber)."""


@dataclass(frozen=True)
class TrailRules:
    """How long it is kept who looked (查阅记录的保存); not longer than it serves, 个人信息保护法 art. 19."""

    DECISION: ClassVar[str] = "registry/trail"

    clause: str
    keep_months: A[int, Whole(_("保存"), of=_("个月"))]

    def __post_init__(self) -> None:
        if self.keep_months < LEAST_MONTHS:
            raise Refusal("registry.trail.too_short", least=LEAST_MONTHS, months=self.keep_months)


TOKEN_DAYS = 366
"""A token ends within a year: an office that still needs it makes another (assumption)."""

TOKENS_MOST = 20
"""Good tokens of one login: one for each program, and few enough to know what each is for (assumption)."""


@dataclass(frozen=True)
class PostRules:
    """Posts that one person may not hold at once in an organisation (不相容职务), each with those it bars."""

    DECISION: ClassVar[str] = "law/posts"

    clause: str
    incompatible: A[Mapping[str, tuple[str, ...]], INCOMPATIBLE]


CHARTERS = (Meetings, MemberMix, Organisations, ExitNotice, TrailRules, PostRules)


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
    urgent: bool = False


Outcome = Literal["passed", "rejected", "not_quorate"]
PASSED: Final = "passed"


@dataclass(frozen=True)
class MeetingResult:
    """What became of a vote (表决结果), and why: to be too few is not to say no."""

    outcome: Outcome
    because: tuple[Reason, ...]

    @property
    def passed(self) -> bool:
        """Whether the body decided for it."""
        return self.outcome == PASSED


REPRESENTATIVES = "representatives_assembly"
"""The cooperative's assembly of representatives (成员代表大会)."""


def meeting_result(meeting: Meeting, charter: Meetings, form: OrgForm | None = None) -> MeetingResult:
    """Whether a vote carried. Refuses counts that cannot be, and meetings the law does not know here.

    A meeting that was lawfully called and came short is a result: not passed.
    """
    rule = charter.bodies.get(meeting.body)
    if rule is None:
        raise Refusal("registry.meeting.unknown_body", charter.clause, body=meeting.body)
    _must_be_possible(meeting, rule, charter.clause)
    _must_be_lawful(meeting, rule, charter.clause, form)
    quorate = meeting.present >= rule.least_present(meeting.entitled)
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
    outcome: Outcome = "not_quorate" if not quorate else "passed" if enough else "rejected"
    return MeetingResult(outcome, because)


def _must_be_possible(meeting: Meeting, rule: BodyRule, clause: str) -> None:
    """Nobody votes who is not there; additional votes have their bound."""
    cast = meeting.votes_for + meeting.votes_against + meeting.votes_abstain
    extra = meeting.total_votes - meeting.entitled
    castable = meeting.present + (max(extra, 0) if rule.counted_on == "all" else 0)
    short = extra < 0 and rule.counted_on == "all"
    if meeting.entitled == 0 or meeting.present > meeting.entitled or short or cast > castable:
        raise Refusal("registry.meeting.impossible_counts", clause, present=meeting.present, cast=cast)
    if rule.extra_votes_share and extra > meeting.entitled * rule.extra_votes_share:
        share = rule.extra_votes_share
        raise Refusal(
            "registry.meeting.too_many_extra_votes",
            clause,
            extra=extra,
            basic=meeting.entitled,
            share=f"{share.numerator}/{share.denominator}",
        )


def _must_be_lawful(meeting: Meeting, rule: BodyRule, clause: str, form: OrgForm | None) -> None:
    """The body exists here, is large enough, and was called in time."""
    if meeting.body == REPRESENTATIVES and not (form and form.representatives):
        raise Refusal("registry.meeting.no_representatives", clause)
    if form is not None and form.form == "union" and meeting.total_votes > meeting.entitled:
        raise Refusal("registry.meeting.union_one_vote", clause)
    if rule.members_min and meeting.members <= rule.members_min:
        raise Refusal("registry.meeting.too_few_members", clause, over=rule.members_min)
    if meeting.entitled < rule.representatives_min:
        raise Refusal("registry.meeting.too_few_representatives", clause, least=rule.representatives_min)
    if rule.notice_days and meeting.notice_days is None:
        raise Refusal("registry.meeting.no_notice", clause, least=rule.notice_days)
    in_time = meeting.notice_days is None or meeting.notice_days >= rule.notice_days
    if not in_time and not (rule.urgent and meeting.urgent):
        raise Refusal("registry.meeting.late_notice", clause, least=rule.notice_days)


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


def kept_from(today: date, charter: TrailRules) -> date:
    """The first day of which the trail is kept: the same day so many months before, or that month's last."""
    years, month = divmod(today.month - 1 - charter.keep_months, MONTHS_IN_YEAR)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def last_day_to_leave(kind: str, year: int, charter: ExitNotice) -> date:
    """The last day of a year on which notice still ends a membership with that year."""
    months = charter.unit_months if kind == "unit" else charter.farmer_months
    month = MONTHS_IN_YEAR - months
    return date(year, month, calendar.monthrange(year, month)[1])


def leaves_on(kind: str, notice_on: date, charter: ExitNotice) -> date:
    """The day a membership ends (资格终止日): the end of the year, of the next one where notice came late."""
    in_time = notice_on <= last_day_to_leave(kind, notice_on.year, charter)
    return date(notice_on.year if in_time else notice_on.year + 1, MONTHS_IN_YEAR, 31)


def clashes(kinds: Iterable[str], charter: PostRules) -> tuple[tuple[str, str], ...]:
    """The pairs among posts held at one organisation that one person may not hold."""
    held = set(kinds)
    return tuple(
        (one, other)
        for one, barred in sorted(charter.incompatible.items())
        for other in barred
        if one in held and other in held
    )


def overlap(ranges: Iterable[DateRange]) -> DateRange | None:
    """The first range that begins before an earlier one has ended, or None."""
    before: DateRange | None = None
    for each in sorted(ranges, key=lambda r: (r.start, r.end or date.max)):
        if before is not None and (before.end is None or each.start <= before.end):
            return each
        before = each
    return None


@dataclass(frozen=True)
class Card:
    """What of a person's card may show that somebody is registered twice (人员卡).

    `numbered` says whether there is an ID number; `number` is empty where it need not be looked at. `homes`
    are the households of all kinds.
    """

    code: str
    name: str
    sex: str
    born_on: date
    village: str
    numbered: bool = False
    number: str = ""
    homes: frozenset[str] = frozenset()


def one_person_grounds(one: Card, other: Card) -> tuple[str, ...]:
    """Why two cards may be one person's, () where nothing says so.

    Two numbers tell two people apart, unless one is the other with two digits swapped.
    """
    if one.name != other.name:
        return ()
    if one.numbered and other.numbered:
        alike = one.sex == other.sex and swapped_digits(one.number, other.number)
        return ("swapped_number",) if alike else ()
    card = (one.sex, one.born_on, one.village) == (other.sex, other.born_on, other.village)
    home = bool(one.homes & other.homes)
    return (*(("same_card",) if card else ()), *(("same_home",) if home else ()))
