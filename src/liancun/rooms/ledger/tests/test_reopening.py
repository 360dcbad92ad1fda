"""Months that ask before they are closed, and that are opened again by two."""

from datetime import date

import pytest

from liancun.base import unentered as door
from liancun.base.permits import SYSTEM
from liancun.base.unentered import Unentered
from liancun.kernel import Period
from liancun.rooms.ledger import actions, checks, facts, queries
from liancun.rooms.ledger.actions import MonthToClose, MonthToReopen, ReopeningAnswer
from liancun.rooms.ledger.models import ClosedAnyway, PeriodEvent, ReopeningAnswered, ReopeningAsked
from liancun.rooms.ledger.tests.conftest import post, refused
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

LATER = date(2025, 6, 5)
WAITS = Unentered("run_open", "wages", "2025-01", 7, 12_345, "run:9")
WHY = MonthToReopen("2025-01", "漏记一月的电费")


def close(month: str, reason: str = "") -> None:
    actions.close_period("head", MonthToClose(month, reason), by=SYSTEM, on=LATER)


def closed() -> set[str]:
    return set(facts.period_state("head").closed)


def test_what_is_not_in_wants_a_reason(monkeypatch):
    monkeypatch.setattr(
        "liancun.rooms.ledger.actions.periods.unentered",
        lambda org, month: (WAITS,) if month.month == 1 else (),
    )
    monkeypatch.setattr("liancun.rooms.ledger.closings.asked_of_every_room", lambda _org, _month: (WAITS,))
    page = queries.unentered(SYSTEM, "head", limit=9)
    assert (page.month, page.total) == ("2025-01", 1)
    assert (page.rows[0].what, page.rows[0].fen, page.rows[0].ref) == ("run_open", 12_345, "run:9")
    for nothing in ("", "   "):
        again = MonthToClose("2025-01", nothing)
        assert refused(actions.close_period, "head", again, by=SYSTEM, on=LATER) == "ledger.not_all_in"
    assert not PeriodEvent.objects.exists()
    close("2025-01", "工资单等异议答复")
    close("2025-02")
    kept = ClosedAnyway.objects.get()
    assert (kept.reason, kept.unentered[0]["ref"], kept.event.period) == (
        "工资单等异议答复",
        "run:9",
        "2025-01",
    )
    steps = queries.closings(SYSTEM, "head", limit=9).rows
    assert [(each.step, each.count, each.reason) for each in steps] == [
        ("closed", None, ""),
        ("closed_anyway", 1, "工资单等异议答复"),
    ]


def test_two_open_a_month_and_all_after_it():
    for month in ("2025-01", "2025-02", "2025-03"):
        close(month)
    accountant, supervisor = town.viewer("head.accountant", LATER), town.viewer("head.supervisor", LATER)
    again = MonthToReopen("2025-02", "漏记二月的电费")
    yes, no = ReopeningAnswer("agreed"), ReopeningAnswer("refused", "记在本月就行")
    assert refused(actions.answer_reopening, "head", yes, by=supervisor, on=LATER) == "ledger.nothing_asked"
    assert refused(actions.ask_reopening, "head", again, by=supervisor, on=LATER) == "permit.not_yours"
    actions.ask_reopening("head", again, by=accountant, on=LATER)
    assert refused(actions.ask_reopening, "head", again, by=accountant, on=LATER) == "ledger.reopening_waits"
    assert refused(actions.answer_reopening, "head", yes, by=accountant, on=LATER) == "permit.not_yours"
    assert closed() == {"2025-01", "2025-02", "2025-03"}
    actions.answer_reopening("head", no, by=supervisor, on=LATER)
    assert closed() == {"2025-01", "2025-02", "2025-03"}
    actions.ask_reopening("head", again, by=accountant, on=LATER)
    actions.answer_reopening("head", yes, by=supervisor, on=LATER)
    assert closed() == {"2025-01"}
    post(day=date(2025, 2, 20))
    close("2025-02")
    assert closed() == {"2025-01", "2025-02"}
    assert [each.step for each in queries.closings(SYSTEM, "head", limit=20).rows] == [
        "closed", "agreed", "asked", "refused", "asked", "closed", "closed", "closed"
    ]  # fmt: skip
    assert not [*checks.closings_are_as_recorded()]


def test_what_may_not_be_opened():
    assert refused(actions.ask_reopening, "head", WHY, by=SYSTEM, on=LATER) == "ledger.not_closed"
    close("2025-01")
    blank = MonthToReopen("2025-01", "  ")
    assert refused(actions.ask_reopening, "head", blank, by=SYSTEM, on=LATER) == "ledger.no_reason_to_reopen"
    actions.ask_reopening("head", WHY, by=SYSTEM, on=LATER)
    yes, no = ReopeningAnswer("agreed"), ReopeningAnswer("refused", " ")
    assert refused(actions.answer_reopening, "head", yes, by=SYSTEM, on=LATER) == "ledger.answers_oneself"
    director = town.viewer("head.director", LATER)
    assert (
        refused(actions.answer_reopening, "head", no, by=director, on=LATER)
        == "ledger.refused_without_reason"
    )
    stranger = town.viewer("jiaxi.supervisor", LATER)
    assert refused(actions.answer_reopening, "head", yes, by=stranger, on=LATER) == "permit.not_yours"
    assert ReopeningAsked.objects.count() == 1 and not ReopeningAnswered.objects.exists()


def test_a_year_sealed_meanwhile_stays_sealed():
    for month in range(1, 13):
        actions.close_period("head", MonthToClose(f"2025-{month:02d}"), by=SYSTEM, on=date(2026, 2, 1))
    actions.ask_reopening("head", MonthToReopen("2025-12", "漏记"), by=SYSTEM, on=date(2026, 2, 2))
    actions.seal_year("head", actions.BookYear(2025), by=SYSTEM, on=date(2026, 2, 3))
    director = town.viewer("head.director", date(2026, 2, 4))
    yes = ReopeningAnswer("agreed")
    assert (
        refused(actions.answer_reopening, "head", yes, by=director, on=date(2026, 2, 4))
        == "ledger.year_sealed"
    )
    assert len(closed()) == 12


def test_every_room_is_asked(monkeypatch):
    class Room:
        UNENTERED = (lambda org, month: [Unentered("a.b", "", f"{org} {month}", 1)],)

    monkeypatch.setattr(door, "doors", lambda _name: [("x", Room), ("y", Room)])
    assert [each.period for each in door.unentered("head", Period(2025, 3))] == ["head 2025-03"] * 2
