"""Every address as every role (巡查): nothing breaks, and nobody reads another village's people.

LIANCUN_UPDATE=1 ./dev run pytest tests/test_walk.py     writes docs/routes.md anew
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from liancun.base.lists import all_lists
from liancun.base.offers import all_offers
from liancun.faces.api.urls import api
from liancun.rooms.registry.models import Person
from tests.conftest import client_as, demo_names
from tests.walk_targets import VILLAGE, Targets, chosen, people_of, targets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("known_viewers"),
    pytest.mark.only_on(
        "postgresql", "who may is the program's answer, and here queries are judged strictly"
    ),
]

TABLE = Path(__file__).resolve().parents[1] / "docs" / "routes.md"
ELSEWHERE = "haiba.secretary"
STAND_IN = {"stranger": ""}
LIKE_HOME1 = ("wronged", "unfounded", "home2", "home3")
OWN_TESTS = ("account/", "login", "logout", "i18n/")
"""Writes tested on their own: what logs a role in or out would end its walk, and tries are counted."""
RULED = "ruled"
ACTS = ("what", "verb")
"""Parameters whose every value is another act."""
HEADING = (
    "# Routes 地址与身份",
    "",
    "What each role gets of each address, on the small town. The records asked for are Jiaxi's or the head",
    "cooperative's. A page's form is sent empty, an API's body with the least it takes: 200 and 302 did it,",
    "400 is a right to write that lacks its form, `ruled` one that a rule then refused; 403 refuses the act,",
    "404 the sight of it. Several: one for each record, kind or act asked for. By `tests/test_walk.py`.",
    "",
)
OPEN = {"200", "302", "400", RULED}
"""What somebody gets who may."""
BEFORE = ("/account/", "/login", "/logout", "/i18n/")
"""Writes with tests of their own: what logs a role in or out would end its walk, and tries are counted."""

PLAIN = {"string": "1", "integer": 1, "boolean": False, "number": 1}
NAMED = {
    "days": "30",
    "month": "2025-12",
    "period": "2025-12",
    "village_code": VILLAGE,
    "money_account": "102",
    "plot": "52028112320100001",
    "crop": "cili",
    "what": "law/meetings",
    "one": "law/meetings",
}
"""What a field of that name holds where its type alone would not do."""


@dataclass(frozen=True)
class Route:
    """One way to ask: the method, the address with its <parameters>, and for a write what is sent."""

    method: str
    address: str
    body: Any = None
    query: str = ""


def paths(patterns: Any = None, before: str = "") -> Iterator[tuple[str, str]]:
    """(name, address with its <parameters>) of every address of the site there is."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLPattern):
            address = re.sub(r"<(?:\w+:)?", "<", address)
            yield from ((each.name or "", one) for one in derived(each.name or "", address))
        else:
            yield from paths(each.url_patterns, address)


def derived(name: str, address: str) -> Iterator[str]:
    """An address, or where every act or list has it, that of each of them."""
    if name in ("act", "subject_act"):
        for offer in all_offers():
            if (offer.subject is None) == (name == "act"):
                said = address.replace("<room>", offer.room).replace("<name>", offer.name)
                yield said.replace("<subject>", f"<{offer.of}>")
    elif name in ("list", "list_file"):
        for listing in all_lists():
            yield address.replace("<room>", listing.room).replace("<key>", listing.key)
    else:
        yield address


@cache
def routes() -> tuple[Route, ...]:
    """Pages both ways, with an empty form; the API as it describes itself, with bodies that are whole."""
    found = []
    for _name, address in paths():
        if not address.startswith("api/"):
            found.append(Route("GET", "/" + address))
            if not address.startswith(OWN_TESTS):
                found.append(Route("POST", "/" + address))
    description = api.get_openapi_schema()
    for address, methods in description["paths"].items():
        for method, said in methods.items():
            query = "&".join(f"{name}={value}" for name, value in required(said))
            content = said.get("requestBody", {}).get("content", {}).get("application/json")
            body = filled(content["schema"], description) if content else None
            found.append(Route(method.upper(), re.sub(r"\{(\w+)\}", r"<\1>", address), body, query))
    return tuple(sorted(found, key=lambda each: (each.address, each.method)))


