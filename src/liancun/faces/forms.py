"""Forms (填报): the fields of a page or a command, read by the same column specs as the workbooks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from liancun.base.importing import Column
from liancun.base.importing.columns import Wrong, read_cell
from liancun.kernel import BadInput, Problem


def read_form(columns: Iterable[Column], given: Mapping[str, str]) -> dict[str, Any]:
    """The values by column name; None where an optional field is empty. Raises BadInput with all faults."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in columns:
        try:
            values[column.name] = read_cell(column, given.get(column.name, ""), text_file=True)
        except Wrong as wrong:
            problems.append(Problem.of(wrong.code, column=gettext(column.label), **wrong.params))
    if problems:
        raise BadInput(problems)
    return values


@dataclass(frozen=True)
class Field:
    """One field as a page draws it: its spec, and what stands in it."""

    column: Column
    value: str

    @property
    def input_type(self) -> str:
        """The type of the HTML input."""
        return {"day": "date", "month": "month"}.get(self.column.kind, "text")

    @property
    def input_mode(self) -> str:
        """Which keyboard a phone shows."""
        if self.column.kind == "integer":
            return "numeric"
        return "decimal" if self.column.kind in ("yuan", "kg", "mu") else "text"

    @property
    def label(self) -> str:
        """What it is called, in the reader's language."""
        return gettext(self.column.label)

    @property
    def help(self) -> str:
        """What stands in it while it is empty."""
        return gettext(self.column.help) if self.column.help else ""

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What may be chosen: the word that is sent, and the word shown."""
        return tuple((word, gettext(word)) for word, _kept in self.column.choices if word)


def fields_of(columns: Iterable[Column], values: Mapping[str, Any]) -> list[Field]:
    """The fields of a form with what is known already."""
    return [Field(column, str(values.get(column.name) or "")) for column in columns]
