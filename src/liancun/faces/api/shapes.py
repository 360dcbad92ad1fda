"""The shapes of answers (应答格式): frozen rows as schemas, so that the description names every field."""

import types
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from ninja import Schema
from pydantic import Field, create_model

from liancun.kernel import Reason

Org = Annotated[str, Field(max_length=20)]
Stored = Annotated[str, Field(max_length=60)]
"""A code in an address: whatever stands in the data."""
Text = Annotated[str, Field(max_length=60)]
Year = Annotated[int, Field(ge=2000, le=2100)]


UNREAD = "hidden"
"""What a page says of itself to the faces alone: the columns its reader may not see."""


class Sentence(Schema):
    """A reason: its code, the sentence, the clause and its parameters."""

    code: str
    clause: str
    message: str
    params: dict[str, Any]


class Ref(Schema):
    """The reference of what was written."""

    ref: str


@cache
def shape(row: type) -> type[Schema]:
    """The schema of a query's frozen row: days as text, reasons with their sentence."""
    assert is_dataclass(row), row
    hints = get_type_hints(row)
    columns: dict[str, Any] = {
        each.name: (wired(hints[each.name]), ...) for each in fields(row) if each.name != UNREAD
    }
    return create_model(row.__name__, __base__=Schema, __doc__=row.__doc__, **columns)


def wired(hint: Any) -> Any:
    """What a field is on the wire."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Reason:
        return Sentence
    if hint in (date, Fraction):
        return str
    if is_dataclass(hint) and isinstance(hint, type):
        return shape(hint)
    if origin is tuple and len(inner) == 2 and inner[1] is ...:
        return list[wired(inner[0])]  # type: ignore[misc]
    if origin is tuple:
        return list[Any]
    if origin in (list, set, frozenset):
        return list[wired(inner[0])]  # type: ignore[misc]
    if origin in (Union, types.UnionType):
        return Union[tuple(wired(each) for each in inner)]  # noqa: UP007
    if origin is Literal:
        return str
    return hint
