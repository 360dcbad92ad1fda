"""A raised small town (小镇) for the tests that cross rooms: a database of its own beside the test's.

Raised once in a run by the ordinary doors, with its guards in place, on whichever database is under test,
and copied by each process. `town` looks into it and takes back what a test writes; `own_town` is a copy to be
written to for good.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from liancun.base import clock, guards
from liancun.faces.web import middleware
from liancun.rooms.registry.queries import demo_logins, login_named, viewer_of
from liancun.scenario.town import raise_town
from tests.databases import copy, drop, inside, own, rewind_numbers, settle, shared
from tests.phone_world import Open, phone_at, raise_village


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands in the raised town waits a dozen seconds for it in each process: not for `./dev check`."""
    for item in items:
        if "raised" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def blank(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with no rows, one for all processes of a run: towns raised from it number alike.

    A process whose tests emptied their tables has other numbers in its own than one whose tests did not.
    """

    def make_it() -> str:
        settle()
        name = copy(connection.settings_dict["NAME"], own("making"))
        with inside(name):
            rewind_numbers()
            settle()
        return name

    with django_db_blocker.unblock():
        name = copy(shared("blank", make_it), own("blank"))
    yield name
    with django_db_blocker.unblock():
        drop(name)


@pytest.fixture(scope="session")
def raised(blank: str, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[str]:
    """The name of the raised town's database: the first process of a run raises it, each has its copy."""

    def raise_it() -> str:
        name = copy(blank, own("raising"))
        with inside(name):
            raise_town("small", tmp_path_factory.mktemp("town"))
            guards.put_back()
            settle()
        return name

    with django_db_blocker.unblock():
        name = copy(shared("town", raise_it), own("town"))
    yield name
    with django_db_blocker.unblock():
        drop(name)


@pytest.fixture(scope="module")
def town_around(raised: str, django_db_blocker: Any) -> Iterator[None]:
    """A module's tests stand in the town: set up before any transaction is opened."""
    with django_db_blocker.unblock(), inside(raised):
        yield


@pytest.fixture
def town(town_around: None, db: None) -> None:
    """The small town; what a test writes is taken back."""


@pytest.fixture
def own_town(raised: str, transactional_db: None) -> Iterator[str]:
    """A copy of the small town, with real transactions, thrown away after the test; its name."""
    connection.close()
    name = copy(raised, own("own"))
    with inside(name):
        yield name
    drop(name)


@pytest.fixture
def blank_town(blank: str, transactional_db: None) -> Iterator[str]:
    """A database with nothing in it but its tables, with real transactions, thrown away after the test."""
    name = copy(blank, own("blank_town"))
    with inside(name):
        yield name
    drop(name)


@pytest.fixture
def homes(blank_town: str) -> list[str]:
    """The codes of a village's homes in walking order, its month to be scored."""
    return raise_village()


@pytest.fixture
def phone(browser: Any, live_server: Any, blank_town: str, tmp_path: Path) -> Iterator[Open]:
    """`phone()` opens the phone's browser at its page, closed when opened again."""
    with phone_at(browser, live_server.url, tmp_path / "phone") as turn_on:
        yield turn_on


@pytest.fixture
def known_viewers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks is looked up once in a test that changes nobody's posts: a third of what a page takes."""
    monkeypatch.setattr(middleware, "viewer_of", cache(viewer_of))


def client_as(name: str) -> Client:
    """A browser logged in by that name; "" is a stranger."""
    client = Client()
    if name:
        client.force_login(login_named(name))
    return client


def demo_names() -> list[str]:
    """The logins of the demo, in the order of the login page."""
    return [each.name for each in demo_logins(on=clock.today())]
