"""The readers of deliveries (交售查询)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from liancun.base import charters, clock
from liancun.base.keeping import kept
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.rooms.deliveries import facts, rules
from liancun.rooms.deliveries.models import PriceNotice, WeighSlip
from liancun.rooms.deliveries.rules import WeighingTerms
from liancun.rooms.registry import facts as registry_facts
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.names import must_see_member, village_slugs
from liancun.rooms.settlement import queries as settlement


@dataclass(frozen=True)
class SlipRow:
    """One slip as shown (过磅单). `value_fen` None while it has no price, which may come by notice;
    `own_price_fen` is what the slip itself says.

    `delivered_by` is who brought it, `name` and `account_of` whose it is; `on` the day it was recorded.
    """

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
    org_code: str
    village_code: str
    product_name: str
    site_name: str
    delivered_by: str
    recorded_by: str
    on: date
    own_price_fen: int | None


@dataclass(frozen=True)
class SlipPage:
    """A page of slips (过磅单列表), with the net weight of all of them by product, and how many wait."""

    total: int
    rows: tuple[SlipRow, ...]
    held: int
    weights: tuple["Weight", ...]


@dataclass(frozen=True)
class Weight:
    """The slips of one product and their net weight (分产品合计)."""

    product: str
    name: str
    slips: int
    net_g: int


@dataclass(frozen=True)
class SlipCard:
    """One slip with its history (过磅单详情).

    `versions` from the first to the one that stands; `held_because` while it waits for a second look;
    `by_notice` where its price came by a price notice; `line` the payment line it went into, '' while none
    is in the book; `may` what this viewer may do with it now.
    """

    row: SlipRow
    village: str
    deliverer: str
    by_notice: bool
    stands: bool
    versions: tuple[SlipRow, ...]
    held_because: Reason | None
    line: str
    may: tuple[str, ...]


@dataclass(frozen=True)
class ProductChoice:
    """A product as the weigher may take it in (收购品种)."""

    code: str
    name: str
    grades: tuple[str, ...]
    minimum_fen: int
    price_later: bool
    slip_kg_most: int


@dataclass(frozen=True)
class WeighingForm:
    """What the weigher's form offers (过磅录入): products, weighing points, the next number there.

    `sites` are (name, code); a weighing point that no village is named after is called by its code.
    """

    org_code: str
    clause: str
    products: tuple[ProductChoice, ...]
    sites: tuple[tuple[str, str], ...]
    site: str
    number: str


@dataclass(frozen=True)
class PriceRow:
    """A price by notice (定价通知)."""

    product: str
    product_name: str
    grade: str
    first_day: date
    last_day: date
    price_fen: int
    document: str
    recorded_by: str
    on: date


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
    village_code: str = "",
    product: str = "",
    state: str = "",
    limit: int = 50,
    offset: int = 0,
) -> SlipPage:
    """Slips that stand, newest first; a member sees the own ones.

    `village_code` is the village of the section or branch where the account holder belongs.
    """
    rows = WeighSlip.objects.filter(org_code=org_code)
    own = bool(viewer.party) and account_of == viewer.party
    if not own:
        rows = viewer.limit(rows)
    wanted = {"account_of": account_of, "village_code": village_code, "product": product, "state": state}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if period:
        days = rules.span_of(period)
        rows = rows.filter(weighed_on__gte=days.first_day, weighed_on__lte=days.last_day)
    gone = WeighSlip.objects.exclude(supersedes=None).values("supersedes_id")
    rows = rows.exclude(pk__in=gone).order_by("-weighed_on", "site", "-number")
    shown = _shown(viewer, org_code, list(rows[offset : offset + limit]))
    sums: dict[str, tuple[int, int]] = {}
    total = held = 0
    groups = rows.order_by("product").values_list("product", "state").annotate(Count("pk"), Sum("net_g"))
    for code, each, slips, net_g in groups:
        total += slips
        held += slips if each == WeighSlip.State.HELD else 0
        if each != WeighSlip.State.VOID:
            before = sums.get(code, (0, 0))
            sums[code] = (before[0] + slips, before[1] + net_g)
    known = _product_names(org_code)
    weights = tuple(Weight(code, known.get(code, code), *each) for code, each in sums.items())
    return SlipPage(total, shown, held, weights)


def _product_names(org_code: str) -> dict[str, str]:
    terms = charters.in_force(WeighingTerms, on=clock.today(), org=org_code)
    return {code: product.name for code, product in terms.products.items()}


def slip(viewer: Viewer, slip_id: int) -> SlipRow:
    """One slip, superseded or not: to its account holder and to those who see its village."""
    row = _seen(viewer, slip_id)
    return _shown(viewer, row.org_code, [row])[0]


def _seen(viewer: Viewer, slip_id: int) -> WeighSlip:
    row = WeighSlip.objects.filter(pk=slip_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    if not viewer.party or viewer.party not in (row.account_of, row.delivered_by):
        viewer.must_see(row.org_code, row.village_code)
    return row


def slip_card(viewer: Viewer, slip_id: int) -> SlipCard:
    """One slip with its versions, the payment it went into, and what the viewer may do with it."""
    seen = _seen(viewer, slip_id)
    same = {name: getattr(seen, name) for name in ("org_code", "site", "weighed_on", "number")}
    rows = list(WeighSlip.objects.filter(**same).order_by("revision"))
    versions = tuple(
        row
        for row in _shown(viewer, seen.org_code, rows)
        if row.pk == seen.pk or viewer.party == row.account_of or viewer.sees(row.org_code, row.village_code)
    )
    shown = next(row for row in versions if row.pk == seen.pk)
    stands = rows[-1].pk == seen.pk
    names = registry.names(viewer, [seen.delivered_by])
    return SlipCard(
        row=shown,
        village=registry.village_names().get(seen.village_code, ""),
        deliverer=names.get(seen.delivered_by, seen.delivered_by),
        by_notice=seen.price_fen is None and shown.price_fen is not None,
        stands=stands,
        versions=versions,
        held_because=_held_because(seen) if stands and seen.state == WeighSlip.State.HELD else None,
        line=_line_of(viewer, seen),
        may=_may(viewer, seen) if stands else (),
    )


def _held_because(row: WeighSlip) -> Reason | None:
    terms = charters.in_force(WeighingTerms, on=row.weighed_on, org=row.org_code)
    asof = Watermark.now([row.org_code, registry_facts.TOWN])
    loads = facts.day_weights(row.org_code, row.weighed_on, row.weighed_on, asof=asof)
    day_g = loads.get((row.account_of, row.weighed_on, row.product), 0)
    return rules.hold_reason(row.product, day_g, terms)


def _line_of(viewer: Viewer, row: WeighSlip) -> str:
    """The payment line of the slip's month and account holder, where it is in the book and in reach."""
    month = str(Period.month_of(row.weighed_on))
    lines = settlement.bills(viewer, subject=row.account_of, kind="delivery_payment", limit=200).rows
    found = [line for line in lines if line.period == month and line.org_code == row.org_code]
    return found[-1].ref if found else ""


