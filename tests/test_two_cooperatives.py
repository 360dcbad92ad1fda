"""Two cooperatives in one folder (两个总社): the staff of each get nothing of the other.

Beside the demo's town stands a village with a cooperative, a branch and a park of its own, under codes that
have nothing in common with the demo's. Whole names and land included: every address is asked for, and every
answer searched for the other's people.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from liancun.base.choices import source
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.rooms.land.queries.plots import plot_page
from liancun.rooms.registry import facts
from liancun.rooms.registry.models import Login, Person
from liancun.rooms.registry.queries import names, viewer_for
from tests.conftest import client_as
from tests.test_walk import addresses, asked, routes, secrets
from tests.walk_targets import Targets, targets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("known_viewers"),
    pytest.mark.only_on(
        "postgresql", "who may is the program's answer, and here queries are judged strictly"
    ),
]

SINCE, TODAY = date(2020, 1, 1), date(2026, 2, 12)
VILLAGE, COOP, COLLECTIVE = "430922101201", "luxi-cha", "chaping-jiti"
PLOT = "43092210120100001"
SURNAMES = "欧阳上官司马诸葛东方皇甫尉迟公孙"
STAFF = ("director", "accountant", "cashier", "supervisor", "notice_clerk")
PEOPLE = [f"X{number:03d}" for number in range(1, 14)]
"""Six villagers, then a staff of five, who hold no post elsewhere, and two of a household without members."""

OWN = re.compile(r"/(land|plots|contracts|land-totals|contract-filings|slips)\b")
"""Lists that are asked for at any organisation: of land they hold what is in reach, of slips one's own."""


def bring(kind: str, rows: Any, org: str) -> None:
    import_workbook(
        kind, write_rows(import_kind(kind), list(rows)), f"{kind}.xlsx", org_code=org, by=SYSTEM, on=TODAY
    )


def name_of(place: int) -> str:
    """Names of three characters that nobody of the demo has."""
    return SURNAMES[place % 8 * 2 : place % 8 * 2 + 2] + "茗菁芸薇蓉荷莲萍菊兰梅竹松"[place]


@pytest.fixture
def second(town: None) -> str:
    """The second cooperative, by the workbooks of its town; gives its code."""
    (register,) = facts.owners()
    bring("villages", [{"village": VILLAGE, "slug": "chaping", "name": "茶坪村"}], register)
    row = {"own_book": "yes", "start": SINCE}
    orgs = [
        (COLLECTIVE, "village_collective", "茶坪村集体", None, VILLAGE),
        (COOP, "head_cooperative", "芦溪茶叶合作总社", None, None),
        ("luxi-fen", "branch", "芦溪茶坪分社", COOP, VILLAGE),
        ("luxi-yuan", "park", "芦溪茶园", COOP, None),
    ]
    bring(
        "organisations",
        [
            {**row, "code": code, "kind": kind, "name": name, "parent": parent, "village": village}
            for code, kind, name, parent, village in orgs
        ],
        register,
    )
    bring(
        "people",
        [
            {"party": code, "name": name_of(place), "sex": "f", "born_on": date(1980, 1, place + 1),
             "phone": f"1990000{place:04d}", "village": VILLAGE}
            for place, code in enumerate(PEOPLE)
        ],
        register,
    )  # fmt: skip
    homes = [("LX1", "living"), ("RX1", "registered"), ("KX1", "contracting")]
    rows = [{"household": code, "kind": kind, "village": VILLAGE, "start": SINCE} for code, kind in homes]
    bring("households", rows, register)
    bring(
        "household_members",
        [
            {"household": code, "party": party, "is_head": "yes" if place == 0 else "no", "start": SINCE}
            for code, _kind in homes
            for place, party in enumerate(PEOPLE[:3])
        ],
        register,
    )
    bring("posts", [{"party": PEOPLE[6 + place], "kind": kind, "at_org": COOP, "start": SINCE}
                    for place, kind in enumerate(STAFF)], register)  # fmt: skip
    for place, kind in enumerate(STAFF):
        Login.objects.create(name=f"{COOP}.{kind}", party=PEOPLE[6 + place])
    members = [
        {"number": f"CH-{place}", "party": party, "kind": "farmer", "start": SINCE}
        for place, party in enumerate(PEOPLE[:6], 1)
    ]
    bring("memberships", members, COOP)
    plot = {"code": PLOT, "name": "芦溪茶山", "land_class": "arable", "slope_deg": 8,
            "grade": "5等",
            "contract_centimu": 300, "registered_centimu": 300, "measured_centimu": 300,
            "boundary": "东至路,南至沟,西至坎,北至林", "start": SINCE, "document": "确权2020"}  # fmt: skip
    bring("plots", [plot], COLLECTIVE)
    right = {"plot": PLOT, "holder": "KX1", "start": SINCE, "end": date(2049, 12, 31), "document": "权证1"}
    bring("plot_rights", [right], COLLECTIVE)
    return COOP


