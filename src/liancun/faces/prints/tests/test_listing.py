"""A list on paper: the same bytes each time, capitals as vouchers write them."""

from dataclasses import replace

import pytest
from django.conf import settings

from liancun.faces.prints import Column, PrintedList, as_pdf, capital_yuan
from liancun.faces.prints.land import _folded
from liancun.faces.prints.listing import ROWS_A_PAGE, _breaks


def fee_list(rows: int) -> PrintedList:
    return PrintedList(
        title="垃圾清运费收费公示",
        issuer="贾西村股份经济合作社",
        period="2026年度",
        columns=(Column("户主"), Column("等次", "center"), Column("金额(元)", "right")),
        rows=[(f"䶮*{n}", "一等", "30.00") for n in range(rows)],
        amounts_fen=[3000] * rows,
        number="GS-2026-0001",
        address="http://127.0.0.1:8000/board/1",
        note="异议请于公示期内向村务监督委员会提出 #1 *不是标记* $x$",
    )


@pytest.mark.parametrize(
    ("amount_fen", "words"),
    [
        (0, "人民币零元整"),
        (123456, "人民币壹仟贰佰叁拾肆元伍角陆分"),
        (10000000, "人民币壹拾万元整"),
        (1005, "人民币壹拾元零伍分"),
        (-1000000, "人民币负壹万元整"),
    ],
)
def test_capitals(amount_fen: int, words: str) -> None:
    assert capital_yuan(amount_fen) == words


def test_one_list_gives_the_same_bytes_and_as_many_pages_as_it_needs() -> None:
    if not (settings.FONTS_DIR / "NotoSansSC-Regular.ttf").is_file():
        pytest.skip("print fonts are not installed: run ./dev setup")
    pdf = as_pdf(fee_list(ROWS_A_PAGE * 2 + 1))
    assert pdf.startswith(b"%PDF") and pdf == as_pdf(fee_list(ROWS_A_PAGE * 2 + 1))
    assert pdf.count(b"/Type /Page\n") >= 3 or pdf.count(b"/Type/Page") >= 3


def test_an_empty_list_prints() -> None:
    if not (settings.FONTS_DIR / "NotoSansSC-Regular.ttf").is_file():
        pytest.skip("print fonts are not installed: run ./dev setup")
    assert as_pdf(fee_list(0)).startswith(b"%PDF")


def test_a_list_of_land_has_no_yuan() -> None:
    if not (settings.FONTS_DIR / "NotoSansSC-Regular.ttf").is_file():
        pytest.skip("print fonts are not installed: run ./dev setup")
    areas = replace(fee_list(3), unit="亩", signers=("甲方", "乙方"))
    assert as_pdf(areas).startswith(b"%PDF") and as_pdf(areas) != as_pdf(fee_list(3))


def test_a_page_holds_as_many_lines_as_fit() -> None:
    rows = [("a", "1"), ("b\nb", "2"), ("c", "3\n3\n3"), ("d", "4"), ("e", "5")]
    listing = replace(fee_list(0), rows=rows, amounts_fen=(), lines_a_page=4)
    assert _breaks(listing) == [(0, 2), (2, 4), (4, 5)]
    assert _breaks(replace(listing, lines_a_page=1)) == [(n, n + 1) for n in range(5)]
    assert _breaks(replace(listing, rows=())) == [(0, 0)]
    assert _breaks(fee_list(ROWS_A_PAGE + 1)) == [(0, ROWS_A_PAGE), (ROWS_A_PAGE, ROWS_A_PAGE + 1)]


@pytest.mark.parametrize(
    ("boundary", "lines"),
    [
        ("东至路,南至沟", "东至路,南至沟"),
        ("东至路,南至沟,西至坎,北至林", "东至路,南至沟\n西至坎,北至林"),
        ("以现有田埂和水沟的中线为界线", "以现有田埂和水沟的中线为界线"),
    ],
)
def test_a_long_boundary_takes_two_lines(boundary: str, lines: str) -> None:
    assert _folded(boundary) == lines
