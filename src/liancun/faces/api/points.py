"""Points (积分)."""

from typing import Any

from ninja import Query, Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.given import given, takes
from liancun.faces.api.shapes import Org
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.rooms.points import actions, queries
from liancun.rooms.registry.queries import register_owner

router = Router(tags=["points"])


class Scored(Schema):
    """How many households were scored."""

    scored: int


@router.get("/points", response={200: list, **NO})
def month_progress(request: Request, month: str) -> Any:
    """How far each village in reach is with a month."""
    return plain(queries.progress(who(request), register_owner(), month=month, on=clock.today()))


@router.get("/points/{code:org_code}", response={200: dict, **NO})
def sheet(request: Request, org_code: str, month: str, window: Query[Window]) -> Any:
    """The month's sheet of a village."""
    found = queries.sheet(
        who(request), org_code, str(queries.month_of(month, clock.today())), on=clock.today(), **window.dict()
    )
    return plain(found)


@router.get("/scores/{score_id}", response={200: dict, **NO})
def score(request: Request, score_id: Key) -> Any:
    """One score."""
    return plain(queries.score(who(request), score_id))


@router.post(
    "/points/{code:org_code}/scores",
    response={200: Scored, **NO},
    openapi_extra=takes(actions.MonthMarks),
)
def score_month(request: Request, org_code: Org) -> Any:
    """Score households of a village for a month, or correct their rows."""
    new = given(request, actions.MonthMarks, org_code)
    by, on = who(request), clock.today()
    done = actions.score_month(org_code, new.month, new.by_household, by=by, on=on, correct=new.correct)
    return {"scored": done}
