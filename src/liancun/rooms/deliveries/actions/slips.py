"""Weigh slips and prices: written, corrected, taken out, let through (过磅办理)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.afterwards import must_stand
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Problem, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, Wrong, _, taken
from liancun.kernel.fields.amounts import BIGGEST
from liancun.rooms.deliveries import facts, rules
from liancun.rooms.deliveries.facts import doubts
from liancun.rooms.deliveries.models import PriceNotice, WeighSlip
from liancun.rooms.deliveries.rules import Weighing, WeighingTerms
from liancun.rooms.registry import actions as registry_actions
from liancun.rooms.registry import facts as registry

SLIP = Whole(_("过磅单"), 1, BIGGEST, help=_("过磅单的号,即 slip:12 里的 12"))
OWNER = Choice(_("记账人"), "registry.parties", open=True, most=20, help=_("姓名、人员编码,或单位"))
BRINGER = replace(OWNER, label=_("送货人"), help=_("留空即本人送来"))
UNCHANGED = _("留空不变")


@dataclass(frozen=True)
class NewSlip:
    """A slip as the weigher writes it (新过磅单)."""

    site: A[str, Choice(_("过磅点"), "deliveries.sites", open=True, most=20)]
    number: A[str, Code(_("过磅单号"), most=30)]
    weighed_on: A[date, Day(_("过磅日"))]
    account_of: A[str, OWNER]
    weighing: Weighing
    delivered_by: A[str, BRINGER] = ""
    note: A[str, Text(_("说明"), most=120)] = ""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What was wrong on a slip, and why (更正内容): what is left out stays as it was."""

    account_of: A[str | None, replace(OWNER, help=UNCHANGED)] = None
    product: A[str | None, replace(rules.PRODUCT, help=UNCHANGED)] = None
    grade: A[str | None, replace(rules.GRADE, help=UNCHANGED)] = None
    gross_g: A[int | None, replace(rules.GROSS, help=UNCHANGED)] = None
    tare_g: A[int | None, replace(rules.TARE, help=UNCHANGED)] = None
    deduction_g: A[int | None, replace(rules.DEDUCTION, help=UNCHANGED)] = None
    price_fen: A[int | None, replace(rules.PRICE, help=UNCHANGED)] = None
    delivered_by: A[str | None, replace(BRINGER, help=UNCHANGED)] = None
    note: A[str, Text(_("更正原因"), most=120)]


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why a slip is taken out or let through (原因)."""

    note: A[str, Text(_("原因"), most=120)]


@dataclass(frozen=True, kw_only=True)
class NewPrice:
    """A price for slips that came without one (定价)."""

    product: A[str, rules.PRODUCT]
    grade: A[str, rules.GRADE] = ""
    first_day: A[date, Day(_("自过磅日"))]
    last_day: A[date, Day(_("至过磅日"))]
    price_fen: A[int, replace(rules.PRICE, help="")]
    document: A[str, Text(_("定价文件"), most=60)] = ""


@offered("deliveries.record_slip", title=_("登记过磅单"), path="slips", command="record")
def record_slip(org_code: str, slip: NewSlip, *, by: Viewer, on: date) -> str:
    """Record one weighing; returns its reference. Beyond a person's plausible day it is held.

    The very same slip again (a button pressed twice, a line that broke) is answered with the slip that
    stands, and nothing is written; the same number with other content is refused.
    """
    terms = charters.decided(WeighingTerms, "products", on=slip.weighed_on, org=org_code)
    _must_be_a_code(slip.site)
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
    """Write accepted slips in bulk, inside the caller's act.

    Those of an implausible day are held, and those that say what another slip says under its own number.
    """
    _must_be_people(slips)
    villages = registry.villages_of(slip.account_of for slip in slips)
    days = [slip.weighed_on for slip in slips]
    asof = Watermark.now([a.org_code, *registry.owners()])
    loads = facts.day_weights(a.org_code, min(days), max(days), asof=asof)
    twins = doubts.twins(a.org_code, [_weighed(slip) for slip in slips])
    rows = []
    for slip, twin in zip(slips, twins, strict=True):
        terms = charters.in_force(WeighingTerms, on=slip.weighed_on, org=a.org_code)
        key = (slip.account_of, slip.weighed_on, slip.weighing.product)
        loads[key] = loads.get(key, 0) + slip.weighing.net_g
        held = rules.hold_reason(slip.weighing.product, loads[key], terms, twin)
        state = WeighSlip.State.HELD if held else WeighSlip.State.ACCEPTED
        rows.append(_row(a, slip, state, villages.get(slip.account_of, "")))
    return bulk.insert(WeighSlip, rows, with_ids=True)


def _weighed(slip: NewSlip) -> rules.Weighed:
    """What tells whether it is a weighing that stands already."""
    weighing = slip.weighing
    scale = (weighing.product, weighing.gross_g, weighing.tare_g)
    return rules.Weighed(slip.site, slip.number, slip.weighed_on, slip.account_of, *scale)


@offered(
    "deliveries.correct_slip",
    title=_("更正这张单"),
    ask=_("更正会另加一版,旧的一版保留。确定吗?"),
    done=_("已更正"),
    path="slips/{slip_id}/correct",
    command="correct",
    of="slip",
)
def correct_slip(slip_id: A[int, SLIP], given: Correction, *, by: Viewer, on: date) -> str:
    """Put a corrected slip in the place of one (更正): same site, day, number; the first stays readable.

    One that is held stays so: only who may release it lets it count.
    """
    old = _standing(slip_id, by)
    terms = charters.in_force(WeighingTerms, on=old.weighed_on, org=old.org_code)
    if not given.note:
        raise Refusal("deliveries.correction_without_note", number=old.number)
    slip = _named(_corrected(old, given), terms)
    _raise_first(rules.weighing_faults(slip.weighing, terms))
    _must_be_people([slip])
    return _supersede(old, slip, WeighSlip.State(old.state), "deliveries.correct_slip", by, on)


def _must_be_people(slips: Sequence[NewSlip]) -> None:
    """Whoever brought it lived that day; what is booked to somebody who died, an heir stands for."""
    bringers = {(slip.delivered_by or slip.account_of, slip.weighed_on) for slip in slips}
    owners = {(slip.account_of, slip.weighed_on) for slip in slips}
    unknown = registry.unknown_parties(party for party, _day in bringers | owners)
    if unknown:
        raise Refusal("deliveries.no_such_party", party=min(unknown))
    registry.must_live(bringers)
    registry.must_live(owners, heirs=True)


def _corrected(old: WeighSlip, given: Correction) -> NewSlip:
    """A slip with what was wrong on it set right; another product begins with its first grade."""
    said = {name: value for name, value in taken(given).items() if value is not None}
    bringer = "" if old.delivered_by == old.account_of else old.delivered_by
    slip = replace(_as_new(old, given.note), delivered_by=bringer)
    weighing = slip.weighing if "product" not in said else replace(slip.weighing, grade="")
    weighed = {name: said.pop(name) for name in taken(weighing) if name in said}
    return replace(slip, weighing=replace(weighing, **weighed), **said)


@offered(
    "deliveries.void_slip",
    title=_("作废这张单"),
    ask=_("作废以后这张单不再计算。确定吗?"),
    done=_("已作废"),
    path="slips/{slip_id}/void",
    command="void",
    of="slip",
)
def void_slip(slip_id: A[int, SLIP], given: Why, *, by: Viewer, on: date) -> str:
    """Take a slip out (作废): a further row says so and why."""
    old = _standing(slip_id, by)
    if not given.note:
        raise Refusal("deliveries.correction_without_note", number=old.number)
    return take_out(old, given.note, by, on)


@offered(
    "deliveries.release_slip",
    title=_("核实放行"),
    done=_("已放行"),
    path="slips/{slip_id}/release",
    command="release",
    of="slip",
)
def release_slip(slip_id: A[int, SLIP], given: Why, *, by: Viewer, on: date) -> str:
    """Accept a held slip after a second look (核实放行), by somebody other than who recorded it."""
    old = _standing(slip_id, by)
    if old.state != WeighSlip.State.HELD:
        raise Refusal("deliveries.not_held", number=old.number)
    if {by.name, by.person} & facts.recorders(old):
        raise Refusal("deliveries.released_by_recorder", number=old.number)
    return let_through(old, given.note, by, on)


def let_through(old: WeighSlip, note: str, by: Viewer, on: date, permit: str = "") -> str:
    """Let a held slip count: what it may have been a second time, it is not."""
    slip, verb = _as_new(old, note), "deliveries.release_slip"
    return _supersede(old, slip, WeighSlip.State.ACCEPTED, verb, by, on, permit=permit, then=_are_two)


def take_out(old: WeighSlip, note: str, by: Viewer, on: date, permit: str = "") -> str:
    """Take a slip out, with its reason."""
    slip, verb = _as_new(old, note), "deliveries.void_slip"
    return _supersede(old, slip, WeighSlip.State.VOID, verb, by, on, permit=permit)


def _are_two(a: Act, old: WeighSlip, note: str) -> None:
    """Write down of every slip that a held one may be that they are two."""
    (load,) = doubts.slips_called(old.org_code, [(old.site, old.weighed_on, old.number)])
    for pair in doubts.doubtful_beside(old.org_code, load):
        registry_actions.decide_within(a, pair.doubt, registry_actions.Verdict(verdict="two", reason=note))


@offered(
    "deliveries.announce_price",
    title=_("定价"),
    done=_("已定价"),
    path="prices",
    command="price",
    on="prices",
)
def announce_price(org_code: str, given: NewPrice, *, by: Viewer, on: date) -> str:
    """Set the price of slips that came without one (定价); returns the notice's reference."""
    terms = charters.decided(WeighingTerms, "products", on=given.first_day, org=org_code)
    product = terms.product_named(given.product)
    if not product:
        known = tuple(each.name for each in terms.products.values())
        raise Refusal("deliveries.no_such_product", terms.clause, product=given.product, known=known)
    if given.last_day < given.first_day:
        raise Refusal(
            "deliveries.no_days", terms.clause, first=str(given.first_day), last=str(given.last_day)
        )
    _raise_first(rules.price_faults(product, given.price_fen, terms))
    with guards.refusing(), act("deliveries.announce_price", org_code, by=by, on=on) as a:
        row = a.add(
            PriceNotice,
            product=product,
            grade=given.grade or terms.products[product].grades[0],
            first_day=given.first_day,
            last_day=given.last_day,
            price_fen=given.price_fen,
            document=given.document,
            **a.stamp(),
        )
        a.ref = f"price:{row.pk}"
    return a.ref


