"""How a loss is met (亏损处理方案): from the reserve, and what that does not cover is carried on.

农民专业合作社法 (2017) 第四十二条: the reserve covers losses. 第二十九条: the assembly approves the plan.
第四十四条: what is carried on is met first out of the surplus of years to come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Final

from liancun.kernel import Reason, Refusal, allocate, floor_share
from liancun.kernel.digest import LATER
from liancun.kernel.fields import A, Code, Share, Yuan, _
from liancun.kernel.reasons import Param
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Line, Ruling
from liancun.rooms.surplus.rules.terms import RESERVE_ACCOUNT, ratio

RESERVE: Final = "reserve"
CARRIED: Final = "carried"
UNDISTRIBUTED: Final = "33202"


@dataclass(frozen=True)
class LossTerms:
    """How the members meet a loss (亏损处理办法): decision `surplus/losses`.

    reserve_share  how much of the reserve may be taken for it, rounded down
    """

    clause: str
    reserve_share: A[Fraction, Share(_("可用于弥补的公积金"))]

    DECISION: ClassVar[str] = "surplus/losses"

    def __post_init__(self) -> None:
        if not 0 <= self.reserve_share <= 1:
            raise Refusal("surplus.charter.reserve_share", self.clause, share=ratio(self.reserve_share))


@dataclass(frozen=True)
class MemberReserve:
    """The share of the reserve in a member's account (公积金份额)."""

    reserve_share_fen: A[int, Yuan(_("公积金份额"))]


@dataclass(frozen=True)
class LossTotals:
    """What the book says of the loss (亏损): the year's result, and what is uncovered with that of before."""

    surplus_fen: A[int, Yuan(_("本年盈余"), least=None)]
    loss_fen: A[int, Yuan(_("未弥补亏损"))]
    reserve_account: A[str, Code(_("公积金科目"))] = field(default=RESERVE_ACCOUNT, metadata=LATER)


Sheet = FactSheet[MemberReserve, LossTotals]


def loss_plan(sheet: Sheet, charter: LossTerms) -> Ruling:
    """Cover the loss from the members' shares of the reserve, in proportion; the rest is carried on.

    The two pots are the loss to the fen. Refuses a year without one.
    """
    loss_fen = sheet.totals.loss_fen
    if loss_fen <= 0:
        raise Refusal("surplus.no_loss", charter.clause, surplus_fen=sheet.totals.surplus_fen)
    members = sorted(sheet.lines, key=lambda line: line.subject)
    held = {line.subject: line.facts.reserve_share_fen for line in members}
    for member, fen in held.items():
        if fen < 0:
            raise Refusal(
                "surplus.negative_account",
                charter.clause,
                member=member,
                contribution_fen=0,
                reserve_share_fen=fen,
            )
    reserve_fen = sum(held.values())
    taken_fen = min(loss_fen, floor_share(reserve_fen, charter.reserve_share))
    taken = allocate(taken_fen, held) if taken_fen else {}
    lines = [
        _taken(line, taken[line.subject], taken_fen, sheet.totals, charter)
        for line in members
        if taken.get(line.subject)
    ]
    carried_fen = loss_fen - taken_fen
    if carried_fen:
        why = Reason.of("surplus.loss.carried", charter.clause, amount_fen=carried_fen)
        whole = f"O:{sheet.org_code}"
        lines.append(Line(whole, CARRIED, whole, carried_fen, (why,), payable=False))
    steps = (
        Reason.of(
            "surplus.loss.year", charter.clause, surplus_fen=sheet.totals.surplus_fen, loss_fen=loss_fen
        ),
        Reason.of(
            "surplus.loss.covered",
            charter.clause,
            reserve_fen=reserve_fen,
            share=ratio(charter.reserve_share),
            amount_fen=taken_fen,
        ),
        Reason.of("surplus.loss.carried", charter.clause, amount_fen=carried_fen),
    )
    return Ruling(tuple(lines), {RESERVE: taken_fen, CARRIED: carried_fen}, steps)


def _taken(
    line: FactLine[MemberReserve], fen: int, pot_fen: int, totals: LossTotals, charter: LossTerms
) -> Line:
    why = Reason.of(
        "surplus.loss.reserve",
        charter.clause,
        reserve_share_fen=line.facts.reserve_share_fen,
        pot_fen=pot_fen,
        amount_fen=fen,
    )
    usual = totals.reserve_account == RESERVE_ACCOUNT
    outcome: dict[str, Param] = {} if usual else {"account": totals.reserve_account}
    return Line(
        line.subject, RESERVE, line.payee, fen, (why,), line.village_code, payable=False, outcome=outcome
    )


def entry(lines: Sequence[Line], _charter: LossTerms) -> tuple[EntryLine, ...]:
    """DR 322 of each member, CR 332 未分配盈余; what is carried on moves nothing.

    农民专业合作社会计制度 332: 用盈余公积弥补亏损,借 322,贷 332 未分配盈余.
    """
    taken = [line for line in lines if line.part == RESERVE]
    if not taken:
        return ()
    return (
        *(
            EntryLine(
                str(line.outcome.get("account", RESERVE_ACCOUNT)),
                debit_fen=line.amount_fen,
                party=line.payee,
            )
            for line in taken
        ),
        EntryLine(UNDISTRIBUTED, credit_fen=sum(line.amount_fen for line in taken)),
    )


def settle_account(line: Line) -> str:
    """Nothing of a plan is paid."""
    raise AssertionError(line.part)


CHARTERS = (LossTerms,)
