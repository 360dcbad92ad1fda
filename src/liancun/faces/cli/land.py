"""`liancun land ...` (土地): one plot, one contract, a household's land, totals, the map."""

from pathlib import Path
from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, facts, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_scaled

app = App(no_args_is_help=True)

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


@app.command("map")
def draw(file: Annotated[Path, typer.Argument(help=_("写到哪个文件 (.geojson)"))]) -> None:
    """地块图形,GeoJSON,可用地理软件打开 (the plots' outlines)"""
    import json

    from liancun.faces.cockpit import plot_features

    asked = who_and_when("")
    found = plot_features(asked["by"], on=asked["on"])
    file.write_text(json.dumps(found["plots"], ensure_ascii=False), encoding="utf-8")
    output.say(f"已写到 {file.name},{len(found['plots']['features'])} 块;没有界址点的 {found['undrawn']} 块")


@app.command("show")
def plot(code: Annotated[str, typer.Argument(help=_("地块编码"))], as_json: Json = False) -> None:
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
def household(
    code: Annotated[str, typer.Argument(help=_("承包户或居住户编码"))], as_json: Json = False
) -> None:
    """一户的地 (a household's plots)"""
    from liancun.faces.tables import table_of_rows
    from liancun.rooms.land import queries

    asked = who_and_when("")
    found = queries.household_land(asked["by"], code, on=asked["on"])
    if as_json:
        output.print_json(found)
        return
    table = table_of_rows(found.rows)
    output.print_table(table.headings, table.cells(), right=table.right)
    output.say(
        f"{found.holder} {found.name}:{found.areas.plots} 块,实测 {_mu(found.areas.measured_centimu)} 亩"
    )


@app.command()
def summary(as_json: Json = False) -> None:
    """分村分地类、分流转方式的合计 (totals)"""
    from liancun.faces.tables import table_of_rows
    from liancun.rooms.land import queries
    from liancun.rooms.registry.queries import home_cooperatives

    asked = who_and_when("")
    classes = queries.land_by_class(asked["by"], on=asked["on"])
    orgs = home_cooperatives(asked["by"], asked["on"])
    forms = tuple(row for org in orgs for row in queries.form_totals(asked["by"], org, on=asked["on"]))
    if as_json:
        output.print_json({"by_class": classes, "by_form": forms})
        return
    for table in (table_of_rows(classes), table_of_rows(forms)):
        output.print_table(table.headings, table.cells(), right=table.right)


@app.command()
def contract(
    number: Annotated[str, typer.Argument(help=_("合同编号"))],
    as_json: Json = False,
) -> None:
    """一份合同:各项条款、地块、钱归谁 (one contract)"""
    from liancun.rooms.land import queries

    asked = who_and_when("")
    org_code = queries.org_of_contract(asked["by"], number, on=asked["on"])
    card = queries.contract_card(asked["by"], org_code, number, on=asked["on"])
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
