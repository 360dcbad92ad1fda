"""`liancun labour ...` (务工): an order and its sheet, a day, the pay day, the list for the file."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Limit, Offset, Org, the_period, who_and_when
from liancun.faces.cli.usage import App
from liancun.faces.words import called
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

app = App(no_args_is_help=True)

Number = Annotated[str, typer.Argument(help=_("派工单号"))]
Work = Annotated[int, typer.Argument(help=_("出勤的号,即 work:12 里的 12"), min=1, max=2**63 - 1)]
Person = Annotated[str, typer.Argument(help=_("人员编码"))]
Month = Annotated[str, typer.Option(help=_("月份,如 2025-03;不写是最近的"))]


def amount(quantity: int, measure: str) -> str:
    """A quantity with its unit."""
    from liancun.faces.fields import with_unit
    from liancun.kernel.fields import Quantity
    from liancun.rooms.labour.rules.wages import MEASURES

    return with_unit(Quantity("", kinds=MEASURES).kind(measure), quantity)


@app.command("show")
def order(
    org: Org, number: Number, month: Month = "", limit: Limit = 50, offset: Offset = 0, as_json: Json = False
) -> None:
    """一张派工单和一个月的考勤 (an order with the sheet of a month)"""
    from liancun.rooms.labour import queries

    page = {"limit": limit, "offset": offset}
    card = queries.order_card(who_and_when("")["by"], org, number, month=the_period(month), **page)
    if as_json:
        output.print_json(card)
        return
    row = card.row
    output.say(
        _("{number} {section} {job} {first} 至 {last}"),
        number=row.number,
        section=row.section_name,
        job=row.job_name,
        first=row.first_day,
        last=row.last_day,
    )
    output.say(
        _("{month} 共 {total} 人,{empty} 人没有考勤"),
        month=card.month,
        total=card.total,
        empty=card.empty,
        indent=2,
    )
    held = gettext("(待核)")
    for each in card.rows:
        days = " ".join(
            f"{cell.day}:{amount(cell.quantity, row.measure)}" + (held if cell.state == "held" else "")
            for cell in each.cells
            if cell.pk
        )
        total = output.told(
            _("{quantity} {value}元"),
            quantity=amount(each.quantity, row.measure),
            value=format_yuan(each.value_fen),
        )
        output.say(f"  {each.party} {each.name}  {total}  {days}")


@app.command("sheet")
def sheet(
    org: Org,
    number: Number,
    file: Annotated[Path, typer.Argument(help=_("写到哪个文件 (.xlsx)"))],
    month: Month = "",
) -> None:
    """预填的考勤表:派了还没有考勤的人 (the team's sheet of a month, its people filled in)"""
    from liancun.rooms.labour import queries

    month = the_period(month)
    by = who_and_when("")["by"]
    name, content = queries.collection_sheet(by, org, number, month=month)
    output.hand_out(by, "paper:attendance", org, file)
    output.write_file(file, content)
    output.say(_("考勤表 {name} 已写到 {file}"), name=name, file=file.name)


@app.command("day")
def one_day(number: Work, as_json: Json = False) -> None:
    """一天的记录和它的更正 (one day with its versions)"""
    from liancun.rooms.labour import queries
    from liancun.rooms.labour.queries.days import STATE

    card = queries.day_card(who_and_when("")["by"], number)
    if as_json:
        output.print_json(card)
        return
    row = card.row
    job, state = called(card.job_name), gettext(STATE.text(row.state))
    output.say(f"{row.ref} {row.party} {row.name} {row.day} {job} {state}")
    worth = output.told(
        _("{quantity} × {rate} = {value} 元"),
        quantity=amount(row.quantity, row.measure),
        rate=format_yuan(row.rate_fen),
        value=format_yuan(row.value_fen),
    )
    output.say(f"  {worth} {row.hours}".rstrip())
    if card.held_because:
        output.say(f"  {output.worded(card.held_because)}")
    for each in card.versions:
        said = output.told(
            _("第 {revision} 版 {state} {quantity}"),
            revision=each.revision,
            state=gettext(STATE.text(each.state)),
            quantity=amount(each.quantity, each.measure),
        )
        output.say(f"  {each.ref} {said} {each.note}".rstrip())


@app.command("pay-day")
def pay_day(org: Org, month: Month = "", as_json: Json = False) -> None:
    """支付日以前缺什么 (what is missing before the pay day)"""
    from liancun.rooms.labour import queries

    asked = who_and_when("")
    alarm = queries.pay_day_alarm(asked["by"], org, on=asked["on"], month=the_period(month))
    if as_json:
        output.print_json(alarm)
        return
    state = gettext("已过支付日") if alarm.late else (gettext("请办") if alarm.active else "")
    output.say(
        output.told(
            _("{month} 的工钱,约定支付日 {due_on} {state}"),
            month=alarm.month,
            due_on=alarm.due_on,
            state=state,
        ).rstrip()
    )
    for each in alarm.missing:
        output.say(f"  {output.worded(each.what)} {each.ref}".rstrip())
    if not alarm.missing:
        output.say("  " + gettext("已经办妥"))
    if alarm.owed_back_fen:
        output.say(
            _("多付待收回 {owed_back} 元,不算拖欠"), owed_back=format_yuan(alarm.owed_back_fen), indent=2
        )


@app.command("print-pay-list")
def print_pay_list(
    org: Org,
    month: Annotated[str, typer.Argument(metavar="MONTH", help=_("月份,如 2025-03"))],
    file: Annotated[Path, typer.Argument(help=_("写到哪个文件 (.pdf)"))],
    on: Day = "",
) -> None:
    """工资表归档件,有全号,打印留下记录 (the pay list for the file: who had it made is kept)"""
    from liancun.faces.prints import as_pdf
    from liancun.faces.prints.pay_list import printed
    from liancun.rooms.labour import actions

    asked = who_and_when(on)
    found = actions.print_pay_list(org, the_period(month), **asked)
    content = as_pdf(printed(found, asked["on"]))
    output.hand_out(asked["by"], "paper:pay_list", org, file, found.total)
    output.write_file(file, content)
    output.say(
        _("工资表 {month} 已写到 {file},共 {total} 人"), month=found.month, file=file.name, total=found.total
    )


@app.command("worker")
def worker(org: Org, person: Person, as_json: Json = False) -> None:
    """一个人每月的务工和工钱 (somebody's months of work and pay)"""
    from liancun.rooms.labour import queries

    found = queries.my_work(who_and_when("")["by"], org, person)
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        (_("月份"), _("出勤(天)"), _("做什么"), _("实发(元)"), _("已付(元)")),
        [
            (
                month.month,
                str(month.days) + (output.told(_("(待核{held})"), held=month.held) if month.held else ""),
                gettext("、").join(
                    f"{called(job.job_name)} {amount(job.quantity, job.measure)}" for job in month.jobs
                ),
                "" if month.due_fen is None else format_yuan(month.net_fen),
                "" if month.due_fen is None else format_yuan(month.paid_fen),
            )
            for month in found.months
        ],
        right=(1, 3, 4),
    )
