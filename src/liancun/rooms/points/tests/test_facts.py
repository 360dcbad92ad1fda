"""What the two runs see: months and gaps, opening tiers, unlived homes, duty and time (事实)."""

from datetime import date

import pytest

from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.rooms.points import actions, facts
from liancun.rooms.points.models import FeeExemption, OpeningTier, UnlivedHome
from liancun.rooms.points.rules import MonthFact, MonthMark, WorkerMonth
from liancun.rooms.points.tests.conftest import homes, marked, score_year, stamped
from liancun.rooms.registry import models as m
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]

YEAR = Period(2025)
ONE, TWO, THREE = homes("jiaxi")


def sheet(period=YEAR, org="jiaxi"):
    return facts.refuse_fee_facts(org, period, Watermark.now(facts.watched(org)))


def test_a_year_of_months():
    score_year("jiaxi", {ONE: 5})
    found = sheet()
    assert not found.gaps
    assert [line.subject for line in found.lines] == [ONE, TWO, THREE]
    first = found.lines[0]
    assert first.payee == "P0000001" and first.facts.member and first.village_code == town.JIAXI
    assert first.facts.months == tuple(MonthFact(month, "scored", 10, 5) for month in range(1, 13))


def test_every_gap_at_once_with_its_grid_worker():
    score_year("jiaxi", {}, skip={(ONE, "2025-02"), (TWO, "2025-12")})
    worker = town.viewer("jiaxi.grid_worker").party
    assert [(gap.subject, gap.who, gap.params) for gap in sheet().gaps] == [
        (ONE, worker, (("month", "2025-02"),)),
        (TWO, worker, (("month", "2025-12"),)),
    ]
    assert len(sheet(org="haiba").gaps) == 36


def test_who_came_in_july_has_six_months_and_who_left_is_not_billed():
    with _registry() as a:
        m.Household.objects.create(
            code="L0000090", kind="living", start=date(2025, 6, 15), **a.stamp(town.JIAXI)
        )
        m.HouseholdMember.objects.create(
            household="L0000090",
            party="P0000199",
            is_head=True,
            start=date(2025, 6, 15),
            **a.stamp(town.JIAXI),
        )
        left = m.Household.objects.get(code=THREE)
        m.Household.objects.create(
            code=THREE,
            kind="living",
            start=left.start,
            end=date(2025, 3, 31),
            supersedes=left,
            **a.stamp(town.JIAXI),
        )
    for month in YEAR.months:
        marks = {ONE: MonthMark("scored", 10, 3), TWO: MonthMark("away")}
        if month.month >= 6:
            marks["L0000090"] = MonthMark("scored", 10, 3)
        if month.month <= 3:
            marks[THREE] = MonthMark("scored", 10, 3)
        actions.score_month("jiaxi", str(month), marks, by=SYSTEM, on=date(2026, 1, 3))
    found = sheet()
    assert not found.gaps
    months = {line.subject: len(line.facts.months) for line in found.lines}
    assert months == {ONE: 12, TWO: 12, "L0000090": 7}
    assert not next(line for line in found.lines if line.subject == "L0000090").facts.member


def _registry():
    return act("registry.import_town", "town", by=SYSTEM, on=date(2025, 1, 1))


def test_tiers_brought_over_stand_for_the_months():
    for home, tier in ((ONE, "一等"), (TWO, "二等")):
        stamped(OpeningTier, household=home, year=2024, tier=tier)
    stamped(UnlivedHome, household="R0000003", year=2024, state="away")
    stamped(FeeExemption, household=TWO, year=2024, document="MJ-1")
    found = sheet(Period(2024))
    assert [(gap.subject, gap.what) for gap in found.gaps] == [(THREE, "points.no_opening_tier")]
    stamped(OpeningTier, household=THREE, year=2024, tier="四等")
    lines = {line.subject: line.facts for line in sheet(Period(2024)).lines}
    assert {code: (each.opening_tier, each.unlived, each.exemption) for code, each in lines.items()} == {
        ONE: ("一等", "", ""),
        TWO: ("二等", "", "MJ-1"),
        THREE: ("四等", "", ""),
        "R0000003": ("", "away", ""),
    }


def test_a_household_without_a_head_is_a_gap():
    with _registry() as a:
        m.Household.objects.create(
            code="L0000091", kind="living", start=date(2025, 12, 1), **a.stamp(town.JIAXI)
        )
    score_year("jiaxi", {})
    mark = {"L0000091": MonthMark("scored", 10, 3)}
    actions.score_month("jiaxi", "2025-12", mark, by=SYSTEM, on=date(2026, 1, 1))
    assert [(gap.subject, gap.what) for gap in sheet().gaps] == [("L0000091", "points.no_head")]


def test_a_watermark_hides_what_came_later():
    score_year("jiaxi", {})
    before = Watermark.now(facts.watched("jiaxi"))
    actions.correct_score(
        "jiaxi", marked(ONE, "2025-05", MonthMark("scored", 10, 5)), by=SYSTEM, on=date(2026, 1, 9)
    )
    now = Watermark.now(facts.watched("jiaxi"))
    seen = [
        facts.refuse_fee_facts("jiaxi", YEAR, asof).lines[0].facts.months[4].bonus for asof in (before, now)
    ]
    assert seen == [3, 5]
    refs = [list(facts.refuse_fee_records("jiaxi", YEAR, asof, ONE)) for asof in (before, now)]
    assert [len(each) for each in refs] == [12, 12] and refs[0] != refs[1]


def test_grid_pay_counts_duty_time_and_bonus():
    march = Period(2025, 3)
    marks = {ONE: MonthMark("scored", 10, 4), TWO: MonthMark("away")}
    worker = town.viewer("jiaxi.grid_worker")
    actions.score_month("jiaxi", "2025-03", marks, by=worker, on=date(2025, 4, 5))
    late = {THREE: MonthMark("scored", 10, 5)}
    actions.score_month("jiaxi", "2025-03", late, by=worker, on=date(2025, 4, 6))
    asof = Watermark.now(facts.watched("jiaxi"))
    line = facts.grid_pay_facts("jiaxi", march, asof).lines[0]
    assert (line.subject, line.payee, line.facts) == (worker.party, worker.party, WorkerMonth(3, 2, 9))
    actions.correct_score(
        "jiaxi", marked(ONE, "2025-03", MonthMark("scored", 10, 1)), by=SYSTEM, on=date(2025, 6, 1)
    )
    now = Watermark.now(facts.watched("jiaxi"))
    assert facts.grid_pay_facts("jiaxi", march, now).lines[0].facts == WorkerMonth(3, 2, 6)
    assert len(list(facts.grid_pay_records("jiaxi", march, now, worker.party))) == 3


def test_final_scores_are_the_rows_that_stand():
    score_year("jiaxi", {})
    actions.correct_score("jiaxi", marked(ONE, "2025-05", MonthMark("away")), by=SYSTEM, on=date(2026, 1, 9))
    rows = facts.final_scores(map(str, YEAR.months), Watermark.now(["jiaxi", "haiba"]))
    assert rows.count() == 36
    assert rows.get(household=ONE, month="2025-05").state == "away"
