"""What a sheet has beside plain rows (表里的特别之处): merged and hidden cells, totals, signatures."""

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from typing import Any

from liancun.base.importing.headings import Headings
from liancun.base.workbooks.places import cell_name
from liancun.base.workbooks.reading import Sheet
from liancun.base.workbooks.vetting import CELLS_MOST
from liancun.kernel import Problem

TOTALS = frozenset(("合计", "总计", "小计", "共计", "累计", "本页合计", "本页小计", "合計", "总和", "total"))
_SIGNED = re.compile(r"^(制表|填表|制单|审核|复核|负责|经办|签字|盖章|备注|说明|注|单位)[^0-9:]{0,8}:")
HIDDEN_SHOWN = 200
SIGNED_CELLS = 2
"""A line of who made the list holds no more."""


def foot(cells: Sequence[Any]) -> str:
    """Why a row is none of the list: 'import.total_row', 'import.signature_row', '' where it may be one."""
    filled = [cell for cell in cells if cell is not None and str(cell).strip()]
    first = "".join(unicodedata.normalize("NFKC", str(filled[0])).split()) if filled else ""
    if first.strip(":").casefold() in TOTALS:
        return "import.total_row"
    return "import.signature_row" if len(filled) <= SIGNED_CELLS and _SIGNED.match(first) else ""


def merged(
    sheet: Sheet, headings: Headings, file: str, skip: Set[int]
) -> Iterator[tuple[Problem, set[tuple[int, int]]]]:
    """Every merged range that holds something, over the headings or the rows, and the cells it covers.

    One cell of it has a value and the others none, whatever the eye sees. Rows in `skip` are told otherwise,
    and of columns that are not read nothing is.
    """
    rows = {number: cells for number, cells in sheet.rows if number not in skip}
    last = sheet.rows[-1][0]
    covered = 0
    for top, left, bottom, right in sheet.extent.merged:
        if bottom < headings.row or top > last or left > sheet.extent.columns:
            continue
        bottom, right = min(bottom, last), min(right, sheet.extent.columns)
        if headings.left_out.issuperset(range(left - 1, right)):
            continue
        covered += (bottom - top + 1) * (right - left + 1)
        if covered > CELLS_MOST:  # they lie over each other, which no spreadsheet writes
            return
        cells = {
            (row, column)
            for row in range(top, bottom + 1)
            if row in rows
            for column in range(left, right + 1)
        }
        if any(_holds(rows[row], column) for row, column in cells):
            row = max(top, headings.row)
            problem = Problem.of(
                "import.merged",
                file=file,
                sheet=sheet.name,
                row=row,
                column=_column(headings, left, row),
                range=f"{cell_name(top, left)}:{cell_name(bottom, right)}",
            )
            yield problem, cells


def _holds(cells: Sequence[Any], column: int) -> bool:
    return column <= len(cells) and cells[column - 1] is not None and bool(str(cells[column - 1]).strip())


def _column(headings: Headings, column: int, row: int) -> str:
    """What a column is called, else the cell."""
    text = headings.texts[column - 1] if column <= len(headings.texts) else ""
    return text or cell_name(row, column)


def hidden(sheet: Sheet, headings: Headings, file: str) -> Iterator[Problem]:
    """What is read and not seen: rows that a filter or a hand hid, and columns."""
    rows = [
        number for number, _cells in sheet.rows if number in sheet.extent.hidden and number > headings.row
    ]
    where: dict[str, Any] = {"file": file, "sheet": sheet.name}
    if rows:
        yield Problem.of(
            "import.hidden_rows", **where, row=rows[0], rows=tuple(rows[:HIDDEN_SHOWN]), count=len(rows)
        )
    places = set(headings.at.values())
    columns = [
        text
        for place, text in enumerate(headings.texts)
        if place in places
        and any(first <= place + 1 <= last for first, last in sheet.extent.hidden_columns)
        and any(_holds(cells, place + 1) for number, cells in sheet.rows if number > headings.row)
    ]
    for text in columns:
        yield Problem.of("import.hidden_column", **where, row=headings.row, column=text)
