"""The park (园区): the agreed year, land money of a household, the dividend list, the company's memo."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces import park
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Amount, Org, Ref, Stored, Year, shape
from liancun.faces.api.window import Window
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.park import queries

router = Router(tags=["park"])
Signed = Annotated[int, Field(ge=-(10**15), le=10**15)]


class StatementIn(Schema):
    """The agreed statement of a year; `net_fen` is what its paper says is left."""

    fruit_g: Amount
    fruit_fen: Amount
    labour_fen: Amount
    fee_fen: Amount
    inputs_fen: Amount
    management_fen: Amount
    net_fen: Signed
    agreed_on: date
    document: Annotated[str, Field(min_length=1, max_length=80)]


class Listed(Window):
    """Which rows of the list: of a village, of one kind of money."""

    kind: Annotated[str, Field(max_length=30)] = "guaranteed_dividend"
    village_code: Annotated[str, Field(max_length=12)] = ""


@router.get("/orgs/{code:org_code}/park", response={200: list[int], **NO})
def years(request: Request, org_code: Org) -> Any:
    """The years there is something of, newest first."""
    return list(queries.years(who(request), org_code, on=clock.today()))


@router.get("/orgs/{code:org_code}/park/{year}", response={200: shape(queries.YearCard), **NO})
def year_of(request: Request, org_code: Org, year: Year) -> Any:
    """A year: the statement, how it is divided, how the two lists stand."""
    return plain(queries.year_card(who(request), org_code, year, on=clock.today()))


@router.post("/orgs/{code:org_code}/park/{year}/statement", response={200: Ref, **NO})
def agree(request: Request, org_code: Org, year: Year, given: StatementIn) -> Any:
    """Record the statement as agreed with the company; a later one takes the place of the one before."""
    return {"ref": park.agree(org_code, year=year, by=who(request), on=clock.today(), **given.dict())}


@router.get("/orgs/{code:org_code}/park/{year}/dividends", response={200: shape(queries.DividendList), **NO})
def dividends(request: Request, org_code: Org, year: Year, window: Query[Listed]) -> Any:
    """A year's list of land money or of the share above it."""
    return plain(queries.dividend_list(who(request), org_code, year, **window.dict()))


@router.get("/households/{code:code}/land-money", response={200: shape(queries.HolderMoney), **NO})
def land_money(request: Request, code: Stored) -> Any:
    """What a household's land earned, line by line; nothing where its lines are out of reach."""
    found = queries.my_land_money(who(request), code)
    if not found.years:
        raise Refusal("viewer.not_found")
    return plain(found)


@router.get("/company-cash/{year}", response={200: shape(queries.CompanyYear), **NO})
def cash(request: Request, year: Year) -> Any:
    """The company's cash, a memo without a book: to the leader and the auditor."""
    return plain(queries.company_year(who(request), year))
