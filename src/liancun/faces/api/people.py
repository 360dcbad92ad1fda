"""A person's and a household's card (人、户), what was done about them, and households in one list."""

from typing import Any, Literal

from ninja import Query, Router

from liancun.base import clock
from liancun.base.lists import list_of
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Stored, shape
from liancun.faces.api.window import Window
from liancun.faces.request import Request
from liancun.rooms.registry import queries

router = Router(tags=["registry"])


@router.get("/households", response={200: dict, **NO})
def households(
    request: Request,
    window: Query[Window],
    kind: Literal["living", "registered", "contracting"] = "living",
    village: str = "",
) -> Any:
    """Households in reach; posts alone list them. The registry's list is at /orgs/{org_code}/households."""
    listing, today, town = list_of("registry", "households"), clock.today(), queries.register_owner()
    raw = {"kind": kind, "village": village}
    asked = listing.asked(raw, by=who(request), org_code=town, on=today)
    return plain(listing.ask(who(request), town, on=today, **window.dict(), **asked))


@router.get("/households/{code:code}", response={200: dict, **NO})
def household(request: Request, code: str) -> Any:
    """A household's card."""
    return plain(queries.household_card(who(request), code, on=clock.today()))


@router.get("/people/{code:code}", response={200: shape(queries.PersonCard), **NO})
def person(request: Request, code: Stored) -> Any:
    """A person's card, masked but for those whose work it is."""
    return plain(queries.person_card(who(request), code, on=clock.today()))


@router.get("/people/{code:code}/history", response={200: list[shape(queries.HistoryRow)], **NO})  # type: ignore[misc]
def person_history(request: Request, code: Stored) -> Any:
    """The acts about a person: who, when, on which document."""
    return plain(queries.person_history(who(request), code, on=clock.today()))


@router.get("/households/{code:code}/history", response={200: list[shape(queries.HistoryRow)], **NO})  # type: ignore[misc]
def household_history(request: Request, code: Stored) -> Any:
    """The acts about a household and its people."""
    return plain(queries.household_history(who(request), code, on=clock.today()))


@router.get("/households/{code:code}/standings", response={200: list[shape(queries.StandingRow)], **NO})  # type: ignore[misc]
def standings(request: Request, code: Stored) -> Any:
    """The steps of a household's standing, for those whose work it is."""
    return plain(queries.standings_of(who(request), code, on=clock.today()))
