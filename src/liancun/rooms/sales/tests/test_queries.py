"""What the pages of sales read: units, taken back, open months, buyers; who sees (销售查询)."""

from dataclasses import replace
from datetime import date

import pytest

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger import facts as books
from liancun.rooms.registry.tests import town
from liancun.rooms.sales import actions, choices, queries

pytestmark = pytest.mark.django_db
NOV, DEC = date(2025, 11, 8), date(2025, 12, 31)


@pytest.fixture(autouse=True)
def sold(db):
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=date(2025, 1, 1))
    for number, product, milli, day in (
        ("XS-1", "苗木", 3_000, NOV),
        ("XS-2", "dishen", 1_500, date(2025, 12, 2)),
    ):
        actions.record_sale(
            "head", actions.NewSale(number, "O:company", product, milli, 200, day), by=SYSTEM, on=DEC
        )
    actions.take_back("head", actions.TakingBack("XS-2", "XS-3", DEC), by=SYSTEM, on=DEC)
    receipt = actions.NewReceipt("SK-1", "O:company", 400, DEC)
    actions.record_receipt("head", receipt, by=SYSTEM, on=DEC)


def accountant():
    return town.viewer("head.accountant", DEC)


def test_a_sale_is_shown_in_its_unit_with_what_took_it_back():
    actions.post_month("head", actions.SalesMonth("2025-11"), by=SYSTEM, on=DEC)
    page = queries.sale_page(accountant(), "head")
    rows = {row.number: row for row in page.rows}
    assert (page.total, page.amount_fen) == (3, 600)
    assert (rows["XS-1"].product_name, rows["XS-1"].unit, rows["XS-1"].posted) == ("苗木", "piece", True)
    assert (rows["XS-2"].taken_back, rows["XS-2"].posted, rows["XS-3"].corrects) == (True, False, "XS-2")
    assert queries.sale_page(SYSTEM, "head", product="seedling", buyer="O:company").total == 1
    assert queries.sale_page(SYSTEM, "head", period="2024").rows == ()


def test_months_wait_in_their_order():
    rows = queries.open_months(accountant(), "head", 2025)
    assert rows == (queries.OpenMonth("2025-11", 600, True), queries.OpenMonth("2025-12", 0, False))


def test_a_member_buys_on_the_members_account_and_another_as_others_do():
    """Worked: 6.00 and 4.00 of seedlings in November; the company, a member, paid 4.00."""
    sale = actions.NewSale("XS-9", "O:park", "苗木", 1_500_000, 200, NOV)
    with pytest.raises(Refusal):
        actions.record_sale("head", replace(sale, quantity_milli=1_500), by=SYSTEM, on=DEC)
    actions.record_sale("head", replace(sale, quantity_milli=2_000), by=SYSTEM, on=DEC)
    actions.post_month("head", actions.SalesMonth("2025-11"), by=SYSTEM, on=DEC)
    assert books.party_balances("head", "114") == {"O:company": 200}
    assert books.party_balances("head", "113") == {"O:park": 400}
    actions.record_receipt("head", actions.NewReceipt("SK-2", "O:park", 400, DEC), by=SYSTEM, on=DEC)
    actions.record_receipt("head", actions.NewReceipt("SK-3", "O:company", 200, DEC), by=SYSTEM, on=DEC)
    assert not any(books.party_balances("head", "114").values())
    assert not any(books.party_balances("head", "113").values())


def test_a_buyer_owes_what_is_not_paid():
    (row,) = queries.buyers(accountant(), "head")
    assert (row.name, row.sold_fen, row.received_fen, row.open_fen) == ("宏财聚农投资公司", 600, 400, 200)
    assert choices.buyers(accountant(), "head", DEC) == (("O:company", "宏财聚农投资公司"),)
    assert choices.buyers(town.viewer("home1", DEC), "head", DEC) == ()
    assert ("seedling", "苗木") in choices.goods(accountant(), "head", DEC)


@pytest.mark.parametrize("name", ["jiaxi.accountant", "haiba.secretary", "home1", ""])
def test_sales_are_the_cooperatives_own(name):
    viewer = town.viewer(name, DEC)
    for read in (
        lambda: queries.sale_page(viewer, "head"),
        lambda: queries.sale(viewer, queries.sale_page(SYSTEM, "head").rows[0].pk),
        lambda: queries.buyers(viewer, "head"),
        lambda: queries.open_months(viewer, "head", 2025),
        lambda: queries.stock(viewer, "head", on=DEC),
        lambda: queries.posted_months(viewer, "head"),
    ):
        with pytest.raises(Refusal) as no:
            read()
        assert no.value.code == "viewer.not_found"
