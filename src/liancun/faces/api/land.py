"""Land (土地): plots in reach whatever the organisation, one plot, a household's land, one contract."""

from typing import Any

from ninja import Query, Router

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Stored, Text, shape
from liancun.faces.api.window import Window
from liancun.faces.request import Request
from liancun.rooms.land import queries

router = Router(tags=["land"])


@router.get("/land/plots", response={200: shape(queries.PlotPage), **NO})
def plots_in_reach(
    request: Request,
    window: Query[Window],
    village_code: Text = "",
    land_class: Text = "",
    holder: Text = "",
    search: Text = "",
) -> Any:
    """Plots in reach with their three areas; a household's own."""
    asked: Any = {"village_code": village_code, "land_class": land_class, "holder": holder, "search": search}
    return plain(queries.plot_page(who(request), on=clock.today(), **asked, **window.dict()))


@router.get("/land/summary", response={200: list[shape(queries.VillageLand)], **NO})  # type: ignore[misc]
def summary(request: Request) -> Any:
    """Plots in reach by village and class of land."""
    return plain(queries.land_by_class(who(request), on=clock.today()))


@router.get("/land/plots/{code:plot_code}", response={200: shape(queries.PlotCard), **NO})
def plot(request: Request, plot_code: Stored) -> Any:
    """One plot: what it measured, who held it, the contracts over it."""
    return plain(queries.plot_card(who(request), plot_code, on=clock.today()))


@router.get("/households/{code:code}/land", response={200: shape(queries.HouseholdLand), **NO})
def household_land(request: Request, code: Stored) -> Any:
    """A household's plots, by the code of its contracting or living household."""
    return plain(queries.household_land(who(request), code, on=clock.today()))


@router.get(
    "/orgs/{code:org_code}/land-contracts/{code:contract_number}",
    response={200: shape(queries.ContractCard), **NO},
)
def contract(request: Request, org_code: Org, contract_number: Stored) -> Any:
    """One contract: items, plots, who has what it pays, ending, filing."""
    return plain(queries.contract_card(who(request), org_code, contract_number, on=clock.today()))
