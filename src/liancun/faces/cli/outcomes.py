"""`liancun outcomes`: the published figures beside the computed ones (成效)."""

from dataclasses import asdict

import typer
from django.utils.translation import get_language, gettext, pgettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.faces.words import called
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

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
    show(rows)


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


def show_income(found: "queries.OwnIncome") -> None:  # type: ignore[name-defined] # noqa: F821
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


def _label(row: "queries.Figure") -> str:  # type: ignore[name-defined] # noqa: F821
    return row.label_en if get_language() == "en" else row.label  # type: ignore[no-any-return]


def show(rows: "tuple[queries.Figure, ...]") -> None:  # type: ignore[name-defined] # noqa: F821
    """The table and the count of each state."""
    computed = [row for row in rows if row.met != "not_computed"]
    met = sum(row.met == "met" for row in computed)
    output.print_table(
        (
            _("项目"), _("公布数"), _("计算数"), pgettext("unit", "单位"), _("结果"),
            _("分子"), _("分母"), _("日期"), _("来历"),
        ),
        (
            (
                _label(row), row.published, row.computed, gettext(row.unit),
                gettext(MET_WORDS[row.met]),
                row.numerator, row.denominator, row.dates, row.reference,
            )
            for row in rows
        ),
        title=gettext("盘关成效:公布数与计算数"),
        right=(1, 2, 5, 6),
    )  # fmt: skip
    output.say(
        _("已计算 {computed} 项,其中达到 {met} 项;未计算 {others} 项。"),
        computed=len(computed),
        met=met,
        others=len(rows) - len(computed),
    )
    output.say(
        gettext("公布数出自2019年前后的报道;演示年为2025年,登记数与其一致是情景假设(docs/economy.md)。")
    )
