"""What a sheet looked like when it was sent (来表的样子): merged, hidden and filtered again, given back.

Nothing of it may hide a mark or harm whoever opens it: ranges end with the sheet, none lies over another, and
there are no more of them than a spreadsheet opens at once.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from liancun.base.workbooks.extent import Extent, Range
from liancun.base.workbooks.reading import Sheet

MERGED_CELLS_MOST = 250_000
"""Cells that merged ranges put back may cover together."""
NOTE_ROWS = 6
"""Rows that are seen behind a note."""
NEAR = 500
"""A note is drawn where the rows behind it lie no farther apart: each hidden one is passed over singly."""
Place = tuple[int, int]
"""Row and column, from 1."""


class AsSent:
    """The look of one sheet (来表的样子), put back on the page that is given back."""

    def __init__(self, sheet: Sheet) -> None:
        self.extent: Extent = sheet.extent
        self.last = sheet.rows[-1][0] if sheet.rows else 0
        self.hidden = sorted(row for row in self.extent.hidden if row <= self.last)
        self.hidden_columns = _columns(self.extent)
        self.merged = list(_apart(self.extent, self.last))
        self._seen, self._drawn = self._rows_for_notes()

    @property
    def first_seen(self) -> int:
        """The first column that is seen: what concerns a whole row is marked there."""
        return next(
            (each for each in range(1, self.extent.columns + 1) if each not in self.hidden_columns), 1
        )

    def merge(self, page: Any) -> None:
        """Merge the ranges, before the cells are written: those that a range covers keep what they hold."""
        for top, left, bottom, right in self.merged:
            page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")

    def where_seen(self, marks: Mapping[Place, list[str]]) -> dict[Place, list[str]]:
        """The marks, each at a cell that is seen: one under a merged range stands at the range's corner."""
        corners = {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) in marks
        }
        moved: defaultdict[Place, list[str]] = defaultdict(list)
        for place, texts in marks.items():
            moved[corners.get(place, place)] += texts
        return moved

    def hide(self, page: Any) -> None:
        """Hide the rows again, and have the filter stand where it stood."""
        for row in self.hidden:
            page.set_row(row - 1, None, None, {"hidden": True})
        if self.extent.filter is None:
            return
        top, left, bottom, right = _within(self.extent.filter, self.last, self.extent.columns)
        if top > bottom or left > right:
            return
        page.autofilter(top - 1, left - 1, bottom - 1, right - 1)
        for column, texts in self.extent.let_through.items():
            if column <= right - left + 1:
                page.filter_column_list(left + column - 2, [text or "blanks" for text in texts])

    def note_row(self, row: int) -> int:
        """The row, from 1, where the note of a cell begins: that above it, else the next one that is seen."""
        usual = max(row - 1, 1)
        return self._drawn[bisect_left(self._seen, usual)] if self._seen else usual

    def _rows_for_notes(self) -> tuple[list[int], list[int]]:
        """The rows that are seen, and for each the first from there on with others close behind it."""
        if not self.hidden:
            return [], []
        unseen = set(self.hidden)
        seen = [row for row in range(1, self.last + NOTE_ROWS + 2) if row not in unseen]
        drawn, good = seen.copy(), self.last + 1
        for at in range(len(seen) - 1, -1, -1):
            if seen[min(at + NOTE_ROWS, len(seen) - 1)] - seen[at] <= NEAR:
                good = seen[at]
            drawn[at] = good
        return seen, drawn


def _columns(extent: Extent) -> frozenset[int]:
    """The hidden columns of the filled block."""
    found: set[int] = set()
    reached = 0
    for first, last in sorted(extent.hidden_columns):
        found.update(range(max(first, reached + 1), min(last, extent.columns) + 1))
        reached = max(reached, last)
    return frozenset(found)


def _within(box: Range, last: int, columns: int) -> Range:
    """What of a range lies in the filled block; where nothing does, an end stands before its beginning."""
    top, left, bottom, right = box
    return max(1, top), max(1, left), min(bottom, last), min(right, columns)


def _apart(extent: Extent, last: int) -> Iterator[Range]:
    """The merged ranges inside the filled block, the first of those that lie over each other."""
    taken: set[Place] = set()
    room = MERGED_CELLS_MOST
    for box in extent.merged:
        top, left, bottom, right = _within(box, last, extent.columns)
        size = max(0, bottom - top + 1) * max(0, right - left + 1)
        if size < 2 or size > room:
            continue
        room -= size
        cells = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        if taken.isdisjoint(cells):
            taken.update(cells)
            yield top, left, bottom, right
