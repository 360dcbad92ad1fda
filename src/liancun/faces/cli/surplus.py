"""`liancun surplus status | figures` (盈余): how far the year's end is, what there is to divide."""

from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, Org, who_and_when
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _

app = App(no_args_is_help=True)

Year = Annotated[int, typer.Argument(help=_("年度"), min=2000, max=2100)]

STATES = {"done": _("已办"), "open": _("下一步"), "waiting": _("未到")}


@app.command()
def status(org: Org, year: Year, as_json: Json = False) -> None:
    """年终决算到哪一步,缺什么,谁来办 (how far the year's end is, what is missing, whose step it is)"""
    from liancun.faces.words import coded
    from liancun.kernel import Reason
    from liancun.rooms.surplus import queries

    desk = queries.year_desk(who_and_when("")["by"], org, year)
    if as_json:
        output.print_json(
            {"next": desk.year_end.next_step, "steps": desk.steps, "run": desk.year_end.run_ref}
        )
        return
    for each in desk.steps:
        who = gettext("、").join(coded("posts", post) for post in each.posts)
        said = output.worded(Reason.of(each.step.code))
        when = f" {each.done_on} {each.done_by}" if each.done_on and each.step.state == "done" else ""
        output.say(f"{gettext(STATES[each.step.state])}  {said}({who}){when}")
        if each.step.state == "open":
            for reason in each.step.missing:
                output.say(f"      {output.worded(reason)}")
    if desk.year_end.run_ref:
        output.say(desk.year_end.run_ref)


@app.command()
def figures(org: Org, year: Year, as_json: Json = False) -> None:
    """盈余、公积金、两种口径的可分配盈余、两份各多少 (what there is to divide, by both readings)"""
    from liancun.faces.fields import with_unit
    from liancun.faces.words import all_words
    from liancun.kernel.fields import fields_of, taken
    from liancun.rooms.surplus import queries

    found = queries.year_figures(who_and_when("")["by"], org, year)
    if as_json:
        output.print_json(found)
        return
    values = taken(found)
    for spec in fields_of(found):
        output.say(f"{gettext(spec.field.label)} {with_unit(spec.field, values[spec.name])}")
    output.say(_("章程取{base},{clause}"), base=all_words()[f"base.{found.base}"], clause=found.clause)
