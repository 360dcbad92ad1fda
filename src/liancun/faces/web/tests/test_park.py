"""The park's pages (园区网页): the statement, the memo for two posts alone, nothing for a household."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.acts import act
from liancun.base.models import TrailRow
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import visitor
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.park import queries
from liancun.rooms.park.models import CompanyCash
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 12)
YEAR = "/orgs/head/park/2025/"
AGREE = "/orgs/head/park/agree_statement"
STATEMENT = {
    "year": "2025",
    "fruit_g": "3530000.0",
    "fruit_fen": "14120000.00",
    "labour_fen": "7885500.00",
    "fee_fen": "394275.00",
    "inputs_fen": "2350000.00",
    "management_fen": "600000.00",
    "net_fen": "2890225.00",
    "agreed_on": "2026-01-20",
    "document": "园区结算书2025",
}


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=TODAY)


def test_a_statement_is_agreed_and_shown_with_its_pots():
    client = visitor("head.accountant")
    assert client.get("/park/")["Location"] == "/orgs/head/park/"
    assert "还没有结算书" in client.get("/park/2025/", follow=True).content.decode()
    assert client.post(AGREE, STATEMENT).status_code == 302
    shown = client.get(YEAR).content.decode()
    assert "2,890,225.00" in shown and "722,556.25" in shown and "144,511.25" in shown


def test_a_statement_that_does_not_add_up_comes_back_with_what_was_typed():
    answer = visitor("head.accountant").post(AGREE, STATEMENT | {"net_fen": "1.00"})
    assert answer.status_code == 403
    assert "请核对各项金额" in answer.content.decode() and "14120000.00" in answer.content.decode()


def test_a_household_s_slip_stands_in_the_trail_with_who_issues_it(monkeypatch):
    found = queries.HolderMoney("K0000001", (queries.MoneyYear(2025, 0, 0, ()),))
    monkeypatch.setattr(queries, "my_land_money", lambda *_asked: found)
    assert visitor("head.accountant").get("/households/K0000001/land-money/2025.pdf").status_code == 200
    row = TrailRow.objects.values_list("what", "org_code", "form", "count").get()
    assert row == ("paper:land_slip", "head", "pdf", 1)


def test_the_memo_is_for_leader_and_auditor_alone():
    with act("park.import_cash", "company", by=SYSTEM, on=TODAY) as a:
        for quarter, way, fen in ((1, "opening", 500), (2, "out", 900), (3, "support", 70000)):
            CompanyCash.objects.create(
                year=2025, quarter=quarter, item="x", direction=way, amount_fen=fen, **a.stamp()
            )
    moved = visitor("town.auditor").get("/park/2025/cash", follow=True)
    assert moved.redirect_chain == [("/orgs/company/park/cash/?year=2025", 302)]
    assert "无账簿备查" in moved.content.decode() and "-4.00" in moved.content.decode()
    api = "/api/orgs/company/park/cash"
    support = visitor("town.auditor").get(f"{api}?direction=support").json()
    assert [row["amount_fen"] for row in support["rows"]] == [70000] and support["year"] == 2025
    assert support["quarters"][1]["before_support_fen"] == -400
    for name in ("town.town_clerk", "head.accountant", "head.director", "home1"):
        for address in ("/orgs/company/park/cash/", api, "/api/company-cash/2025"):
            assert visitor(name).get(address).status_code == 404
    assert visitor("town.auditor").get("/orgs/head/park/cash/").status_code == 404


def test_a_household_and_a_stranger_see_nothing_of_the_park():
    for name in ("home1", ""):
        answers = [visitor(name).get(at).status_code for at in (YEAR, f"{YEAR}list.pdf")]
        assert set(answers) <= {302, 403, 404} and 200 not in answers
    assert visitor("home1").get("/api/orgs/head/park/2025").status_code == 404
    assert visitor("home1").get("/api/orgs/head/park/2025/dividends").status_code == 404
