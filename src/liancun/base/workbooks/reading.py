"""A workbook or CSV as rows of cells (读成行): looked at before it is parsed, and bounded while it is."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from liancun.base.workbooks.extent import Extent
from liancun.base.workbooks.places import Unfit
from liancun.base.workbooks.vetting import ROWS_MOST, vet
from liancun.kernel import BadInput, Problem

FILE_BYTES_MOST = 20 * 1024 * 1024
CSV_COLUMNS_MOST = 200
CSV_CELLS_MOST = 2_500_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What a workbook with a password holds inside the old container."""
SEPARATORS = ";\t\uff0c|"
"""What offices part a CSV's cells by where no comma does."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as read (读出的表): its name and its filled rows with their numbers; `text` for a CSV.

    `extent` says what is odd in it: formulas, errors, merged and hidden cells.
    """

    name: str
    rows: tuple[tuple[int, Sequence[Any]], ...]
    text: bool
    extent: Extent = field(default_factory=Extent)


def read_sheet(content: bytes, file: str, title: str = "", asked: str = "") -> Sheet:
    """The sheet asked for, else that of the title, else the first; or a CSV.

    Raises BadInput for what cannot be a plain table.
    """
    try:
        return sheet_of(content, Path(file).suffix.lower(), title, asked)
    except Unfit as unfit:
        raise BadInput([Problem.of(unfit.code, file=file, **unfit.params)]) from None


def sheet_of(content: bytes, suffix: str, title: str, asked: str) -> Sheet:
    """The same of a file that ends on `suffix`. Raises Unfit."""
    if len(content) > FILE_BYTES_MOST:
        raise Unfit("import.file_too_big", most_mb=FILE_BYTES_MOST // 2**20)
    if suffix == ".csv":
        sheet = Sheet("", tuple(_csv(content)), True)
    elif content[:4] == OLD_EXCEL or suffix == ".xls":
        raise Unfit("import.locked" if LOCKED in content else "import.old_excel")
    elif suffix in (".xlsm", ".xlsb", ".xltm"):
        raise Unfit("import.macro")
    elif suffix != ".xlsx":
        raise Unfit("import.not_a_workbook")
    else:
        sheet = _xlsx(content, title, asked)
    if not sheet.rows:
        raise Unfit("import.no_heading")
    if len(sheet.rows) > ROWS_MOST + 1:
        raise Unfit("import.too_many_rows", most=ROWS_MOST)
    return sheet


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The filled rows, one after another, no more than may be."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unfit("import.encoding")
    if "\0" in text:
        raise Unfit("import.encoding")
    separator, text = _separated(text)
    cells = rows = 0
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator), 1
        ):
            if len(row) > CSV_COLUMNS_MOST:
                raise Unfit("import.too_many_columns", number=number, most=CSV_COLUMNS_MOST)
            if any(map(str.strip, row)):
                cells, rows = cells + len(row), rows + 1
                if rows > ROWS_MOST + 1:
                    raise Unfit("import.too_many_rows", most=ROWS_MOST)
                if cells > CSV_CELLS_MOST:
                    raise Unfit("import.too_many_cells", most=f"{CSV_CELLS_MOST:,}")
                yield number, row
    except csv.Error as fault:
        raise Unfit("import.csv", detail=str(fault)) from None


def _separated(text: str) -> tuple[str, str]:
    """What parts the cells, and the text without a line `sep=;`, which a spreadsheet does not count."""
    first, _end, rest = text.partition("\n")
    line = first.strip()
    if line.lower().startswith("sep=") and len(line) <= len("sep=;"):
        separator = first.rstrip("\r")[len("sep=") :] or ","
        return separator[0], rest
    most = max(SEPARATORS, key=line.count)
    return ("," if "," in line or most not in line else most), text


def _xlsx(content: bytes, title: str, asked: str) -> Sheet:
    name, extent = vet(content, title, asked)
    try:
        cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)
        table = cells.to_python(skip_empty_area=False)
    except MemoryError:
        raise  # no fault of the workbook's
    except Exception:
        raise Unfit("import.damaged") from None
    odd_rows = {row for row, _column in extent.odd}
    rows = (
        (number, row)
        for number, row in enumerate(table, 1)
        if number in odd_rows or any(cell is not None and str(cell).strip() for cell in row)
    )
    return Sheet(name, tuple(rows), False, extent)
