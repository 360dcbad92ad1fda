"""The commands of deliveries, sales, capital and surplus: the year of a small cooperative (命令)."""

import json
from dataclasses import fields
from datetime import date

import pytest

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.cli import capital, common, deliveries, sales, surplus
from liancun.faces.cli.tests.verbs import call
from liancun.kernel import BadInput, Refusal
from liancun.kernel.fields import specs_of
from liancun.rooms.deliveries import queries
from liancun.rooms.deliveries.rules import Delivered
from liancun.rooms.sales import queries as sold
from liancun.rooms.surplus.rules import MemberYear
from liancun.rooms.surplus.tests import cooperative as coop

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 28)
FIRST, SECOND, COMPANY = "P0000001", "P0000003", "O:company"


@pytest.fixture(autouse=True)
def cooperative(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.delenv("LIANCUN_AS", raising=False)
    coop.raise_cooperative()


@pytest.fixture
def as_(monkeypatch):
    """Who acts from here on."""
    return lambda name: monkeypatch.setenv("LIANCUN_AS", name)


@pytest.fixture
def said(capsys):
    """What the command last said as JSON."""
    return lambda: json.loads(capsys.readouterr().out)


def weighed(**changed):
    asked = {
        "account-of": FIRST,
        "product": "刺梨",
        "gross": "105.0",
        "tare": "5",
        "site": "jiaxi",
        "number": "9",
        "price": "4.00",
    }
    flags = [word for name, value in (asked | changed).items() for word in (f"--{name}", value)]
    call("deliveries", "record", "head", *flags, "--json")


def refused(code, command, *args, **kwargs):
    with pytest.raises(Refusal) as no:
        command(*args, **kwargs)
    assert no.value.code == code


def test_a_slip_from_record_to_void(as_, said, capsys):
    as_("head.weigher")
    weighed()
    first = said()["ref"]
    weighed()
    assert said()["ref"] == first
    number = first.partition(":")[2]
    as_("head.accountant")
    call("deliveries", "correct", number, "--note", "看错秤", "--gross", "95", "--json")
    second = said()["ref"].partition(":")[2]
    deliveries.slip(int(second), as_json=True)
    card = said()
    assert (card["row"]["net_g"], card["stands"], len(card["versions"])) == (90_000, True, 2)
    deliveries.slip(int(second))
    assert "净重  90公斤" in capsys.readouterr().out
    call("deliveries", "list", "head", "--account-of", FIRST, "--period", "2026-01", "--json")
    page = said()
    assert (page["total"], page["weights"][0]["net_g"]) == (1, 90_000)
    call("deliveries", "list", "head")
    assert "刺梨 3张 390.0公斤" in capsys.readouterr().out
    call("deliveries", "void", second, "--note", "重录", "--json")
    assert said()["ref"] != f"slip:{second}"


def test_bad_input_names_each_field():
    with pytest.raises(BadInput) as bad:
        weighed(gross="一百", tare="", price="4.001")
    places = ["毛重(公斤) --gross", "皮重(公斤) --tare", "每公斤(元) --price"]
    assert [problem.column for problem in bad.value.problems] == places
    with pytest.raises(BadInput):
        call("deliveries", "list", "head", "--period", "九月")


def test_a_held_slip_and_a_price_by_their_posts(as_, said, capsys):
    as_("head.weigher")
    for number in ("1", "2", "3"):
        weighed(number=number, gross="5005")
    capsys.readouterr()
    call("deliveries", "list", "head", "--state", "待核", "--json")
    held = str(said()["rows"][0]["pk"])
    refused("deliveries.released_by_recorder", call, "deliveries", "release", held, "--note", "自己看过")
    as_("head.cashier")
    refused("permit.not_yours", call, "deliveries", "release", held, "--note", "不归出纳")
    as_("head.supervisor")
    call("deliveries", "release", held, "--note", "问过本人", "--json")
    assert said()["ref"]
    as_("head.director")
    days = ["--first-day", "2026-01-01", "--last-day", "2026-01-31"]
    call("deliveries", "price", "head", "--product", "折耳根", "--price", "3.00", *days, "--json")
    assert said()["ref"].startswith("price:")
    call("deliveries", "prices", "head")
    assert "3.00" in capsys.readouterr().out
    call("deliveries", "prices", "head", "--json")
    assert (said()[0]["price_fen"], queries.price_page(SYSTEM, "head")[0].grade) == (300, "统货")
    call("deliveries", "trade", "head", "--year", "2025", "--json")
    assert said()["value_fen"] == 120_000
    call("deliveries", "trade", "head", "--year", "2025")
    assert "1,200.00" in capsys.readouterr().out


def test_sales_from_record_to_the_book(said, capsys):
    new = ["--product", "苗木", "--quantity", "12", "--price", "0.70", "--happened-on", "2025-12-21"]
    call("sales", "record", "head", "--number", "XS-2", "--buyer", COMPANY, *new, "--json")
    assert said()["ref"].startswith("sale:")
    back = ["--number", "XS-2", "--new-number", "XS-3", "--happened-on", "2025-12-22"]
    call("sales", "take-back", "head", *back, "--json")
    assert said()["ref"]
    paid = ["--number", "SK-1", "--buyer", COMPANY, "--amount", "1000", "--happened-on", "2026-01-05"]
    call("sales", "receive", "head", *paid, "--json")
    assert said()["ref"].startswith("entry:")
    call("sales", "buyers", "head", "--json")
    assert said()[0]["open_fen"] == 41_000
    call("sales", "buyers", "head")
    assert "410.00" in capsys.readouterr().out
    lost = ["--product", "刺梨", "--lost", "1", "--document", "表", "--happened-on", "2025-12-23"]
    refused("sales.more_than_in_stock", call, "sales", "lose", "head", *lost)
    sales.months("head", 2025, as_json=True)
    assert [row["month"] for row in said()["open"]] == ["2025-12"]
    call("sales", "post", "head", "--month", "2025-12", "--json")
    assert said()["ref"].startswith("salesmonth:")
    sales.months("head", 2025)
    assert "已入账" in capsys.readouterr().out
    with pytest.raises(BadInput):
        call("sales", "post", "head", "--month", "2025")
    call("sales", "stock", "head", "--json")
    assert said()[0]["stock_g"] == 0
    call("sales", "list", "head", "--json")
    assert '"total": 3' in capsys.readouterr().out
    call("sales", "list", "head", "--buyer", COMPANY)
    assert "1,410.00" in capsys.readouterr().out


def test_shares_from_contribution_to_transfer(said, capsys):
    new = ["--shares", "10", "--price", "1", "--paid", "10", "--json"]
    call("capital", "contribute", "head", "--number", "GJ-9", "--party", "P0000005", *new)
    assert said()["ref"] == "share:head/GJ-9"
    to = ["--shares", "4", "--to-party", SECOND, "--new-number", "GJ-10", "--document", "协议", "--json"]
    call("capital", "transfer", "head", "--number", "GJ-9", *to)
    assert said()["ref"] == "share:head/GJ-10"
    back = ["--number", "GJ-9", "--shares", "6", "--document", "退股"]
    refused("capital.none_left", call, "capital", "withdraw", "head", *back)
    call("capital", "moves", "head", "--party", SECOND, "--json")
    assert said()["rows"][0]["held_fen"] == 400
    call("capital", "moves", "head")
    assert "转让" in capsys.readouterr().out
    call("capital", "register", "head", "--json")
    assert said()["total_fen"] == 76_000
    call("capital", "register", "head")
    assert "760.00" in capsys.readouterr().out
    capital.member("head", FIRST, as_json=True)
    found = said()
    assert (found["account"]["contribution_fen"], found["trade"]["2025"]["value_fen"]) == (10_000, 40_000)
    capital.member("head", FIRST)
    assert "上年交易额 400.00 元" in capsys.readouterr().out


def test_the_surplus_says_how_far_it_is(said, capsys):
    surplus.status("head", 2025)
    assert "还没有结算入账" in capsys.readouterr().out
    coop.close_books()
    run = coop.drafted()
    surplus.status("head", 2025, as_json=True)
    assert said()["run"] == f"run:{run}"
    surplus.figures("head", 2025, as_json=True)
    assert said()["distributed_fen"] == 18_900
    surplus.figures("head", 2025)
    assert "按交易返还 113.40元" in capsys.readouterr().out
    coop.laid_out(run)
    surplus.status("head", 2025)
    assert "已办" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["jiaxi.accountant", "haiba.secretary", "home2", "nobody"])
