"""The weigher's pages, the list and one slip: who may, who sees, what is said about bad input (过磅页)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.deliveries import queries
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 1)
WEIGH, SLIPS = "/orgs/head/deliveries/weigh/", "/orgs/head/deliveries/slips/"
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
    return sent(visitor("head.weigher"), WEIGH, FORM | changed)


def test_the_weigher_starts_at_the_scale_and_finds_whose_goods_they_are():
    client = visitor("head.weigher")
    assert client.get("/start").headers["Location"] == WEIGH
    assert client.get("/cooperative/weigh/").headers["Location"] == WEIGH
    found = page(client, WEIGH, q="TF-000")
    assert "TF-0001" in found and "?party=P0000003" in found
    assert "按编码 P0000199 登记" in page(client, WEIGH, q="P0000199")
    form = page(client, WEIGH, q="TF-0001")
    assert 'value="P0000001"' in form and "0901-001" in form and "贾西村" in form


def test_the_same_form_sent_twice_is_one_slip():
    first = weighed()
    assert weighed() == first
    client = visitor("head.weigher")
    assert sent(client, WEIGH, FORM) == first
    shown = page(client, first)
    assert "100.0" in shown and "400.00" in shown and "已登记 0901-001" in shown
    assert queries.slip_page(town.viewer("head.accountant", DAY), "head").total == 1


def test_bad_input_is_said_above_the_form_and_what_was_typed_is_kept():
    client = visitor("head.weigher")
    said = sent(client, WEIGH, FORM | {"gross_g": "一百", "tare_g": "", "price_fen": "4.001"}, 400)
    assert "“一百”不是数" in said and "必填" in said and "小数太细" in said
    assert 'value="一百"' in said and 'value="P0000001"' in said
    said = sent(client, WEIGH, FORM | {"price_fen": "3.99"}, 403)
    assert "低于保底价 4.00元" in said and 'value="105.0"' in said
    said = sent(client, WEIGH, FORM | {"account_of": "P9999999"}, 403)
    assert "没有编码 P9999999" in said
    assert queries.slip_page(town.viewer("head.accountant", DAY), "head").total == 0


@pytest.mark.parametrize("name", ["head.director", "jiaxi.accountant", "haiba.grid_worker", "home1", ""])
def test_only_who_may_weigh_has_the_form(name):
    page(visitor(name), WEIGH, 404)
    sent(visitor(name), WEIGH, FORM, 404)
    assert queries.slip_page(town.viewer("head.accountant", DAY), "head").total == 0


def test_the_weigher_of_one_section_takes_nothing_for_another():
    client = visitor("head.weigher")
    said = sent(client, WEIGH, FORM | {"account_of": "P0000007"}, 403)
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
    assert "200.0" in page(visitor("head.accountant"), SLIPS)
    narrowed = page(visitor("head.accountant"), SLIPS, account_of="P0000003", period="2025-09")
    assert ">2<" in narrowed and "0901-001" not in narrowed
    assert "没有过磅单" in page(visitor("head.accountant"), SLIPS, period="2024")
    assert "0901-001" in page(visitor("head.accountant"), SLIPS, period="2025-99")
    own = page(visitor("home1"), SLIPS)
    assert "0901-001" in own and "记账人" not in own and "片区、分社" not in own
    assert "没有过磅单" in page(visitor("home1"), SLIPS, account_of="P0000003")
    assert "没有过磅单" in page(visitor("jiaxi.accountant"), SLIPS)
    old = visitor("home1").get("/cooperative/slips/?period=2025-09")
    assert old.headers["Location"] == f"{SLIPS}?period=2025-09"
    page(visitor(""), SLIPS, 404)


def acted(name, verb, address, given, status=302):
    """The answer to an act on the slip at an address."""
    pk = address.strip("/").rpartition("/")[2]
    return sent(visitor(name), f"/acts/deliveries/{verb}/{pk}", given | {"back": address}, status)


def test_a_correction_is_a_new_version_and_the_first_stays():
    address = weighed()
    client = visitor("head.accountant")
    assert "更正这张单" in page(client, address)
    said = acted("head.accountant", "correct_slip", address, {"gross_g": "九十五", "note": ""}, 400)
    assert "“九十五”不是数" in said and "必填" in said
    fixed = acted("head.accountant", "correct_slip", address, {"gross_g": "95", "note": "看错秤"})
    assert fixed != address
    now = page(client, fixed)
    assert "90.0" in now and "第 1 版" in now and "看错秤" in now
    old = page(client, address)
    assert "这一版已被更正" in old and "作废这张单" not in old
    acted("head.weigher", "void_slip", fixed, {"note": "重录"}, 403)
    acted("home2", "void_slip", fixed, {"note": "重录"}, 404)
    gone = acted("head.accountant", "void_slip", fixed, {"note": "重录"})
    assert "已作废:重录" in page(client, gone)


def test_a_held_slip_is_let_through_by_the_supervisor():
    for number in ("1", "2", "3"):
        address = weighed(number=number, gross_g="5005")
    assert "先挂起" in page(visitor("head.supervisor"), address)
    assert "核实放行" not in page(visitor("head.weigher"), address)
    let = acted("head.supervisor", "release_slip", address, {"note": "问过本人"})
    assert "有效" in page(visitor("head.supervisor"), let)


def test_the_director_announces_a_price():
    form = {"product": "折耳根", "grade": "统货", "first_day": "2025-09-01", "last_day": "2025-09-30"}
    prices, announce = "/orgs/head/deliveries/prices/", "/orgs/head/deliveries/announce_price"
    address = weighed(product="折耳根", price_fen="")
    assert "还没有定价" in page(visitor("home1"), address)
    said = sent(visitor("head.director"), announce, form | {"price_fen": "abc"}, 400)
    assert "每公斤" in said and "“abc”不是数" in said
    sent(visitor("head.accountant"), announce, form | {"price_fen": "3"}, 403)
    assert "announce_price" in page(visitor("head.director"), prices)
    done = sent(visitor("head.director"), announce, form | {"price_fen": "3", "document": "DJ-1"})
    assert "折耳根 统货" in page(visitor("head.director"), done)
    assert "按定价通知" in page(visitor("home1"), address)
    shown = page(visitor("head.accountant"), prices)
    assert "DJ-1" in shown and "announce_price" not in shown
    page(visitor(""), prices, 404)
