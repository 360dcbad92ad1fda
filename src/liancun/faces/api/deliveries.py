"""Deliveries (交售): slips, prices, trade; recording, correcting, releasing."""

from datetime import date
from typing import Any, Literal

from ninja import Query, Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Amount, NewParty, Note, Org, Party, Ref, Text, Year, shape
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.rooms.deliveries import actions, queries
from liancun.rooms.deliveries.actions import NewSlip
from liancun.rooms.deliveries.rules import Weighing

router = Router(tags=["deliveries"])


class Weighed(Schema):
    """What the scale said; `price_fen` per kg, null where it is set later; `grade` empty for the first."""

    account_of: Party
    product: Party
    gross_g: Amount
    tare_g: Amount
    grade: Text = ""
    deduction_g: Amount = 0
    price_fen: Amount | None = None
    delivered_by: Text = ""

    def weighing(self) -> Weighing:
        """As the room takes it."""
        return Weighing(self.product, self.grade, self.gross_g, self.tare_g, self.deduction_g, self.price_fen)


class SlipIn(Weighed):
    """A new slip. The very same again is answered with the slip that stands."""

    site: NewParty
    number: NewParty
    weighed_on: date
    note: Text = ""


class SlipCorrection(Weighed):
    """A corrected slip, and why."""

    note: Note


class Why(Schema):
    """Why."""

    note: Note


class PriceIn(Schema):
    """A price for slips that came without one."""

    product: Party
    grade: Party
    first_day: date
    last_day: date
    price_fen: Amount
    document: Text = ""


@router.get("/orgs/{code:org_code}/slips", response={200: shape(queries.SlipPage), **NO})
def slips(
    request: Request,
    org_code: Org,
    window: Query[Window],
    period: str = "",
    account_of: str = "",
    village_code: str = "",
    product: str = "",
    state: Literal["", "accepted", "held", "void"] = "",
) -> Any:
    """The slips that stand, newest first; a member gives the own code as `account_of`."""
    page = queries.slip_page(
        who(request),
        org_code,
        period=period,
        account_of=account_of,
        village_code=village_code,
        product=product,
        state=state,
        **window.dict(),
    )
    return plain(page)


@router.post("/orgs/{code:org_code}/slips", response={200: Ref, **NO})
def record(request: Request, org_code: Org, new: SlipIn) -> Any:
    """Record a slip."""
    slip = NewSlip(
        new.site, new.number, new.weighed_on, new.account_of, new.weighing(), new.delivered_by, new.note
    )
    return {"ref": actions.record_slip(org_code, slip, by=who(request), on=clock.today())}


@router.get("/slips/{slip_id}", response={200: shape(queries.SlipCard), **NO})
def slip(request: Request, slip_id: Key) -> Any:
    """One slip with its versions, its payment line, and what the asker may do."""
    return plain(queries.slip_card(who(request), slip_id))


@router.post("/slips/{slip_id}/correct", response={200: Ref, **NO})
def correct(request: Request, slip_id: Key, new: SlipCorrection) -> Any:
    """Put a corrected slip in its place."""
    old = queries.slip(who(request), slip_id)
    slip = NewSlip(
        old.site, old.number, old.weighed_on, new.account_of, new.weighing(), new.delivered_by, new.note
    )
    return {"ref": actions.correct_slip(slip_id, slip, by=who(request), on=clock.today())}


@router.post("/slips/{slip_id}/void", response={200: Ref, **NO})
def void(request: Request, slip_id: Key, why: Why) -> Any:
    """Take a slip out."""
    return {"ref": actions.void_slip(slip_id, note=why.note, by=who(request), on=clock.today())}


@router.post("/slips/{slip_id}/release", response={200: Ref, **NO})
def release(request: Request, slip_id: Key, why: Why) -> Any:
    """Accept a held slip after a second look."""
    return {"ref": actions.release_slip(slip_id, note=why.note, by=who(request), on=clock.today())}


@router.get("/orgs/{code:org_code}/weighing", response={200: shape(queries.WeighingForm), **NO})
def weighing_form(request: Request, org_code: Org, site: Text = "") -> Any:
    """What a new slip may say: products, grades, least prices, weighing points, the next number."""
    return plain(queries.weighing_form(who(request), org_code, on=clock.today(), site=site))


@router.get("/orgs/{code:org_code}/prices", response={200: list[shape(queries.PriceRow)], **NO})  # type: ignore[misc]
def prices(request: Request, org_code: Org) -> Any:
    """The latest price notices."""
    return plain(queries.price_page(who(request), org_code, limit=200))


@router.post("/orgs/{code:org_code}/prices", response={200: Ref, **NO})
def announce(request: Request, org_code: Org, new: PriceIn) -> Any:
    """Set the price of slips that came without one."""
    return {"ref": actions.announce_price(org_code, **new.dict(), by=who(request), on=clock.today())}


@router.get("/orgs/{code:org_code}/trade/{year}", response={200: shape(queries.TradePage), **NO})
def trade(request: Request, org_code: Org, year: Year, window: Query[Window]) -> Any:
    """Each member's trade of a year; a member sees the own row."""
    return plain(queries.trade_page(who(request), org_code, year, **window.dict()))
