"""What one whose membership ended gets back (退社结算).

农民专业合作社法 (2017) 第二十八条: contribution and reserve share are paid back as the charter says, and who
leaves bears a part of the losses before. 第六条: never more than the two. What was formed by state subsidy
or donations is quantified to members for dividing alone: it stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal, get_args

from liancun.kernel import Reason, Refusal, floor_share
from liancun.kernel.fields import A, Day, Flag, Whole, Word, Yuan, _
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Line, Ruling

CONTRIBUTION: Final = "contribution"
RESERVE: Final = "reserve"
CAPITAL: Final = "capital"
LOSS: Final = "loss"

CAPITAL_RESERVE: Final = "321"
"""资本公积: kept for nobody, quantified to members where the charter says so"""

HELD: Final = {CONTRIBUTION: "301", RESERVE: "322"}
"""股金, 盈余公积: where what is paid back stands, by member."""

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

    bears_loss  the membership ended in this year: who left before bore the loss of that year
    """

    ended_on: A[date, Day(_("资格终止"))]
    bears_loss: A[bool, Flag(_("分摊本年亏损"))]
    contribution_fen: A[int, Yuan(_("出资额"))]
    reserve_share_fen: A[int, Yuan(_("公积金份额"))]
    capital_share_fen: A[int, Yuan(_("资本公积份额"))]


@dataclass(frozen=True)
class ExitTotals:
    """What the leavers' part of a loss is reckoned from (分摊基数): the year's loss that nothing covered."""

    loss_fen: A[int, Yuan(_("未弥补亏损"))]
    contributions_fen: A[int, Yuan(_("全体成员出资"))]
    members: A[int, Whole(_("本年成员"), of=_("名"))]


Sheet = FactSheet[MemberExit, ExitTotals]
Exit = FactLine[MemberExit]


def member_exits(sheet: Sheet, charter: ExitTerms) -> Ruling:
    """What each gets back: contribution and reserve share, less a part of the loss, rounded down."""
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
        lines += [_line(one, part, fen, charter) for part, fen in held.items() if fen]
        lines += _borne(one, sum(held.values()), sheet.totals, charter)
    return Ruling(tuple(lines))


def entry(lines: Sequence[Line], _charter: ExitTerms) -> tuple[EntryLine, ...]:
    """DR 301, 322 of the member, CR 211; a loss borne is the other way: DR 211, CR 332 未分配盈余.

    A loss is a deduction, so that it comes here as what it would be if it were owed.
    """
    found: list[EntryLine] = []
    for line in lines:
        account = {**HELD, CAPITAL: CAPITAL_RESERVE, LOSS: UNDISTRIBUTED}[line.part]
        party = line.payee if line.part in HELD else ""
        found.append(EntryLine(account, debit_fen=line.amount_fen, party=party))
        found.append(EntryLine(PAYABLE, credit_fen=line.amount_fen, party=line.payee))
    return tuple(found)


def settle_account(_line: Line) -> str:
    """What a payment clears: 211."""
    return PAYABLE


def _line(one: Exit, part: str, fen: int, charter: ExitTerms) -> Line:
    why = Reason.of(f"surplus.exit.{part}", charter.clause, day=str(one.facts.ended_on), amount_fen=fen)
    return Line(one.subject, part, one.payee, fen, (why,), one.village_code)


def _borne(one: Exit, held_fen: int, totals: ExitTotals, charter: ExitTerms) -> list[Line]:
    """The deduction for a loss: by the charter's measure, never more than is held."""
    if not one.facts.bears_loss:
        return []
    by_head = charter.losses_by == "head"
    own, every = (1, totals.members) if by_head else (one.facts.contribution_fen, totals.contributions_fen)
    share_fen = floor_share(totals.loss_fen, Fraction(own, every)) if own else 0
    borne_fen = min(share_fen, held_fen)
    if not borne_fen:
        return []
    why = Reason.of(
        "surplus.exit.loss",
        charter.clause,
        by=charter.losses_by,
        loss_fen=totals.loss_fen,
        amount_fen=borne_fen,
    )
    return [Line(one.subject, LOSS, one.payee, -borne_fen, (why,), one.village_code)]


CHARTERS = (ExitTerms,)
