"""What a pay list says: the items of art. 15, the time worked, and what is late (工资表)."""

from datetime import date
from pathlib import Path

import pytest

from liancun import charter
from liancun.base import charters
from liancun.base.permits import SYSTEM
from liancun.rooms.labour import checks as labour_checks
from liancun.rooms.labour import queries, rules
from liancun.rooms.labour.models import WorkDay, WorkOrder
from liancun.rooms.labour.tests.desk import (
    APRIL,
    FIRST,
    THIRD,
    acting,
    brought,
    correct,
    give,
    lines_of,
    paid,
    two_orders,
)
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import checks
from liancun.rooms.settlement.models import Run, RunLine

__all__ = ["two_orders"]

pytestmark = pytest.mark.django_db
MAY = date(2025, 5, 1)


def row_of(month, party=FIRST):
    found = queries.pay_list(SYSTEM, "head", month)
    assert found.due_fen == sum(row.due_fen for row in found.rows)
    assert found.deducted_fen == sum(row.deducted_fen for row in found.rows)
    assert found.net_fen == sum(row.net_fen for row in found.rows)
    return next(row for row in found.rows if row.party == party)


def said(items):
    return [(each.what, each.month, each.amount_fen, each.quantity) for each in items]


def test_working_time_is_dates_days_and_kilos():
    """Half days on four dates, picking on two of them: four dates, two days, a hundred kilos."""
    brought(f"KQ-1,PG-1,{FIRST},2025-03,0.5,0.5,0.5,0.5,", f"KQ-1,PG-3,{FIRST},2025-03,50,50,,,")
    settlement.draft_run(
        "head", settlement.NewRun("wages", "2025-03"), by=acting("accountant", APRIL), on=APRIL
    )
    row = row_of("2025-03")
    assert (row.dates, row.hundredths, row.picked_g) == (4, 200, 100_000)
    assert said(row.items) == [("day", "", 20_000, 200), ("kilo", "", 6_000, 100_000)]
    assert (row.due_fen, row.deductions, row.net_fen, row.paid_on) == (26_000, (), 26_000, None)


def test_one_day_on_two_orders_is_one_date():
    """For the park and for the cooperative: two lines of the run, one date worked."""
    give("PG-5", "bees", "a")
    brought(f"KQ-1,PG-1,{FIRST},2025-03,0.5,,,,", f"KQ-1,PG-5,{FIRST},2025-03,0.5,,,,")
    run = settlement.draft_run(
        "head", settlement.NewRun("wages", "2025-03"), by=acting("accountant", APRIL), on=APRIL
    )
    assert len(lines_of(run)) == 2
    row = row_of("2025-03")
    assert (row.dates, row.hundredths) == (1, 100)
    assert said(row.items) == [("day", "", 10_000, 100)]


def test_what_was_late_and_what_is_taken_back_stand_by_their_month():
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,1,,,", f"KQ-1,PG-2,{THIRD},2025-03,1,,,,")
    paid("2025-03", APRIL, "march")
    day = WorkDay.objects.get(party=FIRST, day=date(2025, 3, 4))
    correct(day.pk, 0, on=date(2025, 4, 20))
    brought(f"KQ-5,PG-1,{FIRST},2025-04,1,1,,,", f"KQ-5,PG-2,{THIRD},2025-03,,1,,,", on=date(2025, 4, 30))
    settlement.draft_run("head", settlement.NewRun("wages", "2025-04"), by=acting("accountant", MAY), on=MAY)
    row = row_of("2025-04")
    assert said(row.items) == [("day", "", 20_000, 200)]
    assert said(row.deductions) == [("back", "2025-03", 10_000, 0)]
    assert (row.due_fen, row.deducted_fen, row.net_fen, row.dates) == (20_000, 10_000, 10_000, 2)
    third = row_of("2025-04", THIRD)
    assert said(third.items) == [("late", "2025-03", 10_000, 0)]
    assert (third.dates, third.hundredths) == (0, 0), "the time is the month's, not the month set right"


FEE = """title: 代扣
decision: labour/tax
decided_by: 理事会
blocks:
  - from: 2024-01-01
    clauses:
      salary: {value: {rate: 0%}, source: assumption}
      labour_fee: {value: {rate: 10%, large_off: 0%}, source: assumption}
      exempt: {value: {rate: 0%}, source: assumption}
      wages_are: {value: labour_fee, source: assumption}
"""


@pytest.fixture
def taxed(monkeypatch, tmp_path):
    """A cooperative whose own decision says that wages are a labour fee, a tenth of it withheld."""
    (tmp_path / "head").mkdir()
    (tmp_path / "head" / "tax.yaml").write_text(FEE, encoding="utf-8")
    monkeypatch.setattr(charters, "own_folder", lambda: tmp_path)
    charters.forget()
    yield
    monkeypatch.undo()
    charters.forget()


def test_tax_is_a_deduction_of_its_own_also_where_it_is_set_right(taxed):
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,1,,,")
    paid("2025-03", APRIL, "march")
    row = row_of("2025-03")
    assert said(row.items) == [("day", "", 20_000, 200)]
    assert said(row.deductions) == [("tax", "", 2_000, 0)]
    assert (row.net_fen, row.paid_fen) == (18_000, 18_000)
    day = WorkDay.objects.get(day=date(2025, 3, 4))
    correct(day.pk, 0, on=date(2025, 4, 20))
    brought(f"KQ-5,PG-1,{FIRST},2025-04,1,1,,,", on=date(2025, 4, 30))
    settlement.draft_run("head", settlement.NewRun("wages", "2025-04"), by=acting("accountant", MAY), on=MAY)
    row = row_of("2025-04")
    assert said(row.items) == [("day", "", 20_000, 200), ("refund", "2025-03", 1_000, 0)]
    assert said(row.deductions) == [("tax", "", 2_000, 0), ("back", "2025-03", 10_000, 0)]
    payable = RunLine.objects.filter(subject=FIRST, run__period="2025-04", payable=True)
    assert row.net_fen == sum(line.amount_fen for line in payable) == 9_000


