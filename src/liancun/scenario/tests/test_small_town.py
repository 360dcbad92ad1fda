"""The small town is raised end to end through the ordinary doors, on whichever database is under test."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.checking import all_findings
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.committee import queries as committee
from liancun.rooms.ledger import facts as ledger
from liancun.rooms.registry.queries import demo_logins
from liancun.rooms.settlement import queries as settlement
from liancun.scenario.town import is_raised, raise_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_small_town_is_raised_whole(tmp_path):
    world = raise_town("small", tmp_path / "workbooks")
    assert is_raised()
    assert clock.today() == date(2026, 2, 12)
    assert len(demo_logins(on=clock.today())) > 15
    # Guards stay out of a test's database: they would refuse its emptying.
    assert [each for each in all_findings() if not each.ref.startswith("guard:")] == []
    runs = settlement.runs_page(SYSTEM, limit=200).rows
    assert {run.state for run in runs} == {"posted"}
    kinds = {run.kind for run in runs}
    assert kinds == {
        "refuse_fee", "grid_worker_pay", "delivery_payment", "wages", "guaranteed_dividend", "park_share",
        "surplus",
    }  # fmt: skip
    assert {run.kind: run.held for run in runs if run.held} == {"grid_worker_pay": 1, "wages": 1}
    (surplus,) = [run for run in runs if run.kind == "surplus"]
    assert surplus.open_fen == 0
    (land,) = [run for run in runs if run.kind == "guaranteed_dividend"]
    assert land.open_fen == 0
    assert surplus.total_fen > 0
    assert ledger.balances("head", last=date(2026, 2, 12))["102"] > 0
    assert {path.suffix for path in (tmp_path / "workbooks").iterdir()} == {".xlsx"}
    assert len(world.members) == 11
    the_villages_meet_and_act_together()
    with pytest.raises(Refusal) as no:
        raise_town("small", tmp_path)
    assert no.value.code == "scenario.data_is_there"


def the_villages_meet_and_act_together():
    """A joint resolution goes to both villages, where too few came at first; one is late with its task."""
    day = clock.today()
    meetings = committee.meeting_page(SYSTEM, limit=200).rows
    assert {row.stage for row in meetings} == {"signed"}
    parts = committee.joint_page(SYSTEM).rows
    assert {row.state for row in parts} == {"passed"} and all(row.holds for row in parts)
    recorded = [row for org in ("jiaxi", "haiba") for row in committee.recorded_page(SYSTEM, org).rows]
    assert [row.passed for row in recorded if row.held_on > date(2026, 1, 1)].count(False) == 1
    (late,) = committee.tasks(SYSTEM, "joint", on=day, state="overdue").rows
    assert late.village == "海坝村" and committee.tasks(SYSTEM, "joint", on=day, state="done").total == 1
    (steps,) = committee.four_steps_page(SYSTEM, "jiaxi").rows
    assert steps.stage == "done"
    assert {row.kind for row in committee.resources(SYSTEM, "joint", on=day).rows} == {
        "people", "equipment", "money", "land",
    }  # fmt: skip
    goals = committee.goals(SYSTEM, "town", on=day, year=2025).rows
    assert len(goals) == 12 and any(row.reached for row in goals)
