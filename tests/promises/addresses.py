"""The web addresses (网址): every one by its name, with the fields of the forms that are sent to it.

Forms are read from the pages as the roles of the small town see them, so what is here is what a person
could fill in; those of the login and the second factor belong to a library and are left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from django.test import Client
from django.urls import resolve

from liancun.base import clock
from tests.conftest import client_as
from tests.doors.records import filled
from tests.doors.typed import Typed
from tests.test_walk import ACTS, addresses, paths, routes
from tests.walk_targets import Targets

ROLES = ("head.accountant", "head.director", "jiaxi.accountant", "town.clerk")
"""Together they see every form of the year as it stands."""
THEIRS = ("/account/", "/login", "/i18n/")
"""Pages of the login: its library names the fields."""
FILES = (".pdf", ".xlsx", "/export/", "/why/")
"""What holds no form."""
NOT_SAID = ("csrfmiddlewaretoken", "next")

DERIVED = ("act", "subject_act")
"""Addresses whose room and name tell the act."""
STATES = Path(__file__).resolve().parent / "states.yaml"


def named() -> list[str]:
    """Every address with its <parameters>, and by which name the program calls it."""
    return sorted(
        f"/{address} {name}".rstrip() for name, address in paths() if not address.startswith("api/")
    )


def forms(known: Targets, typed: Typed) -> list[str]:
    """Every form's address and, indented below it, its fields."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for role in ROLES:
        client = client_as(role)
        for route in routes():
            if route.method == "GET" and not route.address.startswith(("/api/", *THEIRS)):
                for page in addresses(route, known):
                    if not any(each in page for each in FILES):
                        _look(client, page, found)
    for state in yaml.safe_load(STATES.read_text(encoding="utf-8")):
        clock.set_demo_day(state["day"])
        for line in state.get("do", ()):
            typed.must(line)
        assert _look(client_as(state["who"]), filled(state["page"], typed.folder), found), state
    return [line for address in sorted(found) for line in (address, *_indented(found[address]))]


def _look(client: Client, page: str, found: dict[str, set[str]]) -> bool:
    """Add a page's forms; whether it opened."""
    answer = client.get(page)
    if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
        return False
    for address, names in _sent_from(page, answer.content.decode()):
        found[address] |= names
    return True


def _indented(names: set[str]) -> list[str]:
    return [f"    {name}" for name in sorted(names)]


TAGS = re.compile(r"</?(?:form|input|select|textarea|button)\b[^>]*>")


class _Forms(HTMLParser):
    """The forms of a page: where each is sent, and the names in it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        """(where to, the form's own id) of each that is sent by POST."""
        self.names: defaultdict[str, set[str]] = defaultdict(set)
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field stands in one: inside it, or by its id."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("id") or f"at {self.getpos()}"
            if said.get("method", "").lower() == "post":
                self.sent.append((said.get("action", ""), self.inside))
        elif said.get("name"):
            self.names[said.get("form", self.inside)].add(said["name"])

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self.inside = ""


def _sent_from(page: str, text: str) -> Iterator[tuple[str, set[str]]]:
    """(address with its <parameters>, names) of each form of a page; the address names the act."""
    read = _Forms()
    read.feed("\n".join(TAGS.findall(text)))
    for action, form in read.sent:
        path = urlsplit(action).path or urlsplit(page).path
        if path.startswith(THEIRS):
            continue
        match = resolve(path)
        address = "/" + match.route
        for name, value in match.kwargs.items():
            named = name in ACTS or (match.url_name in DERIVED and name in ("room", "name"))
            place = str(value) if named else f"<{name}>"
            address = re.sub(rf"<(\w+:)?{name}>", place, address)
        yield address, read.names[form] - set(NOT_SAID)
