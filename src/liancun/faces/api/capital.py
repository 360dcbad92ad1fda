"""A member's account (成员账户): shares, reserve share, trade."""

from typing import Any

from ninja import Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Stored, shape
from liancun.faces.request import Request
from liancun.rooms.capital import queries
from liancun.rooms.deliveries.queries import TradeRow, trade_of
from liancun.rooms.ledger.queries import MemberAccount, member_account

router = Router(tags=["capital"])


class Holder(Schema):
    """A member's account, lots, and trade of this year and the last."""

    account: shape(MemberAccount)  # type: ignore[valid-type]
    lots: list[shape(queries.LotRow)]  # type: ignore[valid-type]
    trade: dict[str, shape(TradeRow)]  # type: ignore[valid-type]


@router.get("/orgs/{code:org_code}/holders/{code:party}", response={200: Holder, **NO})
def holder(request: Request, org_code: Org, party: Stored) -> Any:
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
