"""One canonical form for facts, rulings and charter blocks, and its digest (摘要).

A digest covers numbers and codes, never wording, so that a reworded page leaves old digests true.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

LATER: Mapping[str, bool] = {"later": True}
"""The metadata of a field that came after facts were kept: at its default it is not told, so that what was
kept stays as it was."""

AS_IS = frozenset({str, int, bool, type(None)})
"""Types whose values are plain as they stand; asked first, like lists: nearly all values are of them."""


def plain(value: Any) -> Any:
    """A value as JSON-ready data: dataclasses as objects, dates in ISO, fractions as "3/5"."""
    kind = type(value)
    if kind in AS_IS:
        return value
    if kind not in _WAYS:
        _WAYS[kind] = _way(kind)
    return _WAYS[kind](value)


_WAYS: dict[type, Callable[[Any], Any]] = {}
"""How values of exactly a class are made plain: found out once a class, not once a value."""


def _way(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, list | tuple):
        return _listed
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if dataclasses.is_dataclass(kind):
        fields = dataclasses.fields(kind)
        news = {field.name: field.default for field in fields if "later" in field.metadata}
        made = _object(tuple(field.name for field in fields))
        return made if not news else _without_defaults(made, news)
    if issubclass(kind, Mapping):
        return _mapped
    if issubclass(kind, set | frozenset):
        return lambda value: sorted(plain(item) for item in value)
    if issubclass(kind, Fraction):
        return lambda value: f"{value.numerator}/{value.denominator}"
    assert issubclass(kind, str | int), f"no plain value: {kind.__name__}"
    return lambda value: value


def _listed(value: Iterable[Any]) -> list[Any]:
    return [item if type(item) in AS_IS else plain(item) for item in value]


def _object(names: tuple[str, ...]) -> Callable[[Any], dict[str, Any]]:
    def made(value: Any) -> dict[str, Any]:
        return {name: item if type(item := getattr(value, name)) in AS_IS else plain(item) for name in names}

    return made


def _without_defaults(
    made: Callable[[Any], dict[str, Any]], news: Mapping[str, Any]
) -> Callable[[Any], dict[str, Any]]:
    def told(value: Any) -> dict[str, Any]:
        left = {name for name, default in news.items() if getattr(value, name) == default}
        return {name: item for name, item in made(value).items() if name not in left}

    return told


def _mapped(value: Mapping[Any, Any]) -> dict[str, Any]:
    made = {str(key): item if type(item) in AS_IS else plain(item) for key, item in value.items()}
    assert len(made) == len(value), f"two keys of one name: {value!r}"
    return made


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> str:
    """The one text of a value: sorted keys, no spaces, no escapes."""
    return _ENCODER.encode(plain(value))


def digest(value: Any) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
