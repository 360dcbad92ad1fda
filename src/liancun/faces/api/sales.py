"""Sales (销售): one sale, and a year's months in the book and waiting."""

from typing import Any

from ninja import Router, Schema

from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Year, shape
from liancun.faces.api.window import Key
from liancun.faces.request import Request
from liancun.rooms.sales import queries

router = Router(tags=["sales"])


class Months(Schema):
    """A year's months in the book, and those that wait in their order."""

    posted: list[shape(queries.PostedMonth)]  # type: ignore[valid-type]
    open: list[shape(queries.OpenMonth)]  # type: ignore[valid-type]


@router.get("/sales/{sale_id}", response={200: shape(queries.SaleRow), **NO})
def sale(request: Request, sale_id: Key) -> Any:
    """One sale."""
    return plain(queries.sale(who(request), sale_id))


@router.get("/orgs/{code:org_code}/sales_months/{year}", response={200: Months, **NO})
def months(request: Request, org_code: Org, year: Year) -> Any:
    """The months in the book and those that wait."""
    posted = [
        row for row in queries.posted_months(who(request), org_code) if row.month.startswith(f"{year}-")
    ]
    return plain({"posted": posted, "open": queries.open_months(who(request), org_code, year)})
