"""The grid worker's page on a phone (手机上的评分表): without network, closed and opened again, sent once."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from conftest import CHROMIUM_FLAGS, chromium_path
from liancun.faces.web import phone as views
from liancun.faces.web.phone_words import words
from tests.phone_double import Double, canonical, id_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.only_on("sqlite3", "a browser sees no database"),
]
WIDTH, HEIGHT = 390, 844
FLAGS = [*CHROMIUM_FLAGS, "--host-resolver-rules=MAP phone.test 127.0.0.1"]
TEXTS = ("kind", "household", "month", "sheet", "scored_on", "state", "deduction", "remark")
UNREACHED = ("Failed to load resource", "Cross-Origin-Opener-Policy header has been ignored")
"""What a browser says of a request that a test lets fail, and of plain http."""

LOSE_A_FILE = """async () => {
  for (const name of await caches.keys()) await (await caches.open(name)).delete("/static/web/phone/rows.js");
}"""

Open = Callable[..., Any]


@pytest.fixture
def phone(browser: Any, live_server: Any, tmp_path: Path) -> Iterator[Open]:
    """A phone with a disk of its own: `phone()` opens its browser at the page, closed when opened again.

    An error on the console fails the test, but for requests that a test lets fail.
    """
    errors: list[str] = []
    with ExitStack() as opened:
        last: list[Any] = []

        def turn_on(double: Double | None = None, at: str = "", lasting: bool = False, **more: Any) -> Any:
            if last:
                last.pop().close()
            context = browser.browser_type.launch_persistent_context(
                tmp_path / "phone",
                executable_path=chromium_path(),
                args=FLAGS,
                base_url=live_server.url,
                locale="zh-CN",
                viewport={"width": WIDTH, "height": HEIGHT},
                **more,
            )
            last.append(context)
            context.set_default_timeout(10_000)
            context.on("weberror", lambda found: errors.append(str(found.error)))
            context.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
            if double:
                double.stand_behind(context)
            page = context.pages[0]
            if lasting:
                tools = context.new_cdp_session(page)
                wanted = {"permissions": ["durableStorage"], "origin": live_server.url}
                tools.send("Browser.grantPermissions", wanted)
            page.goto(at or "/sheet/")
            page.wait_for_selector("body[data-ready=yes]")
            return page

        opened.callback(lambda: last and last.pop().close())
        yield turn_on
    assert not [each for each in errors if not any(known in each for known in UNREACHED)], errors


def take(page: Any) -> None:
    """The month's sheet is on the phone and open."""
    page.get_by_role("button", name="带走").click()
    page.wait_for_selector("body[data-view=sheet]")


def row(page: Any, number: int) -> Any:
    """The row of a household in walking order."""
    return page.locator(".lc-row").nth(number - 1)


def counted(page: Any, name: str, number: str) -> None:
    """Wait until that count stands so."""
    page.locator(f"[data-count={name}] b", has_text=number).wait_for()
    assert page.locator(f"[data-count={name}] b").inner_text() == number


def opened(page: Any) -> Any:
    """The sheet that is on the phone, opened from the list."""
    page.get_by_role("link", name="打开").click()
    page.wait_for_selector("body[data-view=sheet]")
    return page


def bonus(page: Any, number: int, points: int) -> None:
    """Two taps: the row, and its bonus."""
    row(page, number).locator(".lc-open").click()
    row(page, number).get_by_role("button", name=str(points), exact=True).click()


def said(page: Any, text: str) -> None:
    """Wait until the page says so."""
    page.locator("#says", has_text=text).wait_for()


def test_a_month_is_scored_without_network_and_sent_once(phone):
    double = Double()
    page = phone(double)
    take(page)
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    bonus(page, 2, 5)
    row(page, 3).get_by_role("button", name="赵3 照常").click()
    page.locator("#rest").click()
    counted(page, "waiting", "6")
    page = opened(phone(double))
    counted(page, "waiting", "0")
    counted(page, "sent", "6")
    assert double.points() == {double.code(n): (10, 5 if n == 2 else 3) for n in range(1, 7)}
    assert len(double.recorded) == 6


