"""Trying the two points rules on a case of one's own (试算)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from liancun.base.trials import Outcome, Trial
from liancun.kernel.rulings import FactLine, FactSheet
from liancun.rooms.points.rules import (
    Discount,
    GridPay,
    Heads,
    HouseholdYear,
    Instalment,
    MonthFact,
    Nothing,
    RefuseFee,
    Tier,
    WorkerMonth,
    grid_worker_pay,
    refuse_fee,
)

CLAUSE = "case"


@dataclass(frozen=True)
class FeeCharter:
    """The charter values of a refuse fee case."""

    tiers: tuple[Tier, ...]
    flat_fee_fen: int
    away_months_min: int = 6
    exempt_points: int | None = None
    unscored: Literal["flat", "free"] = "flat"
    per: Literal["household", "person"] = "household"
    discounts: tuple[Discount, ...] = ()
    stacking: Literal["best", "all"] = "best"
    instalments: tuple[Instalment, ...] = ()


@dataclass(frozen=True)
class FeeHousehold:
    """One household of a refuse fee case (户): what stands for its year, one of four.

    points        the points of each scored month from January on, [14, 15, ...]
    months        months with their states: [{month: 7, state: scored, base: 10, bonus: 4}, ...]
    opening_tier  a tier brought over from before the software
    unlived       away or vacant: nobody lived there the whole year
    standings     of the household, for its discounts
    people        who is billed: [{number: 3}, {number: 1, standings: [extreme]}]
    """

    household: str
    points: tuple[int, ...] = ()
    months: tuple[MonthFact, ...] = ()
    opening_tier: str = ""
    unlived: str = ""
    exemption: str = ""
    standings: tuple[str, ...] = ()
    people: tuple[Heads, ...] = ()


@dataclass(frozen=True)
class FeeCase:
    """A refuse fee case. `year` of the points; the fee is due in the next."""

    charter: FeeCharter
    households: tuple[FeeHousehold, ...]
    year: int = 2000


def try_refuse_fee(case: FeeCase) -> Outcome:
    """Tier and fee of each household of the case."""
    charter = RefuseFee(
        CLAUSE,
        case.charter.tiers,
        case.charter.flat_fee_fen,
        case.charter.away_months_min,
        case.charter.exempt_points,
        case.charter.unscored,
        "113",
        "112",
        "211",
        case.charter.per,
        case.charter.discounts,
        case.charter.stacking,
        case.charter.instalments,
    )
    lines = tuple(
        FactLine(
            home.household,
            home.household,
            HouseholdYear(
                home.months
                or tuple(MonthFact(month, "scored", points) for month, points in enumerate(home.points, 1)),
                home.opening_tier,
                home.unlived,
                home.exemption,
                standings=home.standings,
                people=home.people,
            ),
        )
        for home in case.households
    )
    ruling = refuse_fee(FactSheet("case", str(case.year), lines, Nothing()), charter)
    result = {
        "total_fen": sum(line.amount_fen for line in ruling.lines),
        "households": [
            {
                "household": line.subject,
                "tier": line.outcome["tier"],
                "points": line.outcome["points"],
                "fee_fen": line.amount_fen,
            }
            for line in ruling.lines
        ],
    }
    return Outcome(ruling.steps, ruling.lines, result)


@dataclass(frozen=True)
class PayCharter:
    """The charter values of a grid worker pay case."""

    base_fen: int
    performance_max_fen: int
    on_time_share: Fraction
    points_share: Fraction
    bonus_points_max: int
    household_fen: int = 0
    on_time_least: Fraction = Fraction(0)
    late_fen: int = 0


@dataclass(frozen=True)
class PayWorker:
    """One worker's month of a grid worker pay case."""

    worker: str
    assigned: int
    on_time: int
    bonus_points: int


@dataclass(frozen=True)
class PayCase:
    """A grid worker pay case."""

    charter: PayCharter
    workers: tuple[PayWorker, ...]


def try_grid_worker_pay(case: PayCase) -> Outcome:
    """Pay of each worker of the case."""
    given = case.charter
    charter = GridPay(
        CLAUSE,
        given.base_fen,
        given.performance_max_fen,
        given.on_time_share,
        given.points_share,
        given.bonus_points_max,
        "211",
        "O:finance",
        given.household_fen,
        given.on_time_least,
        given.late_fen,
    )
    lines = tuple(
        FactLine(w.worker, w.worker, WorkerMonth(w.assigned, w.on_time, w.bonus_points)) for w in case.workers
    )
    ruling = grid_worker_pay(FactSheet("case", "", lines, Nothing()), charter)
    result = {
        "total_fen": sum(line.amount_fen for line in ruling.lines),
        "workers": [
            {
                "worker": line.subject,
                "performance_fen": line.outcome["performance_fen"],
                "pay_fen": line.amount_fen,
            }
            for line in ruling.lines
        ],
    }
    return Outcome(ruling.steps, ruling.lines, result)


TRIALS = {
    "refuse_fee": Trial(FeeCase, try_refuse_fee),
    "grid_worker_pay": Trial(PayCase, try_grid_worker_pay),
}
