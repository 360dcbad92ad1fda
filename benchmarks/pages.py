"""How often a page asks the database and how long the server takes: a raised town, then ten times its rows.

Every page a role may read, by the routes of `tests/test_walk.py`. Run by pytest, because the raised town is
a fixture: `pytest -s benchmarks/pages.py`. Prints JSON for `python -m benchmarks`.
"""

import json
import statistics
import time
from typing import Any

import pytest
from django.db import connection

from tests import test_pages, test_walk
from tests.conftest import client_as

ROLES = ("town.leader", "jiaxi.accountant", "home1")
TURNS = 3


def measured(known: dict[str, list[str]]) -> dict[str, list[Any]]:
    """(role, route) -> [queries, median milliseconds]: the slowest address of each route."""
    found: dict[str, list[Any]] = {}
    for role in ROLES:
        client = client_as(role)
        for route in test_walk.routes():
            if route.method != "GET" or "/account/" in route.address or route.address.startswith("/api/"):
                continue
            for address in test_walk.addresses(route, known)[:2]:
                spent = []
                for _turn in range(TURNS):
                    count = test_pages.Count()
                    begun = time.perf_counter()
                    with connection.execute_wrapper(count):
                        answer = client.get(f"{address}?{route.query}")
                        _whole = b"".join(answer) if answer.streaming else answer.content
                    spent.append((time.perf_counter() - begun) * 1000)
                if answer.status_code == 200:
                    key, row = f"{role} {route.address}", [count.statements, statistics.median(spent)]
                    found[key] = max(found.get(key, [0, 0]), row)
    return found


@pytest.mark.django_db
@pytest.mark.slow
def test_measure(own_town: Any, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """Before and after the rows are ten times as many."""
    known = test_walk.targets()
    before = measured(known)
    monkeypatch.setattr(test_pages, "MANY", 9 * 33)
    test_pages.grow()
    after = measured(known)
    with capsys.disabled():
        print("\n" + json.dumps({"before": before, "after": after}))
