"""Verbs of the whole house (全局命令): check, why, backup, restore."""

from pathlib import Path
from typing import Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.kernel.fields import _


def commands(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("check")(check)
    app.command("why")(why)
    app.command("backup")(backup)
    app.command("restore")(restore)


def check(
    mend_guards: Annotated[
        bool, typer.Option("--mend-guards", help=_("核对之后,把数据库守卫恢复成声明的样子"))
    ] = False,
    as_json: Json = False,
) -> None:
    """复算一切:被改动、迟到的事实、规则变了、不平 (recompute everything)"""
    from liancun.base import checking, guards
    from liancun.faces.words import worded
    from liancun.kernel import Reason

    found, helped = checking.found_together() if checking.is_much() else (list(checking.all_findings()), True)
    if not helped:
        output.note("另一个进程没有起来或中途停了,核对只用一个核,慢一些;结果不受影响")
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
        print(f"发现 {len(found)} 处" if found else "没有发现问题")
    raise typer.Exit(1 if found else 0)


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
        print(f"  因为 {worded(reason)}" + (f"  ({reason.clause})" if reason.clause else ""))
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
        print(f"已备份 {made.name};密钥另存,不在其中" + (f";旧的 {gone} 份已删去" if gone else ""))
        return
    print(f"已备份 {box.back_up(place).name};密钥另存,不在其中")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("liancun backup 写成的文件"))],
) -> None:
    """把备份放回空的数据目录 (restore into an empty data folder)"""
    from django.conf import settings

    from liancun.base import backup as box
    from liancun.faces.cli.main import open_data

    made = box.restore(file)
    print(f"已恢复 {file.name}:{made.on} 的数据,{made.version} 版写成,自己的决定 {made.decisions} 份")
    keys = settings.KEYS_DIR / settings.FIELD_KEYS_FILE
    if keys.exists():
        open_data()
        return
    print(f"还缺密钥:备份里没有。请把另存的 {keys.name} 放到 {keys.parent},之后才能打开")
