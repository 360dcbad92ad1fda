"""`liancun sheets send` (送回): the file that a phone saved, received as from the phone itself."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, Org, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _

app = App(no_args_is_help=True)

STATUSES = {
    "recorded": _("已登记"),
    "repeated": _("先前已收到"),
    "agreed": _("与已有的一致"),
    "conflict": _("有争议"),
    "held": _("暂存"),
    "refused": _("不登记"),
    "supplement": _("已登记,下期补扣"),
}


@app.command()
def send(
    org: Org,
    file: Annotated[Path, typer.Argument(help=_("手机上“存成文件”存下的 JSON 文件"))],
    on: Day = "",
    as_json: Json = False,
) -> None:
    """送回手机上写的,每条各有回执 (send what a phone saved; each item has its receipt)"""
    import json

    from liancun.faces.sheets import items_in, told_receipts
    from liancun.kernel import BadInput, Problem
    from liancun.rooms.sheets import actions

    try:
        sent = json.loads(file.read_bytes())
    except OSError:
        raise BadInput([Problem.of("sheets.no_such_file", file=str(file))]) from None
    except (ValueError, RecursionError):
        raise BadInput([Problem.of("api.not_json", file=str(file))]) from None
    told = told_receipts(actions.receive_items(org, items_in(sent), **who_and_when(on)))
    if as_json:
        output.print_json({"results": told})
        return
    for each in told:
        output.say(f"{each['id'][:8]}  {gettext(STATUSES[each['status']])}  {each['message']}")
