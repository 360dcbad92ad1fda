"""Templates and exports (模板与导出): the same columns, going out."""

import io
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Any

import xlsxwriter

from liancun.base import trail
from liancun.base.importing.columns import SCALES, TEXT_KINDS, Column, ImportKind
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal

HINTS = {
    "text": "文字",
    "code": "文字格式的编码",
    "new_code": "文字格式的编码,不用斜杠",
    "integer": "整数",
    "yuan": "元,最多两位小数",
    "kg": "公斤,最多三位小数",
    "mu": "亩,最多两位小数",
    "day": "日期,如 2025-03-01",
    "month": "月份,如 2025-03",
    "time": "时刻,如 09:05",
    "choice": "从下拉选一个",
    "id_number": "18位身份证号,文字格式",
    "phone": "11位手机号,文字格式",
    "account": "银行账号,文字格式",
}
LIST_ROWS = 5_000


def write_template(kind: ImportKind, hint: str = "") -> bytes:
    """An empty workbook: headings, lists to choose from, and a sheet that explains every column.

    `hint` is a line on how it comes in.
    """
    return write_rows(kind, (), hint)


def rows_of(kind: ImportKind, viewer: Viewer, org_code: str) -> Iterable[Mapping[str, Any]]:
    """What a viewer may see of this kind, row by row."""
    if kind.export is None:
        raise Refusal("import.no_export", kind=kind.name)
    viewer.must_see(org_code)
    return kind.export(viewer, org_code)


def rows_page(
    kind: ImportKind, viewer: Viewer, org_code: str, *, limit: int, offset: int
) -> tuple[list[Mapping[str, Any]], int]:
    """A page of what a viewer may see of this kind, and how many rows there are: only the page is kept."""
    rows = iter(rows_of(kind, viewer, org_code))
    if kind.page is not None:
        return kind.page(viewer, org_code, limit, offset)
    before = sum(1 for _row in islice(rows, offset))
    page = list(islice(rows, limit))
    return page, before + len(page) + sum(1 for _row in rows)


def export_rows(kind: ImportKind, viewer: Viewer, org_code: str) -> bytes:
    """The same as a workbook that can be imported again; it stands in the trail."""
    rows = list(rows_of(kind, viewer, org_code))
    trail.takes(viewer, f"workbook:{kind.name}", org_code, "xlsx", len(rows))
    return write_rows(kind, rows)


def write_rows(kind: ImportKind, rows: Iterable[Mapping[str, Any]], hint: str = "") -> bytes:
    """A workbook of rows given by column name. Text never becomes a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    head = book.add_format({"bold": True, "bg_color": "#E3F3EA", "border": 1})
    need = book.add_format({"bold": True, "bg_color": "#E3F3EA", "border": 1, "font_color": "#A12626"})
    formats = {
        "text": book.add_format({"num_format": "@"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "yuan": book.add_format({"num_format": "#,##0.00"}),
        "kg": book.add_format({"num_format": "#,##0.000"}),
        "mu": book.add_format({"num_format": "#,##0.00"}),
    }
    sheet = book.add_worksheet(kind.title[:31])
    for at, column in enumerate(kind.columns):
        style = formats["text"] if column.kind in (*TEXT_KINDS, "month", "text") else formats.get(column.kind)
        sheet.set_column(at, at, 20 if column.kind in ("text", "id_number", "account") else 14, style)
        sheet.write_string(0, at, column.label, need if column.required else head)
        if column.choices:
            words = [word for word, _value in column.choices]
            sheet.data_validation(1, at, LIST_ROWS, at, {"validate": "list", "source": words})
    sheet.freeze_panes(1, 0)
    columns = [
        (at, column, {kept: word for word, kept in column.choices}) for at, column in enumerate(kind.columns)
    ]
    for number, row in enumerate(rows, 1):
        for at, column, word_of in columns:
            value = row.get(column.name)
            if value is not None and value != "":
                _write_cell(sheet, number, at, column, word_of[value] if word_of else value, formats)
    _explain(book, kind, head, hint)
    book.close()
    return out.getvalue()


def _write_cell(
    sheet: Any, number: int, at: int, column: Column, value: Any, formats: Mapping[str, Any]
) -> None:
    if column.kind == "choice":
        sheet.write_string(number, at, value)
    elif column.kind == "day":
        assert isinstance(value, date)
        sheet.write_datetime(number, at, value, formats["day"])
    elif column.kind in SCALES:
        # A spreadsheet keeps doubles: fifteen digits are exact, and a longer number has no place in a cell.
        sheet.write_number(number, at, value / SCALES[column.kind], formats[column.kind])
    elif column.kind == "integer":
        sheet.write_number(number, at, value)
    else:
        sheet.write_string(number, at, str(value), formats["text"])


def _explain(book: Any, kind: ImportKind, head: Any, hint: str) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 3, 34)
    for at, label in enumerate(("列", "填什么", "必填", "说明")):
        sheet.write_string(0, at, label, head)
    for number, column in enumerate(kind.columns, 1):
        words = "、".join(word for word, _value in column.choices)
        sheet.write_string(number, 0, column.label)
        sheet.write_string(number, 1, words or HINTS[column.kind])
        sheet.write_string(number, 2, "必填" if column.required else "可空")
        sheet.write_string(number, 3, column.help + (f";例:{column.example}" if column.example else ""))
    keys = "、".join(column.label for column in kind.columns if column.name in kind.key)
    sheet.write_string(len(kind.columns) + 2, 0, "同一行的标志")
    sheet.write_string(
        len(kind.columns) + 2, 1, f"{keys}。同一行再导入一次不起作用;标志相同而内容不同会提示冲突。"
    )
    if hint:
        sheet.write_string(len(kind.columns) + 3, 0, "怎么导入")
        sheet.write_string(len(kind.columns) + 3, 1, hint)
