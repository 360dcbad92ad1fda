"""What rooms count by village (量度), against a small town counted by hand."""

from datetime import date
from typing import Any

import pytest

from liancun.base import clock
from liancun.base.measures import all_measures
from liancun.base.permits import SYSTEM
from liancun.kernel.fields import Amount
from liancun.rooms.deliveries import actions as deliveries
from liancun.rooms.deliveries.rules import Weighing
from liancun.rooms.labour import actions as labour
from liancun.rooms.labour import queries
from liancun.rooms.land import actions as land
from liancun.rooms.land.tests import village
from liancun.rooms.points import actions as points
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.production import actions as production
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import HAIBA, JIAXI, do

pytestmark = pytest.mark.django_db
BOTH = (JIAXI, HAIBA)
ONE, TWO, FOUR = "P0000001", "P0000003", "P0000007"


@pytest.fixture(scope="module", autouse=True)
def small_town(ground):
    town.raise_town()
    village.raise_land()


def counted(name: str, day: date, year: int = 2025) -> dict[str, int]:
    found = all_measures()[name].by_village(BOTH, year, day)
    asked = all_measures()[name].by_village((HAIBA,), year, day)
    assert asked == {code: value for code, value in found.items() if code == HAIBA}
    return {{JIAXI: "jiaxi", HAIBA: "haiba"}[code]: value for code, value in found.items()}


def test_every_measure_has_a_unit_and_the_year_that_has_not_begun_has_nothing():
    assert len(all_measures()) >= 11
    for name, each in all_measures().items():
        assert name == each.name and isinstance(each.field, Amount)
        assert each.field.unit or getattr(each.field, "of", ""), name
        assert each.by_village(BOTH, 2026, date(2025, 12, 31)) == {}
        assert each.by_village((), 2025, date(2025, 12, 31)) == {}


def test_households_and_members_are_those_of_the_day():
    # Three homes in each village, from 2020 on. Who gives notice in March is a member to the year's end.
    assert counted("registry.households", date(2025, 6, 30)) == {"jiaxi": 3, "haiba": 3}
    assert counted("registry.households", date(2019, 12, 31), 2019) == {}
    members = counted("registry.members", date(2025, 6, 30))
    notice = date(2025, 3, 1)
    do(registry.end_membership, "head", by=SYSTEM, on=notice, party=ONE, notice_on=notice)
    assert counted("registry.members", date(2025, 12, 31)) == members
    left = members | {"jiaxi": members["jiaxi"] - 1}
    assert counted("registry.members", date(2026, 1, 1), 2026) == left


def test_land_is_what_runs_as_shares_on_the_day():
    # TD-1: 3.20 + 1.50 mu in Jiaxi from 2024; TD-4: 5.00 mu in Haiba from April; the hill is leased.
    assert counted("land.shared", date(2025, 3, 31)) == {"jiaxi": 470}
    assert counted("land.shared", date(2025, 4, 1)) == {"jiaxi": 470, "haiba": 500}
    ending = land.Ending(
        contract_number="TD-1", ended_on=date(2025, 9, 30), reason="agreed", document="协议"
    )  # fmt: skip
    land.end_contract("head", ending, by=SYSTEM, on=date(2025, 9, 30))
    assert counted("land.shared", date(2025, 9, 30)) == {"jiaxi": 470, "haiba": 500}
    assert counted("land.shared", date(2025, 10, 1)) == {"haiba": 500}


def test_points_are_the_standing_rows_of_the_months_begun():
    def score(month: str, on: date, correct: bool = False, **bonus: int):
        marks = {
            home: MonthMark("scored", 10, given) if given else MonthMark("away", 0, 0)
            for home, given in bonus.items()
        }
        points.score_month("jiaxi", month, marks, by=SYSTEM, on=on, correct=correct)

    score("2025-01", date(2025, 2, 1), L0000001=3, L0000002=1, L0000003=0)
    score("2025-02", date(2025, 3, 1), L0000001=5, L0000002=2, L0000003=4)
    score("2025-02", date(2025, 3, 2), correct=True, L0000001=4)
    # January: two scored, 3 + 1; February: three, 4 (not 5) + 2 + 4.
    assert counted("points.scored", date(2025, 1, 31)) == {"jiaxi": 2}
    assert counted("points.bonus", date(2025, 1, 31)) == {"jiaxi": 4}
    assert counted("points.scored", date(2025, 12, 31)) == {"jiaxi": 5}
    assert counted("points.bonus", date(2025, 12, 31)) == {"jiaxi": 14}


