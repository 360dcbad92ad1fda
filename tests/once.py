"""What one database shows is not shown by the other again (各测一次): what a run of both leaves to either.

Also what must hold of the tests themselves, so that none is left out unseen or finds what another wrote.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from liancun import faces

DATABASES = ("sqlite3", "postgresql")
REAL_TRANSACTIONS = {"transactional_db", "live_server"}
USES_DATABASE = {"db", "django_db_setup", *REAL_TRANSACTIONS}
SEE_THE_CONSOLE = {"page", "phone"}
FACES = Path(faces.__file__).parent
"""Of a face's tests one database is enough: a face asks nothing itself. What rooms answer it is tested beside
them on both, and `test_walk.py` opens every page on the stricter one."""


def shown_by_other(item: pytest.Item, database: str) -> str:
    """Why a test on that database is left to the other one, or "".

    One marked `only_on(database, why)` is; on PostgreSQL one that has no database in it, nor a connection
    whose kind it could ask, and a face's that is not marked `on_both(why)`.
    """
    mark = item.get_closest_marker("only_on")
    if mark:
        where, why = mark.args
        return "" if where == database else f"on {where} alone: {why}"
    asks = hasattr(getattr(item, "module", None), "connection")
    if database == "postgresql" and not uses_database(item) and not asks:
        return "on sqlite3 alone: there is no database in it"
    apart = item.get_closest_marker("on_both") or REAL_TRANSACTIONS & fixtures(item)
    if database == "postgresql" and FACES in item.path.parents and not apart:
        return "on sqlite3 alone: a face asks the database nothing itself"
    return ""


def look_at(items: Sequence[pytest.Item]) -> None:
    """Stop a run whose tests are marked or made so that they would not show what they seem to."""
    on_ground = {item.path for item in items if "ground" in fixtures(item)}
    found = [f"{item.nodeid}: {wrong}" for item in items for wrong in _wrong(item, on_ground)]
    if found:
        raise pytest.UsageError("\n".join(found))


def _wrong(item: pytest.Item, on_ground: set[Path]) -> Iterator[str]:
    mark = item.get_closest_marker("only_on")
    if mark and (len(mark.args) != 2 or mark.args[0] not in DATABASES):
        yield f"only_on(one of {DATABASES}, why)"
    both = item.get_closest_marker("on_both")
    if both and (len(both.args) != 1 or mark):
        yield "on_both(why), and then on no database alone"
    if item.get_closest_marker("browser") and not SEE_THE_CONSOLE & fixtures(item):
        yield "a browser test asks for `page` or `phone`, which see the console"
    if item.path in on_ground and uses_database(item):
        marked = item.get_closest_marker("django_db")
        if REAL_TRANSACTIONS & fixtures(item) or (marked and marked.kwargs.get("transaction")):
            yield "real transactions have no place on a ground"
        if "ground" not in fixtures(item):
            yield "stands on its module's ground and does not ask for it"


def fixtures(item: pytest.Item) -> set[str]:
    """The names of all fixtures a test stands on."""
    return set(getattr(item, "fixturenames", ()))


def uses_database(item: pytest.Item) -> bool:
    """Whether a test reads or writes the database under test."""
    return bool(USES_DATABASE & fixtures(item) or item.get_closest_marker("django_db"))
