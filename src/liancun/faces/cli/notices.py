"""`liancun notice ...` (公示): the paper goes up, somebody objects, somebody answers."""

from datetime import date
from typing import Annotated, Any

import typer

from liancun.faces.cli import output

app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
Day = Annotated[str, typer.Option("--on", metavar="DAY", help="办理日,如 2026-01-28;默认今天")]
NoticeNumber = Annotated[int, typer.Argument(metavar="NOTICE", help="公示编号,如 12(notice:12)")]
OUTCOMES = {"成立": "upheld", "驳回": "rejected", "撤回": "withdrawn"}


def _who_and_when(day: str) -> dict[str, Any]:
    from liancun.base import clock
    from liancun.faces.cli.main import viewer

    return {"by": viewer(), "on": _day(day) if day else clock.today()}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text}: 日期请写成 2026-01-28") from None


def _done(document: dict[str, Any], text: str, *, as_json: bool) -> None:
    if as_json:
        output.print_json(document)
    else:
        output.say(text)


@app.command()
def posted(
    notice: NoticeNumber,
    villages: Annotated[list[str], typer.Argument(metavar="VILLAGE...", help="村编码,12位,可写几个")],
    place: Annotated[str, typer.Option(help="张贴地点")] = "村务公开栏",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """登记纸质名单已张贴,异议期从此起算 (the paper is up: its days begin)"""
    from liancun.rooms.notices import actions

    asked = _who_and_when(on)
    for village in villages:
        actions.record_posting(notice, village_code=village, place=place, posted_on=asked["on"], **asked)
    _done(
        {"notice": notice, "villages": villages},
        f"notice:{notice} 已张贴 {len(villages)} 村",
        as_json=as_json,
    )


@app.command("object")
def object_(
    notice: NoticeNumber,
    line: Annotated[int, typer.Argument(help="结算行编号")],
    text: Annotated[str, typer.Argument(help="异议内容")],
    category: Annotated[str, typer.Option(help="points household amount weight payee other")] = "other",
    objector: Annotated[str, typer.Option(help="代为登记时,提出人的人员编码")] = "",
    received: Annotated[str, typer.Option(metavar="DAY", help="代为登记时,收到书面异议的日子")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """对公示的一行提出异议 (object to a line)"""
    from liancun.rooms.notices import actions

    asked = _who_and_when(on)
    if received:
        asked["received_on"] = _day(received)
    number = actions.object_to_line(
        notice, f"line:{line}", text=text, category=category, objector=objector, **asked
    )
    _done({"objection": number}, f"objection:{number} 已登记", as_json=as_json)


@app.command("take-down")
def take_down(notice: NoticeNumber, on: Day = "", as_json: Json = False) -> None:
    """异议期满后撤下公示 (take a notice down)"""
    from liancun.rooms.notices import actions

    actions.take_down(notice, **_who_and_when(on))
    _done({"notice": notice}, f"notice:{notice} 已撤下", as_json=as_json)


@app.command()
def answer(
    objection: Annotated[int, typer.Argument(help="异议编号")],
    outcome: Annotated[str, typer.Argument(help="成立、驳回或撤回")],
    evidence: Annotated[str, typer.Option(help="依据的材料")] = "",
    on: Day = "",
    as_json: Json = False,
) -> None:
    """答复一条异议 (answer an objection)"""
    from liancun.rooms.notices import actions

    if outcome not in OUTCOMES:
        raise typer.BadParameter(f"{outcome}: {'、'.join(OUTCOMES)}")
    actions.answer_objection(objection, OUTCOMES[outcome], evidence=evidence, **_who_and_when(on))
    _done({"objection": objection}, f"objection:{objection} 已答复:{outcome}", as_json=as_json)
