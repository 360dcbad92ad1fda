"""`liancun points ...` (积分): score, correct, clauses; progress, who is missing, a household's year."""

from datetime import date
from typing import Annotated, Any

import typer

from liancun.faces.cli import output
from liancun.kernel.quantities import format_yuan

app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
Day = Annotated[str, typer.Option("--on", metavar="DAY", help="办理日,如 2025-04-03;默认今天")]
Org = Annotated[str, typer.Argument(help="村集体代码,如 jiaxi")]
Month = Annotated[str, typer.Argument(help="月份,如 2025-03")]
Household = Annotated[str, typer.Argument(help="户编码,如 L0000001")]
STATES = {"scored": "已评", "away": "外出", "vacant": "空置", "exempt": "免评", "": "未评"}


def _who_and_when(day: str) -> dict[str, Any]:
    from liancun.base import clock
    from liancun.faces.cli.main import viewer

    try:
        return {"by": viewer(), "on": date.fromisoformat(day) if day else clock.today()}
    except ValueError:
        raise typer.BadParameter(f"{day}: 日期请写成 2025-04-03") from None


def _done(document: dict[str, Any], text: str, as_json: bool) -> None:
    if as_json:
        output.print_json(document)
    else:
        output.say(text)


@app.command()
def score(
    org: Org,
    month: Month,
    household: Household,
    bonus: Annotated[int, typer.Option(help="奖励分")] = 0,
    base: Annotated[int, typer.Option(help="基础分")] = 10,
    deduction: Annotated[str, typer.Option(help="扣分条款,如 CG-1 或 CG-1:2/CG-2:1")] = "",
    state: Annotated[str, typer.Option(help="scored、away、vacant、exempt")] = "scored",
    proof: Annotated[str, typer.Option(help="证明文件编号")] = "",
    correct: Annotated[bool, typer.Option("--correct", help="更正已有的一行")] = False,
    on: Day = "",
    as_json: Json = False,
) -> None:
    """给一户评一个月,或用新行更正 (score one household for a month, or correct it)"""
    from liancun.rooms.points import actions
    from liancun.rooms.points.rules import MonthMark

    scored = state == "scored"
    mark = MonthMark(state, base if scored else 0, bonus if scored else 0, deduction if scored else "", proof)
    actions.score_month(org, month, {household: mark}, correct=correct, **_who_and_when(on))
    _done({"household": household, "month": month, "rows": 1}, f"已登记 {household} {month}", as_json)


@app.command()
def sheet(
    org: Org,
    month: Month,
    bonus: Annotated[int, typer.Option(help="没有单独写的户,奖励分都给这么多")],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """自己负责的户还没有评的,一次评完 (score all of one's households that the month lacks)"""
    from liancun.rooms.points import actions

    rows = actions.score_sheet(org, month, {}, bonus=bonus, **_who_and_when(on))
    _done({"month": month, "rows": rows}, f"已登记 {rows} 户 {month}", as_json)


@app.command("clause")
def add_clause(
    org: Org,
    code: Annotated[str, typer.Argument(help="条款编号,如 CG-9")],
    title: Annotated[str, typer.Argument(help="内容")],
    points_max: Annotated[int, typer.Argument(help="每月最多扣分")],
    document: Annotated[str, typer.Option(help="通过的决议或文件")],
    start: Annotated[str, typer.Option(help="自哪天起,如 2025-01-01")],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记村规民约的扣分条款 (add a clause of the village rules)"""
    from liancun.base.importing import import_kind
    from liancun.faces.forms import read_form
    from liancun.rooms.points import actions

    read_form([each for each in import_kind("rule_clauses").columns if each.name == "code"], {"code": code})
    try:
        first = date.fromisoformat(start)
    except ValueError:
        raise typer.BadParameter(f"{start}: 日期请写成 2025-01-01") from None
    terms: dict[str, Any] = {"start": first, "document": document, **_who_and_when(on)}
    actions.add_deduction_clause(org, code, title, points_max, **terms)
    _done({"code": code}, f"已登记条款 {code}", as_json)


@app.command()
def progress(month: Month, on: Day = "", as_json: Json = False) -> None:
    """各村一个月的评分进度 (how far each village is with a month)"""
    from liancun.rooms.points import queries

    asked = _who_and_when(on)
    rows = queries.progress(asked["by"], month, on=asked["on"])
    if as_json:
        output.print_json([{**vars(row), "missing": row.missing} for row in rows])
        return
    output.print_table(
        ("单位", "村", "常住户", "已登记", "缺"),
        [(row.org_code, row.village, row.living, row.entered, row.missing) for row in rows],
        right=(2, 3, 4),
    )


@app.command()
def missing(
    org: Org,
    month: Month,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    on: Day = "",
    as_json: Json = False,
) -> None:
    """还缺哪些户,该由谁评 (who is missing, and whose they are)"""
    from liancun.rooms.points import queries

    asked = _who_and_when(on)
    rows, total = queries.missing_page(asked["by"], org, month, on=asked["on"], limit=limit, offset=offset)
    if as_json:
        output.print_json({"total": total, "rows": rows})
        return
    output.print_table(
        ("户", "户主", "网格员", "姓名"),
        [(row.household, row.head, row.worker, row.worker_name) for row in rows],
    )
    output.say(f"共缺 {total} 户")


@app.command()
def year(
    household: Household,
    of: Annotated[int, typer.Argument(metavar="YEAR", help="年度,如 2025", min=2000, max=2100)],
    as_json: Json = False,
) -> None:
    """一户全年的积分和等次 (a household's year)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.points import queries

    found = queries.household_year(viewer(), household, of)
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        ("月份", "状态", "基础分", "奖励分", "扣分条款", "来历"),
        [
            (row.month, STATES.get(row.state, row.state), row.base, row.bonus, row.deduction, row.score)
            for row in found.months
        ],
        right=(2, 3),
    )
    output.say(
        f"{found.scored} 个月,共 {found.points} 分;{found.tier or '不评等次'},{format_yuan(found.fee_fen)} 元"
    )
    for reason in found.reasons:
        output.say(f"  {output.worded(reason)}")
