"""`liancun doctor` (体检): what is unsafe about this installation. Exit code 1 where something is."""

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json

LEVELS = {"unsafe": gettext_lazy("不安全"), "look": gettext_lazy("留意")}


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("doctor")(doctor)


def doctor(as_json: Json = False) -> None:
    """体检:密钥、文件、网址、备份、工具有没有不安全的地方 (look the installation over)"""
    from liancun.base.doctor import look_over
    from liancun.faces.words import worded

    found = look_over()
    unsafe = sum(each.level == "unsafe" for each in found)
    if as_json:
        output.print_json(
            [
                {"level": each.level, "code": each.reason.code, "params": dict(each.reason.params)}
                for each in found
            ]
        )
    else:
        for each in found:
            output.say(f"[{LEVELS[each.level]}] {worded(each.reason)}")
        counted = _("不安全 {unsafe} 处,留意 {look} 处").format(unsafe=unsafe, look=len(found) - unsafe)
        output.say(counted if found else _("没有发现不安全的地方"))
    raise typer.Exit(1 if unsafe else 0)
