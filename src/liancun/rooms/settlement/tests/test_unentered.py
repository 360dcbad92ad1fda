"""What of a month's money is not in its book, before the month is closed (未入账的结算)."""

from dataclasses import replace
from datetime import date

import pytest

from liancun.base.permits import SYSTEM
from liancun.base.readiness import Found, Stock
from liancun.kernel import Period
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.settlement import actions, kinds, unentered
from liancun.rooms.settlement.tests.town import drafted, posted, refused
from liancun.rooms.settlement.tests.toys import FEE, MAKER, ORG, WAGE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]
JANUARY = (date(2025, 1, 1), date(2025, 1, 31))
THERE = Stock("toy.there", (), lambda orgs, *span: {org: Found(3) for org in orgs if span == JANUARY})


def told(month: str, org: str = ORG) -> list[tuple[str, str, str, int]]:
    found = unentered.lists(org, Period.parse(month))
    return [(each.code, each.kind, each.period, each.count) for each in found]


@pytest.fixture
def records(monkeypatch):
    """The wage and the fee rest on records, of which there are three in January."""
    known = {kind.name: replace(kind, needs=("toy.there",)) for kind in (WAGE, FEE)}
    monkeypatch.setattr(kinds, "known", lambda: known)
    for module in (kinds, unentered):
        monkeypatch.setattr(module, "stocks", lambda: {"toy.there": THERE})
    return known


def test_a_run_waits_until_it_is_entered():
    assert told("2025-01") == []
    run = drafted()
    assert told("2025-01") == [("run_open", "toy_wage", "2025-01", 2)]
    assert told("2025-02") == told("2024-12") == told("2025-01", "haiba") == []
    actions.withdraw_run(run, by=MAKER, on=date(2025, 2, 1))
    assert told("2025-01") == []
    posted()
    assert told("2025-01") == []


def test_records_without_a_run_are_told(records):
    assert told("2025-01") == [("no_run", "toy_wage", "2025-01", 3)]
    assert told("2025-02") == []
    assert told("2025-01", "head") == []
    drafted()
    assert told("2025-01") == [("run_open", "toy_wage", "2025-01", 2)]


def test_what_rests_on_closed_months_waits_for_none(monkeypatch):
    monkeypatch.setattr(kinds, "known", lambda: {"toy_wage": replace(WAGE, needs=("ledger.closed_months",))})
    drafted()
    assert told("2025-01") == []


def test_money_belongs_to_the_month_in_which_it_arises(monkeypatch):
    """A year's bills that are booked the next January are asked for then."""
    later = replace(FEE, accounting_on=lambda period: date(period.year + 1, 1, 31))
    monkeypatch.setattr(kinds, "known", lambda: {"toy_fee": later})
    drafted("toy_fee", "2024")
    assert told("2024-12") == told("2025-02") == []
    assert told("2025-01") == [("run_open", "toy_fee", "2024", 2)]


def test_the_month_is_closed_with_a_reason():
    december = ledger.MonthToClose("2024-12")
    ledger.close_period(ORG, december, by=SYSTEM, on=date(2025, 2, 1))
    drafted()
    plain = ledger.MonthToClose("2025-01")
    no = refused("ledger.not_all_in", ledger.close_period, ORG, plain, by=SYSTEM, on=date(2025, 2, 1))
    assert no.params["count"] == 1
    anyway = ledger.MonthToClose("2025-01", "等异议答复")
    assert ledger.close_period(ORG, anyway, by=SYSTEM, on=date(2025, 2, 1)).closed == "2025-01"
