"""Figures of land, production and work: with the published values of the small town, each record taken away
turns exactly the figures that count it "not met"."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from liancun.base import guards
from liancun.base.permits import SYSTEM
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.outcomes import queries
from liancun.rooms.outcomes.rules import MET, NOT_MET
from liancun.rooms.production.models import BeeCount, Facility, NurseryBatch, Operation, Planting
from liancun.rooms.settlement.models import LineEvent, Payment, PaymentList, Run, RunEvent, RunLine

pytestmark = pytest.mark.django_db

ROOMS = ("production", "labour")


@pytest.fixture
def published(town, monkeypatch):
    """As if the report had been about the small town: what it counts is what was published."""
    counted = {each.id: each for each in queries.figures(SYSTEM)}

    def as_counted(row: Any) -> Any:
        found = counted[row.id]
        if row.room not in ROOMS or found.numerator is None:
            return row
        if row.test == "exact":
            return replace(row, low=found.numerator)
        # A quotient: within a hundredth of what it is.
        share = found.numerator / (found.denominator or 1)
        return replace(row, test="between", low=int(share * 99) // 100, high=int(share * 101) // 100 + 1)

    told = queries.report()
    assert told
    report = replace(told, figures=tuple(as_counted(row) for row in told.figures))
    monkeypatch.setattr(queries, "report", lambda: report)
    assert set(states().values()) == {MET}


def states() -> dict[str, str]:
    """Figure -> its state, of those rooms."""
    return {each.id: each.met for each in queries.figures(SYSTEM) if each.room in ROOMS}


def fallen() -> set[str]:
    return {name for name, state in states().items() if state == NOT_MET}


def take_away(*models: type) -> Any:
    """Stand in for a hand in the database: the guards of some tables lifted for good."""
    guards.take_down(*(model._meta.db_table for model in models))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("crop", "figure"),
    [
        ("cili", "cili_park_area"),
        ("seedling", "nursery_area"),
        ("dishen", "dishen_area"),
        ("houttuynia", "houttuynia_area"),
        ("tougucao", "tougucao_area"),
    ],
)
def test_one_planting_less(published, crop, figure):
    take_away(Planting)
    row = Planting.objects.filter(crop=crop).latest("pk")
    Planting.objects.filter(pk=row.pk).update(crop="elsewhere")
    assert fallen() == {figure}


def test_dishen_not_accepted(published):
    take_away(Operation)
    Operation.objects.filter(planting__crop="dishen").update(task="除草")
    assert fallen() == {"dishen_area"}


@pytest.mark.parametrize("changed", [{"lifted_on": date(2024, 12, 31)}, {"sown_on": date(2026, 1, 1)}])
def test_nothing_raised_in_the_nursery(published, changed):
    take_away(NurseryBatch)
    NurseryBatch.objects.update(**changed)
    assert fallen() == {"nursery_area"}


@pytest.mark.parametrize("kind", ["bee_house", "honey_plant"])
def test_bees_without_a_house_or_a_plant(published, kind):
    take_away(Facility)
    Facility.objects.filter(kind=kind).update(kind="nursery")
    assert "bee_colonies" in fallen()


def test_a_colony_less(published):
    take_away(BeeCount)
    last = BeeCount.objects.filter(counted_on__year=2025, colonies__gt=0).latest("counted_on", "pk")
    BeeCount.objects.filter(pk=last.pk).update(colonies=last.colonies - 1)
    assert fallen() == {"bee_colonies"}


def test_a_project_without_its_paper_of_start(published):
    take_away(Facility)
    Facility.objects.filter(kind=Facility.Kind.PROCESSING).update(document="")
    assert fallen() == {"processing_capacity"}


def test_sheets_less(published):
    """The small town has a few people a day, so that only most of a year moves the quotient."""
    take_away(WorkDay)
    WorkDay.objects.filter(day__month__gt=1).update(state="void")
    assert "jobs_a_day" in fallen()


def test_pay_lists_less(published):
    """The days stand, their pay does not."""
    tables = (Run, RunLine, RunEvent, LineEvent, Payment, PaymentList)
    take_away(*tables)
    RunLine.objects.filter(run__kind="wages").update(amount_fen=1)
    assert fallen() == {"worker_monthly_income"}
