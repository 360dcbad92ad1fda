"""Some three hundred bad and odd workbooks (三百本怪工作簿): none written in part, none without an answer.

They are made here, small, the same ones each time: what offices send, what editors write, what nobody should.
Each goes the whole way of one that is sent, but for the process of its own, which is held by a few of them.
"""

import io
import random
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as clock_time
from typing import Any

import pytest
import xlsxwriter
from django.db import transaction

from liancun.base.importing import engine, import_sent, sent
from liancun.base.importing.marking import write_marked
from liancun.base.importing.reports import opened
from liancun.base.models import AuditLine, ImportedRow
from liancun.base.permits import SYSTEM
from liancun.base.tests.probe import DAY, HEADINGS, PROBE, held, row
from liancun.base.tests.test_workbooks import SHEET, rebuilt, sheet
from liancun.base.workbooks.reading import read_sheet
from liancun.faces.words import all_words, fault_said, worded
from liancun.kernel import BadInput

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("probe")]

MEGABYTES_MOST = 300
Made = tuple[str, bytes, str]
"""What is odd about it, the file, its name."""

VALUES: tuple[Any, ...] = (
    *(
        None,
        "",
        " ",
        "\u3000",
        "x",
        "无",
        "合计",
        "小计:",
        "制表:王国强",
        "王 芳",
        "王\n芳",
        "王\t芳",
        "'x",
        '="x"',
    ),
    *("=1+1", "@SUM(A1)", "+1", "-", "——", "√", "半", "N/A", "#N/A", "NULL", "true", "１２３", "一百"),
    *("1,234.50", "1,23", "1.5e3", "5.2E+17", "¥12", "12元", "2025.2.30", "2025/13/1", "二〇二五年", "30日"),
    *(
        "\u200b",
        "a\u202eb",
        "😀",
        "\ue000",
        "阿依•木",
        "<b>x</b>",
        "' or 1=1 --",
        "../../etc",
        "王" * 300,
        "0" * 200,
    ),
    *(0, -1, 1e15, 1e19, -1e300, 0.1 + 0.2, 0.7 - 0.2, 1e-9, 2**53, 202602120000000123, 45000, 60, 0.5),
    *(True, False, date(1900, 1, 1), date(2025, 3, 1), date(9999, 12, 31), datetime(2025, 3, 1, 8, 30)),
    clock_time(8, 30),
)


