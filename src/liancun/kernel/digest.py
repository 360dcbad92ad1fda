"""One canonical form for facts, rulings and charter blocks, and its digest (摘要).

A digest covers numbers and codes, never wording, so that a reworded page leaves old digests true.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any


def plain(value: Any) -> Any:
    """A value as JSON-ready data: dataclasses as objects, dates in ISO, fractions as "3/5"."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    assert value is None or isinstance(value, str | int | bool), f"not a plain value: {value!r}"
    return value


def canonical(value: Any) -> str:
    """The one text of a value: sorted keys, no spaces, no escapes."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
