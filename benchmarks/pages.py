"""How often a page asks the database and how long the server takes, on the small town or on all of Panguan.

Every page and answer of the API that a role may read, by the routes of `tests/test_walk.py`: median and
range of a few turns, and of a route's addresses the slowest. The turns find what a running server keeps.
Before them a record is made and the page asked once: that is *afresh*, and its questions are counted too.
`--tenfold` then makes the town ten times as large (`tenfold.py`) and measures again, without what is
printed: a list on paper grows with its list. Milliseconds are processor time of the one process that holds
both server and SQLite: beside other work a clock on the wall tells more of that work. Prints one JSON
document for `python -m benchmarks`.
"""

import argparse
import json
import logging
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.common import copied, fresh
from benchmarks.tenfold import multiply

ROLES = ("town.leader", "head.accountant", "jiaxi.accountant", "home1")


def main() -> int:
    """One town."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="small", choices=("small", "full"))
    parser.add_argument("--data", help="a raised town's data folder, copied first; its keys lie beside it")
    parser.add_argument("--tenfold", action="store_true")
    parser.add_argument("--turns", type=int, default=5)
    given = parser.parse_args()
    with copied(Path(given.data)) if given.data else fresh() as data:
        from django.conf import settings

        logging.disable(logging.WARNING)  # what is not for a role is asked for, too
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        if not given.data:
            from liancun.scenario.town import raise_town

            raise_town(given.scale, Path(str(data)) / "workbooks")
        found: dict[str, Any] = {"pages": measured(given.turns), "outcomes": counted(given.turns)}
        if given.tenfold:
            multiply()
            found["tenfold_outcomes"] = counted(given.turns)
            found["tenfold"] = measured(given.turns, printed=False)
        print(json.dumps(found))
    return 0


def counted(turns: int) -> list[float]:
    """Milliseconds to count the outcomes afresh, as for the first visitor after a record was made."""
    from tests.conftest import client_as

    client, spent = client_as(ROLES[0]), []
    for _turn in range(turns):
        record()
        begun = time.process_time()
        client.get("/outcomes/")
        spent.append((time.process_time() - begun) * 1000)
    return spent


def record() -> None:
    """Somebody records something: one more act like the last one, of the same organisation."""
    from liancun.base.acts import act
    from liancun.base.models import AuditLine
    from liancun.base.permits import SYSTEM

    last = AuditLine.objects.latest("pk")
    with act(last.verb, last.org_code, by=SYSTEM, on=last.on) as again:
        again.ref, again.params = last.ref, last.params


def measured(turns: int, *, printed: bool = True) -> dict[str, list[Any]]:
    """ "role route" -> [queries, median milliseconds, least, most, milliseconds afresh]."""
    from tests import test_walk
    from tests.conftest import client_as

    known = test_walk.targets()
    found: dict[str, list[Any]] = {}
    for role in ROLES:
        client = client_as(role)
        for route in test_walk.routes():
            if route.method != "GET" or "/account/" in route.address:
                continue
            if not printed and route.address.endswith((".pdf", ".xlsx")):
                continue
            for address in test_walk.addresses(route, known)[:2]:
                row = asked(client, f"{address}?{route.query}", turns)
                if row:
                    key = f"{role} {route.address}"
                    found[key] = max(found.get(key, row), row, key=lambda each: each[1])
    return found


def asked(client: Any, address: str, turns: int) -> list[Any]:
    """A row of `measured` for an address; nothing where it is not for this role."""
    from django.db import connection

    from tests.test_pages import Count

    client.get(address)  # templates are compiled once in a server's life
    record()
    spent, asked_for = [], []
    for _turn in range(turns + 1):
        count = Count()
        begun = time.process_time()
        with connection.execute_wrapper(count):
            answer = client.get(address)
            _whole = b"".join(answer) if answer.streaming else answer.content
        if answer.status_code != 200:
            return []
        spent.append((time.process_time() - begun) * 1000)
        asked_for.append(count.statements)
    afresh, *later = spent
    return [max(asked_for), statistics.median(later), min(later), max(later), afresh]


if __name__ == "__main__":
    sys.exit(main())
