"""Meetings and votes (会议与表决)."""

from typing import Any

from ninja import Router

from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import shape
from liancun.faces.api.window import Key
from liancun.faces.request import Request
from liancun.rooms.committee import queries

router = Router(tags=["committee"])


@router.get("/meetings/{meeting_id}", response={200: shape(queries.MeetingCard), **NO})
def meeting(request: Request, meeting_id: Key) -> Any:
    """A meeting: how far it is, its agenda and what came of each item."""
    return plain(queries.meeting_card(who(request), meeting_id))


@router.get("/agenda-items/{item_id}", response={200: shape(queries.CountCard), **NO})
def agenda_item(request: Request, item_id: Key) -> Any:
    """An item as it is counted: who is there, what was cast, whose ballot is missing."""
    return plain(queries.count_card(who(request), item_id))
