"""`liancun deliveries show` (过磅单): one slip with its versions."""

from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, facts, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _

app = App(no_args_is_help=True)

Slip = Annotated[int, typer.Argument(help=_("过磅单的号,即 slip:12 里的 12"), min=1, max=2**63 - 1)]
STATES = {"accepted": "有效", "held": "待核", "void": "已作废"}
FACTS = {
    "weighed_on": "过磅日",
    "site_name": "过磅点",
    "account_of": "记账人",
    "name": "姓名",
    "delivered_by": "送货人",
    "product_name": "产品",
    "grade": "等级",
    "gross_g": "毛重",
    "tare_g": "皮重",
    "deduction_g": "扣杂",
    "net_g": "净重",
    "price_fen": "单价",
    "value_fen": "金额",
    "recorded_by": "登记人",
    "on": "登记日",
    "note": "说明",
}


@app.command("show")
def slip(number: Slip, as_json: Json = False) -> None:
    """一张过磅单和它的更正 (one slip with its versions)"""
    from liancun.rooms.deliveries import queries

    card = queries.slip_card(who_and_when("")["by"], number)
    if as_json:
        output.print_json(card)
        return
    output.say(f"{card.row.ref} {card.row.number} {STATES[card.row.state]} 第 {card.row.revision} 版")
    facts(card.row, FACTS)
    if card.held_because:
        output.say(output.worded(card.held_because))
    for each in card.versions:
        output.say(f"  {each.ref} 第 {each.revision} 版 {STATES[each.state]} {each.note}")
    if card.line:
        output.say(f"  收购款 {card.line}")