def _must_be_a_code(site: str) -> None:
    """A weighing point that is not known yet is called by its code from here on."""
    try:
        Code(_("过磅点"), most=20).check(site)
    except Wrong as wrong:
        raise BadInput([Problem.of(wrong.code, column="site", **wrong.params)]) from None


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
        raise Refusal.saying(fault)


def _latest(org_code: str, site: str, weighed_on: date, number: str) -> WeighSlip | None:
    rows = WeighSlip.objects.filter(org_code=org_code, site=site, weighed_on=weighed_on, number=number)
    return rows.order_by("-revision").first()


def _standing(slip_id: int, by: Viewer) -> WeighSlip:
    old = WeighSlip.objects.filter(pk=slip_id).first()
    if old is None or not by.sees(old.org_code, old.village_code):
        raise Refusal("viewer.not_found")
    return old


def _as_new(old: WeighSlip, note: str) -> NewSlip:
    weighing = Weighing(
        product=old.product,
        grade=old.grade,
        gross_g=old.gross_g,
        tare_g=old.tare_g,
        deduction_g=old.deduction_g,
        price_fen=old.price_fen,
    )
    slip = NewSlip(old.site, old.number, old.weighed_on, old.account_of, weighing, old.delivered_by)
    return replace(slip, note=note)


