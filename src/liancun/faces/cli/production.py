"""`liancun production ...` (种植): may it grow, one planting."""

from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, Org, who_and_when
from liancun.faces.cli.usage import App
from liancun.faces.words import called
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_scaled

app = App(no_args_is_help=True)

Number = Annotated[str, typer.Argument(help=_("种植编号"))]
VERDICTS = {"allow": _("可以种"), "document": _("须有文件才可以种"), "block": _("不能种")}


def mu(area_centimu: int) -> str:
    """An area in mu."""
    return format_scaled(area_centimu, 100, 2)


@app.command("may")
def may(
    org: Org,
    plot: Annotated[str, typer.Argument(help=_("地块编码"))],
    crop: Annotated[str, typer.Argument(help=_("作物名称或编码"))],
    as_json: Json = False,
) -> None:
    """一块地种不种得,只问不记 (may this grow here)"""
    from liancun.rooms.production import queries

    known = who_and_when("")
    answer = queries.may_grow(known["by"], org, plot=plot, crop=crop, on=known["on"])
    if as_json:
        output.print_json(answer)
        return
    output.say(
        _("地块 {plot} 种 {crop}:{verdict}"),
        plot=plot,
        crop=answer.crop_name,
        verdict=gettext(VERDICTS[answer.verdict]),
    )
    if answer.article:
        output.say(f"  {called(answer.article)} ({answer.clause})")
    output.say(
        _("{land},坡度 {slope_deg} 度"),
        land=called(answer.class_name),
        slope_deg=answer.slope_deg,
        indent=2,
    )
    free, whole = mu(answer.free_centimu), mu(answer.plot_centimu)
    output.say(
        _("{storey}还空 {free} 亩,这块地实测 {whole} 亩"),
        storey=called(answer.storey_name),
        free=free,
        whole=whole,
        indent=2,
    )
    for each in answer.reasons:
        output.say(f"  {output.worded(each)}")


@app.command("show")
def show(org: Org, number: Number, as_json: Json = False) -> None:
    """一块种植 (one planting)"""
    from liancun.rooms.production import queries

    known = who_and_when("")
    card = queries.planting_card(known["by"], org, number, on=known["on"])
    if as_json:
        output.print_json(card)
        return
    row = card.row
    where = output.told(_("地块 {plot} {mu} 亩"), plot=row.plot, mu=mu(row.area_centimu))
    output.say(
        _("{number} {crop} {storey} {where},{start} 起"),
        number=row.number,
        crop=row.crop_name,
        storey=called(row.storey_name),
        where=where,
        start=row.start,
    )
    for storey in card.storeys:
        taken, whole = mu(storey.taken_centimu), mu(storey.plot_centimu)
        output.say(
            _("{storey} {taken}/{whole} 亩 {plantings}"),
            storey=called(storey.storey_name),
            taken=taken,
            whole=whole,
            plantings=" ".join(storey.plantings),
            indent=2,
        )
    if card.rectification:
        each = card.rectification
        output.say(
            "  "
            + output.told(
                _("待整改:{article};{plan},期限 {due}"),
                article=called(each.article),
                plan=each.plan,
                due=each.plan_due,
            )
            + (" " + gettext("已整改") if each.closed else "")
        )
    if card.barred_until:
        output.say(_("安全间隔期内:{day} 起才可采收"), day=card.barred_until, indent=2)
    for note in (*card.inputs, *card.operations):
        output.say(f"  {note.day} {note.what} {note.more}".rstrip())
    for seen in card.inspections:
        output.say(
            _("巡查 {number} {day} {finding} {result}"),
            number=seen.number,
            day=seen.inspected_on,
            finding=seen.finding,
            result=seen.result,
            indent=2,
        )
