"""`liancun park show | print-list | money | cash` (园区): a year, a list for the board, land money, memo."""

from pathlib import Path
from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, Org, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

app = App(no_args_is_help=True)

Year = Annotated[int, typer.Argument(help=_("年度"), min=2000, max=2100)]
Household = Annotated[str, typer.Argument(help=_("户编码"))]
Kind = Annotated[str, typer.Option(help=_("保底分红、园区分成"))]
Village = Annotated[str, typer.Option(help=_("村"))]


@app.command("show")
def show(org: Org, year: Year, as_json: Json = False) -> None:
    """一年的结算书和分成 (a year: the statement and how it is divided)"""
    from liancun.faces.fields import heading, shown
    from liancun.kernel.fields import fields_of
    from liancun.rooms.park import queries

    asked = who_and_when("")
    card = queries.year_card(asked["by"], org, year, on=asked["on"])
    if as_json:
        output.print_json(card)
        return
    told = card.statement
    rows = [("保底(每亩)", format_yuan(card.floor_fen)), ("保底支付日", str(card.alarm.due_on))]
    if told:
        rows += [
            (heading(spec.field), shown(spec.field, getattr(told, spec.name))) for spec in fields_of(told)
        ]
        names = ("公司", "农户", "村集体")
        rows += [(f"{name}得(元)", format_yuan(fen)) for name, fen in zip(names, card.pots_fen, strict=True)]
    for (_kind, name), run in zip(queries.KINDS, (card.floor_run, card.share_run), strict=True):
        if run:
            rows.append((name, f"{run.ref} {format_yuan(run.total_fen)} 未付 {format_yuan(run.open_fen)}"))
    output.print_table(("项目", "内容"), rows)


@app.command("print-list")
def print_list(
    org: Org,
    year: Year,
    file: Annotated[Path, typer.Argument(help=_("写到哪个文件 (.pdf)"))],
    kind: Kind = "",
    village: Village = "",
) -> None:
    """打印分红清单 (the list as PDF)"""
    from liancun.base.lists import WHOLE, list_of
    from liancun.faces.prints import as_pdf
    from liancun.faces.prints.park import dividend_print
    from liancun.rooms.park import queries
    from liancun.rooms.registry.queries import village_names

    who = who_and_when("")
    raw = {"year": str(year), "kind": kind, "village_code": village}
    asked = list_of("park", "dividends").asked(raw, org_code=org, **who)
    found = queries.dividend_list(who["by"], org, on=who["on"], limit=WHOLE, whole=True, **asked)
    place = village_names().get(asked["village_code"], "")
    file.write_bytes(as_pdf(dividend_print(found, place, who["on"])))
    output.say(f"已写到 {file.name},共 {found.total} 笔")


@app.command("money")
def money(household: Household, as_json: Json = False) -> None:
    """一户的土地钱 (what a household's land earned)"""
    from liancun.faces.tables import table_of_rows
    from liancun.kernel import Refusal
    from liancun.rooms.park import queries

    found = queries.my_land_money(who_and_when("")["by"], household)
    if not found.years:
        raise Refusal("viewer.not_found")
    if as_json:
        output.print_json(found)
        return
    for year in found.years:
        table = table_of_rows(year.lines)
        output.print_table(table.headings, table.cells(), title=str(year.year), right=table.right)
        paid = f"{format_yuan(year.amount_fen)} 元,已付 {format_yuan(year.paid_fen)} 元"
        output.say(f"{year.year} 年共 {paid}:{'、'.join(line.ref for line in year.lines)}")


@app.command("cash")
def cash(year: Year, as_json: Json = False) -> None:
    """公司资金备查,无账簿,只给镇领导和审计 (the company's memo: leader and auditor)"""
    from liancun.faces.tables import table_of_rows
    from liancun.rooms.park import queries

    found = queries.company_year(who_and_when("")["by"], year)
    if as_json:
        output.print_json(found)
        return
    table = table_of_rows(found.quarters)
    output.print_table(table.headings, table.cells(), right=table.right)
    low = found.low
    output.say(f"最低点:第 {low.quarter} 季,托底前 {format_yuan(low.before_support_fen)} 元。无账簿备查。")
