"""A household's points of a year set its refuse fee of the next; scoring bears on the grid worker's pay.

The published report: each household has 10 base points and 1 to 5 bonus points a month; at year end the
points, in tiers, decide the next year's refuse fee; points are linked to the grid worker's performance pay.
Undecided there, and so in the charter: tier lines and fees, whether base points can be lost, whether a bonus
may be 0, what away, vacant and exempt mean, the formula of the pay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from liancun.kernel import Reason, Refusal, half_up
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Line, Ruling

MONTHS_IN_YEAR = 12
State = Literal["scored", "away", "vacant", "exempt"]


@dataclass(frozen=True)
class Deduction:
    """A clause of the village rules that takes base points away (扣分条款)."""

    clause: str
    name: str
    points_max: int


@dataclass(frozen=True)
class Scoring:
    """How a month is scored (评分办法)."""

    DECISION: ClassVar[str] = "points/scoring"

    clause: str
    base_points: int
    bonus_points_min: int
    bonus_points_max: int
    zero_bonus: bool
    deductions: tuple[Deduction, ...]
    states_with_proof: tuple[str, ...]
    score_by_day: int

    def __post_init__(self) -> None:
        if not 0 <= self.bonus_points_min <= self.bonus_points_max or self.base_points < 0:
            raise Refusal("points.scoring.range", self.clause)
        if not 1 <= self.score_by_day <= 28:
            raise Refusal("points.scoring.day", self.clause, day=self.score_by_day)


@dataclass(frozen=True)
class Tier:
    """One tier (等次): reach the line, pay the fee. The line is for a full year."""

    name: str
    points_min: int
    fee_fen: int


@dataclass(frozen=True)
class RefuseFee:
    """What a year's points cost in refuse fee (清运费办法)."""

    DECISION: ClassVar[str] = "points/refuse_fee"

    clause: str
    tiers: tuple[Tier, ...]
    flat_fee_fen: int
    scored_months_min: int
    member_account: str
    other_account: str
    due_account: str

    def __post_init__(self) -> None:
        lines = [tier.points_min for tier in self.tiers]
        if not lines or lines[-1] != 0:
            raise Refusal("points.tiers.gap_below", self.clause, lowest=lines[-1] if lines else -1)
        if any(lower >= upper for upper, lower in pairwise(lines)):
            raise Refusal("points.tiers.not_falling", self.clause, lines=tuple(lines))
        if len({tier.name for tier in self.tiers}) < len(self.tiers):
            raise Refusal("points.tiers.same_name", self.clause)
        if min(self.flat_fee_fen, *(tier.fee_fen for tier in self.tiers)) < 0:
            raise Refusal("points.tiers.negative_fee", self.clause)
        if not 0 <= self.scored_months_min <= MONTHS_IN_YEAR:
            raise Refusal("points.tiers.months", self.clause, months=self.scored_months_min)


@dataclass(frozen=True)
class GridPay:
    """A grid worker's pay for a month (网格员报酬办法): base, and performance up to a maximum."""

    DECISION: ClassVar[str] = "points/grid_worker_pay"

    clause: str
    base_fen: int
    performance_max_fen: int
    on_time_share: Fraction
    points_share: Fraction
    bonus_points_max: int
    pass_through_account: str
    town_party: str

    def __post_init__(self) -> None:
        if self.on_time_share < 0 or self.points_share < 0 or self.on_time_share + self.points_share != 1:
            raise Refusal("points.pay.shares", self.clause)
        if min(self.base_fen, self.performance_max_fen) < 0 or self.bonus_points_max <= 0:
            raise Refusal("points.pay.negative", self.clause)


CHARTERS = (Scoring, RefuseFee, GridPay)


# --- one month's score ------------------------------------------------------------------------


@dataclass(frozen=True)
class MonthMark:
    """What is to be written for one household and month (一户一月)."""

    state: str
    base: int = 0
    bonus: int = 0
    deduction: str = ""
    proof: str = ""


