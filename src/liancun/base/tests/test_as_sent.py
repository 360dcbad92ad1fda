"""The workbook given back looks as it was sent (来表的样子), and no look of it hides a mark."""

import io
import zipfile
from xml.etree import ElementTree

import pytest

from liancun.base.importing import reports
from liancun.base.importing.as_sent import MERGED_CELLS_MOST, AsSent
from liancun.base.models import KeptReport
from liancun.base.permits import SYSTEM
from liancun.base.tests.probe import HEADINGS, book, row
from liancun.base.tests.test_offices import THREE, drawn, hiding, merging
from liancun.base.tests.test_sent import cells, marked, notes, refused
from liancun.base.workbooks.extent import FILTERED_MOST, Extent
from liancun.base.workbooks.reading import Sheet
from liancun.kernel import Refusal

pytestmark = pytest.mark.usefixtures("probe")

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def part(content):
    """The first sheet's XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


def merges(content):
    return [each.get("ref") for each in part(content).iter(f"{MAIN}mergeCell")]


def hidden_rows(content):
    return [int(each.get("r")) for each in part(content).iter(f"{MAIN}row") if each.get("hidden") == "1"]


def hidden_columns(content):
    found = [each for each in part(content).iter(f"{MAIN}col") if each.get("hidden") == "1"]
    return [at for each in found for at in range(int(each.get("min")), int(each.get("max")) + 1)]


def filtered(content):
    """(range, {column of the filter from 0: what it lets through})."""
    found = part(content).find(f"{MAIN}autoFilter")
    if found is None:
        return None
    columns = {
        int(each.get("colId")): [value.get("val") for value in each.iter(f"{MAIN}filter")]
        + [""] * len([empty for empty in each.iter(f"{MAIN}filters") if empty.get("blank") == "1"])
        for each in found.iter(f"{MAIN}filterColumn")
    }
    return found.get("ref"), columns


def looks(content):
    return merges(content), hidden_rows(content), hidden_columns(content), filtered(content)


def test_hidden_filtered_and_merged_cells_are_so_again():
    def draw(page):
        page.merge_range(0, 0, 0, 11, "二月")
        page.merge_range(2, 8, 4, 8, 2.5)
        page.autofilter(1, 0, 4, 11)
        page.filter_column_list(1, ["王国强", "blanks"])
        page.set_row(3, None, None, {"hidden": True})
        page.set_column(6, 6, None, None, {"hidden": True})
        page.set_column(9, 10, None, None, {"hidden": True})

    sent = drawn([["二月"], *THREE], draw)
    back = marked(refused(sent))
    assert looks(back) == looks(sent)
    assert looks(back) == (
        ["A1:L1", "I3:I5"],
        [4],
        [7, 10, 11],
        ("A2:L5", {1: ["王国强", ""]}),
    )
    assert notes(back) == ["A4", "I3"]
    assert looks(marked(refused(back))) == looks(sent), "and when it is sent once more"


def test_every_hidden_row_that_is_named_is_marked():
    rows = [HEADINGS, *(row(f"A{number}") for number in range(8))]
    back = marked(refused(drawn(rows, hiding(2, 3, 6))))
    assert notes(back) == ["A3", "A4", "A7"]
    assert hidden_rows(back) == [3, 4, 7]


def test_a_row_is_marked_where_it_is_seen():
    def draw(page):
        hiding(2)(page)
        page.set_column(0, 1, None, None, {"hidden": True})

    assert notes(marked(refused(drawn(THREE, draw)))) == ["A1", "B1", "C3"]


def test_a_merge_swallows_no_mark_and_no_value():
    """The mark of a cell under a merged range stands at its corner; what the cell holds is still in it."""
    report = refused(drawn([HEADINGS, ["A1", "王国强", "1"], ["A2", "李芳", "2"]], merging((1, 4, 2, 4, ""))))
    back = marked(report)
    assert merges(back) == ["E2:E3"] and notes(back) == ["C2", "C3"]
    under = AsSent(Sheet("", ((1, ["x"]), (3, ["y"])), False, Extent(3, 2, merged=[(1, 1, 3, 2)])))
    assert under.where_seen({(2, 2): ["b"], (1, 1): ["a"], (4, 1): ["c"]}) == {
        (1, 1): ["b", "a"],
        (4, 1): ["c"],
    }


def sent_with(content, old, new):
    """A workbook with a piece of its first sheet replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.endswith("sheet1.xml"):
                assert old in text, text
                text = text.replace(old, new)
            target.writestr(name, text)
    return out.getvalue()


def with_merges(content, *ranges):
    listed = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return sent_with(content, b"</sheetData>", f"</sheetData><mergeCells>{listed}</mergeCells>".encode())


def test_values_under_a_merged_range_come_back():
    sent = with_merges(drawn([HEADINGS, row("A1", count=2), row("A2", count=7)]), "H2:H3")
    back = marked(refused(sent))
    assert merges(back) == ["H2:H3"] and notes(back) == ["H2"]
    assert [line[7] for line in cells(back)[1:]] == [2, 7]


