"""What one whose membership ended gets back (退社结算).

农民专业合作社法 (2017) 第二十八条: contribution and reserve share are paid back as the charter says, and who
leaves bears a part of the losses before. 第六条: never more than the two. What was formed by state subsidy
or donations is quantified to members for dividing alone: it stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal, get_args

from liancun.kernel import Reason, Refusal, allocate, floor_share
from liancun.kernel.digest import LATER
from liancun.kernel.fields import A, Code, Day, Flag, Many, Rows, Whole, Word, Yuan, _
from liancun.kernel.reasons import Param
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Line, Ruling
from liancun.rooms.surplus.rules.terms import RESERVE_ACCOUNT

CONTRIBUTION: Final = "contribution"
RESERVE: Final = "reserve"
CAPITAL: Final = "capital"
LOSS: Final = "loss"

SHARES: Final = "301"
"""股金, by member: the account of the share register."""

CAPITAL_RESERVE: Final = ("321",)
"""资本公积: kept for nobody, quantified to members where the charter says so"""

UNDISTRIBUTED: Final = "33202"
"""盈余分配—未分配盈余: where a loss stands"""

PAYABLE: Final = "211"
"""应付款: who left is no member any more. 农民专业合作社会计制度 211."""

LossesBy = Literal["contribution", "head"]


@dataclass(frozen=True)
class ExitTerms:
    """How losses are borne by who leaves (退社结算办法): decision `surplus/exits`, 第二十八条.

    losses_by  the part of the year's uncovered loss: by contribution, or equally per head
    """

    clause: str
    losses_by: A[LossesBy, Word(_("亏损分摊按什么"), of="by")]

    DECISION: ClassVar[str] = "surplus/exits"

    def __post_init__(self) -> None:
        if self.losses_by not in get_args(LossesBy):
            raise Refusal(
                "surplus.charter.unknown_choice", self.clause, name="losses_by", choices=get_args(LossesBy)
            )


@dataclass(frozen=True)
class MemberExit:
    """An account that is to be paid back (待退还的成员账户).

    bears_loss  the membership ended in this year; who left before bears of the loss of that year
    capital_by_account  the share of the capital reserve, account by account, where there are several
    year_end_fen  the contribution at the end of the year of leaving, where a loss of that year is borne by it
        and the account moved since (shares taken over)
    """

    ended_on: A[date, Day(_("资格终止"))]
    bears_loss: A[bool, Flag(_("分摊本年亏损"))]
    contribution_fen: A[int, Yuan(_("出资额"))]
    reserve_share_fen: A[int, Yuan(_("公积金份额"))]
    capital_share_fen: A[int, Yuan(_("资本公积份额"))]
    capital_by_account: A[tuple[int, ...], Many(_("各科目的资本公积份额"), each=Yuan(_("份额")))] = field(
        default=(), metadata=LATER
    )
    year_end_fen: A[int | None, Yuan(_("终止那年年末的出资额"))] = field(default=None, metadata=LATER)

    @property
    def bears_by_fen(self) -> int:
        """The contribution by which a loss is borne: that of the day on which the others' is summed up."""
        return self.contribution_fen if self.year_end_fen is None else self.year_end_fen


@dataclass(frozen=True)
class YearLoss:
    """The loss of an earlier year that nothing covered, and who was a member then (以前年度未弥补亏损)."""

    year: A[int, Whole(_("年度"))]
    loss_fen: A[int, Yuan(_("未弥补亏损"))]
    contributions_fen: A[int, Yuan(_("全体成员出资"))]
    members: A[int, Whole(_("成员"), of=_("名"))]


@dataclass(frozen=True)
class CountedAfter:
    """Who left, and a later year's run that counted them still (仍按成员计算): the account changed by it."""

    member: A[str, Code(_("成员"))]
    ended_on: A[date, Day(_("资格终止"))]
    run: A[str, Code(_("结算单"))]
    year: A[int, Whole(_("年度"))]


@dataclass(frozen=True)
class ExitTotals:
    """What the leavers' part of a loss is reckoned from (分摊基数): the year's loss that nothing covered.

    earlier  the same of the years before in which somebody left who is paid back now only
    reserve_account, capital_accounts  where the book holds what is paid back (决算口径)
    left_out  who is not on the list before a run is reversed
    """

    loss_fen: A[int, Yuan(_("未弥补亏损"))]
    contributions_fen: A[int, Yuan(_("全体成员出资"))]
    members: A[int, Whole(_("本年成员"), of=_("名"))]
    earlier: A[tuple[YearLoss, ...], Rows(_("以前年度亏损"))] = field(default=(), metadata=LATER)
    reserve_account: A[str, Code(_("公积金科目"))] = field(default=RESERVE_ACCOUNT, metadata=LATER)
    capital_accounts: A[tuple[str, ...], Many(_("量化到成员的资本公积科目"), each=Code(_("科目")))] = field(
        default=CAPITAL_RESERVE, metadata=LATER
    )
    left_out: A[tuple[CountedAfter, ...], Rows(_("这次没有列入"))] = field(default=(), metadata=LATER)

    def of_year(self, one: MemberExit) -> YearLoss | None:
        """The loss that a leaver has part in: that of the year in which the membership ended."""
        year = one.ended_on.year
        if one.bears_loss:
            return YearLoss(year, self.loss_fen, self.contributions_fen, self.members)
        return next((each for each in self.earlier if each.year == year), None)


