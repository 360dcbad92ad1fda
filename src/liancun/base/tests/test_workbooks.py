"""Files that anybody may send: none does harm, each is answered in words (打开工作簿)."""

import io
import os
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liancun.base.importing import import_file
from liancun.base.permits import SYSTEM
from liancun.base.tests.probe import DAY, book, bring, faults, held, row
from liancun.base.workbooks.places import Unfit, cell_name
from liancun.base.workbooks.reading import read_sheet
from liancun.base.workbooks.vetting import CELLS_MOST, vet
from liancun.kernel import BadInput

PLAIN = book(row("A1"))
SHEET = "xl/worksheets/sheet1.xml"


def rebuilt(change=None, *, add=None, leave_out=()):
    """The plain workbook with parts changed, added or left out; `change` maps a part to its new text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to:
        for part in source.infolist():
            if part.filename not in leave_out:
                to.writestr(part.filename, (change or {}).get(part.filename, source.read(part)))
        for name, text in (add or {}).items():
            to.writestr(name, text)
    return out.getvalue()


def sheet(
    rows, before="", start="<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
):
    return {SHEET: f"<?xml version='1.0'?>{before}{start}<sheetData>{rows}</sheetData></worksheet>"}


def lying_bomb():
    """Ten megabytes that claim to be a thousand bytes."""
    content = bytearray(rebuilt(sheet("<row r='1'><c r='A1'><v>1</v></c></row>" + " " * 11_000_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo(SHEET).file_size
    return bytes(content).replace(struct.pack("<L", size), struct.pack("<L", 1_000))


FAR = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
WIDE = "<row r='1'>" + "<c><v>1</v></c>" * 6_100 + "</row><row><c r='A1000'><v>1</v></c></row>"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'haha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
FILES = {
    "nothing at all": (b"", "表.xlsx", "not_a_workbook"),
    "a picture under a workbook's name": (b"\x89PNG\r\n" * 50, "表.xlsx", "not_a_workbook"),
    "a text under a workbook's name": ("编号,姓名\n".encode(), "表.xlsx", "not_a_workbook"),
    "a zip that is none": (rebuilt(leave_out=["[Content_Types].xml"]), "表.xlsx", "not_a_workbook"),
    "no suffix": (PLAIN, "表", "not_a_workbook"),
    "another suffix": (PLAIN, "表.ods", "not_a_workbook"),
    "an old .xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 500, "表.xls", "old_excel"),
    "an old .xls renamed": (b"\xd0\xcf\x11\xe0" + b"\0" * 500, "表.xlsx", "old_excel"),
    "a workbook with a password": (
        b"\xd0\xcf\x11\xe0" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"),
        "表.xlsx",
        "locked",
    ),
    "a macro workbook": (PLAIN, "表.xlsm", "macro"),
    "a macro workbook renamed": (rebuilt(add={"xl/vbaProject.bin": b"Sub"}), "表.xlsx", "macro"),
    "cut short": (PLAIN[: len(PLAIN) // 2], "表.xlsx", "not_a_workbook"),
    "no sheet in it": (rebuilt(leave_out=[SHEET]), "表.xlsx", "damaged"),
    "no workbook in it": (rebuilt(leave_out=["xl/workbook.xml"]), "表.xlsx", "damaged"),
    "broken XML": (rebuilt({SHEET: "<worksheet><sheetData>"}), "表.xlsx", "damaged"),
    "entities": (rebuilt(sheet("<row r='1'/>", LAUGHS)), "表.xlsx", "damaged"),
    "a place that is none": (rebuilt(sheet("<row r='1'><c r='1A'><v>1</v></c></row>")), "表.xlsx", "damaged"),
    "a row that is none": (rebuilt(sheet("<row r='-1'/>")), "表.xlsx", "damaged"),
    "a sheet twice": (rebuilt(add={SHEET.upper(): ""}), "表.xlsx", "damaged"),
    "a zip bomb": (rebuilt(add={"xl/media/a.bin": b"\0" * 30_000_000}), "表.xlsx", "zip_bomb"),
    "a zip bomb that lies": (lying_bomb(), "表.xlsx", "zip_bomb"),
    "two cells at the corners": (rebuilt(sheet(FAR)), "表.xlsx", "far_cell"),
    "cells that do not say where": (rebuilt(sheet(WIDE)), "表.xlsx", "far_cell"),
    "an empty sheet": (rebuilt(sheet("")), "表.xlsx", "no_heading"),
    "only headings": (book(), "表.xlsx", "no_rows"),
    "an empty text": (b"", "表.csv", "no_heading"),
    "a text of no known letters": (b"\x81\xff\xff\xff", "表.csv", "encoding"),
    "a text in UTF-16": ("编号,姓名\nA1,王\n".encode("utf-16"), "表.csv", "encoding"),
    "quotes that do not close": ('编号,姓名\n"A1,王'.encode(), "表.csv", "csv"),
    "a workbook under a text's name": (PLAIN, "表.csv", "encoding"),
}


@pytest.mark.usefixtures("probe")
@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_answered_in_words(name):
    content, file, code = FILES[name]
    assert faults(content, file) == [(code, 0, "")]


@pytest.mark.usefixtures("probe")
def test_the_plain_one_is_taken():
    assert bring(PLAIN).new == 1
    assert bring(rebuilt()).same == 1


@pytest.mark.usefixtures("probe")
def test_200_megabytes_are_not_even_read(tmp_path):
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 200 * 2**20)
    before = held()
    with pytest.raises(BadInput) as bad:
        import_file("probe", path, org_code="town", by=SYSTEM, on=DAY)
    assert [(each.code, dict(each.params)) for each in bad.value.problems] == [
        ("import.file_too_big", {"most_mb": 20})
    ]
    assert held() == before
    assert faults(b"\0" * (20 * 2**20 + 1), "大.csv") == [("file_too_big", 0, "")]


@pytest.mark.usefixtures("probe")
def test_more_rows_than_a_village_has(monkeypatch):
    monkeypatch.setattr("liancun.base.workbooks.reading.ROWS_MOST", 2)
    assert bring(book(row("A1"), row("A2"))).new == 2
    assert faults(book(row("A1"), row("A2"), row("A3"))) == [("too_many_rows", 0, "")]


@pytest.mark.usefixtures("probe")
def test_a_locked_part():
    content = bytearray(PLAIN)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = content.find(mark)
        content[start + at] |= 1
    assert faults(bytes(content)) == [("locked", 0, "")]


@pytest.mark.usefixtures("probe")
def test_an_error_value_is_not_an_empty_cell():
    def text(cell, said):
        return f"<c r='{cell}' t='inlineStr'><is><t>{said}</t></is></c>"

    def error(cell):
        return f"<c r='{cell}' t='e'><v>#N/A</v></c>"

    heads = f"<row r='1'>{text('A1', '编号')}{text('B1', '姓名')}{text('C1', '人数')}</row>"
    mixed = f"<row r='2'>{text('A2', 'A1')}{text('B2', '王国强')}{error('C2')}</row>"
    alone = f"<row r='4'>{error('B4')}</row>"
    assert faults(rebuilt(sheet(heads + mixed + alone))) == [
        ("error_value", 2, "人数"),
        ("empty", 4, "编号"),
        ("error_value", 4, "姓名"),
    ]


def test_where_a_cell_lies():
    assert [cell_name(*place) for place in ((1, 1), (5, 26), (5, 27), (1_048_576, 16_384))] == [
        "A1",
        "Z5",
        "AA5",
        "XFD1048576",
    ]
    rows = f"<row r='1'><c r='A1'><f>1</f><v>1</v></c></row><row r='{CELLS_MOST}'><c><v>1</v></c></row>"
    assert vet(rebuilt(sheet(rows)))[1].odd == {(1, 1): "import.formula"}
    with pytest.raises(Unfit):
        vet(rebuilt(sheet(rows.replace(str(CELLS_MOST), str(CELLS_MOST + 1)))))
    empty = "<row r='1'><c r='A1'><v>1</v></c></row><row r='9999999'><c r='XFD9999999' s='3'/></row>"
    assert vet(rebuilt(sheet(empty)))[1].rows == 1, "a cell that is only coloured reaches nowhere"
    formula = "<f>1</f></c>"
    strays = (
        f"<row r='5'><c r='B15'>{formula}<c>{formula}<c r='D5'>{formula}</row><row><c r='a6'>{formula}</row>"
    )
    places = vet(rebuilt(sheet(strays)))[1].odd.keys()
    assert places == {(15, 2), (15, 3), (5, 4), (6, 1)}, "a cell lies where it says, whatever its row says"


def answered(content, file):
    """A table comes out, or an answer in words; anything else is raised."""
    try:
        read_sheet(content, file)
    except BadInput as bad:
        return all(problem.code.startswith("import.") for problem in bad.problems)
    return True


@given(st.data())
def test_no_spoilt_workbook_does_harm(data):
    spoilt = bytearray(PLAIN)
    for at in data.draw(st.lists(st.integers(0, len(spoilt) - 1), min_size=1, max_size=8)):
        spoilt[at] = data.draw(st.integers(0, 255))
    assert answered(bytes(spoilt), "表.xlsx")


@given(st.binary(max_size=300), st.sampled_from((".xlsx", ".csv", ".xls", ".xlsm", "")))
def test_no_bytes_do_harm(content, suffix):
    assert answered(content, f"表{suffix}")
