"""A slip that comes after its month's cost is in the book (迟到的过磅单): found, named, made good."""

from datetime import date

import pytest

from liancun.base import guards, references
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput, Refusal
from liancun.rooms.deliveries import actions as deliveries
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.deliveries.rules import Weighing
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger import facts as book
from liancun.rooms.registry.tests import town
from liancun.rooms.sales import actions, checks
from liancun.rooms.sales.models import SalePosting

pytestmark = pytest.mark.django_db
NOV, DEC, JAN = date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31)


def slip(number: str, price_fen: int, kilos: int = 100, day: date = date(2025, 11, 5)) -> int:
    weighing = Weighing(
        product="cili", grade="统货", gross_g=kilos * 1000, tare_g=0, deduction_g=0, price_fen=price_fen
    )
    new = deliveries.NewSlip(f"S-{number}", number, day, "P0000001", weighing)
    return int(deliveries.record_slip("head", new, by=SYSTEM, on=max(day, NOV)).partition(":")[2])


@pytest.fixture(autouse=True)
def november(db):
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=date(2025, 1, 1))
    slip("1", 400)
    sale = actions.NewSale("XS-1", "O:company", "cili", 50_000, 470, date(2025, 11, 8))
    actions.record_sale("head", sale, by=SYSTEM, on=NOV)
    actions.post_month("head", actions.SalesMonth("2025-11"), by=SYSTEM, on=NOV)
    assert SalePosting.objects.get().cost_fen == 20_000
    assert list(checks.costs_are_of_all_slips()) == []


def test_a_late_slip_is_found_and_the_next_month_makes_it_good():
    slip("2", 600)
    (found,) = checks.costs_are_of_all_slips()
    assert (found.kind, found.code) == ("late_facts", "sales.cost_differs")
    assert dict(found.params) == {
        "month": "2025-11",
        "posted_fen": 20_000,
        "cost_fen": 25_000,
        "late_fen": 5_000,
    }
    actions.post_month("head", actions.SalesMonth("2025-12"), by=SYSTEM, on=DEC)
    assert SalePosting.objects.get(month="2025-12").cost_fen == 5_000
    assert book.party_balances("head", "521", last=DEC)[""] == 25_000
    assert list(checks.costs_are_of_all_slips()) == []


def correcting(slip_id, kilos):
    given = deliveries.Correction(note="看错了", gross_g=kilos * 1000)
    return deliveries.correct_slip(slip_id, given, by=SYSTEM, on=DEC)


def test_a_slip_that_is_held_took_nothing_in_and_may_go():
    """What is missing elsewhere keeps nobody from voiding a slip that was never in the stock."""
    second = slip("2", 400)
    guards.take_down(WeighSlip._meta.db_table)
    WeighSlip.objects.filter(pk=second).update(state=WeighSlip.State.HELD)
    WeighSlip.objects.filter(number="1").update(net_g=10_000)
    deliveries.void_slip(second, deliveries.Why(note="重复"), by=SYSTEM, on=DEC)
    assert WeighSlip.objects.latest("pk").state == WeighSlip.State.VOID


def test_a_slip_whose_goods_are_sold_is_not_taken_out():
    """100 kg came in and 50 are sold: the slip may be put right, not be voided; who has them is said."""
    first = WeighSlip.objects.get(number="1").pk
    with pytest.raises(Refusal) as no:
        deliveries.void_slip(first, deliveries.Why(note="重复"), by=SYSTEM, on=DEC)
    said = no.value
    assert (said.code, said.params["short_g"], said.params["month"]) == (
        "sales.sold_already",
        50_000,
        "2025-11",
    )
    assert said.params["sales"] == ("XS-1(宏财聚农投资公司)",)
    assert WeighSlip.objects.count() == 1, "nothing is left of what was refused"
    correcting(first, 50)
    second = slip("2", 400, kilos=7)
    deliveries.void_slip(second, deliveries.Why(note="重复"), by=SYSTEM, on=DEC)
    actions.take_back(
        "head", actions.TakingBack(number="XS-1", new_number="XS-2", happened_on=DEC), by=SYSTEM, on=DEC
    )
    standing = WeighSlip.objects.get(number="1", revision=2).pk
    with pytest.raises(Refusal) as no:
        deliveries.void_slip(standing, deliveries.Why(note="重复"), by=SYSTEM, on=DEC)
    assert no.value.params["month"] == "2025-11", "sold in November, taken back in December"


def test_a_slip_that_makes_nothing_shorter_is_taken_out(monkeypatch):
    """60 of 170 kilos are sold; an earlier program took out the first 100: short in November alone."""
    more, needed = slip("2", 400, 10, day=DEC), slip("3", 400, 60, day=DEC)
    sale = actions.NewSale("XS-9", "O:company", "cili", 10_000, 470, DEC)
    actions.record_sale("head", sale, by=SYSTEM, on=DEC)
    with monkeypatch.context() as earlier:
        earlier.setattr("liancun.rooms.deliveries.actions.slips.must_stand", lambda *_event, **_what: None)
        first = WeighSlip.objects.get(number="1").pk
        deliveries.void_slip(first, deliveries.Why(note="重录"), by=SYSTEM, on=DEC)
    deliveries.void_slip(more, deliveries.Why(note="重复"), by=SYSTEM, on=DEC)
    with pytest.raises(Refusal) as no:
        deliveries.void_slip(needed, deliveries.Why(note="重复"), by=SYSTEM, on=DEC)
    assert (no.value.params["month"], no.value.params["short_g"]) == ("2025-12", 60_000)


def test_a_late_slip_may_make_it_cheaper():
    slip("2", 400)
    slip("3", 401)
    bought = slip("4", 500)
    actions.post_month("head", actions.SalesMonth("2025-12"), by=SYSTEM, on=DEC)
    deliveries.void_slip(bought, deliveries.Why(note="重录"), by=SYSTEM, on=JAN)
    actions.post_month("head", actions.SalesMonth("2026-01"), by=SYSTEM, on=JAN)
    assert SalePosting.objects.get(month="2026-01").cost_fen < 0
    assert list(checks.costs_are_of_all_slips()) == []


def test_what_was_sold_and_then_voided_is_named(monkeypatch):
    """By a program that did not ask what was sold: the check tells it."""
    monkeypatch.setattr("liancun.rooms.deliveries.actions.slips.must_stand", lambda *_event, **_what: None)
    first = WeighSlip.objects.get().pk
    deliveries.void_slip(first, deliveries.Why(note="重录"), by=SYSTEM, on=DEC)
    (found,) = checks.costs_are_of_all_slips()
    assert (found.kind, found.code) == ("late_facts", "sales.more_than_in_stock")


def test_a_posted_month_opens_to_its_entries_for_the_cooperative_alone():
    ref = f"salesmonth:{SalePosting.objects.get().pk}"
    trace = references.resolve(town.viewer("head.accountant"), ref)
    assert [each.partition(":")[0] for each in trace.parents] == ["entry", "entry"]
    for name in ("jiaxi.accountant", "home1", ""):
        with pytest.raises(Refusal, match=r"viewer\.not_found"):
            references.resolve(town.viewer(name), ref)
    with pytest.raises(Refusal, match=r"viewer\.not_found"):
        references.resolve(SYSTEM, "salesmonth:999")


@pytest.mark.parametrize("month", ["2025", "2025-13", "nonsense", ""])
def test_what_is_no_month_is_not_entered(month):
    with pytest.raises(BadInput) as no:
        actions.post_month("head", actions.SalesMonth(month), by=SYSTEM, on=JAN)
    assert [each.code for each in no.value.problems] == ["import.month"]
