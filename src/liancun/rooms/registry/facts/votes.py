"""What bodies resolved as facts (决议): which resolutions of an organisation carried."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from liancun.base import clock, decisions
from liancun.charter import Block
from liancun.charter.layers import TOWN_LAYER
from liancun.kernel import Refusal
from liancun.rooms.registry.facts.relations import organisations_by
from liancun.rooms.registry.models import Organisation, Resolution

LEAST_LETTERS = 8
"""So many letters of a digest tell one text from another."""


def resolution_carried(org_code: str, code: str) -> bool | None:
    """Whether an organisation's resolution carried; None where there is none of that number."""
    rows = Resolution.objects.filter(org_code=org_code, code=code)
    return rows.values_list("passed", flat=True).first()


def carried(org_code: str) -> tuple[tuple[str, str], ...]:
    """(number, subject) of an organisation's resolutions that carried, the latest first."""
    rows = Resolution.objects.filter(org_code=org_code, passed=True).order_by("-held_on", "-pk")
    return tuple(rows.values_list("code", "subject"))


def resolved_blocks(block_ids: Iterable[str]) -> frozenset[str]:
    """Of these blocks of the charter those that a resolution bound."""
    rows = binding_resolutions().filter(block__in=list(block_ids))
    return frozenset(rows.values_list("block", flat=True))


def binding_resolutions() -> QuerySet[Resolution]:
    """The resolutions that carried a block and bound it: not a village's vote on one of the whole town, which
    holds only with all the others' (联村决议)."""
    towns = [
        code for code, row in organisations_by(clock.today()).items() if row.kind == Organisation.Kind.TOWN
    ]
    in_part = Q(block__startswith=f"{TOWN_LAYER}:") & ~Q(org_code__in=towns)
    return Resolution.objects.filter(passed=True).exclude(block="").exclude(in_part)


def own_blocks(org_code: str) -> tuple[Block, ...]:
    """The blocks of the charter that an organisation's bodies decide, the latest first: the town's those of
    its layer too."""
    row = organisations_by(clock.today()).get(org_code)
    town = row is not None and row.kind == Organisation.Kind.TOWN
    return decisions.blocks_decided({org_code, TOWN_LAYER} if town else {org_code})


def towns_blocks() -> tuple[Block, ...]:
    """The blocks of the charter that hold in the whole town, the latest first."""
    return decisions.blocks_decided({TOWN_LAYER})


def voted_text(org_code: str, block: str, digest: str = "", *, in_part: bool = False) -> str:
    """The digest of the block that a body voted on; refuses one that is not its organisation's, or another
    text. `in_part`: it is the whole town's, on which every village votes."""
    if not block:
        if digest:
            raise Refusal("registry.digest_of_nothing")
        return ""
    blocks = {each.id: each for each in (towns_blocks() if in_part else own_blocks(org_code))}
    found = blocks.get(block)
    if found is None:
        known = tuple(blocks)
        code = "registry.block_not_own" if known else "registry.no_own_block"
        raise Refusal(code, block=block, org=org_code, known=known)
    must_be_that_text(found, digest)
    return found.sha256


def must_be_that_text(block: Block, said: str) -> None:
    """Refuse a block whose text is not the one that was voted on, by its digest ('' where nobody says it).

    Half a digest is read out in a meeting: its first letters, eight of them or more.
    """
    said = said.lower()
    if said and (len(said) < LEAST_LETTERS or not block.sha256.startswith(said)):
        raise Refusal("registry.block_says_otherwise", block=block.id, digest=block.sha256[:LEAST_LETTERS])
