"""Slips that may be one weighing (疑似重复的过磅): the list to decide, and one pair side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from liancun.base.lists import listed
from liancun.base.page_cache import kept
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Kilos, Rows, Text, Word, _
from liancun.rooms.deliveries.facts import doubts
from liancun.rooms.deliveries.facts.doubts import Load, Pairing
from liancun.rooms.deliveries.queries.slips import STATES
from liancun.rooms.deliveries.queries.weighing import product_names
from liancun.rooms.registry.fields import DOUBT_STATES, REASON
from liancun.rooms.registry.queries import DoubtRow, names, rows_of, staff_names
from liancun.rooms.registry.queries.doubts import GROUNDS, STATE
from liancun.rooms.registry.queries.names import village_slugs

DECIDE = "deliveries.decide_weighing_doubt"
READ_BY = (DECIDE, "deliveries.void_slip")


@dataclass(frozen=True)
class WeighedSide:
    """One of two slips (一张过磅单)."""

    number: A[str, Code(_("过磅单号"))]
    weighed_on: A[date, Day(_("过磅日"))]
    site: A[str, Text(_("过磅点"))]
    name: A[str, Text(_("记账人"))]
    product: A[str, Word(_("产品"))]
    gross_g: A[int, Kilos(_("毛重"))]
    tare_g: A[int, Kilos(_("皮重"))]
    state: A[str, Choice(_("状态"), STATES)]
    recorded_by: A[str, Text(_("登记人"))]


@dataclass(frozen=True)
class SlipPairCard:
    """Two slips that may be one weighing, side by side (两单对照)."""

    state: A[str, STATE]
    grounds: A[tuple[str, ...], GROUNDS]
    reason: A[str, Text(REASON)]
    by: A[str, Text(_("认定人"))]
    on: A[date | None, Day(_("认定日"))]
    sides: A[tuple[WeighedSide, ...], Rows(_("两条记录"))]


def may_read_doubts(viewer: Viewer, org_code: str) -> bool:
    """Whether the list is this viewer's: who decides, who takes slips out, who oversees all."""
    return viewer.sees(org_code) and (
        viewer.oversees or any(permitted(viewer, verb, org_code) for verb in READ_BY)
    )


@listed(
    "deliveries.doubts",
    title=_("疑似重复的过磅单"),
    path="weighing-doubts",
    command="doubts",
    serves=may_read_doubts,
    empty=_("没有疑似重复的过磅单"),
)
def doubt_list(
    viewer: Viewer, org_code: str, *, state: A[str, Choice(_("认定"), DOUBT_STATES)] = ""
) -> tuple[DoubtRow, ...]:
    """Slips that may be one weighing: what waits first, then what was decided."""
    if not may_read_doubts(viewer, org_code):
        raise Refusal("viewer.not_found")
    waiting = doubts.doubtful(org_code)
    there = {pair.doubt.key for pair in waiting}
    settled = [pair for pair in doubts.settled(org_code) if pair.doubt.key not in there]
    pairs = [pair for pair in (*waiting, *settled) if state in ("", pair.state)]
    told = _told(viewer, org_code, pairs)
    refs = {pair.doubt.key: f"slip_doubt:{pair.key}" for pair in pairs}
    found = [(pair.doubt, pair.state) for pair in pairs]
    rows = rows_of(viewer, found, doubts.known_of(org_code), told, refs)
    return tuple(_earlier_first(row, pair) for row, pair in zip(rows, pairs, strict=True))


def _earlier_first(row: DoubtRow, pair: Pairing) -> DoubtRow:
    if pair.doubt.one == pair.one.key:
        return row
    return replace(row, one=row.other, one_ref=row.other_ref, other=row.one, other_ref=row.one_ref)


def doubts_waiting(viewer: Viewer, org_code: str) -> int:
    """How many pairs of slips wait for whoever decides them; 0 to others."""
    return _waiting(org_code) if permitted(viewer, DECIDE, org_code) else 0


@kept
def _waiting(org_code: str) -> int:
    return len(doubts.doubtful(org_code))


def _told(viewer: Viewer, org_code: str, pairs: Iterable[Pairing]) -> dict[str, tuple[str, str]]:
    """Each slip in words: number, day, place, whose, what, how heavy with and without the load."""
    sides = _sides(viewer, org_code, [load for pair in pairs for load in (pair.one, pair.other)])
    kilos = Kilos("")
    return {
        key: (
            f"{side.number} {side.weighed_on} {side.site} {side.name} {side.product}"
            f" {kilos.text(side.gross_g)} / {kilos.text(side.tare_g)} kg",
            ref,
        )
        for key, (ref, side) in sides.items()
    }


def _sides(viewer: Viewer, org_code: str, loads: Iterable[Load]) -> dict[str, tuple[str, WeighedSide]]:
    """Slip -> its reference, and what it says."""
    loads = list(loads)
    shown, products = names(viewer, {load.said.account_of for load in loads}), product_names(org_code)
    sites, who = village_slugs(), staff_names(viewer, {load.recorded_by for load in loads})
    return {
        load.key: (
            f"slip:{load.pk}",
            WeighedSide(
                load.said.number,
                load.said.weighed_on,
                sites.get(load.said.site, load.said.site),
                shown.get(load.said.account_of, load.said.account_of),
                products.get(load.said.product, load.said.product),
                load.said.gross_g,
                load.said.tare_g,
                load.state,
                who[load.recorded_by],
            ),
        )
        for load in loads
    }


def pair_card(viewer: Viewer, org_code: str, pair: Pairing) -> tuple[SlipPairCard, tuple[str, ...]]:
    """Two slips side by side with what was decided of them; and what opens each."""
    if not may_read_doubts(viewer, org_code):
        raise Refusal("viewer.not_found")
    sides = _sides(viewer, org_code, (pair.one, pair.other))
    said = doubts.known_of(org_code).get((pair.doubt.one, pair.doubt.other))
    card = SlipPairCard(
        pair.state,
        pair.doubt.grounds,
        said.reason if said else "",
        staff_names(viewer, [said.by])[said.by] if said else "",
        said.on if said else None,
        tuple(side for _ref, side in sides.values()),
    )
    return card, tuple(ref for ref, _side in sides.values())
