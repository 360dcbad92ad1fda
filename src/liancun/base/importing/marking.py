"""The workbook given back (退回的工作簿): as it was sent, each bad cell marked and explained beside it.

It can be mended where it is marked and sent again: the sheet of explanations is not read.
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from liancun.base.importing import agreed
from liancun.base.importing.as_sent import AsSent, Place
from liancun.base.importing.columns import SCALES, TEXT_KINDS, Column, ImportKind, read_cell, unguarded
from liancun.base.importing.headings import Headings, find_headings
from liancun.base.importing.reports import Report
from liancun.base.workbooks.places import place_of
from liancun.base.workbooks.reading import Sheet
from liancun.kernel import Alike, Refusal, alike
from liancun.kernel.fields import Wrong

EXPLAINED = "问题和办法"
EXPLANATION = (("行", 14), ("列", 20), (EXPLAINED, 90))
"""The columns of that sheet, and how many places wide each is."""
LINE, LINES_MOST = 16, 25
"""Points a line of text takes, and how many lines a row shows; a spreadsheet draws no row above 409."""
MARK = "#FFE699"
LONGEST = 32_767
"""Characters a cell of a spreadsheet may hold."""
FIRST_YEAR = 1900
"""Before it a spreadsheet has no days."""
_CELL = re.compile(r"^[A-Z]{1,3}[0-9]{1,7}$")
Say = Callable[[Alike], str]


def write_marked(kind: ImportKind, report: Report, say: Say) -> bytes:
    """The workbook of a report with its faults, `say` wording each. Refuses where the cells were not kept."""
    if report.sheet is None:
        raise Refusal("import.not_kept")
    sheet, faults = report.sheet, alike(report.problems)
    there = {number for number, _cells in sheet.rows}
    asked = report.how.heading_row
    meanings = agreed.of_report(kind, report.how.columns)
    headings = find_headings(kind, sheet, "", asked if asked in there else 0, meanings)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        },
    )
    page = _page(book, sheet.name or kind.title[:31], kind.title[:31])
    look = AsSent(sheet)
    marks = look.where_seen(_marks(kind, faults, headings, say, look.first_seen))
    _Writer(kind, sheet, headings, book, page, look).write(marks)
    page.freeze_panes(headings.row, 0)
    _explain(book, faults, say, book.add_worksheet(_other(EXPLAINED, page.get_name())))
    book.close()
    return out.getvalue()


def _page(book: Any, name: str, usual: str) -> Any:
    """The first sheet, under its own name where a spreadsheet takes that."""
    try:
        return book.add_worksheet(name)
    except XlsxWriterException:
        return book.add_worksheet(usual)


def _other(name: str, taken: str) -> str:
    return name if name != taken else f"{name} 2"


def _marks(
    kind: ImportKind, faults: Sequence[Alike], headings: Headings, say: Say, first: int
) -> dict[Place, list[str]]:
    """(row, column) from 1 -> what is wrong there; what concerns a whole row stands at its `first` cell.

    A fault names a column by the kind's own heading, whatever the sheet calls it.
    """
    places = {text: place for place, text in reversed(list(enumerate(headings.texts, 1)))}
    marks: defaultdict[Place, list[str]] = defaultdict(list)
    own = {column.name: column.label for column in kind.columns}
    labels = {own[name]: place + 1 for name, place in headings.at.items()}
    for fault in faults:
        for row in _rows(fault):
            if not row:
                continue
            column = fault.first.column
            free = len(headings.texts) + 1 if column and row == headings.row else first
            at = (row, places.get(column) or labels.get(column) or free)
            if column not in places and _CELL.match(column):
                at = place_of(column)
            marks[at].append(say(fault))
    return marks


def _rows(fault: Alike) -> tuple[int, ...]:
    """The rows of a fault; one that names several itself has those."""
    named = dict(fault.first.params).get("rows")
    return tuple(map(int, named)) if isinstance(named, tuple) and len(fault.rows) == 1 else fault.rows


class _Writer:
    """Writes the cells of one sheet as they were read (照写)."""

    def __init__(
        self, kind: ImportKind, sheet: Sheet, headings: Headings, book: Any, page: Any, look: AsSent
    ) -> None:
        self.sheet, self.headings, self.page, self.look = sheet, headings, page, look
        by_name = {column.name: column for column in kind.columns}
        self.columns: dict[int, Column] = {place: by_name[name] for name, place in headings.at.items()}
        self._book = book
        self._formats: dict[tuple[str, bool], Any] = {}

    def format(self, column: Column | None, marked: bool) -> Any:
        """How a cell is shown: a code stays a text when it is typed anew."""
        shown = ""
        if column is not None and column.kind in (*TEXT_KINDS, "text", "month"):
            shown = "@"
        elif column is not None and column.kind == "day":
            shown = "yyyy-mm-dd"
        if (shown, marked) not in self._formats:
            how: dict[str, Any] = {"num_format": shown} if shown else {}
            if marked:
                how |= {"bg_color": MARK, "border": 1}
            self._formats[shown, marked] = self._book.add_format(how)
        return self._formats[shown, marked]

    def write(self, marks: dict[Place, list[str]]) -> None:
        """Every cell, and a note at each that is marked; merged, hidden and filtered as it was sent."""
        unseen = self.look.hidden_columns
        for place in {*self.columns, *(column - 1 for column in unseen)}:
            kept = self.columns.get(place)
            how = self.format(kept, marked=False) if kept else None
            width, hidden = (16 if kept else None), {"hidden": place + 1 in unseen}
            self.page.set_column(place, place, width, how, hidden)
        self.look.merge(self.page)
        self.look.hide(self.page)
        filled: set[Place] = set()
        for number, cells in self.sheet.rows:
            columns = self.columns if number > self.headings.row else {}
            for place, cell in enumerate(cells):
                marked = (number, place + 1) in marks
                if marked:
                    filled.add((number, place + 1))
                column = columns.get(place)
                self._cell(number, place, cell, column, self.format(column, marked))
        for (row, column_number), texts in marks.items():
            if (row, column_number) not in filled:
                how = self.format(self.columns.get(column_number - 1), marked=True)
                self.page.write_blank(row - 1, column_number - 1, None, how)
            said = "\n".join(texts)[:LONGEST]
            box = {"x_scale": 2.5, "y_scale": 1.5, "start_row": self.look.note_row(row) - 1}
            self.page.write_comment(row - 1, column_number - 1, said, box)

    def _cell(self, number: int, place: int, cell: Any, column: Column | None, how: Any) -> None:
        at = (number - 1, place)
        if self.sheet.text and isinstance(cell, str) and column is not None:
            cell = _of_text(column, cell)
        if cell is None or cell == "":
            self.page.write_blank(*at, None, how)
        elif isinstance(cell, bool):
            self.page.write_boolean(*at, cell, how)
        elif isinstance(cell, int | float):
            self.page.write_number(*at, cell, how)
        elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
            with_time = isinstance(cell, datetime) and cell.time() != datetime.min.time()
            day = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"}) if with_time else how
            self.page.write_datetime(*at, cell, day)
        else:
            self.page.write_string(*at, str(cell)[:LONGEST], how)


def _of_text(column: Column, cell: str) -> Any:
    """A CSV's cell as a workbook has it: an amount that can be read is a number."""
    if column.kind in SCALES or column.kind == "integer":
        try:
            value = read_cell(column, cell, text_file=True)
        except Wrong:
            return cell
        return None if value is None else value / SCALES.get(column.kind, 1)
    return unguarded(cell.strip())


def _explain(book: Any, faults: Sequence[Alike], say: Say, page: Any) -> None:
    """Every fault with its rows, those that have no cell as well."""
    head = book.add_format({"bold": True, "bg_color": "#E3F3EA", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (label, width) in enumerate(EXPLANATION):
        page.set_column(at, at, width)
        page.write_string(0, at, label, head)
    for number, fault in enumerate(faults, 1):
        rows = ", ".join(str(row) for row in fault.rows if row)
        said = [each[:LONGEST] for each in (rows, fault.first.column, say(fault))]
        # Not every spreadsheet makes room by itself. A Chinese character takes two places.
        lines = [-(-2 * len(text) // width) for text, (_label, width) in zip(said, EXPLANATION, strict=True)]
        page.set_row(number, LINE * min(max(1, *lines), LINES_MOST))
        for at, text in enumerate(said):
            page.write_string(number, at, text, wrapped)
