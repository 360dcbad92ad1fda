"""`liancun duties …` (责任清单): every verb is derived from what the room offers and lists."""

import typer

app = typer.Typer(no_args_is_help=True)
