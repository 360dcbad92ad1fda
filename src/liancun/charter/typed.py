"""Reading YAML into frozen dataclasses, exactly and with every fault named (读取与校验).

No float exists here: 0.6 is read as text and refused where a share wants "60%". A field's name carries its
unit: a whole number in a `_fen` field is fen, "¥30.00" is yuan.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeVar

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.quantities import parse_share, parse_yuan

T = TypeVar("T")
REMEDIES = {int: "whole_number", str: "text", bool: "true_or_false", date: "day", Fraction: "share"}


NUMBER_DIGITS_MOST = 40
REPEATED, NO_SUCH_DAY = "repeated key ", "no such day "


class _Extra(yaml.MarkedYAMLError):
    """More of YAML than a decision needs."""


class _Meaning(Composer, SafeConstructor, Resolver):
    """YAML without its traps: no floats, no octals, no yes/no, no base 60, no repeated keys.

    Nor tags, which name types of a program. Nor, unless a part may be named and used again, anchors and
    aliases, by which ten lines stand for a billion.
    """

    names_parts = True

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[attr-defined]
        named = isinstance(event, yaml.AliasEvent) or event.anchor
        if getattr(event, "tag", None) or (named and not self.names_parts):
            raise _Extra(None, None, "tag, anchor or alias", event.start_mark)
        return super().compose_node(parent, index)


class _Loader(_Meaning, yaml.SafeLoader):
    """With the parser that says best what is wrong."""


if yaml.__with_libyaml__:

    class _QuickLoader(_Meaning, yaml.CSafeLoader):
        """With libyaml's parser, eight times as fast."""

        def __init__(self, stream: str) -> None:
            yaml.CSafeLoader.__init__(self, stream)
            Composer.__init__(self)
else:
    _QuickLoader = _Loader  # type: ignore[assignment,misc]