def required(said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What the query of an address must hold."""
    for each in said.get("parameters", ()):
        if each["in"] == "query" and each.get("required"):
            yield each["name"], NAMED[each["name"]]


def filled(schema: Mapping[str, Any], description: Mapping[str, Any], name: str = "") -> Any:
    """The least that a schema takes."""
    if "$ref" in schema:
        return filled(description["components"]["schemas"][schema["$ref"].rpartition("/")[2]], description)
    if name in NAMED:
        return NAMED[name]
    for key in ("anyOf", "allOf"):
        if key in schema:
            return filled(schema[key][0], description, name)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema["type"] == "object":
        wanted = schema.get("required", ())
        return {each: filled(schema["properties"][each], description, each) for each in wanted}
    if schema["type"] == "array":
        return [filled(schema["items"], description)] * max(1, schema.get("minItems", 1))
    if schema.get("format") == "date":
        return "2025-12-20"
    return PLAIN[schema["type"]]


def addresses(route: Route, known: Targets) -> list[str]:
    """The route filled in: every value of the parameter that has most, one of the others; of a write that is
    the same act for each, three."""
    address, names = route.address, re.findall(r"<(\w+)>", route.address)
    values = {name: chosen(route.address, name, known) for name in names}
    longest = max(names, key=lambda name: len(values[name]), default="")
    for name in names:
        if name != longest:
            address = address.replace(f"<{name}>", str(values[name][0]))
    most = None if route.method == "GET" or longest in ACTS else 3
    return (
        [address.replace(f"<{longest}>", str(value)) for value in values[longest][:most]]
        if names
        else [address]
    )


def asked(client: Client, route: Route, address: str, known: Targets) -> Any:
    """The answer; what a write did is taken back."""
    if route.query:
        address += "?" + route.query
    said = known.get(f"POST {route.address}", [{}])[0]
    with transaction.atomic():
        if route.method == "GET":
            answer = client.get(address)
        elif address.startswith("/api/"):
            body = {**route.body, **said} if said else route.body
            answer = client.post(address, body, content_type="application/json")
        else:
            answer = client.post(address, said)
        transaction.set_rollback(True)
    return answer


def outcome(answer: Any) -> str:
    """The status; RULED where the right was there and a rule said no."""
    if answer.status_code != 403:
        return str(answer.status_code)
    if "json" in answer.headers.get("content-type", ""):
        code = answer.json().get("code", "")
    else:
        reason = answer.context and answer.context.get("reason")
        code = reason.code if reason else RULED
    return "403" if not code or code.startswith("permit.") else RULED


def statuses(client: Client, route: Route, known: Targets) -> str:
    """What a role gets of a route: each outcome once."""
    found = set()
    for address in addresses(route, known):
        found.add(outcome(asked(client, route, address, known)))
        if found == {"405"}:
            return "–"
    broken = sorted(each for each in found if each.startswith("5"))
    assert not broken, (route, broken)
    return "/".join(sorted(found))


def walked() -> list[str]:
    """The roles of the table, in its order."""
    return ["stranger", *(name for name in demo_names() if name not in LIKE_HOME1)]


def column(role: str, known: Targets) -> dict[str, str]:
    """What a role gets of every route, by the route as the table names it."""
    client = client_as(STAND_IN.get(role, role))
    return {f"{route.method} `{route.address}`": statuses(client, route, known) for route in routes()}


def written() -> dict[str, dict[str, str]]:
    """The columns of the table as it stands, by role."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [line.strip("| ").split(" | ") for line in lines]
    return {role: {row[0]: row[at] for row in rows[1:]} for at, role in enumerate(rows[0]) if at}


@pytest.mark.parametrize("role", written())
def test_every_route_as(town, role):
    found, told = column(role, targets()), written()[role]
    wrong = {route: cell for route, cell in found.items() if cell != told.get(route, "–")}
    assert not wrong and told.keys() <= found.keys(), "rights changed: look, then LIANCUN_UPDATE=1"


def test_the_table_is_of_every_role(town):
    roles = walked()
    if os.environ.get("LIANCUN_UPDATE") == "1":
        aimed = targets()
        columns = {role: column(role, aimed) for role in roles}
        rows = []
        for route in columns[roles[0]]:
            cells = [columns[role][route] for role in roles]
            if set(cells) != {"–"}:
                rows.append(f"| {route} | " + " | ".join(cells) + " |")
        head = ["| address | " + " | ".join(roles) + " |", "|---|" + "---|" * len(roles)]
        TABLE.write_text("\n".join([*HEADING, *head, *rows, ""]), encoding="utf-8")
    assert list(written()) == roles


def test_every_address_is_somebodys():
    """An address nobody gets anything of was asked for with a record that is not there."""
    table = written()
    nobody = [
        route
        for route in next(iter(table.values()))
        if not any(OPEN & set(cells[route].split("/")) for cells in table.values())
    ]
    assert nobody == []


def secrets() -> set[str]:
    """Names, ID numbers and phones of Jiaxi's people; a name others share, or part of one, says nothing."""
    others = " ".join(each.name for each in Person.objects.exclude(village_code=VILLAGE))
    names = {each.name for each in people_of(VILLAGE) if len(each.name) > 2 and each.name not in others}
    cards = Person.objects.filter(village_code=VILLAGE)
    return names | {word for each in cards for word in (each.id_number, each.phone) if word}


@pytest.mark.parametrize("role", ["stranger", ELSEWHERE])
def test_no_word_of_another_villages_people(town, role):
    """Every answer is searched, those of refused writes too."""
    words, known = secrets(), targets()
    assert len(words) > 20
    client, leaked = client_as(STAND_IN.get(role, role)), []
    for route in routes():
        if route.address.startswith("/login"):  # the demo's own list of roles names who plays them
            continue
        for address in addresses(route, known):
            body = asked(client, route, address, known).content.decode("utf-8", "replace")
            leaked += [(route, address, word) for word in words if word in body]
    assert leaked == []