def test_what_gets_lost_on_the_way_is_sent_again_and_counts_once(phone):
    """Before the server had it, after it had it, with its own failure, with the login ended."""
    double = Double()
    page = phone(double)
    take(page)
    for fate, why in (
        ("before", "没有网络"),
        ("after", "没有网络"),
        ("500", "服务器出了问题"),
        ("403", "没有收下"),
    ):
        double.lose = [fate] * (1 + (fate == "403"))
        bonus(page, len(double.recorded) + 1, 4)
        page.locator("#send").click()
        said(page, why)
        counted(page, "waiting", "1")
        page.locator("#send").click()
        said(page, "都发出去了")
    assert [each["seq"] for each in double.recorded.values()] == [1, 2, 3, 4]
    double.logged_in = False
    bonus(page, 5, 1)
    page.locator("#send").click()
    said(page, "登录已过期")
    page = opened(phone(double))
    counted(page, "waiting", "1")
    assert page.get_by_role("link", name="去登录").get_attribute("href") == "/login?next=/sheet/"
    double.logged_in = True
    page.locator("#send").click()
    counted(page, "sent", "5")
    assert len(double.recorded) == 5


def test_another_persons_phone_keeps_what_is_theirs(phone):
    """Whoever logs in next on the same phone sends nothing of the one before."""
    double = Double()
    page = phone(double)
    take(page)
    bonus(page, 1, 4)
    counted(page, "waiting", "1")
    double.owner = "P0000002"
    page.locator("#send").click()
    said(page, "请 张三 登录后发送")
    counted(page, "waiting", "1")
    assert not double.recorded


def test_refused_disputed_and_held_come_back_in_their_rows(phone):
    double = Double()
    double.verdicts = {
        double.code(1): {"status": "refused", "code": "points.bonus_range", "message": "奖励分只有 1 到 5"},
        double.code(2): {"status": "conflict", "code": "sheets.conflict", "message": "李四评的是 10 + 1"},
        double.code(3): {"status": "held", "code": "sheets.missing_before", "message": "前一条还没有到"},
        double.code(4): {
            "status": "refused",
            "code": "sheets.duty_moved",
            "message": "这一户 3月1日起归李四",
        },
    }
    page = phone(double)
    take(page)
    page.locator("#rest").click()
    page.locator("#send").click()
    for number, (state, message) in enumerate(
        (("refused", "奖励分只有"), ("dispute", "李四评的"), ("held", "前一条"), ("gone", "归李四")), 1
    ):
        row(page, number).locator(f".lc-reason:has-text('{message}')").wait_for()
        assert row(page, number).get_attribute("data-state") == state
    for name, count in (("dispute", "1"), ("held", "1"), ("refused", "1"), ("sent", "2"), ("scored", "5/5")):
        counted(page, name, count)
    row(page, 2).locator(".lc-open").click()
    assert "由另一人看过两边再定" in row(page, 2).locator(".lc-under").inner_text()
    bonus(page, 1, 3)
    page.locator("#send").click()
    counted(page, "refused", "0")
    assert [each["seen"] for each in double.recorded.values() if each["household"] == double.code(1)] == [
        -1,
        -1,
    ]


def test_states_deductions_remarks_and_undoing(phone):
    double = Double()
    page = phone(double)
    take(page)
    one, two, three = (row(page, number) for number in (1, 2, 3))
    one.locator(".lc-open").click()
    one.get_by_text("扣分", exact=True).click()
    one.get_by_role("button", name="−2").click()
    assert "8 + 3" in one.inner_text()
    one.locator("input").fill("已劝三次")
    one.locator("input").press("Enter")
    two.locator(".lc-open").click()
    two.get_by_role("button", name="外出").click()
    three.locator(".lc-open").click()
    three.get_by_role("button", name="免评").click()
    counted(page, "waiting", "2")
    three.locator("input").fill("五保证 12 号")
    three.locator("input").press("Enter")
    counted(page, "waiting", "3")
    page.locator("#rest").click()
    counted(page, "waiting", "6")
    page.locator("#undo").click()
    counted(page, "waiting", "3")
    page.locator("#search").fill("4号")
    assert page.locator(".lc-row:visible").count() == 1
    page.locator("#send").click()
    counted(page, "sent", "3")
    found = {each["household"]: each for each in double.recorded.values()}
    assert {name: found[double.code(1)][name] for name in ("base", "bonus", "deduction", "remark")} == {
        "base": 8, "bonus": 3, "deduction": "CG-1:2", "remark": "已劝三次",
    }  # fmt: skip
    assert [(each["state"], each["base"], each["bonus"]) for each in found.values()][1:] == [
        ("away", 0, 0),
        ("exempt", 0, 0),
    ]
    assert page.locator("#undo").is_disabled()


