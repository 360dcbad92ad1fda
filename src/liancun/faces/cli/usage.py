"""What typer says itself (用法), in the reader's language: the frame of help, and what was not understood.

typer writes most of these words down in English and hands on pydantic's. Every group is an `App`, so that its
commands are a `Verb` or a `Group`, which say the frame; `told` says what was wrong by the kind of the fault.
A short command does not wait for Django: what is said without it is Chinese.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

F = TypeVar("F", bound=Callable[..., Any])
UNEXPECTED = "Got unexpected extra argument(s) "
NO_VERB = "Missing command."
"""How typer begins two faults that have no type of their own."""


def _(text: str) -> str:
    """A text in the reader's language."""
    apps = getattr(sys.modules.get("django.apps"), "apps", None)
    if apps is None or not apps.ready:
        return text
    from django.utils.translation import gettext

    return gettext(text)


BOTH = re.compile(r"^[^ -~].*? \(([ -~\s]+)\)\s*$", re.S)
"""What a command is for, in Chinese and in brackets in English."""


def line(text: str | None) -> str:
    """What a command is for: where English is spoken the English alone."""
    said = _(text) if text else ""
    both = BOTH.match(said)
    return both[1] if both and _("、") != "、" else said


class _Worded:
    """A command whose help and usage are in our words.

    It is read without pydantic, which takes as long to import as all else that a short one needs: whether
    help was asked for is never left open for it to decide.
    """

    help: str | None

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        option.default, option.help = False, _("看这份说明")
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line that says how it is called."""
        words = {"[OPTIONS]": _("[选项]"), "COMMAND [ARGS]...": _("命令 …")}
        pieces = [words.get(each, each) for each in self.collect_usage_pieces(ctx)]  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("用法:") + " ")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The panels under our names; what kind of Python value an option becomes is nobody's concern."""
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = _("参数")
        rich_utils.OPTIONS_PANEL_TITLE = _("选项")
        rich_utils.COMMANDS_PANEL_TITLE = _("命令")
        rich_utils.REQUIRED_LONG_STRING = _("[必填]")
        rich_utils.DEFAULT_STRING = _("[不写就是 {}]")
        for each in self.get_params(ctx):  # type: ignore[attr-defined]
            each.help = _(each.help) if each.help else ""
            if isinstance(each, TyperOption) and each.metavar is None:
                each.metavar = ""
        self.help = line(self.help)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Verb(_Worded, TyperCommand):
    """One command."""


class Group(_Worded, TyperGroup):
    """A group of commands; what is none of them is told with those that are called nearly so."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        for each in self.commands.values():
            each.help = line(each.help)
        super().format_help(ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            ctx.fail(_("没有命令 {name}").format(name=name) + _near(get_close_matches(name, self.commands)))
        return super().resolve_command(ctx, args)


class App(typer.Typer):
    """Commands in our words."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"cls": Group, **given})

    def command(self, name: str | None = None, **given: Any) -> Callable[[F], F]:
        """Add a command."""
        return super().command(name, **{"cls": Verb, **given})


def shown(fault: typer.TyperException) -> Iterator[str]:
    """The lines that say why a command was not understood; none where its help was shown instead."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        return
    ctx = getattr(fault, "ctx", None)
    yield told(fault)
    if ctx is not None:
        yield str(ctx.get_usage()).strip()
        yield _("写法见 {command} --help").format(command=ctx.command_path)


def told(fault: Any) -> str:
    """What was wrong. The kinds are told by name, as typer does: it keeps their classes to itself."""
    kind = type(fault).__name__
    if kind == "NoSuchOption":
        return _("没有选项 {name}").format(name=fault.option_name) + _near(fault.possibilities or ())
    if kind == "BadOptionUsage":
        alone = _("{name} 后面不写值") if "not take" in fault.message else _("{name} 后面要写值")
        return alone.format(name=fault.option_name)
    if kind == "MissingParameter":
        return _("还缺 {names}").format(names=_("、").join(_missing(fault)))
    if kind == "BadParameter" and fault.param is not None:
        return _must_be(fault.param)
    if fault.message.startswith(UNEXPECTED):
        words = fault.message.removeprefix(UNEXPECTED).removeprefix("(").removesuffix(")")
        return _("多写了:{words}").format(words=words)
    return _("还缺一个命令") if fault.message == NO_VERB else str(fault.message)


def _near(names: Sequence[str]) -> str:
    return _("。相近的是:{names}").format(names=_("、").join(sorted(names))) if names else ""


def _missing(fault: Any) -> list[str]:
    """All that is missing: what was given has been read when the first is missed."""
    if fault.ctx is None:
        return [_name(fault.param)]
    there = fault.ctx.params
    return [_name(each) for each in fault.ctx.command.params if each.required and not there.get(each.name)]


def _name(param: Any) -> str:
    """What a parameter is called where it is typed."""
    if isinstance(param, TyperOption):
        return str(max(param.opts, key=len))
    return str(param.display_name_raw)


def _must_be(param: Any) -> str:
    """What may stand there: a whole number, which is the only kind that typer reads for us and can fail."""
    if param.type_descriptor.annotation not in (int, list[int]):
        return _("{name} 的值读不懂").format(name=_name(param))
    least, most = param.min, param.max
    if least is not None and most is not None:
        said = _("{name} 要写 {least} 到 {most} 的整数")
    elif least is not None:
        said = _("{name} 要写不小于 {least} 的整数")
    else:
        said = _("{name} 要写整数")
    return said.format(name=_name(param), least=least, most=most)
