"""What the town's own decisions name (决定里的名称): organisations, parties, accounts, posts that there are.

Asked of the rooms by name, as what may be chosen is. While no organisation is registered none is unknown: a
charter may be there before the town is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from dataclasses import fields as parts_of
from datetime import date
from typing import Any, get_type_hints

from liancun.base import charter_types, charters, choices
from liancun.base.organisations import ALL, near
from liancun.base.permits import ABOVE, OWN, SYSTEM
from liancun.charter import Block
from liancun.charter.layers import ORGANISATION, is_shipped, layer_of
from liancun.kernel import Problem
from liancun.kernel.fields import Choice, Field, Many, Rows, field_in

PARTY, ACCOUNT, POST, PLACE = "registry.parties", "ledger.charted", "registry.posts", "registry.post_places"
ORGANISATIONS = "registry.organisations"
FAULTS = {
    PARTY: "charter.no_such_party",
    ACCOUNT: "charter.no_such_account",
    POST: "charter.no_such_post",
    PLACE: "charter.no_such_place",
    ORGANISATIONS: "charter.no_such_organisation",
}
"""Source -> what is said where a decision names something that it does not offer."""
ORG, ANYTHING = "O:", Field("")


@dataclass(frozen=True)
class Named:
    """Something that a decision names: what kind of thing, and where it stands in the block."""

    source: str
    value: str
    where: str


def unknown() -> list[Problem]:
    """What own decisions name and nobody knows, with the nearest; and folders of no organisation."""
    known = _Known()
    found = [
        Problem.of("charter.no_such_folder", file=f"{org}/", value=org, near=near(org, known.orgs))
        for org in sorted({org for org, _decision in charters.current().decisions})
        if layer_of(org) == ORGANISATION and known.orgs and org not in known.orgs
    ]
    for block in _own_blocks():
        found += _unknown_in(block, known)
    return found


def unknown_in(block: Block) -> list[Problem]:
    """The same of one block, which need not be in force."""
    return _unknown_in(block, _Known())


def _unknown_in(block: Block, known: "_Known") -> list[Problem]:
    return [
        Problem.of(
            FAULTS[each.source],
            file=block.file,
            column=each.where,
            value=each.value,
            near=known.near(each, block),
        )
        for each in _named_by(block)
        if each.source in FAULTS and not known.holds(each, block)
    ]


def names_of(block: Block, source: str) -> tuple[str, ...]:
    """What a block names of one kind, by the source that offers it: "registry.standings"."""
    return tuple(each.value for each in _named_by(block) if each.source == source)


def notes() -> list[Problem]:
    """Permits that name one organisation by its code: they are read, and a relation would last longer."""
    known = _Known()
    return [
        Problem.of("charter.bare_place", file=block.file, column=each.where, value=each.value)
        for block in _own_blocks()
        for each in _named_by(block)
        if each.source == PLACE and ":" not in each.value and each.value != OWN and known.holds(each, block)
    ]


def _own_blocks() -> Iterator[Block]:
    for decision in charters.current().decisions.values():
        if not is_shipped(decision.org):
            yield from decision.blocks


def _named_by(block: Block) -> Iterator[Named]:
    want = charter_types.type_of(block.decision)
    assert want is not None, block.id
    read = charters.current().typed(block, want, on=block.start, org=block.org)
    hints = get_type_hints(want, include_extras=True)
    for clause in block.clauses:
        field = field_in(hints[clause.name]) or ANYTHING
        yield from _walk(getattr(read, clause.name), field, clause.name, f"{block.start}.{clause.name}")


def _walk(value: Any, field: Field, name: str, where: str) -> Iterator[Named]:
    """What a typed value names, at whatever depth."""
    if is_dataclass(value):
        hints = get_type_hints(type(value), include_extras=True)
        for part in parts_of(value):
            inner = field_in(hints[part.name]) or ANYTHING
            yield from _walk(getattr(value, part.name), inner, part.name, f"{where}.{part.name}")
    elif isinstance(value, Mapping):
        by, of = (field.by, field.of) if isinstance(field, Rows) else (ANYTHING, ANYTHING)
        for key, each in value.items():
            yield from _walk(key, by, "", f"{where}.{key}")
            yield from _walk(each, of, name, f"{where}.{key}")
    elif isinstance(value, tuple):
        for each in value:
            yield from _walk(each, field.each if isinstance(field, Many) else field, name, where)
    elif isinstance(value, str) and value:
        if isinstance(field, Choice) and field.source:
            yield Named(field.source, value, where)
        elif name.endswith(("account", "accounts")):
            yield Named(ACCOUNT, value, where)


class _Known:
    """What there is, asked once."""

    def __init__(self) -> None:
        self.orgs: dict[str, str] = dict(choices.source(ALL)(SYSTEM, "", date.max))

    def words(self, named: Named, block: Block) -> Mapping[str, str]:
        """Code -> word of everything of its kind; of parties the organisations."""
        if named.source == PARTY:
            return {ORG + code: word for code, word in self.orgs.items()}
        if named.source == ORGANISATIONS:
            return self.orgs
        offered = choices.source(named.source)(SYSTEM, _org(block), block.start)
        return dict(offered)

    def holds(self, named: Named, block: Block) -> bool:
        """Whether it is there, or was; with nothing registered yet, whatever could be."""
        if named.value in self.words(named, block):
            return True
        if named.source in (PARTY, ORGANISATIONS):
            return not self.orgs or named.value in dict(_parties(named, block))
        if named.source == PLACE:
            # A bare word is the code of an organisation or, as decisions of before have it, a kind above.
            bare, above = ":" not in named.value, f"{ABOVE}:{named.value}"
            return bare and (not self.orgs or named.value in self.orgs or above in self.words(named, block))
        return False

    def near(self, named: Named, block: Block) -> tuple[str, ...]:
        """What may be meant."""
        return near(named.value, self.words(named, block))


def _parties(named: Named, block: Block) -> Iterable[tuple[str, str]]:
    if named.source != PARTY:
        return ()
    return choices.source(PARTY)(SYSTEM, _org(block), block.start, named.value)


def _org(block: Block) -> str:
    return block.org if layer_of(block.org) == ORGANISATION else ""
