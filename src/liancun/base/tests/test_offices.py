"""Workbooks as offices keep them (办公室的表): what is odd is understood or told by its cause."""

import csv as csv_of_python
import io
from datetime import date, datetime

import pytest
import xlsxwriter

from liancun.base.importing import HowRead
from liancun.base.models import Setting
from liancun.base.tests.probe import HEADINGS, bring, faults, id_number, row
from liancun.base.tests.test_workbooks import rebuilt, sheet
from liancun.base.workbooks import reading
from liancun.base.workbooks.reading import read_sheet
from liancun.kernel import BadInput

pytestmark = pytest.mark.usefixtures("probe")


def drawn(rows, draw=lambda page: None, name="试验", first=0):
    """A workbook of these rows, on which `draw` does what an office does."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"})
    page = made.add_worksheet(name)
    for number, cells in enumerate(rows, first):
        for at, cell in enumerate(cells):
            if cell is not None:
                page.write(number, at, cell)
    draw(page)
    made.close()
    return out.getvalue()


def params(content, file="表.xlsx", **more):
    with pytest.raises(BadInput) as bad:
        bring(content, file, **more)
    return [dict(problem.params) for problem in bad.value.problems]


THREE = [HEADINGS, row("A1", amount_fen=2.5), row("A2"), row("A3")]


def merging(*ranges):
    def draw(page):
        for top, left, bottom, right, text in ranges:
            page.merge_range(top, left, bottom, right, text)

    return draw


def test_merged_cells_are_named_by_their_range_and_nothing_else():
    content = drawn(THREE, merging((1, 8, 3, 8, 2.5)))
    assert faults(content) == [("merged", 2, "金额")]
    assert params(content) == [{"range": "I2:I4"}]


def test_a_merged_name_over_two_rows_is_not_said_to_be_empty():
    assert faults(drawn(THREE, merging((2, 1, 3, 1, "王国强")))) == [("merged", 3, "姓名")]


def test_merged_headings_are_named():
    rows = [["", "姓名"], ["编号", "", "人数"], ["A1", "王国强", 3]]
    found = faults(drawn(rows, merging((0, 1, 1, 1, "姓名"))))
    assert ("merged", 2, "B2") in found


def test_merged_blanks_and_a_merged_title_hold_nothing_back():
    blank = drawn(THREE, merging((1, 4, 3, 4, "")))
    assert bring(blank).new == 3
    titled = drawn(
        [["盘关镇2026年2月试验表"], HEADINGS, row("A9")], merging((0, 0, 0, 11, "盘关镇2026年2月试验表"))
    )
    report = bring(titled)
    assert (report.new, report.heading_row) == (1, 2)


@pytest.mark.parametrize("value", [202602120000000123, 1e15, 2.5e20, -1e16])
def test_a_long_number_in_a_column_of_words_has_lost_digits(value):
    assert faults(drawn([HEADINGS, row("A1", value)])) == [("lost_digits", 2, "姓名")]


def test_what_a_spreadsheet_still_holds_exactly_is_read_as_it_is_shown():
    bring(drawn([HEADINGS, row("A1", 999_999_999_999_999), row("A2", 0.7 - 0.2)]))
    assert "'name': '999999999999999'" in Setting.objects.get(name="A1").value
    assert "'name': '0.5'" in Setting.objects.get(name="A2").value


def csv(cells, headings=("编号", "姓名", "身份证号", "人数"), by=",", before=""):
    lines = [by.join(headings), by.join(cells)]
    return (before + "\r\n".join(lines)).encode()


def test_guards_around_a_number_are_no_part_of_it():
    guarded = f'"=""{id_number()}"""'
    assert bring(csv(['="A1"', "王国强", guarded, "'3"]), "表.csv").new == 1
    kept = Setting.objects.get(name="A1").value
    assert f"'id_number': '{id_number()}'" in kept and "'count': 3" in kept
    assert bring(csv(["'A1", "王国强", f"'{id_number()}", "3"]), "表.csv").same == 1
    assert bring(csv(["A2", "'王国强'", "", "3"]), "表.csv").new == 1
    assert "\"'王国强'\"" in Setting.objects.get(name="A2").value, "quoted words are words"


@pytest.mark.parametrize(("cells", "column"), [(("1.2E+17", "王"), "编号"), (("A1", "2.02603E+17"), "姓名")])
def test_a_shortened_number_in_a_text_has_lost_digits(cells, column):
    assert faults(csv([*cells, "", ""]), "表.csv") == [("lost_digits", 2, column)]


def hiding(*rows, columns=()):
    def draw(page):
        page.autofilter(0, 0, 3, 11)
        for number in rows:
            page.set_row(number, None, None, {"hidden": True})
        for column in columns:
            page.set_column(column, column, None, None, {"hidden": True})

    return draw


def test_hidden_rows_are_named_and_taken_only_where_asked_for():
    content = drawn(THREE, hiding(1, 3))
    assert faults(content) == [("hidden_rows", 2, "")]
    assert params(content) == [{"rows": (2, 4), "count": 2}]
    assert bring(content, how=HowRead(include_hidden=True)).new == 3


