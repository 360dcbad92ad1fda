"""Books (账簿)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from liancun.base import clock
from liancun.faces.api.answers import NO, page, plain, who
from liancun.faces.api.window import Key, Window
from liancun.kernel import Period, Refusal
from liancun.rooms.ledger import queries

router = Router(tags=["ledger"])


def _period(text: str) -> str:
    try:
        return str(Period.parse(text))
    except ValueError:
        raise Refusal("settlement.no_such_period", period=text[:20]) from None


@router.get("/books", response={200: list, **NO})
def books(request: HttpRequest) -> Any:
    """The books in reach."""
    return plain(queries.books(who(request)))


@router.get("/books/{org_code}/balance", response={200: dict, **NO})
def trial_balance(request: HttpRequest, org_code: str, period: str) -> Any:
    """The trial balance of a month or a year."""
    return plain(queries.trial_balance(who(request), org_code, _period(period)))


@router.get("/books/{org_code}/entries", response={200: dict, **NO})
def entries(request: HttpRequest, org_code: str, period: str, window: Query[Window]) -> Any:
    """The entries of a month or a year."""
    return page(*queries.entry_page(who(request), org_code, period=_period(period), **window.dict()))


@router.get("/entries/{entry_id}", response={200: dict, **NO})
def entry(request: HttpRequest, entry_id: Key) -> Any:
    """One entry."""
    return plain(queries.entry(who(request), entry_id))


@router.get("/books/{org_code}/members/{party}", response={200: dict, **NO})
def member_account(request: HttpRequest, org_code: str, party: str) -> Any:
    """A member's account (成员账户)."""
    return plain(queries.member_account(who(request), org_code, party, on=clock.today()))
