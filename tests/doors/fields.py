"""What form, endpoint and workbook say of a field (字段一致): label, required, length, bounds, choices."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from liancun.base.importing import import_kind
from liancun.faces.api.urls import api
from liancun.kernel.fields import Amount, Choice, Code, Field, Text
from tests.doors.door import Door, address_of_endpoint, form_fields
from tests.doors.typed import kin


@dataclass(frozen=True)
class Told:
    """What one face says of a field; None is what it does not say."""

    label: str | None
    required: bool
    length: int | None
    bounds: tuple[int | None, int | None] | None
    choices: frozenset[str] | None

    def unlike(self, other: "Told") -> str:
        """In what another face says otherwise, and how."""
        found = []
        for name in ("label", "required", "length", "bounds", "choices"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs and None not in (mine, theirs):
                found.append(f"{name} {_shown(theirs)} not {_shown(mine)}")
        return ", ".join(found)


def _shown(value: Any) -> str:
    if isinstance(value, frozenset):
        return "|".join(sorted(value))
    if isinstance(value, tuple):
        return "..".join("" if end is None else str(end) for end in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def by_field(field: Field, required: bool) -> Told:
    """What a field of the vocabulary says."""
    return Told(
        field.titled,
        required,
        field.most if isinstance(field, Text | Code) else None,
        (field.least, field.most) if isinstance(field, Amount) else None,
        frozenset(field.words) if isinstance(field, Choice) and field.words else None,
    )


@cache
def _described() -> Mapping[str, Any]:
    described: Mapping[str, Any] = api.get_openapi_schema()
    return described


def by_description(address: str) -> dict[str, Told]:
    """What the API says of each field in the body of an endpoint."""
    described = _described()
    for template, methods in described["paths"].items():
        if "post" in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), address):
            body = methods["post"].get("requestBody", {}).get("content", {}).get("application/json")
            if body:
                return dict(_properties(body["schema"], described))
    return {}


def _properties(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[tuple[str, Told]]:
    schema = _resolved(schema, described)
    for name, each in schema.get("properties", {}).items():
        inner = _resolved(each, described)
        inner = next(
            (_resolved(one, described) for one in inner.get("anyOf", ()) if one.get("type") != "null"), inner
        )
        if inner.get("type") == "array":
            yield from _properties(inner["items"], described)
            continue
        bounds = (inner.get("minimum"), inner.get("maximum")) if inner.get("type") == "integer" else None
        enum = inner.get("enum", [inner["const"]] if "const" in inner else None)
        choices = frozenset(str(one) for one in enum) if enum else None
        required = name in schema.get("required", ())
        yield name, Told(None, required, inner.get("maxLength"), bounds, choices)


def _resolved(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def differences(door: Door) -> Iterator[tuple[str, str]]:
    """(field, how endpoint and workbook differ) of an act's form; how is '' where they do not."""
    act = door.act
    form = {name: by_field(field, required) for name, (field, required) in form_fields(door).items()}
    endpoint = by_description(address_of_endpoint(act))
    sheet = kin().get(act, {}).get("sheet")
    columns = import_kind(sheet).columns if sheet else ()
    workbook = {each.name: replace(by_field(each.field, each.required), label=each.label) for each in columns}
    for name, told in form.items():
        how = [
            f"{face} {unlike}"
            for face, others in (("endpoint", endpoint), ("workbook", workbook))
            if name in others and (unlike := told.unlike(others[name]))
        ]
        yield name, "; ".join(how)
