"""`liancun labour ...` (务工): orders, sheets, days, seekers, courses, pay lists, one's own months."""

from pathlib import Path
from typing import Annotated, Any

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Limit, Offset, Org, Period, done, the_period, who_and_when
from liancun.kernel.quantities import format_scaled, format_yuan

app = typer.Typer(no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="派工单号")]
Work = Annotated[int, typer.Argument(help="出勤的号,即 work:12 里的 12", min=1, max=2**63 - 1)]
Person = Annotated[str, typer.Argument(help="人员编码")]
People = Annotated[list[str], typer.Argument(help="人员编码,可写几个")]
Note = Annotated[str, typer.Option(help="原因")]
Cell = Annotated[str, typer.Argument(help="数量:按天 1 或 0.5;计件写公斤,可加起讫,如 '90 08:00-17:00'")]
Month = Annotated[str, typer.Argument(metavar="MONTH", help="月份,如 2025-03")]
STATES = {"accepted": "有效", "held": "待核", "void": "已作废"}
PAYERS = {"park": "园区", "cooperative": "总社", "outside": "外单位"}


def amount(quantity: int, measure: str) -> str:
    """A quantity with its unit."""
    if measure == "kg":
        return format_scaled(quantity, 1000, 3).rstrip("0").rstrip(".") + "公斤"
    return format_scaled(quantity, 100, 2).rstrip("0").rstrip(".") + "天"


