"""Books (账簿): statements, one entry, a member's account; entering by hand."""

from typing import Any

from django.http import HttpResponse
from ninja import Path, Router

from liancun.base import clock, trail
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.given import given, takes
from liancun.faces.api.shapes import Org
from liancun.faces.api.window import Key
from liancun.faces.books import book_answer
from liancun.faces.prints import pdf_answer
from liancun.faces.prints.statements import printed_statements
from liancun.faces.prints.vouchers import printed_voucher, printed_vouchers
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


PAPER: Any = {
    "responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
}


@router.get("/entries/{entry_id}/paper", response={200: None, **NO}, openapi_extra=PAPER)
def voucher_paper(request: Request, entry_id: Key) -> HttpResponse:
    """A voucher on paper, as PDF."""
    org_code, made = printed_voucher(who(request), entry_id, on=clock.today())
    return _handed(request, "paper:voucher", org_code, made, f"voucher-{entry_id}")


@router.get("/books/{code:org_code}/vouchers/{period}/paper", response={200: None, **NO}, openapi_extra=PAPER)
def vouchers_paper(request: Request, org_code: str, period: str) -> HttpResponse:
    """The vouchers of a month or year on paper, one after the other, as PDF."""
    made = printed_vouchers(who(request), org_code, period, on=clock.today())
    return _handed(request, "paper:vouchers", org_code, made, f"vouchers-{org_code}")


@router.get(
    "/books/{code:org_code}/statements/{period}/paper", response={200: None, **NO}, openapi_extra=PAPER
)
def statements_paper(request: Request, org_code: str, period: str) -> HttpResponse:
    """会农社01表 and 02表 on paper, as PDF."""
    made = printed_statements(who(request), org_code, period, on=clock.today())
    return _handed(request, "paper:statements", org_code, made, f"statements-{org_code}")


def _handed(request: Request, paper: str, org_code: str, made: bytes, name: str) -> HttpResponse:
    trail.takes(who(request), paper, org_code, "pdf")
    return pdf_answer(made, name)


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
