"""The board, its notices and what was said to them (公示栏与异议)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ninja import Query, Router

from liancun.base import clock
from liancun.faces.api.answers import NO, page, plain, who
from liancun.faces.api.given import given, takes
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.kernel.fields import A, Code, _
from liancun.rooms.notices import actions, queries

router = Router(tags=["notices"])


@dataclass(frozen=True, kw_only=True)
class NewPosting:
    """Where and when the paper went up."""

    village_code: A[str, Code(_("村编码"), most=40, slash=True)] = ""
    place: A[str, actions.PLACE]
    posted_on: A[date, actions.POSTED_ON]


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


@router.post("/notices/{notice_id}/postings", response={200: dict, **NO}, openapi_extra=takes(NewPosting))
def record_one_posting(request: Request, notice_id: Key) -> Any:
    """Record the paper in one village: its days begin. `/posted` takes several at once."""
    new = given(request, NewPosting)
    villages = (new.village_code,) if new.village_code else ()
    hung = actions.Hanging(villages=villages, place=new.place, posted_on=new.posted_on)
    actions.record_posting(notice_id, hung, by=who(request), on=clock.today())
    return {"notice": notice_id}
