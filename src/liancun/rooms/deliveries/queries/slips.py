"""Weigh slips: the list, and one with its history (过磅单)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from liancun.base.lists import listed
from liancun.base.permits import permitted
from liancun.base.request_cache import once
from liancun.base.versions import standing
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Kilos, Rows, Span, Text, Whole, Word, Yuan, _
from liancun.rooms.deliveries import facts, rules
from liancun.rooms.deliveries.facts import doubts
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.deliveries.queries.weighing import product_names
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.names import village_slugs
from liancun.rooms.settlement import queries as settlement

STATES = (
    (WeighSlip.State.ACCEPTED, _("有效")),
    (WeighSlip.State.HELD, _("待核")),
    (WeighSlip.State.VOID, _("已作废")),
)


@dataclass(frozen=True)
class SlipRow:
    """One slip as shown (过磅单). `value_fen` None while it has no price, which may come by notice;
    `own_price_fen` is what the slip itself says.

    `delivered_by` is who brought it, `name` and `account_of` whose it is; `on` the day it was recorded.
    """

    pk: int
    ref: str
    weighed_on: A[date, Day(_("过磅日"))]
    number: A[str, Code(_("过磅单号"), link="ref")]
    account_of: str
    name: A[str, Text(_("记账人"))]
    product: str
    product_name: A[str, Word(_("产品"))]
    gross_g: int
    tare_g: int
    deduction_g: int
    net_g: A[int, Kilos(_("净重"))]
    state: A[str, Choice(_("状态"), STATES)]
    site: str
    site_name: A[str, Text(_("过磅点"))]
    grade: A[str, Word(_("等级"))]
    price_fen: A[int | None, Yuan(_("每公斤"))]
    value_fen: A[int | None, Yuan(_("金额"))]
    revision: int
    note: str
    org_code: str
    village_code: str
    delivered_by: str
    recorded_by: str
    on: date
    own_price_fen: int | None


@dataclass(frozen=True)
class Weight:
    """The slips of one product and their net weight (分产品合计)."""

    product: str
    name: A[str, Word(_("产品"))]
    slips: A[int, Whole(_("过磅单"), of=_("张"))]
    net_g: A[int, Kilos(_("净重"))]


@dataclass(frozen=True)
class SlipPage:
    """A page of slips (过磅单列表), with the net weight of all of them by product, and how many wait."""

    total: int
    rows: tuple[SlipRow, ...]
    weights: A[tuple[Weight, ...], Rows(_("合计"))]
    held: A[int, Whole(_("待核"), of=_("张"))]
    hidden: tuple[str, ...] = ()


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


@listed(
    "deliveries.slips",
    title=_("过磅单"),
    sorts=("weighed_on", "net_g"),
    path="slips",
    command="list",
    empty=_("没有过磅单"),
)
def slip_page(
    viewer: Viewer,
    org_code: str,
    *,
    period: A[str, Span(_("月份或年"), example="2025-09")] = "",
    account_of: A[str, Choice(_("记账人"), "registry.parties", open=True, most=20)] = "",
    village_code: A[str, Choice(_("片区、分社"), "registry.villages")] = "",
    product: A[str, Choice(_("产品"), "deliveries.products")] = "",
    state: A[str, Choice(_("状态"), STATES)] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> SlipPage:
    """Slips that stand, newest first; a member sees the own ones.

    `village_code` is the village of the section or branch where the account holder belongs.
    """
    staff = viewer.sees(org_code)
    if not staff and not viewer.party:
        raise Refusal("viewer.not_found")
    account_of = account_of or ("" if staff else viewer.party)
    asked = (viewer, org_code, period, account_of, village_code, product, state)
    rows = _asked(*asked).order_by(*filter(None, [sort]), "-weighed_on", "site", "-number")
    shown = _shown(viewer, org_code, list(rows[offset : offset + limit]))
    sums: dict[str, tuple[int, int]] = {}
    total = held = 0
    for code, each, slips, net_g in _groups(*asked):
        total += slips
        held += slips if each == WeighSlip.State.HELD else 0
        if each != WeighSlip.State.VOID:
            before = sums.get(code, (0, 0))
            sums[code] = (before[0] + slips, before[1] + net_g)
    known = product_names(org_code)
    weights = tuple(Weight(code, known.get(code, code), *each) for code, each in sums.items())
    return SlipPage(total, shown, weights, held, () if staff else ("name", "account_of", "village_code"))


def _asked(
    viewer: Viewer, org_code: str, period: str, account_of: str, village_code: str, product: str, state: str
) -> "QuerySet[WeighSlip]":
    """The slips in reach that stand and are asked for."""
    rows = WeighSlip.objects.filter(org_code=org_code)
    if not viewer.party or account_of != viewer.party:
        rows = viewer.limit(rows)
    wanted = {"account_of": account_of, "village_code": village_code, "product": product, "state": state}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if period:
        days = Period.parse(period)
        rows = rows.filter(weighed_on__gte=days.first_day, weighed_on__lte=days.last_day)
    return standing(rows)


@once
def _groups(*asked: Any) -> tuple[tuple[str, str, int, int], ...]:
    """How many of these slips there are of each product and state, and their weight."""
    rows = _asked(*asked).order_by("product").values_list("product", "state")
    return tuple(rows.annotate(Count("pk"), Sum("net_g")))


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
    (load,) = doubts.slips_called(row.org_code, [(row.site, row.weighed_on, row.number)])
    return doubts.hold_reason(row.org_code, load)


def _line_of(viewer: Viewer, row: WeighSlip) -> str:
    """The payment line of the slip's month and account holder, where it is in the book and in reach."""
    month = str(Period.month_of(row.weighed_on))
    lines = settlement.bills(viewer, subject=row.account_of, kind="delivery_payment", limit=200).rows
    found = [line for line in lines if line.period == month and line.org_code == row.org_code]
    return found[-1].ref if found else ""


