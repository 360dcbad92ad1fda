"""`liancun production ...` (种植): what grows, may it grow, one planting, what must be put right, bees."""

from typing import Annotated, Any

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Limit, Offset, Org, done, who_and_when
from liancun.kernel.quantities import format_scaled

app = typer.Typer(no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="种植编号")]
Record = Annotated[str, typer.Argument(help="记录编号")]
Date = Annotated[str, typer.Option(metavar="DAY", help="日期,如 2025-03-01")]
Paper = Annotated[str, typer.Option(help="文件")]
VERDICTS = {"allow": "可以种", "document": "须有文件才可以种", "block": "不能种"}


def word_of(choices: tuple[tuple[str, str], ...], code: str) -> str:
    """The word a form expects for a code; what is no code stays as it was typed."""
    return {kept: word for word, kept in choices}.get(code, code)


def mu(area_centimu: int) -> str:
    """An area in mu."""
    return format_scaled(area_centimu, 100, 2)


@app.command("list")
def plantings(
    org: Org,
    village: Annotated[str, typer.Option(help="村编码")] = "",
    crop: Annotated[str, typer.Option(help="作物编码")] = "",
    storey: Annotated[str, typer.Option(help="层次:canopy、under、bees")] = "",
    search: Annotated[str, typer.Option(help="种植编号或地块里的字")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """在种的 (what stands today)"""
    from liancun.rooms.production import queries

    known = who_and_when("")
    asked: dict[str, Any] = {"village_code": village, "crop": crop, "storey": storey, "search": search}
    page = queries.planting_page(known["by"], org, on=known["on"], **asked, limit=limit, offset=offset)
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("种植", "作物", "层次", "地块", "面积(亩)", "起", "待整改"),
        [
            (
                row.number, row.crop_name, row.storey_name, row.plot, mu(row.area_centimu), str(row.start),
                "待整改" if row.rectify else "",
            )
            for row in page.rows
        ],
        right=(4,),
    )  # fmt: skip
    output.say(f"共 {page.total} 块,{mu(page.area_centimu)} 亩")


@app.command("may")
def may(
    org: Org,
    plot: Annotated[str, typer.Argument(help="地块编码")],
    crop: Annotated[str, typer.Argument(help="作物名称或编码")],
    as_json: Json = False,
) -> None:
    """一块地种不种得,只问不记 (may this grow here)"""
    from liancun.rooms.production import queries

    known = who_and_when("")
    answer = queries.may_grow(known["by"], org, plot=plot, crop=crop, on=known["on"])
    if as_json:
        output.print_json(answer)
        return
    output.say(f"地块 {plot} 种 {answer.crop_name}:{VERDICTS[answer.verdict]}")
    if answer.article:
        output.say(f"  {answer.article} ({answer.clause})")
    output.say(f"  {answer.class_name},坡度 {answer.slope_deg} 度")
    free, whole = mu(answer.free_centimu), mu(answer.plot_centimu)
    output.say(f"  {answer.storey_name}还空 {free} 亩,这块地实测 {whole} 亩")
    for each in answer.reasons:
        output.say(f"  {output.worded(each)}")


@app.command("show")
def show(org: Org, number: Number, as_json: Json = False) -> None:
    """一块种植 (one planting)"""
    from liancun.rooms.production import queries

    known = who_and_when("")
    card = queries.planting_card(known["by"], org, number, on=known["on"])
    if as_json:
        output.print_json(card)
        return
    row = card.row
    where = f"地块 {row.plot} {mu(row.area_centimu)} 亩"
    output.say(f"{row.number} {row.crop_name} {row.storey_name} {where},{row.start} 起")
    for storey in card.storeys:
        taken, whole = mu(storey.taken_centimu), mu(storey.plot_centimu)
        output.say(f"  {storey.storey_name} {taken}/{whole} 亩 {' '.join(storey.plantings)}".rstrip())
    if card.rectification:
        each = card.rectification
        output.say(
            f"  待整改:{each.article};{each.plan},期限 {each.plan_due}" + (" 已整改" if each.closed else "")
        )
    if card.barred_until:
        output.say(f"  安全间隔期内:{card.barred_until} 起才可采收")
    for note in (*card.inputs, *card.operations):
        output.say(f"  {note.day} {note.what} {note.more}".rstrip())
    for seen in card.inspections:
        output.say(f"  巡查 {seen.number} {seen.inspected_on} {seen.finding} {seen.result}".rstrip())


@app.command("plant")
def plant(
    org: Org,
    number: Number,
    plot: Annotated[str, typer.Argument(help="地块编码")],
    crop: Annotated[str, typer.Argument(help="作物名称或编码")],
    area: Annotated[str, typer.Argument(help="面积(亩),如 2.30")],
    storey: Annotated[str, typer.Option(help="层次:canopy、under、bees")],
    start: Date,
    end: Date = "",
    standing: Annotated[str, typer.Option(help="new 新种、existing 存量")] = "new",
    plan: Annotated[str, typer.Option(help="整改计划")] = "",
    plan_due: Date = "",
    document: Paper = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记种植 (record a planting)"""
    from liancun.faces import production

    place, source = word_of(production.STOREYS, storey), word_of(production.STANDINGS, standing)
    given = {
        "number": number, "plot": plot, "crop": crop, "area_centimu": area, "storey": place, "start": start,
        "end": end, "standing": source, "plan": plan, "plan_due": plan_due, "document": document,
    }  # fmt: skip
    production.ON_FIELDS["plant"].do(org, given, **who_and_when(on))
    done({"ref": f"planting:{number}"}, f"已登记 planting:{number}", as_json)


def _record(what: str, planting: str, given: dict[str, str], on: str, as_json: bool) -> None:
    from liancun.faces import production

    ref = str(production.ON_PLANTING[what].do(planting, given, **who_and_when(on)))
    done({"ref": ref}, f"已登记 {ref}", as_json)


@app.command("operation")
def operation(
    planting: Number,
    number: Record,
    task: Annotated[str, typer.Argument(help="农事,如 除草、采摘")],
    day: Date,
    note: Annotated[str, typer.Option(help="说明")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """记农事 (record something done)"""
    _record(
        "operation", planting, {"number": number, "task": task, "done_on": day, "note": note}, on, as_json
    )


@app.command("input")
def used(
    planting: Number,
    number: Record,
    product: Annotated[str, typer.Argument(help="投入品")],
    dose: Annotated[str, typer.Option(help="用法用量")],
    day: Date,
    interval: Annotated[int, typer.Option(help="安全间隔期(天)", min=0, max=365)] = 0,
    on: Day = "",
    as_json: Json = False,
) -> None:
    """记投入品 (record an input used)"""
    given = {
        "number": number,
        "product": product,
        "dose": dose,
        "used_on": day,
        "interval_days": str(interval),
    }
    _record("input", planting, given, on, as_json)


@app.command("inspect")
def inspect(
    planting: Number,
    number: Record,
    finding: Annotated[str, typer.Argument(help="情况")],
    day: Date,
    due: Date = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记巡查 (record a round)"""
    given = {"number": number, "finding": finding, "inspected_on": day, "due_on": due}
    _record("inspection", planting, given, on, as_json)


@app.command("follow-up")
def follow_up(
    number: Record,
    result: Annotated[str, typer.Argument(help="结果")],
    day: Date,
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记复查 (what was done about a finding)"""
    _record("followup", "", {"number": number, "result": result, "done_on": day}, on, as_json)


@app.command("rectify")
def rectify(
    planting: Number,
    what: Annotated[str, typer.Argument(help="进展")],
    day: Date,
    closed: Annotated[bool, typer.Option("--closed", help="已整改完毕")] = False,
    document: Paper = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记整改进展 (what was done about a planting that must go)"""
    from liancun.faces import production

    over = word_of(production.YES, "yes" if closed else "no")
    given = {"what": what, "done_on": day, "closed": over, "document": document}
    _record("rectify", planting, given, on, as_json)


@app.command("end")
def end(planting: Number, day: Date, document: Paper, on: Day = "", as_json: Json = False) -> None:
    """登记清除 (take a planting out)"""
    _record("end", planting, {"ended_on": day, "document": document}, on, as_json)


@app.command("rectifications")
def rectifications(
    org: Org,
    every: Annotated[bool, typer.Option("--all", help="连同已整改的")] = False,
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """待整改 (what must be put right)"""
    from liancun.rooms.production import queries

    known = who_and_when("")
    asked: dict[str, Any] = {"open_only": not every, "limit": limit, "offset": offset}
    rows = queries.rectification_page(known["by"], org, on=known["on"], **asked)
    if as_json:
        output.print_json(rows)
        return
    output.print_table(
        ("种植", "作物", "地块", "面积(亩)", "依据", "计划", "期限", ""),
        [
            (
                row.planting, row.crop_name, row.plot, mu(row.area_centimu), row.article, row.plan,
                str(row.plan_due), "已整改" if row.closed else "已过期限" if row.overdue else "",
            )
            for row in rows
        ],
        right=(3,),
    )  # fmt: skip


@app.command("facilities")
def facilities(org: Org, as_json: Json = False) -> None:
    """设施和蜂群 (bee houses and works)"""
    from liancun.rooms.production import queries

    rows = queries.facilities(who_and_when("")["by"], org)
    if as_json:
        output.print_json(rows)
        return
    output.print_table(
        ("设施", "类型", "名称", "起", "活群", "清点日", "设计产能(吨/年)"),
        [
            (
                row.code, row.kind_name, row.name, str(row.start),
                "" if row.colonies is None else str(row.colonies), str(row.counted_on or ""),
                str(row.capacity_t or ""),
            )
            for row in rows
        ],
        right=(4, 6),
    )  # fmt: skip


@app.command("count-bees")
def count_bees(
    org: Org,
    apiary: Annotated[str, typer.Argument(help="养蜂房的设施编码")],
    colonies: Annotated[int, typer.Argument(help="活群数", min=0)],
    day: Date,
    on: Day = "",
    as_json: Json = False,
) -> None:
    """清点蜂群 (count the colonies)"""
    from liancun.faces import production

    given = {"apiary": apiary, "colonies": str(colonies), "counted_on": day}
    ref = str(production.ON_FACILITIES["count"].do(org, given, **who_and_when(on)))
    done({"ref": ref}, f"已登记 {ref}", as_json)


@app.command("batches")
def batches(org: Org, limit: Limit = 50, offset: Offset = 0, as_json: Json = False) -> None:
    """育苗批次 (the batches of seedlings)"""
    from liancun.rooms.production import queries

    rows = queries.batch_page(who_and_when("")["by"], org, limit=limit, offset=offset)
    if as_json:
        output.print_json(rows)
        return
    output.print_table(
        ("批次", "种植", "品种", "株数", "播种日", "起苗日"),
        [
            (
                row.number,
                row.planting,
                row.species,
                str(row.seedlings),
                str(row.sown_on),
                str(row.lifted_on or ""),
            )
            for row in rows
        ],
        right=(3,),
    )
