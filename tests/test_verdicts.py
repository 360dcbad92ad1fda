"""`liancun check` on a raised town: nothing; then a hand in the file, a late record, another rule (核对结论).

The hand is that of somebody with the whole database: it takes the guards down, edits, and puts them back.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
import typer
from django.db import connection
from django.db.models import Count, F

from liancun.base import clock, guards
from liancun.base.models import AuditLine, CharterBlock, Counter
from liancun.base.permits import SYSTEM
from liancun.faces.cli import common
from liancun.kernel.rulings import Ruling
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.ledger.models import Entry, EntryLine
from liancun.rooms.points.actions import correct_score
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import marked
from liancun.rooms.settlement import kinds
from liancun.rooms.settlement.models import Payment, PaymentList, Run, RunEvent, RunLine

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("town")]


def check(capsys):
    """What `liancun check --json` says, its exit code held against it: (kind, ref, code)."""
    capsys.readouterr()
    with pytest.raises(typer.Exit) as left:
        common.check(as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert left.value.exit_code == (1 if said else 0)
    assert all(set(each) == {"kind", "ref", "code", "params"} for each in said)
    return [(each["kind"], each["ref"], each["code"]) for each in said]


def edit(model, pk, **values):
    """Change a row as somebody with the file would: past the guards, which stand again afterwards."""
    table = model._meta.db_table
    guards.take_down(table)
    assert model._base_manager.filter(pk=pk).update(**values) == 1
    guards.put_back()


def fee_line():
    """A posted line of Jiaxi's refuse fee of 2025, of a household scored all through the year."""
    year = MonthScore.objects.filter(org_code="jiaxi", month__startswith="2025", state="scored", revision=0)
    whole = year.values("household").annotate(months=Count("pk")).filter(months=12).values("household")
    lines = RunLine.objects.filter(run__kind="refuse_fee", run__period="2025", subject__in=whole)
    return lines.order_by("pk")[0]


def score_of(line, month=6):
    """The score of a month that the line rests on."""
    scores = MonthScore.objects.filter(household=line.subject, month=f"{line.run.period}-{month:02d}")
    return scores.latest("revision")


def test_nothing_after_the_demo(capsys):
    assert check(capsys) == []
    with pytest.raises(typer.Exit) as left:
        common.check()
    assert left.value.exit_code == 0
    assert capsys.readouterr().out == "没有发现问题\n"


def test_a_guard_taken_down(capsys):
    guards.take_down(MonthScore._meta.db_table)
    found = check(capsys)
    assert {(kind, code) for kind, _ref, code in found} == {("tampered", "guard.missing")}
    with pytest.raises(typer.Exit):
        common.check(mend_guards=True)
    assert check(capsys) == []


def test_an_edited_score(capsys):
    line = fee_line()
    score = score_of(line)
    edit(MonthScore, score.pk, bonus=1 if score.bonus > 1 else 5)
    assert ("tampered", f"line:{line.pk}", "settlement.facts_differ") in check(capsys)


def test_a_removed_score(capsys):
    line = fee_line()
    guards.take_down(MonthScore._meta.db_table)
    score_of(line).delete()
    guards.put_back()
    assert ("tampered", f"run:{line.run_id}", "settlement.facts_gone") in check(capsys)


def test_edited_lines_of_runs(capsys):
    first, second, third = RunLine.objects.exclude(amount_fen=0).order_by("pk")[:3]
    edit(RunLine, first.pk, amount_fen=F("amount_fen") + 100)
    edit(RunLine, second.pk, payee="P9999999")
    edit(RunLine, third.pk, facts={})
    found = check(capsys)
    for line in (first, second, third):
        assert ("tampered", f"line:{line.pk}", "settlement.line_edited") in found


def test_an_edited_state(capsys):
    event = RunEvent.objects.filter(state="confirmed").order_by("pk")[0]
    edit(RunEvent, event.pk, state="checked")
    assert ("tampered", f"run:{event.run_id}", "settlement.state_unlawful") in check(capsys)


def test_edited_entries(capsys):
    row = EntryLine.objects.filter(debit_fen__gt=0).order_by("pk")[0]
    edit(EntryLine, row.pk, debit_fen=row.debit_fen + 1)
    moved = Entry.objects.order_by("-pk")[0]
    edit(Entry, moved.pk, happened_on=moved.happened_on.replace(year=2020))
    found = check(capsys)
    assert ("tampered", f"entry:{row.entry_id}", "ledger.unbalanced") in found
    assert ("tampered", f"entry:{row.entry_id}", "ledger.entry_changed") in found
    assert ("tampered", f"entry:{moved.pk}", "ledger.entry_changed") in found


