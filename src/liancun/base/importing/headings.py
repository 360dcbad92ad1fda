"""Finding a kind's columns in a sheet as offices keep it (认列名): titles above, either width of brackets."""

import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liancun.base.importing.columns import Column, ImportKind
from liancun.base.workbooks.reading import Sheet
from liancun.kernel import BadInput, Problem

LOOKED_AT = 20
"""Among so many rows from the top the headings are looked for."""
TITLE_CELLS = 4
"""A row above the headings with more cells is no title; nor is one with as many as a row must have."""


LEFT_OUT = "不读"
"""What a heading is said to mean whose column is not read."""


@dataclass(frozen=True)
class Meaning:
    """What an office's heading means (列名的意思): one of the kind's columns, or '' where it is left out.

    `label` is what the column was called when it was said; `asked` where it was said with this workbook.
    """

    heading: str
    column: str
    label: str
    asked: bool = False


Meanings = Mapping[str, Meaning]
"""Meanings by their headings as these are compared."""


@dataclass(frozen=True)
class Headings:
    """Where a kind's columns stand in a sheet (列名所在).

    row       the number of the row of headings
    texts     what stands in it, by place
    at        the place of each column that is there, by its name
    faults    what is wrong with them
    agreed    (heading, what it is read as) of those read by agreement, '' where it is left out
    left_out  the places that are not read
    """

    row: int
    texts: tuple[str, ...]
    at: Mapping[str, int]
    faults: tuple[Problem, ...]
    agreed: tuple[tuple[str, str], ...] = ()
    left_out: frozenset[int] = field(default_factory=frozenset)


def plain(heading: Any) -> str:
    """A heading as it is compared: without blanks, stars and a colon behind it, one width of letters."""
    text = unicodedata.normalize("NFKC", "" if heading is None else str(heading))
    return "".join(text.split()).strip("*:").casefold()


def labels_of(kind: ImportKind) -> dict[str, Column]:
    """Each column by its heading, and by what offices call it besides where no heading is called so."""
    columns = [(alias, column) for column in kind.columns for alias in column.field.aliases]
    return {
        plain(label): column for label, column in (*columns, *((each.label, each) for each in kind.columns))
    }


def find_headings(
    kind: ImportKind, sheet: Sheet, file: str, asked: int = 0, meanings: Meanings | None = None
) -> Headings:
    """The headings of a sheet: in the row asked for, else in the one near the top that has most of them.

    Raises BadInput where the row asked for holds nothing.
    """
    labels, meanings = labels_of(kind), meanings or {}
    near = sheet.rows[:LOOKED_AT]
    if asked:
        row = next((each for each in sheet.rows if each[0] == asked), None)
        if row is None:
            raise BadInput([Problem.of("import.no_heading_row", file=file, sheet=sheet.name, number=asked)])
    else:
        known = labels.keys() | meanings.keys()
        row = max(near, key=lambda each: len({plain(cell) for cell in each[1]} & known))
    number, cells = row
    texts = tuple("" if cell is None else str(cell).strip() for cell in cells)
    placed = _Placed(kind, {"file": file, "sheet": sheet.name, "row": number})
    placed.own(texts, labels)
    placed.others(texts, labels, meanings)
    faults = [*_above(kind, sheet, file, number), *placed.faults(meanings)]
    left_out = frozenset(placed.left_out)
    return Headings(number, texts, placed.at, tuple(faults), tuple(placed.agreed), left_out)


class _Placed:
    """Finds the place of each column among the texts of one row (各列所在)."""

    def __init__(self, kind: ImportKind, where: Mapping[str, Any]) -> None:
        self.kind, self.where = kind, where
        self.at: dict[str, int] = {}
        self.agreed: list[tuple[str, str]] = []
        self.left_out: list[int] = []
        self._wrong: list[tuple[int, Problem]] = []
        self._heard: set[str] = set()

    def own(self, texts: Sequence[str], labels: Mapping[str, Column]) -> None:
        """The kind's own headings: nothing that was agreed stands before them."""
        for place, heading in enumerate(texts):
            column = labels.get(plain(heading))
            if column is not None and column.name in self.at:
                self._fault(place, heading, "import.repeated_heading")
            elif column is not None:
                self.at[column.name] = place

    def others(self, texts: Sequence[str], labels: Mapping[str, Column], meanings: Meanings) -> None:
        """The headings that the kind does not know, by what was said of them."""
        columns = {column.name: column for column in self.kind.columns}
        for place, heading in enumerate(texts):
            key = plain(heading)
            if not heading or key in labels:
                continue
            meaning = meanings.get(key)
            self._heard.add(key)
            if meaning is None:
                known = [each.label for each in self.kind.columns]
                like = difflib.get_close_matches(heading, known, n=1, cutoff=0.3)
                self._fault(place, heading, "import.unknown_heading", known=tuple(like or known))
            elif not meaning.column:
                self.left_out.append(place)
                self.agreed.append((heading, ""))
            elif meaning.column not in columns:
                self._fault(place, heading, "import.column_gone", label=meaning.label)
            elif meaning.column in self.at:
                other = texts[self.at[meaning.column]]
                label = columns[meaning.column].label
                self._fault(place, heading, "import.two_for_one", label=label, other=other)
            else:
                self.at[meaning.column] = place
                self.agreed.append((heading, columns[meaning.column].label))

    def faults(self, meanings: Meanings) -> Iterator[Problem]:
        """What is wrong by place, then what was said of headings that are not there, then what is missing."""
        yield from (fault for _place, fault in sorted(self._wrong, key=lambda each: each[0]))
        for key, meaning in meanings.items():
            if meaning.asked and key not in self._heard:
                yield Problem.of("import.no_heading_said", **self.where, column=meaning.heading)
        for column in self.kind.columns:
            if column.name not in self.at and column.required:
                yield Problem.of("import.missing_heading", **self.where, column=column.label)

    def _fault(self, place: int, heading: str, code: str, **params: Any) -> None:
        self._wrong.append((place, Problem.of(code, **self.where, column=heading, **params)))


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
