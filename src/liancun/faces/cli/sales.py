"""`liancun sales ...` (销售): sales, stock, buyers, months; record, take back, receive, lose, enter."""

from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Limit, Offset, Org, Period, done, the_period, who_and_when
from liancun.kernel.quantities import format_scaled, format_yuan

app = typer.Typer(no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="单号")]
Buyer = Annotated[str, typer.Argument(help="买方:人员编码,或 O:单位编码")]
Product = Annotated[str, typer.Argument(help="产品名称或代码")]
Happened = Annotated[str, typer.Option("--day", help="发生日;默认办理日")]
Document = Annotated[str, typer.Option(help="合同、发票或说明文件")]


@app.command("list")
def sales(
    org: Org,
    period: Period = "",
    buyer: Annotated[str, typer.Option(help="买方编码")] = "",
    product: Annotated[str, typer.Option(help="产品代码")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """销售单列表 (sales, newest first)"""
    from liancun.rooms.sales import queries

    page = queries.sale_page(
        who_and_when("")["by"],
        org,
        period=the_period(period),
        buyer=buyer,
        product=product,
        limit=limit,
        offset=offset,
    )
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("单", "日期", "单号", "买方", "产品", "数量", "单价(元)", "金额(元)", "账簿"),
        [
            (
                row.ref,
                row.happened_on,
                row.number,
                row.name,
                row.product_name,
                format_scaled(row.quantity_milli, 1000, 3) + ("株" if row.unit == "piece" else "公斤"),
                format_yuan(row.price_fen),
                format_yuan(row.amount_fen),
                "已入账" if row.posted else "待入账",
            )
            for row in page.rows
        ],
        right=(5, 6, 7),
    )
    output.say(f"共 {page.total} 笔,合计 {format_yuan(page.amount_fen)} 元")


@app.command()
def stock(org: Org, on: Day = "", as_json: Json = False) -> None:
    """库存 (what is on hand)"""
    from liancun.rooms.sales import queries

    asked = who_and_when(on)
    rows = queries.stock(asked["by"], org, on=asked["on"])
    if as_json:
        output.print_json(rows)
        return
    table = [(row.name, format_scaled(row.stock_g, 1000, 3)) for row in rows]
    output.print_table(("产品", "库存(公斤)"), table, right=(1,))


@app.command()
def buyers(org: Org, as_json: Json = False) -> None:
    """买方往来 (what each buyer took, paid and owes)"""
    from liancun.rooms.sales import queries

    rows = queries.buyers(who_and_when("")["by"], org)
    if as_json:
        output.print_json([{**vars(row), "open_fen": row.open_fen} for row in rows])
        return
    output.print_table(
        ("买方", "名称", "已购(元)", "已付(元)", "未付(元)"),
        [
            (
                row.buyer,
                row.name,
                format_yuan(row.sold_fen),
                format_yuan(row.received_fen),
                format_yuan(row.open_fen),
            )
            for row in rows
        ],
        right=(2, 3, 4),
    )


@app.command()
def months(
    org: Org,
    year: Annotated[int, typer.Argument(help="年度", min=2000, max=2100)],
    as_json: Json = False,
) -> None:
    """哪些月份已入账、待入账 (the months in the book and those that wait)"""
    from liancun.rooms.sales import queries

    by = who_and_when("")["by"]
    posted = [row for row in queries.posted_months(by, org) if row.month.startswith(f"{year}-")]
    waiting = queries.open_months(by, org, year)
    if as_json:
        output.print_json({"posted": posted, "open": waiting})
        return
    rows = [(row.month, "已入账", format_yuan(row.sold_fen), format_yuan(row.cost_fen)) for row in posted]
    rows += [(row.month, "待入账", format_yuan(row.sold_fen), "") for row in waiting]
    output.print_table(("月份", "状态", "销售额(元)", "成本(元)"), rows, right=(2, 3))


@app.command()
def record(
    org: Org,
    number: Number,
    buyer: Buyer,
    product: Product,
    quantity: Annotated[str, typer.Option(help="公斤或株")],
    price: Annotated[str, typer.Option(help="单价,元")],
    day: Happened = "",
    document: Document = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记一笔销售 (record a sale)"""
    from liancun.faces import trade
    from liancun.rooms.sales import actions

    asked = who_and_when(on)
    given = {"number": number, "buyer": buyer, "product": product, "document": document}
    given |= {"quantity_milli": quantity, "price_fen": price, "happened_on": day or str(asked["on"])}
    ref = actions.record_sale(org, trade.new_sale(given), **asked)
    done({"ref": ref}, f"已登记 {ref}", as_json)


@app.command("take-back")
def take_back(
    org: Org,
    number: Number,
    new_number: Annotated[str, typer.Argument(help="冲销单号")],
    day: Happened = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """冲销一笔销售 (undo a sale by its opposite)"""
    from liancun.faces import trade
    from liancun.faces.forms import read_form
    from liancun.rooms.sales import actions

    asked = who_and_when(on)
    given = {"number": number, "new_number": new_number, "happened_on": day or str(asked["on"])}
    values = read_form(trade.TAKE_BACK, given)
    ref = actions.take_back(org, values.pop("number"), **values, **asked)
    done({"ref": ref}, f"已冲销 {ref}", as_json)


@app.command()
def receive(
    org: Org,
    number: Number,
    buyer: Buyer,
    amount: Annotated[str, typer.Argument(metavar="YUAN", help="元,如 4400.00")],
    cash: Annotated[bool, typer.Option("--cash", help="收的是现金")] = False,
    day: Happened = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记收款并记账 (record money from a buyer)"""
    from liancun.faces import trade
    from liancun.rooms.sales import actions

    asked = who_and_when(on)
    given = {"number": number, "buyer": buyer, "amount_fen": amount, "happened_on": day or str(asked["on"])}
    receipt = trade.new_receipt(given | {"money_account": "库存现金" if cash else "银行存款"})
    ref = actions.record_receipt(org, receipt, **asked)
    done({"entry": ref}, f"已登记 {ref}", as_json)


@app.command()
def lose(
    org: Org,
    product: Product,
    kilos: Annotated[str, typer.Argument(help="公斤")],
    document: Annotated[str, typer.Option(help="说明文件")],
    day: Happened = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记损耗 (record weight that was lost)"""
    from liancun.faces import trade
    from liancun.faces.forms import read_form
    from liancun.rooms.sales import actions

    asked = who_and_when(on)
    given = {
        "product": product,
        "lost_g": kilos,
        "document": document,
        "happened_on": day or str(asked["on"]),
    }
    values = read_form(trade.LOSS, given)
    actions.record_loss(org, **values, **asked)
    done({"product": product, "lost_g": values["lost_g"]}, f"已登记 {product} 损耗 {kilos} 公斤", as_json)


@app.command()
def post(
    org: Org,
    month: Annotated[str, typer.Argument(help="月份,如 2025-09")],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """一个月的销售和成本入账 (enter a month's sales and their cost)"""
    from liancun.rooms.sales import actions

    number = actions.post_month(org, month, **who_and_when(on))
    done({"ref": f"salesmonth:{number}"}, f"{month} 已入账 salesmonth:{number}", as_json)
