"""A small town with its collectives' books open, and a year of scores at hand."""

from dataclasses import asdict
from datetime import date

import pytest

from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.kernel import Period
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.points import actions
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.registry.tests import town


@pytest.fixture(scope="module")
def small_town(ground) -> None:
    """Two villages of three homes each; both collectives keep a book."""
    town.raise_town()
    for org in ("jiaxi", "haiba"):
        ledger.open_book(org, ledger.NewBook("collective", date(2024, 1, 1)), by=SYSTEM, on=date(2024, 1, 1))


def homes(org: str) -> list[str]:
    """The codes of a village's three living households."""
    return [town.home_code(number) for number in ((1, 2, 3) if org == "jiaxi" else (4, 5, 6))]


def marked(household: str, month: str, mark: MonthMark) -> actions.Mark:
    """A household's month as the act of correcting takes it."""
    return actions.Mark(household=household, month=month, **asdict(mark))


def score_year(org: str, bonus: dict[str, int], *, year: int = 2025, skip=()) -> None:
    """Score every home of a village for a year, each with its own bonus; `skip` names (home, month)."""
    for month in Period(year).months:
        marks = {
            home: MonthMark("scored", 10, bonus.get(home, 3))
            for home in homes(org)
            if (home, str(month)) not in skip
        }
        on = month.next.first_day
        actions.score_month(org, str(month), marks, by=town.viewer(f"{org}.grid_worker", on), on=on)


def stamped(model, org="jiaxi", **values):
    """A record of a village's collective, as its workbook would write it."""
    with act("points.import_opening", org, by=SYSTEM, on=date(2025, 1, 1)) as a:
        return a.add(model, **values, **a.stamp(town.VILLAGES[org][0]))
