"""Who may be named for a day (在世): `registry.facts.lives`, worked by hand in the room's README."""

from datetime import date, timedelta

import pytest

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.registry import actions, facts
from liancun.rooms.registry.actions.people import Authority, Death
from liancun.rooms.registry.tests import town

DIED = date(2025, 2, 1)
NEXT = DIED + timedelta(days=1)
FIRST, SECOND = "P0000001", "P0000002"


@pytest.fixture(autouse=True)
def one_died(db):
    town.raise_town()
    actions.record_death(FIRST, Death(died_on=DIED, document="SW-1"), by=SYSTEM, on=DIED)


def codes(*days, heirs=False):
    found = facts.life_faults([(FIRST, day) for day in days], heirs=heirs)
    return [found[FIRST, day].code if (FIRST, day) in found else "" for day in days]


def stands_for(kind, start, end=None):
    given = Authority(payee=SECOND, kind=kind, document="JC-1", start=start, end=end)
    actions.set_authority(FIRST, given, by=SYSTEM, on=start)


def test_the_day_of_death_is_the_last():
    assert codes(DIED, NEXT) == ["", "registry.is_dead"]
    assert codes(date(1900, 1, 1)) == ["registry.before_birth"]
    with pytest.raises(Refusal) as no:
        facts.must_live([(SECOND, NEXT), (FIRST, NEXT)])
    assert (no.value.code, dict(no.value.params)["day"]) == ("registry.is_dead", str(DIED))


def test_codes_of_nobody_and_organisations_are_not_its_matter():
    assert facts.life_faults([("O:head", NEXT), ("P9999999", NEXT), ("", NEXT)]) == {}


def test_an_heir_stands_for_property_not_for_doing():
    assert codes(NEXT, heirs=True) == ["registry.nobody_for_the_dead"]
    stands_for("heir", date(2025, 3, 1), date(2025, 3, 31))
    assert codes(date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31), date(2025, 4, 1), heirs=True) == [
        "registry.nobody_for_the_dead", "", "", "registry.nobody_for_the_dead",
    ]  # fmt: skip
    assert codes(date(2025, 3, 1)) == ["registry.is_dead"]
