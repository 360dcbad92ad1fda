"""The pay list on paper: every column that art. 15 asks for, also where only something is taken back."""

from datetime import date

from liancun.faces.prints import as_pdf
from liancun.faces.prints.pay_list import COLUMNS, printed
from liancun.rooms.labour.queries import PayItem, PayList, PayRow
from liancun.rooms.labour.queries.pay_list import Pieces

MAY = date(2025, 5, 1)
ROW = PayRow(
    party="P1", name="王秀英", id_number="520281196502010028", phone="13800000001", payee="P1",
    payee_name="王秀英", village_code="", dates=4, hundredths=250, hour_hundredths=650,
    picked_g=439_700, pieces=(Pieces(2_350, "亩"), Pieces(633_000, "株")),
    items=(
        PayItem("day", "", 25_000, 250), PayItem("kilo", "", 26_382, 439_700),
        PayItem("late", "2025-03", 10_000),
    ),
    deductions=(PayItem("tax", "", 1_000), PayItem("back", "2025-02", 5_000)),
    due_fen=61_382, deducted_fen=6_000, net_fen=55_382, paid_fen=55_382, paid_on=date(2025, 5, 5),
    proof="wages-0001", state="posted", ref="wage_slip:head/P1/2025-04",
)  # fmt: skip
BACK = PayRow(
    party="P2", name="李国强", id_number="", phone="", payee="P3", payee_name="李芳", village_code="",
    dates=0, hundredths=0, hour_hundredths=0, picked_g=0, pieces=(), items=(),
    deductions=(PayItem("back", "2025-03", 10_000),),
    due_fen=0, deducted_fen=10_000, net_fen=-10_000, paid_fen=0, paid_on=None, proof="", state="posted",
    ref="",
)  # fmt: skip


def listed(*rows):
    due_fen, deducted_fen = (sum(getattr(row, name) for row in rows) for name in ("due_fen", "deducted_fen"))
    return PayList(
        org_code="head", employer="总社", month="2025-04", run="run:1", state="posted",
        pay_day=date(2025, 5, 5), total=len(rows), due_fen=due_fen, deducted_fen=deducted_fen,
        net_fen=due_fen - deducted_fen, paid_fen=0,
        clause="labour/pay@2024-01-01", digest="", numbers=True, rows=rows,
    )  # fmt: skip


def test_every_item_of_pay_and_of_deductions_is_printed():
    found = printed(listed(ROW, BACK), MAY)
    labels = [column.label for column in COLUMNS]
    first, second = (dict(zip(labels, row, strict=True)) for row in found.rows)
    assert first["工作时间"] == (
        "4 天出勤、按天 2.5 天、按小时 6.5 小时、计件 2.35 亩、计件 633 株、计件 439.7 公斤"
    )
    assert first["应发项目(元)"] == "按天 250.00、计件 263.82、补发 2025-03 100.00"
    assert first["扣除项目(元)"] == "代扣税款 10.00、扣回 2025-02 50.00"
    assert (first["应发(元)"], first["扣除(元)"], first["实发(元)"]) == ("613.82", "60.00", "553.82")
    assert first["支付日、回单"] == "2025-05-05 wages-0001"
    assert (second["姓名"], second["工作时间"], second["支付日、回单"]) == (
        "李国强(由李芳代领)",
        "0 天出勤",
        "",
    )
    assert as_pdf(found)[:4] == b"%PDF"


def test_a_list_of_what_is_taken_back_alone_is_printed():
    assert as_pdf(printed(listed(BACK), MAY))[:4] == b"%PDF"
