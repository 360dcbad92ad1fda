"""What bodies resolved as facts (决议): which resolutions of an organisation carried."""

from collections.abc import Iterable

from liancun.base import clock, decisions
from liancun.charter import Block
from liancun.charter.layers import TOWN_LAYER
from liancun.rooms.registry.facts.relations import organisations_by
from liancun.rooms.registry.models import Organisation, Resolution


def resolution_carried(org_code: str, code: str) -> bool | None:
    """Whether an organisation's resolution carried; None where there is none of that number."""
    rows = Resolution.objects.filter(org_code=org_code, code=code)
    return rows.values_list("passed", flat=True).first()


def carried(org_code: str) -> tuple[tuple[str, str], ...]:
    """(number, subject) of an organisation's resolutions that carried, the latest first."""
    rows = Resolution.objects.filter(org_code=org_code, passed=True).order_by("-held_on", "-pk")
    return tuple(rows.values_list("code", "subject"))


def resolved_blocks(block_ids: Iterable[str]) -> frozenset[str]:
    """Of these blocks of the charter those that a resolution carried."""
    rows = Resolution.objects.filter(block__in=list(block_ids), passed=True)
    return frozenset(rows.values_list("block", flat=True))


def own_blocks(org_code: str) -> tuple[Block, ...]:
    """The blocks of the charter that an organisation's bodies decide, the latest first: the town's those of
    its layer too."""
    row = organisations_by(clock.today()).get(org_code)
    town = row is not None and row.kind == Organisation.Kind.TOWN
    return decisions.blocks_decided({org_code, TOWN_LAYER} if town else {org_code})
