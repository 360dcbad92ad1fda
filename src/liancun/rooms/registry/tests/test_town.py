"""The small town that every room's tests stand on is itself sound (小镇)."""

import pytest

from liancun.rooms.registry import checks
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_town(db):
    town.raise_town()


def test_nothing_to_find():
    assert [finding for check in checks.CHECKS for finding in check()] == []


def test_viewers_are_their_posts():
    accountant = town.viewer("jiaxi.accountant")
    assert accountant.org_codes == {"jiaxi"} and accountant.village_codes == {town.JIAXI}
    assert accountant.holds("accountant", "jiaxi") and not accountant.holds("accountant", "haiba")
    assert not accountant.everywhere and accountant.sees("jiaxi", town.JIAXI)
    assert not accountant.sees("haiba", town.HAIBA)
    grid = town.viewer("haiba.grid_worker")
    assert grid.holds("grid_worker", "haiba", town.HAIBA) and grid.village_codes == {town.HAIBA}
    for name in ("town.leader", "town.town_clerk", "town.auditor"):
        assert town.viewer(name).oversees and not town.viewer(name).everywhere
    director = town.viewer("head.director")
    assert director.org_codes == {"head"} and director.sees("head", town.HAIBA) and not director.sees("jiaxi")


def test_a_household_sees_itself_and_its_organisations():
    home = town.viewer("home1")
    assert home.party == "P0000001" and home.households == {"L0000001"} and not home.posts
    assert home.member_of == {"head", "jiaxi"} and not home.org_codes


def test_a_stranger_has_nothing():
    assert town.viewer("") == town.viewer("nobody of that name")
    person = town.viewer("stranger")
    assert not person.posts and not person.households and not person.member_of and not person.everywhere
