"""`liancun capital ...` (股金): the register, a member's account, moves; pay in, transfer, withdraw."""

from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Limit, Offset, Org, done, who_and_when
from liancun.kernel.quantities import format_yuan

app = typer.Typer(no_args_is_help=True, help="股金:登记簿、成员账户、出资、转让、退股")

Party = Annotated[str, typer.Argument(help="人员编码,或 O:单位编码")]
Lot = Annotated[str, typer.Argument(help="股权编号")]
Shares = Annotated[str, typer.Option(help="股数")]
Happened = Annotated[str, typer.Option("--day", help="发生日;默认办理日")]


@app.command()
def register(org: Org, limit: Limit = 50, offset: Offset = 0, on: Day = "", as_json: Json = False) -> None:
    """股金登记簿 (who holds what)"""
    from liancun.rooms.capital import queries

    asked = who_and_when(on)
    page = queries.share_register(asked["by"], org, on=asked["on"], limit=limit, offset=offset)
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("成员", "姓名", "批次", "出资(元)"),
        [(row.party, row.name, row.lots, format_yuan(row.held_fen)) for row in page.rows],
        right=(2, 3),
    )
    output.say(f"共 {page.total} 名成员,出资 {format_yuan(page.total_fen)} 元")


@app.command()
def member(org: Org, party: Party, on: Day = "", as_json: Json = False) -> None:
    """成员账户:出资、公积金份额、应付、股份批次、交易额 (a member's account)"""
    from liancun.rooms.capital import queries
    from liancun.rooms.deliveries.queries import trade_of
    from liancun.rooms.ledger.queries import member_account

    asked = who_and_when(on)
    book = member_account(asked["by"], org, party, on=asked["on"])
    lots = queries.lots_of(asked["by"], org, party, on=asked["on"])
    trade = [trade_of(asked["by"], org, party, year) for year in (asked["on"].year - 1, asked["on"].year)]
    if as_json:
        years = (asked["on"].year - 1, asked["on"].year)
        output.print_json({"account": book, "lots": lots, "trade": dict(zip(years, trade, strict=True))})
        return
    for title, fen in (
        ("出资", book.contribution_fen),
        ("公积金份额", book.reserve_fen),
        ("盈余未付", book.patronage_owed_fen + book.surplus_owed_fen),
        ("货款未付", book.current_fen),
        ("上年交易额", trade[0].value_fen),
        ("本年交易额", trade[1].value_fen),
    ):
        output.say(f"{title} {format_yuan(fen)} 元")
    output.print_table(
        ("股权编号", "出资日", "现余(股)", "每股(元)", "计(元)"),
        [
            (row.number, row.happened_on, row.left, format_yuan(row.price_fen), format_yuan(row.held_fen))
            for row in lots
        ],
        right=(2, 3, 4),
    )


@app.command()
def moves(
    org: Org,
    who: Annotated[str, typer.Option(help="只看一名成员")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """转让和退股 (transfers and withdrawals)"""
    from liancun.rooms.capital import queries

    page = queries.move_page(who_and_when("")["by"], org, party=who, limit=limit, offset=offset)
    if as_json:
        output.print_json(page)
        return
    output.print_table(
        ("日期", "类别", "股权编号", "成员", "转给", "股数", "计(元)", "凭证"),
        [
            (
                row.happened_on,
                "转让" if row.kind == "transfer" else "退股",
                row.number,
                row.name,
                row.to_name,
                row.shares,
                format_yuan(row.held_fen),
                row.entry_ref,
            )
            for row in page.rows
        ],
        right=(5, 6),
    )


@app.command()
def contribute(
    org: Org,
    number: Lot,
    party: Party,
    shares: Shares,
    paid: Annotated[str, typer.Option(help="实缴几元,多于股数乘每股的记资本公积")],
    price: Annotated[str, typer.Option(help="每股几元")] = "1.00",
    form: Annotated[str, typer.Option(help="货币、实物、知识产权、土地经营权、林权、其他")] = "货币",
    document: Annotated[str, typer.Option(help="凭证文件")] = "",
    resolution: Annotated[str, typer.Option(help="作价决议")] = "",
    day: Happened = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记出资并记账 (record shares paid in)"""
    from liancun.faces import trade
    from liancun.rooms.capital import actions

    asked = who_and_when(on)
    given = {"number": number, "party": party, "form": form, "shares": shares, "price_fen": price}
    given |= {"paid_fen": paid, "document": document, "resolution": resolution}
    ref = actions.record_contribution(
        org, trade.new_contribution(given | {"happened_on": day or str(asked["on"])}), **asked
    )
    done({"ref": ref}, f"已登记 {ref}", as_json)


@app.command()
def transfer(
    org: Org,
    number: Lot,
    to: Annotated[str, typer.Argument(help="受让人编码")],
    shares: Shares,
    new_number: Annotated[str, typer.Option(help="新股权编号")],
    document: Annotated[str, typer.Option(help="转让协议")],
    day: Happened = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记转让并记账 (move shares to another member)"""
    from liancun.faces import trade
    from liancun.faces.forms import read_form
    from liancun.rooms.capital import actions

    asked = who_and_when(on)
    given = {"number": number, "to_party": to, "shares": shares, "new_number": new_number}
    given |= {"document": document, "happened_on": day or str(asked["on"])}
    values = read_form(trade.TRANSFER, given)
    ref = actions.transfer_shares(org, values.pop("number"), values.pop("shares"), **values, **asked)
    done({"ref": ref}, f"已登记 {ref}", as_json)


@app.command()
def withdraw(
    org: Org,
    number: Lot,
    shares: Shares,
    document: Annotated[str, typer.Option(help="退社文件")],
    day: Happened = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记退股并记账 (pay back shares of one who left)"""
    from liancun.faces import trade
    from liancun.faces.forms import read_form
    from liancun.rooms.capital import actions

    asked = who_and_when(on)
    given = {"number": number, "shares": shares, "document": document}
    values = read_form(trade.WITHDRAWAL, given | {"happened_on": day or str(asked["on"])})
    ref = actions.withdraw_shares(org, values.pop("number"), values.pop("shares"), **values, **asked)
    done({"ref": ref}, f"已登记 {ref}", as_json)
