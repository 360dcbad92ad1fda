"""Finding a kind's columns in a sheet as offices keep it (认列名): titles above, either width of brackets."""

import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liancun.base.importing.columns import Column, ImportKind
from liancun.base.workbooks.reading import Sheet
from liancun.kernel import BadInput, Problem

LOOKED_AT = 20
"""Among so many rows from the top the headings are looked for."""
TITLE_CELLS = 4
"""A row above the headings with more cells is no title; nor is one with as many as a row must have."""


@dataclass(frozen=True)
class Headings:
    """Where a kind's columns stand in a sheet (列名所在).

    row     the number of the row of headings
    texts   what stands in it, by place
    at      the place of each column that is there, by its name
    faults  what is wrong with them
    """

    row: int
    texts: tuple[str, ...]
    at: Mapping[str, int]
    faults: tuple[Problem, ...]


def plain(heading: Any) -> str:
    """A heading as it is compared: without blanks, stars and a colon behind it, one width of letters."""
    text = unicodedata.normalize("NFKC", "" if heading is None else str(heading))
    return "".join(text.split()).strip("*:").casefold()


def _labels(kind: ImportKind) -> dict[str, Column]:
    """Each column by its heading, and by what offices call it besides where no heading is called so."""
    columns = [(alias, column) for column in kind.columns for alias in column.field.aliases]
    return {
        plain(label): column for label, column in (*columns, *((each.label, each) for each in kind.columns))
    }


def find_headings(kind: ImportKind, sheet: Sheet, file: str, asked: int = 0) -> Headings:
    """The headings of a sheet: in the row asked for, else in the one near the top that has most of them.

    Raises BadInput where the row asked for holds nothing.
    """
    labels = _labels(kind)
    near = sheet.rows[:LOOKED_AT]
    if asked:
        row = next((each for each in sheet.rows if each[0] == asked), None)
        if row is None:
            raise BadInput([Problem.of("import.no_heading_row", file=file, sheet=sheet.name, number=asked)])
    else:
        row = max(near, key=lambda each: len({plain(cell) for cell in each[1]} & labels.keys()))
    number, cells = row
    texts = tuple("" if cell is None else str(cell).strip() for cell in cells)
    at: dict[str, int] = {}
    faults = list(_above(kind, sheet, file, number))
    for place, heading in enumerate(texts):
        where: dict[str, Any] = {"file": file, "sheet": sheet.name, "row": number, "column": heading}
        column = labels.get(plain(heading))
        if column is not None and column.name in at:
            faults.append(Problem.of("import.repeated_heading", **where))
        elif column is not None:
            at[column.name] = place
        elif heading:
            known = [each.label for each in kind.columns]
            like = difflib.get_close_matches(heading, known, n=1, cutoff=0.3)
            faults.append(Problem.of("import.unknown_heading", **where, known=tuple(like or known)))
    for column in kind.columns:
        if column.name not in at and column.required:
            faults.append(
                Problem.of(
                    "import.missing_heading", file=file, sheet=sheet.name, row=number, column=column.label
                )
            )
    return Headings(number, texts, at, tuple(faults))


def _above(kind: ImportKind, sheet: Sheet, file: str, heading: int) -> Iterator[Problem]:
    """Rows above the headings that may be data, as where a list was sorted with its headings."""
    must = sum(column.required for column in kind.columns)
    most = max(1, min(TITLE_CELLS, must - 1))
    for number, cells in sheet.rows:
        if number >= heading:
            return
        if _filled(cells) > most:
            yield Problem.of(
                "import.row_above_headings", file=file, sheet=sheet.name, row=number, heading=heading
            )


def _filled(cells: Sequence[Any]) -> int:
    return sum(1 for cell in cells if cell is not None and str(cell).strip())
