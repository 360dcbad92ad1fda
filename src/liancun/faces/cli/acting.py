"""What the commands of a room share (公用选项): who acts and when, and how it is answered."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liancun.faces.cli import output
from liancun.faces.words import shown

if TYPE_CHECKING:
    from liancun.faces.people import Doing

Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
Day = Annotated[str, typer.Option("--on", metavar="DAY", help="办理日,如 2025-09-01;默认今天")]
Org = Annotated[str, typer.Argument(help="单位代码,如 head")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="最多几行")]
Offset = Annotated[int, typer.Option(min=0, help="跳过几行")]
Given = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME=VALUE]...", help="各栏,如 phone=13800000001;不写列出要填的"),
]
What = Annotated[str, typer.Argument(help="办什么;不写列出能办的")]
Period = Annotated[str, typer.Option(help="月份或年,如 2025-09 或 2025")]


def who_and_when(day: str) -> dict[str, Any]:
    """`by` and `on` of an action; a day that is none is bad usage."""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer

    try:
        return {"by": viewer(), "on": date.fromisoformat(day) if day else clock.today()}
    except ValueError:
        raise typer.BadParameter(f"{day}: 日期请写成 2025-09-01") from None


def the_period(text: str) -> str:
    """A month or a year; what is neither is bad usage."""
    from liancun.kernel import Period as Span

    try:
        return str(Span.parse(text)) if text else ""
    except ValueError:
        raise typer.BadParameter(f"{text}: 请写成 2025-09 或 2025") from None


def done(document: dict[str, Any], text: str, as_json: bool) -> None:
    """What an act did."""
    if as_json:
        output.print_json(document)
    else:
        output.say(text)


def facts(row: Any, names: dict[str, str]) -> None:
    """One record, a fact a line; those without a name stay out."""
    for each in fields(row):
        value = getattr(row, each.name)
        if each.name in names and value not in (None, "", ()):
            output.say(f"  {names[each.name]}  {shown(each.name, value)}")


def record(
    doings: "Mapping[str, Doing]", what: str, subject: str, given: list[str], day: str, as_json: bool
) -> None:
    """Do one act with the fields given as NAME=VALUE; without them, say which there are."""
    if what not in doings or not subject or not given:
        if what and what not in doings:
            raise typer.BadParameter(f"{what}: 能办的有 {'、'.join(doings)}")
        for name, each in doings.items():
            if what in ("", name):
                _explain(name, each)
        return
    known = {column.name for column in doings[what].columns}
    pairs = dict(_pair(text, known) for text in given)
    stamp = who_and_when(day)
    answer = doings[what].do(subject, pairs, **stamp)
    document = {"subject": subject, "ends": str(answer) if isinstance(answer, date) else ""}
    done(document, " ".join(filter(None, ("已登记", subject, document["ends"]))), as_json)


def _pair(text: str, known: set[str]) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or name not in known:
        raise typer.BadParameter(f"{text}: 请写成 栏目=内容,栏目有 {'、'.join(sorted(known))}")
    return name, value


def _explain(name: str, doing: "Doing") -> None:
    output.say(f"{name}  {doing.title}")
    for column in doing.columns:
        offered = "、".join(word for word, _kept in column.choices)
        said = " ".join(
            filter(None, (column.label, "" if column.required else "(可不填)", offered, column.help))
        )
        output.say(f"  {column.name}  {said}")
