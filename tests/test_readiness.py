"""What a kind of money wants is named by the records it rests on, and with nobody in it there is no list."""

from datetime import date

import pytest

from liancun.base.acts import act
from liancun.base.importing import all_import_kinds
from liancun.base.offers import all_offers
from liancun.base.permits import SYSTEM
from liancun.base.readiness import stocks
from liancun.faces.words import worded
from liancun.kernel import Reason, Refusal
from liancun.rooms.labour.models import WorkDay, WorkOrder
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.park.models import ParkStatement
from liancun.rooms.registry import models as m
from liancun.rooms.registry.queries import organisations
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement.actions.drafting import NewRun
from liancun.rooms.settlement.calculation import Gaps
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import Run
from liancun.rooms.settlement.queries import status
from liancun.rooms.settlement.queries.readiness import EVER

TODAY = date(2025, 3, 1)
OF = {"refuse_fee": "jiaxi", "grid_worker_pay": "jiaxi"}
"""Who makes it, where that is not the cooperative."""
LACKING = {
    "refuse_fee": ("registry.living", "registry.household_members", "points.judged"),
    "grid_worker_pay": ("registry.duties", "points.scores"),
    "wages": ("labour.orders", "labour.days"),
    "delivery_payment": ("deliveries.slips",),
    "guaranteed_dividend": ("registry.contracting", "land.plots", "land.rights", "land.contracts"),
}
WITH_GAPS = {
    "park_share": "park.no_statement",
    "surplus": "surplus.gap.month_open",
    "loss_cover": "surplus.gap.month_open",
    "member_exit": "surplus.gap.month_open",
}
"""Kinds that say before anybody is looked for which paper or month is missing."""


def test_every_stock_comes_in_somehow():
    offered = {offer.verb for offer in all_offers()}
    for name, stock in stocks().items():
        assert bool(stock.workbook) != bool(stock.offer), name
        assert stock.workbook in {"", *all_import_kinds()}, name
        assert stock.offer in {"", *offered}, name
        assert stock.of, name


def test_every_kind_says_what_it_rests_on():
    for kind in all_kinds():
        assert kind.needs, kind.name
        assert set(kind.needs) <= stocks().keys(), kind.name


@pytest.mark.django_db
@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_with_nobody_in_it_no_draft_is_kept(kind, monkeypatch):
    """Organisations alone: each kind of money refuses, and names the records there are none of."""
    monkeypatch.setattr("liancun.base.clock.today", lambda: TODAY)
    town.raise_town()
    for model in (m.GridDuty, m.HouseholdMember, m.HouseholdLink, m.Household):
        model.objects.all()._raw_delete(model.objects.db)
    period = "2024" if kind.grain == "year" else "2025-02"
    ledger.open_book("head", ledger.NewBook("cooperative", date(2024, 1, 1)), by=SYSTEM, on=TODAY)
    with pytest.raises(Refusal) as no:
        settlement.draft_run(OF.get(kind.name, "head"), NewRun(kind.name, period), by=SYSTEM, on=TODAY)
    if kind.name in WITH_GAPS:
        assert isinstance(no.value, Gaps)
        assert WITH_GAPS[kind.name] in {gap.what for gap in no.value.gaps}
    else:
        assert no.value.reason.code == "settlement.nobody"
        assert dict(no.value.reason.params)["stock"] == LACKING[kind.name]
        assert "stock" not in worded(no.value)
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_a_park_with_its_statement_and_no_land_has_no_list(monkeypatch):
    monkeypatch.setattr("liancun.base.clock.today", lambda: TODAY)
    town.raise_town()
    with act("park.agree_statement", "head", by=SYSTEM, on=TODAY) as a:
        ParkStatement.objects.create(
            year=2024, fruit_g=1_000, fruit_fen=10_000, labour_fen=100, fee_fen=0, inputs_fen=0,
            management_fen=0, agreed_on=TODAY, document="YQ-2024", **a.stamp(),
        )  # fmt: skip
    with pytest.raises(Refusal) as no:
        settlement.draft_run("head", NewRun("park_share", "2024"), by=SYSTEM, on=TODAY)
    assert no.value.reason.code == "settlement.nobody"
    assert dict(no.value.reason.params)["stock"] == ("land.plots", "land.rights", "land.contracts")


@pytest.mark.django_db
def test_records_that_give_nobody_money_say_so(monkeypatch):
    """The month's one day of work was taken out again."""
    monkeypatch.setattr("liancun.base.clock.today", lambda: TODAY)
    town.raise_town()
    with act("labour.import_orders", "head", by=SYSTEM, on=TODAY) as a:
        order = WorkOrder.objects.create(
            number="PG-1", section="pq-jiaxi", job="dishen", site="山上", first_day=date(2025, 2, 1),
            last_day=date(2025, 2, 28), wanted=1, rate_fen=10_000, **a.stamp(town.JIAXI),
        )  # fmt: skip
        void = {"sheet": "KQ-1", "party": "P0000001", "quantity": 100, "rate_fen": 10_000, "state": "void"}
        WorkDay.objects.create(order=order, day=date(2025, 2, 3), **void, **a.stamp(town.JIAXI))
    with pytest.raises(Refusal) as no:
        settlement.draft_run("head", NewRun("wages", "2025-02"), by=SYSTEM, on=TODAY)
    assert no.value.reason.code == "settlement.nobody_fits"


@pytest.mark.django_db
def test_every_stock_of_the_town_has_words():
    for name in stocks():
        assert name not in worded(
            Reason.of("settlement.nobody", kind="wages", period="2025-02", stock=(name,))
        )


@pytest.mark.django_db
def test_who_brings_in_what_is_wanted_is_each_that_has_none():
    """Two villages have no scores: both are named, not the first of the kind."""
    town.raise_town()
    there = {row.code: row.kind for row in organisations(SYSTEM, on=TODAY)}
    several = 0
    for money in status(SYSTEM, on=TODAY).money:
        for name in {each.stock for each in money.lacking if not each.posts}:
            stock = stocks()[name]
            named = [each.owner for each in money.lacking if each.stock == name]
            none = [code for code, kind in there.items() if kind in stock.of
                    and not stock.found(code, EVER, TODAY).count]  # fmt: skip
            own = there[money.org_code] in stock.of
            assert named == ([money.org_code] if own else none or named[:1])
            several += len(named) > 1
    assert several
