"""The board, objections and answers (公示与异议)."""

from datetime import date
from typing import Any

from ninja import Query, Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, page, plain, who
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.rooms.notices import actions, queries

router = Router(tags=["notices"])


class NewObjection(Schema):
    """An objection to a line."""

    line: str
    text: str
    category: str
    objector: str = ""
    received_on: date | None = None


class NewPosting(Schema):
    """Where and when the paper went up."""

    village_code: str
    place: str
    posted_on: date


class NewAnswer(Schema):
    """An answer to an objection."""

    outcome: str
    evidence: str = ""


@router.get("/board", response={200: dict, **NO})
def board(request: Request, window: Query[Window]) -> Any:
    """What is on show for the asker."""
    return page(*queries.board(who(request), on=clock.today(), **window.dict()))


@router.get("/notices/{notice_id}", response={200: dict, **NO})
def notice(request: Request, notice_id: Key) -> Any:
    """One notice and where its paper hangs."""
    row = queries.notice(who(request), notice_id, on=clock.today())
    hung = queries.postings(who(request), notice_id, on=clock.today())
    return plain(row) | {"postings": plain(hung)}


@router.get("/objections", response={200: dict, **NO})
def objections(request: Request, window: Query[Window], open_only: bool = False) -> Any:
    """Objections in reach."""
    return page(*queries.objection_page(who(request), open_only=open_only, **window.dict()))


@router.post("/notices/{notice_id}/objections", response={200: dict, **NO})
def object_to_line(request: Request, notice_id: Key, new: NewObjection) -> Any:
    """Object to a line."""
    made = actions.object_to_line(
        notice_id,
        new.line,
        text=new.text,
        category=new.category,
        objector=new.objector,
        received_on=new.received_on,
        by=who(request),
        on=clock.today(),
    )
    return {"objection": made}


@router.post("/objections/{objection_id}/answer", response={200: dict, **NO})
def answer(request: Request, objection_id: Key, new: NewAnswer) -> Any:
    """Answer an objection."""
    actions.answer_objection(
        objection_id, new.outcome, evidence=new.evidence, by=who(request), on=clock.today()
    )
    return {"objection": objection_id}


@router.post("/notices/{notice_id}/postings", response={200: dict, **NO})
def record_posting(request: Request, notice_id: Key, new: NewPosting) -> Any:
    """Record the paper in a village: its days begin."""
    actions.record_posting(
        notice_id,
        village_code=new.village_code,
        place=new.place,
        posted_on=new.posted_on,
        by=who(request),
        on=clock.today(),
    )
    return {"notice": notice_id}


@router.post("/notices/{notice_id}/take_down", response={200: dict, **NO})
def take_down(request: Request, notice_id: Key) -> Any:
    """Take a notice down once one may no longer object."""
    actions.take_down(notice_id, by=who(request), on=clock.today())
    return {"notice": notice_id}
