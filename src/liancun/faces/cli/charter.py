"""`liancun charter`: what is decided, what changed, what is proposed, whether all of it is sound (章程)."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json, who_and_when
from liancun.faces.cli.usage import App
from liancun.faces.words import coded, worded
from liancun.kernel.fields import _

if TYPE_CHECKING:
    from liancun.faces.changes import Change
    from liancun.faces.decisions import Seen, Shown
    from liancun.faces.fields import Naming
    from liancun.rooms.settlement.queries import Proposal

app = App(no_args_is_help=True)

What = Annotated[str, typer.Argument(metavar="WHAT", help=_("决定的名称、标题或条款编号"))]
NewWhat = Annotated[
    str, typer.Argument(metavar="WHAT", help=_("决定的名称、标题或条款编号;或一个写好的文件,核对后放进去"))
]
Org = Annotated[str, typer.Option("--org", metavar="ORG", help=_("哪个单位的;不写是全镇的"))]
On = Annotated[str, typer.Option("--on", metavar="DAY", help=_("哪一天的;默认今天"))]


@app.callback()
def group() -> None:
    """章程:现行的决定、改了什么、提案试算、是否读得通"""


@app.command()
def check(as_json: Json = False) -> None:
    """核对全部决定 (validate every decision, including that none in use was edited)"""
    from liancun.base import charter_names, charters, kept_texts
    from liancun.faces.words import placed
    from liancun.kernel import BadInput

    problems = charters.check() or charter_names.unknown()
    if problems:
        raise BadInput(problems)
    decisions = charters.current().decisions.values()
    blocks = [block for decision in decisions for block in decision.blocks]
    assumed = sorted(
        f"{block.id} {clause.name}"
        for block in blocks
        for clause in block.clauses
        if clause.source == "assumption" and clause.money
    )
    renewed = kept_texts.renewed()
    undecided = kept_texts.undecided()
    notes = [*map(worded, kept_texts.left()), *map(placed, charter_names.notes())]
    if as_json:
        said: dict[str, Any] = {
            "decisions": len(decisions),
            "blocks": len(blocks),
            "money_assumptions": assumed,
        }
        said |= {"problems": [], "renewed": [list(each) for each in renewed], "notes": notes}
        said["undecided"] = undecided
        output.print_json(said)
        return
    output.say(
        _("章程读得通:{decisions} 项决定,{blocks} 个生效段;涉及钱的假设 {assumed} 条"),
        decisions=len(decisions),
        blocks=len(blocks),
        assumed=len(assumed),
    )
    for kept, now in renewed:
        output.say(
            _("软件更新过 {kept}:旧记录仍按留存的原文,今后按 {now}"),
            kept=kept,
            now=now or gettext("别的决定(这一段已撤)"),
        )
    for note in notes:
        output.say(note)
    if undecided:
        output.say(
            _("还没有定的 {count} 项(镇上没有的事不用定),用到以前先定(liancun charter new 名称):{names}"),
            count=len(undecided),
            names=gettext("、").join(f"{coded('decision', name)} {name}" for name in undecided),
        )


@app.command()
def show(what: What, org: Org = "", on: On = "", as_json: Json = False) -> None:
    """一项决定:每条的值、来源、前后各段、有没有表决 (a decision, where each value comes from, its vote)"""
    from liancun.faces import decisions
    from liancun.faces.fields import Naming

    by, day = who_and_when(on).values()
    shown = decisions.show(by, what, org=org, on=day)
    naming = Naming(by, org, day)
    if as_json:
        output.print_json(decisions.as_data(shown, naming))
    else:
        _show(shown, naming)


def _show(shown: "Shown", naming: "Naming") -> None:
    from liancun.faces.changes import SOURCES, clause_lines
    from liancun.faces.clauses import labels_of

    decision, now = shown.standing.decision, shown.now
    output.say(f"{gettext(decision.title)}  {decision.name}")
    output.say(_line_of(now))
    labels, lines = labels_of(now.block), clause_lines(now.block, naming)
    for each in now.block.clauses:
        source = " ".join(filter(None, (gettext(SOURCES[each.source]), each.cite)))
        texts = lines[each.name]
        one = texts[0] if len(texts) == 1 else ""
        output.say(f"  {labels[each.name]}:{one}  [{source}]")
        for text in texts if not one else ():
            output.say(f"    {text}")
    for said in _rests(now):
        output.say(said)
    for title, blocks in ((gettext("以后"), shown.coming), (gettext("前面"), shown.behind)):
        for seen in blocks:
            output.say(f"{title}:{_line_of(seen)}")
            for said in _rests(seen):
                output.say(f"  {said}")


def _line_of(seen: "Seen") -> str:
    """A block in a line: from when, of which layer and file, who decided it."""
    said = gettext("自 {start} 起({layer},{file}),{body}定,摘要 {digest}")
    return said.format(
        start=seen.block.start,
        layer=coded("layer", seen.layer),
        file=seen.block.file,
        body=gettext(seen.decision.decided_by),
        digest=seen.block.sha256[:8],
    )


def _rests(seen: "Seen") -> list[str]:
    """What rests on a block, and its votes."""
    from liancun.faces.decisions import rests_on_it, votes_said

    return [*votes_said(seen), *rests_on_it(seen)]


@app.command()
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help=_("条款编号、决定的名称,或一个章程文件"))],
    other: Annotated[str, typer.Argument(metavar="B", help=_("和它比的;不写就和 A 所替代的比"))] = "",
    org: Org = "",
    as_json: Json = False,
) -> None:
    """两段条款差在哪里 (what changed between two blocks of a decision)"""
    from liancun.faces import decisions

    first, second, found = decisions.compared(who_and_when("")["by"], one, other, org=org, files=True)
    if as_json:
        output.print_json({"before": first.id, "after": second.id, "changes": found})
        return
    output.say(gettext("{before} → {after}").format(before=first.id, after=second.id))
    _changes(found)


def _changes(found: "tuple[Change, ...]") -> None:
    from liancun.faces.tables import table_of_rows

    if not found:
        output.say(gettext("没有改动"))
        return
    table = table_of_rows(found)
    output.print_table(table.headings, table.cells())


@app.command()
def new(what: NewWhat, org: Org = "", on: On = "") -> None:
    """写一个自己的决定文件,先填好现行的值 (a commented file of one's own, with today's values)"""
    from liancun.faces import charter_files

    day: date = who_and_when(on)["on"]
    place = charter_files.write(what, org=org, on=day)
    output.say(gettext("已写好 {file}").format(file=place))
    if place.startswith("drafts/"):
        output.say(gettext("这是草稿,填好以后:liancun charter new 这个文件的位置,没有错才放进章程"))
        return
    output.say(gettext("改好以后:liancun charter check 核对,liancun charter propose 试算谁多谁少"))


@app.command()
def propose(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("提案:一个章程文件"))],
    org: Org = "",
    year: Annotated[int | None, typer.Option("--year", help=_("按哪一年的记录;默认去年"))] = None,
    as_json: Json = False,
) -> None:
    """按提案重算一年的记录:谁多谁少,不存任何东西 (who would get more or less by a proposal)"""
    from liancun.faces.charter_files import read_file
    from liancun.rooms.settlement import queries

    by, on = who_and_when("").values()
    text = read_file(file)
    found = queries.propose(by, text, file=file.name, org_code=org, year=year, on=on)
    if as_json:
        output.print_json(found)
    else:
        _proposed(found)


def _proposed(found: "Proposal") -> None:
    from liancun.faces.decisions import kind_said
    from liancun.faces.tables import table_of_rows

    title = gettext("{title}(自 {start} 起),摘要 {digest}")
    output.say(title.format(title=gettext(found.title), start=found.start, digest=found.digest[:8]))
    for reason in found.said:
        output.say(worded(reason))
    for kind in found.kinds:
        output.say(kind_said(kind, found.year))
    for rows in (found.places, found.largest):
        if rows:
            table = table_of_rows(rows)
            output.say()
            output.print_table(table.headings, table.cells(), right=table.right)
    for row in found.not_worked_out:
        said = gettext("{kind} {org} {period}:{why}")
        output.say(
            said.format(
                kind=coded("kind", row.kind), org=row.org_name, period=row.period, why=worded(row.why)
            )
        )
