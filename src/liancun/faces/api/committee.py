"""Meetings and votes (会议与表决)."""

from typing import Any

from django.http import HttpResponse
from ninja import Path, Router

from liancun.base import clock, trail
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import shape
from liancun.faces.api.window import Key
from liancun.faces.prints import pdf_answer
from liancun.faces.prints.meetings import PaperName, paper_of_meeting, paper_of_steps
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


PAPER: Any = {
    "responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
}


@router.get("/meetings/{meeting_id}/papers/{paper}", response={200: None, **NO}, openapi_extra=PAPER)
def meeting_paper(request: Request, meeting_id: Key, paper: Path[PaperName]) -> HttpResponse:
    """One of a meeting's papers as PDF: notice, sign-in sheet, ballots, minutes."""
    made, name, org_code = paper_of_meeting(who(request), meeting_id, paper, on=clock.today())
    trail.takes(who(request), "paper:meeting", org_code, "pdf")
    return pdf_answer(made, name)


@router.get("/four-steps/{four_steps_id}/paper", response={200: None, **NO}, openapi_extra=PAPER)
def four_steps_paper(request: Request, four_steps_id: Key) -> HttpResponse:
    """The register of a matter in its four steps and two publications as PDF."""
    made, name, org_code = paper_of_steps(who(request), four_steps_id, on=clock.today())
    trail.takes(who(request), "paper:four_steps", org_code, "pdf")
    return pdf_answer(made, name)
