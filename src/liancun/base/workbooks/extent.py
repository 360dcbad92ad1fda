"""How far a sheet reaches and how it looks (表的范围): what no parser tells of its cells."""

from contextlib import suppress
from dataclasses import dataclass, field

from liancun.base.workbooks.places import Unfit, number_of, place_of

ODD_MOST = 100_000
"""Cells with a formula or an error, and merged ranges, that are told one by one."""
FILTERED_MOST = 100_000
"""Characters of the values a filter lets through that are kept; one of more keeps its arrows alone."""
YES, NOTHING = ("1", "true"), ("0", "0.0")
Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


@dataclass
class Extent:
    """How far the filled cells of a sheet reach, and what is odd about them (表的范围)."""

    rows: int = 0
    columns: int = 0
    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) from 1 -> the problem's code, of cells that hold a formula or an error."""
    merged: list[Range] = field(default_factory=list)
    """Ranges of more than one cell that are shown as one."""
    hidden: set[int] = field(default_factory=set)
    """Filled rows that nobody sees."""
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of columns that nobody sees."""
    filter: Range | None = None
    """The range over which a filter stands."""
    let_through: dict[int, list[str]] = field(default_factory=dict)
    """Column of the filter, from 1 in it -> the texts whose rows it shows, "" for empty cells."""


class Beside:
    """Takes down what a sheet says beside its cells (表外的设置): merged, hidden and filtered ones."""

    ELEMENTS = frozenset(
        ("mergeCell", "col", "autoFilter", "filterColumn", "filters", "filter", "dateGroupItem")
    )

    def __init__(self, found: Extent) -> None:
        self.found = found
        self._column = 0
        self._length = 0

    def note(self, element: str, attributes: dict[str, str]) -> None:
        """One of the `ELEMENTS`. Raises Unfit for more of them than any office makes."""
        found = self.found
        if element == "mergeCell":
            ends = _range(attributes)
            if ends[:2] != ends[2:]:
                found.merged.append(ends)
        elif element != "col":
            with suppress(Unfit):  # nothing is read by it
                self._filter(element, attributes)
        elif attributes.get("hidden") in YES or attributes.get("width") in NOTHING:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            found.hidden_columns.append((number_of(first), number_of(last)))
        if max(len(found.merged), len(found.hidden_columns)) > ODD_MOST:
            raise Unfit("import.damaged")

    def _filter(self, element: str, attributes: dict[str, str]) -> None:
        """The first filter alone: those of views that people named come behind it."""
        found, let_through = self.found, self.found.let_through
        if element == "autoFilter":
            self._column = -1 if found.filter else 0
            found.filter = found.filter or _range(attributes)
        elif self._column < 0:
            return
        elif element == "filterColumn":
            self._column = number_of(attributes.get("colId", "")) + 1
        elif element == "dateGroupItem":  # it says more than texts do
            let_through.pop(self._column, None)
        elif element == "filter" or attributes.get("blank") in YES:
            value = attributes.get("val", "")
            let_through.setdefault(self._column, []).append(value)
            self._length += 1 + len(value)
            if self._length > FILTERED_MOST:
                let_through.clear()


def _range(attributes: dict[str, str]) -> Range:
    first, colon, last = attributes.get("ref", "").replace("$", "").partition(":")
    return (*place_of(first), *place_of(last if colon else first))
