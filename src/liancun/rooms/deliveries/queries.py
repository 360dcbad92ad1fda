"""The readers of deliveries (交售查询)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.rooms.deliveries import facts, rules
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.registry import facts as registry_facts
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class SlipRow:
    """One slip as shown (过磅单). `value_fen` None while it has no price."""

    pk: int
    ref: str
    site: str
    number: str
    weighed_on: date
    state: str
    account_of: str
    name: str
    product: str
    grade: str
    gross_g: int
    tare_g: int
    deduction_g: int
    net_g: int
    price_fen: int | None
    value_fen: int | None
    revision: int
    note: str


@dataclass(frozen=True)
class SlipPage:
    """A page of slips (过磅单列表)."""

    total: int
    rows: tuple[SlipRow, ...]


@dataclass(frozen=True)
class TradeRow:
    """A member's trade of a year (交易量、交易额)."""

    party: str
    name: str
    value_fen: int
    weight_g: int


@dataclass(frozen=True)
class TradePage:
    """A page of members' trade, and the sums of all."""

    total: int
    value_fen: int
    weight_g: int
    rows: tuple[TradeRow, ...]


def slip_page(
    viewer: Viewer,
    org_code: str,
    *,
    period: str = "",
    account_of: str = "",
    state: str = "",
    limit: int = 50,
    offset: int = 0,
) -> SlipPage:
    """Slips that stand, newest first; a member sees the own ones."""
    rows = WeighSlip.objects.filter(org_code=org_code)
    own = bool(viewer.party) and account_of == viewer.party
    if not own:
        rows = viewer.limit(rows)
    if account_of:
        rows = rows.filter(account_of=account_of)
    if period:
        days = Period.parse(period)
        rows = rows.filter(weighed_on__gte=days.first_day, weighed_on__lte=days.last_day)
    if state:
        rows = rows.filter(state=state)
    gone = WeighSlip.objects.filter(org_code=org_code).exclude(supersedes=None).values("supersedes_id")
    rows = rows.exclude(pk__in=gone).order_by("-weighed_on", "site", "number")
    return SlipPage(rows.count(), _shown(viewer, org_code, list(rows[offset : offset + limit])))


def slip(viewer: Viewer, slip_id: int) -> SlipRow:
    """One slip, superseded or not: to its account holder and to those who see its village."""
    row = WeighSlip.objects.filter(pk=slip_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    if not viewer.party or viewer.party not in (row.account_of, row.delivered_by):
        viewer.must_see(row.org_code, row.village_code)
    return _shown(viewer, row.org_code, [row])[0]


def _shown(viewer: Viewer, org_code: str, rows: list[WeighSlip]) -> tuple[SlipRow, ...]:
    names = registry.names(viewer, {row.account_of for row in rows})
    notices = facts.announced(org_code, asof=Watermark.now([org_code]))
    shown = []
    for row in rows:
        price_fen = row.price_fen
        if price_fen is None:
            price_fen = rules.announced_price(row.product, row.grade, row.weighed_on, notices)
        shown.append(
            SlipRow(
                row.pk,
                f"slip:{row.pk}",
                row.site,
                row.number,
                row.weighed_on,
                row.state,
                row.account_of,
                names.get(row.account_of, row.account_of),
                row.product,
                row.grade,
                row.gross_g,
                row.tare_g,
                row.deduction_g,
                row.net_g,
                price_fen,
                None if price_fen is None else rules.value_fen(row.net_g, price_fen),
                row.revision,
                row.note,
            )
        )
    return tuple(shown)


def trade_page(viewer: Viewer, org_code: str, year: int, *, limit: int = 50, offset: int = 0) -> TradePage:
    """Each member's trade of a year, largest first; one not of the cooperative's people sees the own row."""
    found = facts.trade_of_year(org_code, year, asof=Watermark.now([org_code, registry_facts.TOWN]))
    if not viewer.sees(org_code):
        found = {party: trade for party, trade in found.items() if viewer.party and party == viewer.party}
    order = sorted(found, key=lambda party: (-found[party].value_fen, party))
    shown = order[offset : offset + limit]
    names = registry.names(viewer, shown)
    return TradePage(
        len(found),
        sum(trade.value_fen for trade in found.values()),
        sum(trade.weight_g for trade in found.values()),
        tuple(
            TradeRow(party, names.get(party, party), found[party].value_fen, found[party].weight_g)
            for party in shown
        ),
    )
