"""The command `liancun` (命令). Exit codes: 0 done, 1 refused or findings, 2 bad usage or bad input.

`--data` and `--as` may stand anywhere: they are taken out first, because settings are read before any
command is known. Each module beside this one that has `app` (a typer.Typer) becomes a group under its
NAME or module name; one that has `commands(app)` adds verbs of its own.
"""

import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from liancun import __version__

WITHOUT_DATA = {"try", "restore", "version"}
"""Verbs that must not open, and so migrate, the data first."""

OPTIONS = {"--data": "LIANCUN_DATA", "--as": "LIANCUN_AS"}


def hoist(argv: Sequence[str]) -> list[str]:
    """Put --data and --as into the environment, wherever they stand, and return the other arguments."""
    rest: list[str] = []
    waiting = list(argv)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return [*rest, word, *waiting]
        name, has_value, value = word.partition("=")
        if name not in OPTIONS:
            rest.append(word)
            continue
        if not has_value:
            if not waiting:
                raise SystemExit(_usage(f"{name}: 缺少值 (needs a value)"))
            value = waiting.pop(0)
        os.environ[OPTIONS[name]] = value
    return rest


def _usage(message: str) -> int:
    print(f"liancun: {message}", file=sys.stderr)
    return 2


def _callback(
    ctx: typer.Context,
    data: Annotated[
        str, typer.Option("--data", metavar="DIR", help="数据目录;默认 LIANCUN_DATA 或 var/")
    ] = "",
    by: Annotated[str, typer.Option("--as", metavar="NAME", help="以谁的名义办理;默认系统")] = "",
) -> None:
    """联村 Liancun:联村合作社的运行系统。"""
    if ctx.invoked_subcommand not in WITHOUT_DATA and not {"--help", "-h"} & set(sys.argv):
        open_data()


def open_data() -> None:
    """Make the data folder ready: there, migrated, guarded, its charter sound."""
    from django.conf import settings

    from liancun.base.opening import open_data as ready

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    len(settings.FIELD_KEYS)  # made before the data file is: afterwards a missing key is an error
    ready()


def viewer() -> Any:
    """Who acts: the person named by --as with the posts held today; the system itself without it."""
    from liancun.base import clock
    from liancun.base.permits import SYSTEM

    name = os.environ.get("LIANCUN_AS", "")
    if not name:
        return SYSTEM
    from liancun.rooms.registry.queries import viewer_for

    return viewer_for(name, on=clock.today())


def version() -> None:
    """版本 (version)"""
    print(__version__)


def serve(
    host: Annotated[str, typer.Option(help="监听地址;默认只有本机能访问")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="进程数", min=1)] = 1,
) -> None:
    """启动网站 (serve the site)"""
    from granian import Granian
    from granian.constants import Interfaces

    print(f"联村 http://{host}:{port}/  Ctrl+C 停止", file=sys.stderr, flush=True)
    Granian(
        "liancun.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_enabled=False,
    ).serve()


def build() -> typer.Typer:
    """The whole command, from the modules that are there."""
    app = typer.Typer(
        name="liancun",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_callback)
    app.command()(serve)
    app.command()(version)
    from liancun.faces.cli import derived

    package = import_module("liancun.faces.cli")
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        if info.name in ("main", "output", "tests", "derived"):
            continue
        module = import_module(f"{package.__name__}.{info.name}")
        if isinstance(getattr(module, "app", None), typer.Typer):
            derived.add_to(module.app, info.name)
            app.add_typer(module.app, name=getattr(module, "NAME", info.name))
        if hasattr(module, "commands"):
            module.commands(app)
    return app


def run(argv: Sequence[str] | None = None) -> None:
    """Run the command line; always leaves by SystemExit."""
    rest = hoist(sys.argv[1:] if argv is None else argv)
    os.environ["DJANGO_SETTINGS_MODULE"] = "liancun.settings"
    as_json = "--json" in rest

    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise SystemExit(_usage(str(wrong))) from None

    from django.db import OperationalError

    from liancun.base.busy import busy
    from liancun.faces.cli import output
    from liancun.kernel import BadInput, Refusal

    try:
        build()(args=rest, prog_name="liancun")
    except Refusal as refusal:
        output.print_refusal(refusal, as_json=as_json)
        raise SystemExit(1) from None
    except OperationalError as error:
        if not (busy_now := busy(error)):
            raise
        output.print_refusal(busy_now, as_json=as_json)
        raise SystemExit(1) from None
    except BadInput as bad:
        output.print_bad_input(bad, as_json=as_json)
        raise SystemExit(2) from None
    except ImproperlyConfigured as wrong:
        raise SystemExit(_usage(str(wrong))) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
