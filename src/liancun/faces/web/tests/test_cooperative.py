"""The cooperative's pages: at a glance, sales, shares, a member's account, the year's end (合作社页)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.registry.models import Login
from liancun.rooms.registry.tests import town
from liancun.rooms.sales import queries as sales
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement.models import RunLine
from liancun.rooms.surplus.tests import cooperative as coop
from liancun.rooms.surplus.tests import test_second_year as year

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 28)
PLACE = "/orgs/head/cooperative/"
OUTSIDE = ("jiaxi.accountant", "haiba.secretary", "stranger", "")


@pytest.fixture(autouse=True)
def cooperative(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    coop.raise_cooperative()


def test_the_cooperative_at_a_glance_is_its_own_peoples():
    assert visitor("head.director").get("/cooperative/").headers["Location"] == PLACE
    shown = page(visitor("head.director"), PLACE)
    assert "300.0" in shown and "1,410.00" in shown and "7" in shown
    menu = page(visitor("head.director"), "/")
    assert PLACE in menu and PLACE not in page(visitor("jiaxi.accountant"), "/")
    for name in OUTSIDE:
        page(visitor(name), "/cooperative/", 404)
        page(visitor(name), PLACE, 404)
    page(visitor("home1"), PLACE, 404)
    assert visitor("home1").get("/cooperative/").headers["Location"] == "/orgs/head/capital/members/P0000001/"


@pytest.mark.parametrize(
    "address",
    [
        f"orgs/head/{each}/"
        for each in ("sales", "sales/sales", "sales/buyers", "sales/stock", "capital/shares")
    ],
)
def test_the_books_of_the_cooperative_are_closed_to_others(address):
    for name in (*OUTSIDE, "home1"):
        page(visitor(name), f"/{address}", 404)
    page(visitor("town.auditor"), f"/{address}")


def test_a_members_account_is_the_members_and_the_cooperatives():
    for name in ("home1", "head.accountant"):
        shown = page(visitor(name), "/orgs/head/capital/members/P0000001/")
        assert "100.00" in shown and "400.00" in shown and "GJ-P0000001" in shown
    for name in (*OUTSIDE, "home2"):
        page(visitor(name), "/orgs/head/capital/members/P0000001/", 404)
    # The weigher of Jiaxi has the members of Jiaxi in reach, not those of Haiba.
    page(visitor("head.weigher"), "/orgs/head/capital/members/P0000001/")
    page(visitor("head.weigher"), "/orgs/head/capital/members/P0000007/", 404)
    page(visitor("head.accountant"), "/orgs/head/capital/members/P9999999/", 404)
    assert "今天不是总社的社员" in page(visitor("head.accountant"), "/orgs/head/capital/members/P0000199/")


def test_my_home_shows_deliveries_and_the_share_account():
    shown = page(visitor("home1"), "/home/trade/")
    assert "我交售的" in shown and "/orgs/head/capital/members/P0000001/" in shown and "100.0" in shown
    assert "P0000001" not in page(visitor("home2"), "/home/trade/")


def test_shares_move_by_the_accountant():
    client = visitor("head.accountant")
    register, transfer = "/orgs/head/capital/shares/", "/orgs/head/capital/transfer_shares"
    assert "750.00" in page(client, register)
    assert "member:" not in page(client, register) and "P0000003" not in page(
        client, register, asked="TF-0001"
    )
    assert client.get("/cooperative/shares/").headers["Location"] == register
    form = {"number": "GJ-P0000001", "shares": "30", "to_party": "P0000003", "new_number": "GJ-9"}
    form |= {"happened_on": "2026-01-27", "document": "协议1"}
    said = sent(client, transfer, form | {"shares": "三十"}, 400)
    assert "“三十”不是数" in said and 'value="三十"' in said
    assert 'id="capital-transfer_shares-shares-no"' in said
    assert 'value="GJ-9"' in said and said.count("is-invalid") == 1, "all that was typed is still there"
    said = sent(client, transfer, form | {"shares": "101"}, 403)
    assert "只余 100 股" in said and 'value="101"' in said
    sent(visitor("head.cashier"), transfer, form, 403)
    sent(visitor("jiaxi.accountant"), transfer, form, 404)
    sent(client, "/orgs/head/capital/nothing", form, 404)
    sent(client, transfer, form | {"to_party": "P0000003"})
    assert "协议1" in page(visitor("home2"), "/orgs/head/capital/members/P0000003/")
    paid = {"number": "GJ-10", "party": "P0000005", "form": "货币", "shares": "10", "price_fen": "1.00"}
    paid |= {"paid_fen": "10", "happened_on": "2026-01-27", "document": "", "resolution": ""}
    sent(client, "/orgs/head/capital/record_contribution", paid)
    assert "GJ-10" in page(client, "/orgs/head/capital/members/P0000005/")
    gone = {"number": "GJ-10", "shares": "10", "happened_on": "2026-01-28", "document": "退股"}
    assert "先登记退社" in sent(client, "/orgs/head/capital/withdraw_shares", gone, 403)


def test_sales_are_recorded_taken_back_and_entered():
    client = visitor("head.accountant")
    at = "/orgs/head/sales/"
    assert client.get("/cooperative/sales/").headers["Location"] == at
    shown = page(client, at)
    assert "XS-1" in shown and "待入账" in shown and "1,410.00" in shown and "300.0公斤" in shown
    form = {"number": "XS-2", "happened_on": "2025-12-21", "buyer": "O:company", "product": "苗木"}
    form |= {"quantity_milli": "12", "price_fen": "0.70", "document": ""}
    assert "数量须是整数" in sent(client, at + "record_sale", form | {"quantity_milli": "1.5"}, 403)
    assert "这些里选" in sent(client, at + "record_sale", form | {"product": "金子"}, 400)
    sent(visitor("head.cashier"), at + "record_sale", form, 403)
    sent(client, at + "record_sale", form)
    back = {"number": "XS-2", "new_number": "XS-3", "happened_on": "2025-12-22"}
    sent(client, at + "take_back", back)
    sold = page(client, at + "sales/")
    assert "已冲销" in sold and "12株" in sold
    assert "XS-1" not in page(client, at + "sales/", product="seedling")
    money = {"number": "SK-1", "happened_on": "2026-01-05", "buyer": "O:company", "amount_fen": "1000"}
    sent(client, at + "record_receipt", money | {"money_account": "银行存款"})
    assert "410.00" in page(client, at + "buyers/")
    lost = {"product": "刺梨", "lost_g": "1", "happened_on": "2025-12-23", "document": "差异表"}
    assert "库存只有" in sent(client, at + "record_loss", lost, 403)
    sent(visitor("head.cashier"), at + "post_month", {"month": "2025-12"}, 403)
    sent(visitor("home1"), at + "post_month", {"month": "2025-12"}, 404)
    assert "2025-03" in sent(client, at + "post_month", {"month": "nonsense"}, 400)
    sent(client, at + "post_month", {"month": "2025-12"})
    viewer = town.viewer("head.accountant", TODAY)
    assert [row.month for row in sales.posted_months(viewer, "head")] == ["2025-12"]
    page(client, sales.posted_months(viewer, "head")[0].ref.join(["/why/", ""]))


def test_the_years_end_says_who_is_next():
    client = visitor("head.accountant")
    shown = page(client, YEAR_END)
    assert "这些月份的收购款还没有结算入账:2025-12" in shown and "本年盈余为 0.00元" in shown
    assert client.get("/cooperative/surplus/2025/").headers["Location"] == YEAR_END
    assert client.get("/orgs/head/surplus/").headers["Location"] == YEAR_END
    page(client, "/orgs/head/surplus/1234/", 404)
    said = sent(client, CLOSE, {"year": "2025"}, 403)
    assert "还没有结算入账" in said
    for name in (*OUTSIDE, "home1"):
        page(visitor(name), YEAR_END, 404)
        sent(visitor(name), CLOSE, {"year": "2025"}, 404)
        page(visitor(name), "/orgs/head/surplus/members/?year=2025", 404)


YEAR_END = "/orgs/head/surplus/2025/"
CLOSE = "/orgs/head/surplus/close_cooperative_year"
TURN = "/orgs/head/surplus/turn_into_contribution"
RESOLVE = "/orgs/head/registry/record_resolution"
VOTE = {
    "code": "DH-1",
    "subject": "surplus/2025",
    "body": "成员大会",
    "held_on": "2026-01-28",
    "entitled": "7",
    "present": "6",
    "total_votes": "7",
    "votes_for": "5",
    "votes_against": "0",
    "votes_abstain": "1",
    "members": "",
}


@pytest.mark.slow
def test_from_the_papers_to_shares_out_of_surplus():
    coop.close_books()
    run = coop.drafted()
    shown = page(visitor("head.accountant"), YEAR_END)
    assert "189.00" in shown and "章程取这一种" in shown and "113.40" in shown and "75.60" in shown
    coop.laid_out(run)
    member = page(visitor("home1"), YEAR_END)
    assert "189.00" in member and "登记决议" not in member and "/balance" not in member
    own = visitor("home1").get("/api/orgs/head/surplus/2025/members").json()
    every = visitor("head.accountant").get("/api/orgs/head/surplus/2025/members?sort=-due_fen").json()
    assert (own["total"], every["total"], every["run"]) == (1, 4, f"run:{run}")
    assert own["rows"][0] in every["rows"] and every["due_fen"] == 18_900
    assert [row["due_fen"] for row in every["rows"]] == sorted(
        (row["due_fen"] for row in every["rows"]), reverse=True
    )
    director = visitor("head.director")
    said = sent(director, RESOLVE, VOTE | {"present": "很多"}, 400)
    assert "实到" in said
    sent(visitor("head.cashier"), RESOLVE, VOTE, 403)
    sent(director, RESOLVE, VOTE)
    assert "2025年盈余分配方案" in page(director, YEAR_END)
    coop.confirm(run)
    coop.settlement.post_run(run, by=coop.who("accountant", TODAY), on=TODAY)
    assert "盈余转为出资须经大会表决" in page(director, YEAR_END)
    accountant = visitor("head.accountant")
    assert "比例" in sent(accountant, TURN, {"year": "2025", "share": "一半"}, 400)
    assert "须经大会表决" in sent(accountant, TURN, {"year": "2025", "share": "50%"}, 403)
    sent(director, RESOLVE, VOTE | {"code": "DH-2", "subject": "surplus/2025/contribution"})
    sent(director, TURN, {"year": "2025", "share": "50%"}, 403)
    sent(accountant, TURN, {"year": "2025", "share": "50%"})
    assert "盈余转入" in page(visitor("home1"), "/orgs/head/capital/members/P0000001/")
    refunds = page(visitor("home1"), "/orgs/head/capital/members/P0000001/")
    assert "37.80" in refunds


def test_a_vote_that_fails_is_kept_as_such():
    coop.close_books()
    coop.laid_out(coop.drafted())
    director = visitor("head.director")
    sent(director, RESOLVE, VOTE | {"votes_for": "2", "votes_against": "3"})
    shown = page(director, YEAR_END)
    assert "未通过" in shown


@pytest.mark.slow
def test_who_died_and_who_left_are_spoken_for_from_my_home(monkeypatch):
    """The heir, no member, finds the account that is to be paid back in my home, and objects to it there."""
    year.leaves()
    year.dies()
    coop.close_books()
    coop.posted()
    monkeypatch.setattr(clock, "today", lambda: year.EXITS)
    by = coop.who("accountant", year.EXITS)
    run = settlement.draft_run("head", settlement.NewRun("member_exit", "2025"), by=by, on=year.EXITS)
    notice = coop.laid_out(run, year.EXITS)
    lines = dict(RunLine.objects.filter(run=run, part="contribution").values_list("payee", "pk"))
    for name, party, other in (
        ("P0000004", coop.SECOND, coop.FOURTH),
        ("P0000007", coop.FOURTH, coop.SECOND),
    ):
        Login.objects.create(name=name, party=name)
        client = visitor(name)
        address = f"/lines/{lines[party]}/"
        assert address in page(client, "/home/")
        assert 'name="direction"' in page(client, address)
        page(client, f"/lines/{lines[other]}/", 404)
        said = {"line": f"line:{lines[party]}", "category": "amount", "direction": "less", "text": "少了"}
        sent(client, f"/acts/notices/object_to_line/{notice}", said)
        assert "待答复" in page(client, address)
