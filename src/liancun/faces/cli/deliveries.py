"""`liancun deliveries ...` (交售): slips, prices, a member's trade; record, correct, void, release."""

from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import (
    Day,
    Json,
    Limit,
    Offset,
    Org,
    Period,
    done,
    facts,
    the_period,
    who_and_when,
)
from liancun.kernel.quantities import format_scaled, format_yuan

app = typer.Typer(no_args_is_help=True)

Slip = Annotated[int, typer.Argument(help="过磅单的号,即 slip:12 里的 12", min=1, max=2**63 - 1)]
Party = Annotated[str, typer.Argument(help="人员编码,或 O:单位编码")]
Note = Annotated[str, typer.Option(help="原因")]
Kilos = Annotated[str, typer.Option(help="公斤,如 105.0")]
Price = Annotated[str, typer.Option(help="每公斤几元,如 4.00;以后定价的不写")]
STATES = {"accepted": "有效", "held": "待核", "void": "已作废"}
FACTS = {
    "weighed_on": "过磅日",
    "site_name": "过磅点",
    "account_of": "记账人",
    "name": "姓名",
    "delivered_by": "送货人",
    "product_name": "产品",
    "grade": "等级",
    "gross_g": "毛重",
    "tare_g": "皮重",
    "deduction_g": "扣杂",
    "net_g": "净重",
    "price_fen": "单价",
    "value_fen": "金额",
    "recorded_by": "登记人",
    "on": "登记日",
    "note": "说明",
}


