"""How often a page asks the database and how long the server takes, on the small town or on all of Panguan.

Every page and answer of the API that a role may read, by the routes of `tests/test_walk.py`: the median of a
few turns, and of a route's addresses the slowest. One turn before them is not counted: it fills the caches a
running server has. Prints one JSON document for `python -m benchmarks`.
"""

import argparse
import json
import logging
import statistics
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from benchmarks.common import fresh, opened

ROLES = ("town.leader", "head.accountant", "jiaxi.accountant", "home1")


def main() -> int:
    """One town."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="small", choices=("small", "full"))
    parser.add_argument("--data", help="a raised town's data folder, read where it stands")
    parser.add_argument("--turns", type=int, default=5)
    given = parser.parse_args()
    with nullcontext(opened(Path(given.data))) if given.data else fresh() as data:
        from django.conf import settings

        logging.disable(logging.WARNING)  # what is not for a role is asked for, too
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        if not given.data:
            from liancun.scenario.town import raise_town

            raise_town(given.scale, Path(str(data)) / "workbooks")
        print(json.dumps({"scale": given.scale, "pages": measured(given.turns)}))
    return 0


def measured(turns: int) -> dict[str, list[Any]]:
    """ "role route" -> [queries, median milliseconds]."""
    from tests import test_walk
    from tests.conftest import client_as

    known = test_walk.targets()
    found: dict[str, list[Any]] = {}
    for role in ROLES:
        client = client_as(role)
        for route in test_walk.routes():
            if route.method != "GET" or "/account/" in route.address:
                continue
            for address in test_walk.addresses(route, known)[:2]:
                row = asked(client, f"{address}?{route.query}", turns)
                if row:
                    key = f"{role} {route.address}"
                    found[key] = max(found.get(key, [0, 0.0]), row, key=lambda each: each[1])
    return found


def asked(client: Any, address: str, turns: int) -> list[Any]:
    """[queries, median milliseconds] of an address; nothing where it is not for this role."""
    from django.db import connection

    from tests.test_pages import Count

    spent = []
    for turn in range(turns + 1):
        count = Count()
        begun = time.perf_counter()
        with connection.execute_wrapper(count):
            answer = client.get(address)
            _whole = b"".join(answer) if answer.streaming else answer.content
        if answer.status_code != 200:
            return []
        if turn:
            spent.append((time.perf_counter() - begun) * 1000)
    return [count.statements, statistics.median(spent)]


if __name__ == "__main__":
    sys.exit(main())
