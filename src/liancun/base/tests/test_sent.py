"""A workbook that somebody sent (送来的工作簿): read apart, kept, given back marked, mended, taken."""

import io
import pickle
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import OperationalError, connection
from python_calamine import CalamineWorkbook

from liancun.base import report_bounds
from liancun.base.importing import HowRead, import_file, import_kind, import_sent, reports
from liancun.base.importing.marking import EXPLAINED, write_marked
from liancun.base.models import KeptReport
from liancun.base.permits import SYSTEM
from liancun.base.tests.probe import DAY, HEADINGS, book, held, row
from liancun.base.tests.test_offices import THREE, csv, drawn, hiding, merging
from liancun.base.tests.test_workbooks import PLAIN
from liancun.base.viewer import STRANGER
from liancun.base.workbooks import apart
from liancun.base.workbooks.reading import read_sheet
from liancun.kernel import BadInput, Refusal

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")


def send(content, file="表.xlsx", **more):
    return import_sent("probe", content, file, **{"org_code": "town", "by": SYSTEM, "on": DAY, **more})


def refused(content, file="表.xlsx", **more):
    """The report of what was wrong; nothing was written but it."""
    before = held()
    with pytest.raises(BadInput) as bad:
        send(content, file, **more)
    assert held() == before
    assert bad.value.kept
    return reports.opened(SYSTEM, bad.value.kept)


def say(fault):
    return f"{fault.first.code}!"


def marked(report):
    return write_marked(import_kind("probe"), report, say)


