"""A village that bills by the person, with discounts and instalments (按人、优惠、分期)."""

from datetime import date, timedelta

import pytest

from liancun.base import charters, checking
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.rooms.points import facts, queries
from liancun.rooms.points.rules import Heads
from liancun.rooms.points.tests.conftest import homes, score_year
from liancun.rooms.points.tests.test_life import AFTER, line, post, published, who
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry import models as m
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions
from liancun.rooms.settlement import queries as settlement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]

ONE, TWO, THREE = homes("jiaxi")
YEAR = Period(2025)
OWN = """title: 年底积分定次年垃圾清运费
decision: points/refuse_fee
decided_by: 村民会议
blocks:
  - from: 2019-01-01
    clauses:
      tiers:
        source: assumption
        value: [{name: 一等, points_min: 168, fee_fen: ¥10.01}, {name: 二等, points_min: 0, fee_fen: ¥20.00}]
      flat_fee_fen: {value: ¥36.00, source: assumption}
      away_months_min: {value: 6, source: assumption}
      exempt_points: {value: null, source: assumption}
      unscored: {value: flat, source: assumption}
      member_account: {value: "113", source: assumption}
      other_account: {value: "112", source: assumption}
      due_account: {value: "211", source: assumption}
      per: {value: person, source: assumption}
      discounts:
        value: [{standing: subsistence, rate: 50%}, {standing: extreme, rate: 100%}]
        source: assumption
      instalments:
        value: [{share: 1/2, month: 3, day: 31}, {share: 1/2, month: 9, day: 30}]
        source: assumption
"""


@pytest.fixture(autouse=True)
def own(monkeypatch, tmp_path):
    (tmp_path / "jiaxi").mkdir()
    (tmp_path / "jiaxi" / "fee.yaml").write_text(OWN, encoding="utf-8")
    monkeypatch.setattr(charters, "own_folder", lambda: tmp_path)
    charters.forget()
    yield
    monkeypatch.undo()
    charters.forget()


def step(home, kind, day, document="RD-1"):
    given = registry.StandingStep(kind=kind, started_on=day, body="镇人民政府", document=document)
    registry.step_standing(home, given, by=SYSTEM, on=date(2026, 1, 2))


def people_of(home):
    return set(m.HouseholdMember.objects.filter(household=home).values_list("party", flat=True))


def sheet():
    found = facts.refuse_fee_facts("jiaxi", YEAR, Watermark.now(facts.watched("jiaxi")))
    return {each.subject: each.facts for each in found.lines}, found.gaps


def registered(home):
    return "R" + home[1:]


def test_people_are_counted_with_the_standings_of_the_years_last_day():
    """Held from the year's last day on it counts; from the day after, or ended before, it does not."""
    score_year("jiaxi", {})
    step(registered(ONE), "subsistence", date(2025, 12, 31))
    step(registered(TWO), "subsistence", date(2026, 1, 1))
    step(registered(THREE), "extreme", date(2025, 1, 1))
    registry.close_standing(
        registered(THREE), registry.StandingEnd(ended_on=date(2025, 12, 30), document="XC-1"), by=SYSTEM,
        on=date(2026, 1, 2),
    )  # fmt: skip
    known, gaps = sheet()
    assert not gaps
    assert known[ONE].standings == ("subsistence",) and known[TWO].standings == known[THREE].standings == ()
    held = m.StandingMember.objects.filter(standing__household=registered(ONE)).values_list(
        "party", flat=True
    )
    with_it = people_of(ONE) & set(held)
    assert with_it
    assert known[ONE].people == tuple(
        Heads(number, kinds)
        for kinds, number in (((), len(people_of(ONE) - with_it)), (("subsistence",), len(with_it)))
        if number
    )
    assert known[TWO].people == (Heads(len(people_of(TWO))),)


def test_from_the_scores_to_the_parts_that_are_due():
    score_year("jiaxi", {ONE: 5})
    run, _notice = published("refuse_fee", "2025")
    post(run)
    number = len(people_of(ONE))
    whole = 1_001 * number
    bill = line(run, ONE)
    assert bill.amount_fen == whole
    assert bill.outcome["due_days"] == ["2026-03-31", "2026-09-30"]
    assert bill.outcome["due_fen"] == [whole - whole // 2, whole // 2]
    first = bill.outcome["due_fen"][0]
    pay = [actions.NewPayment(bill.pk, first + 1, AFTER)]
    actions.record_payments("jiaxi", pay, key="a", by=who("cashier", AFTER), on=AFTER)
    (row,) = queries.household_bills(town.viewer("home1", AFTER), ONE).rows
    assert [(each.due_on, each.open_fen) for each in row.instalments] == [
        (date(2026, 3, 31), 0), (date(2026, 9, 30), whole // 2 - 1)
    ]  # fmt: skip
    due = settlement.own_due(town.viewer("home1", AFTER), 2025)
    assert due == row.instalments
    assert not settlement.own_due(town.viewer("home4", AFTER), 2025)
    assert queries.household_year(town.viewer("home1", AFTER), ONE, 2025).fee_fen == whole
    assert [found for found in checking.all_findings() if not found.ref.startswith("guard:")] == []


def test_a_household_of_nobody_is_told_before_anything_is_billed():
    score_year("jiaxi", {})
    for row in m.HouseholdMember.objects.filter(household=TWO):
        registry_end = date(2025, 12, 1) - timedelta(days=1)
        m.HouseholdMember.objects.create(
            household=TWO, party=row.party, is_head=row.is_head, start=row.start, end=registry_end,
            supersedes=row, org_code=row.org_code, village_code=row.village_code, mark=row.mark, on=row.on,
            recorded_by=row.recorded_by, recorded_at=row.recorded_at,
        )  # fmt: skip
    _known, gaps = sheet()
    assert ("points.no_people", TWO) in {(gap.what, gap.subject) for gap in gaps}


def test_relief_goes_beside_the_steps_out_of_poverty():
    home = registered(ONE)
    step(home, "unstable", date(2024, 5, 1))
    step(home, "subsistence", date(2024, 6, 1), "DB-1")
    open_kinds = {each.kind for each in registry_standings(home) if each.ended_on is None}
    assert {"unstable", "subsistence"} <= open_kinds
    end = registry.StandingEnd(ended_on=date(2025, 1, 31), document="XC-1")
    town_refuses("registry.which_standing", home, end)
    one = registry.StandingEnd(ended_on=date(2025, 1, 31), document="XC-1", kind="subsistence")
    registry.close_standing(home, one, by=SYSTEM, on=date(2026, 1, 2))
    assert {each.kind for each in registry_standings(home) if each.ended_on is None} == {"unstable"}
    step(home, "cleared", date(2025, 3, 1), "XC-2")
    assert {each.kind for each in registry_standings(home) if each.ended_on is None} == {"cleared"}


def registry_standings(home):
    rows = m.Standing.objects.filter(household=home)
    gone = set(rows.exclude(supersedes=None).values_list("supersedes", flat=True))
    return [row for row in rows if row.pk not in gone]


def town_refuses(code, home, end):
    with pytest.raises(Refusal) as no:
        registry.close_standing(home, end, by=SYSTEM, on=date(2026, 1, 2))
    assert no.value.code == code
