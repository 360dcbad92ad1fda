"""What every test can use, those beside the rooms and those in tests/ alike."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from liancun.base import charters, page_cache
from tests import databases, once

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# The map wants WebGL: drawn in software, for there may be no graphics card. Pages do not want it: put
# together without it, they cost a quarter of the processor.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu-compositing",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# No test depends on how fast the machine is.
UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("whole", **UNHURRIED)
# ./dev check, before a change goes in; the whole suite tries four times as many.
hypothesis.settings.register_profile("quick", max_examples=25, **UNHURRIED)
hypothesis.settings.load_profile("quick" if os.environ.get("LIANCUN_QUICK") == "1" else "whole")


DATABASE = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
"""Which database this process tests."""
BOTH = os.environ.get("LIANCUN_BOTH") == "1"
"""Whether the other one is tested as well (tools/tests.py): then nothing that cannot differ runs twice."""


def pytest_report_header() -> str:
    """Which database this process tests."""
    return f"database: {DATABASE}" + (
        "; what one database shows is left to it: see the skips" if BOTH else ""
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What would be left out unseen, or find what others wrote, stops the run.

    Files with the longest tests come first, then those with long ones: short ones are left for the end, where
    one process waits for the other.
    """
    once.look_at(items)
    longest = _files_marked(items, "crash") | _files_marked(items, "browser")
    long = _files_marked(items, "slow")
    items.sort(key=lambda item: (item.path not in longest, item.path not in long))


def _files_marked(items: list[pytest.Item], mark: str) -> set[Path]:
    return {item.path for item in items if item.get_closest_marker(mark)}


def pytest_collection_finish() -> None:
    """Garbage is looked for seldom, and not among modules and tests, which stay: a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Where both databases are tested: skip what the other one shows, before anything is made for it."""
    elsewhere = once.shown_by_other(item, DATABASE) if BOTH else ""
    if elsewhere:
        pytest.skip(elsewhere)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The database under test, copied from one that is migrated already where there is one."""
    with django_db_blocker.unblock():
        databases.set_up()
    yield
    with django_db_blocker.unblock():
        databases.take_down()


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a module's own fixture writes on it stands under each of its tests, and goes with the last.

    Each test takes back what it wrote to a savepoint.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What the processes of the run shared goes with the last of them."""
    with session.config.stash[blocking_manager_key].unblock():
        databases.forget()


def missing(what: str) -> None:
    """Skip, saying why; on CI nothing may be missing."""
    if os.environ.get("LIANCUN_CI") == "1":
        pytest.fail(f"{what} (required on CI)", pytrace=False)
    pytest.skip(what)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What a test wrote is taken back, and its marks are given out again: no answer outlives it.

    Nor does what it read of the charter: the next test's first act would rest on that. Nor its language: who
    opened a page in English leaves this process in English.
    """
    yield
    translation.deactivate()
    page_cache.forget()
    charters.taken_note_of()


@pytest.fixture(autouse=True)
def charter_of_no_data(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test without a database reads the charter as it ships: nothing is kept anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        wants = {"db", "transactional_db", "town_around"} & set(request.fixturenames)
        if not wants and not request.node.get_closest_marker("django_db"):
            patch.setattr(charters, "kept_digests", dict)
        yield


def chromium_path() -> str:
    """The machine's own Chromium, or the one named in LIANCUN_CHROMIUM."""
    found = os.environ.get("LIANCUN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not found:
        missing("no Chromium on this machine: install chromium, or name one in LIANCUN_CHROMIUM")
    return str(found)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's own Chromium, driven by Playwright."""
    found = chromium_path()
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread; Django would take it for an async caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Any]:
    """A fresh page of the live site: `page.goto("/")`. An error on the console of any page fails the test."""
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(10_000)
    errors: list[str] = []
    context.on("weberror", lambda found: errors.append(str(found.error)))
    context.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab = context.new_page()
    tab.errors = errors
    yield tab
    context.close()
    assert not errors, f"on the console: {errors}"
