"""Calling a room's derived verbs as the command line does (调用命令)."""

import typer

from liancun.faces.cli import derived
from liancun.faces.cli.usage import App


def call(room: str, verb: str, *arguments: str) -> None:
    """`liancun ROOM VERB ARGUMENTS`; refusals and bad input are raised."""
    app = App()
    derived.add_to(app, room)
    app.callback()(lambda: None)  # one verb alone would be no group
    typer.main.get_command(app)(args=[verb, *arguments], standalone_mode=False)
