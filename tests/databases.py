"""Databases of the tests (测试库): stepped into, copied whole, dropped; what is dear to make is made once.

On SQLite a database is a file, on PostgreSQL one of the server's. What the processes of a run share lies in
a folder (tests/settings.py) that goes with the run; a migrated file stays for the next one.

A process that is killed leaves nothing another takes for whole: locks end with it, what it was writing has
another name, and what PostgreSQL holds counts only with this run's mark in its folder.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.test.utils import setup_databases

from liancun.base import charters
from tests.alone import alone

KEPT = Path(__file__).resolve().parents[1] / "build" / "databases"
"""Where a migrated file is kept from run to run, for every run of this checkout."""
SERVED = f"test_{connection.settings_dict['NAME']}_run_"
"""How on PostgreSQL the names begin of what a run shares: like that of the database under test."""


@contextmanager
def inside(name: str) -> Iterator[None]:
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


def own(name: str) -> str:
    """The name of a database of this process beside the one under test."""
    return f"{_UNDER_TEST[0]}_{name}"


def copy(source: str, target: str) -> str:
    """A copy of a closed database; its name."""
    drop(target)
    if connection.vendor == "sqlite":
        shutil.copyfile(source, target)
        return target
    with connection._nodb_cursor() as cursor:
        quote = connection.ops.quote_name
        cursor.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)}")
    return target


def drop(name: str) -> None:
    """Away with a database, whoever is in it."""
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def settle() -> None:
    """Put everything of a SQLite file into the file itself, so that it can be copied."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def rewind_numbers(models: Sequence[type[Model]] = ()) -> None:
    """Have PostgreSQL give out again the numbers it drew in vain: they alone tell a crash from none."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models or apps.get_models()):
            cursor.execute(statement)


# --- made once ---------------------------------------------------------------------------------

_UNDER_TEST: list[str] = []


def run() -> Path:
    """The folder that the processes of this run share."""
    return Path(os.environ["LIANCUN_TEST_RUN"])


def set_up() -> None:
    """Make the database under test, from one migrated before if there is one."""
    options = connection.settings_dict["TEST"]
    on_file = connection.vendor == "sqlite"
    with alone(KEPT if on_file else run(), "migrated"):
        kept = migrated() if on_file else SERVED + "migrated"
        if not _is_there(kept):
            setup_databases(verbosity=0, interactive=False)
            settle()
            keep(connection.settings_dict["NAME"], kept)
        elif on_file:
            copy(kept, options["NAME"])
            setup_databases(verbosity=0, interactive=False, keepdb=True)
        else:
            options["TEMPLATE"] = kept
            setup_databases(verbosity=0, interactive=False)
    _UNDER_TEST[:] = [str(connection.settings_dict["NAME"])]


def take_down() -> None:
    """Away with the database under test."""
    connection.close()
    drop(_UNDER_TEST[0])


def shared(name: str, make: Callable[[], str]) -> str:
    """The name of a database that the processes of a run copy: the first to ask makes it, closed."""
    with alone(run(), name):
        place = str(run() / f"{name}.sqlite3") if connection.vendor == "sqlite" else SERVED + name
        if not _is_there(place):
            made = make()
            keep(made, place)
            drop(made)
    return place


def keep(source: str, place: str) -> None:
    """Copy a closed database to where others look for it: it is there whole, or not."""
    if connection.vendor == "sqlite":
        os.replace(copy(source, f"{place}.draft"), place)
    else:
        copy(source, place)
        (run() / f"{place}.kept").touch()


def forget() -> None:
    """The server keeps nothing of a run whose first process ends; a folder goes by itself."""
    if connection.vendor == "postgresql" and run().name == f"liancun_run_{os.getpid()}":
        for mark in run().glob("*.kept"):
            drop(mark.stem)


def _is_there(place: str) -> bool:
    return Path(place).exists() if connection.vendor == "sqlite" else (run() / f"{place}.kept").exists()


def migrated() -> str:
    """Where a file migrated by just these migrations is kept; those of others go, and what was cut short."""
    found = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            found.update(f"{app.label} {path.name} ".encode() + path.read_bytes())
    wanted = KEPT / f"{found.hexdigest()}.sqlite3"
    for old in KEPT.glob("*.sqlite3*"):
        if old != wanted:
            old.unlink()
    return str(wanted)
