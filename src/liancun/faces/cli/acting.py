"""What the commands of a room share (公用选项): who acts and when, and how it is answered."""

from dataclasses import fields
from datetime import date
from typing import Annotated, Any

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.words import called, shown
from liancun.kernel.fields import _

Json = Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 文档"))]
Day = Annotated[str, typer.Option("--on", metavar="DAY", help=_("办理日,如 2025-09-01;默认今天"))]
Org = Annotated[str, typer.Argument(help=_("单位代码,如 head"))]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help=_("最多几行"))]
Offset = Annotated[int, typer.Option(min=0, help=_("跳过几行"))]


def who_and_when(day: str) -> dict[str, Any]:
    """`by` and `on` of an action; a day that is none is bad usage."""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer

    try:
        return {"by": viewer(), "on": date.fromisoformat(day) if day else clock.today()}
    except ValueError:
        raise typer.BadParameter(gettext("“{value}”不是日期。请写成 2025-09-01").format(value=day)) from None


def the_period(text: str) -> str:
    """A month or a year; what is neither is bad usage."""
    from liancun.kernel import Period as Span

    try:
        return str(Span.parse(text)) if text else ""
    except ValueError:
        said = gettext("“{value}”不是月份或年份。请写成 2025-09 或 2025").format(value=text)
        raise typer.BadParameter(said) from None


def done(document: dict[str, Any], text: str, as_json: bool) -> None:
    """What an act did."""
    if as_json:
        output.print_json(document)
    else:
        output.say(text)


CODED = ("class_name", "form_name", "grade", "product_name", "reason_name")
"""Facts that are what a decision or the law calls something."""


def facts(row: Any, names: dict[str, str]) -> None:
    """One record, a fact a line; those without a name stay out."""
    for each in fields(row):
        value = getattr(row, each.name)
        if each.name in names and value not in (None, "", ()):
            text = called(str(value)) if each.name in CODED else shown(each.name, value)
            output.say(f"  {gettext(names[each.name])}  {text}")