@app.command("list")
def slips(
    org: Org,
    period: Period = "",
    who: Annotated[str, typer.Option(help="记账人编码")] = "",
    village: Annotated[str, typer.Option(help="村代码(片区、分社)")] = "",
    product: Annotated[str, typer.Option(help="产品代码")] = "",
    state: Annotated[str, typer.Option(help="accepted、held、void")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """过磅单列表 (the slips that stand, newest first)"""
    from liancun.rooms.deliveries import queries

    page = queries.slip_page(
        who_and_when("")["by"],
        org,
        period=the_period(period),
        account_of=who,
        village_code=village,
        product=product,
        state=state,
        limit=limit,
        offset=offset,
    )
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("单", "过磅日", "单号", "记账人", "姓名", "产品", "净重(公斤)", "金额(元)", "状态"),
        [
            (
                row.ref,
                row.weighed_on,
                row.number,
                row.account_of,
                row.name,
                row.product_name,
                format_scaled(row.net_g, 1000, 3),
                "" if row.value_fen is None else format_yuan(row.value_fen),
                STATES[row.state],
            )
            for row in page.rows
        ],
        right=(6, 7),
    )
    for each in page.weights:
        output.say(f"{each.name} {each.slips} 张,净重 {format_scaled(each.net_g, 1000, 3)} 公斤")


@app.command("show")
def slip(number: Slip, as_json: Json = False) -> None:
    """一张过磅单和它的更正 (one slip with its versions)"""
    from liancun.rooms.deliveries import queries

    card = queries.slip_card(who_and_when("")["by"], number)
    if as_json:
        output.print_json(card)
        return
    output.say(f"{card.row.ref} {card.row.number} {STATES[card.row.state]} 第 {card.row.revision} 版")
    facts(card.row, FACTS)
    if card.held_because:
        output.say(output.worded(card.held_because))
    for each in card.versions:
        output.say(f"  {each.ref} 第 {each.revision} 版 {STATES[each.state]} {each.note}")
    if card.line:
        output.say(f"  收购款 {card.line}")


@app.command()
def record(
    org: Org,
    who: Party,
    product: Annotated[str, typer.Option(help="产品名称或代码")],
    gross: Kilos,
    tare: Kilos,
    site: Annotated[str, typer.Option(help="过磅点代码,如 jiaxi")],
    number: Annotated[str, typer.Option(help="过磅单号")],
    day: Annotated[str, typer.Option(help="过磅日;默认办理日")] = "",
    grade: Annotated[str, typer.Option(help="等级;默认第一等")] = "",
    off: Annotated[str, typer.Option(help="扣杂,公斤")] = "",
    price: Price = "",
    brought_by: Annotated[str, typer.Option(help="送货人编码;默认本人")] = "",
    note: Note = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记一张过磅单;同一张再登记一次不会重复 (record a slip; the very same again is that slip)"""
    from liancun.faces import trade
    from liancun.rooms.deliveries import actions

    asked = who_and_when(on)
    weighed = {"product": product, "grade": grade, "gross_g": gross, "tare_g": tare, "deduction_g": off}
    placed = {"site": site, "number": number, "weighed_on": day or str(asked["on"]), "note": note}
    given = {"account_of": who, "delivered_by": brought_by, "price_fen": price, **weighed, **placed}
    ref = actions.record_slip(org, trade.new_slip(given), **asked)
    done({"ref": ref}, f"已登记 {ref}", as_json)


@app.command()
def correct(
    number: Slip,
    note: Note,
    who: Annotated[str, typer.Option(help="记账人编码;不写即不变")] = "",
    product: Annotated[str, typer.Option(help="产品;不写即不变")] = "",
    gross: Annotated[str, typer.Option(help="毛重,公斤;不写即不变")] = "",
    tare: Annotated[str, typer.Option(help="皮重,公斤;不写即不变")] = "",
    off: Annotated[str, typer.Option(help="扣杂,公斤;不写即不变")] = "",
    price: Annotated[str, typer.Option(help="每公斤几元;不写即不变")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """更正一张过磅单:另加一版,旧的一版保留 (a corrected slip in its place)"""
    from liancun.faces import trade
    from liancun.rooms.deliveries import actions, queries

    asked = who_and_when(on)
    old = queries.slip(asked["by"], number)
    given = trade.as_written(old)
    changed = {"account_of": who, "product": product, "gross_g": gross, "tare_g": tare, "note": note}
    changed |= {"deduction_g": off, "price_fen": price}
    given |= {name: value for name, value in changed.items() if value}
    ref = actions.correct_slip(number, trade.corrected(old, given), **asked)
    done({"ref": ref}, f"已更正为 {ref}", as_json)


@app.command()
def void(number: Slip, note: Note, on: Day = "", as_json: Json = False) -> None:
    """作废一张过磅单 (take a slip out)"""
    from liancun.rooms.deliveries import actions

    ref = actions.void_slip(number, note=note, **who_and_when(on))
    done({"ref": ref}, f"已作废 {ref}", as_json)


@app.command()
def release(number: Slip, note: Note, on: Day = "", as_json: Json = False) -> None:
    """核实后放行一张待核的过磅单 (accept a held slip after a second look)"""
    from liancun.rooms.deliveries import actions

    ref = actions.release_slip(number, note=note, **who_and_when(on))
    done({"ref": ref}, f"已放行 {ref}", as_json)


@app.command()
def price(
    org: Org,
    product: Annotated[str, typer.Argument(help="产品名称或代码")],
    amount: Annotated[str, typer.Argument(metavar="YUAN", help="每公斤几元,如 3.00")],
    first: Annotated[str, typer.Option(help="自哪个过磅日")],
    last: Annotated[str, typer.Option(help="到哪个过磅日")],
    grade: Annotated[str, typer.Option(help="等级")] = "统货",
    document: Annotated[str, typer.Option(help="文件")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """给以后定价的过磅单定价 (set the price of slips that came without one)"""
    from liancun.faces import trade
    from liancun.faces.forms import read_form
    from liancun.rooms.deliveries import actions

    given = {"product": product, "grade": grade, "first_day": first, "last_day": last}
    values = read_form(trade.PRICE_NOTICE, given | {"price_fen": amount, "document": document})
    ref = actions.announce_price(org, **values | {"document": document}, **who_and_when(on))
    done({"ref": ref}, f"已定价 {ref}", as_json)


@app.command()
def prices(org: Org, limit: Limit = 50, as_json: Json = False) -> None:
    """定价通知 (the price notices)"""
    from liancun.rooms.deliveries import queries

    rows = queries.price_page(who_and_when("")["by"], org, limit=limit)
    if as_json:
        output.print_json(rows)
        return
    output.print_table(
        ("产品", "等级", "起", "止", "元/公斤", "文件"),
        [
            (
                row.product_name,
                row.grade,
                row.first_day,
                row.last_day,
                format_yuan(row.price_fen),
                row.document,
            )
            for row in rows
        ],
        right=(4,),
    )


@app.command()
def trade(
    org: Org,
    year: Annotated[int, typer.Argument(help="年度", min=2000, max=2100)],
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """成员一年的交易量和交易额 (each member's trade of a year)"""
    from liancun.rooms.deliveries import queries

    page = queries.trade_page(who_and_when("")["by"], org, year, limit=limit, offset=offset)
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("成员", "姓名", "交易量(公斤)", "交易额(元)"),
        [
            (row.party, row.name, format_scaled(row.weight_g, 1000, 3), format_yuan(row.value_fen))
            for row in page.rows
        ],
        right=(2, 3),
    )
    output.say(f"共 {page.total} 名成员,交易额 {format_yuan(page.value_fen)} 元")
