"""A household's year (我家的一年), to its own people."""

from typing import Any

from ninja import Query, Router

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Year, shape
from liancun.faces.home import HomeYear, home_year
from liancun.faces.request import Request
from liancun.kernel import Refusal

router = Router(tags=["home"])


@router.get("/home", response={200: shape(HomeYear), **NO})
def home(request: Request, year: Query[Year | None] = None) -> Any:
    """What one's own home put in, got and was asked for over a year: of one not named, the one with money."""
    viewer = who(request)
    if not viewer.party:
        raise Refusal("viewer.not_found")
    today = clock.today()
    return plain(home_year(viewer, year, on=today))
