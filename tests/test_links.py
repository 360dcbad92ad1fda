"""No page offers a link that its reader cannot open (链接都打得开): neither 403 nor 404.

Each role's pages are walked from the front page, one page of each kind.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from tests.conftest import client_as

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("known_viewers"),
    pytest.mark.only_on("sqlite3", "whom a page lets in is no database's matter"),
]

READERS = ("town.leader", "head.accountant", "jiaxi.secretary", "home1")
LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
FILES = (".pdf", ".xlsx", ".csv", ".svg", ".png")
APART = ("/static/", "/api/", "/logout", "/i18n/")
"""What is no page of a reader's own."""


def links(page: str) -> list[str]:
    """The addresses a page leads to, files apart."""
    found = (unescape(each) for each in LINK.findall(page))
    return [each for each in found if not each.startswith(APART) and not urlsplit(each).path.endswith(FILES)]


def kind_of(address: str) -> tuple[str, ...]:
    """What pages of one kind have in common: their view, and in a list also which list and whose."""
    place = resolve(urlsplit(address).path)
    said = [str(place.kwargs[name]) for name in ("room", "key", "name", "org_code") if name in place.kwargs]
    if "ref" in place.kwargs:
        said.append(str(place.kwargs["ref"]).partition(":")[0])
    return (place.url_name or "", *said)


def closed_to(client: Client) -> Iterator[tuple[str, str, int]]:
    """(page, link on it, what it answers) of links that do not open for who walks: of each kind on a page
    the first and the last, which in a list are of other people's."""
    waiting, walked, answered = ["/"], set(), set()
    while waiting:
        page = waiting.pop(0)
        if kind_of(page) in walked:
            continue
        walked.add(kind_of(page))
        answer = client.get(page)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        found = links(answer.content.decode())
        ends = {kind_of(link): link for link in reversed(found)}, {kind_of(link): link for link in found}
        for link in dict.fromkeys(link for end in ends for link in end.values()):
            if link not in answered:
                answered.add(link)
                status = client.get(link).status_code
                if status in (403, 404):
                    yield page, link, status
        waiting += ends[0].values()


@pytest.mark.parametrize("reader", READERS)
def test_every_link_opens(town, reader):
    assert list(closed_to(client_as(reader))) == []