def test_edited_payments(capsys):
    """One amount, one put on another line, one on another day: each list is named."""
    lists = list(PaymentList.objects.filter(count__gt=1).order_by("pk")[:3])
    amount, line, day = (
        Payment.objects.filter(listed=each, state="paid").order_by("pk")[0] for each in lists
    )
    other = RunLine.objects.filter(run=line.line.run).exclude(pk=line.line_id).order_by("pk")[0]
    edit(Payment, amount.pk, amount_fen=amount.amount_fen - 1)
    edit(Payment, line.pk, line_id=other.pk)
    edit(Payment, day.pk, happened_on=day.happened_on.replace(year=2020))
    found = check(capsys)
    for each in lists:
        assert ("tampered", f"paylist:{each.pk}", "settlement.list_not_whole") in found


def test_an_edited_slip(capsys):
    slip = WeighSlip.objects.order_by("pk")[0]
    edit(WeighSlip, slip.pk, net_g=slip.net_g + 1000)
    assert "tampered" in {kind for kind, _ref, _code in check(capsys)}


def test_edited_audit_lines(capsys):
    edits: tuple[dict[str, Any], ...] = (
        {"by": "somebody"},
        {"verb": "points.other"},
        {"params": {"rows": 1}},
        {"ref": "run:999"},
    )
    lines = list(AuditLine.objects.filter(verb="settlement.check_run").order_by("pk")[: len(edits)])
    for line, values in zip(lines, edits, strict=True):
        edit(AuditLine, line.pk, **values)
    named = [("tampered", f"audit:{line.org_code}/{line.mark}", "audit.edited") for line in lines]
    assert check(capsys) == named


def test_a_removed_audit_line_and_a_counter_turned_back(capsys):
    line = AuditLine.objects.filter(verb="points.import_scores").order_by("pk")[0]
    guards.take_down(AuditLine._meta.db_table)
    line.delete()
    guards.put_back()
    Counter.objects.filter(org_code="town").update(value=F("value") - 1)
    told = check(capsys)
    assert [each for each in told if each[2].startswith("audit.")] == [
        ("tampered", f"org:{org_code}", "audit.missing") for org_code in sorted((line.org_code, "town"))
    ]
    assert {(each[0], each[2]) for each in told} > {("tampered", "audit.missing")}, "the chain tells it too"


def test_a_run_made_out_of_nothing_by_hand(capsys):
    """A copy of a run under another number, by plain SQL as a tool for the file would write it."""
    run = Run.objects.filter(kind="refuse_fee").order_by("pk")[0]
    columns = [str(each.column) for each in Run._meta.concrete_fields if not each.primary_key]
    names = ", ".join(map(connection.ops.quote_name, columns))
    taken = names.replace(connection.ops.quote_name("attempt"), "attempt + 7")
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Run._meta.db_table)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE id = %s", [run.pk])
    made = Run.objects.latest("pk")
    assert ("tampered", f"run:{made.pk}", "settlement.lines_missing") in check(capsys)


def test_a_late_lawful_correction(capsys):
    line = fee_line()
    for month in range(1, 13):
        score = score_of(line, month)
        mark = MonthMark("scored", 10, 1 if score.bonus > 3 else 5)
        correct_score("jiaxi", marked(line.subject, score.month, mark), by=SYSTEM, on=clock.today())
    found = check(capsys)
    assert {kind for kind, _ref, _code in found} == {"late_facts"}
    assert f"run:{line.run_id}" in {ref for _kind, ref, _code in found}


def test_a_changed_rule(capsys, monkeypatch):
    line = fee_line()
    kind = kinds.kind_named("refuse_fee")

    def dearer(sheet, charter):
        ruling = kind.rule(sheet, charter)
        return Ruling(tuple(replace(each, amount_fen=each.amount_fen + 100) for each in ruling.lines))

    monkeypatch.setitem(kinds.known(), "refuse_fee", replace(kind, rule=dearer))
    found = check(capsys)
    assert ("rule_changed", f"line:{line.pk}", "settlement.rule_differs") in found
    assert "tampered" not in {kind for kind, _ref, _code in found}


def test_a_kept_decision_that_was_edited(capsys):
    block = CharterBlock.objects.get(block_id__startswith="pack=panguan:points/refuse_fee@")
    edit(CharterBlock, block.pk, text=block.text.replace("¥30", "¥31"))
    assert ("tampered", f"charter:{block.pk}", "charter.kept_edited") in check(capsys)
