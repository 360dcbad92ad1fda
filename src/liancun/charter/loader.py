"""Dated decisions and what is in force on a day (章程条款).

One YAML file per decision; each block begins on a day and holds whole tables; every clause says its source.
Decisions lie in layers: law and neutral defaults, the pack that the town follows, the town's own, an
organisation's own. The nearest that has begun holds, then the latest of it.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, TypeVar, get_type_hints

import yaml

from liancun.charter.layers import ORGANISATION, PACK, PACK_LAYER, TOWN_LAYER, is_shipped, layer_of
from liancun.charter.typed import decoded, read_typed, read_yaml
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.digest import digest

SHIPPED = Path(__file__).parent
Source = Literal["law", "article", "resolution", "assumption"]
NAME = re.compile("[a-z_]+/[a-z_]+")
"""How a decision is named: by the room that reads it and what it decides. It is the place of its file too."""


def undecided(decision: str) -> Refusal:
    """What somebody is told who asks for what the town has not decided: what it is, and where to write it."""
    return Refusal("charter.no_decision", decision=decision, file=f"{TOWN_LAYER}/{decision}.yaml")


class CharterType(Protocol):
    """A room's typed slice: a frozen dataclass naming its decision, with a `clause` field we fill."""

    DECISION: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


C = TypeVar("C", bound=CharterType)
T = TypeVar("T")


@dataclass(frozen=True)
class Clause:
    """One value of a decision (条款) and where it comes from."""

    name: str
    value: Any
    source: Source
    cite: str
    note: str
    money: bool


@dataclass(frozen=True)
class Block:
    """What was decided from one day on (自某日起): every clause of the decision, whole.

    `org` is the layer: "" for law and defaults, "pack=panguan", "_town", an organisation's code.
    """

    decision: str
    org: str
    start: date
    clauses: tuple[Clause, ...]
    file: str
    version: str = ""

    @property
    def id(self) -> str:
        """The clause id that rulings store: "points/refuse_fee@2024-01-01", with "org:" for a nearer layer.

        No id is used twice: where data rests on another text of the same block, as an earlier program
        shipped it, this one carries its `version` behind a "#".
        """
        version = f"#{self.version}" if self.version else ""
        return (
            f"{self.org}:{self.decision}@{self.start}{version}"
            if self.org
            else (f"{self.decision}@{self.start}{version}")
        )

    @property
    def layer(self) -> int:
        """How near it is."""
        return layer_of(self.org)

    @cached_property
    def sha256(self) -> str:
        """The digest of what holds, values and sources: a note may be reworded."""
        return digest([self.decision, self.org, self.start, self.content])

    @property
    def content(self) -> list[tuple[str, Any, str, str]]:
        """What holds by it."""
        return [(c.name, c.value, c.source, c.cite) for c in self.clauses]

    @property
    def earlier_sha256(self) -> str:
        """The digest that programs before this one recorded, notes included."""
        content = [(c.name, c.value, c.source, c.cite, c.note, c.money) for c in self.clauses]
        return digest([self.decision, self.org, self.start, content])


@dataclass(frozen=True)
class Decision:
    """One file: a title, the body that decides, and its dated blocks (决定)."""

    name: str
    org: str
    title: str
    decided_by: str
    blocks: tuple[Block, ...]
    file: str

    def text_of(self, block: Block) -> str:
        """One of its blocks as a decision file that says just this, to be kept and read again."""
        clauses = {
            each.name: {key: getattr(each, key) for key in ("value", "source", "cite", "note", "money")}
            for each in block.clauses
        }
        said = {"title": self.title, "decision": self.name, "decided_by": self.decided_by}
        blocks = [{"from": block.start, "clauses": clauses}]
        return yaml.dump(
            said | {"blocks": blocks}, Dumper=_Whole, allow_unicode=True, sort_keys=False, width=10**6
        )


class _Whole(yaml.SafeDumper):
    """Writes every part where it stands: a decision names no part to use it again."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True)
class _ClauseFile:
    value: Any
    source: Source
    cite: str = ""
    note: str = ""
    money: bool = False


@cache
def _slices(want: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The fields of a slice that are slices of other decisions."""
    names = {each.name for each in dataclasses.fields(want)}
    hints = get_type_hints(want).items()
    return tuple((name, hint) for name, hint in hints if name in names and hasattr(hint, "DECISION"))


