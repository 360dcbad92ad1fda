"""A small workbook whose cells hold gigabytes together is refused before anything is copied (文字总量)."""

import subprocess
import sys

import pytest

from liancun.base.tests.test_workbooks import rebuilt, sheet
from liancun.base.workbooks import vetting
from liancun.base.workbooks.places import Unfit
from liancun.base.workbooks.reading import read_sheet
from liancun.base.workbooks.vetting import vet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LONG = "长" * 150_000
PARAGRAPH = "长" * 1_700


def many(cells, times, long=LONG):
    """A workbook with a heading, `times` rows of these cells, and three texts that cells share."""
    rows = "".join(f"<row r='{n}'>{cells.format(n=n)}</row>" for n in range(2, times + 2))
    table = f"<sst xmlns='{MAIN}'><si><t>编号</t></si><si><t>{long}</t></si><si><r><t>短</t></r></si></sst>"
    heads = "<row r='1'><c r='A1' t='s'><v>0</v></c></row>"
    return rebuilt(sheet(heads + rows) | {"xl/sharedStrings.xml": table})


MANY = {
    "one text shared": "<c r='A{n}' t='s'><v>1</v></c>",
    "under another name": f"<x:c xmlns:x='{MAIN}' r='A{{n}}' t='s'><x:v>1</x:v></x:c>",
    "a number with noughts": "<c r='A{n}' t='s'><v>01</v></c>",
    "a number that is none": "<c r='A{n}' t='s'><v> </v></c>",
    "a formula before it": "<c r='A{n}' t='s'><f>2</f><v>1</v></c>",
    "cells that do not say where": "<c t='s'><v>1</v></c>",
    "a text in each cell": f"<c r='A{{n}}' t='inlineStr'><is><t>{PARAGRAPH}</t></is></c>",
    "texts in runs": "<c t='inlineStr'><is>" + "<r><t>长长长长长长长长长长</t></r>" * 170 + "</is></c>",
    "a formula's text": f"<c r='A{{n}}' t='str'><v>{PARAGRAPH}</v></c>",
    "a text that says it is a number": f"<c r='A{{n}}'><v>{PARAGRAPH}</v></c>",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MANY)
def test_much_text_is_refused(monkeypatch, name):
    monkeypatch.setattr(vetting, "RATIO_MOST", 10**6)
    with pytest.raises(Unfit) as no:
        vet(many(MANY[name], 40_000))
    assert no.value.code == "import.too_much_text"
    assert no.value.params["sheet"] == "试验" and no.value.params["cell"].startswith("A")


@pytest.mark.parametrize("too_many", [0, 1])
def test_text_is_counted_to_the_character(monkeypatch, too_many):
    """The heading, the long and the short one twice each; five numbers of texts and one of its own."""
    content = many("<c r='A{n}' t='s'><v>1</v></c><c t='s'><v>2</v></c>", 2, long="长" * 100)
    held = 2 + 2 * (100 + 1) + 5
    monkeypatch.setattr(vetting, "TEXT_MOST", held - too_many)
    if not too_many:
        assert vet(content)[1].odd == {}
        return
    with pytest.raises(Unfit) as no:
        vet(content)
    assert no.value.code == "import.too_much_text"


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_number_may_lie_in_two_chunks(monkeypatch, size):
    """What a chunk's last cell shares is told by the next: it is counted all the same, and as no less."""
    content = many("<c r='A{n}' t='s'><v>1</v></c>", 50, long="长" * 100)
    monkeypatch.setattr(vetting, "CHUNK", size)
    monkeypatch.setattr(vetting, "TEXT_MOST", 50 * 100 + 2 + 51)
    assert vet(content)[1].odd == {}
    monkeypatch.setattr(vetting, "TEXT_MOST", 50 * 100 + 2 + 50)
    with pytest.raises(Unfit):
        vet(content)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("<si><t>短</t><si><t>长</t></si></si>", "import.damaged"),
        ("<si><t>" + "长" * 60 + "</t></si>", "import.zip_bomb"),
        ("<si/>" * 70, "import.zip_bomb"),
    ],
)
def test_the_table_of_texts_is_bounded_too(monkeypatch, table, code):
    monkeypatch.setattr(vetting, "TEXT_MOST", 59)
    monkeypatch.setattr(vetting, "CELLS_MOST", 69)
    whole = {"xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'>{table}</sst>"}
    with pytest.raises(Unfit) as no:
        vet(rebuilt(sheet("<row r='1'/>") | whole))
    assert no.value.code == code


BOUNDED = """
import resource, sys
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
from liancun.base.workbooks.reading import read_sheet
from liancun.kernel import BadInput
with open("/proc/self/statm") as told:
    held = int(told.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + 200 * 2**20,) * 2)
try:
    read_sheet(sys.stdin.buffer.read(), "表.xlsx")
except BadInput as bad:
    print(bad.problems[0].code)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_two_hundred_kilobytes_ask_for_no_gigabytes():
    content = many(MANY["one text shared"], 40_000)
    assert len(content) < 250_000
    done = subprocess.run([sys.executable, "-c", BOUNDED], input=content, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode().strip()) == (0, "import.too_much_text"), done.stderr


def test_a_long_list_beside_a_long_text_is_taken():
    """Where one cell holds a whole page of remarks the forty thousand short ones count as what they are."""
    rows = many("<c r='A{n}' t='s'><v>2</v></c><c r='B{n}'><v>12.5</v></c>", 42_000, long="长" * 30_000)
    assert len(read_sheet(rows, "表.xlsx").rows) == 42_001
