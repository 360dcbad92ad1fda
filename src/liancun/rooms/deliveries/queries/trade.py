"""Prices by notice, and what members traded in a year (定价、交易额)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import clock
from liancun.base.lists import in_order, listed
from liancun.base.page_cache import kept
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Day, Kilos, Text, Whole, Word, Yuan, _
from liancun.rooms.deliveries import facts
from liancun.rooms.deliveries.models import PriceNotice
from liancun.rooms.deliveries.queries.weighing import product_names
from liancun.rooms.registry import facts as registry_facts
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.names import must_see_member


@dataclass(frozen=True)
class PriceRow:
    """A price by notice (定价通知)."""

    product: str
    product_name: A[str, Word(_("产品"))]
    grade: A[str, Word(_("等级"))]
    first_day: A[date, Day(_("自过磅日"))]
    last_day: A[date, Day(_("至过磅日"))]
    price_fen: A[int, Yuan(_("每公斤"))]
    document: A[str, Text(_("定价文件"))]
    recorded_by: str
    on: A[date, Day(_("登记日"))]
    ref: str


@dataclass(frozen=True)
class TradeRow:
    """A member's trade of a year (交易量、交易额)."""

    party: str
    name: A[str, Text(_("成员"), link="ref")]
    weight_g: A[int, Kilos(_("交易量"))]
    value_fen: A[int, Yuan(_("交易额"))]
    ref: str


@dataclass(frozen=True)
class TradePage:
    """A page of members' trade, and the sums of all."""

    total: int
    weight_g: A[int, Kilos(_("交易量"))]
    value_fen: A[int, Yuan(_("交易额"))]
    rows: tuple[TradeRow, ...]


@listed(
    "deliveries.prices",
    title=_("定价通知"),
    sorts=("first_day",),
    path="prices",
    empty=_("没有定价通知;当时定价的过磅单不需要通知"),
)
def price_page(viewer: Viewer, org_code: str) -> tuple[PriceRow, ...]:
    """The price notices, the latest first, to the cooperative's people and its members."""
    if org_code not in viewer.member_of:
        viewer.must_see(org_code)
    known = product_names(org_code)
    rows = PriceNotice.objects.filter(org_code=org_code).order_by("-mark", "-pk")
    return tuple(
        PriceRow(
            row.product,
            known.get(row.product, row.product),
            row.grade,
            row.first_day,
            row.last_day,
            row.price_fen,
            row.document,
            row.recorded_by,
            row.on,
            f"price:{row.pk}",
        )
        for row in rows
    )


def price(viewer: Viewer, notice_id: int) -> PriceRow:
    """One price notice, to the cooperative's people and its members."""
    row = PriceNotice.objects.filter(pk=notice_id).first()
    found = price_page(viewer, row.org_code) if row else ()
    for each in found:
        if each.ref == f"price:{notice_id}":
            return each
    raise Refusal("viewer.not_found")


@listed(
    "deliveries.trade",
    title=_("成员交易额"),
    sorts=("value_fen", "weight_g"),
    path="trade/{year}",
    empty=_("这一年没有成员交售"),
)
def trade_page(
    viewer: Viewer,
    org_code: str,
    *,
    year: A[int | None, Whole(_("年度"), 2000, 2100, help=_("留空即今年"))] = None,
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> TradePage:
    """Each member's trade of a year, largest first; one not of the cooperative's people sees the own row."""
    found = _year_trade(org_code, year or clock.today().year)
    if not viewer.sees(org_code):
        found = {party: trade for party, trade in found.items() if viewer.party and party == viewer.party}
    order = sorted(found, key=lambda party: (-found[party].value_fen, party))
    rows = in_order([_traded(org_code, party, found[party], "") for party in order], sort)
    shown = rows[offset : offset + limit]
    names = registry.names(viewer, [row.party for row in shown])
    return TradePage(
        len(found),
        sum(trade.weight_g for trade in found.values()),
        sum(trade.value_fen for trade in found.values()),
        tuple(replace(row, name=names.get(row.party, row.party)) for row in shown),
    )


def _traded(org_code: str, party: str, trade: facts.Trade, name: str) -> TradeRow:
    return TradeRow(party, name, trade.weight_g, trade.value_fen, f"member:{org_code}/{party}")


@kept
def _year_trade(org_code: str, year: int) -> Mapping[str, facts.Trade]:
    return facts.trade_of_year(org_code, year, asof=Watermark.now([org_code, *registry_facts.owners()]))


def trade_of(viewer: Viewer, org_code: str, party: str, year: int) -> TradeRow:
    """One member's trade of a year: to the member, and to the cooperative's own people for the village."""
    must_see_member(viewer, org_code, party)
    asof = Watermark.now([org_code, *registry_facts.owners()])
    found = facts.trade_of_year(org_code, year, asof=asof, party=party).get(party, facts.Trade(0, 0))
    name = registry.names(viewer, [party]).get(party, party)
    return _traded(org_code, party, found, name)
