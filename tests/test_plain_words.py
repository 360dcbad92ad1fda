"""Pages speak of people, posts and things by name (说人话): no code of ours stands where people read."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.conftest import client_as
from tests.test_walk import addresses, routes
from tests.walk_targets import targets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("known_viewers"),
    pytest.mark.only_on("sqlite3", "words come from no database"),
]

READERS = ("town.leader", "head.accountant", "jiaxi.accountant", "home1")
PERSON, LOGIN, NAME = "a person's code", "a login", "an identifier"
CODES = {
    PERSON: re.compile(r"\bP\d{7}\b"),
    LOGIN: re.compile(r"\b(?:head|town|jiaxi|haiba)\.[a-z]+\d*\b"),
    NAME: re.compile(r"\b[a-z]{2,}(?:_[a-z0-9]+)+\b"),
    "a reference": re.compile(r"\b(?:run|line|entry|slip|work|score|notice|payment|objection):\d+"),
    "a dictionary": re.compile(r"\{['\"]\w"),
    "a digest": re.compile(r"\b[0-9a-f]{40,64}\b"),
}
UNREAD = re.compile(r"<(script|style|details|code|option|select)\b.*?</\1>", re.S)
"""What a page does not say to who reads it: folded away, or a code meant as one."""

MEANT = {
    (
        "/orgs/<org_code>/registry/people/",
        PERSON,
    ): "the registry's column that tells namesakes apart",
    ("/people/<code>/", PERSON): "the same, on the card",
    ("/charter/", NAME): "job codes as workbooks write them, and names of decisions in notes",
}
"""(page, what) -> why a code may stand there."""


def read_by(name: str) -> Iterator[tuple[str, str]]:
    """Every kind of page that this reader may open, and what is read on it."""
    client, known = client_as(name), targets()
    for route in routes():
        if route.method == "GET" and not route.address.startswith("/api/"):
            for address in addresses(route, known)[:2]:
                answer = client.get(address)
                if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                    page = UNREAD.sub("", answer.content.decode())
                    yield route.address, " ".join(unescape(each) for each in re.findall(r">([^<>]+)<", page))


@pytest.mark.parametrize("name", READERS)
def test_no_code_of_ours_stands_on_a_page(name, town):
    found, pages = set(), set()
    for address, text in read_by(name):
        pages.add(address)
        for what, pattern in CODES.items():
            if (address, what) not in MEANT:
                found |= {f"{address}: {what}, {each[0]}" for each in pattern.finditer(text)}
    assert len(pages) > 12
    assert sorted(found) == []
