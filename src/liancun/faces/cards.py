"""Facts and records as cards (卡片): by label and unit, in words; what has several rows as a small table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from types import SimpleNamespace
from typing import Any, get_args, get_type_hints

from django.utils.translation import gettext as _

from liancun.base import references
from liancun.base.references import Trace
from liancun.base.viewer import Viewer
from liancun.faces.fields import Naming, heading, shown, with_unit
from liancun.faces.tables import Table
from liancun.faces.words import fact_name, fact_value, worded
from liancun.kernel.fields import Choice, Quantity, Rows, Spec, Text, specs_of
from liancun.rooms.registry.queries import staff_names

WHO = ("recorded_by", "accepted_by", "delivered_by", "payee", "payer_party")
"""Facts that are somebody: a login or a code, shown by name."""
FOLDED = ("digest", "clauses")
"""What only a machine compares: shown where somebody unfolds it."""


@dataclass(frozen=True)
class Fact:
    """One fact: what it is called, what it is, and the reference it opens."""

    label: str
    text: str
    right: bool = False
    ref: str = ""


@dataclass(frozen=True)
class Card:
    """Facts, and the tables beneath them."""

    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Link:
    """A record that something rests on: what it is called, and its reference where it can be opened."""

    text: str
    ref: str


def links_of(viewer: Viewer, refs: Iterable[str]) -> list[Link]:
    """References by name; what has none for this viewer is told of and not opened."""
    wanted = list(refs)
    names = references.names(viewer, wanted)
    found = []
    for ref in wanted:
        if ref in names:
            found.append(Link(worded(names[ref]), ref))
        else:
            found.append(Link(_("另一条记录"), ""))
    return found


def trace_card(trace: Trace, naming: Naming) -> Card:
    """What a trace knows: kept facts by their dataclass, the others by their names."""
    known = {} if trace.kept is None else trace.kept.values
    who = {str(each) for name, each in (*trace.facts, *known.items()) if name in WHO}
    people = staff_names(naming.viewer, who)
    kept, explained = Card(), set()
    if trace.kept is not None:
        named = {name: people[each] if name in WHO else each for name, each in known.items()}
        kept = card_of(trace.kept.kind, named, naming)
        explained = {spec.inner[0] for spec in specs_of(trace.kept.kind)}
    facts, tables = list(kept.facts), list(kept.tables)
    folded: list[Fact] = []
    for name, value in trace.facts:
        base = name.partition(".")[2] if name.startswith("totals.") else name
        if base in explained or value in ("", None, [], {}) or isinstance(value, Mapping):
            continue  # what was kept of a line in a line stands among the kept facts
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            tables.append(_plain_table(name, value))
            continue
        right = isinstance(value, int) and not isinstance(value, bool)
        text = people[str(value)] if name in WHO else fact_value(name, value)
        fact = Fact(fact_name(base), text, right)
        (folded if name in FOLDED else facts).append(fact)
    return Card(tuple(facts), tuple(tables), tuple(folded))


def _plain_table(name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows that no dataclass explains: by the names of their values."""
    columns = tuple(Spec(key, Text(fact_name(key)), False) for key in rows[0])
    said = [SimpleNamespace(**{key: fact_value(key, value) for key, value in row.items()}) for row in rows]
    return Table(fact_name(name), columns, said)


def card_of(kind: type, values: Mapping[str, Any], naming: Naming) -> Card:
    """The fields of a dataclass with their values, as they were kept: rows as mappings or as they are."""
    facts, tables = [], []
    for spec in specs_of(kind):
        value: Any = values
        for step in spec.inner:
            value = value.get(step, {}) if isinstance(value, Mapping) else getattr(value, step)
        if isinstance(spec.field, Rows):
            tables += _table(kind, spec, value or (), naming)
        elif value not in (None, "", {}, ()):
            facts.append(fact_of(spec, value, naming, SimpleNamespace(**values)))
    return Card(tuple(fact for fact in facts if fact.text), tuple(tables))


def fact_of(spec: Spec, value: Any, naming: Naming, row: Any = None) -> Fact:
    """One field with its value: with the unit behind an amount, which another field of the row may name."""
    field = spec.field
    plain = field.right and not isinstance(field, Quantity)
    text = with_unit(field, value) if plain else shown(field, value, row, naming)
    return Fact(_(field.label) if field.right else heading(field), text, field.right)


def _table(kind: type, spec: Spec, rows: Sequence[Any], naming: Naming) -> list[Table]:
    if not rows:
        return []
    row_kind = get_args(get_type_hints(kind)[spec.name])[0]
    made = [row if is_dataclass(row) else row_kind(**row) for row in rows]
    columns = tuple(each for each in specs_of(row_kind) if any(_said(row, each) for row in made))
    return [Table(heading(spec.field), columns, made, naming=naming)]


def _said(row: Any, spec: Spec) -> bool:
    """Whether a row says anything in a column: a text or choice nobody filled needs none."""
    value = getattr(row, spec.name)
    return value not in (None, "") or not isinstance(spec.field, Text | Choice)