def _supersede(
    old: WeighSlip,
    slip: NewSlip,
    state: str,
    verb: str,
    by: Viewer,
    on: date,
    *,
    permit: str = "",
    then: Callable[[Act, WeighSlip, str], None] | None = None,
) -> str:
    """Put a version in the place of one; `then` writes down in the same act what that means."""
    village = registry.villages_of([slip.account_of]).get(slip.account_of, old.village_code)
    where = old.village_code
    with guards.refusing(), act(verb, old.org_code, by=by, on=on, village_code=where, permit=permit) as a:
        now = _latest(old.org_code, old.site, old.weighed_on, old.number)
        assert now is not None
        if now.pk != old.pk:
            raise Refusal("deliveries.superseded_already", number=old.number, revision=now.revision)
        if old.state == WeighSlip.State.VOID:
            raise Refusal("deliveries.void_already", number=old.number)
        if then is not None:
            then(a, old, slip.note)
        row = _row(a, slip, state, village)
        row.revision, row.supersedes = old.revision + 1, old
        a.write(row)
        gone = state == WeighSlip.State.VOID or row.product != old.product
        # What is held is in no stock; a weight put right is true whatever was sold: `check` names the rest.
        if gone and old.state != WeighSlip.State.HELD:
            must_stand(
                "less_in_stock",
                org_code=old.org_code,
                product=old.product,
                weighed_on=old.weighed_on,
                before=a.before(Watermark.now([old.org_code, *registry.owners()])),
            )
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
