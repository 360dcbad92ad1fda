"""A raised small town (小镇) for the tests that cross rooms: a database of its own beside the test's.

Raised once in a process by the ordinary doors, with its guards in place, on whichever database is under
test. `town` looks into it and takes back what a test writes; `own_town` is a copy to be written to for good.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.test import Client

from liancun.base import charters, clock, guards
from liancun.rooms.registry.queries import demo_logins, login_named
from liancun.scenario.town import raise_town


def _copy(source: str, name: str) -> str:
    """A copy of a closed database; its name (on SQLite its file)."""
    if connection.vendor == "sqlite":
        target = str(Path(source).with_name(f"{name}.sqlite3"))
        _drop(target)
        shutil.copyfile(source, target)
        return target
    target = f"{source}_{name}"
    _drop(target)
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            f"CREATE DATABASE {connection.ops.quote_name(target)}"
            f" TEMPLATE {connection.ops.quote_name(source)}"
        )
    return target


def _drop(name: str) -> None:
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


@contextmanager
def _inside(name: str) -> Iterator[None]:
    """Every connection of this process, new threads' too, goes to that database."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    charters.forget()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        charters.forget()


def _settle() -> None:
    """Put everything of a SQLite file into the file itself, so that it can be copied."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def rewind_numbers() -> None:
    """Have PostgreSQL give out again the numbers it drew in vain: they alone tell a crash from none."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands in the raised town waits a dozen seconds for it in each process: not for `./dev check`."""
    for item in items:
        if "raised" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def blank(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database nobody has written to yet: towns raised from it number their rows alike."""
    with django_db_blocker.unblock():
        _settle()
        name = _copy(connection.settings_dict["NAME"], "blank")
        with _inside(name):
            rewind_numbers()
            _settle()
    yield name
    with django_db_blocker.unblock():
        _drop(name)


@pytest.fixture(scope="session")
def raised(blank: str, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[str]:
    """The name of the raised town's database."""
    with django_db_blocker.unblock():
        name = _copy(blank, "town")
        with _inside(name):
            raise_town("small", tmp_path_factory.mktemp("town"))
            guards.put_back()
            _settle()
    yield name
    with django_db_blocker.unblock():
        _drop(name)


@pytest.fixture(scope="module")
def town_around(raised: str, django_db_blocker: Any) -> Iterator[None]:
    """A module's tests stand in the town: set up before any transaction is opened."""
    with django_db_blocker.unblock(), _inside(raised):
        yield


@pytest.fixture
def town(town_around: None, db: None) -> None:
    """The small town; what a test writes is taken back."""


@pytest.fixture
def own_town(raised: str, transactional_db: None) -> Iterator[str]:
    """A copy of the small town, with real transactions, thrown away after the test; its name."""
    connection.close()
    name = _copy(raised, "own")
    with _inside(name):
        yield name
    _drop(name)


def client_as(name: str) -> Client:
    """A browser logged in by that name; "" is a stranger."""
    client = Client()
    if name:
        client.force_login(login_named(name))
    return client


def demo_names() -> list[str]:
    """The logins of the demo, in the order of the login page."""
    return [each.name for each in demo_logins(on=clock.today())]
