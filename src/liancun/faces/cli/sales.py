"""`liancun sales months` (销售入账): the months in the book and those that wait."""

from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, Org, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

app = App(no_args_is_help=True)


@app.command()
def months(
    org: Org,
    year: Annotated[int, typer.Argument(help=_("年度"), min=2000, max=2100)],
    as_json: Json = False,
) -> None:
    """哪些月份已入账、待入账 (the months in the book and those that wait)"""
    from liancun.rooms.sales import queries

    by = who_and_when("")["by"]
    posted = [row for row in queries.posted_months(by, org) if row.month.startswith(f"{year}-")]
    waiting = queries.open_months(by, org, year)
    if as_json:
        output.print_json({"posted": posted, "open": waiting})
        return
    rows = [
        (row.month, gettext("已入账"), format_yuan(row.sold_fen), format_yuan(row.cost_fen)) for row in posted
    ]
    rows += [(row.month, gettext("待入账"), format_yuan(row.sold_fen), "") for row in waiting]
    output.print_table((_("月份"), _("状态"), _("销售额(元)"), _("成本(元)")), rows, right=(2, 3))