def test_what_grows_is_by_storey_and_day_and_seedlings_are_of_the_year():
    def plant(number: str, plot: str, storey: str, crop: str, area: int, start: date):
        given = production.Planted(
            number=number, plot=plot, storey=storey, crop=crop, area_centimu=area, start=start
        )
        production.record_planting("head", given, by=SYSTEM, on=start)

    plant("ZZ-1", "A1", "canopy", "cili", 300, date(2025, 3, 1))
    plant("ZZ-2", "A1", "under", "dishen", 100, date(2025, 3, 5))
    plant("ZZ-3", "D1", "under", "dishen", 50, date(2025, 5, 5))
    batch = {"planting": "ZZ-2", "species": "刺梨", "lifted_on": None, "note": None}
    for number, seedlings, sown_on in (("YM-1", 3000, date(2025, 3, 5)), ("YM-2", 500, date(2025, 4, 5))):
        row = batch | {"number": number, "seedlings": seedlings, "sown_on": sown_on}
        village.bring("nursery_batches", "head", row, on=date(2025, 4, 5))
    taken = production.Cleared(planting_number="ZZ-2", ended_on=date(2025, 6, 30), document="清除单")
    production.end_planting("head", taken, by=SYSTEM, on=date(2025, 6, 30))
    assert counted("production.canopy", date(2025, 12, 31)) == {"jiaxi": 300}
    assert counted("production.under", date(2025, 5, 4)) == {"jiaxi": 100}
    assert counted("production.under", date(2025, 6, 30)) == {"jiaxi": 100, "haiba": 50}
    assert counted("production.under", date(2025, 7, 1)) == {"haiba": 50}
    assert counted("production.seedlings", date(2025, 4, 4)) == {"jiaxi": 3000}
    assert counted("production.seedlings", date(2025, 12, 31)) == {"jiaxi": 3500}


def test_weight_is_that_of_accepted_slips_where_the_last_version_counts():
    def weigh(number: str, party: str, kilos: int, day: date) -> str:
        weighing = Weighing(
            product="cili", grade="统货", gross_g=kilos * 1000, tare_g=0, deduction_g=0, price_fen=400
        )
        given = deliveries.NewSlip("jiaxi", number, day, party, weighing)
        return deliveries.record_slip("head", given, by=SYSTEM, on=day)

    weigh("1", ONE, 100, date(2025, 9, 1))
    weigh("2", ONE, 50, date(2025, 9, 2))
    moved = weigh("3", TWO, 30, date(2025, 9, 2))
    void = weigh("4", TWO, 20, date(2025, 9, 3))
    correction = deliveries.Correction(account_of=FOUR, gross_g=40_000, note="记错人")
    deliveries.correct_slip(int(moved.partition(":")[2]), correction, by=SYSTEM, on=date(2025, 9, 4))
    why = deliveries.Why(note="重复")
    deliveries.void_slip(int(void.partition(":")[2]), why, by=SYSTEM, on=date(2025, 9, 4))
    # Slip 3 was Jiaxi's 30 kg and is Haiba's 40 kg; slip 4 is none.
    assert counted("deliveries.weight", date(2025, 9, 1)) == {"jiaxi": 100_000}
    assert counted("deliveries.weight", date(2025, 12, 31)) == {"jiaxi": 150_000, "haiba": 40_000}
    assert counted("deliveries.growers", date(2025, 12, 31)) == {"jiaxi": 1, "haiba": 1}
    assert counted("deliveries.weight", date(2026, 2, 1), 2026) == {}


def test_a_day_of_work_counts_once_and_a_pupil_once(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2025, 5, 10))
    first, second = date(2025, 3, 3), date(2025, 3, 4)
    by_day = [job for job in queries.jobs(SYSTEM, "head", on=first) if job.measure == "day"]
    for number, job in zip(("PG-1", "PG-2"), (each.code for each in by_day), strict=False):
        order = labour.NewOrder(number, "pq-jiaxi", job, "a", first, date(2025, 4, 30), 3, None)
        labour.give_order("head", order, by=SYSTEM, on=first)

    def work(order: str, party: str, day: date, part: int = 50) -> Any:
        new = labour.NewDay(order, "KQ-1", party, day, part, hours="")
        return labour.record_days("head", [new], by=SYSTEM, on=day)

    work("PG-1", ONE, first)
    work("PG-2", ONE, first)
    work("PG-1", ONE, second)
    work("PG-1", TWO, second)
    assert counted("labour.days", first) == {"jiaxi": 1}
    assert counted("labour.days", date(2025, 12, 31)) == {"jiaxi": 3}
    for number, parties in (("PX-1", (ONE, TWO)), ("PX-2", (ONE, FOUR))):
        about: Any = {"title": "修剪", "held_on": second, "place": "村部", "teacher": "李"}
        course = labour.NewCourse(number, **about, hours_minutes=60, parties=parties)
        labour.hold_course("head", course, by=SYSTEM, on=second)
    assert counted("labour.trained", first) == {}
    assert counted("labour.trained", second) == {"jiaxi": 2, "haiba": 1}
