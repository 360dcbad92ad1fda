"""A decision and its blocks over time (决定): what is in force, what stands behind it, what is proposed."""

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import Count

from liancun.base import charter_names, charter_types, charters
from liancun.base.models import AuditLine, CharterBlock
from liancun.base.organisations import must_be_registered
from liancun.charter import Block, Decision, load_decision_text, undecided
from liancun.charter.layers import TOWN_LAYER
from liancun.charter.layers import layer_of as layer_of_owner
from liancun.kernel import BadInput, Problem, Refusal

LAW = charters.LAW
LAYERS = ("shipped", "pack", "townwide", "own")
"""What the charter's layers are called, the nearest last; what the law says is called "law"."""


@dataclass(frozen=True)
class Bound:
    """That a block is bound (已有依据): since when, and under which digest."""

    sha256: str
    since: datetime


@dataclass(frozen=True)
class Standing:
    """A decision as an organisation has it on a day (现行决定).

    `block` governs; `behind` are the earlier ones and those it stands in for, the nearest first; `coming`
    begin later.
    """

    decision: Decision
    block: Block
    behind: tuple[Block, ...]
    coming: tuple[Block, ...]


def layer_of(block: Block) -> str:
    """Of which layer a block is: law, a neutral default, a pack's, the town's, an organisation's own."""
    return LAW.rstrip("/") if block.decision.startswith(LAW) else LAYERS[block.layer]


def owner_of(org: str) -> str:
    """Whose a decision is: an organisation's, or the town's where none is named."""
    return org or TOWN_LAYER


def title_of(block: Block) -> str:
    """What the decision of a block is called."""
    found = charters.block_named(block.id)
    return found[0].title if found else block.decision


def decision_named(what: str) -> str:
    """The name of a decision by its name, its title or the id of a block; refuses with the nearest.

    What a room reads and nobody has decided has a name too.
    """
    named = charters.block_named(what)
    if named:
        return named[0].name
    titles = {each.title: each.name for each in charters.current().decisions.values()}
    names = dict.fromkeys(sorted({*titles.values(), *charter_types.types_by_name()}))
    if what in names:
        return what
    if what in titles:
        return titles[what]
    last = [name for name in names if name.rpartition("/")[2] == what]
    if len(last) == 1:
        return last[0]
    near = last or difflib.get_close_matches(what, [*names, *titles], n=3) or list(names)
    raise Refusal("charter.no_such_decision", value=what[:60], near=tuple(near[:5]))


def standing(name: str, *, org: str, on: date) -> Standing:
    """What governs a decision for an organisation on a day, with all blocks around it."""
    if org:
        must_be_registered(org)
    charter = charters.current()
    block = charter.block(name, on=on, org=org)
    every = [each for each in every_block(name, org=org) if each is not block]
    behind = tuple(each for each in every if each.start <= on)
    coming = tuple(each for each in reversed(every) if each.start > on)
    found = charter.find(block.id)
    assert found is not None, block.id
    return Standing(found[0], block, behind, coming)


def every_block(name: str, *, org: str) -> list[Block]:
    """Every block of a decision that may hold for an organisation, the nearest and latest first."""
    charter = charters.current()
    return [
        block
        for owner in charter.layers(org)
        if (decision := charter.decisions.get((owner, name)))
        for block in reversed(decision.blocks)
    ]


def first_day(name: str) -> date:
    """The day from which there is a decision, for the town at large; refuses where there is none."""
    every = every_block(name, org="")
    if not every:
        raise undecided(name)
    return min(block.start for block in every)


def stood_before(block: Block) -> Block | None:
    """What a block stands in for: the one before it in its file, else what there is without it."""
    charter = charters.current()
    for owner in charter.layers(block.org):
        found = charter.decisions.get((owner, block.decision))
        if found is None or layer_of_owner(owner) > block.layer:
            continue
        earlier = [
            each
            for each in found.blocks
            if each.start < block.start or (each.start == block.start and owner != block.org)
        ]
        if earlier:
            return earlier[-1]
    return None


def bound(block_ids: Iterable[str]) -> dict[str, Bound]:
    """Of these blocks those that are bound."""
    rows = CharterBlock.objects.filter(block_id__in=list(block_ids)).exclude(text="")
    return {row.block_id: Bound(row.sha256, row.recorded_at) for row in rows}


def permitted_by(block_ids: Iterable[str]) -> dict[str, int]:
    """Block -> how many acts it permitted."""
    rows = AuditLine.objects.filter(permit__in=list(block_ids)).order_by().values_list("permit")
    return dict(rows.annotate(Count("pk")))


def blocks_decided(owners: Collection[str]) -> tuple[Block, ...]:
    """The blocks that some owners decided, the latest first."""
    found = charters.current().decisions.values()
    blocks = [block for decision in found if decision.org in owners for block in decision.blocks]
    return tuple(sorted(blocks, key=lambda each: (each.start, each.decision), reverse=True))


def proposed(text: str, *, file: str, org: str) -> tuple[Decision, Block]:
    """A proposed decision and its newest block, typed and held against what is bound.

    Raises BadInput with every fault.
    """
    if org:
        must_be_registered(org)
    decision = load_decision_text(text, file=file, org=owner_of(org))
    if decision.name.startswith(LAW):
        raise BadInput([Problem.of("charter.law_is_not_yours", file=file, decision=decision.name)])
    want = charter_types.type_of(decision.name)
    if want is None:
        raise BadInput([Problem.of("charter.unknown_decision", file=file, decision=decision.name)])
    problems: list[Problem] = []
    kept = bound(block.id for block in decision.blocks)
    for block in decision.blocks:
        try:
            charters.current().typed(block, want, on=block.start, org=org)
        except BadInput as bad:
            problems.extend(bad.problems)
        except Refusal as refusal:
            problems.append(Problem(refusal.code, file, params=refusal.reason.params))
        if block.id in kept and kept[block.id].sha256 != block.sha256:
            problems.append(Problem.of("charter.edited", file=file, block=block.id))
    problems = problems or charter_names.unknown_in(decision.blocks[-1])
    if problems:
        raise BadInput(problems)
    return decision, decision.blocks[-1]


def is_decided(name: str) -> bool:
    """Whether there is such a decision in any layer."""
    return any(decision == name for _owner, decision in charters.current().decisions)


def file_of(name: str, org: str) -> Path:
    """Where an organisation's own decision stands, or the town's."""
    return charters.own_folder() / owner_of(org) / f"{name}.yaml"


def draft_of(name: str, org: str) -> Path:
    """Where one is begun that nobody has decided: it cannot be read before it is filled in."""
    return charters.own_folder().parent / "drafts" / owner_of(org) / f"{name}.yaml"
