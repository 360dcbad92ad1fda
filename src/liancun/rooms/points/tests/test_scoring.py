"""Entering scores: who may, what the charter allows, corrections as new rows (评分与更正)."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from liancun.base import guards
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput, Refusal
from liancun.rooms.points import actions, checks, queries
from liancun.rooms.points.models import MonthScore, RuleClause
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import homes, marked
from liancun.rooms.registry.actions import supersede
from liancun.rooms.registry.models import GridDuty
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]

GOOD = MonthMark("scored", 10, 4)
APRIL = date(2025, 4, 2)
ONE, TWO, THREE = homes("jiaxi")


def grid(on=APRIL):
    return town.viewer("jiaxi.grid_worker", on)


def problems(call, *args, **kwargs):
    with pytest.raises(BadInput) as bad:
        call(*args, **kwargs)
    return [(problem.column, problem.code) for problem in bad.value.problems]


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refusal) as no:
        call(*args, **kwargs)
    assert no.value.code == code, str(no.value)


def test_a_grid_worker_scores_their_duty():
    assert actions.score_month("jiaxi", "2025-03", {ONE: GOOD, TWO: GOOD}, by=grid(), on=APRIL) == 2
    row = MonthScore.objects.get(household=ONE)
    assert (row.org_code, row.village_code, row.revision, row.on) == ("jiaxi", town.JIAXI, 0, APRIL)
    assert problems(actions.score_month, "jiaxi", "2025-03", {ONE: GOOD}, by=grid(), on=APRIL) == [
        (ONE, "points.scored_already")
    ]
    assert MonthScore.objects.count() == 2


def test_by_a_narrowed_token_the_duty_is_the_worker_s_own_still():
    """The third home is another worker's: neither listed, nor scored along with the rest, nor by name."""
    row = GridDuty.objects.get(household=THREE)
    other = town.viewer("haiba.grid_worker").party
    supersede("duty", row.pk, worker=other, by=SYSTEM, on=town.DAY)
    program = town.narrowed("jiaxi.grid_worker", "jiaxi", APRIL)
    sheet = queries.sheet(program, "jiaxi", "2025-03", on=APRIL)
    assert [each.household for each in sheet.rows] == [ONE, TWO]
    assert problems(actions.score_month, "jiaxi", "2025-03", {THREE: GOOD}, by=program, on=APRIL) == [
        (THREE, "points.not_your_household")
    ]
    assert actions.score_sheet("jiaxi", "2025-03", {}, bonus=4, by=program, on=APRIL) == 2


def test_nobody_scores_another_village():
    refused("permit.not_yours", actions.score_month, "haiba", "2025-03", {}, by=grid(), on=APRIL)
    other = homes("haiba")[0]
    assert problems(actions.score_month, "jiaxi", "2025-03", {other: GOOD}, by=grid(), on=APRIL) == [
        (other, "points.not_living_here")
    ]
    refused(
        "permit.not_yours",
        actions.score_month,
        "jiaxi",
        "2025-03",
        {ONE: GOOD},
        by=town.viewer("home1"),
        on=APRIL,
    )
    refused("points.not_a_village", actions.score_month, "head", "2025-03", {ONE: GOOD}, by=SYSTEM, on=APRIL)


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        ("证" * 61, "import.too_long"),
        ("证\u200b1", "import.strange_character"),
        ("证\x001", "import.strange_character"),
    ],
)
def test_a_proof_keeps_its_bounds_whoever_writes_it(proof, code):
    for mark in (replace(GOOD, proof=proof), replace(GOOD, base=9, deduction=proof + "长" * 20)):
        found = problems(actions.score_month, "jiaxi", "2025-03", {ONE: mark}, by=grid(), on=APRIL)
        assert (ONE, code) in found
    assert not MonthScore.objects.exists()


def test_every_fault_at_once():
    marks = {ONE: MonthMark("scored", 9, 4), TWO: MonthMark("scored", 10, 6), THREE: MonthMark("gone")}
    assert problems(actions.score_month, "jiaxi", "2025-03", marks, by=grid(), on=APRIL) == [
        (ONE, "points.deduction_clause"),
        (TWO, "points.bonus_range"),
        (THREE, "points.unknown_state"),
    ]
    assert not MonthScore.objects.exists()


def test_months_that_are_none():
    for month, code in (
        ("2025", "points.no_such_month"),
        ("2025-13", "points.no_such_month"),
        ("2025-05", "points.month_ahead"),
    ):
        refused(code, actions.score_month, "jiaxi", month, {ONE: GOOD}, by=grid(), on=APRIL)


def test_states_belong_to_the_posts_the_charter_names():
    accountant = town.viewer("jiaxi.accountant", APRIL)
    away = actions.Unscored(household=ONE, month="2025-03", state="away")
    actions.set_state("jiaxi", away, by=grid(), on=APRIL)
    exempt = actions.Unscored(household=TWO, month="2025-03", state="exempt", proof="WJ-1")
    assert problems(actions.set_state, "jiaxi", exempt, by=grid(), on=APRIL) == [
        (TWO, "points.state_not_yours")
    ]
    without = replace(exempt, proof="")
    assert problems(actions.set_state, "jiaxi", without, by=accountant, on=APRIL) == [
        (TWO, "points.proof_missing")
    ]
    actions.set_state("jiaxi", exempt, by=accountant, on=APRIL)
    stranger = town.viewer("haiba.secretary", APRIL)
    refused("permit.not_yours", actions.set_state, "jiaxi", away, by=stranger, on=APRIL)
    assert MonthScore.objects.get(household=TWO).proof == "WJ-1"