def _may(viewer: Viewer, row: WeighSlip) -> tuple[str, ...]:
    acts = [] if row.state == WeighSlip.State.VOID else ["correct_slip", "void_slip"]
    if row.state == WeighSlip.State.HELD and not {viewer.name, viewer.person} & facts.recorders(row):
        acts.insert(0, "release_slip")
    return tuple(
        each for each in acts if permitted(viewer, f"deliveries.{each}", row.org_code, row.village_code)
    )


def _shown(viewer: Viewer, org_code: str, rows: list[WeighSlip]) -> tuple[SlipRow, ...]:
    names = registry.names(viewer, {row.account_of for row in rows})
    unpriced = any(row.price_fen is None for row in rows)
    notices = facts.announced(org_code, asof=Watermark.now([org_code])) if unpriced else ()
    products = product_names(org_code) if rows else {}
    sites = village_slugs() if rows else {}
    shown = []
    for row in rows:
        price_fen = row.price_fen
        if price_fen is None:
            price_fen = rules.announced_price(row.product, row.grade, row.weighed_on, notices)
        shown.append(
            SlipRow(
                pk=row.pk,
                ref=f"slip:{row.pk}",
                weighed_on=row.weighed_on,
                number=row.number,
                site=row.site,
                site_name=sites.get(row.site, row.site),
                account_of=row.account_of,
                name=names.get(row.account_of, row.account_of),
                product=row.product,
                product_name=products.get(row.product, row.product),
                grade=row.grade,
                gross_g=row.gross_g,
                tare_g=row.tare_g,
                deduction_g=row.deduction_g,
                net_g=row.net_g,
                price_fen=price_fen,
                value_fen=None if price_fen is None else rules.value_fen(row.net_g, price_fen),
                state=row.state,
                revision=row.revision,
                note=row.note,
                org_code=row.org_code,
                village_code=row.village_code,
                delivered_by=row.delivered_by,
                recorded_by=row.recorded_by,
                on=row.on,
                own_price_fen=row.price_fen,
            )
        )
    return tuple(shown)
