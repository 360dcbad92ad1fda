"""What the members may decide about the surplus, and the facts it is divided from (分配办法与事实)."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import ClassVar, Final, Literal, get_args

from liancun.kernel import Reason, Refusal, ceil_share, floor_share
from liancun.kernel.digest import LATER
from liancun.kernel.fields import A, Code, Flag, Kilos, Many, Share, Word, Yuan, _
from liancun.kernel.rulings import FactLine, FactSheet, Line
from liancun.rooms.registry.fields import BODY

RESERVE_ACCOUNT: Final = "322"
"""盈余公积, by member, where the charter names no other"""

Base = Literal["law_44", "form_02"]
PatronageBy = Literal["value", "volume"]
ReserveBy = Literal["contribution", "transaction", "head"]


@dataclass(frozen=True)
class CooperativeSurplusLaw:
    """What no charter of a cooperative may undercut (法定底线): 农民专业合作社法第四十四条."""

    clause: str
    patronage_share_min: A[Fraction, Share(_("法定最低返还比例"))]

    DECISION: ClassVar[str] = "law/cooperative_surplus"


@dataclass(frozen=True)
class SurplusTerms:
    """How the members divide the year (盈余分配办法): decision `surplus/distribution`.

    reserve_share       of the surplus after the old loss, rounded down (公积金提取比例)
    patronage_share     of what is distributed, returned by trade, rounded up (交易量返还比例)
    base                what is distributed: law_44, the year's own surplus after loss and reserve; form_02,
                        line 16 of form 02, which adds the opening undistributed surplus and other transfers
    patronage_by        by transaction value (交易额) or volume (交易量)
    reserve_quantified_by  how the year's reserve becomes the members' shares (公积金量化): by contribution,
                        by trade, or equally per head
    """

    clause: str
    law: CooperativeSurplusLaw
    reserve_share: A[Fraction, Share(_("公积金比例"))]
    patronage_share: A[Fraction, Share(_("交易量(额)返还比例"))]
    base: A[Base, Word(_("可分配的基数"), of="base")]
    patronage_by: A[PatronageBy, Word(_("返还按什么"), of="by")]
    reserve_quantified_by: A[ReserveBy, Word(_("公积金量化按什么"), of="by")]

    DECISION: ClassVar[str] = "surplus/distribution"

    def __post_init__(self) -> None:
        if not 0 <= self.reserve_share <= 1:
            raise Refusal("surplus.charter.reserve_share", self.clause, share=ratio(self.reserve_share))
        if not self.patronage_share <= 1:
            raise Refusal(
                "surplus.charter.patronage_over_all", self.clause, share=ratio(self.patronage_share)
            )
        if self.patronage_share < self.law.patronage_share_min:
            raise Refusal(
                "surplus.charter.patronage_under_law",
                self.law.clause,
                share=ratio(self.patronage_share),
                least_share=ratio(self.law.patronage_share_min),
            )
        for name, kinds in (
            ("base", Base),
            ("patronage_by", PatronageBy),
            ("reserve_quantified_by", ReserveBy),
        ):
            if getattr(self, name) not in get_args(kinds):
                raise Refusal(
                    "surplus.charter.unknown_choice", self.clause, name=name, choices=get_args(kinds)
                )

    def patronage_of(self, base_fen: int) -> int:
        """What of the distributed goes back by trade, a part of a fen counted as one."""
        return ceil_share(base_fen, self.patronage_share)

    def measure(self, by: PatronageBy | ReserveBy) -> tuple[str, str]:
        """What a pot is divided by, and the unit of its weights: fen, g (grams) or heads."""
        by = self.patronage_by if by == "transaction" else by
        return by, {"value": "fen", "volume": "g", "contribution": "fen", "head": "heads"}[by]


@dataclass(frozen=True)
class YearEndTerms:
    """Where the book holds what the distribution rests on (决算口径): decision `surplus/year_end`.

    capital_accounts  capital reserves (资本公积 321) that are the members' too, by contribution, beside the
                      reserve from surplus; left out: none
    """

    clause: str
    subsidy_accounts: A[tuple[str, ...], Many(_("国家补助科目"), each=Code(_("科目")))]
    donated_accounts: A[tuple[str, ...], Many(_("捐赠科目"), each=Code(_("科目")))]
    reserve_account: A[str, Code(_("公积金科目"))]
    capital_accounts: A[tuple[str, ...], Many(_("量化到成员的资本公积科目"), each=Code(_("科目")))] = ()

    DECISION: ClassVar[str] = "surplus/year_end"


@dataclass(frozen=True)
class TurningTerms:
    """How surplus becomes contribution (盈余转出资): decision `surplus/contribution`, 第四十四条.

    bodies         whose vote it takes
    share_account  where it stands, by member
    """

    clause: str
    bodies: A[tuple[str, ...], Many(_("须经表决"), each=BODY)]
    share_account: A[str, Code(_("股金科目"))]

    DECISION: ClassVar[str] = "surplus/contribution"


def turned(
    owed: Iterable[tuple[int, str, int, int]], share: Fraction, members: Container[str]
) -> dict[int, int]:
    """Line -> fen that become contribution, of (line, member, amount, still open), the share rounded down.

    Never more than is open: who was paid in part turns what is left. Refuses a share out of 0 to 1.
    """
    if not 0 < share <= 1:
        raise Refusal("surplus.turning_share", share=ratio(share))
    found = {
        line: min(floor_share(amount_fen, share), open_fen)
        for line, member, amount_fen, open_fen in owed
        if member in members and open_fen > 0
    }
    return {line: fen for line, fen in found.items() if fen}


@dataclass(frozen=True)
class MemberYear:
    """One member's year and standing on the closing day (成员的一年).

    is_member               a member in the year (本年在册); not who left before it and waits to be paid back
    transaction_value_fen   what counts of the year's trade with the cooperative (交易额)
    transaction_g           the same by weight (交易量)
    contribution_fen        contribution in the member account (出资额)
    reserve_share_fen       reserve share held before this year's extraction (公积金份额)
    """

    is_member: A[bool, Flag(_("本年是社员"))]
    transaction_value_fen: A[int, Yuan(_("交易额"))]
    transaction_g: A[int, Kilos(_("交易量"))]
    contribution_fen: A[int, Yuan(_("出资额"))]
    reserve_share_fen: A[int, Yuan(_("公积金份额"))]


@dataclass(frozen=True)
class YearTotals:
    """What the book says at the end of the year (年度数).

    surplus_fen             surplus of the year (本年盈余), negative for a loss
    loss_fen                loss of earlier years not yet covered (以前年度亏损)
    opening_undistributed_fen  surplus of earlier years not yet distributed (年初未分配盈余)
    other_transfers_fen     other transfers in (其他转入), form 02 line 14
    subsidy_property_fen    property formed by direct state subsidy (国家财政直接补助形成的财产)
    donated_property_fen    property formed by donations (他人捐赠形成的财产)
    reserve_account         where the members' shares of the reserve stand (公积金科目)
    """

    surplus_fen: A[int, Yuan(_("本年盈余"), least=None)]
    loss_fen: A[int, Yuan(_("以前年度亏损"))]
    opening_undistributed_fen: A[int, Yuan(_("年初未分配盈余"))]
    other_transfers_fen: A[int, Yuan(_("其他转入"), least=None)]
    subsidy_property_fen: A[int, Yuan(_("国家补助形成的财产"))]
    donated_property_fen: A[int, Yuan(_("捐赠形成的财产"))]
    reserve_account: A[str, Code(_("公积金科目"))] = field(default=RESERVE_ACCOUNT, metadata=LATER)


Sheet = FactSheet[MemberYear, YearTotals]
Member = FactLine[MemberYear]


def unsettled(sheet: Sheet, clause: str) -> tuple[Reason, ...]:
    """That somebody who is no member holds something still: it waits to be paid back and takes no part."""
    others = [(line.subject, line.facts) for line in sheet.lines if not line.facts.is_member]
    waiting = {name: held for name, held in others if held.contribution_fen or held.reserve_share_fen}
    if not waiting:
        return ()
    told = Reason.of(
        "surplus.step.unsettled",
        clause,
        members=len(waiting),
        names=tuple(sorted(waiting))[:10],
        contribution_fen=sum(held.contribution_fen for held in waiting.values()),
        reserve_share_fen=sum(held.reserve_share_fen for held in waiting.values()),
    )
    return (told,)


def standing_on(account: str, lines: Iterable[Line]) -> list[Line]:
    """The lines of the reserve; they say its account where it is not 322."""
    said = {} if account == RESERVE_ACCOUNT else {"account": account}
    return [replace(line, outcome=said) for line in lines]


def account_of(line: Line, usual: str) -> str:
    """The account a line stands on."""
    return str(line.outcome.get("account", usual))


def opening_of(before_fen: int, moved_fen: int) -> tuple[int, int, int]:
    """(earlier loss, opening undistributed, other transfers in) from the account 未分配盈余.

    `before_fen` is its balance at the start of the year, a loss negative; `moved_fen` what else came in or
    went out in the year: a loss covered from the reserve, a correction of earlier years.
    """
    if moved_fen < 0:
        before_fen, moved_fen = before_fen + moved_fen, 0
    if before_fen < 0:
        covered_fen = min(-before_fen, moved_fen)
        before_fen, moved_fen = before_fen + covered_fen, moved_fen - covered_fen
    return max(-before_fen, 0), max(before_fen, 0), moved_fen


def ratio(share: Fraction) -> str:
    """A share as reasons carry it: "3/5"."""
    return f"{share.numerator}/{share.denominator}"


CHARTERS = (CooperativeSurplusLaw, SurplusTerms, YearEndTerms, TurningTerms)
