"""`liancun meeting show` (一次会议): how far it is, its agenda and what came of each item."""

from pathlib import Path
from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _

app = App(no_args_is_help=True)

Meeting = Annotated[int, typer.Argument(help=_("会议序号"), min=1)]


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


@app.command("print")
def print_paper(
    meeting: Meeting,
    paper: Annotated[
        str,
        typer.Argument(help=_("哪一种:notice 会议通知、sign-in 签到册、ballots 表决票、minutes 会议记录")),
    ],
    file: Annotated[Path, typer.Argument(help=_("写到哪个文件 (.pdf)"))],
) -> None:
    """会议用纸:通知、签到册、表决票、记录 (a meeting's papers)"""
    from liancun.faces.prints.meetings import paper_of_meeting

    asked = who_and_when("")
    made, _name, org_code = paper_of_meeting(asked["by"], meeting, paper, on=asked["on"])
    output.hand_out(asked["by"], "paper:meeting", org_code, file)
    output.write_file(file, made)
    output.say(_("已写到 {name}"), name=file.name)


@app.command("print-steps")
def print_steps(
    four_steps: Annotated[int, typer.Argument(help=_("四议两公开的序号"), min=1)],
    file: Annotated[Path, typer.Argument(help=_("写到哪个文件 (.pdf)"))],
) -> None:
    """四议两公开登记表 (the register of the four steps and two publications)"""
    from liancun.faces.prints.meetings import paper_of_steps

    asked = who_and_when("")
    made, _name, org_code = paper_of_steps(asked["by"], four_steps, on=asked["on"])
    output.hand_out(asked["by"], "paper:four_steps", org_code, file)
    output.write_file(file, made)
    output.say(_("已写到 {name}"), name=file.name)
