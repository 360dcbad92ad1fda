"""The points workbooks: what comes in, what is refused with its place, and how fast (工作簿)."""

from datetime import date

import pytest

from liancun.base.acts import act
from liancun.base.importing import export_rows, import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.rooms.points.actions import Unscored, set_state
from liancun.rooms.points.models import FeeExemption, MonthScore, OpeningTier, RuleClause, UnlivedHome
from liancun.rooms.points.tests.conftest import homes
from liancun.rooms.registry import models as m
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]

ONE, TWO, THREE = homes("jiaxi")
DAY = date(2025, 4, 3)


def bring(kind, rows, *, on=DAY, org="jiaxi", by=SYSTEM):
    content = write_rows(import_kind(kind), rows)
    return import_workbook(kind, content, f"{kind}.xlsx", org_code=org, by=by, on=on)


def problems(kind, rows, **more):
    with pytest.raises(BadInput) as bad:
        bring(kind, rows, **more)
    return [(each.row, each.column, each.code) for each in bad.value.problems]


def row(household=ONE, month="2025-03", state="scored", **more):
    points = {"base": 10, "bonus": 3} if state == "scored" else {}
    return {"household": household, "month": month, "state": state, **points, **more}


def test_scores_come_in_once():
    entered = date(2025, 3, 31)
    rows = [row(entered_on=entered), row(TWO, state="away"), row(THREE, state="exempt", proof="WJ-1")]
    assert bring("scores", rows, by=town.viewer("jiaxi.accountant", DAY)).new == 3
    assert bring("scores", rows).new == 0
    assert MonthScore.objects.count() == 3
    assert MonthScore.objects.get(household=ONE).on == entered
    assert problems("scores", [row(bonus=5, entered_on=entered)]) == [(2, "", "import.conflict")]


def test_every_wrong_row_at_once_with_its_place():
    rows = [
        row("L0000099"),
        row(homes("haiba")[0]),
        row(bonus=6),
        row(TWO, base=7, deduction="CG-2"),
        row(THREE, state="exempt"),
        row(month="2025-05"),
        row(TWO, month="2025-02", entered_on=date(2025, 1, 31)),
        row(THREE, month="2025-02", entered_on=date(2025, 4, 4)),
    ]
    assert problems("scores", rows) == [
        (2, "户编码", "points.no_such_household"),
        (3, "户编码", "points.no_such_household"),
        (4, "奖励分", "points.bonus_range"),
        (5, "扣分条款", "points.deduction_too_big"),
        (6, "证明文件", "points.proof_missing"),
        (7, "月份", "points.month_ahead"),
        (8, "登记日", "points.entered_on"),
        (9, "登记日", "points.entered_on"),
    ]
    assert not MonthScore.objects.exists()


def test_a_row_entered_by_hand_does_not_come_in_again():
    set_state("jiaxi", Unscored(household=ONE, month="2025-03", state="away"), by=SYSTEM, on=DAY)
    assert problems("scores", [row()]) == [(2, "月份", "points.scored_already")]


def test_other_workbooks():
    bring("opening_tiers", [{"household": ONE, "year": 2024, "tier": "一等"}])
    bring("unlived_homes", [{"household": "R0000003", "year": 2024, "state": "vacant"}])
    bring("fee_exemptions", [{"household": ONE, "year": 2024, "document": "MJ-1"}])
    clause = {"title": "焚烧", "points_max": 4, "start": date(2025, 1, 1), "document": "JY-1"}
    bring("rule_clauses", [{"code": "CG-9", **clause}])
    assert [each.objects.count() for each in (OpeningTier, UnlivedHome, FeeExemption, RuleClause)] == [1] * 4
    bring("scores", [row(base=6, deduction="CG-9")])
    assert problems("opening_tiers", [{"household": TWO, "year": 2024, "tier": "五等"}]) == [
        (2, "等次", "points.unknown_tier")
    ]
    assert problems("unlived_homes", [{"household": ONE, "year": 2024, "state": "away"}]) == [
        (2, "户编码", "points.no_such_household")
    ]
    wrong = [{"code": "CG-1", **clause}, {"code": "CG-8", **clause, "points_max": 11}]
    assert problems("rule_clauses", wrong) == [
        (2, "条款编号", "points.clause_taken"),
        (3, "最多扣分", "points.clause_points"),
    ]
    assert problems("scores", [row()], org="head") == [(2, "", "points.not_a_village")]


def test_what_goes_out_comes_in_again():
    rows = [row(entered_on=DAY), row(TWO, state="away", entered_on=DAY)]
    bring("scores", rows)
    content = export_rows(import_kind("scores"), town.viewer("jiaxi.accountant"), "jiaxi")
    report = import_workbook("scores", content, "out.xlsx", org_code="jiaxi", by=SYSTEM, on=DAY)
    assert (report.rows, report.same) == (2, 2)


def test_a_big_village_comes_in_by_sets(django_assert_max_num_queries):
    codes = [f"L1{number:06d}" for number in range(1_000)]
    with act("registry.import_town", "town", by=SYSTEM, on=town.START) as a:
        m.Household.objects.bulk_create(
            m.Household(code=code, kind="living", start=town.START, **a.stamp(town.JIAXI)) for code in codes
        )
    lines = ["户编码,月份,状态,基础分,奖励分"]
    lines += [f"{code},2025-{month:02d},已评,10,3" for month in (1, 2, 3) for code in codes]
    text = "\n".join(lines).encode()
    with django_assert_max_num_queries(40):
        report = import_workbook("scores", text, "scores.csv", org_code="jiaxi", by=SYSTEM, on=DAY)
    assert report.new == 3_000
