"""Blocks of the charter in words, and what one says otherwise than another (改动), by clause and row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext

from liancun.charter import Block
from liancun.faces.cards import Card
from liancun.faces.clauses import clause_cards, labels_of
from liancun.faces.fields import Naming
from liancun.faces.tables import Table
from liancun.kernel.fields import A, Choice, Text, Thousandths, Whole, _

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
WAYS = ((ADDED, _("新增")), (REMOVED, _("去掉")), (CHANGED, _("改动")))
SOURCES = {"law": _("法律"), "article": _("报道"), "resolution": _("决议"), "assumption": _("假设")}


@dataclass(frozen=True)
class Change:
    """One thing that a block says otherwise than another (改动): of which clause, in which row."""

    PHONE: ClassVar[tuple[str, ...]] = ("clause", "way", "row", "before", "after")

    clause: A[str, Text(_("条款"))]
    row: A[str, Text(_("项"))]
    way: A[str, Choice(_("变化"), WAYS)]
    before: A[str, Text(_("原来"))]
    after: A[str, Text(_("现在"))]


def changes(before: Block, after: Block, naming: Naming) -> tuple[Change, ...]:
    """What a block says otherwise than another of its decision, by clause, in words.

    What a block leaves out it says all the same: its default.
    """
    found: list[Change] = []
    clauses = [{each.name: each for each in block.clauses} for block in (before, after)]
    names = list(dict.fromkeys([*clauses[0], *clauses[1]]))
    labels = labels_of(before, *names)
    cards = [clause_cards(block, naming, *names) for block in (before, after)]
    for name in names:
        old, new = (each.get(name) for each in clauses)
        rows = _row_changes(labels[name], *(_said(card[name]) for card in cards))
        found += rows
        if old is None or new is None:
            continue
        if not rows and old.value != new.value:
            found.append(Change(labels[name], "", CHANGED, str(old.value), str(new.value)))
        if (old.source, old.cite) != (new.source, new.cite):
            sources = [_source(each.source, each.cite) for each in (old, new)]
            found.append(Change(labels[name], gettext("出处"), CHANGED, *sources))
    return tuple(found)


def _source(source: str, cite: str) -> str:
    return f"{gettext(SOURCES[source])} {cite}".strip()


Key = tuple[str, str]
"""A row of a clause by what it is named, and the column; both empty for a plain value."""


def _row_changes(label: str, before: Mapping[Key, str], after: Mapping[Key, str]) -> list[Change]:
    """What changed in one clause: rows that came or went whole, and values of rows that stayed."""
    rows = list(dict.fromkeys(key[0] for key in [*before, *after]))
    found = []
    for row in rows:
        sides = [{key[1]: text for key, text in side.items() if key[0] == row} for side in (before, after)]
        if not sides[0] or not sides[1]:
            way = REMOVED if sides[0] else ADDED
            texts = [_whole(side) for side in sides]
            found.append(Change(label, row, way, *texts))
            continue
        for value in dict.fromkeys([*sides[0], *sides[1]]):
            old, new = (side.get(value, "") for side in sides)
            if old != new:
                what = " ".join(filter(None, (row, value)))
                found.append(Change(label, what, CHANGED, old, new))
    return found


def _whole(side: Mapping[str, str]) -> str:
    return gettext("、").join(f"{name} {text}".strip() for name, text in side.items() if text)


def _said(card: Card) -> dict[Key, str]:
    """A clause in words: each value by its row and column."""
    found: dict[Key, str] = {}
    if len(card.facts) == 1 and not card.tables:
        found["", ""] = card.facts[0].text
    else:
        found |= {("", fact.label): fact.text for fact in card.facts}
    for table in card.tables:
        for name, cells in _named_rows(table):
            found |= {(name, head): text for head, text in cells}
    return found


def _named_rows(table: Table) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """The rows of a table by their first cell; of several of one name the later ones are numbered."""
    seen: dict[str, int] = {}
    for (_head, first), *others in _rows_in_words(table):
        seen[first] = seen.get(first, 0) + 1
        name = first if seen[first] == 1 else f"{first} ({seen[first]})"
        yield name, others or [("", first)]


def _rows_in_words(table: Table) -> Iterable[list[tuple[str, str]]]:
    """The cells of each row with their headings; what is counted carries its unit."""
    units = [
        gettext(spec.field.of) if isinstance(spec.field, Whole | Thousandths) and spec.field.of else ""
        for spec in table.columns
    ]
    for cells in table.cells():
        texts = [f"{text}{unit}" if text else "" for text, unit in zip(cells, units, strict=True)]
        yield list(zip(table.headings, texts, strict=True))


def clause_lines(block: Block, naming: Naming) -> dict[str, list[str]]:
    """Each clause of a block in lines of text, one a value or a row."""
    found = {}
    for name, card in clause_cards(block, naming).items():
        lines = [
            fact.text if len(card.facts) == 1 and not card.tables else f"{fact.label} {fact.text}"
            for fact in card.facts
        ]
        for table in card.tables:
            lines += [_line(row) for row in _rows_in_words(table)]
        found[name] = lines
    return found


def _line(row: list[tuple[str, str]]) -> str:
    (_head, first), *others = row
    return " · ".join([first, *(f"{head} {text}" for head, text in others if text)])
