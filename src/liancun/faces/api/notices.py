"""The board, its notices and what was said to them (公示栏与异议)."""

from datetime import date
from typing import Any

from ninja import Query, Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, page, plain, who
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.rooms.notices import actions, queries

router = Router(tags=["notices"])


class NewPosting(Schema):
    """Where and when the paper went up."""

    village_code: str
    place: str
    posted_on: date


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
def every_objection(request: Request, window: Query[Window], open_only: bool = False) -> Any:
    """Objections in reach."""
    return plain(queries.objections(who(request), open_only=open_only, **window.dict()))


@router.post("/notices/{notice_id}/postings", response={200: dict, **NO})
def record_one_posting(request: Request, notice_id: Key, new: NewPosting) -> Any:
    """Record the paper in one village: its days begin. `/posted` takes several at once."""
    villages = (new.village_code,) if new.village_code else ()
    given = actions.Hanging(villages=villages, place=new.place, posted_on=new.posted_on)
    actions.record_posting(notice_id, given, by=who(request), on=clock.today())
    return {"notice": notice_id}
