"""`liancun status` (齐备): what is loaded, what each kind of money still wants, and the next command."""

from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext as _

from liancun.faces.cli import output
from liancun.faces.words import coded

if TYPE_CHECKING:
    from liancun.rooms.settlement.queries import Lacking


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("status")(status)


def status(as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 文档"))] = False) -> None:
    """录入了什么,每种钱还缺什么,下一步做什么 (what is loaded, what each kind of money still wants)"""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer
    from liancun.rooms.settlement import queries

    found = queries.status(viewer(), on=clock.today())
    if as_json:
        output.print_json(found)
        return
    output.print_table(
        (_("记录种类"), _("单位"), _("条数"), _("到")),
        [(coded("stock", row.stock), row.org_name, row.count, row.last or "") for row in found.loaded],
        right=(2,),
    )
    complete: dict[str, list[str]] = {}
    for money in found.money:
        if not money.lacking:
            complete.setdefault(money.kind, []).append(money.org_name)
    output.say()
    for kind, names in complete.items():
        said = _("{kind} 齐了:{names}")
        output.say(said.format(kind=coded("kind", kind), names=_("、").join(names)))
    for money in found.money:
        if money.lacking:
            said = _("{kind} {org} 还缺 {what}") if money.begun else _("{kind} {org} 还没有开始,缺 {what}")
            what = _("、").join(dict.fromkeys(_called(each) for each in money.lacking))
            output.say(said.format(kind=coded("kind", money.kind), org=money.org_name, what=what))
            for each in money.lacking:
                output.say(f"  {next_command(each, money.org_code)}")


def _called(lacking: "Lacking") -> str:
    """What is wanted, in words."""
    if lacking.decision:
        return _("本镇的决定“{decision}”").format(decision=coded("decision", lacking.decision))
    return coded("stock", lacking.stock)


def next_command(lacking: "Lacking", org_code: str) -> str:
    """The command that brings in what is wanted."""
    from liancun.base.offers import offer_of

    if lacking.decision:
        return _("写 {file}").format(file=lacking.file)
    if lacking.workbook:
        file = lacking.file or f"{lacking.workbook}.xlsx"
        posts = _("、").join(coded("posts", post) for post in lacking.posts)
        wanted = "  # " + _("{org} 没有{posts}").format(org=org_code, posts=posts) if posts else ""
        return f"liancun import {lacking.workbook} {file} --org {lacking.owner}{wanted}"
    offer = offer_of(*lacking.offer.split("."))
    verb = offer.command or offer.name.replace("_", "-")
    flags = "".join(f" --{spec.name.replace('_', '-')} …" for spec in offer.specs if spec.required)
    return f"liancun {offer.room} {verb} {lacking.owner}{flags}  # {offer.title}"
