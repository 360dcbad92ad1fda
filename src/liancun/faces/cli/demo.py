"""`liancun demo`: raise the demo year, print its outcomes, serve it (演示)."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.kernel.fields import _


def commands(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("demo")(demo)


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help=_("只建数据,不启动网站"))] = False,
    port: Annotated[int, typer.Option(help=_("端口"), min=1, max=65535)] = 8000,
    scale: Annotated[str, typer.Option(help=_("full 全镇,small 两村十二户"))] = "full",
    before: Annotated[str, typer.Option(help=_("停在某个阶段之前,如 surplus"))] = "",
) -> None:
    """建起演示的一年并启动网站 (raise the demo year, print its outcomes, serve)"""
    from django.conf import settings

    from liancun.faces.cli import main, outcomes
    from liancun.rooms.outcomes import queries
    from liancun.scenario.constants import TOWNS
    from liancun.scenario.town import is_raised

    if scale not in TOWNS:
        raise typer.BadParameter(f"--scale {scale}: {' / '.join(TOWNS)}")
    if not is_raised():
        raise_it(scale, Path(settings.DATA_DIR) / "workbooks", before)
    outcomes.show(queries.figures(main.viewer()), queries.report())
    if not no_serve:
        main.serve(port=port)


def raise_it(scale: str, folder: Path, before: str = "") -> None:
    """Raise the town under a bar for each stage; without a terminal, a line for each stage."""
    from liancun.scenario.prefetch import writing_ahead
    from liancun.scenario.town import raise_town, say_whose

    begun = time.monotonic()

    def track(steps: list[Callable[[], object]], label: str) -> Iterator[Callable[[], object]]:
        start = time.monotonic()
        yield from output.track(steps, label)
        output.note(_("{label} {seconds:.1f} 秒"), label=label, seconds=time.monotonic() - start)

    say_whose(folder.parent)
    with writing_ahead() as ahead:
        raise_town(scale, folder, before=before, track=track, ahead=ahead)
    output.note(_("演示的一年已建成,{seconds:.0f} 秒"), seconds=time.monotonic() - begun)
    output.note(
        _("工作簿 {files} 本在 {name}/,其中 {files_beside} 本由另一进程写成"),
        files=ahead.files,
        name=folder.name,
        files_beside=ahead.files_beside,
    )
    if ahead.is_alone:
        output.note(gettext("写工作簿的另一进程没有起来或中途停了,其余由本进程写成;数据不受影响,只是慢一些"))
