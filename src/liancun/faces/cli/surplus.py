"""`liancun surplus ...` (盈余): the year's end of a cooperative, up to the draft."""

from datetime import date
from typing import Annotated

import typer

from liancun.faces.cli import output

NAME = "surplus"
app = typer.Typer(no_args_is_help=True, help="盈余:年终结转、结账、草拟分配方案")


@app.callback()
def _group() -> None:
    """盈余"""


@app.command()
def close(
    org: Annotated[str, typer.Argument(help="单位代码")],
    year: Annotated[int, typer.Argument(help="年度", min=2000, max=2100)],
    on: Annotated[str, typer.Option(metavar="DAY", help="办理日;默认今天")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")] = False,
) -> None:
    """结转损益、十二月结账、草拟盈余分配 (carry, close December, draft the distribution)"""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer
    from liancun.rooms.surplus import actions

    try:
        day = date.fromisoformat(on) if on else clock.today()
    except ValueError:
        raise typer.BadParameter(f"{on}: 日期请写成 2026-01-12") from None
    run = actions.close_cooperative_year(org, year, by=viewer(), on=day)
    if as_json:
        output.print_json({"run": run})
    else:
        output.say(f"{org} {year} 年已结转、结账,草拟 run:{run}")
