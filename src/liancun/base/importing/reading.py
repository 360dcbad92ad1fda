"""Opening a workbook that anybody may have sent (打开工作簿): looked at before it is parsed."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from liancun.kernel import BadInput, Problem

FILE_BYTES_MOST = 20 * 1024 * 1024
UNPACKED_BYTES_MOST = 400 * 1024 * 1024
RATIO_MOST = 200
ROWS_MOST = 200_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """A sheet as read: its name, its headings, its rows with their numbers; `text` for a CSV."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[Any]], ...]
    text: bool


def read_sheet(content: bytes, file: str) -> Sheet:
    """The first sheet of a workbook, or a CSV. Raises BadInput for what cannot be a plain table."""

    def refuse(code: str, **params: Any) -> BadInput:
        return BadInput([Problem.of(code, file=file, **params)])

    if len(content) > FILE_BYTES_MOST:
        raise refuse("import.file_too_big", most_mb=FILE_BYTES_MOST // 2**20)
    suffix = Path(file).suffix.lower()
    if suffix == ".csv":
        name, cells, text = "", _csv(content, file), True
    elif content[:4] == OLD_EXCEL or suffix == ".xls":
        raise refuse("import.old_excel")
    elif suffix in (".xlsm", ".xlsb", ".xltm"):
        raise refuse("import.macro")
    elif suffix != ".xlsx":
        raise refuse("import.not_a_workbook")
    else:
        name, cells = _xlsx(content, file)
        text = False
    if not cells:
        raise refuse("import.no_heading")
    headings = tuple("" if cell is None else str(cell).strip() for cell in cells[0])
    rows = tuple(
        (number, row)
        for number, row in enumerate(cells[1:], 2)
        if any(cell is not None and str(cell).strip() for cell in row)
    )
    if len(rows) > ROWS_MOST:
        raise refuse("import.too_many_rows", most=ROWS_MOST)
    if not rows:
        raise refuse("import.no_rows")
    return Sheet(name, headings, rows, text)


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


def _xlsx(content: bytes, file: str) -> tuple[str, list[list[Any]]]:
    def refuse(code: str) -> BadInput:
        return BadInput([Problem.of(code, file=file)])

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise refuse("import.not_a_workbook") from None
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_BYTES_MOST or unpacked > max(len(content), 50_000) * RATIO_MOST:
        raise refuse("import.zip_bomb")
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise refuse("import.macro")
    if any(part.flag_bits & 1 for part in parts):
        raise refuse("import.locked")
    if "[content_types].xml" not in names:
        raise refuse("import.not_a_workbook")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if not book.sheet_names:
            raise refuse("import.no_heading")
        sheet = book.get_sheet_by_index(0)
        return sheet.name, sheet.to_python(skip_empty_area=False)
    except BadInput:
        raise
    except Exception:
        raise refuse("import.damaged") from None
