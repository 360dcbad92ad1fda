"""`liancun charter check`: every decision on disk is read, typed and held against what is bound (章程)."""

from typing import Any

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.faces.cli.usage import App

app = App(no_args_is_help=True)


@app.callback()
def group() -> None:
    """章程:决定是否读得通、有没有改过旧的"""


@app.command()
def check(as_json: Json = False) -> None:
    """核对全部决定 (validate every decision, including that none in use was edited)"""
    from liancun.base import charter_names, charters, kept_texts
    from liancun.faces.words import placed
    from liancun.kernel import BadInput

    problems = charters.check() or charter_names.unknown()
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
    renewed = kept_texts.renewed()
    notes = [placed(each) for each in charter_names.notes()]
    if as_json:
        said: dict[str, Any] = {
            "decisions": len(decisions),
            "blocks": len(blocks),
            "money_assumptions": assumed,
        }
        said |= {"problems": [], "renewed": [list(each) for each in renewed], "notes": notes}
        output.print_json(said)
        return
    output.say(f"章程读得通:{len(decisions)} 项决定,{len(blocks)} 个生效段;涉及钱的假设 {len(assumed)} 条")
    for kept, now in renewed:
        output.say(f"软件更新过 {kept}:旧记录仍按留存的原文,今后按 {now or '别的决定(这一段已撤)'}")
    for note in notes:
        output.say(note)