@app.command("list")
def orders(
    org: Org,
    period: Period = "",
    section: Annotated[str, typer.Option(help="片区或分社编码")] = "",
    job: Annotated[str, typer.Option(help="工种代码")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """派工单列表 (the work orders, newest first)"""
    from liancun.rooms.labour import queries

    asked: Any = {"period": the_period(period), "section": section, "job": job}
    page = queries.order_page(who_and_when("")["by"], org, **asked, limit=limit, offset=offset)
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("派工单", "片区", "工种", "谁付", "派了/要", "有考勤", "已记", "工价(元)", "计(元)"),
        [
            (
                row.number,
                row.section_name,
                row.job_name,
                PAYERS.get(row.payer, row.payer),
                f"{row.sent}/{row.wanted}",
                str(row.workers),
                amount(row.quantity, row.measure),
                format_yuan(row.rate_fen),
                format_yuan(row.value_fen),
            )
            for row in page.rows
        ],
        right=(4, 5, 6, 7, 8),
    )
    output.say(f"共 {page.total} 张")


@app.command("show")
def order(
    org: Org,
    number: Number,
    month: Annotated[str, typer.Option(help="月份;默认最近的")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """一张派工单和一个月的考勤 (an order with the sheet of a month)"""
    from liancun.rooms.labour import queries

    page = {"limit": limit, "offset": offset}
    card = queries.order_card(who_and_when("")["by"], org, number, month=the_period(month), **page)
    if as_json:
        output.print_json(card)
        return
    row = card.row
    output.say(f"{row.number} {row.section_name} {row.job_name} {row.first_day} 至 {row.last_day}")
    output.say(f"  {card.month} 共 {card.total} 人,{card.empty} 人没有考勤")
    for each in card.rows:
        days = " ".join(
            f"{cell.day}:{amount(cell.quantity, row.measure)}{'(待核)' if cell.state == 'held' else ''}"
            for cell in each.cells
            if cell.pk
        )
        total = f"{amount(each.quantity, row.measure)} {format_yuan(each.value_fen)}元"
        output.say(f"  {each.party} {each.name}  {total}  {days}")


@app.command("give")
def give(
    org: Org,
    number: Number,
    job: Annotated[str, typer.Argument(help="工种代码")],
    section: Annotated[str, typer.Option(help="片区或分社编码,如 pq-jiaxi")],
    site: Annotated[str, typer.Option(help="工地编码")],
    first: Annotated[str, typer.Option(help="起")],
    last: Annotated[str, typer.Option(help="止")],
    wanted: Annotated[int, typer.Option(help="要几人", min=1)] = 1,
    rate: Annotated[str, typer.Option(help="工价,元;不写按工价表")] = "",
    payer: Annotated[str, typer.Option(help="外单位付款方,如 O:company")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """派工 (give a work order)"""
    from liancun.faces import work
    from liancun.faces.forms import filled, read_form
    from liancun.rooms.labour import actions

    given = {"number": number, "section": section, "job": job, "site": site, "first_day": first}
    given |= {"last_day": last, "wanted": str(wanted), "rate_fen": rate, "payer_party": payer}
    new = actions.NewOrder(**filled(read_form(work.ORDER, given)))
    ref = actions.give_order(org, new, **who_and_when(on))
    done({"ref": ref}, f"已派工 {ref}", as_json)


@app.command("dispatch")
def dispatch(org: Org, number: Number, people: People, on: Day = "", as_json: Json = False) -> None:
    """派人到一张派工单 (send people to an order)"""
    from liancun.rooms.labour import actions

    ref = actions.dispatch(org, number, people, **who_and_when(on))
    done({"ref": ref, "people": len(people)}, f"已派 {len(people)} 人到 {ref}", as_json)


@app.command("sheet")
def sheet(
    org: Org,
    number: Number,
    file: Annotated[Path, typer.Argument(help="写到哪个文件 (.xlsx)")],
    month: Annotated[str, typer.Option(help="月份;默认最近的")] = "",
) -> None:
    """预填的考勤表:派了还没有考勤的人 (the team's sheet of a month, its people filled in)"""
    from liancun.rooms.labour import queries

    month = the_period(month)
    name, content = queries.collection_sheet(who_and_when("")["by"], org, number, month=month)
    file.write_bytes(content)
    output.say(f"考勤表 {name} 已写到 {file.name}")


@app.command("record")
def record(
    org: Org,
    number: Number,
    person: Person,
    cell: Cell,
    day: Annotated[str, typer.Option(help="出勤日")],
    table: Annotated[str, typer.Option("--sheet", help="考勤表号;不写即补记")] = "",
    accepted_by: Annotated[str, typer.Option(help="验收人编码")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """记一天工 (write a day somebody worked)"""
    from liancun.faces import work

    given = {"party": person, "day": day, "cell": cell, "sheet": table, "accepted_by": accepted_by}
    subject: tuple[str, str] = (org, number)
    ref = work.ON_ORDER["day"].do(subject, given, **who_and_when(on))  # type: ignore[arg-type]
    done({"ref": ref}, f"已记 {ref}", as_json)


@app.command("day")
def one_day(number: Work, as_json: Json = False) -> None:
    """一天的记录和它的更正 (one day with its versions)"""
    from liancun.rooms.labour import queries

    card = queries.day_card(who_and_when("")["by"], number)
    if as_json:
        output.print_json(card)
        return
    row = card.row
    output.say(f"{row.ref} {row.party} {row.name} {row.day} {card.job_name} {STATES[row.state]}")
    worth = (
        f"{amount(row.quantity, row.measure)} × {format_yuan(row.rate_fen)} = {format_yuan(row.value_fen)} 元"
    )
    output.say(f"  {worth} {row.hours}".rstrip())
    if card.held_because:
        output.say(f"  {output.worded(card.held_because)}")
    for each in card.versions:
        said = f"第 {each.revision} 版 {STATES[each.state]} {amount(each.quantity, each.measure)}"
        output.say(f"  {each.ref} {said} {each.note}".rstrip())


@app.command("correct")
def correct(number: Work, cell: Cell, note: Note, on: Day = "", as_json: Json = False) -> None:
    """更正一天,写 0 即作废 (put a corrected quantity in a day's place)"""
    from liancun.faces import work

    ref = work.correct_day(number, cell=cell, note=note, **who_and_when(on))
    done({"ref": ref}, f"已更正为 {ref}", as_json)


@app.command("release")
def release(number: Work, note: Note, on: Day = "", as_json: Json = False) -> None:
    """核实后放行待核的一天 (accept a held day after a second look)"""
    from liancun.rooms.labour import actions

    ref = actions.release_day(number, note=note, **who_and_when(on))
    done({"ref": ref}, f"已放行 {ref}", as_json)


@app.command("seekers")
def seekers(
    org: Org,
    section: Annotated[str, typer.Option(help="片区或分社编码")] = "",
    idle: Annotated[bool, typer.Option("--idle", help="只看现在没派的")] = False,
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """求职登记,按派工次序 (who asked for work, in the order they are sent)"""
    from liancun.rooms.labour import queries

    asked = who_and_when("")
    window = {"limit": limit, "offset": offset}
    page = queries.seeker_page(asked["by"], org, on=asked["on"], section=section, idle=idle, **window)
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("次序", "编码", "姓名", "片区", "登记日", "意愿", "今年出勤(天)", "现在"),
        [
            (
                str(row.place),
                row.party,
                row.name,
                row.section_name,
                str(row.asked_on),
                row.wish,
                str(row.days),
                "已派" if row.sent else "可派",
            )
            for row in page.rows
        ],
        right=(0, 6),
    )
    output.say(f"共 {page.total} 人,次序按 {page.clause}")


@app.command("ask")
def ask(
    org: Org,
    person: Person,
    section: Annotated[str, typer.Option(help="片区或分社编码")],
    wish: Annotated[str, typer.Option(help="意愿")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记求职 (put somebody down for work)"""
    from liancun.rooms.labour import actions

    ref = actions.ask_for_work(org, person, section=section, wish=wish, **who_and_when(on))
    done({"ref": ref}, f"已登记 {ref}", as_json)


@app.command("courses")
def courses(org: Org, limit: Limit = 50, as_json: Json = False) -> None:
    """培训班 (the courses, newest first)"""
    from liancun.rooms.labour import queries

    page = queries.course_page(who_and_when("")["by"], org, limit=limit)
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("编号", "日期", "内容", "地点", "时长(分钟)", "签到"),
        [
            (row.number, str(row.held_on), row.title, row.place, str(row.hours_minutes), str(row.came))
            for row in page.rows
        ],
        right=(4, 5),
    )


@app.command("course")
def course(
    org: Org,
    number: Annotated[str, typer.Argument(help="培训班编号")],
    title: Annotated[str, typer.Argument(help="内容")],
    people: People,
    day: Annotated[str, typer.Option(help="日期")],
    place: Annotated[str, typer.Option(help="地点")],
    minutes: Annotated[int, typer.Option(help="时长,分钟", min=1)],
    teacher: Annotated[str, typer.Option(help="授课人")],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记培训班和签到 (record a course and who came)"""
    from liancun.faces import work

    given = {"number": number, "title": title, "held_on": day, "place": place, "teacher": teacher}
    given |= {"hours_minutes": str(minutes), "parties": " ".join(people)}
    ref = work.COURSES["course"].do(org, given, **who_and_when(on))
    done({"ref": ref}, f"已登记 course:{number}", as_json)
