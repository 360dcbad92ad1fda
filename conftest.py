"""What every test can use, those beside the rooms and those in tests/ alike."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings

from liancun.base import keeping

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# The map wants WebGL: drawn in software, for there may be no graphics card.
CHROMIUM_FLAGS = [
    "--no-sandbox",
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


def pytest_report_header() -> str:
    """Which database this process tests."""
    database = settings.DATABASES["default"]
    return f"database: {database['ENGINE'].rpartition('.')[2]}"


def missing(what: str) -> None:
    """Skip, saying why; on CI nothing may be missing."""
    if os.environ.get("LIANCUN_CI") == "1":
        pytest.fail(f"{what} (required on CI)", pytrace=False)
    pytest.skip(what)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What a test wrote is taken back, and its marks are given out again: no answer outlives it."""
    yield
    keeping.forget()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's own Chromium, driven by Playwright."""
    found = os.environ.get("LIANCUN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not found:
        missing("no Chromium on this machine: install chromium, or name one in LIANCUN_CHROMIUM")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread; Django would take it for an async caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Any]:
    """A fresh page of the live site: `page.goto("/")`. Errors on the page's console fail the test."""
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(10_000)
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab.errors = errors
    yield tab
    context.close()
    assert not errors, "the page's console shows errors"
