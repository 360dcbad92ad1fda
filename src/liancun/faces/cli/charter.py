"""`liancun charter check`: every decision on disk is read, typed and held against what is bound (章程)."""

from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _

app = App(no_args_is_help=True)


@app.callback()
def group() -> None:
    """章程:决定是否读得通、有没有改过旧的"""


@app.command()
def check(as_json: Json = False) -> None:
    """核对全部决定 (validate every decision, including that none in use was edited)"""
    from liancun.base import charters
    from liancun.kernel import BadInput

    problems = charters.check()
    if problems:
        raise BadInput(problems)
    decisions = charters.current().decisions.values()
    blocks = [block for decision in decisions for block in decision.blocks]
    assumed = sorted(
        f"{block.id} {clause.name}"
        for block in blocks
        for clause in block.clauses
        if clause.source == "assumption" and clause.money
    )
    renewed = charters.renewed()
    if as_json:
        said = {"decisions": len(decisions), "blocks": len(blocks), "money_assumptions": assumed}
        output.print_json(said | {"problems": [], "renewed": [list(each) for each in renewed]})
        return
    output.say(
        _("章程读得通:{decisions} 项决定,{blocks} 个生效段;涉及钱的假设 {assumed} 条"),
        decisions=len(decisions),
        blocks=len(blocks),
        assumed=len(assumed),
    )
    for kept, now in renewed:
        output.say(
            _("软件更新过 {kept}:旧记录仍按留存的原文,今后按 {now}"),
            kept=kept,
            now=now or gettext("别的决定(这一段已撤)"),
        )
