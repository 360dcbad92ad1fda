"""`liancun land ...` (土地): plots, contracts, a household's land; measure, pass on, sign, end, file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Given, Json, Limit, Offset, What, facts, record, who_and_when
from liancun.kernel.quantities import format_scaled, format_yuan

if TYPE_CHECKING:
    from liancun.rooms.land.queries import ContractRow, PlotRow

app = typer.Typer(no_args_is_help=True)

Village = Annotated[str, typer.Option(help="村代码")]
Holder = Annotated[str, typer.Option(help="承包户编码,或 O:单位编码")]
Search = Annotated[str, typer.Option(help="编码或名称的一部分")]
HEAD = "head"
STATES = {"live": "在用", "ending": "快到期", "ahead": "未开始", "over": "已终止"}
PLOT = {
    "village": "村",
    "class_name": "地类",
    "slope_deg": "坡度",
    "grade": "质量等级",
    "contract_centimu": "承包面积",
    "registered_centimu": "确权面积",
    "measured_centimu": "实测面积",
    "holder": "承包方",
    "holder_name": "姓名",
    "held_until": "承包期止",
    "document": "依据",
}
CONTRACT = {
    "form_name": "流转方式",
    "giver": "流出方",
    "giver_name": "姓名",
    "taker_name": "受让方",
    "payer_name": "付款方",
    "area_centimu": "签订时面积",
    "rate_fen": "每亩每年",
    "start": "起",
    "last": "止",
    "signed_on": "签订日",
    "filed_on": "备案日",
    "file_by": "应备案日",
}
ITEMS = {
    "use": "用途",
    "pay_by": "付款日",
    "rights": "权利和义务",
    "compensation": "征收补偿归属",
    "breach": "违约责任",
    "document": "合同文本",
    "ended_on": "终止日",
    "reason_name": "终止原因",
}


def _mu(area_centimu: int) -> str:
    return format_scaled(area_centimu, 100, 2)


@app.command()
def plots(
    village: Village = "",
    land_class: Annotated[str, typer.Option("--class", help="地类代码,如 garden")] = "",
    holder: Holder = "",
    search: Search = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """地块和三种面积 (plots with their three areas)"""
    from liancun.rooms.land import queries

    asked = who_and_when("")
    page = queries.plot_page(
        asked["by"],
        on=asked["on"],
        village_code=village,
        land_class=land_class,
        holder=holder,
        search=search,
        limit=limit,
        offset=offset,
    )
    if as_json:
        output.print_json(page)
        return
    _plot_table(page.rows)
    areas = page.areas
    output.say(
        f"共 {areas.plots} 块,承包 {_mu(areas.contract_centimu)} 亩,"
        f"确权 {_mu(areas.registered_centimu)} 亩,实测 {_mu(areas.measured_centimu)} 亩"
    )


def _plot_table(rows: "Sequence[PlotRow]") -> None:
    output.print_table(
        ("地块", "名称", "承包方", "姓名", "地类", "坡度", "承包(亩)", "确权(亩)", "实测(亩)", "合同"),
        [
            (
                row.code,
                row.name,
                row.holder,
                row.holder_name,
                row.class_name,
                row.slope_deg,
                _mu(row.contract_centimu),
                _mu(row.registered_centimu),
                _mu(row.measured_centimu),
                " ".join(each.number for each in row.contracts),
            )
            for row in rows
        ],
        right=(5, 6, 7, 8),
    )


@app.command("map")
def draw(file: Annotated[Path, typer.Argument(help="写到哪个文件 (.geojson)")]) -> None:
    """地块图形,GeoJSON,可用地理软件打开 (the plots' outlines)"""
    import json

    from liancun.faces.cockpit import plot_features

    asked = who_and_when("")
    found = plot_features(asked["by"], on=asked["on"])
    file.write_text(json.dumps(found["plots"], ensure_ascii=False), encoding="utf-8")
    output.say(f"已写到 {file.name},{len(found['plots']['features'])} 块;没有界址点的 {found['undrawn']} 块")


@app.command("show")
def plot(code: Annotated[str, typer.Argument(help="地块编码")], as_json: Json = False) -> None:
    """一块地:面积、承包方、合同 (one plot)"""
    from liancun.rooms.land import queries

    asked = who_and_when("")
    card = queries.plot_card(asked["by"], code, on=asked["on"])
    if as_json:
        output.print_json(card)
        return
    output.say(f"{card.row.ref} {card.row.name}")
    facts(card.row, PLOT)
    for each in card.holders:
        output.say(f"  承包方 {each.holder} {each.name} {each.start} – {each.end or '长期'}")
    for contract in card.contracts:
        output.say(f"  合同 {contract.number} {contract.form_name} {contract.start} – {contract.last}")


@app.command()
def household(code: Annotated[str, typer.Argument(help="承包户或居住户编码")], as_json: Json = False) -> None:
    """一户的地 (a household's plots)"""
    from liancun.rooms.land import queries

    asked = who_and_when("")
    found = queries.household_land(asked["by"], code, on=asked["on"])
    if as_json:
        output.print_json(found)
        return
    _plot_table(found.rows)
    output.say(
        f"{found.holder} {found.name}:{found.areas.plots} 块,实测 {_mu(found.areas.measured_centimu)} 亩"
    )


@app.command()
def summary(as_json: Json = False) -> None:
    """分村分地类、分流转方式的合计 (totals)"""
    from liancun.rooms.land import queries

    asked = who_and_when("")
    classes = queries.land_by_class(asked["by"], on=asked["on"])
    forms = queries.form_totals(asked["by"], HEAD, on=asked["on"])
    if as_json:
        output.print_json({"by_class": classes, "by_form": forms})
        return
    output.print_table(
        ("村", "地类", "块", "承包(亩)", "确权(亩)", "实测(亩)"),
        [
            (
                row.village,
                row.class_name,
                row.areas.plots,
                _mu(row.areas.contract_centimu),
                _mu(row.areas.registered_centimu),
                _mu(row.areas.measured_centimu),
            )
            for row in classes
        ],
        right=(2, 3, 4, 5),
    )
    output.print_table(
        ("流转方式", "付款方", "份", "块", "面积(亩)"),
        [(row.form_name, row.payer_name, row.contracts, row.plots, _mu(row.area_centimu)) for row in forms],
        right=(2, 3, 4),
    )


@app.command()
def contracts(
    state: Annotated[str, typer.Option(help="live、ending、unfiled、ahead、over")] = "",
    village: Village = "",
    form: Annotated[str, typer.Option(help="shares、lease、second")] = "",
    holder: Holder = "",
    search: Search = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """流转合同,快到期和未备案的 (contracts; those that end soon or are not filed)"""
    from liancun.rooms.land import queries

    asked = who_and_when("")
    if state not in ("", *queries.STATES):
        raise typer.BadParameter(f"{state}: 可写 {'、'.join(queries.STATES)}")
    page = queries.contract_page(
        asked["by"],
        HEAD,
        on=asked["on"],
        state=state,
        village_code=village,
        form=form,
        holder=holder,
        search=search,
        limit=limit,
        offset=offset,
    )
    if as_json:
        output.print_json(page)
        return
    _contract_table(page.rows)
    output.say(f"共 {page.total} 份;{page.warn_days} 天内到期 {page.ending} 份,未备案 {page.unfiled} 份")


def _contract_table(rows: "Sequence[ContractRow]") -> None:
    output.print_table(
        (
            "合同",
            "方式",
            "流出方",
            "姓名",
            "付款方",
            "块",
            "面积(亩)",
            "元/亩·年",
            "起",
            "止",
            "状态",
            "备案",
        ),
        [
            (
                row.number,
                row.form_name,
                row.giver,
                row.giver_name,
                row.payer_name,
                row.plots,
                _mu(row.area_centimu),
                format_yuan(row.rate_fen),
                row.start,
                row.last,
                STATES[row.state],
                row.filed_on or "未备案",
            )
            for row in rows
        ],
        right=(5, 6, 7),
    )


@app.command()
def contract(
    number: Annotated[str, typer.Argument(help="合同编号")],
    as_json: Json = False,
) -> None:
    """一份合同:各项条款、地块、钱归谁 (one contract)"""
    from liancun.rooms.land import queries

    asked = who_and_when("")
    card = queries.contract_card(asked["by"], HEAD, number, on=asked["on"])
    if as_json:
        output.print_json(card)
        return
    output.say(f"{card.row.ref} {STATES[card.row.state]}")
    facts(card.row, CONTRACT)
    facts(card, ITEMS)
    for inside in card.plots:
        output.say(
            f"  地块 {inside.code} {inside.name} {_mu(inside.signed_centimu)} 亩,四至 {inside.boundary}"
        )
    for each in card.claims:
        output.say(f"  {each.plot} 归 {each.holder} {each.name} {each.start} – {each.end}")


@app.command("do")
def do_plot(
    what: What = "",
    code: Annotated[str, typer.Argument(help="地块编码")] = "",
    given: Given = None,
    day: Day = "",
    as_json: Json = False,
) -> None:
    """地块:复测、变更承包方、登记承包方;不写参数列出各项和要填的 (record of a plot)"""
    from liancun.faces import land

    record(land.PLOT_ACTS, what, code, given or [], day, as_json)


@app.command("enter")
def enter_plot(
    what: What = "",
    org: Annotated[str, typer.Argument(help="村集体代码,如 jiaxi")] = "",
    given: Given = None,
    day: Day = "",
    as_json: Json = False,
) -> None:
    """村集体:登记地块 (enter a plot of a village)"""
    from liancun.faces import land

    record(land.VILLAGE_ACTS, what, org, given or [], day, as_json)


@app.command()
def sign(
    given: Given = None,
    day: Day = "",
    as_json: Json = False,
) -> None:
    """签订流转合同;不写参数列出要填的 (sign a contract)"""
    from liancun.faces import land

    record(land.COOPERATIVE_ACTS, "sign", HEAD, given or [], day, as_json)


@app.command("close")
def close_contract(
    what: What = "",
    number: Annotated[str, typer.Argument(help="合同编号")] = "",
    given: Given = None,
    day: Day = "",
    as_json: Json = False,
) -> None:
    """合同:备案(file)、终止(end);不写参数列出各项和要填的 (file or end a contract)"""
    from liancun.faces import land

    record(land.CONTRACT_ACTS, what, number, given or [], day, as_json)
