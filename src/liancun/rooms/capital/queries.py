"""The readers of the share register (股金查询)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from liancun.base.keeping import kept
from liancun.base.looking import page_of
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.rooms.capital import facts
from liancun.rooms.capital.models import ShareLot, ShareMove
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.names import must_see_member


@dataclass(frozen=True)
class Holding:
    """What one member holds (成员股金)."""

    party: str
    name: str
    lots: int
    held_fen: int


@dataclass(frozen=True)
class RegisterPage:
    """A page of the share register (股金登记簿)."""

    total: int
    total_fen: int
    rows: tuple[Holding, ...]


@dataclass(frozen=True)
class LotRow:
    """One lot (股份批次)."""

    number: str
    form: str
    shares: int
    left: int
    price_fen: int
    held_fen: int
    happened_on: date
    entry_ref: str
    ref: str


@dataclass(frozen=True)
class MoveRow:
    """Shares that left a lot (股份变动): `kind` transfer or withdrawal; `to_*` empty for a withdrawal."""

    kind: str
    number: str
    party: str
    name: str
    to_number: str
    to_party: str
    to_name: str
    shares: int
    price_fen: int
    held_fen: int
    happened_on: date
    document: str
    entry_ref: str


@dataclass(frozen=True)
class MovePage:
    """A page of moves (股份变动登记), newest first."""

    total: int
    rows: tuple[MoveRow, ...]


def share_register(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    parties: Collection[str] = (),
    limit: int = 50,
    offset: int = 0,
) -> RegisterPage:
    """Who holds what on a day, by member code; of those alone who are named."""
    viewer.must_see(org_code)
    found = {
        party: held for party, held in _holdings(org_code, on).items() if not parties or party in parties
    }
    shown = sorted(found)[offset : offset + limit]
    names = registry.names(viewer, shown)
    rows = tuple(Holding(party, names.get(party, party), *found[party]) for party in shown)
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
    left = {
        lot.number: lot for lot in facts.lots(org_code, asof=Watermark.now([org_code]), on=on, party=party)
    }
    rows = ShareLot.objects.filter(org_code=org_code, party=party, number__in=list(left)).order_by("number")
    return tuple(
        LotRow(
            row.number,
            row.form,
            row.shares,
            left[row.number].left,
            row.price_fen,
            left[row.number].held_fen,
            row.happened_on,
            row.entry_ref,
            f"share:{org_code}/{row.number}",
        )
        for row in rows
    )


def move_page(
    viewer: Viewer, org_code: str, *, party: str = "", limit: int = 50, offset: int = 0
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
