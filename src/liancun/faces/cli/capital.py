"""`liancun capital member` (成员账户): what a member holds, is owed and delivered."""

from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Org, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

app = App(no_args_is_help=True)

Party = Annotated[str, typer.Argument(help=_("人员编码,或 O:单位编码"))]


@app.command()
def member(org: Org, party: Party, on: Day = "", as_json: Json = False) -> None:
    """成员账户:出资、公积金份额、应付、股份批次、交易额 (a member's account)"""
    from liancun.faces.tables import table_of_rows
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
        (gettext("出资"), book.contribution_fen),
        (gettext("公积金份额"), book.reserve_fen),
        (gettext("盈余未付"), book.patronage_owed_fen + book.surplus_owed_fen),
        (gettext("货款未付"), book.current_fen),
        (gettext("上年交易额"), trade[0].value_fen),
        (gettext("本年交易额"), trade[1].value_fen),
    ):
        output.say(_("{title} {fen} 元"), title=title, fen=format_yuan(fen))
    table = table_of_rows(lots)
    output.print_table(table.headings, table.cells(), right=table.right)
