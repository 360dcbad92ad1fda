"""What `why` finds here (为什么): "slip:12", "price:3"."""

from django.db.models import Q

from liancun.base.references import Trace, explained, number, stated
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.rooms.deliveries import queries
from liancun.rooms.deliveries.facts.doubts import pairing
from liancun.rooms.deliveries.models import WeighSlip


def slip(viewer: Viewer, key: str) -> Trace:
    """A weighing: who, what, how heavy, at which price; it rests on the slip it corrects."""
    found = queries.slip(viewer, number(key))
    title = Reason.of(
        "deliveries.slip",
        number=found.number,
        site=found.site_name,
        weighed_on=str(found.weighed_on),
        account_of=found.name,
        product=found.product_name,
        net_g=found.net_g,
        price_fen=found.price_fen or 0,
        value_fen=found.value_fen or 0,
        state=found.state,
    )
    known = (
        ("delivered_by", found.delivered_by if found.delivered_by != found.account_of else ""),
        ("gross_g", found.gross_g),
        ("tare_g", found.tare_g),
        ("deduction_g", found.deduction_g),
        ("grade", found.grade),
        ("revision", found.revision if found.revision > 1 else ""),
        ("note", found.note),
        ("recorded_by", found.recorded_by),
    )
    above = WeighSlip.objects.filter(pk=found.pk).values_list("supersedes_id", flat=True).get()
    return Trace(
        found.ref,
        title,
        stated(known),
        parents=(f"slip:{above}",) if above else (),
        org_code=found.org_code,
        village_code=found.village_code,
        kept=explained(found),
    )


def slip_names(viewer: Viewer, keys: list[str]) -> dict[str, Reason]:
    """What slips are for: the day, the weight, the number."""
    reach = viewer.reach_or(Q(account_of=viewer.party or None))
    rows = WeighSlip.objects.filter(reach, pk__in=[key for key in keys if key.isdecimal()])
    return {
        str(row.pk): Reason.of("name.slip", number=row.number, day=str(row.weighed_on), net_g=row.net_g)
        for row in rows
    }


def price(viewer: Viewer, key: str) -> Trace:
    """A price by notice: of what, from when to when, by which paper."""
    found = queries.price(viewer, number(key))
    title = Reason.of(
        "deliveries.price",
        product=found.product_name,
        grade=found.grade,
        first=str(found.first_day),
        last=str(found.last_day),
        price_fen=found.price_fen,
    )
    return Trace(found.ref, title, stated((("document", found.document),)))


def slip_doubt(viewer: Viewer, key: str) -> Trace:
    """slip_doubt:12=15"""
    org_code, pair = pairing(key, viewer)
    card, refs = queries.pair_card(viewer, org_code, pair)
    one, other = pair.one.said, pair.other.said
    title = Reason.of("deliveries.doubt", one=one.number, other=other.number, weighed_on=str(one.weighed_on))
    ref = f"slip_doubt:{pair.key}"
    return Trace(ref, title, parents=refs, org_code=org_code, kept=explained(card))


NAMES = {"slip": slip_names}
RESOLVERS = {"slip": slip, "slip_doubt": slip_doubt, "price": price}
