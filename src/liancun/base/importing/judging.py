"""Judging every cell of a sheet (判读): all that is wrong at once, without a look at any record."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from liancun.base.importing import oddities
from liancun.base.importing.columns import AS_IT_IS, HowRead, ImportKind, Row, read_cell
from liancun.base.importing.headings import Headings, Meanings, find_headings
from liancun.base.workbooks.places import cell_name
from liancun.base.workbooks.reading import Sheet
from liancun.kernel import BadInput, Problem
from liancun.kernel.digest import digest
from liancun.kernel.fields import Wrong

PROBLEMS_SHOWN = 1_000
BEYOND = 1_000_000
"""The place of a column the sheet does not have: past every cell."""

Progress = Callable[[str, int, int], None]


def told_nobody(step: str, done: int, total: int) -> None:
    """Nobody is told how far it is."""


@dataclass(frozen=True)
class Reading:
    """A workbook as read (读出的工作簿), cell by cell and not yet compared with any record.

    `faults` stand beside the number of their row; a row with one stands in `spoilt`, with what of it could
    be read, not in `rows`.
    """

    sheet: str
    rows: tuple[Row, ...]
    faults: tuple[tuple[int, Problem], ...]
    spoilt: tuple[Row, ...] = ()
    heading_row: int = 1
    agreed: tuple[tuple[str, str], ...] = ()


def raise_all(problems: Iterable[Problem]) -> None:
    """Raise BadInput with all of them, where there are any."""
    found = list(problems)
    if len(found) > PROBLEMS_SHOWN:
        rest = len(found) - PROBLEMS_SHOWN
        found = [*found[:PROBLEMS_SHOWN], Problem.of("import.more_problems", file=found[0].file, rest=rest)]
    if found:
        raise BadInput(found)


def judged(
    spec: ImportKind,
    sheet: Sheet,
    file: str,
    how: HowRead = AS_IT_IS,
    tell: Progress = told_nobody,
    meanings: Meanings | None = None,
) -> Reading:
    """Judge every cell of a sheet; all that is wrong at once, headings as well as cells."""
    headings = find_headings(spec, sheet, file, how.heading_row, meanings)
    below = [(number, cells) for number, cells in sheet.rows if number > headings.row]
    faults = [(headings.row, fault) for fault in headings.faults]
    if not below:
        raise_all([*headings.faults, Problem.of("import.no_rows", file=file)])
    feet = {number: code for number, cells in below if (code := oddities.foot(cells))}
    covered: set[tuple[int, int]] = set()
    for problem, cells_under in oddities.merged(sheet, headings, file, feet.keys()):
        faults.append((problem.row, problem))
        covered |= cells_under
    if not how.include_hidden:
        faults += [(problem.row, problem) for problem in oddities.hidden(sheet, headings, file)]
    merged_rows = {row for row, _column in covered}
    judge = _Judge(spec, sheet, headings, file, covered)
    rows: list[Row] = []
    spoilt: list[Row] = []
    for done, (number, cells) in enumerate(below):
        if done % 2_000 == 0:
            tell("read", done, len(below))
        if number in feet:
            faults.append((number, Problem.of(feet[number], file=file, sheet=sheet.name, row=number)))
            continue
        values, wrong = judge.row(number, cells)
        faults += [(number, problem) for problem in wrong]
        if wrong or judge.lacks or number in merged_rows:
            spoilt.append(Row(number, values))
        else:
            rows.append(Row(number, values, "" if spec.full else digest(values)))
    return Reading(sheet.name, tuple(rows), tuple(faults), tuple(spoilt), headings.row, headings.agreed)


class _Judge:
    """Reads the rows of one sheet by the columns of one kind (判读)."""

    def __init__(
        self, spec: ImportKind, sheet: Sheet, headings: Headings, file: str, covered: Set[tuple[int, int]]
    ) -> None:
        self.sheet, self.file, self.covered = sheet, file, covered
        self.odd = sheet.extent.odd
        self.width = len(headings.texts)
        self.bare = [place for place, text in enumerate(headings.texts) if not text]
        at = headings.at
        self.lacks = any(column.required and column.name not in at for column in spec.columns)
        """Whether a column is missing, so that no row is whole."""
        self.columns = [
            (column, at.get(column.name, BEYOND))
            for column in spec.columns
            if column.name in at or not column.required
        ]

    def row(self, number: int, cells: Sequence[Any]) -> tuple[dict[str, Any], list[Problem]]:
        """The values of a row that could be read, and what is wrong with the others."""
        values: dict[str, Any] = {}
        wrong: list[Problem] = []
        for column, place in self.columns:
            raw = cells[place] if place < len(cells) else None
            try:
                if self.odd and (code := self.odd.get((number, place + 1))):
                    raise Wrong(code)
                values[column.name] = read_cell(column, raw, text_file=self.sheet.text)
            except Wrong as no:
                if (number, place + 1) not in self.covered:
                    wrong.append(self._problem(no.code, number, column.label, no.params))
        if self.bare or len(cells) > self.width:
            wrong += self._stray(number, cells)
        return values, wrong

    def _stray(self, number: int, cells: Sequence[Any]) -> Iterable[Problem]:
        """Cells that hold something and stand under no heading: whoever wrote them wants them read."""
        for place in (*self.bare, *range(self.width, len(cells))):
            if place < len(cells) and str(cells[place] or "").strip():
                yield self._problem("import.no_heading_above", number, cell_name(number, place + 1), {})

    def _problem(self, code: str, row: int, column: str, params: Mapping[str, Any]) -> Problem:
        found = Problem(code, self.file, self.sheet.name, row, column)
        return replace(found, params=tuple(sorted(params.items())))
