"""Production (种植): what stands in sum, may this grow here, one planting whole."""

from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Text, shape
from liancun.faces.request import Request
from liancun.rooms.production import queries

router = Router(tags=["production"])
Number = Annotated[str, Field(min_length=1, max_length=40)]


@router.get("/orgs/{code:org_code}/production", response={200: shape(queries.Overview), **NO})
def overview(request: Request, org_code: Org) -> Any:
    """What stands today by village, storey and crop."""
    return plain(queries.overview(who(request), org_code, on=clock.today()))


@router.get("/orgs/{code:org_code}/may-grow", response={200: shape(queries.GrowAnswer), **NO})
def may_grow(request: Request, org_code: Org, plot: Text, crop: Text, storey: Text = "") -> Any:
    """May this grow here? Nothing is recorded."""
    asked: dict[str, Any] = {"plot": plot, "crop": crop, "storey": storey}
    return plain(queries.may_grow(who(request), org_code, **asked, on=clock.today()))


@router.get(
    "/orgs/{code:org_code}/plantings/{code:planting_number}",
    response={200: shape(queries.PlantingCard), **NO},
)
def planting(request: Request, org_code: Org, planting_number: Number) -> Any:
    """A planting whole."""
    return plain(queries.planting_card(who(request), org_code, planting_number, on=clock.today()))