Sheet = FactSheet[MemberExit, ExitTotals]
Exit = FactLine[MemberExit]


def member_exits(sheet: Sheet, charter: ExitTerms) -> Ruling:
    """What each gets back: contribution and reserve share, less a part of the loss, rounded down.

    The steps name whom the list leaves out, and what is to be reversed first.
    """
    lines: list[Line] = []
    for one in sorted(sheet.lines, key=lambda line: line.subject):
        held = {
            CONTRIBUTION: one.facts.contribution_fen,
            RESERVE: one.facts.reserve_share_fen,
            CAPITAL: one.facts.capital_share_fen,
        }
        if min(held.values()) < 0:
            raise Refusal(
                "surplus.negative_account",
                charter.clause,
                member=one.subject,
                contribution_fen=one.facts.contribution_fen,
                reserve_share_fen=one.facts.reserve_share_fen,
            )
        lines += [_line(one, part, fen, sheet.totals, charter) for part, fen in held.items() if fen]
        lines += _borne(one, sum(held.values()), sheet.totals, charter)
    return Ruling(tuple(lines), steps=tuple(_left_out(each, charter) for each in sheet.totals.left_out))


def _left_out(one: CountedAfter, charter: ExitTerms) -> Reason:
    return Reason.of(
        "surplus.exit.left_out",
        charter.clause,
        member=one.member,
        day=str(one.ended_on),
        period=str(one.year),
        run=one.run,
    )


def entry(lines: Sequence[Line], _charter: ExitTerms) -> tuple[EntryLine, ...]:
    """DR 301, 322 of the member, CR 211; a loss borne is the other way: DR 211, CR 332 未分配盈余.

    A loss is a deduction, so that it comes here as what it would be if it were owed. A line says its accounts
    where the charter has others than 322 and 321.
    """
    found: list[EntryLine] = []
    for line in lines:
        party = line.payee if line.part in (CONTRIBUTION, RESERVE) else ""
        for account, fen in _accounts(line):
            found.append(EntryLine(account, debit_fen=fen, party=party))
        found.append(EntryLine(PAYABLE, credit_fen=line.amount_fen, party=line.payee))
    return tuple(found)


USUAL: Final = {
    CONTRIBUTION: SHARES,
    RESERVE: RESERVE_ACCOUNT,
    CAPITAL: CAPITAL_RESERVE[0],
    LOSS: UNDISTRIBUTED,
}


def _accounts(line: Line) -> tuple[tuple[str, int], ...]:
    """The accounts a line stands on, with its part of each.

    The whole of a line stands as its parts say; a difference carries the parts of the whole, so that it is
    divided among the accounts in their proportion.
    """
    if fens := line.outcome.get("fens"):
        named = line.outcome["accounts"]
        assert isinstance(fens, tuple)
        assert isinstance(named, tuple)
        whole = {str(account): int(str(fen)) for account, fen in zip(named, fens, strict=True)}
        return tuple((account, fen) for account, fen in allocate(line.amount_fen, whole).items() if fen)
    return ((str(line.outcome.get("account", USUAL[line.part])), line.amount_fen),)


def settle_account(_line: Line) -> str:
    """What a payment clears: 211."""
    return PAYABLE


def _line(one: Exit, part: str, fen: int, totals: ExitTotals, charter: ExitTerms) -> Line:
    why = Reason.of(f"surplus.exit.{part}", charter.clause, day=str(one.facts.ended_on), amount_fen=fen)
    outcome = _stands_on(one, part, totals)
    return Line(one.subject, part, one.payee, fen, (why,), one.village_code, outcome=outcome)


def _stands_on(one: Exit, part: str, totals: ExitTotals) -> dict[str, Param]:
    """Where a part stands in the book, said where it is no usual place."""
    if part == CAPITAL and one.facts.capital_by_account:
        return {"accounts": totals.capital_accounts, "fens": one.facts.capital_by_account}
    account = {RESERVE: totals.reserve_account, CAPITAL: totals.capital_accounts[0]}.get(part, USUAL[part])
    return {} if account == USUAL[part] else {"account": account}


def _borne(one: Exit, held_fen: int, totals: ExitTotals, charter: ExitTerms) -> list[Line]:
    """The deduction for a loss: by the charter's measure, never more than is held."""
    lost = totals.of_year(one.facts)
    if lost is None:
        return []
    by_head = charter.losses_by == "head"
    own, every = (1, lost.members) if by_head else (one.facts.bears_by_fen, lost.contributions_fen)
    share_fen = floor_share(lost.loss_fen, Fraction(own, every)) if own else 0
    borne_fen = min(share_fen, held_fen)
    if not borne_fen:
        return []
    said = {} if one.facts.bears_loss else {"year": lost.year}
    why = Reason.of(
        "surplus.exit.loss_of" if said else "surplus.exit.loss",
        charter.clause,
        by=charter.losses_by,
        loss_fen=lost.loss_fen,
        amount_fen=borne_fen,
        **said,
    )
    return [Line(one.subject, LOSS, one.payee, -borne_fen, (why,), one.village_code)]


CHARTERS = (ExitTerms,)
