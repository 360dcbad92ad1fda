"""Reports of workbooks are kept so long and no longer (导入报告的保存): by number, by age, by size."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError

from liancun.base import report_bounds, startup
from liancun.base.importing import HowRead, reports
from liancun.base.models import KeptReport
from liancun.base.permits import SYSTEM
from liancun.base.tests.probe import book, row
from liancun.base.tests.test_sent import refused, send
from liancun.kernel import BadInput, Refusal

pytestmark = pytest.mark.usefixtures("probe")


def bad():
    """The number of a report that has just been kept."""
    return refused(book(row("A1", "无"))).view.number


def aged(number, **how):
    kept = KeptReport.objects.get(pk=number)
    KeptReport.objects.filter(pk=number).update(at=kept.at - timedelta(**how))


def numbers():
    return list(KeptReport.objects.order_by("pk").values_list("pk", flat=True))


def test_what_is_too_old_is_nobodys_and_goes_with_the_next(settings):
    settings.REPORT_DAYS = 30
    old, young = bad(), bad()
    aged(old, days=30, seconds=1)
    aged(young, days=29, hours=23, minutes=50)
    assert [each.number for each in reports.recent(SYSTEM)] == [young]
    with pytest.raises(Refusal) as no:
        reports.opened(SYSTEM, old)
    assert no.value.code == "viewer.not_found"
    assert numbers() == [old, young], "who only looks takes nothing away"
    last = bad()
    assert numbers() == [young, last]


def test_what_is_too_old_goes_when_the_data_is_opened(settings):
    first, second = bad(), bad()
    aged(first, days=settings.REPORT_DAYS + 1)
    startup.open_data()
    assert numbers() == [second]
    assert report_bounds.remove_old() == 0


def test_the_age_holds_for_a_look_that_would_be_entered(settings):
    number = reports.keep("probe", "town", SYSTEM, "表.xlsx", (), None, HowRead())
    assert reports.opened(SYSTEM, number, look=True)
    aged(number, days=settings.REPORT_DAYS + 1)
    with pytest.raises(Refusal):
        reports.opened(SYSTEM, number, look=True)


def test_all_together_take_no_more_than_they_may(settings, monkeypatch):
    """Whoever they are of: the oldest goes first, and the newest stays."""
    settings.REPORT_MEGABYTES = 1
    other = replace(SYSTEM, name="another")
    monkeypatch.setattr(reports, "_packed", lambda said: "x" * 300_000)
    kept = [
        reports.keep("probe", "town", by, "表.xlsx", (), None, HowRead())
        for by in (SYSTEM, other, SYSTEM, other)
    ]
    assert numbers() == kept[2:], "each is sealed, and takes a third more than its text"


def test_a_report_and_what_goes_for_it_are_one_step(monkeypatch):
    """Where taking away fails, or the process dies, neither is there: no report stands beyond the bounds."""
    kept = bad()

    def full(by):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(report_bounds, "remove_beyond", full)
    with pytest.raises(BadInput) as told:
        send(book(row("A1", "无")))
    assert told.value.kept == 0 and numbers() == [kept]
