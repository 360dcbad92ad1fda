"""The API (接口): the same reads, the same no, described as it answers."""

import json
import re

import pytest

from liancun.base.lists import all_lists
from liancun.faces.api.derived import LINES
from liancun.faces.api.urls import api
from liancun.faces.words import all_words
from tests.conftest import client_as, demo_names

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

READS = ("runs", "board", "objections", "households", "orgs/head/members", "books", "outcomes")


@pytest.mark.parametrize("read", READS)
def test_lists_answer_every_role_without_breaking(town, read):
    statuses = {role: client_as(role).get(f"/api/{read}").status_code for role in ["", *demo_names()]}
    assert set(statuses.values()) <= {200, 403, 404}
    assert statuses["town.auditor"] == 200


def test_a_run_opens_down_to_its_line(town):
    client = client_as("jiaxi.accountant")
    run = client.get("/api/runs?kind=refuse_fee&limit=1").json()["rows"][0]
    assert client.get(f"/api/runs/{run['run']}").json()["row"]["ref"] == run["ref"]
    line = client.get(f"/api/runs/{run['run']}/lines?limit=1").json()["rows"][0]
    assert client.get(f"/api/lines/{line['line']}").json()["row"] == line
    assert client.get(f"/api/why/{line['ref']}").json()["ref"] == line["ref"]
    for other in ("", "haiba.secretary"):
        for address in (f"runs/{run['run']}", f"lines/{line['line']}", f"why/{line['ref']}"):
            no = client_as(other).get(f"/api/{address}")
            assert (no.status_code, no.json()["code"]) == (404, "viewer.not_found")


def test_a_write_needs_the_permit_and_the_token(town):
    client = client_as("jiaxi.grid1")
    body = {"kind": "refuse_fee", "org": "jiaxi", "period": "2026"}
    no = client.post("/api/runs", body, content_type="application/json")
    assert no.status_code == 403
    assert set(no.json()) == {"code", "message", "clause", "params"}
    client.handler.enforce_csrf_checks = True
    assert client.post("/api/runs", body, content_type="application/json").status_code == 403


def test_what_is_misshapen_is_placed(town):
    bad = client_as("jiaxi.accountant").get("/api/runs?limit=x")
    assert bad.status_code == 400
    assert bad.json()["problems"][0]["column"] == "limit"
    bad = client_as("head.accountant").get("/api/orgs/head/may-grow")
    assert (bad.status_code, bad.json()["problems"][0]["column"]) == (400, "plot")


MISSHAPEN = {
    "runs/abc": ("run_id", "import.number"),
    f"runs/{2**64}": ("run_id", "import.too_great"),
    "orgs/head/trade/1999": ("year", "import.too_small"),
    "orgs/head/may-grow": ("plot", "import.empty"),
    "households?kind=other": ("kind", "import.choice"),
    "POST import/scores/jiaxi": ("file", "import.empty"),
    'POST runs/1/pay {"key": 1, "seen": 1.5, "happened_on": "2026-02-30", "bank_ref": []}': (
        "key", "field.not_text", "happened_on", "import.no_such_day", "bank_ref", "field.not_text",
        "seen", "field.not_whole",
    ),
    "POST orgs/head/payments [1]": ("", "api.not_json"),
    "POST orgs/head/payments {}": ("key", "import.empty", "payments", "import.empty"),
    "POST orgs/head/payments {": ("", "api.not_json"),
    'POST orgs/head/payments {"key": "1", "payments": {}}': ("payments", "field.not_list"),
    'POST orgs/head/payments {"key": "1", "payments": [{"line": true}]}': (
        "line", "field.not_whole", "happened_on", "import.empty", "amount_fen", "import.empty",
    ),
}  # fmt: skip
"""What hand-written shapes do not take -> the fields and our codes."""


@pytest.mark.parametrize("asked", MISSHAPEN)
def test_no_words_of_pydantic_reach_who_asks(town, asked):
    client = client_as("head.accountant")
    if asked.startswith("POST "):
        _post, address, *body = asked.split(" ", 2)
        answer = client.post(f"/api/{address}", "".join(body) or "{}", content_type="application/json")
    else:
        answer = client.get(f"/api/{asked}")
    assert answer.status_code == 400
    problems = answer.json()["problems"]
    placed = [(each["column"], each["code"]) for each in problems]
    expected = MISSHAPEN[asked]
    assert set(zip(expected[::2], expected[1::2], strict=True)) <= set(placed), placed
    assert not {each["code"] for each in problems} - all_words().keys()
    assert all(re.search("[\u4e00-\u9fff]", each["message"]) for each in problems)


def test_the_description_names_every_route(town):
    described = client_as("").get("/api/openapi.json").json()["paths"]
    assert len(described) > 18
    assert all(
        {"200", "400", "403", "404"} <= set(verb["responses"])
        for path in described.values()
        for verb in path.values()
    )


def test_a_whole_list_comes_a_row_a_line(town):
    client, days = client_as("head.accountant"), "/api/orgs/head/labour/days"
    answer = client.get(f"{days}?sort=-day", headers={"Accept": LINES})
    assert answer.streaming
    assert answer.headers["Content-Type"] == LINES
    lines = [json.loads(line) for line in answer.getvalue().splitlines()]
    first, second = (client.get(f"{days}?sort=-day&limit=200&offset={at}").json() for at in (0, 200))
    assert len(lines) == first["total"] > 200
    assert lines[:200] == first["rows"]
    assert lines[200:400] == second["rows"]
    no = client_as("home1").get(days, headers={"Accept": LINES})
    assert no.status_code in (403, 404), "who may not read a list gets no line of it"


def test_an_operation_is_called_as_the_verb_is(town):
    described = api.get_openapi_schema()
    named = [each["operationId"] for methods in described["paths"].values() for each in methods.values()]
    assert len(named) == len(set(named))
    assert not [each for each in named if "liancun" in each or each.count(".") != 1]
    assert {"labour.give_order", *(each.name for each in all_lists())} <= set(named)
    groups = {each["name"] for each in described["tags"] if each["description"]}
    assert groups == {each["tags"][0] for methods in described["paths"].values() for each in methods.values()}


def test_the_api_has_a_page_to_read_and_try_it(town):
    for who in ("", "head.accountant"):
        page = client_as(who).get("/api/")
        assert page.status_code == 200
        assert 'data-description="/api/openapi.json"' in page.content.decode()
    assert client_as("").get("/static/ninja/swagger-ui-bundle.js").status_code == 200


@pytest.mark.parametrize("asked", ["orders?nosuch=1", "orders?sections=x&limit=5"])
def test_a_filter_that_is_none_is_no_list_without_it(town, asked):
    bad = client_as("head.accountant").get(f"/api/orgs/head/{asked}")
    unknown = asked.partition("?")[2].partition("=")[0]
    assert bad.status_code == 400
    assert [(each["column"], each["code"]) for each in bad.json()["problems"]] == [(unknown, "field.unknown")]


def test_an_act_reads_nothing_from_its_query(town):
    client = client_as("head.accountant")
    bad = client.post("/api/orgs/head/orders?number=PG-1", "{}", content_type="application/json")
    assert (bad.status_code, bad.json()["problems"][0]["code"]) == (400, "field.unknown")


def test_a_method_an_address_has_not_is_refused_in_our_words(town):
    no = client_as("head.accountant").delete("/api/orgs/head/orders")
    assert (no.status_code, no.json()["code"]) == (405, "api.method")
    assert sorted(no["Allow"].split(", ")) == ["GET", "POST"]
    assert "GET、POST" in no.json()["message"]
