"""Opening a workbook that anybody may have sent (打开工作簿): looked at before it is parsed."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from liancun.base.importing.vetting import Unfit, vet
from liancun.kernel import BadInput, Problem

FILE_BYTES_MOST = 20 * 1024 * 1024
ROWS_MOST = 200_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What a workbook with a password holds inside the old container."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as read: its name, its headings, its rows with their numbers; `text` for a CSV.

    `odd` names cells that hold no plain value: (row, column) from 1 -> the problem's code.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[Any]], ...]
    text: bool
    odd: Mapping[tuple[int, int], str] = field(default_factory=dict)


def read_sheet(content: bytes, file: str, title: str = "") -> Sheet:
    """The sheet of that title, else the first, or a CSV. Raises BadInput for what cannot be a plain table."""

    def refuse(code: str, **params: Any) -> BadInput:
        return BadInput([Problem.of(code, file=file, **params)])

    if len(content) > FILE_BYTES_MOST:
        raise refuse("import.file_too_big", most_mb=FILE_BYTES_MOST // 2**20)
    suffix = Path(file).suffix.lower()
    odd: Mapping[tuple[int, int], str] = {}
    if suffix == ".csv":
        name, cells, text = "", _csv(content, file), True
    elif content[:4] == OLD_EXCEL or suffix == ".xls":
        raise refuse("import.locked" if LOCKED in content else "import.old_excel")
    elif suffix in (".xlsm", ".xlsb", ".xltm"):
        raise refuse("import.macro")
    elif suffix != ".xlsx":
        raise refuse("import.not_a_workbook")
    else:
        name, cells, odd = _xlsx(content, file, title)
        text = False
    if not cells:
        raise refuse("import.no_heading")
    headings = tuple("" if cell is None else str(cell).strip() for cell in cells[0])
    odd_rows = {row for row, _column in odd}
    rows = tuple(
        (number, row)
        for number, row in enumerate(cells[1:], 2)
        if number in odd_rows or any(cell is not None and str(cell).strip() for cell in row)
    )
    if len(rows) > ROWS_MOST:
        raise refuse("import.too_many_rows", most=ROWS_MOST)
    if not rows:
        raise refuse("import.no_rows")
    return Sheet(name, headings, rows, text, odd)


def _csv(content: bytes, file: str) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadInput([Problem.of("import.encoding", file=file)])
    if "\0" in text:
        raise BadInput([Problem.of("import.encoding", file=file)])
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as fault:
        raise BadInput([Problem.of("import.csv", file=file, detail=str(fault))]) from None


def _xlsx(
    content: bytes, file: str, title: str
) -> tuple[str, list[list[Any]], Mapping[tuple[int, int], str]]:
    def refuse(code: str, **params: Any) -> BadInput:
        return BadInput([Problem.of(code, file=file, **params)])

    try:
        odd = vet(content)
    except Unfit as unfit:
        raise refuse(unfit.code, **unfit.params) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if not names:
            raise refuse("import.no_heading")
        sheet = book.get_sheet_by_index(names.index(title) if title in names else 0)
        return sheet.name, sheet.to_python(skip_empty_area=False), odd.get(sheet.name, {})
    except BadInput:
        raise
    except Exception:
        raise refuse("import.damaged") from None