@pytest.fixture
def probe(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one kind of workbook there is."""
    monkeypatch.setattr(engine, "all_import_kinds", lambda: {"probe": PROBE})


def drawn(rows: Any, draw: Any = None, *, name: str = "试验", options: Any = None) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", **(options or {})})
    made.set_properties({"created": datetime(2025, 1, 1)})
    page = made.add_worksheet(name)
    for number, cells in enumerate(rows):
        for at, cell in enumerate(cells):
            if cell is not None:
                page.write(number, at, cell)
    if draw:
        draw(page, made)
    made.close()
    return out.getvalue()


def cells() -> Iterator[Made]:
    """Every odd value in every sort of column, beside a good row."""
    for number, value in enumerate(VALUES):
        for step in (0, 5):
            name = PROBE.columns[(number + step) % len(PROBE.columns)].name
            yield (
                f"{name}={value!r}"[:60],
                drawn([HEADINGS, row("A1"), row(**{"number": "A2", name: value})]),
                "表.xlsx",
            )


def layouts() -> Iterator[Made]:
    """What offices do to a sheet."""
    good = [HEADINGS, row("A1"), row("A2", count=3), row("A3")]
    for top, left, bottom, right in (
        (0, 0, 0, 3),
        (1, 1, 2, 1),
        (1, 0, 3, 11),
        (3, 2, 9, 4),
        (0, 11, 3, 11),
        (20, 0, 30, 2),
    ):

        def merge(page: Any, _book: Any, box: Any = (top, left, bottom, right)) -> None:
            page.merge_range(*box, "并")

        yield f"merged {top},{left}", drawn(good, merge), "表.xlsx"
    for hide in ((1,), (2, 3), (0,), (1, 2, 3), (9,)):

        def rows_away(page: Any, _book: Any, rows: Any = hide) -> None:
            for each in rows:
                page.set_row(each, None, None, {"hidden": True})

        yield f"hidden rows {hide}", drawn(good, rows_away), "表.xlsx"
    for column in (0, 1, 7, 11, 30):
        yield (
            f"hidden column {column}",
            drawn(good, lambda page, _b, at=column: page.set_column(at, at, 9, None, {"hidden": True})),
            "表.xlsx",
        )
    for before in range(1, 5):
        yield f"{before} titles", drawn([*[["盘关镇"]] * before, *good]), "表.xlsx"
        yield f"{before} rows above", drawn([*[row(f"B{before}")] * before, *good]), "表.xlsx"
        yield f"{before} empty rows", drawn([*[[]] * before, *good]), "表.xlsx"
    for heading in (
        ["编号"],
        ["编号", "编号", "姓名"],
        ["编号", "性名"],
        [],
        [1, 2],
        ["编号", None, "姓名"],
        ["x"] * 60,
    ):
        yield f"headings {heading}"[:60], drawn([heading, ["A1", "王国强", "李"]]), "表.xlsx"
    for last in (["合计"], [None, "总计", 3], ["制表:王"], ["备注:无"], ["A9"], [None] * 20 + ["远"]):
        yield f"foot {last}"[:60], drawn([*good, last]), "表.xlsx"
    yield "no rows", drawn([HEADINGS]), "表.xlsx"
    yield "nothing", drawn([]), "表.xlsx"
    yield "twice the same", drawn([HEADINGS, row("A1"), row("A1")]), "表.xlsx"
    yield "twice differing", drawn([HEADINGS, row("A1"), row("A1", "李芳")]), "表.xlsx"
    yield "good", drawn(good), "表.xlsx"
    yield (
        "1904",
        drawn([HEADINGS, row("A1", born_on=date(1980, 5, 6))], options={"date_1904": True}),
        "表.xlsx",
    )
    yield "a formula", drawn([HEADINGS, row("A1", count="=1+1")]), "表.xlsx"
    yield "five hundred faults", drawn([HEADINGS, *[row(f"A{each}", None) for each in range(500)]]), "表.xlsx"
    yield "a chart sheet first", _charted(), "表.xlsx"


def _charted() -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    chart = made.add_chart({"type": "line"})
    charted = made.add_chartsheet("图")
    page = made.add_worksheet("试验")
    for number, line in enumerate((HEADINGS, row("A1"))):
        page.write_row(number, 0, ["" if cell is None else cell for cell in line])
    chart.add_series({"values": "=试验!$H$2:$H$2"})
    charted.set_chart(chart)
    made.close()
    return out.getvalue()


def texts() -> Iterator[Made]:
    """CSV in every separator, letters and ending."""
    lines = ["编号,姓名,人数", "A1,王国强,3"]
    for by in (",", ";", "\t", "|", "\uff0c", ":", " "):
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"):
            content = "\r\n".join(line.replace(",", by) for line in lines).encode(encoding, "replace")
            yield f"parted by {by!r} in {encoding}", content, "表.csv"
    for text in (
        *(
            "",
            "\n\n\n",
            "编号",
            "编号,姓名\n",
            '"编号,姓名\nA1,王',
            "编号,姓名\nA1",
            "编号,姓名\nA1,王,李,张",
            "sep=",
            "sep=;\n",
        ),
        *(
            "sep=;\n编号;姓名\nA1;王",
            "编号,姓名\rA1,王\rA2,李",
            "编号,姓名\nA1,\0",
            "编号,姓名\n" + "A1,王\n" * 50,
        ),
        *(
            "," * 500,
            "编号,姓名\n" + "," * 150,
            '编号,姓名\nA1,"王\n国"',
            "编号,姓名\n=A1,@王",
            '编号,姓名\n="A1","=""王"""',
        ),
    ):
        yield f"text {text!r}"[:60], text.encode(), "表.csv"
    for suffix in ("", ".txt", ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".pdf", ".xlsx"):
        yield f"a text called {suffix}", "\n".join(lines).encode(), f"表{suffix}"


