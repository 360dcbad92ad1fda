"""Scores and the charter by API: the grid worker's month, its correction, the same no (接口)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.faces.web.tests.visiting import visitor
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.tests.conftest import homes
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
ONE, TWO, _THREE = homes("jiaxi")


@pytest.fixture(autouse=True)
def small_town(db):
    town.raise_town()
    clock.set_demo_day(date(2025, 4, 3))


def told(login, *marks, org="jiaxi", **more):
    body = {"month": "2025-03", "marks": list(marks), **more}
    return visitor(login).post(f"/api/points/{org}/scores", body, content_type="application/json")


def mark(household, bonus, **more):
    return {"household": household, "base": 10, "bonus": bonus, **more}


def kept():
    return list(
        MonthScore.objects.order_by("pk").values_list("household", "state", "base", "bonus", "revision")
    )


def test_a_month_and_its_correction():
    assert told("jiaxi.grid_worker", mark(ONE, 3), {"household": TWO, "state": "away"}).json() == {
        "scored": 2
    }
    assert told("jiaxi.grid_worker", mark(ONE, 4)).status_code in (400, 403)
    assert told("jiaxi.accountant", mark(ONE, 5), correct=True).json() == {"scored": 1}
    assert kept() == [(ONE, "scored", 10, 3, 0), (TWO, "away", 0, 0, 0), (ONE, "scored", 10, 5, 1)]


@pytest.mark.parametrize(
    ("login", "status"), [("haiba.grid_worker", 403), ("home1", 403), ("head.accountant", 403), ("", 403)]
)
def test_nobody_else(login, status):
    assert told(login, mark(ONE, 3)).status_code == status
    assert kept() == []


@pytest.mark.parametrize(
    "wrong", [mark(ONE, 9), mark("L999999", 3), mark(ONE, 3, state="gone"), mark(ONE, -1)]
)
def test_what_is_wrong_writes_nothing(wrong):
    assert told("jiaxi.accountant", mark(TWO, 3), wrong).status_code == 400
    assert kept() == []


def test_the_charter_says_where_each_value_comes_from():
    found = {each["name"]: each for each in visitor("").get("/api/charter").json()}
    clauses = {each["name"]: each for each in found["points/refuse_fee"]["blocks"][-1]["clauses"]}
    assert (clauses["tiers"]["source"], clauses["tiers"]["money"]) == ("assumption", True)
    said = [clause for each in found.values() for block in each["blocks"] for clause in block["clauses"]]
    assert {clause["source"] for clause in said} <= {"law", "article", "resolution", "assumption"}


def test_what_came_in_goes_out_to_whom_it_belongs():
    told("jiaxi.grid_worker", mark(ONE, 3), mark(TWO, 4))
    found = visitor("jiaxi.accountant").get("/api/export/scores/jiaxi?limit=1").json()
    assert (found["total"], [(row["household"], row["bonus"]) for row in found["rows"]]) == (2, [(ONE, 3)])
    for stranger in ("", "haiba.accountant", "home4"):
        assert visitor(stranger).get("/api/export/scores/jiaxi").status_code == 404
    assert visitor("jiaxi.accountant").get("/api/export/nothing/jiaxi").status_code == 404