def _may(viewer: Viewer, row: WeighSlip) -> tuple[str, ...]:
    acts = [] if row.state == WeighSlip.State.VOID else ["correct_slip", "void_slip"]
    if row.state == WeighSlip.State.HELD and row.recorded_by != viewer.name:
        acts.insert(0, "release_slip")
    return tuple(
        each for each in acts if permitted(viewer, f"deliveries.{each}", row.org_code, row.village_code)
    )


def weighing_form(viewer: Viewer, org_code: str, *, on: date, site: str = "") -> WeighingForm:
    """What the form of a new slip offers whoever sees the organisation."""
    viewer.must_see(org_code)
    terms = charters.in_force(WeighingTerms, on=on, org=org_code)
    named = village_slugs()
    here = {name for code, name in registry.village_names().items() if code in viewer.village_codes}
    own = {slug for slug, name in named.items() if name in here}
    used = viewer.limit(WeighSlip.objects.filter(org_code=org_code)).order_by("site")
    codes = sorted(own | set(used.values_list("site", flat=True).distinct()))
    sites = tuple((named.get(code, code), code) for code in codes)
    site = site or next(iter(sorted(own)), "")
    today = WeighSlip.objects.filter(org_code=org_code, site=site, weighed_on=on, revision=1).count()
    products = tuple(
        ProductChoice(
            code,
            each.name,
            each.grades,
            each.minimum_fen,
            each.price_later,
            each.slip_kg_most,
        )
        for code, each in terms.products.items()
    )
    return WeighingForm(org_code, terms.clause, products, sites, site, f"{on:%m%d}-{today + 1:03d}")


def price_page(viewer: Viewer, org_code: str, *, limit: int = 50) -> tuple[PriceRow, ...]:
    """The latest price notices, to the cooperative's people and its members."""
    if org_code not in viewer.member_of:
        viewer.must_see(org_code)
    known = _product_names(org_code)
    rows = PriceNotice.objects.filter(org_code=org_code).order_by("-mark", "-pk")[:limit]
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
        )
        for row in rows
    )


def _shown(viewer: Viewer, org_code: str, rows: list[WeighSlip]) -> tuple[SlipRow, ...]:
    names = registry.names(viewer, {row.account_of for row in rows})
    unpriced = any(row.price_fen is None for row in rows)
    notices = facts.announced(org_code, asof=Watermark.now([org_code])) if unpriced else ()
    products = _product_names(org_code) if rows else {}
    sites = village_slugs() if rows else {}
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
                row.org_code,
                row.village_code,
                products.get(row.product, row.product),
                sites.get(row.site, row.site),
                row.delivered_by,
                row.recorded_by,
                row.on,
                row.price_fen,
            )
        )
    return tuple(shown)


def trade_page(viewer: Viewer, org_code: str, year: int, *, limit: int = 50, offset: int = 0) -> TradePage:
    """Each member's trade of a year, largest first; one not of the cooperative's people sees the own row."""
    found = _year_trade(org_code, year)
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


@kept
def _year_trade(org_code: str, year: int) -> Mapping[str, facts.Trade]:
    return facts.trade_of_year(org_code, year, asof=Watermark.now([org_code, registry_facts.TOWN]))


def trade_of(viewer: Viewer, org_code: str, party: str, year: int) -> TradeRow:
    """One member's trade of a year: to the member, and to the cooperative's own people for the village."""
    must_see_member(viewer, org_code, party)
    asof = Watermark.now([org_code, registry_facts.TOWN])
    found = facts.trade_of_year(org_code, year, asof=asof, party=party).get(party, facts.Trade(0, 0))
    name = registry.names(viewer, [party]).get(party, party)
    return TradeRow(party, name, found.value_fen, found.weight_g)
