"""`liancun duties …` (责任清单): every verb is derived from what the room offers and lists."""

from liancun.faces.cli.usage import App

app = App(no_args_is_help=True)