@pytest.mark.parametrize(
    ("ranges", "back"),
    [
        (["I2:I3", "I3:I4", "H3:I3"], ["I2:I3"]),
        (["I2:I3", "I2:I3"], ["I2:I3"]),
        (["A1:ZZZ9999999"], ["A1:L4"]),
        (["I3:I9", "M2:P9", "A9:C12"], ["I3:I4"]),
        (["L4:ZZ99"], []),
        (["I3:I2"], []),
    ],
    ids=["overlapping", "twice", "beyond", "half beyond", "one cell of it", "backwards"],
)
def test_merges_are_put_back_only_where_they_are_safe(ranges, back):
    plain = drawn([HEADINGS, *(row(f"A{number}", "无", kind="甲", amount_fen=1) for number in range(3))])
    found = marked(refused(with_merges(plain, *ranges)))
    assert merges(found) == back
    assert cells(found) == cells(plain)


def test_a_filter_of_another_sort_keeps_its_arrows_alone():
    def draw(page):
        page.autofilter(0, 0, 3, 11)
        page.filter_column(7, "x > 3")

    assert filtered(marked(refused(drawn([*THREE[:3], row("A3", "无")], draw)))) == ("A1:L4", {})
    plain = drawn([HEADINGS, row("A1", "无")])

    def said(filters):
        return filtered(
            marked(refused(sent_with(plain, b"</sheetData>", b"</sheetData>" + filters.encode())))
        )

    dated = '<filters><filter val="x"/><dateGroupItem year="2025" dateTimeGrouping="year"/></filters>'
    assert said(f'<autoFilter ref="A1:L2"><filterColumn colId="0">{dated}</filterColumn></autoFilter>') == (
        "A1:L2",
        {},
    )
    much = f'<filters><filter val="{"王" * FILTERED_MOST}"/></filters>'
    assert said(f'<autoFilter ref="A1:L2"><filterColumn colId="0">{much}</filterColumn></autoFilter>') == (
        "A1:L2",
        {},
    )
    for odd in ('<autoFilter ref=""/>', '<autoFilter ref="M9:N12"/>', "<autoFilter/>"):
        assert said(odd) is None
    named = '<filterColumn colId="0"><filters><filter val="x"/></filters></filterColumn>'
    views = f'<autoFilter ref="A1:B2"/><x><autoFilter ref="A1:C2">{named}</autoFilter></x>'
    assert said(views) == ("A1:B2", {})


def test_a_report_of_an_earlier_program_comes_back_as_plain_rows():
    number = refused(drawn(THREE, hiding(2))).view.number
    kept = KeptReport.objects.get(pk=number)
    said = reports._unpacked(kept.body)
    said["sheet"] = said["sheet"][:3]
    kept.body = reports._packed(said)
    kept.save()
    back = marked(reports.opened(SYSTEM, number))
    assert looks(back) == ([], [], [], None) and notes(back) == ["A3"]


def test_a_workbook_of_too_many_cells_has_its_report_alone(monkeypatch):
    monkeypatch.setattr(reports, "CELLS_MOST", 24)
    assert marked(refused(book(row("A1", "无"))))
    with pytest.raises(Refusal) as no:
        marked(refused(book(row("A1", "无"), row("A2"))))
    assert no.value.code == "import.not_kept"


@pytest.mark.parametrize(
    ("merged", "most"),
    [
        ([(1, 1, 20_000, 12)] * 100_000, 1),
        ([(1 + at // 6, 1 + 2 * (at % 6), 1 + at // 6, 2 + 2 * (at % 6)) for at in range(100_000)], 100_000),
        ([(1, 1, 9_999_999, 18_278)] * 100_000, 1),
        ([(at, 1, at + 1, 12) for at in range(1, 20_000)], 10_000),
    ],
    ids=["each over the other", "a hundred thousand", "beyond every sheet", "each over the next"],
)
def test_merges_put_back_are_bounded(merged, most):
    sheet = Sheet("", ((1, ["x"]), (20_000, ["y"])), False, Extent(20_000, 12, merged=merged))
    put_back = AsSent(sheet).merged
    assert 0 < len(put_back) <= most
    covered = [
        (line, column)
        for top, left, bottom, right in put_back
        for line in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert len(covered) == len(set(covered)) <= MERGED_CELLS_MOST
    assert all(line <= 20_000 and column <= 12 for line, column in covered)


def test_a_note_is_drawn_beside_rows_that_are_seen():
    """Thousands of hidden rows behind a cell are not gone through for each note, nor has it its box there."""
    hidden = set(range(10, 3_000)) | set(range(3_001, 6_000))
    look = AsSent(Sheet("", ((1, ["x"]), (6_100, ["y"])), False, Extent(6_100, 2, hidden=hidden)))
    assert [look.note_row(row) for row in (1, 2, 3, 4, 9, 500, 3_000, 3_001, 6_001, 6_100)] == [
        *(1, 1, 2, 3),
        *(6_000, 6_000, 6_000, 6_000, 6_000, 6_099),
    ]
    plain = AsSent(Sheet("", ((1, ["x"]), (9, ["y"])), False, Extent(9, 2)))
    assert [plain.note_row(row) for row in (1, 2, 9)] == [1, 1, 8]


def test_hidden_columns_are_those_of_the_sheet():
    columns = [(3, 16_384)] * 100_000 + [(1, 1), (2, 0)]
    look = AsSent(Sheet("", ((1, ["x"]),), False, Extent(1, 5, hidden_columns=columns)))
    assert look.hidden_columns == {1, 3, 4, 5} and look.first_seen == 2
    assert AsSent(Sheet("", ((1, ["x"]),), False, Extent(1, 1, hidden_columns=[(1, 9)]))).first_seen == 1
