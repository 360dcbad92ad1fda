"""A workbook that changes what is registered already (变更的工作簿): looked at first, entered as seen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from liancun.base.crypto import blind_index
from liancun.base.importing.columns import CLEARED, Column, Row, Source
from liancun.base.workbooks.vetting import ROWS_MOST
from liancun.kernel import Problem
from liancun.kernel.fields import A, Text, Whole, Word, _

HIDDEN = "(遮住的几位不同)"
"""What is said of a value that changes only where it is masked."""
CHANGES_MOST = 2_000
"""Values that one workbook may change: each person's is an act of its own."""

Marks = Mapping[str, tuple[str, str]]
"""What was looked at: subject and column -> keyed digests of the value before and the one after."""


@dataclass(frozen=True)
class Look:
    """What was looked at (看过的), and on which day: a day that the workbook leaves open is this one."""

    marks: Marks
    on: date


@dataclass(frozen=True)
class Difference:
    """One value that a row would change (一处不同), exactly; `mask` is how it may be shown.

    `beside` is of what is entered along with a change: its document, the day it begins. What goes along and
    stays as it is (both values are the same) is looked at too, and not shown.
    """

    row: Row
    subject: str
    who: str
    column: str
    was: str
    becomes: str
    mask: Callable[[str], str] = str
    beside: bool = False

    @property
    def masked(self) -> tuple[str, str]:
        """Before and after as they may be shown; one that seems to stay says that it does not."""
        if not self.becomes:
            return self.mask(self.was), CLEARED
        was, becomes = self.mask(self.was), self.mask(self.becomes)
        return was, becomes + HIDDEN if was == becomes else becomes


@dataclass(frozen=True)
class Change:
    """The same as it is shown (一处变更): in which row, whose, what, before and after."""

    PHONE: ClassVar[tuple[str, ...]] = ("who", "becomes", "column", "was")

    row: A[int, Whole(_("行"), 0, ROWS_MOST)]
    subject: str
    who: A[str, Text(_("谁"))]
    column: A[str, Word(_("栏目"))]
    was: A[str, Text(_("原来"))]
    becomes: A[str, Text(_("改为"))]


def shown(differences: Sequence[Difference]) -> tuple[Change, ...]:
    """Differences as people read them."""
    return tuple(
        Change(each.row.number, each.subject, each.who, each.column, *each.masked)
        for each in differences
        if each.was != each.becomes
    )


def marks(differences: Sequence[Difference]) -> dict[str, tuple[str, str]]:
    """What is kept of a look: nothing of the values can be read from it."""
    return {_key(each): (_mark(each.was), _mark(each.becomes)) for each in differences}


def since(look: Marks, differences: Sequence[Difference], source: Source) -> Iterator[Problem]:
    """What is not as it was looked at: a value somebody changed since, or one that was not seen at all."""
    for each in differences:
        seen = look.get(_key(each))
        if seen is None and each.was == each.becomes:
            continue  # it goes along with a value that was not seen either
        if seen is not None and seen[0] != _mark(each.was):
            yield source.problem("import.changed_since", each.row, each.column, who=each.who)
        elif seen is None or seen[1] != _mark(each.becomes):
            yield source.problem("import.not_looked_at", each.row, each.column, who=each.who)


def dated(rows: Sequence[Row], days: Sequence[str], on: date) -> list[Row]:
    """Rows with the days that they leave open."""
    return [
        Row(row.number, {**row.values, **{name: on for name in days if row.values.get(name) is None}})
        for row in rows
    ]


def uncleared(rows: Sequence[Row], columns: Sequence[Column], source: Source) -> Iterator[Problem]:
    """Where it is written that a value be taken off which nobody does without."""
    for row in rows:
        for column in columns:
            if row.values.get(column.name) == CLEARED:
                yield source.problem("import.cannot_clear", row, column.label)


def too_many(differences: Sequence[Difference], source: Source) -> Iterator[Problem]:
    """More than one workbook may change."""
    values = [each for each in differences if each.was != each.becomes and not each.beside]
    if len(values) > CHANGES_MOST:
        row = values[CHANGES_MOST].row
        yield source.problem("import.too_many_changes", row, most=f"{CHANGES_MOST:,}")


def _key(each: Difference) -> str:
    return f"{each.subject}\t{each.column}"


def _mark(value: Any) -> str:
    return blind_index(f"|{value}", "look")