def cells(content, sheet=0):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def notes(content):
    """Where the workbook has notes: "B2"."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/comments1.xml" not in archive.namelist():
            return []
        text = archive.read("xl/comments1.xml").decode()
    return sorted(part.partition('"')[0] for part in text.split('<comment ref="')[1:])


def test_what_is_read_apart_is_what_is_read_here():
    odd = drawn(
        [
            HEADINGS,
            row("A1", born_on=date(1990, 1, 1), count=3, amount_fen=1.25),
            row("A2", month=datetime(2025, 3, 9, 8)),
        ],
        merging((1, 9, 2, 9, "x")),
    )
    for content, file in (
        (odd, "表.xlsx"),
        (csv(["A1", "王", "", "3"]), "表.csv"),
        (drawn(THREE, hiding(1)), "表.xlsx"),
    ):
        assert apart.read_apart(content, file) == read_sheet(content, file)
    for content, file in ((b"", "表.xlsx"), (PLAIN, "表.xls"), (b"\x81\xff\xff", "表.csv")):
        with pytest.raises(BadInput) as here:
            read_sheet(content, file)
        with pytest.raises(BadInput) as there:
            apart.read_apart(content, file)
        assert here.value.problems == there.value.problems


@LINUX
@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import os; os._exit(71)", "reader_memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGABRT)", "reader_memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "reader_memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "reader_time"),
        ("raise SystemExit(1)", "damaged"),
        (
            "from liancun.base.workbooks import apart as a\na.MEMORY_MOST = 0\na._bound()\nbytearray(2**28)",
            "damaged",
        ),
    ],
)
def test_a_reader_that_dies_is_told_in_words(monkeypatch, script, code):
    real = subprocess.run
    monkeypatch.setattr("subprocess.run", lambda line, **how: real([line[0], "-c", script], **how))
    with pytest.raises(BadInput) as bad:
        apart.read_apart(PLAIN, "表.xlsx")
    assert [each.code for each in bad.value.problems] == [f"import.{code}"]
    monkeypatch.undo()
    assert apart.read_apart(PLAIN, "表.xlsx").rows, "the next one is read"


def killed_half_way(line, *, input, stdout, stderr, env, **_how):
    """The reader itself, killed while it takes in the workbook."""
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=stdout, stderr=stderr, env=env) as reader:
        assert reader.stdin
        reader.stdin.write(input[: len(input) // 2])
        reader.stdin.flush()
        reader.kill()
        return subprocess.CompletedProcess(line, reader.wait(), b"")


ENDLESS = "lambda *_given: any(iter(int, 1))"
"""Reads and never ends."""


def bounded(*words):
    """The reader itself under other bounds, or with another workbook to read."""
    real, changed = subprocess.run, "; ".join(words)
    script = f"import sys; from liancun.base.workbooks import apart; {changed}; apart._read(sys.argv[1])"
    return lambda line, **how: real([line[0], "-c", script, line[-1]], **how)


@LINUX
@pytest.mark.usefixtures("probe")
@pytest.mark.parametrize(
    ("dying", "code"),
    [
        (killed_half_way, "import.reader_memory"),
        (bounded("apart.MEMORY_MOST = 1"), "import.reader_memory"),
        (bounded("apart.SECONDS_MOST = 1", f"apart.sheet_of = {ENDLESS}"), "import.reader_time"),
    ],
    ids=["killed", "memory", "time"],
)
def test_a_reader_that_dies_at_work_writes_nothing_and_the_next_one_reads(monkeypatch, dying, code):
    content = book(*[row(f"A{number}") for number in range(3_000)])
    with monkeypatch.context() as patched:
        patched.setattr("subprocess.run", dying)
        report = refused(content)
    assert [each.code for each in report.problems] == [code]
    assert send(book(row("A1"))).new == 1


def test_a_reader_that_cannot_begin_or_does_not_end(monkeypatch):
    for fault, code in ((OSError(), "no_reader"), (subprocess.TimeoutExpired("", 1), "reader_time")):

        def run(*_line, fault=fault, **_how):
            raise fault

        monkeypatch.setattr("subprocess.run", run)
        with pytest.raises(BadInput) as bad:
            apart.read_apart(PLAIN, "表.xlsx")
        assert bad.value.problems[0].code == f"import.{code}"


@LINUX
def test_a_reader_bounds_itself():
    script = (
        "import resource; from liancun.base.workbooks import apart; apart._bound()\n"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0] < 2**30)\n"
        "soft, hard = resource.getrlimit(resource.RLIMIT_CPU)\n"
        "print(soft if soft < hard else 'killed at once')\n"
        "try: bytearray((apart.MEMORY_MOST + 64) * 2**20)\n"
        "except MemoryError: print('bounded')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", str(apart.SECONDS_MOST), "bounded"]


def test_an_answer_holds_nothing_but_a_sheet():
    with pytest.raises(pickle.UnpicklingError):
        apart._TakenBack(io.BytesIO(pickle.dumps(subprocess.run))).load()


@pytest.mark.usefixtures("probe")
def test_a_bad_workbook_comes_back_marked_is_mended_and_goes_in():
    content = book(
        row("A1", None, amount_fen=2.5, born_on=date(1990, 1, 1)), row("A2", kind="丙"), row("A3", "无")
    )
    report = refused(content)
    assert [(each.code, each.row, each.column) for each in report.problems] == [
        ("import.empty", 2, "姓名"),
        ("import.choice", 3, "类别"),
        ("probe.nobody", 4, "姓名"),
    ]
    back = marked(report)
    assert notes(back) == ["B2", "B4", "L3"]
    assert cells(back) == cells(content), "nothing else is changed"
    assert cells(back, 1)[1:] == [
        ["2", "姓名", "import.empty!"],
        ["3", "类别", "import.choice!"],
        ["4", "姓名", "probe.nobody!"],
    ]
    assert CalamineWorkbook.from_filelike(io.BytesIO(back)).sheet_names == ["试验", EXPLAINED]
    again = refused(back)
    assert again.problems == report.problems, "as it came back it has the same faults"
    mended = cells(back)
    mended[1][1], mended[2][11], mended[3][1] = "王国强", "乙", "李芳"
    assert send(book(*mended[1:])).new == 3


@pytest.mark.usefixtures("probe")
def test_a_text_comes_back_as_a_workbook_whose_amounts_are_numbers():
    report = refused(csv(["A1", "", '="520281900101001"', '"1,234"']), "表.csv")
    back = marked(report)
    assert cells(back)[1] == ["A1", "", "520281900101001", 1234.0]
    assert notes(back) == ["B2", "C2"]


@pytest.mark.usefixtures("probe")
@pytest.mark.parametrize(
    ("content", "where"),
    [
        (drawn(THREE, merging((1, 8, 3, 8, 2.5))), ["I2"]),
        (drawn(THREE, hiding(2)), ["A3"]),
        (drawn([*THREE, ["合计", None, None, None, None, None, None, 9]]), ["A5"]),
        (drawn([["试验表"], ["编号", "性名"], ["A1", "王"]]), ["B2", "C2"]),
        (book([*row("A1"), "见备注"]), ["M2"]),
    ],
    ids=["merged", "hidden", "total", "heading", "stray"],
)
def test_every_sort_of_fault_has_its_place(content, where):
    assert notes(marked(refused(content))) == where


@pytest.mark.usefixtures("probe")
def test_odd_cells_come_back_and_break_nothing():
    content = csv(["A1", "王" * 40_000, "x", "三"])
    assert cells(marked(refused(content, "表.csv")))[1][0] == "A1"
    old = book(["A1", "王", True, 2.5, None, datetime(1990, 1, 1, 8, 30)], headings=HEADINGS[:6])
    back = cells(marked(refused(old)))
    assert back[1][2] is True and back[1][5] == datetime(1990, 1, 1, 8, 30)
    assert notes(marked(refused(book(row("A1")), how=HowRead(heading_row=9)))) == []


@pytest.mark.usefixtures("probe")
def test_a_report_is_its_senders_alone():
    report = refused(book(row("A1", None)))
    number = report.view.number
    for other in (STRANGER, replace(SYSTEM, name="another")):
        with pytest.raises(Refusal) as no:
            reports.opened(other, number)
        assert no.value.code == "viewer.not_found"
        assert reports.recent(other) == []
    with pytest.raises(Refusal):
        reports.opened(SYSTEM, number + 1)
    assert [each.number for each in reports.recent(SYSTEM)] == [number]


@pytest.mark.usefixtures("probe")
def test_what_it_holds_is_sealed_and_the_oldest_go(monkeypatch):
    monkeypatch.setattr(report_bounds, "KEPT_MOST", 2)
    first, *_others, last = [refused(book(row("A1", "无"))).view.number for _each in range(4)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM base_keptreport")
        bodies = [body for (body,) in cursor.fetchall()]
    assert len(bodies) == 2 and all("." in body[:20] for body in bodies)
    assert [each.number for each in reports.recent(SYSTEM)] == [last, last - 1]
    assert not KeptReport.objects.filter(pk=first).exists()


@pytest.mark.usefixtures("probe")
def test_a_workbook_too_big_to_keep_has_its_report_still(monkeypatch):
    monkeypatch.setattr(reports, "BYTES_MOST", 10)
    report = refused(book(row("A1", None)))
    assert len(report.problems) == 1
    with pytest.raises(Refusal) as no:
        marked(report)
    assert no.value.code == "import.not_kept"


@pytest.mark.usefixtures("probe")
def test_what_cannot_be_kept_is_said_all_the_same(monkeypatch):
    def full(*_given):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(reports, "keep", full)
    with pytest.raises(BadInput) as bad:
        send(book(row("A1", None)))
    assert (bad.value.problems[0].code, bad.value.kept) == ("import.empty", 0)


@pytest.mark.usefixtures("probe")
def test_who_may_not_has_nothing_read(monkeypatch):
    monkeypatch.setattr("liancun.base.importing.sent.read_apart", None)
    with pytest.raises(Refusal):
        send(book(row("A1")), by=STRANGER)
    assert not KeptReport.objects.exists()


@pytest.mark.usefixtures("probe")
def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput) as bad:
        import_file("probe", tmp_path / "没有.xlsx", org_code="town", by=SYSTEM, on=DAY)
    assert bad.value.problems[0].code == "import.no_file"