def test_a_hidden_column_is_named_where_it_holds_something():
    assert faults(drawn(THREE, hiding(columns=(8,)))) == [("hidden_column", 1, "金额")]
    assert bring(drawn(THREE, hiding(columns=(9,)))).new == 3, "an empty one hides nothing"


def test_a_row_of_no_height_is_hidden():
    content = drawn(THREE, lambda page: page.set_row(2, 0))
    assert faults(content) == [("hidden_rows", 3, "")]


def test_a_hidden_sheet_is_read_only_where_it_is_asked_for():
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    for name, number in (("试验", "A1"), ("二月", "A2")):
        page = made.add_worksheet(name)
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, [number, "王国强"])
    made.get_worksheet_by_name("二月").activate()
    made.get_worksheet_by_name("二月").set_first_sheet()
    made.get_worksheet_by_name("试验").hide()
    made.close()
    assert bring(out.getvalue()).sheet == "二月"
    assert list(Setting.objects.values_list("name", flat=True)) == ["A2"]
    assert bring(out.getvalue(), how=HowRead("试验")).new == 1
    assert faults(out.getvalue(), how=HowRead("三月")) == [("no_such_sheet", 0, "")]


def test_headings_are_the_same_in_either_width_and_with_stars_and_breaks():
    odd = ["*编号", "姓 名", "身份证号:", "金\n额"]
    assert bring(drawn([odd, ["A1", "王国强", None, 2.5]])).new == 1


def test_headings_below_a_title_are_found_or_asked_for():
    rows = [["盘关镇试验表"], ["2月"], HEADINGS, row("A1")]
    assert bring(drawn(rows)).heading_row == 3
    assert bring(drawn(rows), how=HowRead(heading_row=3)).same == 1
    assert {code for code, number, _column in faults(drawn(rows), how=HowRead(heading_row=2))} >= {
        "unknown_heading",
        "missing_heading",
    }
    assert faults(drawn(rows), how=HowRead(heading_row=99)) == [("no_heading_row", 0, "")]


def test_rows_above_the_headings_are_not_dropped():
    for above in (["A0", "王国强", 1, 2, 3], ["A0", "王国强"]):
        assert faults(drawn([above, HEADINGS, row("A1")])) == [("row_above_headings", 1, "")]
    sorted_with_them = [row("A1"), row("A2"), HEADINGS]
    assert faults(drawn(sorted_with_them)) == [
        ("row_above_headings", 1, ""),
        ("row_above_headings", 2, ""),
        ("no_rows", 0, ""),
    ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["合计", None, None, None, None, None, None, 9, 5.0], "total_row"),
        ([None, "小 计:", None, None, None, None, None, 9], "total_row"),
        (["制表人:王国强"], "signature_row"),
        (["备注:另有两张", None, "见附页"], "signature_row"),
    ],
)
def test_a_row_below_the_list_is_said_to_be_none_of_it(cells, code):
    assert faults(drawn([*THREE, cells])) == [(code, 5, "")]
    merged = drawn([*THREE, cells], merging((4, 3, 4, 5, "")))
    assert faults(merged) == [(code, 5, "")]


def named(text, more=""):
    """Three headings and a row whose name is the first shared text."""
    cells = "".join(
        f"<c r='{at}1' t='inlineStr'><is><t>{each}</t></is></c>"
        for at, each in zip("ABC", ("编号", "姓名", "出生日期"), strict=True)
    )
    number = "<c r='A2' t='inlineStr'><is><t>A1</t></is></c>"
    rows = f"<row r='1'>{cells}</row><row r='2'>{number}<c r='B2' t='s'><v>0</v></c>{more}</row>"
    start = "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    return rebuilt({**sheet(rows), "xl/sharedStrings.xml": f"<?xml version='1.0'?>{start}{text}</sst>"})


def cells_read(content):
    return list(read_sheet(content, "表.xlsx").rows[1][1])


def test_a_reading_above_a_name_is_no_part_of_it():
    guide = "<si><t>王芳</t><rPh sb='0' eb='2'><t>wangfang</t></rPh><phoneticPr fontId='1'/></si>"
    assert cells_read(named(guide))[:2] == ["A1", "王芳"]
    parted = "<si><r><t>王</t></r><r><t>芳</t></r><rPh sb='0' eb='1'><t>wang</t></rPh></si>"
    assert cells_read(named(parted))[:2] == ["A1", "王芳"]


