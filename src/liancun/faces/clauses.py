"""Clauses of the charter as people read them (条款): by label and unit, in words, rows as tables."""

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from types import SimpleNamespace
from typing import Any, get_type_hints

from django.utils.translation import gettext as _

from liancun.base import charter_types, charters
from liancun.charter import Block
from liancun.faces.cards import Card, Fact, card_of, fact_of
from liancun.faces.fields import Naming, heading
from liancun.faces.tables import Table
from liancun.kernel.fields import Many, Rows, Spec, field_in, specs_of

KEY = "key of the row"
"""The column of what a row of a mapping is named by; no field of a dataclass is called so."""


def labels_of(block: Block, *names: str) -> dict[str, str]:
    """What each clause of a block is called, and the clauses named besides."""
    hints = _hints(block)
    return {name: heading(field_in(hints[name]) or Rows(name)) for name in _names(block, names)}


def clause_cards(block: Block, naming: Naming, *names: str) -> dict[str, Card]:
    """What each clause of a block says, read as the rules read it; and the clauses named besides, which it
    leaves at their default."""
    want = charter_types.type_of(block.decision)
    assert want is not None, block.id
    hints = _hints(block)
    read = charters.current().typed(block, want, on=block.start, org=block.org)
    found = {}
    for name in _names(block, names):
        field = field_in(hints[name])
        assert field is not None, (block.id, name)
        found[name] = _card(Spec(name, field, True), getattr(read, name), naming)
    return found


def _names(block: Block, more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*(each.name for each in block.clauses), *more]))


def _hints(block: Block) -> dict[str, Any]:
    return get_type_hints(charter_types.type_of(block.decision), include_extras=True)


def _card(spec: Spec, value: Any, naming: Naming) -> Card:
    """One value: a fact, or the table or the facts of what it consists of."""
    if value is None:
        return Card((Fact(heading(spec.field), _("不设")),))
    if isinstance(spec.field, Many) and isinstance(value, str):
        value = value.split("|")
    if not isinstance(spec.field, Rows):
        return Card((fact_of(spec, value, naming),))
    kind: Any = type(value)
    if is_dataclass(value):
        return card_of(kind, vars(value), naming)
    if isinstance(value, Mapping):
        return _mapping(spec, spec.field, value, naming)
    if not value:
        return Card()
    kind = type(value[0])
    return Card(tables=(_table(specs_of(kind), value, naming),))


def _mapping(spec: Spec, field: Rows, value: Mapping[str, Any], naming: Naming) -> Card:
    """What is named: a table, unless it is a line."""
    kinds: Any = {type(each) for each in value.values() if is_dataclass(each)}
    key = Spec(KEY, field.by, True)
    if kinds:
        (kind,) = kinds
        rows = [SimpleNamespace(**{KEY: code}, **vars(each)) for code, each in value.items()]
        return Card(tables=(_table((key, *specs_of(kind)), rows, naming),))
    if isinstance(field.of, Rows):
        rows = [SimpleNamespace(**{KEY: code, spec.name: each}) for code, each in value.items()]
        return Card(tables=(_table((key, Spec(spec.name, field.of, True)), rows, naming),))
    return Card((fact_of(spec, value, naming),))


def _table(columns: tuple[Spec, ...], rows: Any, naming: Naming) -> Table:
    used = tuple(
        each for each in columns if any(getattr(row, each.name) not in (None, "", ()) for row in rows)
    )
    return Table("", used, rows, naming=naming)
