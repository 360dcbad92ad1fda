"""`liancun park show | print-list | money | cash` (园区): a year, a list for the board, land money, memo."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext

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
    rows = [
        (gettext("保底(每亩)"), format_yuan(card.floor_fen)),
        (gettext("保底支付日"), str(card.alarm.due_on)),
    ]
    if told:
        rows += [
            (heading(spec.field), shown(spec.field, getattr(told, spec.name))) for spec in fields_of(told)
        ]
        names = (gettext("公司"), gettext("农户"), gettext("村集体"))
        rows += [
            (output.told(_("{name}得(元)"), name=name), format_yuan(fen))
            for name, fen in zip(names, card.pots_fen, strict=True)
        ]
    for (_kind, name), run in zip(queries.KINDS, (card.floor_run, card.share_run), strict=True):
        if run:
            rows.append(
                (
                    gettext(name),
                    output.told(
                        _("{ref} {total} 未付 {open}"),
                        ref=run.ref,
                        total=format_yuan(run.total_fen),
                        open=format_yuan(run.open_fen),
                    ),
                )
            )
    output.print_table((_("项目"), _("内容")), rows)


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
    content = as_pdf(dividend_print(found, place, who["on"]))
    output.hand_out(who["by"], "paper:dividends", org, file, found.total)
    output.write_file(file, content)
    output.say(_("已写到 {name},共 {total} 笔"), name=file.name, total=found.total)


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
        paid = output.told(
            _("{amount} 元,已付 {paid} 元"),
            amount=format_yuan(year.amount_fen),
            paid=format_yuan(year.paid_fen),
        )
        output.say(
            _("{year} 年共 {paid}:{lines}"),
            year=year.year,
            paid=paid,
            lines=gettext("、").join(line.ref for line in year.lines),
        )


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
    output.say(
        _("最低点:第 {quarter} 季,托底前 {yuan} 元。无账簿备查。"),
        quarter=low.quarter,
        yuan=format_yuan(low.before_support_fen),
    )