def opened(client: Any, known: Targets) -> Iterator[tuple[str, Any]]:
    """Every page there is to read, as somebody gets it."""
    for route in routes():
        if route.method == "GET" and not route.address.startswith("/login"):
            for address in addresses(route, known):
                yield address, asked(client, route, address, known)


def theirs() -> dict[str, list[Any]]:
    """What the walk asks for, of the second cooperative wherever it has such a thing."""
    known = targets()
    found = {key: [COOP] if key.startswith("org") else known[key] for key in known}
    register = ["registry/households", "registry/people", "registry/posts", "registry/standings"]
    found |= {f"orgs/<org_code>/{each}": list(facts.owners()) for each in register}
    found |= {"orgs/<org_code>/plots": [COLLECTIVE], "orgs/<org_code>/land": [COLLECTIVE, COOP]}
    return found | {
        "people/<code>": [PEOPLE[0]],
        "person": [PEOPLE[0]],
        "party": [PEOPLE[0]],
        "household": ["LX1"],
        "households/<code>": ["LX1"],
        "plot": [PLOT],
        "plots/<code>": [PLOT],
        "ref": [f"person:{PEOPLE[0]}", "household:LX1", f"plot:{PLOT}", f"member:{COOP}/{PEOPLE[0]}"],
    }


@pytest.mark.parametrize("kind", ["accountant", "director"])
def test_the_seconds_staff_get_nothing_of_the_first(second, kind):
    words, known = secrets(), targets()
    client, stranger = client_as(f"{second}.{kind}"), client_as("")
    leaked, opens = [], []
    for address, answer in opened(client, known):
        body = answer.content.decode("utf-8", "replace")
        leaked += [(address, word) for word in words if word in body]
        if answer.status_code == 200 and ("/head/" in address or "/jiaxi/" in address):
            opens.append(address)
    assert leaked == []
    own = [each for each in opens if OWN.search(each)]
    public = [each for each in opens if stranger.get(each).status_code == 200]
    assert set(opens) == {*public, *own}, "what opens to them is everybody's, or a list of their own"


def test_the_firsts_staff_get_nothing_of_the_second(second):
    people = Person.objects.filter(village_code=VILLAGE).exclude(code__in=PEOPLE[6:11])
    words = {each.name for each in people} | {each.phone for each in people} | {PLOT, "芦溪茶山"}
    assert len(words) > 12
    client, leaked = client_as("head.accountant"), []
    for address, answer in opened(client, theirs()):
        if PLOT in address and answer.status_code != 200:
            continue  # what was asked for is said again
        body = answer.content.decode("utf-8", "replace")
        leaked += [(address, word) for word in words if word in body]
    assert leaked == []


def test_their_own_they_read_whole(second):
    """Else the one above would hold of a town in which nobody reads anything."""
    own, other = viewer_for(f"{second}.accountant", on=TODAY), viewer_for("head.accountant", on=TODAY)
    assert names(own, PEOPLE[:1])[PEOPLE[0]] == name_of(0)
    assert "*" in names(other, PEOPLE[:1])[PEOPLE[0]]
    leader = viewer_for("town.leader", on=TODAY)
    assert leader.sees(second) and not other.sees(second) and not own.sees("head")
    assert [row.code for row in plot_page(own, COLLECTIVE, on=TODAY).rows] == [PLOT]
    assert PLOT in {each.code for each in plot_page(leader, COLLECTIVE, on=TODAY).rows}
    offered = source("registry.people")
    assert offered(own, second, TODAY, "欧阳") == ((PEOPLE[0], name_of(0)), (PEOPLE[8], name_of(8)))
    assert offered(other, "head", TODAY, "欧阳") == ()
    sections = source("registry.sections")
    assert [code for code, _name in sections(own, second, TODAY, "")] == ["luxi-fen"]
    assert {code for code, _name in sections(other, "head", TODAY, "")} == {"pq-jiaxi", "fs-haiba"}
    client = client_as(f"{second}.accountant")
    assert name_of(0) in client.get(f"/orgs/{second}/registry/members/").content.decode()
