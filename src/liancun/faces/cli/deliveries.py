"""`liancun deliveries show` (过磅单): one slip with its versions."""

from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, facts, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _

app = App(no_args_is_help=True)

Slip = Annotated[int, typer.Argument(help=_("过磅单的号,即 slip:12 里的 12"), min=1, max=2**63 - 1)]
STATES = {"accepted": _("有效"), "held": _("待核"), "void": _("已作废")}
FACTS = {
    "weighed_on": _("过磅日"),
    "site_name": _("过磅点"),
    "account_of": _("记账人"),
    "name": _("姓名"),
    "delivered_by": _("送货人"),
    "product_name": _("产品"),
    "grade": _("等级"),
    "gross_g": _("毛重"),
    "tare_g": _("皮重"),
    "deduction_g": _("扣杂"),
    "net_g": _("净重"),
    "price_fen": _("单价"),
    "value_fen": _("金额"),
    "recorded_by": _("登记人"),
    "on": _("登记日"),
    "note": _("说明"),
}


@app.command("show")
def slip(number: Slip, as_json: Json = False) -> None:
    """一张过磅单和它的更正 (one slip with its versions)"""
    from liancun.rooms.deliveries import queries

    card = queries.slip_card(who_and_when("")["by"], number)
    if as_json:
        output.print_json(card)
        return
    output.say(
        _("{ref} {number} {state} 第 {revision} 版"),
        ref=card.row.ref,
        number=card.row.number,
        state=gettext(STATES[card.row.state]),
        revision=card.row.revision,
    )
    facts(card.row, FACTS)
    if card.held_because:
        output.say(output.worded(card.held_because))
    for each in card.versions:
        output.say(
            _("{ref} 第 {revision} 版 {state} {note}"),
            ref=each.ref,
            revision=each.revision,
            state=gettext(STATES[each.state]),
            note=each.note,
            indent=2,
        )
    if card.line:
        output.say(_("收购款 {line}"), line=card.line, indent=2)
