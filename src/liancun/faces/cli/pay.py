"""`liancun labour pay-...` (工钱命令): the pay day, the pay list, one's own months."""

from pathlib import Path
from typing import Annotated

import typer

from liancun.faces.cli import labour, output
from liancun.faces.cli.acting import Day, Json, Limit, Offset, Org, the_period, who_and_when
from liancun.faces.cli.labour import Month, Person, amount
from liancun.kernel.quantities import format_yuan


@labour.app.command("pay-day")
def pay_day(org: Org, month: Annotated[str, typer.Option(help="月份")] = "", as_json: Json = False) -> None:
    """支付日以前缺什么 (what is missing before the pay day)"""
    from liancun.rooms.labour import queries

    asked = who_and_when("")
    alarm = queries.pay_day_alarm(asked["by"], org, on=asked["on"], month=the_period(month))
    if as_json:
        output.print_json(alarm)
        return
    state = "已过支付日" if alarm.late else ("请办" if alarm.active else "")
    output.say(f"{alarm.month} 的工钱,约定支付日 {alarm.due_on} {state}".rstrip())
    for each in alarm.missing:
        output.say(f"  {output.worded(each.what)} {each.ref}".rstrip())
    if not alarm.missing:
        output.say("  已经办妥")
    if alarm.owed_back_fen:
        output.say(f"  多付待收回 {format_yuan(alarm.owed_back_fen)} 元,不算拖欠")


@labour.app.command("pay-list")
def pay_list(org: Org, month: Month, limit: Limit = 50, offset: Offset = 0, as_json: Json = False) -> None:
    """工资表,身份证号已遮盖;片区的没有号码 (a month's pay list, numbers masked; a section's without)"""
    from liancun.faces.work import items_said, time_said
    from liancun.rooms.labour import queries

    by = who_and_when("")["by"]
    found = queries.pay_list(by, org, the_period(month), limit=limit, offset=offset)
    if as_json:
        output.print_json(found)
        return
    numbers = ("身份证号", "电话") if found.numbers else ()
    output.print_table(
        ("姓名", *numbers, "工作时间", "应发", "应发(元)", "扣除", "实发(元)", "支付日", "回单"),
        [
            (
                row.name,
                *((row.id_number, row.phone) if found.numbers else ()),
                time_said(row),
                items_said(row.items),
                format_yuan(row.due_fen),
                items_said(row.deductions),
                format_yuan(row.net_fen),
                str(row.paid_on or ""),
                row.proof,
            )
            for row in found.rows
        ],
        right=(len(numbers) + 3, len(numbers) + 5),
    )
    output.say(f"{found.employer} {found.month} 共 {found.total} 人,实发 {format_yuan(found.net_fen)} 元")


@labour.app.command("print-pay-list")
def print_pay_list(
    org: Org,
    month: Month,
    file: Annotated[Path, typer.Argument(help="写到哪个文件 (.pdf)")],
    on: Day = "",
) -> None:
    """工资表归档件,有全号,打印留下记录 (the pay list for the file: who had it made is kept)"""
    from liancun.faces.prints import as_pdf
    from liancun.faces.prints.pay_list import printed
    from liancun.rooms.labour import actions

    asked = who_and_when(on)
    found = actions.print_pay_list(org, the_period(month), **asked)
    file.write_bytes(as_pdf(printed(found, asked["on"])))
    output.say(f"工资表 {found.month} 已写到 {file.name},共 {found.total} 人")


@labour.app.command("worker")
def worker(org: Org, person: Person, as_json: Json = False) -> None:
    """一个人每月的务工和工钱 (somebody's months of work and pay)"""
    from liancun.rooms.labour import queries

    found = queries.my_work(who_and_when("")["by"], org, person)
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        ("月份", "出勤(天)", "做什么", "实发(元)", "已付(元)"),
        [
            (
                month.month,
                str(month.days) + (f"(待核{month.held})" if month.held else ""),
                "、".join(f"{job.job_name} {amount(job.quantity, job.measure)}" for job in month.jobs),
                "" if month.due_fen is None else format_yuan(month.net_fen),
                "" if month.due_fen is None else format_yuan(month.paid_fen),
            )
            for month in found.months
        ],
        right=(1, 3, 4),
    )
