"""`liancun park ...` (园区): the agreed year, the dividend list, land money, the company's memo."""

from pathlib import Path
from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Limit, Offset, Org, done, who_and_when
from liancun.kernel.quantities import format_scaled, format_yuan

app = typer.Typer(no_args_is_help=True)

Year = Annotated[int, typer.Argument(help="年度", min=2000, max=2100)]
Household = Annotated[str, typer.Argument(help="户编码")]
Kind = Annotated[str, typer.Option(help="guaranteed_dividend 保底分红,park_share 园区分成")]
Village = Annotated[str, typer.Option(help="村编码")]
Money = Annotated[str, typer.Option(help="元")]


@app.command("show")
def show(org: Org, year: Year, as_json: Json = False) -> None:
    """一年的结算书和分成 (a year: the statement and how it is divided)"""
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
            ("鲜果收入", format_yuan(told.fruit_fen)),
            ("务工", format_yuan(-told.labour_fen)),
            ("服务费", format_yuan(-told.fee_fen)),
            ("物资", format_yuan(-told.inputs_fen)),
            ("管理费和保险", format_yuan(-told.management_fen)),
            ("分成前净收入", format_yuan(told.net_fen)),
            ("文件", f"{told.document} {told.agreed_on} 第{told.revision}版"),
        ]
        names = ("公司", "农户", "村集体")
        rows += [(f"{name}得", format_yuan(fen)) for name, fen in zip(names, card.pots_fen, strict=True)]
    for name, run in (("保底分红", card.floor_run), ("园区分成", card.share_run)):
        if run:
            rows.append((name, f"{run.ref} {format_yuan(run.total_fen)} 未付 {format_yuan(run.open_fen)}"))
    output.print_table(("项目", "元"), rows)


@app.command("agree")
def agree(
    org: Org,
    year: Year,
    document: Annotated[str, typer.Option(help="文件")],
    agreed: Annotated[str, typer.Option(help="双方确认日")],
    fruit: Money,
    labour: Money,
    fee: Money,
    inputs: Money,
    management: Money,
    net: Annotated[str, typer.Option(help="结算书上写的净收入,元")],
    kg: Annotated[str, typer.Option(help="鲜果,公斤")] = "0",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记双方确认的结算书 (record the agreed statement)"""
    from liancun.faces import park
    from liancun.faces.forms import read_form

    given = {"fruit_g": kg, "fruit_fen": fruit, "labour_fen": labour, "fee_fen": fee, "inputs_fen": inputs}
    given |= {"management_fen": management, "net_fen": net, "agreed_on": agreed, "document": document}
    ref = park.agree(org, year=year, **who_and_when(on), **read_form(park.STATEMENT, given))
    done({"ref": ref}, f"已登记 {ref}", as_json)


@app.command("list")
def dividends(
    org: Org,
    year: Year,
    kind: Kind = "guaranteed_dividend",
    village: Village = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """分红清单 (a year's dividend list)"""
    from liancun.faces.words import part_name
    from liancun.rooms.park import queries

    by = who_and_when("")["by"]
    found = queries.dividend_list(by, org, year, kind=kind, village_code=village, limit=limit, offset=offset)
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        ("户", "编码", "类别", "面积(亩)", "应发(元)", "已付(元)", "到账日"),
        [
            (
                row.holder_name,
                row.holder,
                part_name(row.part),
                format_scaled(row.area_centimu, 100, 2),
                format_yuan(row.amount_fen),
                format_yuan(row.paid_fen),
                str(row.paid_on or ""),
            )
            for row in found.rows
        ],
        right=(3, 4, 5),
    )
    output.say(f"共 {found.total} 笔,{format_yuan(found.amount_fen)} 元")


@app.command("print-list")
def print_list(
    org: Org,
    year: Year,
    file: Annotated[Path, typer.Argument(help="写到哪个文件 (.pdf)")],
    kind: Kind = "guaranteed_dividend",
    village: Village = "",
) -> None:
    """打印分红清单 (the list as PDF)"""
    from liancun.faces.prints import as_pdf
    from liancun.faces.prints.park import dividend_print
    from liancun.rooms.park import queries
    from liancun.rooms.registry.queries import village_names

    asked = who_and_when("")
    found = queries.dividend_list(
        asked["by"], org, year, kind=kind, village_code=village, limit=100_000, whole=True
    )
    file.write_bytes(as_pdf(dividend_print(found, village_names().get(village, ""), asked["on"])))
    output.say(f"已写到 {file.name},共 {found.total} 笔")


@app.command("money")
def money(household: Household, as_json: Json = False) -> None:
    """一户的土地钱 (what a household's land earned)"""
    from liancun.faces.words import part_name
    from liancun.kernel import Refusal
    from liancun.rooms.park import queries

    found = queries.my_land_money(who_and_when("")["by"], household)
    if not found.years:
        raise Refusal("viewer.not_found")
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        ("年", "类别", "面积(亩)", "应得(元)", "已付(元)", "到账日", "依据"),
        [
            (
                str(year.year),
                part_name(line.part),
                format_scaled(line.area_centimu, 100, 2),
                format_yuan(line.amount_fen),
                format_yuan(line.paid_fen),
                str(line.paid_on or ""),
                line.ref,
            )
            for year in found.years
            for line in year.lines
        ],
        right=(2, 3, 4),
    )


@app.command("cash")
def cash(year: Year, as_json: Json = False) -> None:
    """公司资金备查,无账簿,只给镇领导和审计 (the company's memo: leader and auditor)"""
    from liancun.rooms.park import queries

    found = queries.company_year(who_and_when("")["by"], year)
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        ("季", "期初", "收入", "支出", "托底前", "母公司托底", "期末"),
        [
            (
                str(row.quarter),
                *(
                    format_yuan(fen)
                    for fen in (
                        row.opening_fen,
                        row.in_fen,
                        row.out_fen,
                        row.before_support_fen,
                        row.support_fen,
                        row.closing_fen,
                    )
                ),
            )
            for row in found.quarters
        ],
        right=(1, 2, 3, 4, 5, 6),
    )
    low = found.low
    output.say(f"最低点:第 {low.quarter} 季,托底前 {format_yuan(low.before_support_fen)} 元。无账簿备查。")
