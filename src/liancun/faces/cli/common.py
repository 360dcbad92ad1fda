"""Verbs of the whole house (全局命令): check, why, backup, restore."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.kernel.fields import _


def commands(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("check")(check)
    app.command("seal")(seal)
    app.command("why")(why)
    app.command("backup")(backup)
    app.command("restore")(restore)


def check(
    mend_guards: Annotated[
        bool, typer.Option("--mend-guards", help=_("核对之后,把数据库守卫恢复成声明的样子"))
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help=_("与另存的链头核对:liancun seal 写出的,或照抄的"),
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """复算一切:被改动、迟到的事实、规则变了、不平 (recompute everything)"""
    from liancun.base import checking, guards, heads
    from liancun.faces.words import worded
    from liancun.kernel import Reason

    text = against.read_text(encoding="utf-8-sig", errors="replace") if against else ""
    kept = heads.read(text, against.name) if against else []
    found, helped = checking.found_together() if checking.is_much() else (list(checking.all_findings()), True)
    if not helped:
        output.note(gettext("另一个进程没有起来或中途停了,核对只用一个核,慢一些;结果不受影响"))
    found += heads.against(kept)
    if mend_guards:
        guards.put_back()
    if as_json:
        output.print_json(
            [
                {"kind": each.kind, "ref": each.ref, "code": each.code, "params": dict(each.params)}
                for each in found
            ]
        )
    else:
        for each in found:
            print(f"[{each.kind}] {each.ref} {worded(Reason(each.code, '', each.params))}")
        print(output.told(_("发现 {count} 处"), count=len(found)) if found else gettext("没有发现问题"))
    raise typer.Exit(1 if found else 0)


def seal(as_json: Json = False) -> None:
    """各单位此刻的链头,抄在本子上或另存,以后用 check --against 核对 (heads to keep outside)"""
    from liancun.base import clock, heads

    found = heads.now()
    if as_json:
        output.print_json([{"org": each.org_code, "count": each.count, "code": each.code} for each in found])
        return
    title = output.told(_("{day} 的链头:单位、办理件数、链头"), day=clock.today())
    print(f"{heads.REMARK} {title}")
    for each in found:
        print(each.told())


def why(
    ref: Annotated[str, typer.Argument(help=_("如 run:12、line:345、household:L0000001"))],
    as_json: Json = False,
) -> None:
    """任一数字的来历 (what a figure rests on)"""
    from liancun.base import clock, references
    from liancun.faces.cards import links_of, trace_card
    from liancun.faces.cli.main import viewer
    from liancun.faces.fields import Naming
    from liancun.faces.words import worded

    who = viewer()
    trace = references.resolve(who, ref)
    if as_json:
        output.print_json(references.as_data(trace))
        return
    print(f"{trace.ref}  {worded(trace.title)}")
    card = trace_card(trace, Naming(who, trace.org_code, clock.today()))
    for table in card.tables:
        print(f"  {table.title}:")
        for cells in table.cells():
            said = zip(table.headings, cells, strict=True)
            print("    " + " · ".join(f"{name} {text}" for name, text in said if text))
    for fact in (*card.facts, *card.folded):
        print(f"  {fact.label}: {fact.text}")
    for reason in trace.reasons:
        print(
            "  "
            + output.told(_("因为 {why}"), why=worded(reason))
            + (f"  ({reason.clause})" if reason.clause else "")
        )
    for parent, link in zip(trace.parents, links_of(who, trace.parents), strict=True):
        print(f"  ← {parent}  {link.text}")


def backup(
    place: Annotated[Path, typer.Argument(metavar="FILE", help=_("备份文件;写文件夹则按时间起名放进去"))],
    keep: Annotated[
        int, typer.Option("--keep", min=0, help=_("放进文件夹时,只留最近几份按时间起名的;0 为全留"))
    ] = 0,
) -> None:
    """把数据存成一个文件(不含密钥) (back up, without keys)"""
    from liancun.base import backup as box

    if keep or box.is_folder(place):
        made, gone = box.back_up_into(place, keep)
        print(
            output.told(_("已备份 {name};密钥另存,不在其中"), name=made.name)
            + (output.told(_(";旧的 {gone} 份已删去"), gone=gone) if gone else "")
        )
        return
    print(output.told(_("已备份 {name};密钥另存,不在其中"), name=box.back_up(place).name))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("liancun backup 写成的文件"))],
) -> None:
    """把备份放回空的数据目录 (restore into an empty data folder)"""
    from django.conf import settings

    from liancun.base import backup as box
    from liancun.faces.cli.main import open_data

    made = box.restore(file)
    print(
        output.told(
            _("已恢复 {name}:{on} 的数据,{version} 版写成,自己的决定 {decisions} 份"),
            name=file.name,
            on=made.on,
            version=made.version,
            decisions=made.decisions,
        )
    )
    keys = settings.KEYS_DIR / settings.FIELD_KEYS_FILE
    if keys.exists():
        open_data()
        return
    print(
        output.told(
            _("还缺密钥:备份里没有。请把另存的 {name} 放到 {parent},之后才能打开"),
            name=keys.name,
            parent=keys.parent,
        )
    )
