"""Acts and lists as endpoints (接口): derived from what each says of itself; the operation is the verb.

What is sent is read by the one checker of all faces: its codes and words, never a library's.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from inspect import Parameter, Signature
from typing import Annotated, Any, get_type_hints

from django.http import StreamingHttpResponse
from ninja import Router, Schema
from pydantic import Field as Bounds
from pydantic import create_model

from liancun.base import clock, references, trail
from liancun.base.lists import WHOLE, Listing, all_lists, window, window_specs
from liancun.base.offers import Offer, all_offers
from liancun.faces.api.answers import NO, plain
from liancun.faces.api.given import body_of, default_of, sent
from liancun.faces.api.shapes import Org, Stored, shape, wired
from liancun.faces.fields import heading
from liancun.faces.request import Request
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import Code, Spec, Whole, Wrong, _

MOST_ROWS = 200
LINES = "application/x-ndjson"
"""Asked for by who wants a whole list: a row a line."""
ORG = Spec("org_code", Code(_("单位"), most=20), False, "")
"""Which organisation a list that spans several is narrowed to."""


def add_to(router: Router, routers: Sequence[Router]) -> None:
    """Every offered act and every list. What has an address already is added where that is: one address has
    one place, whatever is asked of it."""
    for offer in all_offers():
        _add(
            *_stands(_path(offer), router, routers),
            "POST",
            _doing(offer),
            answer_of(offer),
            _act_extra(offer),
            offer.verb,
            offer.title,
            {spec.name: spec for spec in (*offer.specs, *filter(None, [offer.subject]))},
        )
    for listing in all_lists():
        path = _list_path(listing)
        _add(
            *_stands(path, router, routers),
            "GET",
            _reading(listing),
            wired(listing.page),
            _list_extra(listing, path),
            listing.name,
            listing.title,
            {spec.name: spec for spec in listing.filters},
        )


def _list_path(listing: Listing) -> str:
    path = listing.path or f"{listing.room}/{listing.key}"
    if path.startswith("/"):
        return path
    return f"/{path}" if listing.reach else f"/orgs/{{org_code}}/{path}"


def _stands(path: str, router: Router, routers: Sequence[Router]) -> tuple[Router, str]:
    """Where an address is already, and how it is written there; else here, its places being codes."""
    for each in routers:
        for known in each.path_operations:
            if re.sub(r"\{\w+:(\w+)\}", r"{\1}", known) == path:
                return each, known
    return router, re.sub(r"\{(\w+)\}", r"{code:\1}", path)


def _add(
    router: Router,
    path: str,
    method: str,
    view: Callable[..., Any],
    answer: Any,
    extra: dict[str, Any],
    name: str,
    title: str,
    specs: Mapping[str, Spec],
) -> None:
    names = _places(path)
    view.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)]
        + [Parameter(each, Parameter.POSITIONAL_OR_KEYWORD, annotation=_place(each, specs)) for each in names]
    )
    view.__name__ = name.replace(".", "_")
    router.add_api_operation(
        path,
        [method],
        view,
        response={200: answer, **NO},
        operation_id=name,
        summary=title,
        tags=[name.partition(".")[0]],
        openapi_extra=extra,
    )


def _places(path: str) -> list[str]:
    """The names of what stands in an address."""
    return re.findall(r"\{(?:\w+:)?(\w+)\}", path)


def _place(name: str, specs: Mapping[str, Spec]) -> Any:
    """What stands in an address: a number where its field is one, else a code."""
    if name == "org_code":
        return Org
    field = specs[name].field
    return Annotated[int, Bounds(ge=field.least, le=field.most)] if isinstance(field, Whole) else Stored


def _path(offer: Offer) -> str:
    if offer.path.startswith("/"):
        return offer.path
    if offer.subject is None:
        return f"/orgs/{{org_code}}/{offer.path or f'{offer.room}/{offer.name}'}"
    return f"/{offer.path or f'{offer.room}/{{{offer.subject.name}}}/{offer.name}'}"


def _in_path(offer: Offer) -> set[str]:
    """What of an act is said in its address; a field may be called as its subject is."""
    names = set(_places(_path(offer)))
    return names if offer.subject is None else names - {offer.subject.name}


def _only(request: Any, known: Iterable[str]) -> None:
    """Refuse what an address asks for and nobody reads: a filter misspelt would give the whole list."""
    if unknown := sorted(request.GET.keys() - set(known)):
        raise BadInput([Problem.of("field.unknown", column=name[:60]) for name in unknown])


def _doing(offer: Offer) -> Callable[..., Any]:
    def view(request: Any, **path: Any) -> Any:
        viewer, today = request.viewer, clock.today()
        _only(request, ())
        if offer.subject is None:
            where = org_code = path.pop("org_code")
            village_code = ""
        else:
            where = str(path.pop(offer.subject.name))
            trace = references.resolve(viewer, f"{offer.of}:{where}")
            org_code, village_code = trace.org_code, trace.village_code
        offer.must_serve(viewer, org_code, village_code)
        values = offer.read(sent(request) | path, by=viewer, org_code=org_code, on=today, typed=True)
        return given_back(offer, where, offer.do(where, values, by=viewer, on=today))

    return view


def given_back(offer: Offer, where: str, result: Any) -> dict[str, Any]:
    """What an act gave, under the name it says, and its subject."""
    found = {} if offer.subject is None else {"subject": where}
    said = plain(result)
    if isinstance(said, dict):
        return found | said
    return found if result is None else found | {offer.gives: said}


def answer_of(offer: Offer) -> type[Schema]:
    """What an act gives, as a schema: its result under the name it says, and its subject."""
    result = get_type_hints(offer.action)["return"]
    columns: dict[str, Any] = {} if offer.subject is None else {"subject": (str, ...)}
    if is_dataclass(result) and isinstance(result, type):
        return create_model(f"{offer.name}_answer", __base__=shape(result), **columns)
    if result is not type(None):
        columns[offer.gives] = (wired(result), ...)
    return create_model(f"{offer.name}_answer", __base__=Schema, **columns)


def _act_extra(offer: Offer) -> dict[str, Any]:
    """The description of what is sent: kinds and bounds as the fields say them."""
    inside = [spec for spec in offer.specs if spec.name not in _in_path(offer)]
    title = offer.given.__name__ if offer.given else "Nothing"
    about = (offer.given.__doc__ or "").strip() if offer.given else ""
    return {"description": (offer.action.__doc__ or "").strip(), **body_of(inside, title, about)}


def _reading(listing: Listing) -> Callable[..., Any]:
    known = {spec.name for spec in _asked(listing)} | {"sort"}

    def view(request: Any, org_code: str = "", **path: Any) -> Any:
        viewer, today = request.viewer, clock.today()
        _only(request, known - path.keys())
        if listing.reach:
            org_code = _one_org(request)
        raw = request.GET.dict()
        raw |= {name: str(value) for name, value in path.items()}
        asked = listing.asked(raw, by=viewer, org_code=org_code, on=today)
        if LINES in request.headers.get("Accept", ""):
            found = listing.ask(viewer, org_code, on=today, limit=WHOLE, **asked)
            trail.takes(viewer, listing.name, org_code, "json", len(found.rows))
            return StreamingHttpResponse(_lines(found.rows), content_type=LINES)
        rows = window(raw, *_most(listing))
        return plain(listing.told(listing.ask(viewer, org_code, on=today, **rows, **asked)))

    return view


def _lines(rows: Iterable[Any]) -> Iterator[str]:
    """Each row as JSON on a line of its own, as it is read."""
    for row in rows:
        yield json.dumps(plain(row), ensure_ascii=False) + "\n"


def _one_org(request: Any) -> str:
    """The organisation a list is narrowed to, '' where none is named."""
    try:
        return str(ORG.value(request.GET.get("org_code"), ORG.field.read))
    except Wrong:
        raise Refusal("viewer.not_found") from None


def _most(listing: Listing) -> tuple[int, int]:
    """How many rows may be asked for, and how many come unasked: of a short list all there are."""
    return (WHOLE, WHOLE) if listing.short else (MOST_ROWS, 50)


def _asked(listing: Listing) -> list[Spec]:
    """What the query of a list's address may hold beside its order."""
    specs = (*([ORG] if listing.reach else []), *listing.filters, *window_specs(*_most(listing)))
    return [spec for spec in specs if spec.name not in listing.personal]


def _list_extra(listing: Listing, path: str) -> dict[str, Any]:
    inside = _places(path)
    params = [
        {
            "in": "query",
            "name": spec.name,
            "required": spec.required,
            "schema": spec.field.schema() | {"title": heading(spec.field)} | default_of(spec),
        }
        for spec in _asked(listing)
        if spec.name not in inside
    ]
    if listing.sorts:
        orders = [order for name in listing.sorts for order in (name, f"-{name}")]
        params.append(
            {"in": "query", "name": "sort", "required": False, "schema": {"type": "string", "enum": orders}}
        )
    whole = {"schema": {"type": "string", "title": "JSON lines"}}
    return {
        "description": (listing.query.__doc__ or "").strip(),
        "parameters": params,
        "responses": {200: {"content": {LINES: whole}}},
    }
