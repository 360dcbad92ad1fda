"""Reading what was filled in (读填报): the one checker of forms, commands and endpoints.

What a person typed, or with `typed` what a program said, becomes the values of an act's fields; names become
codes. Every fault is told at once: a problem's column is the field's name, its row the number of the row.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from liancun.base import choices
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem
from liancun.kernel.fields import Lines, Spec, Wrong, build, faults_in, fields_of, specs_of

T = TypeVar("T")


def values_of(
    specs: Iterable[Spec],
    raw: Mapping[str, Any],
    *,
    by: Viewer,
    org_code: str,
    on: date,
    typed: bool = False,
) -> dict[str, Any]:
    """The values of fields by name. Raises BadInput with every fault."""
    values, problems = _Reader(by, org_code, on, typed).read(tuple(specs), raw)
    if problems:
        raise BadInput(problems)
    return values


def given(
    kind: type[T], raw: Mapping[str, Any], *, by: Viewer, org_code: str, on: date, typed: bool = False
) -> T:
    """A dataclass of fields as it was filled in. Raises BadInput with every fault."""
    row: type = kind
    made: T = build(row, values_of(specs_of(row), raw, by=by, org_code=org_code, on=on, typed=typed))
    return made


@dataclass(frozen=True)
class _Reader:
    """Who fills in, for which organisation, on which day, and whether a program speaks."""

    by: Viewer
    org_code: str
    on: date
    typed: bool

    def read(
        self, specs: tuple[Spec, ...], raw: Mapping[str, Any], row: int = 0
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The values of one dataclass's fields, and what is wrong with them."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for spec in specs:
            try:
                value = spec.value(raw.get(spec.name), spec.field.typed if self.typed else spec.field.read)
                if isinstance(spec.field, Lines) and isinstance(value, Mapping):
                    value, found = self._rows(spec.field, value)
                    problems += found
                values[spec.name] = choices.resolved(spec, value, self.by, self.org_code, self.on)
            except Wrong as wrong:
                problems.append(Problem.of(wrong.code, row=row, column=spec.name, **wrong.params))
        if self.typed:
            known = {spec.name for spec in specs}
            problems += [
                Problem.of("field.unknown", row=row, column=name[:60]) for name in raw if name not in known
            ]
        return values, problems

    def _rows(self, field: Lines, rows: Mapping[int, Any]) -> tuple[tuple[Any, ...], list[Problem]]:
        """The rows that could be read, and what is wrong with the others."""
        made, problems = [], []
        for number, raw in rows.items():
            if not isinstance(raw, Mapping):
                problems.append(Problem.of("field.not_object", row=number, value=str(raw)[:40]))
                continue
            values, found = self.read(field.specs, raw, number)
            problems += found
            if not found:
                made.append(build(field.of, values))
        return tuple(made), problems


def must_fit(record: Any) -> None:
    """Have the bounds of a dataclass's fields hold, and of the rows in it. Raises BadInput."""
    if problems := list(_faults(record)):
        raise BadInput(problems)


def _faults(record: Any, row: int = 0) -> Iterator[Problem]:
    for spec, wrong in faults_in(record):
        yield Problem.of(wrong.code, row=row, column=spec.name, **wrong.params)
    for spec in fields_of(record):
        if isinstance(spec.field, Lines):
            for number, each in enumerate(spec.of(record), 1):
                yield from _faults(each, number)
