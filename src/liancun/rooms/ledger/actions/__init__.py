"""The writers of the books (记账). Rooms above post through `post_within`, inside their own act."""

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

__all__ = [
    "Begun",
    "BookYear",
    "Carried",
    "Closed",
    "EntryDraft",
    "MonthToClose",
    "NewBook",
    "Reversed",
    "Reversing",
    "Sealed",
    "carry_year_end",
    "close_period",
    "entry_digest",
    "open_book",
    "post_entry",
    "post_within",
    "reverse_entry",
    "seal_year",
]
