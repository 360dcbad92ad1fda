"""The share register (股金): who holds what, moves, accounts; paying in, transferring, withdrawing."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Amount, Code, Org, Party, Ref, Text, shape
from liancun.faces.api.window import Window
from liancun.rooms.capital import actions, queries
from liancun.rooms.deliveries.queries import TradeRow, trade_of
from liancun.rooms.ledger.queries import MemberAccount, member_account

router = Router(tags=["capital"])


class ContributionIn(Schema):
    """Shares paid in; `paid_fen` is what was handed over."""

    number: Code
    party: Party
    form: Literal["money", "kind", "ip", "land_right", "forest_right", "other"] = "money"
    shares: Amount
    price_fen: Amount
    paid_fen: Amount
    happened_on: date
    document: Text = ""
    resolution: Text = ""


class TransferIn(Schema):
    """Shares of a lot to another member, as a new lot at the same price."""

    shares: Amount
    to_party: Party
    new_number: Code
    happened_on: date
    document: Text


class WithdrawalIn(Schema):
    """Shares paid back to one who left."""

    shares: Amount
    happened_on: date
    document: Text


class Holder(Schema):
    """A member's account, lots, and trade of this year and the last."""

    account: shape(MemberAccount)  # type: ignore[valid-type]
    lots: list[shape(queries.LotRow)]  # type: ignore[valid-type]
    trade: dict[str, shape(TradeRow)]  # type: ignore[valid-type]


@router.get("/orgs/{org_code}/shares", response={200: shape(queries.RegisterPage), **NO})
def register(request: HttpRequest, org_code: Org, window: Query[Window]) -> Any:
    """Who holds what today."""
    return plain(queries.share_register(who(request), org_code, on=clock.today(), **window.dict()))


@router.get("/orgs/{org_code}/share_moves", response={200: shape(queries.MovePage), **NO})
def moves(request: HttpRequest, org_code: Org, window: Query[Window], party: str = "") -> Any:
    """Transfers and withdrawals; a member gives the own code as `party`."""
    return plain(queries.move_page(who(request), org_code, party=party, **window.dict()))


@router.get("/orgs/{org_code}/holders/{party}", response={200: Holder, **NO})
def holder(request: HttpRequest, org_code: Org, party: str) -> Any:
    """A member's account."""
    today = clock.today()
    return plain(
        {
            "account": member_account(who(request), org_code, party, on=today),
            "lots": queries.lots_of(who(request), org_code, party, on=today),
            "trade": {
                year: trade_of(who(request), org_code, party, year) for year in (today.year - 1, today.year)
            },
        }
    )


@router.post("/orgs/{org_code}/shares", response={200: Ref, **NO})
def contribute(request: HttpRequest, org_code: Org, new: ContributionIn) -> Any:
    """Record shares paid in, with their entry."""
    given = actions.Contribution(**new.dict())
    return {"ref": actions.record_contribution(org_code, given, by=who(request), on=clock.today())}


@router.post("/orgs/{org_code}/shares/{number}/transfer", response={200: Ref, **NO})
def transfer(request: HttpRequest, org_code: Org, number: str, new: TransferIn) -> Any:
    """Move shares to another member, with the entry."""
    given = new.dict()
    ref = actions.transfer_shares(
        org_code, number, given.pop("shares"), **given, by=who(request), on=clock.today()
    )
    return {"ref": ref}


@router.post("/orgs/{org_code}/shares/{number}/withdraw", response={200: Ref, **NO})
def withdraw(request: HttpRequest, org_code: Org, number: str, new: WithdrawalIn) -> Any:
    """Pay back shares of one who left, with the entry."""
    given = new.dict()
    ref = actions.withdraw_shares(
        org_code, number, given.pop("shares"), **given, by=who(request), on=clock.today()
    )
    return {"ref": ref}
