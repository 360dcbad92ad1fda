"""One canonical form for facts, rulings and charter blocks, and its digest (摘要).

A digest covers numbers and codes, never wording, so that a reworded page leaves old digests true.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

AS_IS = frozenset({str, int, bool, type(None)})
"""Types whose values are plain as they stand; asked first, like lists: nearly all values are of them."""


def plain(value: Any) -> Any:
    """A value as JSON-ready data: dataclasses as objects, dates in ISO, fractions as "3/5"."""
    if type(value) in AS_IS:
        return value
    if isinstance(value, list | tuple):
        return [item if type(item) in AS_IS else plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        made = {str(key): plain(item) for key, item in value.items()}
        assert len(made) == len(value), f"two keys of one name: {value!r}"
        return made
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    assert isinstance(value, str | int), f"not a plain value: {value!r}"
    return value


@lru_cache(maxsize=1024)
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> str:
    """The one text of a value: sorted keys, no spaces, no escapes."""
    return _ENCODER.encode(plain(value))


def digest(value: Any) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
