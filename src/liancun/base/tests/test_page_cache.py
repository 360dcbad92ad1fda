"""Kept answers (留存): from look to look until somebody records something, never outside a page."""

from datetime import date

import pytest

from liancun.base import charters, clock
from liancun.base.acts import act
from liancun.base.page_cache import ANSWERS, kept, page_look
from liancun.base.permits import SYSTEM
from liancun.base.request_cache import one_look

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 10)


@pytest.fixture
def asked():
    calls = []

    @kept
    def ask(what, *, on=0):
        calls.append((what, on))
        return f"{what}@{on}"

    return ask, calls


def look(ask, *args, **kwargs):
    with page_look():
        return ask(*args, **kwargs)


def recorded(org_code):
    with act("probe.write", org_code, by=SYSTEM, on=DAY):
        pass


def test_only_pages_keep(asked):
    """A run that is drafted and a check are looks too: they see what a hand changed a moment ago."""
    ask, calls = asked
    look(ask, "甲")
    ask("甲")
    with one_look():
        assert ask("甲") == "甲@0"
    assert len(calls) == 3


def test_the_next_look_asks_no_more(asked):
    ask, calls = asked
    for _ in range(3):
        assert (look(ask, "甲"), look(ask, "甲", on=1), look(ask, "乙")) == ("甲@0", "甲@1", "乙@0")
    assert calls == [("甲", 0), ("甲", 1), ("乙", 0)]


@pytest.mark.parametrize("org_code", ["one", "another"])
def test_whoever_records_something_is_heard_by_the_next_look(asked, org_code):
    ask, calls = asked
    recorded("one")
    look(ask, "甲")
    recorded(org_code)
    look(ask, "甲")
    look(ask, "甲")
    assert len(calls) == 2


def test_another_day_and_another_charter_are_asked_anew(asked):
    ask, calls = asked
    for day in (DAY, date(2026, 2, 11)):
        clock.set_demo_day(day)
        look(ask, "甲")
    charters.forget()
    look(ask, "甲")
    assert len(calls) == 3


def test_only_the_last_asked_are_kept(asked):
    ask, calls = asked
    for number in range(ANSWERS + 1):
        look(ask, number)
    look(ask, ANSWERS)
    look(ask, 0)
    assert len(calls) == ANSWERS + 2
