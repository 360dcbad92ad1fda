"""What a program sends (送来的内容): read by the one checker of all faces, described as its fields say.

An endpoint that is written by hand says what it takes as an act does, by a dataclass of fields:

    @router.post("/books/{code:org_code}/entries", response={200: dict, **NO}, openapi_extra=takes(NewEntry))
    def post_entry(request: Request, org_code: Org) -> Any:
        new = given(request, NewEntry, org_code)
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from liancun.base import clock, reading
from liancun.faces.fields import heading
from liancun.faces.request import Request, json_of
from liancun.kernel import BadInput, Problem
from liancun.kernel.fields import Lines, Spec, specs_of

T = TypeVar("T")


def sent(request: Request) -> dict[str, Any]:
    """The JSON object that was sent."""
    found = json_of(request)
    if not isinstance(found, dict):
        raise BadInput([Problem.of("api.not_json")])
    return found


def given(request: Request, kind: type[T], org_code: str = "") -> T:
    """What was sent as the dataclass of fields it should be. Raises BadInput with every fault."""
    return reading.given(
        kind, sent(request), by=request.viewer, org_code=org_code, on=clock.today(), typed=True
    )


def takes(kind: type) -> dict[str, Any]:
    """The description of an endpoint that is sent this."""
    return body_of(specs_of(kind), kind.__name__, (kind.__doc__ or "").strip())


def body_of(specs: Iterable[Spec], title: str, about: str) -> dict[str, Any]:
    """The description of what is sent: kinds and bounds as the fields say them."""
    fields = tuple(specs)
    schema = _object(fields) | {"title": title, "description": about}
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"content": content, "required": any(spec.required for spec in fields)}}


def _object(specs: Iterable[Spec]) -> dict[str, Any]:
    fields = tuple(specs)
    return {
        "type": "object",
        "properties": {spec.name: _described(spec) for spec in fields},
        "required": [spec.name for spec in fields if spec.required],
        "additionalProperties": False,
    }


def _described(spec: Spec) -> dict[str, Any]:
    """One field as JSON schema, titled; what may be left out may be null."""
    schema = spec.field.schema()
    if isinstance(spec.field, Lines):
        schema["items"] = _object(spec.field.specs)
    if not spec.required:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return schema | {"title": heading(spec.field)} | default_of(spec)


def default_of(spec: Spec) -> dict[str, Any]:
    """What is meant where a field is left out, as a program would say it."""
    plain_one = not spec.required and isinstance(spec.default, str | int | bool)
    return {"default": spec.default} if plain_one else {}
