"""The park (园区): its years, one of them, land money of a household, the company's memo."""

from typing import Any

from ninja import Router

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Stored, Year, shape
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.park import queries

router = Router(tags=["park"])


@router.get("/orgs/{code:org_code}/park", response={200: list[int], **NO})
def years(request: Request, org_code: Org) -> Any:
    """The years there is something of, newest first."""
    return list(queries.years(who(request), org_code, on=clock.today()))


@router.get("/orgs/{code:org_code}/park/{year}", response={200: shape(queries.YearCard), **NO})
def year_of(request: Request, org_code: Org, year: Year) -> Any:
    """A year: the statement, how it is divided, how the two lists stand."""
    return plain(queries.year_card(who(request), org_code, year, on=clock.today()))


@router.get("/households/{code:code}/land-money", response={200: shape(queries.HolderMoney), **NO})
def land_money(request: Request, code: Stored) -> Any:
    """What a household's land earned, line by line; nothing where its lines are out of reach."""
    found = queries.my_land_money(who(request), code)
    if not found.years:
        raise Refusal("viewer.not_found")
    return plain(found)


@router.get("/company-cash/{year}", response={200: shape(queries.CompanyYear), **NO})
def cash_of_year(request: Request, year: Year) -> Any:
    """The company's cash, a memo without a book: to the leader and the auditor."""
    return plain(queries.company_year(who(request), year))
