"""A household's points of a year set its refuse fee of the next; scoring bears on the grid worker's pay.

The published report: each household has 10 base points and 1 to 5 bonus points a month; at year end the
points, in tiers, decide the next year's refuse fee; points are linked to the grid worker's performance pay.
Undecided there, and so in the charter: tier lines and fees, whether base points can be lost, whether a bonus
may be 0, what away, vacant and exempt mean, the formula of the pay.
"""

from liancun.rooms.points.rules.fees import (
    Discount,
    Heads,
    HouseholdYear,
    Instalment,
    MonthFact,
    Nothing,
    RefuseFee,
    State,
    Tier,
    clears,
    refuse_fee,
    refuse_fee_entry,
    wants_people,
)
from liancun.rooms.points.rules.pay import GridPay, WorkerMonth, grid_worker_entry, grid_worker_pay
from liancun.rooms.points.rules.scoring import (
    STATES,
    UNSCORED,
    Deduction,
    MonthMark,
    Scoring,
    StateTerms,
    month_faults,
    named_losses,
)

CHARTERS = (Scoring, RefuseFee, GridPay)

__all__ = [
    "CHARTERS",
    "STATES",
    "UNSCORED",
    "Deduction",
    "Discount",
    "GridPay",
    "Heads",
    "HouseholdYear",
    "Instalment",
    "MonthFact",
    "MonthMark",
    "Nothing",
    "RefuseFee",
    "Scoring",
    "State",
    "StateTerms",
    "Tier",
    "WorkerMonth",
    "clears",
    "grid_worker_entry",
    "grid_worker_pay",
    "month_faults",
    "named_losses",
    "refuse_fee",
    "refuse_fee_entry",
    "wants_people",
]