def test_others_get_nothing(as_, name):
    as_(name)
    for command in (
        lambda: deliveries.slip(1),
        lambda: call("sales", "list", "head"),
        lambda: call("sales", "stock", "head"),
        lambda: call("capital", "register", "head"),
        lambda: capital.member("head", FIRST),
        lambda: surplus.status("head", 2025),
        lambda: surplus.figures("head", 2025),
    ):
        refused("viewer.not_found", command)


@pytest.mark.parametrize("facts", [Delivered, MemberYear])
def test_every_fact_of_a_line_is_worded(facts):
    assert {each.name for each in fields(facts)} == {each.inner[0] for each in specs_of(facts)}


def test_what_a_figure_rests_on_is_said_in_words_and_units(capsys):
    slip = queries.slip_page(SYSTEM, "head", account_of=FIRST).rows[0].ref
    common.why(slip)
    said = capsys.readouterr().out
    assert "刺梨" in said and "毛重: 105公斤" in said and "有效" in said
    common.why(sold.sale_page(SYSTEM, "head").rows[0].ref)
    assert "300公斤,每公斤 4.70元" in capsys.readouterr().out
    coop.close_books()
    run = coop.drafted()
    line = min(coop.RunLine.objects.filter(run=run, part="patronage").values_list("pk", flat=True))
    common.why(f"line:{line}")
    said = capsys.readouterr().out
    assert "交易额: 400.00元" in said and "400.00元 占 1,200.00元" in said
