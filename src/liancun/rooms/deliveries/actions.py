"""The writers of deliveries (过磅办理)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Reason, Refusal
from liancun.rooms.deliveries import facts, rules
from liancun.rooms.deliveries.models import PriceNotice, WeighSlip
from liancun.rooms.deliveries.rules import Weighing, WeighingTerms
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class NewSlip:
    """A slip as the weigher writes it (新过磅单)."""

    site: str
    number: str
    weighed_on: date
    account_of: str
    weighing: Weighing
    delivered_by: str = ""
    note: str = ""


def record_slip(org_code: str, slip: NewSlip, *, by: Viewer, on: date) -> str:
    """Record one weighing; returns its reference. Beyond a person's plausible day it is held.

    The very same slip again (a button pressed twice, a line that broke) is answered with the slip that
    stands, and nothing is written; the same number with other content is refused.
    """
    terms = charters.in_force(WeighingTerms, on=slip.weighed_on, org=org_code)
    slip = _named(slip, terms)
    _raise_first(rules.weighing_faults(slip.weighing, terms))
    if slip.weighed_on > on:
        raise Refusal("deliveries.weighed_in_future", terms.clause, day=str(slip.weighed_on))
    village = registry.villages_of([slip.account_of]).get(slip.account_of, "")
    try:
        return _record(org_code, slip, village, by, on)
    except Refusal as no:
        there = _latest(org_code, slip.site, slip.weighed_on, slip.number)
        if no.code == "deliveries.slip_exists" and there and _says(there, slip):
            return f"slip:{there.pk}"
        raise


def _record(org_code: str, slip: NewSlip, village: str, by: Viewer, on: date) -> str:
    with guards.refusing(), act("deliveries.record_slip", org_code, by=by, on=on, village_code=village) as a:
        if _latest(org_code, slip.site, slip.weighed_on, slip.number):
            raise Refusal("deliveries.slip_exists", site=slip.site, number=slip.number)
        rows = save_within(a, [slip])
        a.ref = f"slip:{rows[0].pk}"
    return a.ref


def save_within(a: Act, slips: Sequence[NewSlip]) -> Sequence[WeighSlip]:
    """Write accepted slips in bulk, inside the caller's act; those of an implausible day are held."""
    parties = {slip.account_of for slip in slips} | {slip.delivered_by for slip in slips if slip.delivered_by}
    unknown = registry.unknown_parties(parties)
    if unknown:
        raise Refusal("deliveries.no_such_party", party=min(unknown))
    villages = registry.villages_of(slip.account_of for slip in slips)
    days = [slip.weighed_on for slip in slips]
    asof = Watermark.now([a.org_code, registry.TOWN])
    loads = facts.day_weights(a.org_code, min(days), max(days), asof=asof)
    rows = []
    for slip in slips:
        terms = charters.in_force(WeighingTerms, on=slip.weighed_on, org=a.org_code)
        key = (slip.account_of, slip.weighed_on, slip.weighing.product)
        loads[key] = loads.get(key, 0) + slip.weighing.net_g
        held = rules.hold_reason(slip.weighing.product, loads[key], terms)
        state = WeighSlip.State.HELD if held else WeighSlip.State.ACCEPTED
        rows.append(_row(a, slip, state, villages.get(slip.account_of, "")))
    return bulk.insert(WeighSlip, rows, with_ids=True)


def correct_slip(slip_id: int, slip: NewSlip, *, by: Viewer, on: date) -> str:
    """Put a corrected slip in the place of one (更正): same site, day, number; the first stays readable."""
    old = _standing(slip_id, by)
    terms = charters.in_force(WeighingTerms, on=old.weighed_on, org=old.org_code)
    same = (slip.site, slip.weighed_on, slip.number) == (old.site, old.weighed_on, old.number)
    if not same:
        raise Refusal("deliveries.correction_of_another", number=old.number)
    if not slip.note:
        raise Refusal("deliveries.correction_without_note", number=old.number)
    slip = _named(slip, terms)
    _raise_first(rules.weighing_faults(slip.weighing, terms))
    if registry.unknown_parties([slip.account_of]):
        raise Refusal("deliveries.no_such_party", party=slip.account_of)
    return _supersede(old, slip, WeighSlip.State.ACCEPTED, "deliveries.correct_slip", by, on)


def void_slip(slip_id: int, *, note: str, by: Viewer, on: date) -> str:
    """Take a slip out (作废): a further row says so and why."""
    old = _standing(slip_id, by)
    if not note:
        raise Refusal("deliveries.correction_without_note", number=old.number)
    return _supersede(old, _as_new(old, note), WeighSlip.State.VOID, "deliveries.void_slip", by, on)


