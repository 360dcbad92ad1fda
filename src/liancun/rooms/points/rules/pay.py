"""The grid worker's pay of a month (网格员报酬): base, and performance by scoring in time and by points."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from liancun.kernel import Reason, Refusal, half_up
from liancun.kernel.fields import A, Choice, Code, Share, Whole, Yuan, _
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Line, Ruling
from liancun.rooms.points.rules.fees import Nothing, moved


@dataclass(frozen=True)
class GridPay:
    """A grid worker's pay for a month (网格员报酬办法): base, and performance up to a maximum.

    What a town need not have is nil if left out: an amount for each household in duty, a share of households
    scored in time below which there is no performance, a deduction for each household that was not.
    """

    DECISION: ClassVar[str] = "points/grid_worker_pay"

    clause: str
    base_fen: A[int, Yuan(_("基础报酬"))]
    performance_max_fen: A[int, Yuan(_("绩效最高"))]
    on_time_share: A[Fraction, Share(_("按时评分所占"))]
    points_share: A[Fraction, Share(_("奖励分所占"))]
    bonus_points_max: A[int, Whole(_("奖励分最多"), of=_("分"))]
    pass_through_account: A[str, Code(_("过账科目"))]
    town_party: A[str, Choice(_("出资单位"), "registry.parties")]
    household_fen: A[int, Yuan(_("每管一户"))] = 0
    on_time_least: A[Fraction, Share(_("有绩效的按时户数至少"))] = Fraction(0)
    late_fen: A[int, Yuan(_("没有按时评的每户扣"))] = 0

    def __post_init__(self) -> None:
        if self.on_time_share < 0 or self.points_share < 0 or self.on_time_share + self.points_share != 1:
            raise Refusal("points.pay.shares", self.clause)
        amounts = (self.base_fen, self.performance_max_fen, self.household_fen, self.late_fen)
        if min(amounts) < 0 or self.bonus_points_max <= 0:
            raise Refusal("points.pay.negative", self.clause)
        if not 0 <= self.on_time_least <= 1:
            raise Refusal("points.pay.least", self.clause)


@dataclass(frozen=True)
class WorkerMonth:
    """A grid worker's month (网格员的一月): households assigned, scored in time, and their bonus points."""

    assigned: A[int, Whole(_("所管户数"))]
    on_time: A[int, Whole(_("按时评分户数"))]
    bonus_points: A[int, Whole(_("奖励分合计"))]


def grid_worker_pay(sheet: FactSheet[WorkerMonth, Nothing], charter: GridPay) -> Ruling:
    """Base pay and performance of each grid worker of a village; one rounding a line, half up."""
    return Ruling(tuple(_pay(line, charter) for line in sheet.lines))


def _pay(line: FactLine[WorkerMonth], charter: GridPay) -> Line:
    month = line.facts
    most = charter.bonus_points_max * month.assigned
    if not 0 <= month.on_time <= month.assigned or not 0 <= month.bonus_points <= most:
        raise Refusal("points.pay.impossible", charter.clause, worker=line.subject)
    enough = month.on_time >= charter.on_time_least * month.assigned
    earned = Fraction(0)
    if month.assigned and enough:
        earned = charter.on_time_share * Fraction(month.on_time, month.assigned)
        earned += charter.points_share * Fraction(month.bonus_points, most)
    performance_fen = half_up(charter.performance_max_fen * earned)
    households_fen = charter.household_fen * month.assigned
    granted_fen = charter.base_fen + households_fen + performance_fen
    late = month.assigned - month.on_time
    late_fen = min(charter.late_fen * late, granted_fen)
    reasons = [
        Reason.of(
            "points.pay",
            charter.clause,
            assigned=month.assigned,
            on_time=month.on_time,
            bonus_points=month.bonus_points,
            base_fen=charter.base_fen,
            performance_fen=performance_fen,
        )
    ]
    if households_fen:
        reasons.append(Reason.of("points.pay.households", charter.clause, households_fen=households_fen))
    if not enough:
        least = charter.on_time_least
        share = f"{least.numerator}/{least.denominator}"
        reasons.append(Reason.of("points.pay.too_few", charter.clause, share=share))
    if late_fen:
        reasons.append(Reason.of("points.pay.late", charter.clause, late=late, late_fen=late_fen))
    return Line(
        line.subject,
        "pay",
        line.payee,
        granted_fen - late_fen,
        tuple(reasons),
        line.village_code,
        outcome={"account": charter.pass_through_account, "performance_fen": performance_fen},
    )


def grid_worker_entry(lines: Sequence[Line], charter: GridPay) -> tuple[EntryLine, ...]:
    """Town money in the collective's hands becomes owed to each worker; never the collective's income."""
    total_fen = sum(line.amount_fen for line in lines)
    owed = [
        moved(charter.pass_through_account, -line.amount_fen, line.payee) for line in lines if line.amount_fen
    ]
    return (moved(charter.pass_through_account, total_fen, charter.town_party), *owed) if total_fen else ()
