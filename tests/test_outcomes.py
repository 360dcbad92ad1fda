"""Each figure counts the records its definition names: take one away and exactly its figures fall."""

from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from liancun.base import clock
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.rooms.outcomes import queries
from liancun.rooms.points.models import MonthScore
from liancun.rooms.registry import models as m
from liancun.scenario.registry_books import registry_books
from liancun.scenario.world import World

pytestmark = pytest.mark.django_db

HISTORY = ("poor_households_on_record", "poor_persons_on_record", "lifted_households", "lifted_persons")
SMALL_COUNTS = {
    "villages_covered": 2,
    "households_covered": 12,
    "persons_covered": 33,
    "poor_households_on_record": 2,
    "poor_persons_on_record": 2,
    "lifted_households": 2,
    "lifted_persons": 4,
    "branch_cooperatives": 1,
    "head_cooperatives": 1,
}


@lru_cache(maxsize=1)
def workbooks() -> list[tuple[Any, bytes]]:
    return [
        (book, write_rows(import_kind(book.kind), book.rows)) for book in registry_books(World.of("small"))
    ]


@pytest.fixture
def registry():
    for book, content in workbooks():
        import_workbook(book.kind, content, book.file, org_code=book.org_code, by=SYSTEM, on=book.day)


def counted() -> dict[str, int | None]:
    return {each.id: each.numerator for each in queries.figures(SYSTEM) if each.room == "registry"}


def changed(before: dict[str, int | None]) -> set[str]:
    return {name for name, value in counted().items() if value != before[name]}


def test_the_small_registry(registry):
    assert counted() == SMALL_COUNTS


def test_an_empty_registry_is_not_met():
    for each in queries.figures(SYSTEM):
        assert each.met == ("not_computed" if each.room == "subsidy" else "not_met"), each.id


def test_one_household_less(registry):
    before = counted()
    away = m.Household.objects.filter(kind="registered").exclude(
        code__in=m.Standing.objects.values("household")
    )[0]
    persons = m.HouseholdMember.objects.filter(household=away.code).count()
    away.delete()
    assert changed(before) == {"households_covered", "persons_covered"}
    assert counted()["persons_covered"] == 33 - persons


def test_one_person_less(registry):
    before = counted()
    m.HouseholdMember.objects.filter(household__startswith="R")[0].delete()
    assert changed(before) == {"persons_covered"}


def test_one_branch_less(registry):
    before = counted()
    m.Organisation.objects.filter(kind="branch").delete()
    assert changed(before) == {"branch_cooperatives"}


def test_one_standing_less(registry):
    before = counted()
    step = m.Standing.objects.filter(kind="registered_poor", ended_on__gt=date(2019, 12, 31))[0]
    m.StandingMember.objects.filter(standing=step).delete()
    step.delete()
    assert changed(before) == {"poor_households_on_record", "poor_persons_on_record"}


def test_a_standing_ended_on_the_history_day_is_not_open(registry):
    m.Standing.objects.filter(kind="registered_poor", ended_on__gt=date(2019, 12, 31)).update(
        ended_on=date(2019, 12, 31)
    )
    m.Standing.objects.filter(kind="lifted", started_on__gt=date(2019, 12, 31)).update(
        started_on=date(2020, 1, 1)
    )
    assert counted()["poor_households_on_record"] == 0
    assert counted()["lifted_households"] == 4


def test_a_standing_opened_again_is_not_lifted(registry):
    lifted = m.Standing.objects.filter(kind="registered_poor", ended_on__lte=date(2019, 12, 31))[0]
    again = m.Standing.objects.get(pk=lifted.pk)
    again.pk, again.started_on, again.ended_on = None, date(2019, 6, 1), None
    again.save()
    m.StandingMember.objects.create(
        standing=again, party=m.StandingMember.objects.filter(standing=lifted)[0].party
    )
    now = counted()
    assert (now["poor_households_on_record"], now["lifted_households"]) == (3, 1)


def test_history_shows_to_the_town_alone(registry):
    seen = {each.id for each in queries.figures(Viewer("somebody"))}
    assert not seen & set(HISTORY)
    assert "households_covered" in seen


def test_every_counted_figure_opens_its_records(registry):
    for name in SMALL_COUNTS:
        assert queries.records(SYSTEM, name)
        assert queries.records(Viewer("somebody"), name) == () if name not in HISTORY else True


# --- points --------------------------------------------------------------------------------------

MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]


@pytest.fixture
def scores(registry):
    stamp = {"mark": 0, "recorded_at": clock.now(), "recorded_by": "test", "on": date(2025, 12, 31)}
    collectives = dict(
        m.Organisation.objects.filter(kind="village_collective").values_list("village_code", "code")
    )
    MonthScore.objects.bulk_create(
        MonthScore(
            household=code,
            month=month,
            state="scored",
            base=10,
            bonus=1 + place % 5,
            org_code=collectives[village],
            village_code=village,
            **stamp,
        )
        for place, (code, village) in enumerate(
            m.Household.objects.filter(kind="living").values_list("code", "village_code")
        )
        for month in MONTHS
    )


def points() -> dict[str, str]:
    return {each.id: each.met for each in queries.figures(SYSTEM) if each.room == "points"}


def test_every_living_household_and_month(scores):
    assert points() == {"points_base": "met", "points_bonus": "met"}
    base, bonus = (each for each in queries.figures(SYSTEM) if each.room == "points")
    assert (base.numerator, base.denominator, base.computed) == (144, 144, "10")
    assert (bonus.numerator, bonus.denominator, bonus.computed) == (144, 144, "1–5")
    assert queries.records(SYSTEM, "points_base")


def test_one_score_row_less(scores):
    MonthScore.objects.filter(month="2025-07")[0].delete()
    assert points() == {"points_base": "not_met", "points_bonus": "not_met"}


@pytest.mark.parametrize("bonus", [0, 6])
def test_a_bonus_nobody_could_enter(scores, bonus):
    row = MonthScore.objects.all()[0]
    MonthScore.objects.filter(pk=row.pk).update(bonus=bonus)
    assert points() == {"points_base": "met", "points_bonus": "not_met"}


def test_a_base_that_was_taken(scores):
    row = MonthScore.objects.all()[0]
    MonthScore.objects.filter(pk=row.pk).update(base=9)
    assert points() == {"points_base": "not_met", "points_bonus": "met"}


def test_the_last_of_a_chain_of_corrections_counts(scores):
    row = MonthScore.objects.all()[0]
    MonthScore.objects.filter(pk=row.pk).update(bonus=0)
    row.pk, row.revision, row.bonus = None, 1, 3
    row.save()
    assert points() == {"points_base": "met", "points_bonus": "met"}


def test_months_of_the_next_year_are_no_part(scores):
    row = MonthScore.objects.all()[0]
    row.pk, row.month, row.bonus = None, "2026-01", 6
    row.save()
    assert points()["points_bonus"] == "met"
