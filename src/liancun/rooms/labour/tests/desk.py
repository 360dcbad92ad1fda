"""A desk of work for the tests (务工台): three orders of the small town, sheets in, a month paid."""

from datetime import date, timedelta

import pytest

from liancun.base import clock
from liancun.base.importing import import_workbook
from liancun.base.permits import SYSTEM
from liancun.kernel import Period, Refusal
from liancun.rooms.labour import actions, checks, queries, rules
from liancun.rooms.labour.actions import Correction, NewDay, NewOrder
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.notices import actions as board
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement.models import RunLine

FIRST, SECOND, THIRD = "P0000001", "P0000002", "P0000003"
MARCH = Period(2025, 3)
APRIL = date(2025, 4, 1)
SHEET = "考勤表号,派工单号,人员编码,月份,3日,4日,5日,6日,验收人"


def raise_desk(monkeypatch):
    """The small town with an order of tending, one of dishen and one of picking; the clock in May."""
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=date(2025, 1, 1))
    monkeypatch.setattr(clock, "today", lambda: date(2025, 5, 10))
    for number, job, site in (
        ("PG-1", "园区管护", "a"),
        ("PG-2", "dishen", "b"),
        ("PG-3", "park_picking", "a"),
    ):
        give(number, job, site)


@pytest.fixture(autouse=True)
def two_orders(db, monkeypatch):
    raise_desk(monkeypatch)


def give(number, job, site="a", rate_fen=None, last=date(2025, 4, 30), by=SYSTEM):
    terms = queries.jobs(SYSTEM, "head", on=MARCH.first_day)
    code = next((each.code for each in terms if job in (each.code, each.name)), job)
    new = NewOrder(number, "pq-jiaxi", code, site, MARCH.first_day, last, 3, rate_fen)
    return actions.give_order("head", new, by=by, on=MARCH.first_day)


def brought(*rows, heading=SHEET, on=date(2025, 3, 31), by=SYSTEM):
    content = "\n".join((heading, *rows)).encode()
    return import_workbook("attendance", content, "考勤.csv", org_code="head", by=by, on=on)


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refusal) as no:
        call(*args, **kwargs)
    assert no.value.code == code, str(no.value)


def one_day(order="PG-1", party=FIRST, day=date(2025, 3, 3), quantity=100, hours=""):
    return NewDay(order, "KQ-1", party, day, quantity, hours=hours)


def correct(pk, quantity, *, by=SYSTEM, hours="", on=APRIL):
    cell = rules.write_cell(rules.Cell(quantity, hours), queries.day_card(SYSTEM, pk).row.measure)
    return actions.correct_day(pk, Correction(cell, "改"), by=by, on=on)


def found_wrong():
    return [found.code for check in checks.CHECKS for found in check()]


def acting(post, on):
    return town.viewer(f"head.{post}", on)


def paid(month, on, key, only=None):
    """Draft, check, publish, confirm, post and pay a month, or `only` these; returns the run."""
    run = settlement.draft_run("head", settlement.NewRun("wages", month), by=acting("accountant", on), on=on)
    settlement.check_run(run, by=acting("supervisor", on), on=on)
    notice = settlement.publish_run(run, by=acting("notice_clerk", on), on=on).ref
    number = int(notice.partition(":")[2])
    for village in sorted(set(RunLine.objects.filter(run=run).values_list("village_code", flat=True))):
        board.record_posting(
            number, board.Hanging(villages=(village,), place="公开栏", posted_on=on), by=SYSTEM, on=on
        )
    day = on + timedelta(days=3)
    settlement.confirm_run(run, by=acting("director", day), on=day)
    settlement.post_run(run, by=acting("accountant", day), on=day)
    lines = RunLine.objects.filter(run=run, payable=True, amount_fen__gt=0)
    rows = [
        settlement.NewPayment(line.pk, line.amount_fen, day + timedelta(days=1))
        for line in lines
        if only is None or line.subject in only
    ]
    if rows:
        cashier = acting("cashier", day)
        settlement.record_payments("head", rows, key=key, by=cashier, on=day + timedelta(days=1))
    return run


def lines_of(run):
    found = RunLine.objects.filter(run=run).order_by("id")
    return {(line.subject, line.part): line.amount_fen for line in found}
