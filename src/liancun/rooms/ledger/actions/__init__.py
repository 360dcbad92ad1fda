"""The writers of the books (记账). Rooms above post through `post_within`, inside their own act."""

from liancun.rooms.ledger.actions.counting import Counted, NewCount, count_cash
from liancun.rooms.ledger.actions.hand import (
    Reversed,
    Reversing,
    post_entry,
    reverse_entry,
)
from liancun.rooms.ledger.actions.periods import (
    Begun,
    BookYear,
    Carried,
    Closed,
    MonthToClose,
    NewBook,
    Sealed,
    carry_year_end,
    close_period,
    open_book,
    seal_year,
)
from liancun.rooms.ledger.actions.posting import (
    EntryDraft,
    entry_digest,
    post_within,
)
from liancun.rooms.ledger.actions.reopening import (
    MonthToReopen,
    Reopening,
    ReopeningAnswer,
    answer_reopening,
    ask_reopening,
)

__all__ = [
    "Begun",
    "BookYear",
    "Carried",
    "Closed",
    "Counted",
    "EntryDraft",
    "MonthToClose",
    "MonthToReopen",
    "NewBook",
    "NewCount",
    "Reopening",
    "ReopeningAnswer",
    "Reversed",
    "Reversing",
    "Sealed",
    "answer_reopening",
    "ask_reopening",
    "carry_year_end",
    "close_period",
    "count_cash",
    "entry_digest",
    "open_book",
    "post_entry",
    "post_within",
    "reverse_entry",
    "seal_year",
]
