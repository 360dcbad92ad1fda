"""Points (积分)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.window import Key, Window
from liancun.kernel import Period, Refusal
from liancun.rooms.points import queries

router = Router(tags=["points"])


def _month(text: str) -> str:
    try:
        period = Period.parse(text)
    except ValueError:
        raise Refusal("points.no_such_month", month=text[:20]) from None
    if not period.month:
        raise Refusal("points.no_such_month", month=text[:20])
    return str(period)


@router.get("/points", response={200: list, **NO})
def progress(request: HttpRequest, month: str) -> Any:
    """How far each village in reach is with a month."""
    if not who(request).posts:
        raise Refusal("viewer.not_found")
    return plain(queries.progress(who(request), _month(month), on=clock.today()))


@router.get("/points/{org_code}", response={200: dict, **NO})
def sheet(request: HttpRequest, org_code: str, month: str, window: Query[Window]) -> Any:
    """The month's sheet of a village."""
    found = queries.sheet(who(request), org_code, _month(month), on=clock.today(), **window.dict())
    return plain(found)


@router.get("/scores/{score_id}", response={200: dict, **NO})
def score(request: HttpRequest, score_id: Key) -> Any:
    """One score."""
    return plain(queries.score(who(request), score_id))
