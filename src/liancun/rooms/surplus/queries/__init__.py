"""The readers of the year's end (年终决算查询): what is done, what is missing, what there is to divide."""

from liancun.rooms.surplus.queries.members import MemberShare, SharesPage, members_shares
from liancun.rooms.surplus.queries.year import (
    Step,
    StepDesk,
    YearDesk,
    YearEnd,
    YearFigures,
    year_desk,
    year_end,
    year_figures,
)

__all__ = [
    "MemberShare",
    "SharesPage",
    "Step",
    "StepDesk",
    "YearDesk",
    "YearEnd",
    "YearFigures",
    "members_shares",
    "year_desk",
    "year_end",
    "year_figures",
]
