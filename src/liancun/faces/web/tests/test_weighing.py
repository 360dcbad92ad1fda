"""The weigher's pages, the list and one slip: who may, who sees, what is said about bad input (过磅页)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.deliveries import queries
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 1)
FORM = {
    "account_of": "P0000001",
    "product": "刺梨",
    "grade": "统货",
    "gross_g": "105.0",
    "tare_g": "5",
    "deduction_g": "",
    "price_fen": "4.00",
    "delivered_by": "",
    "site": "贾西村",
    "number": "0901-001",
    "weighed_on": "2025-09-01",
    "note": "",
}


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    town.raise_town()
    monkeypatch.setattr(clock, "today", lambda: DAY)


def weighed(**changed):
    """The address of a slip sent by the weigher of Jiaxi."""
    return sent(visitor("head.weigher"), "/cooperative/weigh/", FORM | changed)


def test_the_weigher_starts_at_the_scale_and_finds_whose_goods_they_are():
    client = visitor("head.weigher")
    assert client.get("/start").headers["Location"] == "/cooperative/weigh/"
    found = page(client, "/cooperative/weigh/", q="TF-000")
    assert "TF-0001" in found and "?party=P0000003" in found
    assert "按编码 P0000199 登记" in page(client, "/cooperative/weigh/", q="P0000199")
    form = page(client, "/cooperative/weigh/", q="TF-0001")
    assert 'value="P0000001"' in form and "0901-001" in form and "贾西村" in form


def test_the_same_form_sent_twice_is_one_slip():
    first = weighed()
    assert weighed() == first
    client = visitor("head.weigher")
    assert sent(client, "/cooperative/weigh/", FORM) == first
    shown = page(client, first)
    assert "100.0" in shown and "400.00" in shown and "已登记 0901-001" in shown
    assert queries.slip_page(town.viewer("head.accountant", DAY), "head").total == 1


def test_bad_input_is_said_above_the_form_and_what_was_typed_is_kept():
    client = visitor("head.weigher")
    said = sent(
        client, "/cooperative/weigh/", FORM | {"gross_g": "一百", "tare_g": "", "price_fen": "4.001"}, 400
    )
    assert "“一百”不是数" in said and "这一格必填" in said and "小数太细" in said
    assert 'value="一百"' in said and 'value="P0000001"' in said
    said = sent(client, "/cooperative/weigh/", FORM | {"price_fen": "3.99"}, 403)
    assert "低于保底价 4.00元" in said and 'value="105.0"' in said
    said = sent(client, "/cooperative/weigh/", FORM | {"account_of": "P9999999"}, 403)
    assert "没有编码 P9999999" in said
    assert queries.slip_page(town.viewer("head.accountant", DAY), "head").total == 0


@pytest.mark.parametrize("name", ["head.director", "jiaxi.accountant", "haiba.grid_worker", "home1", ""])
def test_only_who_may_weigh_has_the_form(name):
    page(visitor(name), "/cooperative/weigh/", 404)
    sent(visitor(name), "/cooperative/weigh/", FORM, 404)
    assert queries.slip_page(town.viewer("head.accountant", DAY), "head").total == 0


def test_the_weigher_of_one_section_takes_nothing_for_another():
    client = visitor("head.weigher")
    said = sent(client, "/cooperative/weigh/", FORM | {"account_of": "P0000007"}, 403)
    assert "<form" in said
    assert queries.slip_page(town.viewer("head.accountant", DAY), "head").total == 0


def test_a_slip_is_for_its_holder_its_section_and_the_cooperative():
    address = weighed()
    for name in ("home1", "head.weigher", "head.accountant", "town.auditor"):
        assert "100.0" in page(visitor(name), address)
    for name in ("home2", "jiaxi.accountant", "haiba.secretary", "stranger", ""):
        page(visitor(name), address, 404)


def test_the_list_is_narrowed_and_a_member_sees_the_own_ones():
    weighed()
    weighed(number="2", account_of="P0000003")
    assert "200.0" in page(visitor("head.accountant"), "/cooperative/slips/")
    narrowed = page(visitor("head.accountant"), "/cooperative/slips/", who="P0000003", period="2025-09")
    assert "P0000003" in narrowed and "0901-001" not in narrowed
    assert "没有过磅单" in page(visitor("head.accountant"), "/cooperative/slips/", period="2024")
    page(visitor("head.accountant"), "/cooperative/slips/", 403, period="2025-99")
    own = page(visitor("home1"), "/cooperative/slips/", who="P0000003")
    assert "0901-001" in own and "P0000003</span>" not in own
    assert "没有过磅单" in page(visitor("jiaxi.accountant"), "/cooperative/slips/")
    page(visitor(""), "/cooperative/slips/", 404)


def test_a_correction_is_a_new_version_and_the_first_stays():
    address = weighed()
    client = visitor("head.accountant")
    assert "更正这张单" in page(client, address)
    said = sent(client, address + "correct", FORM | {"note": ""}, 400)
    assert "更正原因" in said
    fixed = sent(client, address + "correct", FORM | {"gross_g": "95", "note": "看错秤"})
    assert fixed != address
    now = page(client, fixed)
    assert "90.0" in now and "第 1 版" in now and "看错秤" in now
    assert "这一版已被更正" in page(client, address)
    sent(visitor("head.weigher"), fixed + "void", {"note": "重录"}, 403)
    gone = sent(client, fixed + "void", {"note": "重录"})
    assert "已作废:重录" in page(client, gone)


def test_a_held_slip_is_let_through_by_the_supervisor():
    for number in ("1", "2", "3"):
        address = weighed(number=number, gross_g="5005")
    assert "先挂起" in page(visitor("head.supervisor"), address)
    assert "核实放行" not in page(visitor("head.weigher"), address)
    let = sent(visitor("head.supervisor"), address + "release", {"note": "问过本人"})
    assert "有效" in page(visitor("head.supervisor"), let)


def test_the_director_announces_a_price():
    form = {"product": "折耳根", "grade": "统货", "first_day": "2025-09-01", "last_day": "2025-09-30"}
    address = weighed(product="折耳根", price_fen="")
    assert "还没有定价" in page(visitor("home1"), address)
    said = sent(visitor("head.director"), "/cooperative/prices/", form | {"price_fen": "abc"}, 400)
    assert "单价" in said and "“abc”不是数" in said
    sent(visitor("head.accountant"), "/cooperative/prices/", form | {"price_fen": "3"}, 403)
    sent(visitor("head.director"), "/cooperative/prices/", form | {"price_fen": "3", "document": "DJ-1"})
    assert "按定价通知" in page(visitor("home1"), address)
    assert "DJ-1" in page(visitor("head.accountant"), "/cooperative/slips/")
