"""What the API answers where it does not describe it (应答): the names seen in the small town's answers."""

from collections.abc import Iterator

from liancun.faces.api.urls import api
from tests.conftest import client_as
from tests.promises.api import names_told
from tests.promises.documents import Place, merged, seen
from tests.test_walk import Route, addresses, asked, routes
from tests.walk_targets import Targets

ROLES = ("town.auditor", "head.accountant", "jiaxi.secretary", "home1")
"""Together they may read everything."""


def lines(known: Targets) -> list[str]:
    """Every reading operation without a schema and, indented below it, the places of its answers."""
    found = []
    clients = [client_as(role) for role in ROLES]
    for route in undescribed():
        places: set[Place] = set()
        for client in clients:
            for address in addresses(route, known):
                answer = asked(client, route, address, known)
                if answer.status_code == 200 and "json" in answer.headers["content-type"]:
                    places.update(seen(answer.json()))
        found += [f"{route.method} {route.address}"]
        found += [f"    {place}: {what}" for place, what in merged(sorted(places))]
    return found


def undescribed() -> Iterator[Route]:
    """The reading operations whose answer the description leaves open."""
    described = api.get_openapi_schema()
    for route in routes():
        address = route.address.replace("<", "{").replace(">", "}")
        operation = described["paths"].get(address, {}).get("get")
        if route.method == "GET" and operation and not names_told(operation, described):
            yield route
