"""Derived forms and lists on pages (派生的表和清单): in place, alone, exported, ordered, and for whom."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from liancun.base import clock
from liancun.base.lists import list_of
from liancun.base.offers import offer_of
from liancun.faces.tables import _harmless
from liancun.faces.web.lists import drawn
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.faces.words import coded
from liancun.kernel import Refusal
from liancun.kernel.fields import specs_of
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.registry.models import Person
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement.queries.pages import RunRow, RunsPage
from liancun.rooms.surplus.tests import cooperative as coop

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 28)
REGISTER, PAY_IN = "/orgs/head/capital/shares/", "/orgs/head/capital/record_contribution"
GIVEN = {
    "number": "GJ-10",
    "party": "P0000005",
    "form": "货币",
    "shares": "10",
    "price_fen": "1.00",
    "paid_fen": "10",
    "happened_on": "2026-01-27",
}


@pytest.fixture(autouse=True)
def cooperative(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    coop.raise_cooperative()


def in_place(client, given):
    return client.post(PAY_IN, given, headers={"HX-Request": "true"})


def test_what_is_wrong_comes_back_into_the_form_where_it_stands():
    client = visitor("head.accountant")
    answer = in_place(client, GIVEN | {"shares": "0", "price_fen": "三"})
    said = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in said
    assert said.count("is-invalid") == 2 and 'value="三"' in said and 'value="GJ-10"' in said
    refused = in_place(client, GIVEN | {"paid_fen": "9"}).content.decode()
    assert "实缴 9.00元 少于应缴 10.00元" in refused and "<html" not in refused
    assert not ShareLot.objects.filter(number="GJ-10").exists()
    done = in_place(client, GIVEN | {"back": REGISTER})
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, REGISTER)
    assert ShareLot.objects.filter(number="GJ-10").exists()


def test_the_way_back_never_leads_to_another_site():
    client = visitor("head.accountant")
    away = GIVEN | {"back": "https://example.org/"}
    assert sent(client, PAY_IN, away) == "/why/share:head/GJ-10"
    assert 'href="//example.org' not in page(client, PAY_IN, back="//example.org/")


def test_a_form_is_shown_only_to_whom_it_serves():
    assert "登记出资" in page(visitor("head.accountant"), REGISTER)
    assert "登记出资" not in page(visitor("head.cashier"), REGISTER)
    page(visitor("head.accountant"), PAY_IN)
    page(visitor("head.cashier"), PAY_IN, 403)
    for name in ("", "jiaxi.accountant", "home1"):
        page(visitor(name), PAY_IN, 404)
        page(visitor(name), REGISTER, 404)
        for end in ("xlsx", "csv", "pdf"):
            page(visitor(name), f"{REGISTER.removesuffix('/')}.{end}", 404)


def test_a_list_is_filtered_ordered_and_totalled():
    client = visitor("head.accountant")
    ordered = page(client, REGISTER, sort="-held_fen")
    assert 'aria-sort="descending"' in ordered and "750.00" in ordered
    assert 'aria-sort="ascending"' in page(client, REGISTER, sort="held_fen")
    for wrong in ("name", "nothing", "-", "held_fen;drop"):
        assert "aria-sort" not in page(client, REGISTER, sort=wrong)
    assert "没有符合的成员" in page(client, REGISTER, asked="没有这个人")


def test_exports_are_the_same_list():
    client = visitor("head.accountant")
    there = REGISTER.removesuffix("/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{there}.xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["成员", "批次", "出资(元)"]
    amounts = [row[2] for row in rows[1:] if isinstance(row[2], float)]
    assert sum(amounts) == 750 and all(isinstance(row[1], float) for row in rows[1 : len(amounts) + 1])
    text = client.get(f"{there}.csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == len(amounts) + 1
    printed = client.get(f"{there}.pdf")
    assert printed.content.startswith(b"%PDF") and "inline" in printed.headers["Content-Disposition"]
    assert len(client.get(f"{there}.csv", {"asked": "TF-0001"}).content) < len(text.encode())
    page(client, f"{there}.exe", 404)


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "@x", "-a", "\tx"])
def test_no_cell_of_a_csv_begins_a_formula(cell):
    assert _harmless(cell) == "'" + cell
    assert _harmless("-1,234.50") == "-1,234.50" and _harmless("贾西") == "贾西"


def test_choices_are_offered_as_one_types():
    client = visitor("head.accountant")
    offered = client.get("/choices/head/registry.members", {"q": "TF-0001"}).json()
    assert [code for code, _name in offered] == ["P0000001"]
    name = offered[0][1]
    assert [code for code, _name in client.get("/choices/head/registry.members", {"q": name}).json()] == [
        "P0000001"
    ]
    page(client, "/choices/head/registry.nothing", 404)
    page(client, "/choices/head/nowhere.nothing", 404)
    page(visitor("jiaxi.accountant"), "/choices/head/registry.members", 404, q="TF")


def test_a_member_is_understood_by_name():
    client = visitor("head.accountant")
    one = Person.objects.get(code="P0000001")
    Person.objects.filter(pk=one.pk).update(name="独一人")
    one.refresh_from_db()
    sent(client, PAY_IN, GIVEN | {"party": one.name})
    assert ShareLot.objects.get(number="GJ-10").party == one.code
    Person.objects.filter(code="P0000003").update(name=one.name)
    said = sent(client, PAY_IN, GIVEN | {"number": "GJ-11", "party": one.name}, 400)
    assert "不止一个" in said and "P0000003" in said


def test_codes_that_are_put_together_have_words():
    assert coded("paylist", "import:0a1b") == "由工作簿导入" and coded("paylist", "bank-7") == "bank-7"
    assert coded("subject", "surplus/2025") == "2025年盈余分配方案" and coded("subject", "入社") == "入社"


def test_an_answer_is_asked_of_those_who_may_give_it():
    offer = offer_of("notices", "answer_objection")
    with pytest.raises(Refusal) as no:
        offer.must_show(town.viewer("jiaxi.cashier", date(2025, 3, 1)), "jiaxi", "jiaxi")
    assert no.value.code == "permit.not_yours"
    offer.must_show(town.viewer("home1", date(2025, 3, 1)), "jiaxi", "jiaxi")


def test_a_phone_shows_what_a_run_comes_to():
    listing = list_of("settlement", "runs")
    names = [spec.name for spec in specs_of(RunRow)]
    assert names[-1] == "open_fen"
    table = drawn(listing, RunsPage((), 0, 50, 0))
    assert table._places()["total_fen"] == "amount"
