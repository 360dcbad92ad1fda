"""The command line (命令): every verb with its arguments and its flags, as `--help` knows them."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Any, get_args, get_origin

import typer

from liancun.faces.cli.main import build


def commands() -> Iterator[tuple[str, Any]]:
    """(the words one types, the command) of every verb, of every group, and of the whole."""
    yield from _within("liancun", typer.main.get_command(build()))


def _within(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield words, command
    if hasattr(command, "list_commands"):
        within = command.context_class(command)
        for name in sorted(command.list_commands(within)):
            yield from _within(f"{words} {name}", command.get_command(within, name))


def lines() -> list[str]:
    """Every verb and, indented below it, its arguments in their order and its flags by name."""
    found = []
    for words, command in commands():
        found.append(words)
        arguments = [_said(each) for each in command.params if each.param_type_name == "argument"]
        options = [_said(each) for each in command.params if each.param_type_name == "option"]
        found += [f"    {each}" for each in (*arguments, *sorted(options))]
        found += [f"    {each}" for each in _given(command)]
    return found


def _given(command: Any) -> Iterator[str]:
    """What may be given as NAME=VALUE: the verb says so itself when called without."""
    if not any(each.metavar and "NAME=VALUE" in each.metavar for each in command.params):
        return
    said = StringIO()
    with redirect_stdout(said):
        command.callback()
    for line in said.getvalue().splitlines():
        name, _blanks, words = line.strip().partition("  ")
        if line.startswith(" "):
            yield f"  {name}={'' if '可不填' in words else ' required'}"
        else:
            yield f"{name}:"


def _said(param: Any) -> str:
    if param.param_type_name == "argument":
        name = param.name.upper()
    else:
        name = " ".join(sorted({*param.opts, *param.secondary_opts}))
    words = ["flag" if getattr(param, "is_flag", False) else _kind(param)]
    if param.nargs == -1 or param.multiple:
        words.append("several")
    if param.required or (param.help or "").startswith("必填"):
        words.append("required")
    elif param.default not in (None, "", False, ()):
        words.append(f"else {param.default}")
    return f"{name}: {', '.join(words)}"


def _kind(param: Any) -> str:
    kind = param.type_descriptor.annotation
    if get_origin(kind) is list:
        (kind,) = get_args(kind)
    if choices := get_args(kind):
        return "one of " + " | ".join(str(each) for each in choices)
    name = {"str": "text", "int": "integer", "Path": "file"}.get(kind.__name__, kind.__name__)
    if param.min is None and param.max is None:
        return name
    least, most = ("" if bound is None else str(bound) for bound in (param.min, param.max))
    return f"{name} {least}..{most}"
