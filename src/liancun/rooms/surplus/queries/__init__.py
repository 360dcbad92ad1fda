"""The readers of the year's end (年终决算查询): what is done, what is missing, what there is to divide."""

from liancun.rooms.surplus.queries.exits import ExitRow, ExitsPage, exits_waiting
from liancun.rooms.surplus.queries.members import MemberShare, SharesPage, members_shares
from liancun.rooms.surplus.queries.year import (
    LossFigures,
    Step,
    StepDesk,
    YearDesk,
    YearEnd,
    YearFigures,
    must_be_plannable,
    year_desk,
    year_end,
    year_figures,
)

__all__ = [
    "ExitRow",
    "ExitsPage",
    "LossFigures",
    "MemberShare",
    "SharesPage",
    "Step",
    "StepDesk",
    "YearDesk",
    "YearEnd",
    "YearFigures",
    "exits_waiting",
    "members_shares",
    "must_be_plannable",
    "year_desk",
    "year_end",
    "year_figures",
]
