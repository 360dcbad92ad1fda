"""Nothing is left out of a run of both databases, and no killed run spoils the next (各测一次)."""

import fcntl
from typing import Any

import pytest

from tests import databases, once
from tests.alone import alone


def test_each_test_runs_on_one_database_at_least(request):
    lost = [
        item.nodeid
        for item in request.session.items
        if all(once.shown_by_other(item, database) for database in once.DATABASES)
    ]
    assert lost == []


@pytest.mark.parametrize("marks", [("sqlite", "a wrong name"), ("sqlite3",), ()])
def test_a_mark_that_names_no_database_stops_the_run(request, marks):
    request.node.add_marker(pytest.mark.only_on(*marks))
    with pytest.raises(pytest.UsageError, match="only_on"):
        once.look_at([request.node])


def test_a_face_is_tested_once_but_for_what_hangs_on_the_database(request):
    class OfFace:
        """A test of a face that asks for the database."""

        nodeid, path = "a face's", once.FACES / "web" / "tests" / "test_one.py"
        get_closest_marker = request.node.get_closest_marker
        fixturenames = ("db",)

    item: Any = OfFace()
    assert once.shown_by_other(item, "postgresql") and not once.shown_by_other(item, "sqlite3")
    item.fixturenames = ("db", "live_server")
    assert not once.shown_by_other(item, "postgresql")
    item.fixturenames = ("db",)
    request.node.add_marker(pytest.mark.on_both("why"))
    assert not once.shown_by_other(item, "postgresql")
    once.look_at([item])
    request.node.add_marker(pytest.mark.on_both(), append=False)
    with pytest.raises(pytest.UsageError, match="on_both"):
        once.look_at([item])


def test_a_ground_is_asked_for_by_all_and_has_no_real_transactions(request, monkeypatch):
    class OnGround:
        """A test of this module that asks for the ground."""

        nodeid, path = "another", request.node.path
        get_closest_marker = request.node.get_closest_marker
        fixturenames = ("db", "ground")

    other: Any = OnGround()
    once.look_at([other, request.node])
    for names, wrong in ((("db",), "does not ask"), (("ground", "live_server"), "real transactions")):
        monkeypatch.setattr(request.node, "fixturenames", names)
        with pytest.raises(pytest.UsageError, match=wrong):
            once.look_at([other, request.node])


def test_what_other_migrations_made_or_a_killed_run_began_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "KEPT", tmp_path)
    wanted = databases.migrated()
    assert databases.migrated() == wanted
    for name in ("of-others.sqlite3", "of-others.sqlite3.draft", f"{wanted}.draft", wanted):
        (tmp_path / name).touch()
    assert databases.migrated() == wanted
    assert [str(path) for path in tmp_path.iterdir()] == [wanted]


def test_processes_of_a_checkout_wait_for_each_other(tmp_path):
    second = open(tmp_path / "one.lock", "w", encoding="ascii")  # noqa: SIM115
    with second, alone(tmp_path, "one"), pytest.raises(BlockingIOError):
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with alone(tmp_path, "one"):
        pass
