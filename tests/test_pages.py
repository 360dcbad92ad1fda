"""A page asks the database as often for many rows as for few (查询次数)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from liancun.base import page_cache
from liancun.base.acts import act
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.models import Imprint
from liancun.base.permits import SYSTEM
from liancun.rooms.registry.models import Person
from liancun.rooms.settlement import actions
from tests.conftest import client_as
from tests.test_walk import Route, addresses, routes, targets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.only_on("sqlite3", "how often a page asks is the program's; the walk asks it of the other"),
]

ROLES = ("town.leader", "head.accountant", "jiaxi.accountant", "home1")
MANY = 24
AIM = 25
"""A page asks no more often than this, whatever the rows."""
BY_RECORD = ("/api/cockpit", "/cockpit/")
"""Pages made of every room: asked right after each kind of record that the town has seen, as others are with
nothing kept at all. What was written in one room is read anew in that room alone (`base/page_cache.py`)."""
MANIFOLD = {
    "/runs/<run_id>/list.pdf": 31,
    "/api/meetings/<meeting_id>/papers/<paper>": 29,
    "/meetings/<meeting_id>/<paper>.pdf": 29,
    "/home/": 26,
}
"""Pages that ask more, and the most they ask; each is one question, not one for a row.

A printed list carries the head of its organisation's evidence. What is handed out stands in the trail first:
five statements. An official's own home page asks which of the lists on the board are of few people."""
SELDOM = {"base_charterblock", "registry_organisation", "registry_village"}
DAY, JIAXI = date(2026, 2, 12), "520281123201"
BORN = date(1980, 1, 1)


def brought_in(kind: str, org: str, rows: list[dict[str, Any]]) -> None:
    """The rows by the import door, as one workbook."""
    spec = import_kind(kind)
    whole = [{column.name: row.get(column.name) for column in spec.columns} for row in rows]
    import_workbook(kind, write_rows(spec, whole), f"{kind}.xlsx", org_code=org, by=SYSTEM, on=DAY)


def grow() -> None:
    """More people and homes in Jiaxi, more members, slips, vouchers and runs."""
    few = range(MANY)
    people = [f"P6{each:06}" for each in few]
    start = {"start": date(2020, 1, 1)}
    brought_in(
        "people",
        "town",
        [
            {
                "party": code,
                "name": f"韦{chr(ord('一') + each)}",
                "sex": "m",
                "born_on": BORN,
                "village": JIAXI,
            }
            for each, code in enumerate(people)
        ],
    )
    homes = [f"L8{each:05}" for each in few]
    brought_in(
        "households", "town", [{"household": h, "kind": "living", "village": JIAXI, **start} for h in homes]
    )
    lived = zip(homes, people, strict=True)
    brought_in(
        "household_members",
        "town",
        [{"household": h, "party": p, "is_head": "yes", **start} for h, p in lived],
    )
    members = [
        {"party": code, "number": f"TF-8{code[-4:]}", "kind": "farmer", **start, "village": JIAXI}
        for code in people
    ]
    brought_in("memberships", "head", members)
    slip = {
        "site": "jiaxi",
        "weighed_on": date(2026, 2, 10),
        "product": "cili",
        "gross_g": 105_000,
        "tare_g": 5_000,
        "price_fen": 400,
    }
    brought_in("weigh_slips", "head", [{**slip, "number": f"8{n}", "account_of": people[n]} for n in few])
    voucher = {"day": date(2026, 2, 10), "summary": "办公用品"}
    brought_in(
        "vouchers",
        "jiaxi",
        [
            {**voucher, "voucher": f"Z-{n}", "position": side + 1, "account": account, **money}
            for n in few
            for side, (account, money) in enumerate((("102", {"credit": 100}), ("521", {"debit": 100})))
        ],
    )
    for _again in range(6):
        run = actions.draft_run(
            "jiaxi", actions.NewRun("grid_worker_pay", "2026-02"), by=SYSTEM, on=date(2026, 3, 1)
        )
        actions.withdraw_run(run, by=SYSTEM, on=date(2026, 3, 1))


@dataclass
class Count:
    """Counts statements; Django's own log of them holds no more than nine thousand."""

    statements: int = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """One more."""
        self.statements += 1
        return execute(sql, params, many, context)


def asked(known: dict[str, list[str]]) -> dict[tuple[str, Route, str], int]:
    """(role, route, address) -> how often a page or an answer of the API asks the database."""
    found = {}
    for role in ROLES:
        client = client_as(role)
        for route in routes():
            if route.method != "GET" or "/account/" in route.address or route.address.endswith(".xlsx"):
                continue
            for address in addresses(route, known)[:3]:
                page_cache.forget()
                status, often = opened(client, f"{address}?{route.query}")
                if status == 200 and route.address in BY_RECORD:
                    often = max(after_each_record(client, f"{address}?{route.query}"))
                if status == 200:
                    found[role, route, address] = often
    return found


def opened(client: Client, address: str) -> tuple[int, int]:
    """What a page answers, and how often it asks the database."""
    count = Count()
    with connection.execute_wrapper(count):
        answer = client.get(address)
    return answer.status_code, count.statements


def after_each_record(client: Client, address: str) -> Iterator[int]:
    """How often a page asks after an act of each kind, told by the tables it wrote; organisations themselves
    are seldom recorded, and all that is kept names them."""
    wrote: dict[tuple[str, int], set[str]] = {}
    for org_code, mark, table in Imprint.objects.values_list("org_code", "mark", "table"):
        wrote.setdefault((org_code, mark), set()).add(table)
    for tables in {frozenset(each - SELDOM) for each in wrote.values()}:
        with act("probe.write", "jiaxi", by=SYSTEM, on=DAY) as done:
            for table in tables:
                Imprint.objects.create(org_code="jiaxi", mark=done.mark, table=table, columns="", count=0)
        yield opened(client, address)[1]


def test_queries_do_not_grow_with_rows(own_town):
    known = targets()
    before_people = Person.objects.count()
    before = asked(known)
    assert len(before) > 120 and all(before.values())
    grow()
    assert Person.objects.count() == before_people + MANY
    after = asked(known)
    grown = {key: (count, after[key]) for key, count in before.items() if after[key] > count + 3}
    assert not grown
    most = {key: MANIFOLD.get(key[1].address, AIM) for key in after}
    assert {key: count for key, count in after.items() if count > most[key]} == {}
