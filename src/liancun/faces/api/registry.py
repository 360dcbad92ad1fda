"""Households and members (农户与社员)."""

from typing import Any, Literal

from ninja import Query, Router

from liancun.base import clock
from liancun.faces.api.answers import NO, page, plain, who
from liancun.faces.api.window import Window
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.registry import queries

router = Router(tags=["registry"])


@router.get("/households", response={200: dict, **NO})
def households(
    request: Request,
    window: Query[Window],
    kind: Literal["living", "registered", "contracting"] = "living",
    village: str = "",
) -> Any:
    """Households in reach; posts alone list them."""
    if not who(request).posts:
        raise Refusal("viewer.not_found")
    found = queries.household_page(
        who(request), on=clock.today(), kind=kind, village_code=village, **window.dict()
    )
    return page(*found)


@router.get("/households/{code:code}", response={200: dict, **NO})
def household(request: Request, code: str) -> Any:
    """A household's card."""
    return plain(queries.household_card(who(request), code, on=clock.today()))


@router.get("/orgs/{code:org_code}/members", response={200: dict, **NO})
def members(request: Request, org_code: str, window: Query[Window]) -> Any:
    """The members of a cooperative."""
    return page(*queries.member_page(who(request), org_code, on=clock.today(), **window.dict()))
