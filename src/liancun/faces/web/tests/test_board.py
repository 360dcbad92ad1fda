"""Objecting at the line itself (提异议): whose it is and how much stand beside, its number is filled in."""

from datetime import timedelta

import pytest

from liancun.base import clock
from liancun.faces.web.tests.visiting import page, visitor
from liancun.rooms.notices.models import Objection
from liancun.rooms.points.tests.conftest import homes, score_year
from liancun.rooms.points.tests.test_life import AFTER, DAY, line, published
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
ONE, TWO, _THREE = homes("jiaxi")
FORM = 'action="/acts/notices/object_to_line/'


@pytest.fixture
def fee(db, monkeypatch):
    """The year's fee on show in Jiaxi: its run and its notice."""
    monkeypatch.setattr(clock, "today", lambda: DAY)
    town.raise_town()
    score_year("jiaxi", {TWO: 5})
    return published("refuse_fee", "2025")


def test_a_household_objects_at_its_own_line(fee):
    run, notice = fee
    row = line(run, ONE)
    address = f"/lines/{row.pk}/"
    home = visitor("home1")
    shut, asked = page(home, address), page(home, f"{address}?object")
    assert FORM in shut and "<details" in shut and " open>" not in shut
    assert " open>" in asked and 'name="line"' in asked and 'name="objector"' not in asked
    assert f'href="{address}?object#objection"' in page(home, f"/board/{notice}/")
    action = asked.partition(FORM)[2].partition('"')[0]
    said = {"text": "少记了两个月", "category": "points", "direction": "more"}
    given = {"line": "1", **said, "back": address}
    answer = home.post(f"/acts/notices/object_to_line/{action}", given)
    assert (answer.status_code, answer["location"]) == (302, address)
    assert Objection.objects.get().line_ref == f"line:{row.pk}"


@pytest.mark.parametrize(
    ("who", "objector"), [("jiaxi.grid_worker", True), ("jiaxi.secretary", True), ("jiaxi.accountant", None)]
)
def test_who_helps_says_for_whom(fee, who, objector):
    said = page(visitor(who), f"/lines/{line(fee[0], ONE).pk}/?object")
    assert (FORM in said) is (objector is not None)
    assert ('name="objector"' in said) is bool(objector)


def test_after_its_days_nothing_is_offered(fee, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: AFTER + timedelta(days=1))
    said = page(visitor("home1"), f"/lines/{line(fee[0], ONE).pk}/?object")
    assert FORM not in said and "#objection" not in said
