"""Land (土地): plots, rights, contracts signed, ended and filed."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Amount, Code, NewCode, NewParty, Org, Party, Ref, Stored, Text, shape
from liancun.faces.api.window import Window
from liancun.faces.request import Request
from liancun.rooms.land import actions, queries
from liancun.rooms.land.actions import NewContract, NewPlot

router = Router(tags=["land"])

Paper = Annotated[str, Field(min_length=1, max_length=80)]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Area = Annotated[int, Field(ge=0, le=10**8)]
Slope = Annotated[int, Field(ge=0, le=90)]
LandClass = Literal[
    "basic_farmland",
    "arable",
    "garden",
    "commercial_forest",
    "local_forest",
    "national_forest_1",
    "national_forest_2",
    "red_line",
    "returned_forest",
    "waste",
]
Reason = Literal["expired", "agreed", "use_changed", "idle", "damage", "breach", "expropriated"]


class PlotIn(Schema):
    """A plot: its three areas in hundredths of a mu. `outline` is "lon lat; lon lat; ..." or empty."""

    code: NewParty
    name: Annotated[str, Field(min_length=1, max_length=60)]
    land_class: LandClass
    slope_deg: Slope
    grade: Party
    contract_centimu: Area
    registered_centimu: Area
    measured_centimu: Area
    boundary: Words
    start: date
    document: Paper
    outline: Annotated[str, Field(max_length=2000)] = ""


class Measured(Schema):
    """What a plot is from `start` on; what is left out stays."""

    start: date
    document: Paper
    measured_centimu: Area | None = None
    registered_centimu: Area | None = None
    land_class: LandClass | Literal[""] = ""
    slope_deg: Slope | None = None


class RightIn(Schema):
    """Who holds a plot from `start`: a contracting household, or O: and an organisation."""

    holder: Party
    start: date
    end: date | None = None
    document: Paper


class ContractIn(Schema):
    """A contract with every item of the law (农村土地承包法第四十条). `pay_by` is month-day.

    `taker` is who takes the land, the head cooperative where left out; `payer` who pays for it.
    """

    number: NewCode
    form: Literal["shares", "lease", "second"]
    giver: Party
    taker: Party = "O:head"
    payer: Party
    plots: Annotated[list[Party], Field(min_length=1, max_length=100)]
    use: Paper
    start: date
    end: date
    rate_fen: Amount
    pay_by: Annotated[str, Field(max_length=5)]
    rights: Words
    compensation: Words
    breach: Words
    signed_on: date
    document: Paper


class ContractEndingIn(Schema):
    """The last day of a contract, why, and on which paper."""

    ended_on: date
    reason: Reason
    document: Paper


class FilingIn(Schema):
    """A filing with the issuing party."""

    number: Code
    filed_on: date
    document: Paper


@router.get("/land/plots", response={200: shape(queries.PlotPage), **NO})
def plots(
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


@router.post("/orgs/{code:org_code}/plots", response={200: Ref, **NO})
def record_plot(request: Request, org_code: Org, new: PlotIn) -> Any:
    """Enter a plot of a village collective."""
    return {"ref": actions.record_plot(org_code, NewPlot(**new.dict()), by=who(request), on=clock.today())}


@router.post("/land/plots/{code:plot_code}/measure", response={200: Ref, **NO})
def measure(request: Request, plot_code: Stored, new: Measured) -> Any:
    """Enter what a plot is from a day on."""
    return {"ref": actions.measure_plot(plot_code, **new.dict(), by=who(request), on=clock.today())}


@router.post("/land/plots/{code:plot_code}/transfer", response={200: Ref, **NO})
def transfer(request: Request, plot_code: Stored, new: RightIn) -> Any:
    """Pass a plot to another holder; live contracts stay with it."""
    return {"ref": actions.transfer_right(plot_code, **new.dict(), by=who(request), on=clock.today())}


@router.post("/land/plots/{code:plot_code}/grant", response={200: Ref, **NO})
def grant(request: Request, plot_code: Stored, new: RightIn) -> Any:
    """Enter who holds a plot that nobody holds then."""
    return {"ref": actions.grant_right(plot_code, **new.dict(), by=who(request), on=clock.today())}


@router.get("/households/{code:code}/land", response={200: shape(queries.HouseholdLand), **NO})
def household_land(request: Request, code: Stored) -> Any:
    """A household's plots, by the code of its contracting or living household."""
    return plain(queries.household_land(who(request), code, on=clock.today()))


@router.get("/orgs/{code:org_code}/land-contracts", response={200: shape(queries.ContractPage), **NO})
def contracts(
    request: Request,
    org_code: Org,
    window: Query[Window],
    state: Literal["", "live", "ending", "unfiled", "ahead", "over"] = "",
    village_code: Text = "",
    form: Text = "",
    holder: Text = "",
    search: Text = "",
) -> Any:
    """Contracts in reach, by number; those that end soon or are not filed."""
    asked: Any = {
        "state": state,
        "village_code": village_code,
        "form": form,
        "holder": holder,
        "search": search,
    }
    page = queries.contract_page(who(request), org_code, on=clock.today(), **asked, **window.dict())
    return plain(page)


@router.get("/orgs/{code:org_code}/land-totals", response={200: list[shape(queries.FormTotal)], **NO})  # type: ignore[misc]
def totals(request: Request, org_code: Org) -> Any:
    """Live contracts in reach by form and payer."""
    return plain(queries.form_totals(who(request), org_code, on=clock.today()))


@router.get(
    "/orgs/{code:org_code}/land-contracts/{code:contract_number}",
    response={200: shape(queries.ContractCard), **NO},
)
def contract(request: Request, org_code: Org, contract_number: Stored) -> Any:
    """One contract: items, plots, who has what it pays, ending, filing."""
    return plain(queries.contract_card(who(request), org_code, contract_number, on=clock.today()))


@router.post("/orgs/{code:org_code}/land-contracts", response={200: Ref, **NO})
def sign(request: Request, org_code: Org, new: ContractIn) -> Any:
    """Sign a contract."""
    asked = NewContract(**new.dict() | {"plots": tuple(new.plots)})
    return {"ref": actions.sign_contract(org_code, asked, by=who(request), on=clock.today())}


@router.post("/orgs/{code:org_code}/land-contracts/{code:contract_number}/end", response={200: Ref, **NO})
def end(request: Request, org_code: Org, contract_number: Stored, new: ContractEndingIn) -> Any:
    """End a contract."""
    return {
        "ref": actions.end_contract(
            org_code, contract_number, **new.dict(), by=who(request), on=clock.today()
        )
    }


@router.post("/orgs/{code:org_code}/contract-filings", response={200: Ref, **NO})
def file(request: Request, org_code: Org, new: FilingIn) -> Any:
    """File a contract with the issuing party, a village collective."""
    return {"ref": actions.file_contract(org_code, **new.dict(), by=who(request), on=clock.today())}
