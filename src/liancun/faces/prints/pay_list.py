"""The pay list on A4 (工资支付表): the columns that 保障农民工工资支付条例 (2019) 第十五条 asks for."""

from collections.abc import Iterable
from datetime import date

from liancun.faces.prints.listing import Column, PrintedList
from liancun.kernel import chinese_day
from liancun.kernel.fields import Hours, Kilos, Thousandths, WorkDays
from liancun.kernel.quantities import format_yuan
from liancun.rooms.labour.queries import PayItem, PayList, PayRow
from liancun.rooms.labour.queries.pay_list import ITEMS

COLUMNS = (
    Column("姓名", "left", 4),
    Column("身份证号", "center", 7),
    Column("电话", "center", 5),
    Column("工作时间", "left", 5),
    Column("应发项目(元)", "left", 6),
    Column("应发(元)", "right", 4),
    Column("扣除项目(元)", "left", 4),
    Column("扣除(元)", "right", 3),
    Column("实发(元)", "right", 4),
    Column("支付日、回单", "left", 6),
)

WORDS = dict(ITEMS)


def items_said(items: Iterable[PayItem]) -> str:
    """Items of pay or of deductions, each with its month: "按天 250.00、补发 2025-03 100.00"."""
    return "、".join(
        " ".join(filter(None, (WORDS[each.what], each.month, format_yuan(each.amount_fen)))) for each in items
    )


def time_said(row: PayRow) -> str:
    """The working time of a month: dates, days by the day, hours by the hour, kilos and pieces."""
    said = [f"{row.dates} 天出勤"]
    if row.hundredths:
        said.append(f"按天 {WorkDays('').text(row.hundredths)} 天")
    if row.hour_hundredths:
        said.append(f"按小时 {Hours('').text(row.hour_hundredths)} 小时")
    said += [f"计件 {Thousandths('').text(each.milli)} {each.unit}" for each in row.pieces]
    if row.picked_g:
        said.append(f"计件 {Kilos('').text(row.picked_g)} 公斤")
    return "、".join(said)


def printed(found: PayList, on: date, head: str = "") -> PrintedList:
    """The list as it is printed for the file."""
    rows = []
    for row in found.rows:
        name = row.name if row.payee == row.party else f"{row.name}(由{row.payee_name}代领)"
        first, _more, others = row.proof.partition("、")
        proof = " ".join(filter(None, (str(row.paid_on or ""), first + ("等" if others else ""))))
        rows.append(
            (
                name,
                row.id_number,
                row.phone,
                time_said(row),
                items_said(row.items),
                format_yuan(row.due_fen),
                items_said(row.deductions),
                format_yuan(row.deducted_fen) if row.deducted_fen else "",
                format_yuan(row.net_fen),
                proof,
            )
        )
    facts = [("用人单位", found.employer), ("约定支付日", chinese_day(found.pay_day))]
    if found.deducted_fen:
        sums = f"应发 {format_yuan(found.due_fen)} 元,扣除 {format_yuan(found.deducted_fen)} 元"
        facts.append(("合计", sums))
    return PrintedList(
        title="工资支付表",
        issuer=found.employer,
        period=found.month,
        columns=COLUMNS,
        rows=rows,
        amounts_fen=[row.net_fen for row in found.rows],
        number=found.run,
        note="按《保障农民工工资支付条例》第十五条编制,保存三年以上;有身份证号,不张贴、不上网。",
        digest=found.digest,
        head=head,
        sign_column=True,
        signers=("制表", "复核", "负责人", "出纳"),
        printed_on=str(on),
        facts=tuple(facts),
        landscape=True,
    )
