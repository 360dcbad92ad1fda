"""Vouchers and statements on paper: what stands on each sheet."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liancun.faces.prints import vouchers
from liancun.faces.prints.statements import sheet_form, surplus_form
from liancun.rooms.ledger.queries import Statement, Voucher
from liancun.rooms.ledger.statements import StatementRow
from liancun.rooms.ledger.vouchers import VoucherLineRow, VoucherName

BANK = VoucherLineRow("102", "银行存款", "", 0, 123_456)
COST = VoucherLineRow("523", "管理费用", "", 123_456, 0)
VOUCHER = Voucher("entry:7", date(2025, 3, 5), 7, "付二月电费", 123_456, "高*富", 3, None, None, (COST, BANK))


def test_a_voucher_of_one_sheet():
    (sheet,) = vouchers.sheets_of(VOUCHER)
    assert (sheet.day, sheet.number) == ("2025年3月5日", "记字第 7 号")
    assert sheet.rows[:2] == (
        ("付二月电费", "523 管理费用", "", "1,234.56", ""),
        ("", "102 银行存款", "", "", "1,234.56"),
    )
    assert len(sheet.rows) == 10 and not any(sheet.rows[-1])
    assert (sheet.total_label, sheet.debit, sheet.credit) == ("合计", "1,234.56", "1,234.56")
    assert sheet.capitals == "人民币壹仟贰佰叁拾肆元伍角陆分"
    assert sheet.papers == "附件 3 张"
    assert ("制单", "高*富") in sheet.signers and (sheet.red, sheet.note) == ("", "")


def test_a_reversal_names_what_it_reverses_and_the_other_what_undid_it():
    other = VoucherName(date(2025, 4, 1), 12)
    (red,) = vouchers.sheets_of(replace(VOUCHER, reverses=other))
    assert red.red == "冲销凭证:冲 2025-04-01 记字第 12 号"
    (undone,) = vouchers.sheets_of(replace(VOUCHER, undone_by=other))
    assert undone.note == "已由 2025-04-01 记字第 12 号冲销"


@given(st.lists(st.sampled_from(["彭家", "很长很长的单位名称有限责任公司" * 3, ""]), min_size=1, max_size=60))
def test_no_line_is_lost_between_sheets_and_the_total_stands_on_the_last(parties):
    lines = tuple(replace(COST, party_name=party) for party in parties)
    sheets = list(vouchers.sheets_of(replace(VOUCHER, lines=lines)))
    assert [row[2] for sheet in sheets for row in sheet.rows if any(row)] == parties
    assert all(sum(sheet.heights) <= vouchers.LINES_MM for sheet in sheets)
    assert [sheet.total_label for sheet in sheets] == ["转下页"] * (len(sheets) - 1) + ["合计"]
    assert [bool(sheet.debit) for sheet in sheets] == [False] * (len(sheets) - 1) + [True]


def rows(count: int) -> tuple[StatementRow, ...]:
    return tuple(StatementRow(at, f"第{at}项", at * 100, 0, total=False) for at in range(1, count + 1))


def test_the_balance_sheet_has_its_two_sides_beside_each_other():
    form = sheet_form(Statement("head", "2025-03", "会农社01表", "own", rows(42)))
    assert (form.title, form.number, form.period) == ("资产负债表", "会农社01表", "2025年3月31日")
    said = [[cell.text for cell in row] for row in form.rows]
    assert said[0] == ["流动资产:", "", "", "", "流动负债:", "", "", ""]
    assert said[1] == ["第1项", "1", "1.00", "", "第23项", "23", "23.00", ""]
    assert [row[0] for row in said].count("") == 0, "assets have the longer side"
    assert [said[-1][0], said[-1][4]] == ["第22项", "第42项"], "both totals stand in the last row"
    assert sorted(int(row[at]) for row in said for at in (1, 5) if row[at]) == list(range(1, 43))
    off = sheet_form(Statement("head", "2025", "会农社01表", "own", rows(42), difference_fen=100))
    assert off.note == "两边相差 1.00 元"


def test_the_surplus_says_its_span_and_what_is_not_made_here():
    form = surplus_form(Statement("head", "2025-03", "会农社02表", "own", rows(12)))
    assert (form.period, len(form.rows)) == ("2025年1月至3月", 12)
    assert "盈余分配方案" in form.note
    assert surplus_form(Statement("head", "2025", "会农社02表", "own", rows(20))).note == ""