def month_faults(mark: MonthMark, charter: Scoring) -> tuple[Reason, ...]:
    """What the charter does not allow in a month's mark, nothing where all is well."""
    if mark.state != "scored":
        if mark.base or mark.bonus or mark.deduction:
            return (Reason.of("points.unscored_with_points", charter.clause),)
        if mark.state in charter.states_with_proof and not mark.proof:
            return (Reason.of("points.proof_missing", charter.clause, state=mark.state),)
        return ()
    faults = []
    lost = charter.base_points - mark.base
    clause = next((each for each in charter.deductions if each.clause == mark.deduction), None)
    if not 0 <= mark.base <= charter.base_points:
        faults.append(
            Reason.of("points.base_range", charter.clause, most=charter.base_points, points=mark.base)
        )
    elif lost and clause is None:
        faults.append(Reason.of("points.deduction_clause", charter.clause, lost=lost))
    elif clause is not None and lost > clause.points_max:
        faults.append(
            Reason.of("points.deduction_too_big", charter.clause, lost=lost, most=clause.points_max)
        )
    elif clause is not None and not lost:
        faults.append(Reason.of("points.deduction_without_loss", charter.clause))
    zero = mark.bonus == 0 and charter.zero_bonus
    if not zero and not charter.bonus_points_min <= mark.bonus <= charter.bonus_points_max:
        faults.append(
            Reason.of(
                "points.bonus_range",
                charter.clause,
                least=charter.bonus_points_min,
                most=charter.bonus_points_max,
                points=mark.bonus,
            )
        )
    return tuple(faults)


# --- the year's refuse fee --------------------------------------------------------------------


@dataclass(frozen=True)
class MonthFact:
    """One month of a household as the rule sees it (月)."""

    month: int
    state: State
    points: int = 0


@dataclass(frozen=True)
class HouseholdYear:
    """What a household's fee rests on (户年): its months here, or a tier brought over, or an unlived house.

    `member` says which account takes the bill; `exemption` is the document that frees it of the fee.
    """

    months: tuple[MonthFact, ...] = ()
    opening_tier: str = ""
    unlived: str = ""
    exemption: str = ""
    member: bool = True


@dataclass(frozen=True)
class Nothing:
    """A tariff divides no total."""


def refuse_fee(sheet: FactSheet[HouseholdYear, Nothing], charter: RefuseFee) -> Ruling:
    """Next year's refuse fee of every household of a village."""
    return Ruling(tuple(_household_fee(line, charter) for line in sheet.lines))


def _household_fee(line: FactLine[HouseholdYear], charter: RefuseFee) -> Line:
    year = line.facts
    tier, reasons = _tier(year, charter)
    fee_fen = tier.fee_fen if tier else charter.flat_fee_fen
    if year.exemption:
        reasons = (
            *reasons,
            Reason.of("points.fee_exempt", charter.clause, document=year.exemption, fee_fen=fee_fen),
        )
        fee_fen = 0
    return Line(
        line.subject,
        "fee",
        line.payee,
        fee_fen,
        reasons,
        line.village_code,
        payable=fee_fen > 0,
        outcome={
            "tier": tier.name if tier else "",
            "points": sum(month.points for month in year.months if month.state == "scored"),
            "account": charter.member_account if year.member else charter.other_account,
        },
    )


