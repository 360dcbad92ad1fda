"""What burdens a household is read by its own people on the lists and by itself alone (困难和原因)."""

from collections.abc import Iterator
from typing import Any

import pytest

from liancun.base import references
from liancun.base.importing import all_import_kinds, export_rows
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.duties.models import Assignment, Hardship
from liancun.rooms.registry.models import Login
from tests.conftest import client_as, demo_names
from tests.test_walk import addresses, routes
from tests.walk_targets import VILLAGE, targets

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("town", "known_viewers"),
    pytest.mark.only_on("sqlite3", "who reads what is the program's, and comes from no database"),
]
HAMLET = f"/orgs/joint/duties/hamlet/?village={VILLAGE}&hamlet=1组"


def burdens() -> set[str]:
    """What is noted of the village's households."""
    return set(Hardship.objects.filter(village_code=VILLAGE).values_list("text", flat=True))


def opened(name: str) -> Iterator[tuple[str, bytes]]:
    """Everything a login may open: pages, lists, workbooks, prints, answers of the API."""
    client, known = client_as(name), targets()
    for route in routes():
        if route.method == "GET":
            for address in addresses(route, known)[:3]:
                answer: Any = client.get(address)
                if answer.status_code == 200:
                    yield address, b"".join(answer) if answer.streaming else answer.content
    answer = client.get(HAMLET)
    if answer.status_code == 200:
        yield HAMLET, answer.content


def own_people() -> set[str]:
    """The logins of those on a list for the village's households or the village."""
    parties = Assignment.objects.filter(village_code=VILLAGE).values("party")
    return set(Login.objects.filter(party__in=parties).values_list("name", flat=True))


OUTSIDERS = ("town.leader", "joint.secretary", "jiaxi.grid1", "haiba.secretary", "home4")


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_outsider_opens_anything_that_says_it(name):
    assert burdens() and name not in own_people()
    found = [
        address for address, content in opened(name) if any(text.encode() in content for text in burdens())
    ]
    assert found == []


def test_its_own_people_read_it_on_the_hamlets_page_alone():
    assert {"jiaxi.cadre1", "jiaxi.village_leader"} <= own_people() & set(demo_names())
    found = {
        (address, text)
        for address, content in opened("jiaxi.cadre1")
        for text in burdens()
        if text.encode() in content
    }
    assert {text for _address, text in found} == burdens()
    assert {address.partition("?")[0] for address, _text in found} == {"/orgs/joint/duties/hamlet/"}


def test_no_workbook_and_no_explanation_says_it():
    for kind in all_import_kinds().values():
        if kind.export is not None and kind.verb.startswith("duties."):
            assert not any(text.encode() in export_rows(kind, SYSTEM, "joint") for text in burdens())
    readers = [SYSTEM, Viewer("", everywhere=True)]
    for household in Hardship.objects.values_list("household", flat=True):
        for viewer in readers:
            try:
                trace = str(references.resolve(viewer, f"duty:QD-2025-LH/homes/{household}"))
            except Refusal:
                continue
            assert not any(text in trace for text in burdens())
