"""Every kind of workbook as offices keep it (每一种工作簿): none takes what is odd in silence."""

import io

import pytest
import xlsxwriter

from liancun.base.importing import all_import_kinds, read_workbook
from liancun.kernel import BadInput
from liancun.kernel.fields import Code, Text

KINDS = sorted(all_import_kinds())


def book(kind, draw=lambda page: None, cells=None, before=(), after=(), wide=False):
    """Two rows of a kind, whatever stands in them, as an office would leave them."""
    columns = all_import_kinds()[kind].columns
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet()
    labels = [column.label for column in columns]
    if wide:
        labels = [label.replace("(", "\uff08").replace(")", "\uff09") for label in labels]
    cells = cells or {}
    row = [cells.get(column.name, column.example or "x") for column in columns]
    for number, line in enumerate((*before, labels, row, row, *after)):
        for at, cell in enumerate(line):
            page.write(number, at, cell)
    draw(page)
    made.close()
    return out.getvalue()


def faults(kind, *more, **how):
    """(code, row) of what is said of it."""
    try:
        reading = read_workbook(kind, book(kind, *more, **how), "表.xlsx")
    except BadInput as bad:
        return {(each.code, each.row) for each in bad.problems}
    return {(problem.code, problem.row) for _row, problem in reading.faults}


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_takes_an_offices_table_in_silence(kind):
    plain = faults(kind)
    columns = all_import_kinds()[kind].columns
    last = len(columns) - 1
    assert faults(kind, lambda page: page.merge_range(1, last, 2, last, "x")) >= {("import.merged", 2)}
    assert faults(kind, lambda page: page.set_row(2, None, None, {"hidden": True})) == plain | {
        ("import.hidden_rows", 3)
    }
    assert faults(kind, lambda page: page.set_column(0, 0, 9, None, {"hidden": True})) == plain | {
        ("import.hidden_column", 1)
    }
    assert faults(kind, after=[["合计"]]) == plain | {("import.total_row", 4)}
    assert faults(kind, wide=True) == plain, "brackets are the same in either width"
    titled = faults(kind, before=[["盘关镇2026年2月"]])
    assert titled == {(code, row + 1) for code, row in plain}, "a title above changes the rows' numbers alone"
    for column in columns:
        if isinstance(column.field, Text | Code):
            found = faults(kind, cells={column.name: 202602120000000123})
            assert found & {("import.lost_digits", 2), ("import.code_as_number", 2)}, column.label
