"""`liancun meeting show` (一次会议): how far it is, its agenda and what came of each item."""

from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, who_and_when

app = typer.Typer(no_args_is_help=True)

Meeting = Annotated[int, typer.Argument(help="会议序号", min=1)]


@app.command("show")
def show(meeting: Meeting, as_json: Json = False) -> None:
    """一次会议:进度、议程、每项的结果 (a meeting: how far it is, its agenda, what came of each item)"""
    from liancun.faces.cards import card_of
    from liancun.faces.fields import Naming
    from liancun.faces.tables import table_of_rows
    from liancun.rooms.committee import queries

    asked = who_and_when("")
    card = queries.meeting_card(asked["by"], meeting)
    if as_json:
        output.print_json(card)
        return
    naming = Naming(asked["by"], card.org_code, asked["on"])
    for fact in card_of(queries.MeetingCard, vars(card), naming).facts:
        output.say(f"{fact.label} {fact.text}")
    table = table_of_rows(card.items)
    output.print_table(table.headings, table.cells(), right=table.right)
