"""The power goes at every point of a step (每一处断电): nothing lost, nothing double, the step completes.

A village's refuse fee lives its whole life: a workbook, the run, the book, the money. Each step is stopped
by an exception before its first statement, before its second, and so on, before the commit and after it.
Before the commit every table stands as it stood, after it the step is done and, asked for again, does nothing
twice. In the end every table is as it is without any crash. `test_kills.py` kills the process.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from liancun.base import checking, clock
from liancun.kernel import Refusal
from liancun.rooms.ledger.models import EntryLine
from liancun.settings import sqlite
from tests.databases import copy, drop, inside, own, rewind_numbers, settle
from tests.kills import COMMIT, COMMITTED, NOW, Step, passing
from tests.life import LIFE, begin_village

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

AFTER_COMMIT = -1


class Cut(OperationalError):
    """The database went away in the middle."""


@pytest.fixture(scope="module")
def village(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with two villages before anything happened."""
    with django_db_blocker.unblock():
        settle()
        name = copy(connection.settings_dict["NAME"], own("village"))
        with inside(name):
            begin_village()
            settle()
    yield name
    with django_db_blocker.unblock():
        drop(name)


@pytest.fixture
def still(monkeypatch: Any) -> None:
    """No moment passes, so that two lives can be compared to the last column."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@contextmanager
def fresh(village: str, name: str) -> Iterator[None]:
    """Inside a copy of the village, thrown away afterwards."""
    fresh_one = copy(village, own(name))
    with inside(fresh_one):
        yield
    drop(fresh_one)


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
    }


@contextmanager
def cut_at(point: int, cut: Callable[[], None]) -> Iterator[list[str]]:
    """Call `cut` before the statement of that number, or before the commit where that comes first.

    Point 0 never comes, point AFTER_COMMIT is right after the commit. Gives the points passed.
    """
    passed: list[str] = []

    def pass_by(what: str) -> None:
        passed.append(what)
        early = 0 < point <= len(passed) or (point > 0 and what == COMMIT)
        if what == COMMITTED if point == AFTER_COMMIT else early:
            cut()

    connection.ensure_connection()
    with passing(pass_by):
        yield passed


def raise_cut() -> None:
    raise Cut


def raised_at(step: Step, point: int) -> str:
    """Stop the step by an exception; the point it came to."""
    with cut_at(point, raise_cut) as passed, pytest.raises(Cut):
        step.take()
    return passed[point - 1] if 0 < point <= len(passed) else COMMIT


def repeat(step: Step) -> str:
    """Take a step that was taken; the code of its refusal."""
    try:
        step.take()
    except Refusal as refusal:
        return refusal.code
    return ""


@cache
def calm_life(village: str) -> dict[str, list[Any]]:
    """The life without a crash: every table at its end."""
    with fresh(village, "calm"):
        for step in LIFE:
            with cut_at(0, raise_cut) as passed:
                step.take()
            assert passed.count(COMMIT) == 1, step.name
        assert EntryLine.objects.exists()
        assert list(checking.all_findings()) == []
        return everything()


def test_a_crash_at_any_point(village: str, still: None) -> None:
    """Every point up to the commit: an earlier try may have left something to be remembered."""
    calm = calm_life(village)
    with fresh(village, "crashed"):
        for step in LIFE:
            before = everything()
            for point in range(1, 1_000):
                came_to = raised_at(step, point)
                assert everything() == before, (step.name, point, came_to)
                if came_to == COMMIT:
                    break
            rewind_numbers()
            raised_at(step, AFTER_COMMIT)
            after = everything()
            assert after != before, step.name
            assert repeat(step) == step.again, step.name
            assert everything() == after, step.name
        assert everything() == calm
        assert list(checking.all_findings()) == []


def test_in_life_a_commit_waits_for_the_disk() -> None:
    """Here nobody waits (tests/settings.py): a killed process leaves what it wrote, a machine might not."""
    assert "synchronous=FULL" in sqlite(Path("a file"))["OPTIONS"]["init_command"]