def release_slip(slip_id: int, *, note: str, by: Viewer, on: date) -> str:
    """Accept a held slip after a second look (核实放行), by somebody other than who recorded it."""
    old = _standing(slip_id, by)
    if old.state != WeighSlip.State.HELD:
        raise Refusal("deliveries.not_held", number=old.number)
    if old.recorded_by == by.name:
        raise Refusal("deliveries.released_by_recorder", number=old.number)
    return _supersede(old, _as_new(old, note), WeighSlip.State.ACCEPTED, "deliveries.release_slip", by, on)


def announce_price(
    org_code: str,
    *,
    product: str,
    grade: str,
    first_day: date,
    last_day: date,
    price_fen: int,
    document: str,
    by: Viewer,
    on: date,
) -> str:
    """Set the price of slips that came without one (定价); returns the notice's reference."""
    terms = charters.in_force(WeighingTerms, on=first_day, org=org_code)
    product = terms.product_named(product) or product
    if product not in terms.products:
        raise Refusal(
            "deliveries.no_such_product", terms.clause, product=product, known=tuple(terms.products)
        )
    if last_day < first_day:
        raise Refusal("deliveries.no_days", terms.clause, first=str(first_day), last=str(last_day))
    _raise_first(rules.price_faults(product, price_fen, terms))
    with guards.refusing(), act("deliveries.announce_price", org_code, by=by, on=on) as a:
        row = PriceNotice.objects.create(
            product=product,
            grade=grade,
            first_day=first_day,
            last_day=last_day,
            price_fen=price_fen,
            document=document,
            **a.stamp(),
        )
        a.ref = f"price:{row.pk}"
    return a.ref


def _named(slip: NewSlip, terms: WeighingTerms) -> NewSlip:
    """The slip with its product by code, and the first grade where none is written."""
    code = terms.product_named(slip.weighing.product)
    if not code:
        return slip
    grade = slip.weighing.grade or terms.products[code].grades[0]
    return replace(slip, weighing=replace(slip.weighing, product=code, grade=grade))


def _says(row: WeighSlip, slip: NewSlip) -> bool:
    """Whether a slip that nobody corrected says the very same."""
    said = (row.account_of, row.delivered_by, row.note, _as_new(row, "").weighing)
    return row.revision == 1 and said == (
        slip.account_of,
        slip.delivered_by or slip.account_of,
        slip.note,
        slip.weighing,
    )


def _raise_first(faults: Sequence[Reason]) -> None:
    for fault in faults:
        raise Refusal(fault.code, fault.clause, **dict(fault.params))


def _latest(org_code: str, site: str, weighed_on: date, number: str) -> WeighSlip | None:
    rows = WeighSlip.objects.filter(org_code=org_code, site=site, weighed_on=weighed_on, number=number)
    return rows.order_by("-revision").first()


def _standing(slip_id: int, by: Viewer) -> WeighSlip:
    old = WeighSlip.objects.filter(pk=slip_id).first()
    if old is None or not by.sees(old.org_code, old.village_code):
        raise Refusal("viewer.not_found")
    return old


def _as_new(old: WeighSlip, note: str) -> NewSlip:
    weighing = Weighing(old.product, old.grade, old.gross_g, old.tare_g, old.deduction_g, old.price_fen)
    slip = NewSlip(old.site, old.number, old.weighed_on, old.account_of, weighing, old.delivered_by)
    return replace(slip, note=note)


def _supersede(old: WeighSlip, slip: NewSlip, state: str, verb: str, by: Viewer, on: date) -> str:
    village = registry.villages_of([slip.account_of]).get(slip.account_of, old.village_code)
    with guards.refusing(), act(verb, old.org_code, by=by, on=on, village_code=old.village_code) as a:
        now = _latest(old.org_code, old.site, old.weighed_on, old.number)
        assert now is not None
        if now.pk != old.pk:
            raise Refusal("deliveries.superseded_already", number=old.number, revision=now.revision)
        if old.state == WeighSlip.State.VOID:
            raise Refusal("deliveries.void_already", number=old.number)
        row = _row(a, slip, state, village)
        row.revision, row.supersedes = old.revision + 1, old
        row.save(force_insert=True)
        a.ref = f"slip:{row.pk}"
        a.params = {"supersedes": f"slip:{old.pk}", "note": slip.note}
    return a.ref


def _row(a: Act, slip: NewSlip, state: str, village_code: str) -> WeighSlip:
    return WeighSlip(
        site=slip.site,
        number=slip.number,
        weighed_on=slip.weighed_on,
        state=state,
        delivered_by=slip.delivered_by or slip.account_of,
        account_of=slip.account_of,
        product=slip.weighing.product,
        grade=slip.weighing.grade,
        gross_g=slip.weighing.gross_g,
        tare_g=slip.weighing.tare_g,
        deduction_g=slip.weighing.deduction_g,
        net_g=slip.weighing.net_g,
        price_fen=slip.weighing.price_fen,
        note=slip.note,
        **a.stamp(village_code),
    )