def test_a_tariff_that_came_to_govern_later_is_named_itself(tmp_path, monkeypatch):
    """The pay clause a month was settled under still stands; the tax clause it rests on does not."""
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,1,,,")
    paid("2025-03", APRIL, "march")
    assert list(checks.clauses_still_govern()) == []
    with monkeypatch.context() as patch:
        (tmp_path / "head").mkdir()
        (tmp_path / "head" / "tax.yaml").write_text(FEE, encoding="utf-8")
        patch.setattr(charters, "own_folder", lambda: tmp_path)
        charters.forget()
        (finding,) = checks.clauses_still_govern()
    charters.forget()
    told = dict(finding.params)
    assert (finding.code, told["stored"]) == ("settlement.other_clause", "labour/tax@2024-01-01")
    assert told["now"] != told["stored"] and "labour/tax" in str(told["now"])


def test_a_month_of_deductions_alone_is_not_late():
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,1,,,")
    paid("2025-03", APRIL, "march")
    correct(WorkDay.objects.get(day=date(2025, 3, 4)).pk, 0, on=date(2025, 4, 20))
    paid("2025-04", MAY, "april")
    alarm = queries.pay_day_alarm(SYSTEM, "head", on=date(2025, 5, 9), month="2025-04")
    assert (alarm.missing, alarm.active, alarm.late, alarm.owed_back_fen) == ((), False, False, 10_000)
    row = row_of("2025-04")
    assert (row.net_fen, row.paid_on, row.proof) == (-10_000, None, "")


def test_what_one_owes_back_does_not_hide_what_another_waits_for():
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,1,,,")
    paid("2025-03", APRIL, "march")
    correct(WorkDay.objects.get(day=date(2025, 3, 4)).pk, 0, on=date(2025, 4, 20))
    brought(f"KQ-5,PG-1,{THIRD},2025-04,1,,,,", on=date(2025, 4, 30))
    paid("2025-04", MAY, "april", only=())
    alarm = queries.pay_day_alarm(SYSTEM, "head", on=date(2025, 5, 9), month="2025-04")
    assert [each.what.code for each in alarm.missing] == ["labour.missing_payment"] and alarm.late
    assert dict(alarm.missing[0].what.params)["open_fen"] == 10_000
    assert alarm.owed_back_fen == 10_000
    row = row_of("2025-04", THIRD)
    assert (row.paid_fen, row.paid_on, row.proof) == (0, None, "")
    owed = RunLine.objects.get(run__period="2025-04", subject=FIRST)
    back = settlement.NewPayment(owed.pk, owed.amount_fen, date(2025, 5, 6))
    settlement.record_payments("head", [back], key="back", by=acting("cashier", MAY), on=date(2025, 5, 6))
    row = row_of("2025-04")
    assert (row.paid_fen, row.paid_on, row.proof) == (-10_000, None, ""), "paid back is not paid out"
    assert queries.pay_day_alarm(SYSTEM, "head", on=MAY, month="2025-04").owed_back_fen == 0


def test_a_run_stored_by_other_code_is_told_as_changed_not_as_tampered():
    """Facts of another shape, as an older version stored them: what is in the book still stands."""
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,1,,,")
    run = paid("2025-03", APRIL, "march")
    Run.objects.filter(pk=run).update(facts_version="of an older version")
    line = RunLine.objects.get(run=run)
    older = {name: value for name, value in line.facts.items() if name != "dates"}
    RunLine.objects.filter(pk=line.pk).update(facts=older)
    found = {(each.kind, each.code) for each in checks.runs_follow_from_their_facts()}
    assert found == {("rule_changed", "settlement.facts_differ")}
    assert rules.whole_worth(200, 10_000, "day") == line.amount_fen


@pytest.fixture
def counted_anew(monkeypatch, tmp_path):
    """From the second day on, tending is counted by the kilo and picking by the day."""
    shipped = Path(charter.__file__).parent / "packs" / "panguan" / "labour" / "jobs.yaml"
    text = shipped.read_text(encoding="utf-8").replace("from: 2024-01-01", "from: 2025-03-02")
    text = text.replace("measure: day, rate_fen: ¥100}", "measure: kg, rate_fen: ¥100}", 1)
    text = text.replace("measure: kg, rate_fen: ¥0.60}", "measure: day, rate_fen: ¥0.60}")
    (tmp_path / "head").mkdir()
    (tmp_path / "head" / "jobs.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(charters, "own_folder", lambda: tmp_path)
    charters.forget()
    yield
    monkeypatch.undo()
    charters.forget()


def test_a_day_is_counted_as_its_order_was_given(counted_anew):
    """Orders of 1 March: 0.6 of a day twice is more than a day, 0.6 of a day beside 90 kilos is not."""
    brought(f"KQ-1,PG-1,{FIRST},2025-03,0.6,0.6,,,")
    first, second = WorkDay.objects.order_by("day")
    give("PG-4", "园区管护")
    for row, number, quantity in ((first, "PG-4", 60), (second, "PG-3", 90_000)):
        order = WorkOrder.objects.get(number=number)
        row.pk, row.order, row.rate_fen, row.quantity = None, order, order.rate_fen, quantity
        row.save(force_insert=True)
    (told,) = labour_checks.nobody_worked_twice()
    assert (told.code, dict(told.params)["day"]) == ("labour.worked_twice", str(first.day))
