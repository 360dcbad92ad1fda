"""`liancun registry ...` (登记): the vote of a body, ways in."""

import sys
from datetime import date
from typing import Annotated

import typer

from liancun.faces.cli import output

NAME = "registry"
app = typer.Typer(no_args_is_help=True, help="登记:决议、登录名")

Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
Count = Annotated[int, typer.Option(min=0)]


@app.callback()
def _group() -> None:
    """登记:决议、登录名"""


@app.command()
def resolve(
    org: Annotated[str, typer.Argument(help="单位代码")],
    code: Annotated[str, typer.Argument(help="决议编号")],
    body: Annotated[str, typer.Argument(help="机构,如 members_assembly")],
    subject: Annotated[str, typer.Argument(help="事项,如 surplus/2025")],
    held: Annotated[str, typer.Option(metavar="DAY", help="开会日")],
    entitled: Count,
    present: Count,
    votes_for: Annotated[int, typer.Option("--for", min=0, help="赞成")],
    votes_against: Annotated[int, typer.Option("--against", min=0, help="反对")] = 0,
    votes_abstain: Annotated[int, typer.Option("--abstain", min=0, help="弃权")] = 0,
    members: Annotated[int, typer.Option(min=0, help="成员总数")] = 0,
    total_votes: Annotated[int, typer.Option(min=0, help="表决权总数,有附加表决权时写;默认应到人数")] = 0,
    notice: Annotated[str, typer.Option(metavar="DAY", help="通知日;村民会议、集体成员大会要写")] = "",
    major: Annotated[bool, typer.Option("--major", help="须三分之二通过的事项")] = False,
    as_json: Json = False,
) -> None:
    """登记一项决议,按法定人数和多数判定是否通过 (record a vote; the law says whether it carried)"""
    from liancun.faces.cli.main import viewer
    from liancun.rooms.registry import actions

    try:
        day = date.fromisoformat(held)
        told = date.fromisoformat(notice) if notice else None
    except ValueError:
        raise typer.BadParameter(f"{held} {notice}: 日期请写成 2026-01-28") from None
    passed = actions.record_resolution(
        org,
        code,
        body=body,
        subject=subject,
        held_on=day,
        entitled=entitled,
        present=present,
        total_votes=total_votes or entitled,
        votes_for=votes_for,
        votes_against=votes_against,
        votes_abstain=votes_abstain,
        members=members,
        notice_on=told,
        major=major,
        by=viewer(),
        on=day,
    )
    if as_json:
        output.print_json({"resolution": f"{org}/{code}", "passed": passed})
    else:
        output.say(f"resolution:{org}/{code} {'通过' if passed else '未通过'}")


@app.command()
def login(
    name: Annotated[str, typer.Argument(help="登录名")],
    party: Annotated[str, typer.Option(help="人员编码,如 P0000001")],
) -> None:
    """给一个人登录名,或重设密码;密码从标准输入读一行 (a login or a new password, read from standard input)"""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer
    from liancun.rooms.registry import actions

    password = (
        typer.prompt("密码", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    )
    if not password:
        raise typer.BadParameter("密码不能为空 (the password is empty)")
    actions.set_login(name, party=party, password=password, by=viewer(), on=clock.today())
    output.say(f"login:{name}")


@app.command()
def unlock(
    name: Annotated[str, typer.Argument(help="登录名")],
    second_factor: Annotated[bool, typer.Option("--second-factor", help="手机丢了:连动态码一起去掉")] = False,
) -> None:
    """密码错太多次而停用的登录名,马上恢复 (let a login that rests try again)"""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer
    from liancun.rooms.registry import actions

    actions.unlock_login(name, second_factor=second_factor, by=viewer(), on=clock.today())
    output.say(f"login:{name}")
