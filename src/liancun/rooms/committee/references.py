"""What `why` finds here (议事来历): a meeting, what was put to it, a seat."""

from liancun.base.references import Kept, Trace, number, stated
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.committee import facts, queries
from liancun.rooms.committee.models import ItemResult, Seat
from liancun.rooms.registry import queries as registry


def meeting(viewer: Viewer, key: str) -> Trace:
    """meeting:ID"""
    card = queries.meeting_card(viewer, number(key))
    return Trace(
        f"meeting:{key}",
        Reason.of("committee.meeting", title=card.title, body=card.body, held_on=str(card.held_on)),
        stated((("place", card.place), ("entitled", card.entitled or None))),
        parents=tuple(each.ref for each in card.items),
        org_code=card.org_code,
    )


def agenda_item(viewer: Viewer, key: str) -> Trace:
    """agenda_item:ID; what was voted rests on its meeting, and opens the registry's resolution."""
    item = queries.item_row(number(key))
    viewer.must_see(item.org_code)
    result = ItemResult.objects.filter(item=item).first()
    title = Reason.of("committee.item", number=item.number, subject=item.subject, title=item.meeting.title)
    if result is None:
        return Trace(
            f"agenda_item:{key}", title, parents=(f"meeting:{item.meeting_id}",), org_code=item.org_code
        )
    counts = (
        ("entitled", result.entitled),
        ("present", result.present),
        ("votes_for", result.votes_for),
        ("votes_against", result.votes_against),
        ("votes_abstain", result.votes_abstain),
        ("invalid", result.invalid),
    )
    above = [f"meeting:{item.meeting_id}"]
    if item.part is not None:
        above.append(f"agenda_item:{item.part.resolved_id}")
    if item.steps_id:
        above.append(f"four_steps:{item.steps_id}")
    if result.resolution:
        above.append(f"resolution:{item.org_code}/{result.resolution}")
    outcome = Reason.of(f"committee.outcome.{result.outcome}", result.clause)
    return Trace(
        f"agenda_item:{key}",
        title,
        counts,
        (outcome, *facts.because(item)),
        tuple(above),
        item.org_code,
    )


def seat(viewer: Viewer, key: str) -> Trace:
    """seat:ID"""
    row = Seat.objects.filter(pk=number(key)).first()
    if row is None:
        raise Refusal("viewer.not_found")
    viewer.must_see(row.org_code)
    name = registry.names(viewer, [row.party]).get(row.party, row.party)
    return Trace(
        f"seat:{key}",
        Reason.of("committee.seat", name=name, body=row.body),
        stated((("start", str(row.start)), ("end", str(row.end or "")), ("document", row.document))),
        org_code=row.org_code,
    )


def four_steps(viewer: Viewer, key: str) -> Trace:
    """four_steps:ID; its steps, the vote, and the notices by which it was published."""
    card = queries.four_steps_card(viewer, number(key))
    above = [each.ref for each in card.steps if each.ref]
    above += [f"notice:{each}" for each in (card.decision, card.implementation) if each]
    return Trace(
        f"four_steps:{key}",
        Reason.of("committee.four_steps", title=card.title, number=card.code),
        parents=tuple(above),
        org_code=card.org_code,
        kept=Kept(queries.FourStepsCard, vars(card)),
    )


RESOLVERS = {
    "meeting": meeting,
    "agenda_item": agenda_item,
    "seat": seat,
    "four_steps": four_steps,
    "decision": four_steps,
    "implementation": four_steps,
}
"""What a notice publishes, "decision:12", is the matter it is about."""
