"""The books' pages: a voucher posted, reversed, a month closed, by the accountant alone (账簿页)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.models import TrailRow
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.ledger import actions
from liancun.rooms.ledger.models import Entry
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
TODAY = date(2025, 4, 3)
ACTS, BOOK = "/orgs/jiaxi/ledger/", "/orgs/jiaxi/ledger/balances/"
ASKS, CLOSINGS = "/orgs/jiaxi/ledger/unentered/", "/orgs/jiaxi/ledger/closings/"
FORM = {
    "accounting_on": "2025-04-02",
    "summary": "卖出产品",
    "account_1": "101",
    "debit_fen_1": "30.00",
    "account_2": "501",
    "credit_fen_2": "30.00",
}


@pytest.fixture(autouse=True)
def book(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    town.raise_town()
    actions.open_book("jiaxi", actions.NewBook("collective", date(2025, 2, 1)), by=SYSTEM, on=TODAY)


def test_a_voucher_is_posted_and_reversed():
    client = visitor("jiaxi.accountant")
    assert "记一张凭证" in page(client, "/books/jiaxi/new") and "/books/jiaxi/new" in page(client, BOOK)
    where = sent(client, "/books/jiaxi/new", FORM)
    shown = page(client, where)
    assert "卖出产品" in shown and "冲销这张凭证" in shown
    address = "/acts/ledger/reverse_entry/" + where.split("/")[2]
    again = sent(client, address, {"summary": "记错了", "back": where})
    shown = page(client, again)
    assert "记错了" in shown and "冲销这张凭证" not in shown
    assert "已被冲销" in page(client, where)
    assert "已经冲销" in sent(client, address, {"summary": "再冲"}, 403)


def test_a_reversal_wants_a_reason():
    client = visitor("jiaxi.accountant")
    where = sent(client, "/books/jiaxi/new", FORM)
    address = "/acts/ledger/reverse_entry/" + where.split("/")[2]
    for nothing in ({}, {"summary": ""}, {"summary": "   "}):
        said = sent(client, address, nothing, 400)
        assert "冲销的原因" in said
    assert Entry.objects.count() == 1


def test_what_is_wrong_is_said_at_its_line_and_kept():
    client = visitor("jiaxi.accountant")
    bad = {**FORM, "debit_fen_1": "三十", "summary": "", "party_2": "不是编码"}
    shown = sent(client, "/books/jiaxi/new", bad, 400)
    assert shown.count("is-invalid") == 3 and 'value="三十"' in shown and 'value="501"' in shown
    shown = sent(client, "/books/jiaxi/new", {**FORM, "credit_fen_1": "1.00"}, 400)
    assert shown.count("is-invalid") == 1
    shown = sent(client, "/books/jiaxi/new", {**FORM, "credit_fen_2": "29.00"}, 403)
    assert 'value="29.00"' in shown and "alert-danger" in shown
    assert not Entry.objects.exists()
    assert page(client, "/books/jiaxi/new", lines="12").count('name="account_') == 12


def test_months_close_in_order():
    client = visitor("jiaxi.accountant")
    assert "ledger-close_period" in page(client, ASKS) and "2025-02" in page(client, ASKS)
    assert "2025-02" in sent(client, f"{ACTS}close_period", {"month": "2025-03"}, 403)
    assert sent(client, f"{ACTS}close_period", {"month": "2025-02", "back": BOOK}) == BOOK
    sent(client, f"{ACTS}close_period", {"month": "2025-03"})
    shown = page(client, "/orgs/-/ledger/books/")
    assert "2025-03" in shown and "2025-04" in shown
    assert sent(client, f"{ACTS}carry_year_end", {"year": "2025", "back": BOOK}) == BOOK
    sent(client, f"{ACTS}carry_year_end", {"year": "99999"}, 400)


def test_a_month_is_opened_again_by_two():
    client, other = visitor("jiaxi.accountant"), visitor("jiaxi.supervisor")
    assert "还没有结过账" in page(client, CLOSINGS)
    sent(client, f"{ACTS}close_period", {"month": "2025-02"})
    assert "ask_reopening" in page(client, CLOSINGS) and "ask_reopening" not in page(other, CLOSINGS)
    wish = {"month": "2025-02", "reason": "漏记二月的电费"}
    for wrong in ({**wish, "reason": ""}, {**wish, "month": "/"}, {**wish, "month": "😀"}, {}):
        sent(client, f"{ACTS}ask_reopening", wrong, 400)
    assert "没有结账" in sent(client, f"{ACTS}ask_reopening", {**wish, "month": "2025-03"}, 403)
    sent(client, f"{ACTS}ask_reopening", wish)
    assert "ask_reopening" not in page(client, CLOSINGS)
    sent(client, f"{ACTS}answer_reopening", {"answer": "agreed"}, 403)
    assert "answer_reopening" in page(other, CLOSINGS)
    assert "写明为什么" in sent(other, f"{ACTS}answer_reopening", {"answer": "refused"}, 403)
    sent(other, f"{ACTS}answer_reopening", {"answer": "agreed", "words": "单据看过了"})
    assert "要结的月份" in page(client, ASKS) and "2025-02" in page(client, ASKS)
    shown = page(client, CLOSINGS)
    assert all(each in shown for each in ("漏记二月的电费", "单据看过了", "申请重新打开", "同意,已打开"))


def test_others_may_not():
    for name in ("jiaxi.secretary", "jiaxi.cashier", "town.auditor"):
        client = visitor(name)
        page(client, "/books/jiaxi/new", 403)
        sent(client, "/books/jiaxi/new", FORM, 403)
        sent(client, f"{ACTS}close_period", {"month": "2025-02"}, 403)
        assert "ledger-close_period" not in page(client, ASKS)
    for name in ("haiba.accountant", "home1", ""):
        page(visitor(name), "/books/jiaxi/new", 404)
        page(visitor(name), BOOK, 404)
        page(visitor(name), ASKS, 404)
        page(visitor(name), CLOSINGS, 404)
        sent(visitor(name), f"{ACTS}close_period", {"month": "2025-02"}, 404)
    assert not Entry.objects.exists()


def test_a_balance_leads_to_its_entries():
    client = visitor("jiaxi.accountant")
    sent(client, "/books/jiaxi/new", FORM)
    listed = "/orgs/jiaxi/ledger/entries/?period=2025&amp;account=501"
    assert listed in page(client, f"{BOOK}?period=2025")
    shown = page(client, listed.replace("&amp;", "&"))
    assert "卖出产品" in shown and "30.00" in shown


LISTS = ("general", "detail", "daybook", "summary", "columnar", "balances")


@pytest.mark.parametrize("key", LISTS)
def test_each_list_of_the_books_is_shown_and_handed_over(key):
    client = visitor("jiaxi.accountant")
    sent(client, "/books/jiaxi/new", FORM)
    asked = {"year": "2025"} if key == "general" else {"period": "2025-04"}
    asked |= {"account": "101"} if key == "daybook" else {}
    shown = client.get(f"/orgs/jiaxi/ledger/{key}/", asked).content.decode()
    assert "30.00" in shown and f"/orgs/jiaxi/ledger/{key}.pdf" in shown
    for end, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        got = client.get(f"/orgs/jiaxi/ledger/{key}.{end}", asked)
        assert got.status_code == 200 and got.content.startswith(begins), end


def test_the_columns_of_a_ledger_are_called_by_what_they_hold():
    client = visitor("jiaxi.accountant")
    sent(client, "/books/jiaxi/new", FORM)
    shown = page(client, "/orgs/jiaxi/ledger/columnar/", period="2025-04", account="5")
    assert "经营收入(元)" in shown and "第 1 栏" not in shown and "其他各栏" not in shown
    csv = client.get("/orgs/jiaxi/ledger/columnar.csv", {"period": "2025-04"}).content.decode()
    assert csv.splitlines()[0].endswith("借方(元),贷方(元),经营收入(元)")


def test_days_outside_the_period_are_refused_in_words():
    client = visitor("jiaxi.accountant")
    shown = page(client, "/orgs/jiaxi/ledger/summary/", 403, period="2025-04", first_day="2025-05-01")
    assert "不在期间" in shown


def taken():
    """What was handed out, as the trail has it."""
    return set(TrailRow.objects.filter(what__startswith="paper:").values_list("what", "org_code", "by"))


def test_vouchers_are_printed_and_it_is_kept_who_took_them():
    client = visitor("jiaxi.accountant")
    where = sent(client, "/books/jiaxi/new", FORM)
    assert f"{where}voucher.pdf" in page(client, where)
    assert "/books/jiaxi/vouchers/2025-04.pdf" in page(
        client, "/orgs/jiaxi/ledger/entries/", period="2025-04"
    )
    for address in (f"{where}voucher.pdf", "/books/jiaxi/vouchers/2025-04.pdf"):
        got = client.get(address)
        assert got.status_code == 200 and got.content.startswith(b"%PDF"), address
    who = ("jiaxi", "jiaxi.accountant")
    assert taken() == {("paper:voucher", *who), ("paper:vouchers", *who)}
    stranger = visitor("haiba.accountant")
    page(stranger, f"{where}voucher.pdf", 404)
    page(stranger, "/books/jiaxi/vouchers/2025-04.pdf", 404)
    assert "没有可打印的" in page(client, "/books/jiaxi/vouchers/2025-03.pdf", 403)
    assert "不是期间" in page(client, "/books/jiaxi/vouchers/2025-14.pdf", 403)
    assert len(taken()) == 2


def test_the_statements_are_printed():
    actions.open_book("head", actions.NewBook("cooperative", date(2025, 2, 1)), by=SYSTEM, on=TODAY)
    client = visitor("head.accountant")
    assert "/books/head/statements.pdf?period=2025" in page(client, "/books/head/statements", period="2025")
    got = client.get("/books/head/statements.pdf", {"period": "2025"})
    assert got.status_code == 200 and got.content.startswith(b"%PDF")
    assert taken() == {("paper:statements", "head", "head.accountant")}
    assert "不用合作社的会计报表格式" in page(visitor("jiaxi.accountant"), "/books/jiaxi/statements.pdf", 403)
