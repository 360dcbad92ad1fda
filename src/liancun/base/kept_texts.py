"""Texts that the data keeps beside what ships now (留存的原文): whole, and which of them were renewed."""

from collections.abc import Iterator
from datetime import date

from liancun.base import charters
from liancun.base.charter_types import types_by_name
from liancun.base.findings import Finding
from liancun.base.models import CharterBlock
from liancun.charter import Block, packs_deciding
from liancun.charter.layers import is_shipped, layer_of
from liancun.kernel import BadInput, Reason

PERMITS = "permits/"
"""Decisions that say who may do what; a room without acts has none."""


def verify() -> Iterator[Finding]:
    """Every text that is kept still carries the digest under which it was bound."""
    for row in CharterBlock.objects.order_by("block_id"):
        try:
            kept = charters.read_again(row)[1].sha256
        except BadInput:
            kept = ""
        if kept != row.sha256:
            yield Finding.of("tampered", f"charter:{row.block_id}", "charter.kept_edited", block=row.block_id)


def renewed() -> list[tuple[str, str]]:
    """Shipped blocks that the data rests on in an earlier text, each with the id of the present one or "".

    One that only moved, from the defaults into the town's pack, says what it said.
    """
    stands: dict[tuple[str, date], Block] = {}
    for decision in sorted(charters.current().decisions.values(), key=lambda each: layer_of(each.org)):
        if is_shipped(decision.org):
            stands |= {(block.decision, block.start): block for block in decision.blocks}
    found = []
    for row in CharterBlock.objects.exclude(text="").order_by("block_id"):
        kept = charters.read_again(row)[1]
        if is_shipped(kept.org):
            now = stands.get((kept.decision, kept.start))
            if now is None or now.content != kept.content:
                found.append((row.block_id, now.id if now else ""))
    return found


def left() -> list[Reason]:
    """Defaults that ship no more and go on because the data rests on them: what one may write instead."""
    shipped, found = charters.on_disk().decisions, []
    for block in [
        each.blocks[-1] for key, each in charters.current().decisions.items() if key not in shipped
    ]:
        said = {"decision": block.decision, "block": block.id, "named": block.decision}
        packs = packs_deciding(block.decision)
        code = "charter.left_to_pack" if packs else "charter.left"
        found.append(Reason.of(code, **said, packs=packs))
    return found


def undecided() -> list[str]:
    """What rooms read and nobody has decided: it is asked for where it is used first."""
    decided = {decision.name for decision in charters.current().decisions.values()}
    return sorted(name for name in types_by_name() if name not in decided and not name.startswith(PERMITS))


def only_renewed(stored: str, governs: str) -> bool:
    """Whether two ids are of shipped blocks of one decision and day: another text or place of the same."""
    one, other = charters.block_named(stored), charters.block_named(governs)
    if not one or not other or not is_shipped(one[1].org) or not is_shipped(other[1].org):
        return False
    return (one[1].decision, one[1].start) == (other[1].decision, other[1].start)
