"""`liancun points score | sheet | year` (积分): a household's month, a whole duty's, a household's year."""

from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Org, done, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

app = App(no_args_is_help=True)

Month = Annotated[str, typer.Argument(help=_("月份,如 2025-03"))]
Household = Annotated[str, typer.Argument(help=_("户编码,如 L0000001"))]


@app.command()
def score(
    org: Org,
    month: Month,
    household: Household,
    bonus: Annotated[int, typer.Option(help=_("奖励分"))] = 0,
    base: Annotated[int, typer.Option(help=_("基础分"))] = 10,
    deduction: Annotated[str, typer.Option(help=_("扣分条款,如 CG-1 或 CG-1:2/CG-2:1"))] = "",
    state: Annotated[str, typer.Option(help="scored、away、vacant、exempt")] = "scored",
    proof: Annotated[str, typer.Option(help=_("证明文件编号"))] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """给一户评一个月;更正用 correct-score (score one household for a month)"""
    from liancun.rooms.points import actions
    from liancun.rooms.points.rules import MonthMark

    scored = state == "scored"
    mark = MonthMark(state, base if scored else 0, bonus if scored else 0, deduction if scored else "", proof)
    actions.score_month(org, month, {household: mark}, **who_and_when(on))
    done(
        {"household": household, "month": month, "rows": 1},
        output.told(_("已登记 {household} {month}"), household=household, month=month),
        as_json,
    )


@app.command()
def sheet(
    org: Org,
    month: Month,
    bonus: Annotated[int, typer.Option(help=_("没有单独写的户,奖励分都给这么多"))],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """自己负责的户还没有评的,一次评完 (score all of one's households that the month lacks)"""
    from liancun.rooms.points import actions

    rows = actions.score_sheet(org, month, {}, bonus=bonus, **who_and_when(on))
    done(
        {"month": month, "rows": rows},
        output.told(_("已登记 {rows} 户 {month}"), rows=rows, month=month),
        as_json,
    )


@app.command()
def year(
    household: Household,
    of: Annotated[int, typer.Argument(metavar="YEAR", help=_("年度,如 2025"), min=2000, max=2100)],
    as_json: Json = False,
) -> None:
    """一户全年的积分和等次 (a household's year)"""
    from liancun.faces.cli.main import viewer
    from liancun.faces.tables import table_of_rows
    from liancun.rooms.points import queries

    found = queries.household_year(viewer(), household, of)
    if as_json:
        output.print_json(found)
        return
    table = table_of_rows(found.months)
    output.print_table(table.headings, table.cells(), right=table.right)
    output.say(
        _("{scored} 个月,共 {points} 分;{tier},{fee} 元"),
        scored=found.scored,
        points=found.points,
        tier=found.tier or gettext("不评等次"),
        fee=format_yuan(found.fee_fen),
    )
    for reason in found.reasons:
        output.say(f"  {output.worded(reason)}")
