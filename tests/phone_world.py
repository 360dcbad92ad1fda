"""A village and a phone in it (村和手机): what the tests of `/sheet/` stand on.

The server is the real one on a database of its own. What can go wrong between it and the phone is done in
between: a request or an answer is lost, another status is answered.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.test import Client

from conftest import CHROMIUM_FLAGS, chromium_path
from liancun.base import bulk, clock
from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.rooms.points.models import MonthScore
from liancun.rooms.registry import models as m
from liancun.rooms.registry.queries import login_named
from liancun.rooms.registry.tests import town

MONTH = "2025-03"
DAY = date(2025, 4, 2)
SCORER = "jiaxi.grid_worker"
WIDTH, HEIGHT = 390, 844
FLAGS = [*CHROMIUM_FLAGS, "--host-resolver-rules=MAP phone.test 127.0.0.1"]
NO_SYNC = "if (self.ServiceWorkerRegistration) delete ServiceWorkerRegistration.prototype.sync;"
"""A browser that sends nothing by itself: what a test lets fail is not made good behind its back."""
UNREACHED = ("Failed to load resource", "Cross-Origin-Opener-Policy header has been ignored")
"""What a browser says of a request that a test lets fail, and of plain http."""

Open = Callable[..., Any]


def raise_village(homes: int = 6) -> list[str]:
    """The small town at the beginning of April 2025, with so many homes to score in Jiaxi; their codes."""
    town.raise_town()
    codes = [town.home_code(number) for number in (1, 2, 3)]
    more = [town.home_code(1000 + number) for number in range(homes - 3)]
    worker = m.Login.objects.get(name=SCORER).party
    with act("registry.import_town", "town", by=SYSTEM, on=town.START) as a:
        stamp = a.stamp(town.JIAXI) | {"start": town.START}
        bulk.insert(m.Person, [town._person(a, 1000 + at, town.JIAXI) for at in range(len(more))])
        bulk.insert(m.Household, [m.Household(code=code, kind="living", **stamp) for code in more])
        bulk.insert(
            m.HouseholdMember,
            [
                m.HouseholdMember(household=code, party=town.person_code(1000 + at), is_head=True, **stamp)
                for at, code in enumerate(more)
            ],
        )
        bulk.insert(m.GridDuty, [m.GridDuty(worker=worker, household=code, **stamp) for code in more])
    clock.set_demo_day(DAY)
    return codes + more


def points(codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """household -> (base, bonus) of what stands on the server; every row counted once."""
    rows = list(MonthScore.objects.filter(month=MONTH, household__in=codes).order_by("revision"))
    assert len({(row.household, row.revision) for row in rows}) == len(rows)
    return {row.household: (row.base, row.bonus) for row in rows}


class Line:
    """What happens to the next requests that send items: "before" or "after" the server, or a status."""

    def __init__(self) -> None:
        self.fates: list[str] = []
        self.seen: list[dict[str, Any]] = []

    def stand_in(self, context: Any) -> None:
        """Stand between the page and its server."""
        context.route("**/sheet/*/items", self._pass)

    def _pass(self, route: Any) -> None:
        self.seen += route.request.post_data_json["items"]
        fate = self.fates.pop(0) if self.fates else ""
        if fate == "before":
            route.abort("connectionreset")
        elif fate == "after":
            assert route.fetch().status == 200
            route.abort("connectionreset")
        elif fate:
            route.fulfill(status=int(fate), body="broken")
        else:
            route.continue_()


def log_in(context: Any, base: str, name: str) -> None:
    """The phone's browser is that person's; "" is nobody's."""
    context.clear_cookies(name="sessionid")
    client = Client()
    if name:
        client.force_login(login_named(name))
    for cookie in client.cookies.values():
        said = {"name": cookie.key, "value": cookie.value, "url": base, "httpOnly": True}
        context.add_cookies([said | {"expires": (clock.now() + timedelta(hours=12)).timestamp()}])


@contextmanager
def phone_at(browser: Any, base: str, disk: Path) -> Iterator[Open]:
    """A phone with a disk of its own: called, its browser is closed and opened again at the page.

    An error on the console fails the test, but for requests that a test lets fail.
    """
    errors: list[str] = []
    last: list[Any] = []

    def turn_on(
        who: str | None = SCORER,
        line: Line | None = None,
        at: str = "/sheet/",
        before: Any = None,
        **more: Any,
    ) -> Any:
        if last:
            last.pop().close()
        context = browser.browser_type.launch_persistent_context(
            disk,
            executable_path=chromium_path(),
            args=FLAGS,
            base_url=base,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": WIDTH, "height": HEIGHT},
            **more,
        )
        last.append(context)
        context.set_default_timeout(60_000)
        context.on("weberror", lambda found: errors.append(str(found.error)))
        context.on("console", lambda text: errors.append(text.text) if text.type == "error" else None)
        context.add_init_script(NO_SYNC)
        if line:
            line.stand_in(context)
        if who is not None:
            log_in(context, at if at.startswith("http") else base, who)
        page = context.pages[0]
        if before:
            before(page)
        page.goto(at)
        page.wait_for_selector("body[data-ready=yes]")
        return page

    try:
        yield turn_on
    finally:
        while last:
            last.pop().close()
    assert not [each for each in errors if not any(known in each for known in UNREACHED)], errors


def take(page: Any, month: str = MONTH) -> None:
    """The month's sheet is on the phone and open."""
    page.locator(f".lc-card[data-month='{month}']").get_by_role("button", name="带走").click()
    page.wait_for_selector("body[data-view=sheet]")


def opened(page: Any) -> Any:
    """The sheet that is on the phone, opened from the list."""
    page.get_by_role("link", name="打开").click()
    page.wait_for_selector("body[data-view=sheet]")
    return page


def row(page: Any, number: int) -> Any:
    """The row of a household in walking order."""
    return page.locator(".lc-row").nth(number - 1)


def counted(page: Any, name: str, number: str) -> None:
    """Wait until that count stands so."""
    page.locator(f"[data-count={name}] b", has_text=re.compile(f"^{number}$")).wait_for()


def bonus(page: Any, number: int, given: int) -> None:
    """Two taps: the row, unless it is open, and its bonus."""
    line = row(page, number).locator(".lc-open")
    if line.get_attribute("aria-expanded") == "false":
        line.click()
    row(page, number).get_by_role("button", name=str(given), exact=True).click()


def said(page: Any, text: str) -> None:
    """Wait until the page says so."""
    page.locator("#says", has_text=text).wait_for()


def send(page: Any, says: str = "都发出去了") -> None:
    """Save and send; what the page then says."""
    page.locator("#send").click()
    said(page, says)
