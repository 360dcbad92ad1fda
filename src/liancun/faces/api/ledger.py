"""Books (账簿): statements, one entry, a member's account; entering by hand."""

from datetime import date
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.window import Key
from liancun.faces.request import Request
from liancun.rooms.ledger import actions, queries

router = Router(tags=["ledger"])

Fen = Annotated[int, Field(ge=0, le=2**63 - 1)]


class NewLine(Schema):
    """A line of an entry: an account, whose it is, and one of the two sides, in fen."""

    account: Annotated[str, Field(max_length=8)]
    party: Annotated[str, Field(max_length=20)] = ""
    debit_fen: Fen = 0
    credit_fen: Fen = 0


class NewEntry(Schema):
    """An entry by hand."""

    accounting_on: date
    summary: Annotated[str, Field(max_length=120)]
    lines: Annotated[list[NewLine], Field(max_length=10_000)]


@router.get("/books/{code:org_code}/balance_sheet", response={200: dict, **NO})
def balance_sheet(request: Request, org_code: str, period: str) -> Any:
    """The cooperative's balance sheet (会农社01表)."""
    return plain(queries.balance_sheet(who(request), org_code, period))


@router.get("/books/{code:org_code}/surplus", response={200: dict, **NO})
def surplus_statement(request: Request, org_code: str, period: str) -> Any:
    """The cooperative's surplus, lines 1 to 12 of 会农社02表."""
    return plain(queries.surplus_statement(who(request), org_code, period))


@router.get("/entries/{entry_id}", response={200: dict, **NO})
def entry(request: Request, entry_id: Key) -> Any:
    """One entry."""
    return plain(queries.entry(who(request), entry_id))


@router.get("/books/{code:org_code}/members/{code:party}", response={200: dict, **NO})
def member_account(request: Request, org_code: str, party: str) -> Any:
    """A member's account (成员账户)."""
    return plain(queries.member_account(who(request), org_code, party, on=clock.today()))


@router.post("/books/{code:org_code}/entries", response={200: dict, **NO})
def post_entry(request: Request, org_code: str, new: NewEntry) -> Any:
    """Post an entry by hand."""
    lines = [
        actions.entry_line(each.account, each.party, debit_fen=each.debit_fen, credit_fen=each.credit_fen)
        for each in new.lines
    ]
    made = actions.post_entry(
        org_code,
        accounting_on=new.accounting_on,
        summary=new.summary,
        lines=lines,
        by=who(request),
        on=clock.today(),
    )
    return {"entry": made}
