"""`liancun notice …` (公示): every verb is derived from what the room offers."""

import typer

app = typer.Typer(no_args_is_help=True)
