"""A payment at the counter (柜台收付): by the cashier alone, once, at most what is open."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.points.tests.conftest import homes, score_year
from liancun.rooms.points.tests.test_life import post, published
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement.models import Payment, RunLine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bills")]
ONE = homes("jiaxi")[0]
DAY = date(2026, 1, 20)


@pytest.fixture
def bills(db):
    """Jiaxi's bills stand in the book; all three homes owe 60.00."""
    town.raise_town()
    ledger.open_book("jiaxi", ledger.NewBook("collective", date(2024, 1, 1)), by=SYSTEM, on=date(2024, 1, 1))
    score_year("jiaxi", {})
    run, _notice = published("refuse_fee", "2025")
    post(run)
    clock.set_demo_day(DAY)


def line():
    return RunLine.objects.get(subject=ONE).pk


def form(yuan, **more):
    return {"amount_fen": yuan, "happened_on": str(DAY), "money_account": "现金", "once": "a1"} | more


def test_the_cashier_takes_a_part_and_the_rest():
    client = visitor("jiaxi.cashier")
    assert 'value="60.00"' in page(client, f"/lines/{line()}/")
    for _twice in range(2):
        sent(client, f"/lines/{line()}/pay", form("20.50"))
    assert list(Payment.objects.values_list("amount_fen", "money_account")) == [(2050, "101")]
    assert 'value="39.50"' in page(client, f"/lines/{line()}/")
    sent(client, f"/lines/{line()}/pay", form("39.51", once="a2"), 403)
    sent(client, f"/lines/{line()}/pay", form("39.50", once="a3", money_account="银行", bank_ref="B-7"))
    assert 'name="once"' not in page(client, f"/lines/{line()}/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_fen": "二十"},
        {"happened_on": "2026-02-30"},
        {"money_account": "微信"},
        {"once": ""},
        {"amount_fen": ""},
    ],
)
def test_what_is_filled_in_wrong_is_said_and_nothing_is_taken(wrong):
    assert "请" in sent(visitor("jiaxi.cashier"), f"/lines/{line()}/pay", form("20.00") | wrong, 400)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("login", "status"),
    [("jiaxi.accountant", 403), ("jiaxi.supervisor", 403), ("home1", 403), ("haiba.cashier", 404), ("", 404)],
)
def test_nobody_else(login, status):
    client = visitor(login)
    sent(client, f"/lines/{line()}/pay", form("20.00"), status)
    if status == 403:
        assert 'name="once"' not in page(client, f"/lines/{line()}/")
    body = {"key": "k", "payments": [{"line": line(), "amount_fen": 6000, "happened_on": str(DAY)}]}
    answer = client.post("/api/orgs/jiaxi/payments", body, content_type="application/json")
    assert answer.status_code == 403
    assert not Payment.objects.exists()


def test_a_list_by_the_api():
    client = visitor("jiaxi.cashier")
    body = {"key": "k", "payments": [{"line": line(), "amount_fen": 6000, "happened_on": str(DAY)}]}
    first, again = (
        client.post("/api/orgs/jiaxi/payments", body, content_type="application/json").json()
        for _twice in range(2)
    )
    assert (first["paid"], first["total_fen"], first["repeated"]) == (1, 6000, False)
    assert again["repeated"] and Payment.objects.count() == 1
