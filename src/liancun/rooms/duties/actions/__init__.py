"""The writers of responsibility lists (责任清单办理).

lists: issued, given to people, handed over, paused · visits: recorded, taken out · problems: found to closed
"""

from liancun.rooms.duties.actions.lists import (
    Handing,
    NewAssignment,
    NewList,
    NewPause,
    PauseEnd,
    assign,
    end_pause,
    hand_over,
    issue_list,
    pause,
)
from liancun.rooms.duties.actions.problems import (
    Again,
    Charge,
    Closing,
    Confirmation,
    Done,
    NewProblem,
    assign_problem,
    close_problem,
    confirm_problem,
    finish_problem,
    reopen_problem,
    report_problem,
)
from liancun.rooms.duties.actions.visits import Burden, NewVisit, Why, note_hardship, record_visit, void_visit

__all__ = [
    "Again",
    "Burden",
    "Charge",
    "Closing",
    "Confirmation",
    "Done",
    "Handing",
    "NewAssignment",
    "NewList",
    "NewPause",
    "NewProblem",
    "NewVisit",
    "PauseEnd",
    "Why",
    "assign",
    "assign_problem",
    "close_problem",
    "confirm_problem",
    "end_pause",
    "finish_problem",
    "hand_over",
    "issue_list",
    "note_hardship",
    "pause",
    "record_visit",
    "reopen_problem",
    "report_problem",
    "void_visit",
]