def _tier(year: HouseholdYear, charter: RefuseFee) -> tuple[Tier | None, tuple[Reason, ...]]:
    """The tier reached and why; None for the flat fee.

    A household that came or left in the year meets lines shrunk to its own scored months, by cross
    multiplication: points x 12 >= line x months. Equal is enough.
    """
    if year.unlived:
        return None, (Reason.of("points.flat_unlived", charter.clause, state=year.unlived),)
    if year.opening_tier:
        known = next((tier for tier in charter.tiers if tier.name == year.opening_tier), None)
        if known is None:
            raise Refusal("points.unknown_tier", charter.clause, tier=year.opening_tier)
        return known, (
            Reason.of("points.tier_brought", charter.clause, tier=known.name, fee_fen=known.fee_fen),
        )
    if len({month.month for month in year.months}) < len(year.months) or len(year.months) > MONTHS_IN_YEAR:
        raise Refusal("points.month_twice", charter.clause)
    scored = [month for month in year.months if month.state == "scored"]
    others = [month for month in year.months if month.state != "scored"]
    if len(scored) < charter.scored_months_min or not scored:
        return None, (Reason.of("points.flat_few_months", charter.clause, months=len(scored)),)
    points = sum(month.points for month in scored)
    tier = next(each for each in charter.tiers if points * MONTHS_IN_YEAR >= each.points_min * len(scored))
    why = Reason.of(
        "points.tier_reached",
        charter.clause,
        months=len(scored),
        points=points,
        line=tier.points_min,
        tier=tier.name,
        fee_fen=tier.fee_fen,
    )
    left_out = (Reason.of("points.months_left_out", charter.clause, months=len(others)),) if others else ()
    return tier, (why, *left_out)


def refuse_fee_entry(lines: Sequence[Line], charter: RefuseFee) -> tuple[EntryLine, ...]:
    """The bills in the collective's book: receivable from each household, owed on to the haulage."""
    total_fen = sum(line.amount_fen for line in lines)
    bills = [
        _moved(str(line.outcome["account"]), line.amount_fen, line.payee) for line in lines if line.amount_fen
    ]
    return (*bills, _moved(charter.due_account, -total_fen)) if total_fen else ()


def _moved(account: str, amount_fen: int, party: str = "") -> EntryLine:
    """A debit of a positive amount, a credit of a negative one."""
    return EntryLine(account, max(amount_fen, 0), max(-amount_fen, 0), party)


# --- the grid worker's pay --------------------------------------------------------------------


@dataclass(frozen=True)
class WorkerMonth:
    """A grid worker's month (网格员的一月): households assigned, scored in time, and their bonus points."""

    assigned: int
    on_time: int
    bonus_points: int


def grid_worker_pay(sheet: FactSheet[WorkerMonth, Nothing], charter: GridPay) -> Ruling:
    """Base pay and performance of each grid worker of a village; one rounding a line, half up."""
    return Ruling(tuple(_pay(line, charter) for line in sheet.lines))


def _pay(line: FactLine[WorkerMonth], charter: GridPay) -> Line:
    month = line.facts
    most = charter.bonus_points_max * month.assigned
    if not 0 <= month.on_time <= month.assigned or not 0 <= month.bonus_points <= most:
        raise Refusal("points.pay.impossible", charter.clause, worker=line.subject)
    earned = Fraction(0)
    if month.assigned:
        earned = charter.on_time_share * Fraction(month.on_time, month.assigned)
        earned += charter.points_share * Fraction(month.bonus_points, most)
    performance_fen = half_up(charter.performance_max_fen * earned)
    reason = Reason.of(
        "points.pay",
        charter.clause,
        assigned=month.assigned,
        on_time=month.on_time,
        bonus_points=month.bonus_points,
        base_fen=charter.base_fen,
        performance_fen=performance_fen,
    )
    return Line(
        line.subject,
        "pay",
        line.payee,
        charter.base_fen + performance_fen,
        (reason,),
        line.village_code,
        outcome={"account": charter.pass_through_account, "performance_fen": performance_fen},
    )


def grid_worker_entry(lines: Sequence[Line], charter: GridPay) -> tuple[EntryLine, ...]:
    """Town money in the collective's hands becomes owed to each worker; never the collective's income."""
    total_fen = sum(line.amount_fen for line in lines)
    owed = [
        _moved(charter.pass_through_account, -line.amount_fen, line.payee)
        for line in lines
        if line.amount_fen
    ]
    return (_moved(charter.pass_through_account, total_fen, charter.town_party), *owed) if total_fen else ()


def clears(line: Line) -> str:
    """The account that paying a line clears, as its ruling said."""
    return str(line.outcome["account"])
