"""Killed at some eighty points (断电八十处): nothing lost, nothing double, nothing torn.

Each step of a town's work runs in a process that is killed at points drawn by a seed, always the first and
the last, before a commit and right after it. A fresh process opens the data: it stands as before the step or
as after it, down to the seals of evidence; the step taken again ends where an undisturbed one ends.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests import undisturbed
from tests.databases import copy, own, settle
from tests.kills import Control, Place, Places, chosen, killed, warm
from tests.undisturbed import LIFE

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

FILES = pytest.mark.only_on("sqlite3", "files beside records, and transactions that the life shows on both")


@pytest.fixture(scope="module")
def places(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Places]:
    """A folder for installations; their databases go with the module."""
    with django_db_blocker.unblock():
        warm()
        with Places(tmp_path_factory.mktemp("kills"), own("kills")) as made:
            yield made


@pytest.fixture(scope="module")
def blank(places: Places) -> Place:
    """An installation with all tables and no rows."""
    settle()
    place = places.new("blank")
    copy(connection.settings_dict["NAME"], place.database)
    return undisturbed.opened(place)


@pytest.fixture(scope="module")
def life(blank: Place, places: Places) -> dict[str, Control]:
    return undisturbed.life(blank, places)


@pytest.fixture(scope="module")
def year(life: dict[str, Control], places: Places) -> Place:
    return undisturbed.year(life, places)


def stand(of: Control, places: Places, between: int = 1) -> None:
    """Killed at each of the chosen points it comes to nothing worse than having to be taken again."""
    verdicts = [killed(of, number, places) for number in chosen(of, between)]
    assert len(verdicts) >= 3
    assert [each for each in verdicts if each.wrong] == []


@pytest.mark.parametrize("name", LIFE)
def test_a_step_of_the_life(life: dict[str, Control], places: Places, name: str) -> None:
    stand(life[name], places)


def test_a_restore(year: Place, places: Places) -> None:
    of = undisturbed.restore(year, places)
    assert of.before.digest == "no data" and of.after.rows["base.AuditLine"] > 0
    stand(of, places, between=5)


def test_an_upgrade(life: dict[str, Control], places: Places) -> None:
    """Records get columns, tables come anew; evidence is sealed anew, guards stand: all of it or none."""
    of = undisturbed.upgrade(life, places)
    assert "base_auditline" in of.before.rows and of.after.rows["sales.Sale"] == 0
    stand(of, places, between=2)


@FILES
def test_keys_are_turned(year: Place, places: Places) -> None:
    stand(undisturbed.keys(year, places), places)


@FILES
def test_a_town_is_founded(blank: Place, places: Places) -> None:
    stand(undisturbed.founding(blank, places), places, between=2)


@FILES
def test_a_decision_is_begun(year: Place, places: Places) -> None:
    stand(undisturbed.decision(year, places), places)
