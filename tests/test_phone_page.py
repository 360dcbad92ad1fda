"""The page at `/sheet/` itself (手机页面本身): its light, look and weight, the oldest browser it serves."""

import gzip
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from liancun.faces.web import phone as views
from liancun.faces.web import phone_words
from liancun.rooms.sheets.rules import canonical, item_id
from tests.conftest import client_as
from tests.phone_world import (
    MONTH,
    SCORER,
    bonus,
    counted,
    opened,
    points,
    raise_village,
    row,
    send,
    take,
)
from tests.test_browser import AXE, BARRIERS, FAULTS

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.only_on("sqlite3", "a browser sees no database"),
]
TEXTS = ("kind", "household", "month", "sheet", "scored_on", "state", "deduction", "remark")
CONTENT = ("state", "base", "bonus", "deduction", "remark")
LIGHTEST = 250_000
"""Bytes of the first load, compressed, with the sheet of 195 homes."""
LOSE_A_FILE = """async () => {
  for (const name of await caches.keys()) await (await caches.open(name)).delete("/static/web/phone/rows.js");
}"""
SMALL = """() => [...document.querySelectorAll("button,a[href],summary,input")].filter((each) => {
  const box = each.getBoundingClientRect();
  return box.width && (box.width < 44 || box.height < 44);
}).map((each) => each.outerHTML.slice(0, 90))"""


def lights(page: Any) -> tuple[str, str]:
    """The light's colour, and what is wrong."""
    page.locator("#light").click()
    return page.locator("#light").get_attribute("data-state"), " ".join(
        page.locator("#light-says .bad").all_inner_texts()
    )


def lasting(page: Any) -> None:
    """The person has allowed the page to keep its data."""
    tools = page.context.new_cdp_session(page)
    tools.send("Browser.grantPermissions", {"permissions": ["durableStorage"]})


@pytest.mark.browser
def test_the_light_tells_what_is_really_there(phone, homes, live_server, settings):
    """Green on a good phone; red with a file gone, inside WeChat, on plain http, where scores still go in."""
    settings.ALLOWED_HOSTS = ["*"]
    page = phone(before=lasting)
    take(page)
    assert lights(page) == ("green", "")
    page.evaluate(LOSE_A_FILE)
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert "页面都在手机上" in lights(page)[1]
    page = phone(user_agent="Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0")
    colour, wrong = lights(page)
    assert colour == "red" and "在浏览器打开" in wrong
    page = phone(at=f"{live_server.url.replace('localhost', 'phone.test')}/sheet/")
    colour, wrong = lights(page)
    assert colour == "red" and "https://" in wrong
    take(page)
    bonus(page, 1, 2)
    send(page)
    assert points(homes) == {homes[0]: (10, 2)}


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_it_is_large_enough_and_open_to_everybody(phone, homes, width):
    """Nothing to tap under 44 pixels, no text under 16, nothing serious for axe; list, row and reason."""
    page = phone()
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate(AXE)

    def looked_at() -> None:
        assert page.evaluate(BARRIERS, True) == []
        assert page.evaluate(SMALL) == []
        assert page.evaluate(FAULTS) == []

    looked_at()
    take(page)
    row(page, 2).locator(".lc-open").click()
    row(page, 2).get_by_text("扣分", exact=True).click()
    page.locator("#light").click()
    looked_at()
    row(page, 1).locator(".lc-as-usual").click()
    send(page)
    counted(page, "sent", "1")
    looked_at()
    page = opened(phone(who=""))
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate(AXE)
    looked_at()


def test_the_first_load_is_light(blank_town):
    raise_village(195)
    client = client_as(SCORER)
    page, worker = (client.get(address).content for address in ("/sheet/", "/sw.js"))
    manifest = client.get("/manifest.webmanifest")
    files = [Path(str(finders.find(name))).read_bytes() for name in views._files()]
    taken = client.post(f"/sheet/jiaxi/scores/{MONTH}.json", "{}", content_type="application/json")
    assert len(taken.json()["households"]) == 195
    parts = [page, worker, manifest.content, *files, client.get("/sheet/sheets.json").content, taken.content]
    assert sum(len(gzip.compress(part)) for part in parts) < LIGHTEST
    assert static("web/phone/main.js").encode() in page
    assert manifest.json()["start_url"] == "/sheet/" and not {"王", "李"} & set(page.decode())


def test_every_word_has_a_name_of_its_own_and_is_used():
    folder = Path(phone_words.__file__).parent
    named = re.findall(r'^        "(\w+)": _\(', Path(phone_words.__file__).read_text(encoding="utf-8"), re.M)
    assert len(named) == len(set(named)) == len(phone_words.words())
    scripts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("static/web/phone/*.js"))
    made = ("count_", "row_", "check_", "mend_", "locked_")
    assert [name for name in named if f'"{name}"' not in scripts and not name.startswith(made)] == []


def test_who_asks_for_the_list(db):
    """A stranger is told nobody, in JSON; the page is open, for it holds nothing."""
    stranger = Client()
    assert stranger.get("/sheet/").status_code == 200
    assert stranger.get("/sheet/sheets.json").json() | {"token": ""} == {
        "owner": "",
        "token": "",
        "sheets": [],
    }


ITEMS = st.fixed_dictionaries(
    {
        **{name: st.text(st.characters(exclude_categories=["Cs"]), max_size=70) for name in TEXTS},
        **{name: st.integers(-1, 2**53 - 1) for name in ("seen", "seq", "mark", "base", "bonus")},
    }
)


@pytest.mark.browser
def test_the_phone_calls_an_item_what_the_server_does(page):
    """Any text and number, and the block sizes at which SHA-256 pads anew."""
    page.goto("/sheet/")

    @given(ITEMS)
    @tried(max_examples=60)
    def alike(item: dict[str, Any]) -> None:
        content = {name: item[name] for name in CONTENT}
        assert page.evaluate("item => liancun.idOf(item)", item) == item_id(item, content)

    alike()
    for length in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000):
        text = "村" * length + "x" * (length % 3)
        assert page.evaluate("text => liancun.sha256(text)", text) == sha256(text.encode()).hexdigest()
    composed = page.evaluate("value => liancun.canonical(value)", {"b": "e\u0301", "a": [1, None]})
    assert composed == canonical({"a": [1, None], "b": "é"})


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
