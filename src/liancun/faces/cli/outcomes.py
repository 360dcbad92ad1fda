"""`liancun outcomes`: the published figures beside the computed ones (成效)."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer
from django.utils.translation import get_language, gettext, pgettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.faces.words import called
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

if TYPE_CHECKING:
    from liancun.charter import Report
    from liancun.rooms.outcomes.queries import Figure, OwnIncome

MET_WORDS = {"met": _("达到"), "not_met": _("未达到"), "not_computed": _("未计算")}


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
        (_("村集体"), _("年"), _("截至"), _("科目"), _("收入(元)")),
        [
            (row.village, str(each.year), str(each.upto), f"{account} {called(name)}", format_yuan(fen))
            for row in found.rows
            for each in row.years
            for account, name, fen in each.accounts
        ],
        right=(4,),
    )


def _label(row: "Figure") -> str:
    return row.label_en if get_language() == "en" else row.label


def show(rows: "tuple[Figure, ...]", report: "Report | None") -> None:
    """The table and the count of each state."""
    if report is None:
        output.say(
            gettext("本镇没有可以对照的报道;有的话,写成数据文件夹里的 report.yaml,town.yaml 里写 report: own")
        )
        return
    computed = [row for row in rows if row.met != "not_computed"]
    met = sum(row.met == "met" for row in computed)
    output.print_table(
        (
            _("项目"), _("公布数"), _("计算数"), pgettext("unit", "单位"), _("结果"),
            _("分子"), _("分母"), _("日期"), _("来历"),
        ),
        (
            (
                _label(row), gettext(row.published), row.computed, gettext(row.unit),
                gettext(MET_WORDS[row.met]),
                row.numerator, row.denominator, row.dates, row.reference,
            )
            for row in rows
        ),
        title=gettext("成效:{report}与计算数").format(report=gettext(report.title)),
        right=(1, 2, 5, 6),
    )  # fmt: skip
    output.say(
        _("已计算 {computed} 项,其中达到 {met} 项;未计算 {others} 项。"),
        computed=len(computed),
        met=met,
        others=len(rows) - len(computed),
    )
    if report.note:
        output.say(gettext(report.note))
