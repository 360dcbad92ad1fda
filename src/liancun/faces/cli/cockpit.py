"""`liancun cockpit`: a year of the whole town (驾驶舱)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, who_and_when
from liancun.faces.words import called, coded
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_scaled, format_yuan

if TYPE_CHECKING:
    from liancun.faces.cockpit import Cockpit


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("cockpit")(show)


def show(
    year: Annotated[int | None, typer.Option(help=_("哪一年;默认有钱的那年"), min=2000, max=2100)] = None,
    org: Annotated[str, typer.Option(help=_("哪个合作总社的务工和种植;默认第一个"))] = "",
    as_json: Json = False,
) -> None:
    """全镇一年:指标、用工、农户得的钱、地上种的、村集体收入、公司资金 (a year of the whole town)"""
    from liancun.faces.cli.outcomes import show as show_figures
    from liancun.faces.cockpit import cockpit
    from liancun.rooms.outcomes.queries import report
    from liancun.rooms.settlement.queries import kinds

    asked = who_and_when("")
    found = cockpit(asked["by"], year, on=asked["on"], org_code=org)
    if as_json:
        output.print_json(found)
        return
    if against := report():
        show_figures(found.figures, against)
    output.print_table(
        (_("月份"), _("谁付"), _("人日")),
        [(row.month, coded("payer", row.payer), str(row.days)) for row in found.work],
        right=(2,),
    )
    _show_sums(found, {each.name: each.title for each in kinds(asked["by"])})
    waiting = found.waiting
    output.say(
        _("待整改 {rectifications} 处(过期限 {overdue}),待复查 {followups} 件,待答复的异议 {objections} 件"),
        rectifications=waiting.rectifications,
        overdue=waiting.overdue,
        followups=waiting.followups,
        objections=waiting.objections,
    )


def _show_sums(found: "Cockpit", titles: Mapping[str, str]) -> None:
    """Money, fields, own income and the company's cash, a table each."""
    from liancun.faces.cli.outcomes import show_income

    places = dict(found.villages)
    output.print_table(
        (_("款项"), _("村"), _("笔"), _("合计(元)")),
        [
            (
                called(titles[row.kind]),
                places.get(row.village_code, ""),
                str(row.lines),
                format_yuan(row.amount_fen),
            )
            for row in found.money
        ],
        right=(2, 3),
    )
    output.print_table(
        (_("村"), _("作物"), _("层次"), _("面积(亩)")),
        [
            (
                row.village,
                called(row.crop_name),
                called(row.storey_name),
                format_scaled(row.area_centimu, 100, 2),
            )
            for row in found.fields
        ],
        right=(3,),
    )
    show_income(found.income)
    if found.company:
        output.print_table(
            (_("季"), _("期初(元)"), _("托底前(元)"), _("期末(元)")),
            [
                (
                    str(row.quarter),
                    *map(format_yuan, (row.opening_fen, row.before_support_fen, row.closing_fen)),
                )
                for row in found.company.quarters
            ],
            right=(1, 2, 3),
        )
