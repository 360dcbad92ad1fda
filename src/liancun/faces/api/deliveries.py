"""Deliveries (交售): one slip, and what the weigher's form offers."""

from typing import Any

from ninja import Router

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Text, shape
from liancun.faces.api.window import Key
from liancun.faces.request import Request
from liancun.rooms.deliveries import queries

router = Router(tags=["deliveries"])


@router.get("/slips/{slip_id}", response={200: shape(queries.SlipCard), **NO})
def slip(request: Request, slip_id: Key) -> Any:
    """One slip with its versions, its payment line, and what the asker may do."""
    return plain(queries.slip_card(who(request), slip_id))


@router.get("/orgs/{code:org_code}/weighing", response={200: shape(queries.WeighingForm), **NO})
def weighing_form(request: Request, org_code: Org, site: Text = "") -> Any:
    """What a new slip may say: products, grades, least prices, weighing points, the next number."""
    return plain(queries.weighing_form(who(request), org_code, on=clock.today(), site=site))
