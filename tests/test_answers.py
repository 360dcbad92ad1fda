"""Every answer (应答的规矩), by walking the addresses: HEAD is as GET; what is one's own is not kept."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.conftest import client_as
from tests.test_walk import addresses, routes
from tests.walk_targets import targets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("known_viewers"),
    pytest.mark.only_on("sqlite3", "headers are the program's, whatever database answers"),
]
OWN = "private, no-store"


def asked(known):
    """One address of every route that is read."""
    for route in routes():
        if route.method == "GET":
            yield addresses(route, known)[0] + (f"?{route.query}" if route.query else "")


def headers(answer):
    return {name: answer.headers.get(name) for name in ("Content-Type", "Cache-Control", "Location", "Allow")}


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.slow
@pytest.mark.parametrize("role", ["head.accountant", ""])
def test_head_is_answered_like_get_and_what_is_ones_own_is_kept_nowhere(town, role):
    known, client = targets(), client_as(role)
    statuses = set()
    for address in asked(known):
        whole, head = client.get(address), client.head(address)
        assert (head.status_code, headers(head)) == (whole.status_code, headers(whole)), address
        assert body(head) == b"", address
        kept = whole.headers.get("Cache-Control", "")
        if role or whole.cookies:
            assert kept == OWN, address
        else:
            assert "no-store" not in kept or whole.status_code == 302, address
        statuses.add(whole.status_code)
    assert {200, 404} <= statuses


@pytest.mark.slow
def test_a_streamed_list_and_a_paper_are_ones_own_too(town):
    client = client_as("head.accountant")
    rows = client.get("/api/orgs/head/shares", headers={"Accept": "application/x-ndjson"})
    assert rows.streaming and rows.headers["Cache-Control"] == OWN
    head = client.head("/api/orgs/head/shares", headers={"Accept": "application/x-ndjson"})
    assert head.streaming and body(head) == b"" and head.headers["Cache-Control"] == OWN
    paper = client.get("/orgs/head/park/2025/list.pdf")
    assert body(paper).startswith(b"%PDF-") and paper.headers["Cache-Control"] == OWN


@pytest.mark.django_db
def test_static_files_stay_where_they_were_kept(db):
    assert finders.find("web/liancun.css")
    answer = Client().get("/static/web/liancun.css")
    assert answer.status_code == 200 and "max-age=3600" in answer.headers["Cache-Control"]
    head = Client().head("/static/web/liancun.css")
    assert head.status_code == 200 and "max-age=3600" in head.headers["Cache-Control"]
