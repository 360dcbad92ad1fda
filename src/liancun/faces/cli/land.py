"""`liancun land ...` (土地): one plot, one contract, a household's land, totals, the map."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, facts, who_and_when
from liancun.faces.cli.usage import App
from liancun.faces.words import called
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_scaled

app = App(no_args_is_help=True)

STATES = {"live": _("在用"), "ending": _("快到期"), "ahead": _("未开始"), "over": _("已终止")}
PLOT = {
    "village": _("村"),
    "class_name": _("地类"),
    "slope_deg": _("坡度"),
    "grade": _("质量等级"),
    "contract_centimu": _("承包面积"),
    "registered_centimu": _("确权面积"),
    "measured_centimu": _("实测面积"),
    "holder": _("承包方"),
    "holder_name": _("姓名"),
    "held_until": _("承包期止"),
    "document": _("依据"),
}
CONTRACT = {
    "form_name": _("流转方式"),
    "giver": _("流出方"),
    "giver_name": _("姓名"),
    "taker_name": _("受让方"),
    "payer_name": _("付款方"),
    "area_centimu": _("签订时面积"),
    "rate_fen": _("每亩每年"),
    "start": _("起"),
    "last": _("止"),
    "signed_on": _("签订日"),
    "filed_on": _("备案日"),
    "file_by": _("应备案日"),
}
ITEMS = {
    "use": _("用途"),
    "pay_by": _("付款日"),
    "rights": _("权利和义务"),
    "compensation": _("征收补偿归属"),
    "breach": _("违约责任"),
    "document": _("合同文本"),
    "ended_on": _("终止日"),
    "reason_name": _("终止原因"),
}


def _mu(area_centimu: int) -> str:
    return format_scaled(area_centimu, 100, 2)


@app.command("map")
def draw(file: Annotated[Path, typer.Argument(help=_("写到哪个文件 (.geojson)"))]) -> None:
    """地块图形,GeoJSON,可用地理软件打开 (the plots' outlines)"""
    import json

    from liancun.faces.cockpit import plot_features
    from liancun.rooms.registry.queries import home_cooperatives

    asked = who_and_when("")
    found = plot_features(asked["by"], on=asked["on"])
    count = len(found["plots"]["features"])
    org_code = "".join(home_cooperatives(asked["by"], asked["on"])[:1])
    output.hand_out(asked["by"], "land.plots", org_code, file, count)
    output.write_file(file, json.dumps(found["plots"], ensure_ascii=False).encode())
    output.say(
        _("已写到 {file},{count} 块;没有界址点的 {undrawn} 块"),
        file=file.name,
        count=count,
        undrawn=found["undrawn"],
    )


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
        output.say(
            _("承包方 {holder} {name} {start} – {end}"),
            holder=each.holder,
            name=each.name,
            start=each.start,
            end=each.end or gettext("长期"),
            indent=2,
        )
    for contract in card.contracts:
        output.say(
            _("合同 {number} {form} {start} – {last}"),
            number=contract.number,
            form=called(contract.form_name),
            start=contract.start,
            last=contract.last,
            indent=2,
        )


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
        _("{holder} {name}:{plots} 块,实测 {mu} 亩"),
        holder=found.holder,
        name=found.name,
        plots=found.areas.plots,
        mu=_mu(found.areas.measured_centimu),
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
    output.say(f"{card.row.ref} {gettext(STATES[card.row.state])}")
    facts(card.row, CONTRACT)
    facts(card, ITEMS)
    for inside in card.plots:
        output.say(
            _("地块 {code} {name} {mu} 亩,四至 {boundary}"),
            code=inside.code,
            name=inside.name,
            mu=_mu(inside.signed_centimu),
            boundary=inside.boundary,
            indent=2,
        )
    for each in card.claims:
        output.say(
            _("{plot} 归 {holder} {name} {start} – {end}"),
            plot=each.plot,
            holder=each.holder,
            name=each.name,
            start=each.start,
            end=each.end,
            indent=2,
        )
