"""The pay list on A4 (工资支付表): the columns that 保障农民工工资支付条例 (2019) 第十五条 asks for."""

from datetime import date

from liancun.faces.prints.listing import Column, PrintedList
from liancun.faces.work import items_said, time_said
from liancun.kernel import chinese_day
from liancun.kernel.quantities import format_yuan
from liancun.rooms.labour.queries import PayList

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


def printed(found: PayList, on: date) -> PrintedList:
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
        sign_column=True,
        signers=("制表", "复核", "负责人", "出纳"),
        printed_on=str(on),
        facts=tuple(facts),
        landscape=True,
    )
