"""`liancun registry login|unlock` (登录名): ways in."""

import sys
from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.usage import App
from liancun.kernel.fields import _

app = App(no_args_is_help=True)


@app.command()
def login(
    name: Annotated[str, typer.Argument(help=_("登录名"))],
    party: Annotated[str, typer.Option(help=_("人员编码,如 P0000001"))],
) -> None:
    """给一个人登录名,或重设密码;密码从标准输入读一行 (a login or a new password, read from standard input)"""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer
    from liancun.rooms.registry import actions

    password = (
        typer.prompt(gettext("密码"), hide_input=True)
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    if not password:
        raise typer.BadParameter(gettext("密码不能为空"))
    actions.set_login(name, party=party, password=password, by=viewer(), on=clock.today())
    output.say(f"login:{name}")


@app.command()
def unlock(
    name: Annotated[str, typer.Argument(help=_("登录名"))],
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help=_("手机丢了:连动态码一起去掉"))
    ] = False,
) -> None:
    """密码错太多次而停用的登录名,马上恢复 (let a login that rests try again)"""
    from liancun.base import clock
    from liancun.faces.cli.main import viewer
    from liancun.rooms.registry import actions

    actions.unlock_login(name, second_factor=second_factor, by=viewer(), on=clock.today())
    output.say(f"login:{name}")
