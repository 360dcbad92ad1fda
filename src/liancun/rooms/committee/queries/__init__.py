"""The readers of meetings (议事查询)."""

from liancun.rooms.committee.queries.cards import (
    CountCard,
    ItemCard,
    MeetingCard,
    Passage,
    VoterLine,
    count_card,
    item_row,
    meeting_card,
)
from liancun.rooms.committee.queries.meetings import (
    OUTCOMES,
    STAGES,
    WITHOUT,
    MeetingPage,
    MeetingRow,
    RecordedPage,
    RecordedRow,
    SeatRow,
    meeting_page,
    recorded_page,
    seats,
)

__all__ = [
    "OUTCOMES",
    "STAGES",
    "WITHOUT",
    "CountCard",
    "ItemCard",
    "MeetingCard",
    "MeetingPage",
    "MeetingRow",
    "Passage",
    "RecordedPage",
    "RecordedRow",
    "SeatRow",
    "VoterLine",
    "count_card",
    "item_row",
    "meeting_card",
    "meeting_page",
    "recorded_page",
    "seats",
]
