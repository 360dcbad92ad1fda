"""`liancun production ...` (种植): may it grow, one planting."""

from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, Org, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_scaled

app = App(no_args_is_help=True)

Number = Annotated[str, typer.Argument(help=_("种植编号"))]
VERDICTS = {"allow": "可以种", "document": "须有文件才可以种", "block": "不能种"}


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
    output.say(f"地块 {plot} 种 {answer.crop_name}:{VERDICTS[answer.verdict]}")
    if answer.article:
        output.say(f"  {answer.article} ({answer.clause})")
    output.say(f"  {answer.class_name},坡度 {answer.slope_deg} 度")
    free, whole = mu(answer.free_centimu), mu(answer.plot_centimu)
    output.say(f"  {answer.storey_name}还空 {free} 亩,这块地实测 {whole} 亩")
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
    where = f"地块 {row.plot} {mu(row.area_centimu)} 亩"
    output.say(f"{row.number} {row.crop_name} {row.storey_name} {where},{row.start} 起")
    for storey in card.storeys:
        taken, whole = mu(storey.taken_centimu), mu(storey.plot_centimu)
        output.say(f"  {storey.storey_name} {taken}/{whole} 亩 {' '.join(storey.plantings)}".rstrip())
    if card.rectification:
        each = card.rectification
        output.say(
            f"  待整改:{each.article};{each.plan},期限 {each.plan_due}" + (" 已整改" if each.closed else "")
        )
    if card.barred_until:
        output.say(f"  安全间隔期内:{card.barred_until} 起才可采收")
    for note in (*card.inputs, *card.operations):
        output.say(f"  {note.day} {note.what} {note.more}".rstrip())
    for seen in card.inspections:
        output.say(f"  巡查 {seen.number} {seen.inspected_on} {seen.finding} {seen.result}".rstrip())
