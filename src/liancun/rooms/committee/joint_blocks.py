"""A block of the charter that a joint resolution decides (联村决议定下的条款): the town's, by all villages.

What the villages' own meetings vote on is one text: the one that was put to the joint committee. It is bound
when the last of them has passed it; before that nothing is, and it may be mended and put anew.
"""

from collections.abc import Iterable
from datetime import date

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.rooms.committee import facts, rules
from liancun.rooms.committee.models import AgendaItem, JointPart
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.queries import org_names


def put(block: str, digest: str, effect: str, villages: Iterable[str], day: date, clause: str) -> str:
    """The digest of a block that is put to a joint committee; refuses one that its villages cannot bind.

    What holds in the whole town is decided by all of its villages, and only once all have passed it.
    """
    if not block:
        if digest:
            raise Refusal("registry.digest_of_nothing")
        return ""
    if effect != rules.ALL:
        raise Refusal("committee.block_needs_all", clause, block=block)
    must_reach_all(villages, day, clause)
    blocks = {each.id: each for each in registry.towns_blocks()}
    found = blocks.get(block)
    if found is None:
        code = "committee.not_the_towns_block" if blocks else "committee.no_towns_block"
        raise Refusal(code, clause, block=block, known=tuple(blocks))
    registry.must_be_that_text(found, digest)
    return found.sha256


def must_reach_all(villages: Iterable[str], day: date, clause: str) -> None:
    """Refuse to ask some of the town's villages about what holds in all of them."""
    every = registry.organisations_on("village_collective", day, Watermark.now(registry.owners()))
    left_out = sorted(every.keys() - set(villages))
    if left_out:
        names = org_names(left_out)
        raise Refusal("committee.block_asks_all", clause, names=tuple(names[code] for code in left_out))


def must_be_fit_for(item: AgendaItem, body: str, villages: Iterable[str]) -> None:
    """Refuse to send a block where it would not be decided: to a body whose votes are no resolutions, to some
    of the villages only, or with another text than was put."""
    if not item.block:
        return
    bodies = facts.bodies_of(item.meeting)
    if not bodies.is_lawful_body(body):
        raise Refusal("committee.no_resolution_to_name", bodies.clause, body=body)
    must_reach_all(villages, item.meeting.held_on, bodies.clause)
    must_stand(item)


def must_stand(item: AgendaItem) -> None:
    """Refuse to go on with a joint resolution whose block no longer says what was put to the vote."""
    named = charters.block_named(item.block) if item.block else None
    if item.block and (named is None or named[1].sha256 != item.block_sha256):
        clause = facts.bodies_of(item.meeting).clause
        raise Refusal("committee.block_moved", clause, block=item.block, digest=item.block_sha256[:8])


def decided_by(item: AgendaItem) -> AgendaItem | None:
    """The joint resolution on a block that a village's item is a part of; None for any other item."""
    resolved = item.part.resolved if item.part else None
    return resolved if resolved and resolved.block else None


def bind(item: AgendaItem) -> None:
    """Bind the block of a joint resolution once every village has passed it."""
    if carried_by([item]):
        charters.bind([item.block])


def carried() -> frozenset[str]:
    """The blocks that joint resolutions have bound."""
    items = list(AgendaItem.objects.exclude(block=""))
    holding = carried_by(items)
    return frozenset(item.block for item in items if item.pk in holding)


def carried_by(items: Iterable[AgendaItem]) -> set[int]:
    """Of these joint resolutions on a block those that every village has passed."""
    parts: dict[int, list[int]] = {}
    wanted = [item.pk for item in items]
    for resolved, part in JointPart.objects.filter(resolved__in=wanted).values_list("resolved", "pk"):
        parts.setdefault(resolved, []).append(part)
    states = facts.part_states(part for own in parts.values() for part in own)
    return {
        resolved
        for resolved, own in parts.items()
        if all(rules.takes_effect(rules.ALL, [states[part][0] for part in own]))
    }
