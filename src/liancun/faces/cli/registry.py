"""`liancun registry ...` (登记): people, households and members, the vote of a body, ways in."""

import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, done, who_and_when

if TYPE_CHECKING:
    from liancun.faces.people import Doing

app = typer.Typer(no_args_is_help=True)

Given = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME=VALUE]...", help="各栏,如 phone=13800000001;不写列出要填的"),
]
What = Annotated[str, typer.Argument(help="办什么;不写列出能办的")]
Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
Count = Annotated[int, typer.Option(min=0)]


@app.callback()
def _group() -> None:
    """登记:人、户、社员、决议、登录名"""


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
def person(
    what: What = "",
    code: Annotated[str, typer.Argument(help="人员编码,如 P0000001")] = "",
    given: Given = None,
    day: Day = "",
    as_json: Json = False,
) -> None:
    """人员:更正、换账户、代领、迁移、去世;不写参数列出各项和要填的 (record of a person)"""
    from liancun.faces import people

    record(people.PERSON, what, code, given or [], day, as_json)


@app.command()
def household(
    what: What = "",
    code: Annotated[str, typer.Argument(help="户编码,如 L0000001")] = "",
    given: Given = None,
    day: Day = "",
    as_json: Json = False,
) -> None:
    """户:出生、迁入、户主、分户、并户、身份;不写参数列出各项和要填的 (record of a household)"""
    from liancun.faces import people

    record(people.HOUSEHOLD_ACTS, what, code, given or [], day, as_json)


@app.command()
def member(
    what: What = "",
    org: Annotated[str, typer.Argument(help="合作社代码,如 head")] = "",
    given: Given = None,
    day: Day = "",
    as_json: Json = False,
) -> None:
    """社员:入社、退社;不写参数列出各项和要填的 (record of a membership)"""
    from liancun.faces import people

    record(people.MEMBER, what, org, given or [], day, as_json)


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
