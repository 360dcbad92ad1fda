"""`liancun home`: what a household put in, got and was asked for over a year (我家的一年)."""

from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, who_and_when
from liancun.faces.words import called
from liancun.kernel.fields import _
from liancun.kernel.quantities import format_yuan

if TYPE_CHECKING:
    from liancun.faces.home import HomeYear


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("home")(home)


def home(
    year: Annotated[int | None, typer.Option(help=_("哪一年;默认有钱的那年"), min=2000, max=2100)] = None,
    as_json: Json = False,
) -> None:
    """我家的一年:投入、得的、要交的 (a household's year: put in, got, asked for)"""
    from liancun.faces.home import home_year
    from liancun.kernel import Refusal
    from liancun.rooms.settlement.queries import kinds

    known = who_and_when("")
    viewer, today = known["by"], known["on"]
    if not viewer.party:
        raise Refusal("viewer.not_found")
    found = home_year(viewer, year, on=today)
    if as_json:
        output.print_json(found)
        return
    titles = {each.name: each.title for each in kinds(viewer)}
    for each in found.put_in:
        output.say(output.worded(each.what))
    for row in found.held:
        answer = gettext("等待答复") if row.answer == "open" else gettext("异议成立,等更正重算")
        output.say(
            _("{title} {period} 有 {held} 元搁置:{said_on} 提的异议{answer} {objection}"),
            title=titles[row.kind],
            period=row.period,
            held=format_yuan(row.held_fen),
            said_on=row.said_on,
            answer=answer,
            objection=row.objection or row.ref,
        )
    for word, rows in ((gettext("得的"), found.got), (gettext("要交的"), found.asked)):
        output.print_table(
            (word, _("笔"), _("合计(元)"), _("已付(元)")),
            [
                (
                    called(titles[row.kind]),
                    str(row.lines),
                    format_yuan(row.amount_fen),
                    format_yuan(row.paid_fen),
                )
                for row in rows
            ],
            right=(1, 2, 3),
        )
    _due(found)
    sums = (found.got_fen, found.got_open_fen, found.asked_fen, found.asked_open_fen)
    got, got_open, asked, asked_open = map(format_yuan, sums)
    output.say(
        _("{year} 年一共得 {got} 元,还没付的 {got_open} 元;要交 {asked} 元,还没交的 {asked_open} 元"),
        year=found.year,
        got=got,
        got_open=got_open,
        asked=asked,
        asked_open=asked_open,
    )


def _due(found: "HomeYear") -> None:
    """What is to be handed in by when."""
    for part in found.due:
        output.say(
            _("{due_on} 前交 {amount} 元,还差 {open} 元")
            if part.open_fen
            else _("{due_on} 前交 {amount} 元,已交"),
            due_on=part.due_on,
            amount=format_yuan(part.amount_fen),
            open=format_yuan(part.open_fen),
        )
