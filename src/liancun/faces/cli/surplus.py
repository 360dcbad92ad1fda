"""`liancun surplus ...` (盈余): the year's end of a cooperative, and surplus turned into contribution."""

from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

import typer

from liancun.faces.cli import output
from liancun.kernel.quantities import format_yuan

app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
Day = Annotated[str, typer.Option("--on", metavar="DAY", help="办理日,如 2026-01-12;默认今天")]
Org = Annotated[str, typer.Argument(help="单位代码,如 head")]
Year = Annotated[int, typer.Argument(help="年度", min=2000, max=2100)]


def _who_and_when(day: str) -> dict[str, Any]:
    from liancun.base import clock
    from liancun.faces.cli.main import viewer

    try:
        return {"by": viewer(), "on": date.fromisoformat(day) if day else clock.today()}
    except ValueError:
        raise typer.BadParameter(f"{day}: 日期请写成 2026-01-12") from None


@app.callback()
def _group() -> None:
    """盈余"""


@app.command()
def close(org: Org, year: Year, on: Day = "", as_json: Json = False) -> None:
    """结转损益、十二月结账、草拟盈余分配 (carry, close December, draft the distribution)"""
    from liancun.rooms.surplus import actions

    run = actions.close_cooperative_year(org, year, **_who_and_when(on))
    if as_json:
        output.print_json({"run": run})
    else:
        output.say(f"{org} {year} 年已结转、结账,草拟 run:{run}")


@app.command()
def convert(
    org: Org,
    year: Year,
    share: Annotated[str, typer.Option(help="每行转多少,如 50% 或 1/2;默认全部")] = "100%",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """按大会决议把应付的盈余转为成员出资 (turn what is owed into contribution, by the assembly's vote)"""
    from liancun.rooms.surplus import actions

    done = actions.turn_into_contribution(org, year, share=_share(share), **_who_and_when(on))
    if as_json:
        output.print_json(asdict(done))
        return
    output.say(
        f"run:{done.run} 按 {done.resolution}:{done.members} 名成员 {format_yuan(done.total_fen)} 元转为出资,"
        f"{done.entry},仍须发放 {format_yuan(done.left_fen)} 元"
    )


STATES = {"done": "已办", "open": "下一步", "waiting": "未到"}


@app.command()
def status(org: Org, year: Year, as_json: Json = False) -> None:
    """年终决算到哪一步,缺什么,谁来办 (how far the year's end is, what is missing, whose step it is)"""
    from liancun.kernel import Reason
    from liancun.rooms.surplus import queries

    desk = queries.year_desk(_who_and_when("")["by"], org, year)
    if as_json:
        output.print_json(
            {"next": desk.year_end.next_step, "steps": desk.steps, "run": desk.year_end.run_ref}
        )
        return
    for each in desk.steps:
        who = "、".join(each.posts)
        said = output.worded(Reason.of(each.step.code))
        when = f" {each.done_on} {each.done_by}" if each.done_on and each.step.state == "done" else ""
        output.say(f"{STATES[each.step.state]}  {said}({who}){when}")
        if each.step.state == "open":
            for reason in each.step.missing:
                output.say(f"      {output.worded(reason)}")
    if desk.year_end.run_ref:
        output.say(desk.year_end.run_ref)


@app.command()
def figures(org: Org, year: Year, as_json: Json = False) -> None:
    """盈余、公积金、两种口径的可分配盈余、两份各多少 (what there is to divide, by both readings)"""
    from liancun.faces.words import all_words
    from liancun.rooms.surplus import queries

    found = queries.year_figures(_who_and_when("")["by"], org, year)
    if as_json:
        output.print_json(found)
        return
    for title, fen in (
        ("本年盈余", found.totals.surplus_fen),
        ("弥补以前年度亏损", -found.totals.loss_fen),
        ("提取公积金", -found.reserve_fen),
        ("可分配盈余,合作社法第四十四条口径", found.law_44_fen),
        ("可分配盈余,会农社02表第16行", found.form_02_fen),
        ("分配", found.distributed_fen),
        ("  按交易返还", found.patronage_fen),
        ("  按成员账户", found.equity_fen),
    ):
        output.say(f"{title} {format_yuan(fen)} 元")
    output.say(f"章程取{all_words()[f'base.{found.base}']},{found.clause}")


def _share(text: str) -> Fraction:
    number, percent, rest = text.partition("%")
    try:
        if rest or "." in number:
            raise ValueError
        return Fraction(number) * Fraction(1, 100 if percent else 1)
    except (ValueError, ZeroDivisionError):
        raise typer.BadParameter(f"{text}: 比例请写成 50% 或 1/2") from None
