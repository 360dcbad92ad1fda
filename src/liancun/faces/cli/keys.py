"""`liancun rekey` (换密钥): a new key for what is kept sealed; the older ones stay beside it."""

import typer

from liancun.faces.cli import output
from liancun.faces.cli.acting import Json
from liancun.kernel.fields import _


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("rekey")(rekey)


def rekey(as_json: Json = False) -> None:
    """换一把新密钥,把身份证号、电话、账号重新加密;先停网站 (seal everything under a new key)"""
    from django.conf import settings

    from liancun.base.crypto import turn_keys

    rows = turn_keys()
    if as_json:
        output.print_json({"rows": rows, "keys": len(settings.FIELD_KEYS)})
        return
    output.say(
        _("已用新密钥重新加密 {rows} 行。请重新备份密钥文件 {file},旧密钥仍在其中"),
        rows=rows,
        file=settings.FIELD_KEYS_FILE,
    )