def test_late_rows_are_for_the_posts_the_charter_names():
    last, after = date(2025, 5, 1), date(2025, 5, 2)
    actions.score_month("jiaxi", "2025-03", {ONE: GOOD}, by=grid(last), on=last)
    refused("points.too_late", actions.score_month, "jiaxi", "2025-03", {TWO: GOOD}, by=grid(after), on=after)
    actions.score_month("jiaxi", "2025-03", {TWO: GOOD}, by=town.viewer("jiaxi.secretary", after), on=after)


def test_a_correction_is_a_new_row():
    actions.score_month("jiaxi", "2025-03", {ONE: GOOD}, by=grid(), on=APRIL)
    accountant = town.viewer("jiaxi.accountant", APRIL)
    better = MonthMark("scored", 10, 5)
    other = marked(ONE, "2025-03", better)
    refused("permit.not_yours", actions.correct_score, "jiaxi", other, by=grid(), on=APRIL)
    actions.correct_score("jiaxi", marked(ONE, "2025-03", better), by=accountant, on=APRIL)
    actions.correct_score("jiaxi", marked(ONE, "2025-03", MonthMark("away")), by=accountant, on=APRIL)
    rows = MonthScore.objects.order_by("revision").values_list("revision", "bonus")
    assert list(rows) == [(0, 4), (1, 5), (2, 0)]
    other = marked(TWO, "2025-03", better)
    assert problems(actions.correct_score, "jiaxi", other, by=accountant, on=APRIL) == [
        (TWO, "points.nothing_to_correct")
    ]
    whole = actions.Mark(household=ONE, month="2025-03", bonus=2)  # left out, the base is the charter's
    actions.correct_score("jiaxi", whole, by=accountant, on=APRIL)
    assert MonthScore.objects.latest("pk").base == 10
    away = actions.Mark(household=ONE, month="2025-03", state="away")
    actions.correct_score("jiaxi", away, by=accountant, on=APRIL)
    month = queries.household_year(accountant, ONE, 2025).months[2]
    assert (month.state, month.corrected) == ("away", True)


def test_a_row_is_never_changed():
    actions.score_month("jiaxi", "2025-03", {ONE: GOOD}, by=grid(), on=APRIL)
    guards.put_back()
    for spoil in (lambda: MonthScore.objects.update(bonus=5), lambda: MonthScore.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()
    assert MonthScore.objects.get().bonus == 4


def test_a_sheet_needs_only_the_exceptions():
    actions.score_month("jiaxi", "2025-03", {THREE: GOOD}, by=grid(), on=APRIL)
    wrote = actions.score_sheet("jiaxi", "2025-03", {TWO: MonthMark("away")}, bonus=3, by=grid(), on=APRIL)
    assert wrote == 2
    rows = {row.household: (row.state, row.base, row.bonus) for row in MonthScore.objects.all()}
    assert rows == {ONE: ("scored", 10, 3), TWO: ("away", 0, 0), THREE: ("scored", 10, 4)}
    assert actions.score_sheet("jiaxi", "2025-03", {}, bonus=3, by=grid(), on=APRIL) == 0


def added(code, points, by):
    clause = actions.NewClause(
        code=code, title="焚烧垃圾", points_max=points, start=date(2025, 3, 1), document="JY-2025-3"
    )
    return actions.add_deduction_clause("jiaxi", clause, by=by, on=APRIL)


def test_a_village_adds_a_clause_to_its_rules():
    secretary = town.viewer("jiaxi.secretary", APRIL)
    mark = {ONE: MonthMark("scored", 6, 4, "CG-9")}
    assert problems(actions.score_month, "jiaxi", "2025-03", mark, by=grid(), on=APRIL) == [
        (ONE, "points.deduction_unknown")
    ]
    added("CG-9", 4, secretary)
    actions.score_month("jiaxi", "2025-03", mark, by=grid(), on=APRIL)
    earlier = problems(actions.score_month, "jiaxi", "2025-02", mark, by=secretary, on=APRIL)
    assert earlier == [(ONE, "points.deduction_unknown")]
    for code, points, problem in (
        ("CG-9", 1, "points.clause_taken"),
        ("CG-1", 1, "points.clause_taken"),
        ("A:B", 1, "points.clause_incomplete"),
        ("CG-10", 11, "points.clause_points"),
    ):
        refused(problem, added, code, points, secretary)
    for code, points, problem in (("A/B", 1, "import.code_slash"), ("CG-10", 0, "import.out_of_range")):
        assert [found for _field, found in problems(added, code, points, secretary)] == [problem]
    assert RuleClause.objects.count() == 1
    known = queries.deduction_clauses(secretary, "jiaxi", on=APRIL)
    assert [row.code for row in known] == ["CG-1", "CG-2", "CG-9"]


def test_checks_find_what_a_hand_changed():
    actions.score_month("jiaxi", "2025-03", {ONE: GOOD, TWO: GOOD}, by=grid(), on=APRIL)
    assert [finding for check in checks.CHECKS for finding in check()] == []
    guards.take_down()
    MonthScore.objects.filter(household=ONE).update(bonus=0)
    MonthScore.objects.filter(household=TWO).update(revision=1)
    found = [(finding.kind, finding.code) for check in checks.CHECKS for finding in check()]
    assert found == [("tampered", "points.bonus_range"), ("tampered", "points.revision_gap")]
    guards.put_back()