def test_a_day_is_the_day_whatever_a_workbook_counts_from():
    """1904, as a workbook of another system counts, and a day written out as ISO text."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", "date_1904": True})
    page = made.add_worksheet("试验")
    page.write_row(0, 0, HEADINGS)
    for at, cell in enumerate(row("A1", born_on=date(1980, 5, 6))):
        if cell is not None:
            page.write(1, at, cell)
    made.close()
    assert bring(out.getvalue()).new == 1
    assert date(1980, 5, 6) in [
        cell.date() if isinstance(cell, datetime) else cell for cell in cells_read(out.getvalue())
    ]
    iso = cells_read(named("<si><t>王芳</t></si>", "<c r='C2' t='d'><v>1980-05-06</v></c>"))
    assert str(iso[2])[:10] == "1980-05-06"


def test_coloured_cells_down_to_the_last_row_are_no_rows():
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    yellow = made.add_format({"bg_color": "yellow"})
    page = made.add_worksheet("试验")
    for number, cells in enumerate((HEADINGS, row("A1"))):
        for at, cell in enumerate(cells):
            if cell is not None:
                page.write(number, at, cell)
    page.write_blank(1_048_575, 0, None, yellow)
    made.close()
    assert bring(out.getvalue()).new == 1


@pytest.mark.parametrize("by", [";", "\t", "\uff0c", "|"])
def test_a_text_parted_otherwise_is_read(by):
    assert bring(csv(["A1", "王国强", "", "3"], by=by), "表.csv").new == 1


def test_a_line_that_names_the_separator_counts_for_nothing():
    content = csv(["A1", "", "", "3"], by=";", before="sep=;\r\n")
    assert faults(content, "表.csv") == [("empty", 2, "姓名")]
    assert bring(csv(["A1", "王国强", "", "3"], before="sep=,\n"), "表.csv").new == 1


ROWS = "<row r='1'><c r='A1'><v>1</v></c></row>"


@pytest.mark.parametrize("encoding", ["gb2312", "UTF-7", "gb18030", "iso-8859-1", "UTF-16", "klingon"])
def test_a_part_in_other_letters_is_refused_in_words(encoding):
    part = sheet(ROWS)
    changed = {
        name: text.replace("<?xml version='1.0'?>", f"<?xml version='1.0' encoding='{encoding}'?>")
        for name, text in part.items()
    }
    assert faults(rebuilt(changed)) in ([("xml_encoding", 0, "")], [("damaged", 0, "")])


def test_two_cells_in_one_place_are_refused_wherever_they_stand():
    def cell(place, value):
        return f"<c r='{place}'><v>{value}</v></c>"

    for rows in (
        f"<row r='1'>{cell('A1', 1)}{cell('A1', 2)}</row>",
        f"<row r='1'>{cell('A1', 1)}</row><row r='2'>{cell('A2', 1)}</row><row r='1'>{cell('A1', 2)}</row>",
        f"<row r='1'>{cell('A1', 1)}</row><row r='2'>{cell('B2', 1)}{cell('A1', 2)}</row>",
    ):
        assert faults(rebuilt(sheet(rows))) == [("cell_twice", 0, "")]
    styled = f"<row r='1'><c r='A1' s='1'/>{cell('B1', 1)}</row><row r='1'>{cell('A1', 1)}</row>"
    assert len(read_sheet(rebuilt(sheet(styled)), "表.xlsx").rows) == 1, "a coloured cell holds nothing"


def test_a_text_is_read_by_rows_and_no_further_than_it_may_be(monkeypatch):
    monkeypatch.setattr(reading, "ROWS_MOST", 2)
    long = "编号,姓名\n" + "A1,王\n" * 1_000
    taken: list[list[str]] = []
    monkeypatch.setattr("csv.reader", lambda *given, **more: counted(taken, *given, **more))
    assert faults(long.encode(), "表.csv") == [("too_many_rows", 0, "")]
    assert len(taken) == 4, "the row too many is the last that is read"


READER = csv_of_python.reader


def counted(taken, *given, **more):
    for each in READER(*given, **more):
        taken.append(each)
        yield each


def test_a_text_of_too_many_columns_or_cells(monkeypatch):
    assert faults(b"a" + b"," * 300, "表.csv") == [("too_many_columns", 0, "")]
    monkeypatch.setattr(reading, "CSV_CELLS_MOST", 5)
    assert faults("编号,姓名\nA1,王\nA2,李\n".encode(), "表.csv") == [("too_many_cells", 0, "")]


def test_every_kind_of_fault_is_said_in_one_pass():
    bring(drawn([HEADINGS, row("A1")]))
    rows = [
        ["编号", "姓名", "人数", "出生年"],
        ["A2", None, 1],
        ["A1", "李芳", 2],
        ["A3", "无", 3],
        ["A3", "王", 4],
    ]
    assert faults(drawn(rows)) == [
        ("unknown_heading", 1, "出生年"),
        ("empty", 2, "姓名"),
        ("conflict", 3, ""),
        ("probe.nobody", 4, "姓名"),
        ("repeated_row", 5, ""),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("520281900101001", "id_number_old"),
        ("0", "id_number_length"),
        ("5202811990010100", "id_number_length"),
        ("520281199002301234", "id_number"),
    ],
)
def test_what_is_wrong_with_an_id_number_is_said(given, code):
    assert faults(drawn([HEADINGS, row("A1", id_number=given)])) == [(code, 2, "身份证号")]
