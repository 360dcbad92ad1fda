"""`liancun doctor` (体检): what is unsafe about this installation. Exit code 1 where something is."""

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json

LEVELS = {"unsafe": "不安全", "look": "留意"}


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
        output.say(f"不安全 {unsafe} 处,留意 {len(found) - unsafe} 处" if found else "没有发现不安全的地方")
    raise typer.Exit(1 if unsafe else 0)