@dataclass(frozen=True)
class Charter:
    """Every decision that was loaded, by its layer and its name."""

    decisions: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    _read: dict[tuple[Any, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Slices by their type, their block and what they rest on: hundreds of days share a few of them."""

    @cached_property
    def _by_id(self) -> dict[str, tuple[Decision, Block]]:
        return {block.id: (found, block) for found in self.decisions.values() for block in found.blocks}

    def find(self, block_id: str) -> tuple[Decision, Block] | None:
        """A block by its id, with its decision."""
        return self._by_id.get(block_id)

    @cached_property
    def pack(self) -> str:
        """The layer of the pack that was loaded, "" for none."""
        return next((owner for owner, _name in self.decisions if layer_of(owner) == PACK), "")

    def layers(self, org: str) -> tuple[str, ...]:
        """The layers that hold for an organisation, the nearest first; else those of the town at large."""
        own = (org,) if layer_of(org) == ORGANISATION else ()
        return tuple(dict.fromkeys((*own, TOWN_LAYER, self.pack, "")))

    def block(self, decision: str, *, on: date, org: str = "") -> Block:
        """The block in force on a day; refuses before the first date rather than answer with nothing."""
        keys = [(layer, decision) for layer in self.layers(org)]
        found = [self.decisions[key] for key in keys if key in self.decisions]
        for nearest in found:
            begun = [block for block in nearest.blocks if block.start <= on]
            if begun:
                return max(begun, key=lambda block: block.start)
        if not found:
            raise undecided(decision)
        first = min(block.start for each in found for block in each.blocks)
        raise Refusal(
            "charter.before_first_day", decision=decision, title=found[0].title, on=str(on), first=str(first)
        )

    def in_force(self, want: type[C], *, on: date, org: str = "") -> C:
        """The room's slice in force on a day, with the law it rests on, both typed and validated."""
        return self.typed(self.block(want.DECISION, on=on, org=org), want, on=on, org=org)

    def typed(self, block: Block, want: type[T], *, on: date, org: str = "") -> T:
        """Read one block as `want`, what it rests on as the organisation has it. Raises BadInput naming the
        file and the block."""
        kind: Any = want
        rests_on = {name: self.in_force(hint, on=on, org=org) for name, hint in _slices(kind)}
        key = (kind, id(block), *map(id, rests_on.values()))
        if key in self._read:
            found: T = self._read[key]
            return found
        values = {clause.name: clause.value for clause in block.clauses}
        given = {"clause": block.id, **rests_on}
        made = read_typed(values, want, file=block.file, where=str(block.start), **given)
        if self._holds(block):
            self._read[key] = made
        return made

    def _holds(self, block: Block) -> bool:
        """Whether a block is of this charter: what is read of another, proposed or kept, goes again."""
        found = self._by_id.get(block.id)
        return found is not None and found[1] is block

    def check(self, by_name: Mapping[str, type[Any]]) -> list[Problem]:
        """Every block of every decision read as its room's type, by its name; what is wrong, all at once."""
        problems: list[Problem] = []
        for decision in self.decisions.values():
            want = by_name.get(decision.name)
            if want is None:
                problems.append(
                    Problem.of("charter.unknown_decision", file=decision.file, decision=decision.name)
                )
                continue
            for block in decision.blocks:
                try:
                    self.typed(block, want, on=block.start)
                except BadInput as bad:
                    problems.extend(bad.problems)
                except Refusal as refusal:
                    problems.append(Problem(refusal.code, decision.file, params=refusal.reason.params))
        return problems


@dataclass(frozen=True)
class Resting(Charter):
    """The charter as something that was worked out rests on it (所依据的章程): its own blocks go before.

    `exact`: at the records it saw, it is asked nothing that it was not asked before, so its blocks answer. At
    later records a decision of a later day may govern some of them.
    """

    rests_on: tuple[Block, ...] = ()
    exact: bool = True

    def _holds(self, block: Block) -> bool:
        return any(each is block for each in self.rests_on) or super()._holds(block)

    def block(self, decision: str, *, on: date, org: str = "") -> Block:
        """The block it rests on, where that governs the day."""
        layers = self.layers(org)
        held = [each for each in self.rests_on if each.decision == decision and each.start <= on]
        own = [each for each in held if each.org in layers or is_shipped(each.org)]
        found = max(own, key=lambda each: (each.layer, each.start), default=None)
        if found is None:
            return super().block(decision, on=on, org=org)
        if not self.exact:
            try:
                now = super().block(decision, on=on, org=org)
            except Refusal:
                return found
            return now if now.start > found.start else found
        return found


@dataclass(frozen=True)
class Proposed(Charter):
    """The charter as it would be with one more block (提案), as if that had stood from the beginning."""

    proposed: Block = field(kw_only=True)

    def _holds(self, block: Block) -> bool:
        return block is self.proposed or super()._holds(block)

    def block(self, decision: str, *, on: date, org: str = "") -> Block:
        """The proposed block, unless one of a nearer layer stands in for its organisation."""
        layers = self.layers(org)
        if decision != self.proposed.decision or self.proposed.org not in layers:
            return super().block(decision, on=on, org=org)
        try:
            stands = super().block(decision, on=on, org=org)
        except Refusal:
            return self.proposed
        nearer = layers.index(stands.org) < layers.index(self.proposed.org)
        return stands if nearer else self.proposed


def load_decision_text(text: str, *, file: str, org: str = "") -> Decision:
    """Read one decision file. Raises BadInput with every fault and its place."""
    data = read_yaml(text, file, anchors=False)
    problems: list[Problem] = []
    if not isinstance(data, dict):
        raise BadInput([Problem.of("typed.not_a_table", file=file)])
    known = ("title", "decision", "decided_by", "blocks")
    for key in data:
        if key not in known:
            problems.append(Problem.of("typed.unknown_key", file=file, column=str(key), known=known))
    for key in known:
        if not data.get(key):
            problems.append(Problem.of("typed.missing_key", file=file, column=key))
        elif key == "blocks" and not isinstance(data[key], list):
            problems.append(Problem.of("typed.not_a_list", file=file, column=key))
        elif key != "blocks" and not isinstance(data[key], str):
            problems.append(
                Problem.of("typed.wrong_kind", file=file, column=key, value=str(data[key]), remedy="text")
            )
        elif key == "decision" and not NAME.fullmatch(data[key]):
            problems.append(Problem.of("charter.no_name", file=file, column=key, value=data[key][:60]))
    if problems:
        raise BadInput(problems)
    blocks = _blocks(data, file, org, problems)
    if problems:
        raise BadInput(problems)
    return Decision(data["decision"], org, data["title"], data["decided_by"], tuple(blocks), file)


def _blocks(data: dict[str, Any], file: str, org: str, problems: list[Problem]) -> list[Block]:
    blocks: list[Block] = []
    for number, raw in enumerate(data["blocks"], 1):
        where = f"blocks[{number}]"
        start = raw.get("from") if isinstance(raw, dict) else None
        clauses = raw.get("clauses") if isinstance(raw, dict) else None
        if type(start) is not date:
            problems.append(Problem.of("charter.no_first_day", file=file, column=where))
            continue
        if not isinstance(clauses, dict) or set(raw) - {"from", "clauses"}:
            problems.append(Problem.of("charter.no_clauses", file=file, column=where))
            continue
        if blocks and start <= blocks[-1].start:
            problems.append(Problem.of("charter.not_added_below", file=file, column=where, start=str(start)))
        found = []
        for name, clause in clauses.items():
            try:
                read = read_typed(clause, _ClauseFile, file=file, where=f"{start}.{name}")
            except BadInput as bad:
                problems.extend(bad.problems)
                continue
            if read.source in ("law", "resolution") and not read.cite:
                problems.append(Problem.of("charter.no_cite", file=file, column=f"{start}.{name}"))
            found.append(Clause(name, read.value, read.source, read.cite, read.note, read.money))
        blocks.append(Block(data["decision"], org, start, tuple(found), file))
    return blocks


@lru_cache(maxsize=512)
def _shipped(path: Path, layer: str = "") -> Decision:
    """A decision of the package itself: it does not change while the program runs."""
    shown = path.relative_to(SHIPPED).as_posix()
    return load_decision_text(decoded(path.read_bytes(), shown), file=shown, org=layer)


def _own(path: Path, own: Path) -> Decision:
    """The town's or an organisation's decision, from the folder named by its code."""
    shown, org = path.relative_to(own).as_posix(), path.relative_to(own).parts[0]
    if path.parent == own or path.suffix != ".yaml" or is_shipped(org):
        raise BadInput([Problem.of("charter.misplaced", file=shown)])
    decision = load_decision_text(decoded(path.read_bytes(), shown), file=shown, org=org)
    if decision.name.startswith("law/"):
        raise BadInput([Problem.of("charter.law_is_not_yours", file=shown, decision=decision.name)])
    return decision


def load_charter(own: Path | None = None, pack: str = "") -> Charter:
    """Load the law, the defaults and a pack shipped with the package, and the town's own decisions.

    `own` is a folder with one folder `_town` and one per organisation code; it may be absent.
    """
    problems: list[Problem] = []
    decisions: dict[tuple[str, str], Decision] = {}
    shipped = [("law", ""), ("defaults", ""), *([(f"packs/{pack}", f"{PACK_LAYER}{pack}")] if pack else [])]
    readers: list[Callable[[], Decision]] = [
        partial(_shipped, path, layer)
        for folder, layer in shipped
        for path in sorted((SHIPPED / folder).rglob("*.yaml"))
        if not layer or path.parent != SHIPPED / folder  # what is said of the pack itself is no decision
    ]
    if own and own.is_dir():
        readers += [partial(_own, path, own) for path in sorted(own.rglob("*.y*ml"))]
    for read in readers:
        try:
            decision = read()
        except BadInput as bad:
            problems.extend(bad.problems)
            continue
        if (decision.org, decision.name) in decisions:
            problems.append(Problem.of("charter.decided_twice", file=decision.file, decision=decision.name))
        decisions.setdefault((decision.org, decision.name), decision)
    if problems:
        raise BadInput(problems)
    return Charter(decisions)
