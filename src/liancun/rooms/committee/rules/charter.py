"""What the charter says of bodies, matters and who votes (议事的规定)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Flag, Many, Rows, Share, Text, Whole, Word, _
from liancun.rooms.registry.fields import BODIES, ORGANISATION_KINDS
from liancun.rooms.registry.rules import (
    BodyRule,
    Meetings,
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

    name: A[str, Word(_("名称"))]
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


@dataclass(frozen=True)
class VotingAge:
    """From what age on people vote in a village (多大有表决权): law."""

    DECISION: ClassVar[str] = "law/voting_age"

    clause: str
    years: A[int, Whole(_("年满"), 1, 100, of=_("周岁"))]


CHARTERS = (Bodies, Matters, ExtraVotes, Representatives, VotingAge)
