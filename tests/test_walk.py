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

from liancun.base.importing import all_import_kinds
from liancun.faces.api.urls import api
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.land.models import LandContract, PlotRight
from liancun.rooms.ledger.models import Entry
from liancun.rooms.notices.models import Notice, Objection
from liancun.rooms.points.models import MonthScore
from liancun.rooms.production.models import Planting
from liancun.rooms.registry.models import Person, Post
from liancun.rooms.sales.models import Sale
from liancun.rooms.settlement.models import Run, RunLine
from tests.conftest import client_as, demo_names

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TABLE = Path(__file__).resolve().parents[1] / "docs" / "routes.md"
VILLAGE = "520281123201"
ELSEWHERE = "haiba.secretary"
STAND_IN = {"stranger": ""}
LIKE_HOME1 = ("wronged", "unfounded", "home2", "home3")
OWN_TESTS = ("account/", "login", "logout", "i18n/")
"""Writes tested on their own: what logs a role in or out would end its walk, and tries are counted."""
HEADING = (
    "# Routes 地址与身份",
    "",
    "What each role gets of each address, on the small town. The records asked for are Jiaxi's or the head",
    "cooperative's. A page's form is sent empty, an API's body with the least it takes: 200 and 302 did it,",
    "400 is a right to write that lacks its form, 403 refuses the act, 404 the sight of it. Several:",
    "one for each record or kind asked for. Written by `tests/test_walk.py`.",
    "",
)
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
            yield each.name or "", re.sub(r"<(?:\w+:)?", "<", address)
        else:
            yield from paths(each.url_patterns, address)


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


def targets() -> dict[str, list[str]]:
    """Parameter -> values: Jiaxi's own records where they belong to a village."""
    kinds = all_import_kinds()
    fee = Run.objects.filter(kind="refuse_fee", org_code="jiaxi").latest("pk")
    pay = Run.objects.filter(kind="delivery_payment").latest("pk")
    surplus = Run.objects.get(kind="surplus")
    line = RunLine.objects.filter(village_code=VILLAGE, run=fee).earliest("pk")
    entry = Entry.objects.filter(org_code="jiaxi").latest("pk")
    score = MonthScore.objects.filter(village_code=VILLAGE).earliest("pk")
    slip = WeighSlip.objects.filter(village_code=VILLAGE).earliest("pk")
    right = PlotRight.objects.filter(village_code=VILLAGE, holder__startswith="K").earliest("pk")
    contract = LandContract.objects.filter(village_code=VILLAGE).earliest("pk")
    work = WorkDay.objects.filter(village_code=VILLAGE).earliest("pk")
    planting = Planting.objects.filter(village_code=VILLAGE).earliest("pk")
    person, notice = people(VILLAGE)[0], Notice.objects.get(list_ref=f"run:{fee.pk}")
    objection = Objection.objects.filter(village_code=VILLAGE).earliest("pk")
    refs = [f"run:{fee.pk}", f"line:{line.pk}", f"score:{score.pk}", f"entry:{entry.pk}", f"slip:{slip.pk}"]
    refs += [f"plot:{right.plot}", f"contract:{contract.number}", f"planting:{planting.number}", "park:2025"]
    refs += [f"household:{line.subject}", f"person:{person.code}", f"notice:{notice.pk}"]
    refs += ["organisation:jiaxi", f"run:{surplus.pk}", "nonsense", "line:99999999"]
    return {
        "run_id": [str(fee.pk), str(surplus.pk), str(pay.pk)],
        "line_id": [str(line.pk)],
        "notice_id": [str(notice.pk)],
        "objection_id": [str(objection.pk)],
        "score_id": [str(score.pk)],
        "entry_id": [str(entry.pk)],
        "slip_id": [str(slip.pk)],
        "work_id": [str(work.pk)],
        "code": [line.subject, person.code],
        "party": [person.code],
        "org_code": ["jiaxi"],
        "plot_code": [right.plot],
        "contract_number": [contract.number],
        "planting_number": [planting.number],
        # One workbook for each room: a room's permits and reach are the same for all of its own.
        "kind": sorted({kind.verb.partition(".")[0]: name for name, kind in kinds.items()}.values()),
        "number": ["1"],
        "sale_id": [str(Sale.objects.earliest("pk").pk)],
        "ref": refs,
        "verb": ["check_run"],
        "what": ["sale", "correct", "join", "leave", "operation", "rectify"],
        "month": ["2025-12"],
        "year": ["2025"],
        "money": ["wages"],
    }


def people(village: str) -> list[Person]:
    """A village's people without any post: nobody elsewhere has a reason to read their names."""
    posted = set(Post.objects.values_list("party", flat=True))
    return [each for each in Person.objects.filter(village_code=village) if each.code not in posted]


def addresses(route: Route, known: Mapping[str, list[str]]) -> list[str]:
    """The route filled in: every value of the parameter that has most (a write: three), one of the others."""
    address, names = route.address, re.findall(r"<(\w+)>", route.address)
    unknown = set(names) - set(known)
    assert not unknown, f"{address}: say in targets() what {unknown} may be"
    longest = max(names, key=lambda name: len(known[name]), default="")
    for name in names:
        if name != longest:
            address = address.replace(f"<{name}>", known[name][0])
    values = known[longest][: None if route.method == "GET" else 3] if names else [""]
    return [address.replace(f"<{longest}>", value) for value in values]


def asked(client: Client, route: Route, address: str) -> Any:
    """The answer; what a write did is taken back."""
    if route.query:
        address += "?" + route.query
    with transaction.atomic():
        if route.method == "GET":
            answer = client.get(address)
        elif address.startswith("/api/"):
            answer = client.post(address, route.body, content_type="application/json")
        else:
            answer = client.post(address)
        transaction.set_rollback(True)
    return answer


def statuses(client: Client, route: Route, known: Mapping[str, list[str]]) -> str:
    """What a role gets of a route: each status once."""
    found = set()
    for address in addresses(route, known):
        found.add(asked(client, route, address).status_code)
        if found == {405}:
            return "–"
    broken = sorted(status for status in found if status >= 500)
    assert not broken, (route, broken)
    return "/".join(str(status) for status in sorted(found))


def walked() -> list[str]:
    """The roles of the table, in its order."""
    return ["stranger", *(name for name in demo_names() if name not in LIKE_HOME1)]


def column(role: str, known: Mapping[str, list[str]]) -> dict[str, str]:
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
        columns = {role: column(role, targets()) for role in roles}
        rows = []
        for route in columns[roles[0]]:
            cells = [columns[role][route] for role in roles]
            if set(cells) != {"–"}:
                rows.append(f"| {route} | " + " | ".join(cells) + " |")
        head = ["| address | " + " | ".join(roles) + " |", "|---|" + "---|" * len(roles)]
        TABLE.write_text("\n".join([*HEADING, *head, *rows, ""]), encoding="utf-8")
    assert list(written()) == roles


def secrets() -> set[str]:
    """Names, ID numbers and phones of Jiaxi's people; a name others share, or part of one, says nothing."""
    others = " ".join(each.name for each in Person.objects.exclude(village_code=VILLAGE))
    names = {each.name for each in people(VILLAGE) if len(each.name) > 2 and each.name not in others}
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
            body = asked(client, route, address).content.decode("utf-8", "replace")
            leaked += [(route, address, word) for word in words if word in body]
    assert leaked == []
