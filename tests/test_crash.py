"""The power goes at every point of a step (每一处断电): nothing lost, nothing double, the step completes.

A village's refuse fee lives its whole life: a workbook, the run, the book, the money. Each step is stopped
before its first statement, before its second, and so on, before the commit and after it: once by an
exception, once by killing the process. Before the commit every table stands as it stood, after it the step
is done and, asked for again, does nothing twice. In the end every table is as it is without any crash.
"""

import os
import random
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from liancun.base import checking, clock, guards
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.base.startup import open_data
from liancun.kernel import Period, Refusal
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger.models import EntryLine
from liancun.rooms.notices import actions as board
from liancun.rooms.notices.models import Notice
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions
from liancun.rooms.settlement.models import Run, RunLine
from liancun.settings import sqlite
from tests.databases import copy, drop, inside, own, rewind_numbers, settle

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

DAY = date(2026, 1, 5)
AFTER = DAY + timedelta(days=9)
NOW = datetime(2026, 1, 14, tzinfo=UTC)
KILLED = 9
COMMIT, COMMITTED = "before the commit", "after the commit"
AFTER_COMMIT = -1
KILLS_A_STEP = 5
"""How many points of each step the process is killed at, besides the two around the commit."""


class Cut(OperationalError):
    """The database went away in the middle."""


class Step(NamedTuple):
    """A step of the life; `again` is what a second time is refused with, "" where it just does nothing."""

    name: str
    take: Callable[[], Any]
    again: str = ""


def who(post: str, on: date = DAY) -> Any:
    return town.viewer(f"jiaxi.{post}", on)


@cache
def workbook() -> bytes:
    rows = [
        {"household": town.home_code(home), "month": str(month), "state": "scored", "base": 10, "bonus": home}
        for home in (1, 2, 3)
        for month in Period(2025).months
    ]
    return write_rows(import_kind("scores"), rows)


def bring_scores() -> None:
    import_workbook("scores", workbook(), "scores.xlsx", org_code="jiaxi", by=who("accountant"), on=DAY)


def run() -> int:
    return int(Run.objects.get().pk)


def put_up() -> None:
    notice = Notice.objects.get().pk
    board.record_posting(
        notice,
        board.Hanging(villages=(town.JIAXI,), place="公开栏", posted_on=DAY),
        by=who("notice_clerk"),
        on=DAY,
    )


def pay() -> None:
    owed = RunLine.objects.filter(amount_fen__gt=0).order_by("pk")
    listed = [actions.NewPayment(line.pk, line.amount_fen - 100, AFTER) for line in owed]
    actions.record_payments("jiaxi", listed, key="B-1", by=who("cashier", AFTER), on=AFTER)


LIFE = (
    Step("import", bring_scores),
    Step(
        "draft",
        lambda: actions.draft_run(
            "jiaxi", actions.NewRun("refuse_fee", "2025"), by=who("accountant"), on=DAY
        ),
        "settlement.period_taken",
    ),
    Step("check", lambda: actions.check_run(run(), by=who("supervisor"), on=DAY), "settlement.already"),
    Step("publish", lambda: actions.publish_run(run(), by=who("notice_clerk"), on=DAY), "settlement.already"),
    Step("put up", put_up, "notices.already_posted"),
    Step(
        "confirm",
        lambda: actions.confirm_run(run(), by=who("secretary", AFTER), on=AFTER),
        "settlement.already",
    ),
    Step(
        "post", lambda: actions.post_run(run(), by=who("accountant", AFTER), on=AFTER), "settlement.already"
    ),
    Step("pay", pay),
)


@pytest.fixture(scope="module")
def village(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with two villages before anything happened."""
    with django_db_blocker.unblock():
        settle()
        name = copy(connection.settings_dict["NAME"], own("village"))
        with inside(name):
            town.raise_town()
            ledger.open_book(
                "jiaxi", ledger.NewBook("collective", date(2024, 1, 1)), by=SYSTEM, on=date(2024, 1, 1)
            )
            guards.put_back()
            open_data()
            rewind_numbers()
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

    def around(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        pass_by(sql)
        return execute(sql, params, many, context)

    def around_commit() -> None:
        pass_by(COMMIT)
        commit()
        pass_by(COMMITTED)

    connection.ensure_connection()
    own: Any = connection
    commit = own._commit
    own._commit = around_commit
    try:
        with connection.execute_wrapper(around):
            yield passed
    finally:
        del own._commit


def raise_cut() -> None:
    raise Cut


def raised_at(step: Step, point: int) -> str:
    """Stop the step by an exception; the point it came to."""
    with cut_at(point, raise_cut) as passed, pytest.raises(Cut):
        step.take()
    return passed[point - 1] if 0 < point <= len(passed) else COMMIT


def killed_at(step: Step, point: int) -> str:
    """Stop the step by killing its process; then open the data as the next process does."""
    connection.close()
    child = os.fork()
    if not child:
        try:
            with cut_at(point, lambda: os._exit(KILLED)):
                step.take()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
    open_data()
    return ""


def repeat(step: Step) -> str:
    """Take a step that was taken; the code of its refusal."""
    try:
        step.take()
    except Refusal as refusal:
        return refusal.code
    return ""


@cache
def calm_life(village: str) -> tuple[dict[str, list[Any]], dict[str, int]]:
    """The life without a crash: every table at its end, and how many points each step has."""
    counts: dict[str, int] = {}
    with fresh(village, "calm"):
        for step in LIFE:
            with cut_at(0, raise_cut) as passed:
                step.take()
            assert passed.count(COMMIT) == 1, step.name
            counts[step.name] = passed.index(COMMIT)
        assert EntryLine.objects.exists()
        assert list(checking.all_findings()) == []
        return everything(), counts


def every_point(step: Step, _count: int) -> Iterator[int]:
    """Every point up to the commit: an earlier try may have left something to be remembered."""
    yield from range(1, 1_000)


def some_points(step: Step, count: int) -> Iterator[int]:
    """A few points of the step, the same each time, and the commit."""
    yield from sorted(random.Random(step.name).sample(range(1, count), KILLS_A_STEP))
    yield 1_000


@pytest.mark.parametrize(
    ("way", "choose"), [(raised_at, every_point), (killed_at, some_points)], ids=["raised", "killed"]
)
def test_a_crash_at_any_point(village: str, still: None, way: Any, choose: Any) -> None:
    calm, counts = calm_life(village)
    with fresh(village, "crashed"):
        for step in LIFE:
            before = everything()
            for point in choose(step, counts[step.name]):
                came_to = way(step, point)
                assert everything() == before, (step.name, point, came_to)
                if came_to == COMMIT:
                    break
            rewind_numbers()
            way(step, AFTER_COMMIT)
            after = everything()
            assert after != before, step.name
            assert repeat(step) == step.again, step.name
            assert everything() == after, step.name
        assert everything() == calm
        assert list(checking.all_findings()) == []


def test_in_life_a_commit_waits_for_the_disk() -> None:
    """Here nobody waits (tests/settings.py): a killed process leaves what it wrote, a machine might not."""
    assert "synchronous=FULL" in sqlite(Path("a file"))["OPTIONS"]["init_command"]
