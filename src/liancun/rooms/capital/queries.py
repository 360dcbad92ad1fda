"""The readers of the share register (股金查询)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from liancun.base.lists import in_order, listed
from liancun.base.page_cache import kept
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, Yuan, _
from liancun.rooms.capital import facts
from liancun.rooms.capital.models import ShareLot, ShareMove
from liancun.rooms.capital.rules import FORMS
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.names import must_see_member

HELD = Yuan(_("出资"))


@dataclass(frozen=True)
class Holding:
    """What one member holds (成员股金)."""

    party: str
    name: A[str, Text(_("成员"), link="ref")]
    lots: A[int, Whole(_("批次"))]
    held_fen: A[int, HELD]
    ref: str


@dataclass(frozen=True)
class RegisterPage:
    """A page of the share register (股金登记簿)."""

    total: int
    total_fen: A[int, HELD]
    rows: tuple[Holding, ...]


@dataclass(frozen=True)
class LotRow:
    """One lot (股份批次)."""

    number: A[str, Code(_("股权编号"), link="ref")]
    form: A[str, Choice(_("出资方式"), FORMS)]
    shares: A[int, Whole(_("股数"))]
    left: A[int, Whole(_("现余"))]
    price_fen: A[int, Yuan(_("每股"))]
    held_fen: A[int, Yuan(_("计"))]
    happened_on: A[date, Day(_("出资日"))]
    entry_ref: str
    ref: str


MOVES = ((ShareMove.Kind.TRANSFER, _("转让")), (ShareMove.Kind.WITHDRAWAL, _("退股")))


@dataclass(frozen=True)
class MoveRow:
    """Shares that left a lot (股份变动): `kind` transfer or withdrawal; `to_*` empty for a withdrawal."""

    kind: A[str, Choice(_("类别"), MOVES)]
    number: A[str, Code(_("股权编号"))]
    party: str
    name: A[str, Text(_("成员"))]
    to_number: str
    to_party: str
    to_name: A[str, Text(_("转给"))]
    shares: A[int, Whole(_("股数"))]
    price_fen: int
    held_fen: A[int, Yuan(_("计"))]
    happened_on: A[date, Day(_("日期"), link="entry_ref")]
    document: A[str, Text(_("凭证文件"))]
    entry_ref: str


@dataclass(frozen=True)
class MovePage:
    """A page of moves (股份变动登记), newest first."""

    total: int
    rows: tuple[MoveRow, ...]


@listed(
    "capital.shares",
    title=_("股金登记簿"),
    sorts=("lots", "held_fen"),
    path="shares",
    command="register",
    empty=_("没有符合的成员;没有出资的成员不在登记簿里"),
)
def share_register(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    asked: A[str, Text(_("成员"), most=40, help=_("社员编号、人员编码或姓名"))] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> RegisterPage:
    """Who holds what on a day, by member code; of those alone who are asked for."""
    viewer.must_see(org_code)
    found = _holdings(org_code, on)
    if asked:
        members = registry.member_page(viewer, org_code, on=on, asked=asked, limit=200)
        parties = {asked, *(row.party for row in members.rows)}
        found = {party: held for party, held in found.items() if party in parties}
    ordered = in_order(
        [Holding(party, "", *found[party], f"member:{org_code}/{party}") for party in sorted(found)], sort
    )[offset : offset + limit]
    names = registry.names(viewer, [row.party for row in ordered])
    rows = tuple(replace(row, name=names.get(row.party, row.party)) for row in ordered)
    return RegisterPage(len(found), sum(fen for _lots, fen in found.values()), rows)


@kept
def _holdings(org_code: str, on: date) -> Mapping[str, tuple[int, int]]:
    """Party -> (lots, fen held) on a day, of those who hold anything."""
    found: dict[str, tuple[int, int]] = {}
    for lot in facts.lots(org_code, asof=Watermark.now([org_code]), on=on):
        if lot.left:
            lots, fen = found.get(lot.party, (0, 0))
            found[lot.party] = lots + 1, fen + lot.held_fen
    return found


def lots_of(viewer: Viewer, org_code: str, party: str, *, on: date) -> tuple[LotRow, ...]:
    """The lots of one member: to the member, and to the cooperative's own people for the village."""
    must_see_member(viewer, org_code, party)
    rows = facts.rows_of_lots(org_code, asof=Watermark.now([org_code]), on=on).filter(party=party)
    return tuple(
        LotRow(
            row.number,
            row.form,
            row.shares,
            lot.left,
            row.price_fen,
            lot.held_fen,
            row.happened_on,
            row.entry_ref,
            f"share:{org_code}/{row.number}",
        )
        for row in rows
        for lot in (facts.lot_of(row),)
    )


@listed(
    "capital.moves",
    title=_("转让和退股"),
    path="share_moves",
    empty=_("没有转让和退股"),
)
def move_page(
    viewer: Viewer,
    org_code: str,
    *,
    party: A[str, Choice(_("成员"), "registry.members", open=True, most=20)] = "",
    limit: int = 50,
    offset: int = 0,
) -> MovePage:
    """Transfers and withdrawals: all to the cooperative's people, a member's own to the member."""
    must_see_member(viewer, org_code, party)
    rows = ShareMove.objects.filter(org_code=org_code)
    if party:
        taken = ShareLot.objects.filter(org_code=org_code, party=party).exclude(parent=None)
        rows = rows.filter(Q(lot__party=party) | Q(entry_ref__in=taken.values("entry_ref")))
    rows = rows.select_related("lot").order_by("-happened_on", "-mark", "-pk")
    page, total = page_of(rows, limit, offset)
    opened = ShareLot.objects.filter(org_code=org_code, entry_ref__in=[row.entry_ref for row in page])
    taker = {row.entry_ref: row for row in opened.exclude(parent=None)}
    names = registry.names(viewer, {row.lot.party for row in page} | {row.party for row in taker.values()})
    return MovePage(total, tuple(_moved(row, taker.get(row.entry_ref), names) for row in page))


def _moved(row: ShareMove, to: ShareLot | None, names: Mapping[str, str]) -> MoveRow:
    to = to if row.kind == ShareMove.Kind.TRANSFER else None
    return MoveRow(
        kind=row.kind,
        number=row.lot.number,
        party=row.lot.party,
        name=names.get(row.lot.party, row.lot.party),
        to_number=to.number if to else "",
        to_party=to.party if to else "",
        to_name=names.get(to.party, to.party) if to else "",
        shares=row.shares,
        price_fen=row.lot.price_fen,
        held_fen=row.shares * row.lot.price_fen,
        happened_on=row.happened_on,
        document=row.document,
        entry_ref=row.entry_ref,
    )
