"""Sales (销售): sales, stock, buyers, months; recording, taking back, receiving, entering."""

from dataclasses import fields
from datetime import date
from typing import Any, Literal

from ninja import Query, Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Amount, Code, NewParty, Org, Party, Ref, Text, Year, shape
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.rooms.sales import actions, queries

router = Router(tags=["sales"])


class SaleIn(Schema):
    """A new sale; the quantity in grams, or thousandths of a piece."""

    number: NewParty
    buyer: Party
    product: Party
    quantity_milli: Amount
    price_fen: Amount
    happened_on: date
    document: Text = ""


class Back(Schema):
    """The number and day of the opposite sale."""

    new_number: NewParty
    happened_on: date


class ReceiptIn(Schema):
    """Money from a buyer: 102 into the bank, 101 in cash."""

    number: NewParty
    buyer: Party
    amount_fen: Amount
    happened_on: date
    money_account: Literal["101", "102"] = "102"


class LossIn(Schema):
    """Weight that was lost, with its paper."""

    product: Party
    lost_g: Amount
    happened_on: date
    document: Code


class Buyer(shape(queries.BuyerRow)):  # type: ignore[misc]
    """What a buyer took, paid and still owes."""

    open_fen: int


class Months(Schema):
    """A year's months in the book, and those that wait in their order."""

    posted: list[shape(queries.PostedMonth)]  # type: ignore[valid-type]
    open: list[shape(queries.OpenMonth)]  # type: ignore[valid-type]


@router.get("/orgs/{code:org_code}/sales", response={200: shape(queries.SalePage), **NO})
def sales(
    request: Request,
    org_code: Org,
    window: Query[Window],
    period: str = "",
    buyer: str = "",
    product: str = "",
) -> Any:
    """Sales, newest first."""
    page = queries.sale_page(
        who(request), org_code, period=period, buyer=buyer, product=product, **window.dict()
    )
    return plain(page)


@router.post("/orgs/{code:org_code}/sales", response={200: Ref, **NO})
def record(request: Request, org_code: Org, new: SaleIn) -> Any:
    """Record a sale."""
    sale = actions.NewSale(**new.dict())
    return {"ref": actions.record_sale(org_code, sale, by=who(request), on=clock.today())}


@router.post("/orgs/{code:org_code}/sales/{code:number}/take_back", response={200: Ref, **NO})
def take_back(request: Request, org_code: Org, number: str, new: Back) -> Any:
    """Undo a sale by its opposite."""
    ref = actions.take_back(org_code, number, **new.dict(), by=who(request), on=clock.today())
    return {"ref": ref}


@router.get("/sales/{sale_id}", response={200: shape(queries.SaleRow), **NO})
def sale(request: Request, sale_id: Key) -> Any:
    """One sale."""
    return plain(queries.sale(who(request), sale_id))


@router.get("/orgs/{code:org_code}/stock", response={200: list[shape(queries.Stock)], **NO})  # type: ignore[misc]
def stock(request: Request, org_code: Org) -> Any:
    """What is on hand today."""
    return plain(queries.stock(who(request), org_code, on=clock.today()))


@router.get("/orgs/{code:org_code}/buyers", response={200: list[Buyer], **NO})
def buyers(request: Request, org_code: Org) -> Any:
    """What every buyer took, paid and owes."""
    rows = queries.buyers(who(request), org_code)
    return [
        {**{each.name: getattr(row, each.name) for each in fields(row)}, "open_fen": row.open_fen}
        for row in rows
    ]


@router.post("/orgs/{code:org_code}/receipts", response={200: Ref, **NO})
def receive(request: Request, org_code: Org, new: ReceiptIn) -> Any:
    """Record money from a buyer; answers with the entry."""
    receipt = actions.NewReceipt(**new.dict())
    return {"ref": actions.record_receipt(org_code, receipt, by=who(request), on=clock.today())}


@router.post("/orgs/{code:org_code}/losses", response={200: LossIn, **NO})
def lose(request: Request, org_code: Org, new: LossIn) -> Any:
    """Record weight that was lost; answers with what was recorded."""
    actions.record_loss(org_code, **new.dict(), by=who(request), on=clock.today())
    return plain(new.dict())


@router.get("/orgs/{code:org_code}/sales_months/{year}", response={200: Months, **NO})
def months(request: Request, org_code: Org, year: Year) -> Any:
    """The months in the book and those that wait."""
    posted = [
        row for row in queries.posted_months(who(request), org_code) if row.month.startswith(f"{year}-")
    ]
    return plain({"posted": posted, "open": queries.open_months(who(request), org_code, year)})


@router.post("/orgs/{code:org_code}/sales_months/{month}/post", response={200: Ref, **NO})
def post_month(request: Request, org_code: Org, month: str) -> Any:
    """Enter a month's sales and their cost into the book."""
    number = actions.post_month(org_code, month, by=who(request), on=clock.today())
    return {"ref": f"salesmonth:{number}"}