def parts() -> Iterator[Made]:
    """Zips whose XML no spreadsheet writes."""
    start = "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    for inside in (
        *(
            "",
            "<row/>",
            "<row r='0'/>",
            "<row r='99999999'/>",
            "<row r='1'><c/></row>",
            "<row r='1'><c r=''><v>1</v></c></row>",
        ),
        *("<row r='1'><c r='ZZZZ1'><v>1</v></c></row>", "<row r='1'><c r='A1' t='s'><v>99</v></c></row>"),
        *("<row r='1'><c r='A1' t='s'><v>x</v></c></row>", "<row r='1'><c r='A1' t='b'><v>9</v></c></row>"),
        *(
            "<row r='1'><c r='A1' t='d'><v>x</v></c></row>",
            "<row r='1'><c r='A1' t='n'><v>1e999</v></c></row>",
        ),
        *("<row r='1'><c r='A1' t='?'><v>1</v></c></row>", "<row r='1'><c r='A1'><v>NaN</v></c></row>"),
        *(
            "<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>",
            "<row r='1'><c r='XFD1048576'><v>1</v></c></row>",
        ),
        *(
            "<row r='1'><c r='A1' s='999'><v>1</v></c></row>",
            "<row r='1'><c r='A1'><v>1</v><v>2</v></c></row>",
        ),
        *("<c r='A1'><v>1</v></c>", "<row r='1'><row r='2'><c r='A2'><v>1</v></c></row></row>"),
    ):
        yield f"sheet {inside}"[:60], rebuilt(sheet(inside)), "表.xlsx"
    for ref in ("", "A1", "A1:", ":", "A1:ZZZZ9", "9:9", "A1:B0", "B2:A1", "A1:XFD1048576"):
        tail = f"<mergeCells><mergeCell ref='{ref}'/></mergeCells>"
        one = "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>"
        body = f"<?xml version='1.0'?>{start}{one}{tail}</worksheet>"
        yield f"merge {ref!r}", rebuilt({SHEET: body}), "表.xlsx"
    for encoding in ("gb2312", "utf-7", "utf-16", "utf-32", "latin-1", "x", ""):
        body = f"<?xml version='1.0' encoding='{encoding}'?>{start}<sheetData/></worksheet>"
        yield f"letters {encoding!r}", rebuilt({SHEET: body}), "表.xlsx"
    for part in (
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        SHEET,
        "[Content_Types].xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
    ):
        yield f"without {part}", rebuilt(leave_out=[part]), "表.xlsx"
        for text in ("", "<", "<x/>", "\ufeff<x/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"):
            yield f"{part} is {text[:12]!r}", rebuilt({part: text}), "表.xlsx"


def spoilt() -> Iterator[Made]:
    """A plain workbook with bytes changed or cut, by seeds."""
    for seed in range(40):
        chance = random.Random(seed)
        content = bytearray(drawn([HEADINGS, row("A1")]))
        for _each in range(1 + seed % 7):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield (
            f"spoilt {seed}",
            bytes(content[: len(content) if seed % 3 else chance.randrange(len(content))]),
            "表.xlsx",
        )


