"""Books (账簿): statements, one entry, a member's account; entering by hand."""

from typing import Any

from ninja import Path, Router

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.given import given, takes
from liancun.faces.api.shapes import Org
from liancun.faces.api.window import Key
from liancun.faces.books import book_answer
from liancun.faces.request import Request
from liancun.rooms.ledger import actions, plain_text, queries
from liancun.rooms.ledger.fields import NewEntry

router = Router(tags=["ledger"])


@router.get("/books/{code:org_code}/balance_sheet", response={200: dict, **NO})
def balance_sheet(request: Request, org_code: str, period: str) -> Any:
    """The cooperative's balance sheet (会农社01表)."""
    return plain(queries.balance_sheet(who(request), org_code, period))


@router.get("/books/{code:org_code}/surplus", response={200: dict, **NO})
def surplus_statement(request: Request, org_code: str, period: str) -> Any:
    """The cooperative's surplus, lines 1 to 12 of 会农社02表."""
    return plain(queries.surplus_statement(who(request), org_code, period))


TEXT = {"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}}


@router.get("/books/{code:org_code}/text/{form}", response={200: None, **NO}, openapi_extra=TEXT)
def book_as_text(request: Request, org_code: str, form: Path[plain_text.Form]) -> Any:
    """The whole book as Beancount or hledger read it."""
    return book_answer(who(request), org_code, form)


@router.get("/entries/{entry_id}", response={200: dict, **NO})
def entry(request: Request, entry_id: Key) -> Any:
    """One entry."""
    return plain(queries.entry(who(request), entry_id))


@router.get("/books/{code:org_code}/members/{code:party}", response={200: dict, **NO})
def member_account(request: Request, org_code: str, party: str) -> Any:
    """A member's account (成员账户)."""
    return plain(queries.member_account(who(request), org_code, party, on=clock.today()))


@router.post("/books/{code:org_code}/entries", response={200: dict, **NO}, openapi_extra=takes(NewEntry))
def post_entry(request: Request, org_code: Org) -> Any:
    """Post an entry by hand."""
    new = given(request, NewEntry, org_code)
    return {"entry": actions.post_entry(org_code, new, by=who(request), on=clock.today())}
