"""`liancun notice …` (公示): every verb is derived from what the room offers."""

from liancun.faces.cli.usage import App

app = App(no_args_is_help=True)