def bombs() -> Iterator[Made]:
    """What asks for far more than it sends."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 30_000_000)
    yield "a part of blanks", out.getvalue(), "表.xlsx"
    far = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    yield "two corners", rebuilt(sheet(far)), "表.xlsx"
    yield "a text of one long line", b"a" * 5_000_000, "表.csv"
    yield "a text of many cells", b"a,b\n" + b"x,y\n" * 210_000, "表.csv"
    nested = "<a>" * 50_000
    yield "deep", rebuilt(sheet(nested)), "表.xlsx"


def corpus() -> list[Made]:
    """All of them, none twice."""
    return [made for make in (cells, layouts, texts, parts, spoilt, bombs) for made in make()]


def sent_in(content: bytes, file: str) -> str:
    """What came of it: 'taken', or the code of the first thing wrong; each is said in words."""
    before = held()
    rows = ImportedRow.objects.count()
    refused: BadInput | None = None
    try:
        report = import_sent("probe", content, file, org_code="town", by=SYSTEM, on=DAY)
    except BadInput as bad:
        refused = bad
    if refused is None:
        assert report.written
        assert (ImportedRow.objects.count(), AuditLine.objects.count()) == (rows + report.new, before[1] + 1)
        return "taken"
    assert held() == before, "written in part"
    for problem in refused.problems:
        assert problem.code in all_words() or problem.code.startswith("probe."), problem.code
        assert "{" not in worded(problem)
    kept = opened(SYSTEM, refused.kept)
    assert kept.problems == refused.problems
    if kept.sheet is not None:
        assert read_sheet(write_marked(PROBE, kept, fault_said), "表.xlsx").rows
    return refused.problems[0].code


def test_there_are_hundreds_and_every_one_is_answered(monkeypatch):
    monkeypatch.setattr(sent, "read_apart", read_sheet)
    made = corpus()
    assert len(made) >= 300
    outcomes: Counter[str] = Counter()
    for name, content, file in made:
        with transaction.atomic():
            try:
                outcomes[sent_in(content, file)] += 1
            except Exception as no:
                raise AssertionError(f"{name}: {no!r}") from no
            transaction.set_rollback(True)
    assert outcomes["taken"] > 20, outcomes
    assert len(outcomes) > 20, outcomes


ALONE = """
import re, sys
from pathlib import Path
from liancun.base.workbooks import apart, places, reading
apart._bound()
try:
    reading.sheet_of(sys.stdin.buffer.read(), sys.argv[1], "", "")
except places.Unfit as unfit:
    # Not what getrusage says: that counts what the process it came from held.
    most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print(unfit.code, int(most) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_the_heaviest_stay_far_below_their_bounds():
    for name, content, file in bombs():
        line = [sys.executable, "-c", ALONE, file[1:]]
        done = subprocess.run(line, input=content, capture_output=True, check=True)
        code, megabytes = done.stdout.decode().split()
        assert code in all_words(), name
        assert int(megabytes) < MEGABYTES_MOST, name


GIVEN_BACK = """
import re
from datetime import datetime
from pathlib import Path

import django
import django_stubs_ext
from django.conf import settings

settings.configure(USE_TZ=True, INSTALLED_APPS=["liancun.base"])
django_stubs_ext.monkeypatch()
django.setup()
from liancun.base.importing import HowRead, marking, reports
from liancun.base.tests.probe import HEADINGS, PROBE
from liancun.base.workbooks.extent import Extent
from liancun.base.workbooks.reading import Sheet
from liancun.kernel import Problem

most = reports.CELLS_MOST // 12
rows = [(1, HEADINGS), *((at, [f"A{at}", "\u738b", *range(10)]) for at in range(2, most + 1))]
merged = [(1 + at // 6, 1 + 2 * (at % 6), 1 + at // 6, 2 + 2 * (at % 6)) for at in range(100_000)]
extent = Extent(most, 12, merged=merged, hidden=set(range(500, most)), hidden_columns=[(9, 16_384)])
faults = tuple(Problem("import.empty", "", "", at, "") for at in range(2, 1_002))
view = reports.ReportView(1, "probe", "town", "", datetime(2025, 1, 1), len(faults))
report = reports.Report(view, faults, Sheet("", tuple(rows), False, extent), HowRead())
assert marking.write_marked(PROBE, report, lambda fault: fault.first.code)
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process took")
def test_the_heaviest_that_is_given_back_takes_no_more_than_it_may() -> None:
    """As many cells as are kept, a hundred thousand merged ranges, a thousand notes among hidden rows."""
    done = subprocess.run([sys.executable, "-c", GIVEN_BACK], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    assert int(done.stdout) < MEGABYTES_MOST
