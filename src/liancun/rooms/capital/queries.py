"""The readers of the share register (股金查询)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.rooms.capital import facts
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.registry import queries as registry


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


def share_register(
    viewer: Viewer, org_code: str, *, on: date, limit: int = 50, offset: int = 0
) -> RegisterPage:
    """Who holds what on a day, by member code."""
    viewer.must_see(org_code)
    counts: dict[str, int] = {}
    sums: dict[str, int] = {}
    for lot in facts.lots(org_code, asof=Watermark.now([org_code]), on=on):
        if lot.left:
            counts[lot.party] = counts.get(lot.party, 0) + 1
            sums[lot.party] = sums.get(lot.party, 0) + lot.held_fen
    shown = sorted(sums)[offset : offset + limit]
    names = registry.names(viewer, shown)
    rows = tuple(Holding(party, names.get(party, party), counts[party], sums[party]) for party in shown)
    return RegisterPage(len(sums), sum(sums.values()), rows)


def lots_of(viewer: Viewer, org_code: str, party: str, *, on: date) -> tuple[LotRow, ...]:
    """The lots of one member: to the member, and to the cooperative's own people."""
    if not party or party != viewer.party:
        viewer.must_see(org_code)
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
        )
        for row in rows
    )
