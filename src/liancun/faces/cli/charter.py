"""`liancun charter check`: every decision on disk is read, typed and held against earlier loads (章程)."""

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.faces.cli.usage import App

app = App(no_args_is_help=True)


@app.callback()
def group() -> None:
    """章程:决定是否读得通、有没有改过旧的"""


@app.command()
def check(as_json: Json = False) -> None:
    """核对全部决定 (validate every decision, including that no old one was edited)"""
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
    if as_json:
        output.print_json(
            {"decisions": len(decisions), "blocks": len(blocks), "money_assumptions": assumed, "problems": []}
        )
        return
    output.say(f"章程读得通:{len(decisions)} 项决定,{len(blocks)} 个生效段;涉及钱的假设 {len(assumed)} 条")
