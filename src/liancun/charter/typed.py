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

from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.quantities import parse_share, parse_yuan

T = TypeVar("T")
REMEDIES = {int: "whole_number", str: "text", bool: "true_or_false", date: "day", Fraction: "share"}


class _Loader(yaml.SafeLoader):
    """YAML without its traps: no floats, no octals, no yes/no, no base 60, no repeated keys."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("timestamp", r"^\d\d\d\d-\d\d-\d\d$", "0123456789"),
    ("merge", r"^(?:<<)$", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _mapping(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"repeated key {key}", key_node.start_mark)
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(text: str, file: str) -> Any:
    """Parse YAML text; BadInput names the line where it is malformed or a key is repeated."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        row = mark.line + 1 if mark else 0
        code = "yaml.repeated_key" if "repeated key" in str(fault.problem) else "yaml.malformed"
        raise BadInput([Problem.of(code, file=file, row=row, detail=str(fault.problem))]) from None
    except ValueError as fault:
        raise BadInput([Problem.of("yaml.no_such_day", file=file, detail=str(fault))]) from None
    except yaml.YAMLError as fault:
        raise BadInput([Problem.of("yaml.malformed", file=file, detail=str(fault))]) from None


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
    if name.endswith("_fen") and want is int and isinstance(value, str) and value[:1] in "¥￥":
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
