"""The year of a small cooperative, from the weigh slip to the posted distribution (决算到入账)."""

from datetime import date

import pytest

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.capital import actions as capital
from liancun.rooms.capital import checks as capital_checks
from liancun.rooms.deliveries import actions as deliveries
from liancun.rooms.deliveries.rules import Weighing
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger import facts as books
from liancun.rooms.ledger.fields import NewEntry, VoucherLine
from liancun.rooms.registry.tests import town
from liancun.rooms.sales import actions as sales
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement.models import RunLine
from liancun.rooms.surplus import actions, queries

pytestmark = pytest.mark.django_db
DEC, JAN = date(2025, 12, 20), date(2026, 1, 12)
FIRST = "P0000001"


@pytest.fixture(autouse=True)
def cooperative(db):
    """A member with shares who delivered 100 kg, sold on at a gain."""
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=date(2025, 1, 1))
    capital.record_contribution(
        "head",
        capital.Contribution(
            number="GJ-1",
            party=FIRST,
            shares=100,
            price_fen=100,
            paid_fen=10_000,
            happened_on=date(2025, 1, 2),
        ),
        by=SYSTEM,
        on=date(2025, 1, 2),
    )
    weighing = Weighing(
        product="cili", grade="统货", gross_g=105_000, tare_g=5_000, deduction_g=0, price_fen=400
    )
    deliveries.record_slip("head", deliveries.NewSlip("jiaxi", "1", DEC, FIRST, weighing), by=SYSTEM, on=DEC)
    sale = sales.NewSale("XS-1", "O:company", "cili", 100_000, 500, DEC)
    sales.record_sale("head", sale, by=SYSTEM, on=DEC)


def test_the_year_waits_for_its_books():
    assert queries.year_end(SYSTEM, "head", 2025).next_step == "surplus.step_deliveries"
    with pytest.raises(Refusal) as no:
        actions.close_cooperative_year("head", actions.Closing(year=2025), by=SYSTEM, on=JAN)
    assert no.value.code == "surplus.missing.deliveries_unsettled"
    with pytest.raises(Refusal) as no:
        settlement.draft_run("head", settlement.NewRun("surplus", "2025"), by=SYSTEM, on=JAN)
    assert no.value.code == "settlement.gaps"


def test_more_than_in_stock_is_not_sold():
    with pytest.raises(Refusal) as no:
        sales.record_sale("head", sales.NewSale("XS-2", "O:company", "cili", 1, 500, DEC), by=SYSTEM, on=DEC)
    assert no.value.code == "sales.more_than_in_stock"


def test_the_draft_divides_what_the_book_says():
    sales.post_month("head", sales.SalesMonth("2025-12"), by=SYSTEM, on=JAN)
    _deliveries_by_hand()
    for month in range(1, 13):
        if month == 12:
            ledger.carry_year_end("head", ledger.BookYear(2025), by=SYSTEM, on=JAN)
        ledger.close_period(
            "head", ledger.MonthToClose(f"2025-{month:02d}", "货款手工记了"), by=SYSTEM, on=JAN
        )
    assert books.surplus_of_year("head", 2025) == 10_000
    run = settlement.draft_run("head", settlement.NewRun("surplus", "2025"), by=SYSTEM, on=JAN)
    lines = dict(RunLine.objects.filter(run=run).values_list("part", "amount_fen"))
    assert lines == {"reserve": 1_000, "patronage": 5_400, "equity": 3_600}
    assert [found for check in capital_checks.CHECKS for found in check()] == []


def _deliveries_by_hand():
    lines = (VoucherLine("121", debit_fen=40_000), VoucherLine("114", FIRST, 0, 40_000))
    entry = NewEntry(date(2025, 12, 31), "收购刺梨", lines)
    ledger.post_entry("head", entry, by=SYSTEM, on=JAN)