def test_what_waits_can_be_saved_to_a_file(phone):
    double = Double()
    page = phone(double)
    take(page)
    bonus(page, 1, 5)
    counted(page, "waiting", "1")
    page.get_by_label("全部评分表").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="存成文件").click()
    kept = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))
    (item,) = kept["items"]
    assert kept["protocol"] == 1 and item["id"] == id_of(item) and item["bonus"] == 5
    page.locator("#send").click()
    said(page, "都发出去了")
    assert list(double.recorded) == [item["id"]]


def lights(page: Any) -> tuple[str, str]:
    """The light's colour, and what is wrong."""
    page.locator("#light").click()
    return page.locator("#light").get_attribute("data-state"), " ".join(
        page.locator("#light-says .bad").all_inner_texts()
    )


def test_the_light_tells_what_is_really_there(phone, settings):
    """Green on a good phone; red on plain http, inside WeChat, without lasting storage, with a file gone."""
    settings.ALLOWED_HOSTS = ["*"]
    double = Double()
    page = phone(double, lasting=True)
    take(page)
    assert lights(page) == ("green", "")
    page.evaluate(LOSE_A_FILE)
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert "页面都在手机上" in lights(page)[1]
    page = phone(double, user_agent="Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0")
    assert lights(page)[0] == "red"
    assert "在浏览器打开" in page.locator("#light-says").inner_text()
    plain = page.url.replace("localhost", "phone.test")
    page = phone(double, at=plain)
    found = lights(page)
    assert found[0] == "red" and "https://" in found[1]
    take(page)
    bonus(page, 1, 2)
    page.locator("#send").click()
    counted(page, "sent", "1")


def test_a_new_version_waits_and_loses_nothing(phone, monkeypatch):
    """While something is being filled in the old one stays whole; the hand changes over."""
    double = Double()
    page = phone(double)
    take(page)
    bonus(page, 1, 5)
    double.logged_in = False  # so that it goes on waiting
    old = page.evaluate("caches.keys()")
    monkeypatch.setattr(views, "words", lambda: {**words(), "title": "新的评分表"})
    page.reload()
    page.locator("#update").wait_for()
    both = page.evaluate("caches.keys()")
    assert len(old) == 1 and len(both) == 2 and set(old) < set(both)
    counted(page, "waiting", "1")
    with page.expect_navigation():
        page.locator("#update").click()
    page.wait_for_selector("body[data-ready=yes]")
    assert set(page.evaluate("caches.keys()")) == set(both) - set(old)
    counted(page, "waiting", "1")


ITEMS = st.fixed_dictionaries(
    {
        **{name: st.text(st.characters(exclude_categories=["Cs"]), max_size=70) for name in TEXTS},
        **{name: st.integers(-1, 2**53 - 1) for name in ("seen", "seq", "mark", "base", "bonus")},
    }
)


def test_the_phone_calls_an_item_what_the_server_does(page):
    """Any text and number, and the block sizes at which SHA-256 pads anew."""
    page.goto("/sheet/")

    @given(ITEMS)
    @tried(max_examples=60)
    def alike(item: dict[str, Any]) -> None:
        assert page.evaluate("item => liancun.idOf(item)", item) == id_of(item)

    alike()
    for length in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000):
        text = "村" * length + "x" * (length % 3)
        assert page.evaluate("text => liancun.sha256(text)", text) == sha256(text.encode()).hexdigest()
    assert page.evaluate("value => liancun.canonical(value)", {"b": "e\u0301", "a": [1, None]}) == canonical(
        {"a": [1, None], "b": "é"}
    )


NEWER = {
    r"\?\?=|\|\|=|&&=": 85,
    r"\.(replaceAll|any)\(": 85,
    r"replaceChildren": 86,
    r"^await ": 89,
    r"[\w\])]\.at\(|randomUUID": 92,
    r"hasOwn\(": 93,
    r"findLast|\.toSorted|\.group": 97,
    r"structuredClone": 98,
    r"\binert\b|<dialog": 102,
    r"(?<!-)\bgap:": 84,
    r"\binset:|aspect-ratio|:is\(|:where\(": 88,
    r":has\(": 105,
}
"""What the page may not say, and the Chromium that knows it first."""
LEAST = 80


def test_nothing_is_said_that_the_oldest_browser_does_not_read():
    folder = Path(views.__file__).parent / "static" / views.FOLDER
    files = [path for path in folder.iterdir() if path.suffix in (".js", ".css")]
    assert len(files) > 8 and min(NEWER.values()) > LEAST
    found = [
        f"{path.name}: {match[0]} is known from Chromium {version} on"
        for path in files
        for pattern, version in NEWER.items()
        for match in re.finditer(pattern, path.read_text(encoding="utf-8"), re.M)
    ]
    assert found == []
