"""The books and the board by API: the acts of the pages and commands, the same no (接口)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import visitor
from liancun.rooms.ledger import actions
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 31)


@pytest.fixture(autouse=True)
def small_town(db):
    town.raise_town()
    actions.open_book(
        "head", actions.NewBook("cooperative", date(2025, 12, 1)), by=SYSTEM, on=date(2025, 12, 1)
    )
    clock.set_demo_day(DAY)


def ask(address, body=None, *, as_="head.accountant"):
    client = visitor(as_)
    if body is None:
        return client.get(f"/api/{address}")
    return client.post(f"/api/{address}", body, content_type="application/json")


def an_entry(fen=100, **more):
    lines = [{"account": "102", "debit_fen": fen}, {"account": "501", "credit_fen": fen}]
    return {"accounting_on": "2025-12-05", "summary": "卖产品", "lines": lines, **more}


def test_a_year_by_api():
    posted = ask("books/head/entries", an_entry()).json()["entry"]
    number = posted.partition(":")[2]
    assert ask(f"entries/{number}").json()["total_fen"] == 100
    wrong = ask("books/head/entries", an_entry(5)).json()["entry"].partition(":")[2]
    back = ask(f"entries/{wrong}/reverse", {"summary": "记错了"}).json()["entry"]
    assert ask(f"entries/{wrong}").json()["reversed_by"] == back
    assert ask("books/head/months/2025-12/close", {}).json()["code"] == "ledger.not_carried"
    assert len(ask("books/head/years/2025/carry", {}).json()["entries"]) == 2
    assert ask("books/head/months/2025-12/close", {}).json()["closed"] == "2025-12"
    assert ask("books/head/years/2025/seal", {}).json()["sealed"] == 2025
    assert ask("books").json()[0]["sealed_years"] == [2025]
    found = ask("books/head/balance?period=2025").json()
    assert {row["account"]: row["closing_fen"] for row in found["rows"]} == {
        "102": 105, "331": 0, "33202": -105, "501": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (an_entry(2**63), 400, "import.too_big"),
        (an_entry(-1), 400, "import.out_of_range"),
        (an_entry(0), 400, "ledger.one_side_only"),
        (an_entry(lines=[{"account": "102", "debit_fen": 1}]), 403, "ledger.one_sided"),
        (an_entry(accounting_on="2025-02-30"), 400, "import.no_such_day"),
        (an_entry(accounting_on="2025-11-30"), 403, "ledger.before_opening"),
        (an_entry(summary=" "), 400, "import.empty"),
        (an_entry(lines=[]), 400, "import.empty"),
        (an_entry(lines={"account": "102"}), 400, "field.not_list"),
        (an_entry(lines=["102"]), 400, "field.not_object"),
        (an_entry(note="x"), 400, "field.unknown"),
    ],
)
def test_what_is_no_entry(body, status, code):
    no = ask("books/head/entries", body)
    found = no.json()
    assert (no.status_code, found["code"] if "code" in found else found["problems"][0]["code"]) == (
        status,
        code,
    )


def test_a_fault_in_a_line_names_its_row():
    good = {"account": "102", "debit_fen": 100}
    bad = {"account": "长" * 9, "credit_fen": "100", "note": 1}
    told = ask("books/head/entries", an_entry(lines=[good, bad])).json()["problems"]
    assert [(each["row"], each["column"], each["code"]) for each in told] == [
        (2, "account", "import.code"),
        (2, "credit_fen", "field.not_whole"),
        (2, "note", "field.unknown"),
    ]


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("books/head/balance_sheet", "import.empty", "必填"),
        ("board?limit=0", "import.too_small", "“0”"),
        ("board?limit=ten", "import.number", "“ten”"),
        ("objections?open_only=perhaps", "import.true_false", "“perhaps”"),
        (f"entries/{2**63}", "import.too_great", str(2**63)),
        ("cockpit?year=1999", "import.too_small", "“1999”"),
    ],
)
def test_an_address_that_is_none_is_told_in_our_words(address, code, said):
    no = ask(address)
    (told,) = no.json()["problems"]
    assert (no.status_code, told["code"]) == (400, code) and said in told["message"]


def test_a_body_nested_beyond_reason_is_no_object():
    body = "[" * 200_000
    no = visitor("head.accountant").post("/api/books/head/entries", body, content_type="application/json")
    assert [each["code"] for each in no.json()["problems"]] == ["api.not_json"]


def test_periods_and_people_that_may_not():
    for address, body in (("books/head/balance?period=2025-13", None), ("books/head/months/2025/close", {})):
        assert ask(address, body).status_code == 400
    for who, status in (("head.cashier", 403), ("jiaxi.accountant", 404), ("home1", 404)):
        for address in ("books/head/months/2025-12/close", "books/head/years/2025/carry"):
            assert ask(address, {}, as_=who).status_code == status
        assert ask("books/head/entries", an_entry(), as_=who).status_code == 403
    assert ask("books/head/balance?period=2025", as_="home1").status_code == 404
    assert ask("books/head/members/P0000001", as_="home1").json()["contribution_fen"] == 0
    assert ask("books/head/members/P0000003", as_="home1").status_code == 404