_Meaning.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("timestamp", r"^\d\d\d\d-\d\d-\d\d$", "0123456789"),
    ("merge", r"^(?:<<)$", "<"),
):
    _Meaning.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _mapping(loader: _Meaning, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    seen: set[str] = set()
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key that is a list", key_node.start_mark)
        key = loader.construct_object(key_node, deep=True)
        if str(key) in seen:
            raise yaml.constructor.ConstructorError(None, None, f"{REPEATED}{key}", key_node.start_mark)
        seen.add(str(key))
        made[key] = loader.construct_object(value_node, deep=True)
    return made


def _whole_number(loader: _Meaning, node: yaml.ScalarNode) -> int:
    if len(node.value.lstrip("+-")) > NUMBER_DIGITS_MOST:
        raise yaml.constructor.ConstructorError(None, None, "a number too long", node.start_mark)
    return int(node.value)


def _day(loader: _Meaning, node: yaml.ScalarNode) -> date:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        raise yaml.constructor.ConstructorError(
            None, None, f"no such day {node.value}", node.start_mark
        ) from None


_Meaning.yaml_constructors = SafeConstructor.yaml_constructors | {
    "tag:yaml.org,2002:map": _mapping,
    "tag:yaml.org,2002:int": _whole_number,
    "tag:yaml.org,2002:timestamp": _day,
}


def decoded(content: bytes, file: str) -> str:
    """The text of a file; BadInput where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput([Problem.of("yaml.not_utf8", file=file)]) from None


def read_yaml(text: str, file: str, *, anchors: bool = True) -> Any:
    """Parse YAML text; BadInput names the line where it is malformed or a key is repeated.

    A case may name a part and use it again (`anchors`); a decision says everything where it stands.
    """
    try:
        try:
            return _loaded(_QuickLoader(text), anchors)
        except (yaml.YAMLError, RecursionError):
            return _loaded(_Loader(text), anchors)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        code, detail = _worded(fault)
        row = mark.line + 1 if mark else 0
        raise BadInput([Problem.of(code, file=file, row=row, detail=detail)]) from None
    except yaml.YAMLError as fault:
        said = str(fault).partition("\n")[0]
        raise BadInput([Problem.of("yaml.malformed", file=file, detail=said)]) from None
    except RecursionError:
        raise BadInput([Problem.of("yaml.malformed", file=file, detail="nested too deep")]) from None


def _loaded(loader: Any, anchors: bool) -> Any:
    loader.names_parts = anchors
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _worded(fault: yaml.MarkedYAMLError) -> tuple[str, str]:
    """The code of a fault and its detail: the key, the day, or what the parser says."""
    if isinstance(fault, _Extra):
        return "yaml.extra", ""
    said = str(fault.problem)
    for start, code in ((REPEATED, "yaml.repeated_key"), (NO_SUCH_DAY, "yaml.no_such_day")):
        if said.startswith(start):
            return code, said.removeprefix(start)
    return "yaml.malformed", said


def read_typed(value: Any, want: type[T], *, file: str, where: str = "", **given: Any) -> T:
    """Build `want` from parsed YAML, filling the fields in `given` ourselves.

    Raises BadInput with all faults: an unknown key, a missing one, a wrong kind of value, and what the
    type's own `__post_init__` refuses (worded by the refusal's code).
    """
    problems: list[Problem] = []
    built = _read_dataclass(value, want, problems, file, where, given)
    if problems:
        raise BadInput(problems)
    return typing.cast(T, built)


def _read_dataclass(
    value: Any, want: type, problems: list[Problem], file: str, where: str, given: Mapping[str, Any]
) -> Any:
    if not isinstance(value, dict):
        problems.append(Problem.of("typed.not_a_table", file=file, column=where))
        return None
    hints = typing.get_type_hints(want)
    fields = {f.name: f for f in dataclasses.fields(want) if f.init}
    at = f"{where}." if where else ""
    faults_before = len(problems)
    for key in value:
        if key not in fields or key in given:
            known = tuple(name for name in fields if name not in given)
            problems.append(Problem.of("typed.unknown_key", file=file, column=f"{at}{key}", known=known))
    arguments = dict(given)
    for name, field in fields.items():
        if name in given:
            continue
        if name in value:
            arguments[name] = _read(value[name], hints[name], name, problems, file, f"{at}{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            problems.append(Problem.of("typed.missing_key", file=file, column=f"{at}{name}"))
    if len(problems) > faults_before:
        return None
    try:
        return want(**arguments)
    except Refusal as refusal:
        problems.append(Problem(refusal.code, file, "", 0, where, refusal.reason.params))
        return None


def _read(value: Any, want: Any, name: str, problems: list[Problem], file: str, where: str) -> Any:
    if want is Any:
        return value
    origin, options = typing.get_origin(want), typing.get_args(want)
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in options:
            return None
        want = next(option for option in options if option is not type(None))
        return _read(value, want, name, problems, file, where)
    if origin is Literal:
        if value not in options:
            problems.append(Problem.of("typed.not_a_choice", file=file, column=where, choices=tuple(options)))
        return value
    if origin is tuple:
        if not isinstance(value, list):
            problems.append(Problem.of("typed.not_a_list", file=file, column=where))
            return ()
        return tuple(
            _read(item, options[0], name, problems, file, f"{where}[{at}]")
            for at, item in enumerate(value, 1)
        )
    if origin in (dict, Mapping) or origin is typing.get_origin(Mapping[str, int]):
        if not isinstance(value, dict):
            problems.append(Problem.of("typed.not_a_table", file=file, column=where))
            return {}
        return {
            str(key): _read(item, options[1], name, problems, file, f"{where}.{key}")
            for key, item in value.items()
        }
    if dataclasses.is_dataclass(want):
        return _read_dataclass(value, typing.cast(type, want), problems, file, where, {})
    return _read_scalar(value, want, name, problems, file, where)


def _read_scalar(value: Any, want: Any, name: str, problems: list[Problem], file: str, where: str) -> Any:
    if name.endswith("_fen") and want is int and isinstance(value, str) and value.lstrip("+-")[:1] in "¥￥":
        try:
            return parse_yuan(value)
        except ValueError:
            pass
    elif want is Fraction and isinstance(value, str):
        try:
            return parse_share(value)
        except ValueError:
            pass
    elif type(value) is want:
        return value
    remedy = "money" if name.endswith("_fen") else REMEDIES.get(want, "text")
    problems.append(Problem.of("typed.wrong_kind", file=file, column=where, value=str(value), remedy=remedy))
    return None
