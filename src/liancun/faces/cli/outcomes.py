"""`liancun outcomes`: the published figures beside the computed ones (成效)."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.kernel.quantities import format_yuan

if TYPE_CHECKING:
    from liancun.charter import Report
    from liancun.rooms.outcomes.queries import Figure, OwnIncome

MET_WORDS = {"met": "达到", "not_met": "未达到", "not_computed": "未计算"}


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("outcomes")(outcomes)
    app.command("income")(income)


def outcomes(as_json: Json = False) -> None:
    """公布的成效与按记录算出的数 (published figures beside computed ones)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.outcomes import queries

    rows = queries.figures(viewer())
    if as_json:
        output.print_json([asdict(row) for row in rows])
        return
    show(rows, queries.report())


def income(as_json: Json = False) -> None:
    """各村集体的自身收入,按年 (the collectives' own income by year)"""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer
    from liancun.rooms.outcomes import queries

    found = queries.own_income(viewer(), on=clock.today())
    if as_json:
        output.print_json(found)
    else:
        show_income(found)


def show_income(found: "OwnIncome") -> None:
    """The table: a collective and year, by account."""
    output.print_table(
        ("村集体", "年", "截至", "科目", "收入(元)"),
        [
            (row.village, str(each.year), str(each.upto), f"{account} {name}", format_yuan(fen))
            for row in found.rows
            for each in row.years
            for account, name, fen in each.accounts
        ],
        right=(4,),
    )


def show(rows: "tuple[Figure, ...]", report: "Report | None") -> None:
    """The table and the count of each state."""
    if report is None:
        output.say(
            "本镇没有可以对照的报道;有的话,写成数据文件夹里的 report.yaml,在 town.yaml 里写 report: own"
        )
        return
    computed = [row for row in rows if row.met != "not_computed"]
    met = sum(row.met == "met" for row in computed)
    output.print_table(
        ("项目", "公布数", "计算数", "单位", "结果", "分子", "分母", "日期", "来历"),
        (
            (
                row.label, row.published, row.computed, row.unit, MET_WORDS[row.met],
                row.numerator, row.denominator, row.dates, row.reference,
            )
            for row in rows
        ),
        title=f"成效:{report.title}与计算数",
        right=(1, 2, 5, 6),
    )  # fmt: skip
    output.say(f"已计算 {len(computed)} 项,其中达到 {met} 项;未计算 {len(rows) - len(computed)} 项。")
    if report.note:
        output.say(report.note)
