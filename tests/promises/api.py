"""The API as it describes itself (接口): each operation with what it takes and what it answers.

Schemas are written out in place: what they are called is nobody's business but ours.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from liancun.faces.api.urls import api

METHODS = ("get", "post", "put", "patch", "delete")
NO = frozenset(("400", "401", "403", "404", "429", "503"))
"""Answers that every operation has alike; they are written once."""

Schema = Mapping[str, Any]


def lines() -> list[str]:
    """Every operation and, indented below it, every field."""
    described = api.get_openapi_schema()
    found, refusals = [], set()
    for address in sorted(described["paths"]):
        for method in METHODS:
            operation = described["paths"][address].get(method)
            if operation is None:
                continue
            found.append(f"{method.upper()} {address}")
            found += [f"    {line}" for line in _operation(operation, described)]
            refusals.add(tuple(_answers(operation, described, NO)))
    assert len(refusals) == 1, "every operation refuses alike"
    return ["every operation", *(f"    {line}" for line in refusals.pop()), *found]


def names_told(operation: Schema, described: Schema) -> bool:
    """Whether the description tells the names in what an operation answers."""
    content = operation["responses"][200].get("content", {})
    schemas = [each["schema"] for each in content.values() if "schema" in each]
    return any(place != "." for each in schemas for place, _said in _fields(each, described, answer=True))


def _operation(operation: Schema, described: Schema) -> Iterator[str]:
    for each in sorted(operation.get("parameters", ()), key=lambda each: (each["in"], each["name"])):
        said = _said(each["schema"], described, required=each.get("required", False))
        yield f"{each['in']} {each['name']}: {said}"
    for media, content in sorted(operation.get("requestBody", {}).get("content", {}).items()):
        yield f"body {media}"
        for place, said in _fields(content["schema"], described):
            yield f"body {place}: {said}"
    given = frozenset(str(status) for status in operation["responses"])
    yield from _answers(operation, described, given - NO)


def _answers(operation: Schema, described: Schema, statuses: frozenset[str]) -> Iterator[str]:
    for status, answer in sorted((str(status), answer) for status, answer in operation["responses"].items()):
        if status not in statuses:
            continue
        for media, content in sorted(answer.get("content", {"nothing": {}}).items()):
            yield f"{status} {media}"
            for place, said in _fields(content.get("schema", {}), described, answer=True):
                yield f"{status} {place}: {said}"


def _fields(
    schema: Schema, described: Schema, place: str = "", *, answer: bool = False, required: bool = True
) -> Iterator[tuple[str, str]]:
    """(place, what stands there) of every field: `rows[].number`. An answer's fields are always there."""
    whole = _resolved(schema, described)
    if place or whole.get("type") not in ("object", None):
        yield place or ".", _said(whole, described, required=required and not answer)
    for inner, at in ((whole, place), *_inside(whole, described, place)):
        wanted = inner.get("required", ())
        for name, each in sorted(inner.get("properties", {}).items()):
            there = f"{at}.{name}" if at else name
            yield from _fields(each, described, there, answer=answer, required=name in wanted)


def _inside(schema: Schema, described: Schema, place: str) -> Iterator[tuple[Schema, str]]:
    """What lies in a list, in a map, or among several, with its place."""
    if "items" in schema:
        each = _resolved(schema["items"], described)
        yield each, f"{place}[]"
        yield from _inside(each, described, f"{place}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        each = _resolved(schema["additionalProperties"], described)
        yield each, f"{place}.*"
        yield from _inside(each, described, f"{place}.*")
    for key in ("anyOf", "allOf", "oneOf"):
        for one in schema.get(key, ()):
            each = _resolved(one, described)
            yield each, place
            yield from _inside(each, described, place)


def _resolved(schema: Schema, described: Schema) -> Schema:
    while "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _said(schema: Schema, described: Schema, *, required: bool = False) -> str:
    """A field in words: its type, its bounds, whether it must be there."""
    words = [_kind(schema, described)]
    if required:
        words.append("required")
    if "default" in schema:
        words.append(f"else {schema['default']!r}")
    return ", ".join(words)


def _kind(schema: Schema, described: Schema) -> str:
    whole = _resolved(schema, described)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in whole:
            return " or ".join(_kind(each, described) for each in whole[key])
    if "const" in whole or "enum" in whole:
        return "one of " + " | ".join(str(each) for each in whole.get("enum", [whole.get("const")]))
    if whole.get("type") == "array":
        return f"list of {_kind(whole['items'], described)}{_bounds(whole, 'Items')}"
    kind = str(whole.get("format") or whole.get("type") or "anything")
    if kind == "integer":
        return kind + _range(whole.get("minimum"), whole.get("maximum"))
    pattern = f" {whole['pattern']}" if "pattern" in whole else ""
    return kind + _bounds(whole, "Length") + pattern


def _bounds(schema: Schema, what: str) -> str:
    return _range(schema.get(f"min{what}"), schema.get(f"max{what}"))


def _range(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return ""
    return f" {'' if least is None else least}..{'' if most is None else most}"
