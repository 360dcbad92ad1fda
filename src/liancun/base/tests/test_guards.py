"""What the database itself refuses, whoever asks it (数据库守卫)."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from liancun.base import clock, guards
from liancun.base.guards import AppendOnly
from liancun.base.models import AuditLine, Counter, ImportedRow, Job
from liancun.base.tests.probe import DAY
from liancun.kernel import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded():
    guards.put_back()


@pytest.fixture
def declare(monkeypatch):
    """Have these guards declared, and in the database."""

    def declare(*wanted):
        monkeypatch.setattr(guards, "all_guards", lambda: wanted)
        guards.put_back()

    return declare


def line(mark=1):
    given = {"org_code": "jiaxi", "verb": "v", "by": "li", "on": DAY, "recorded_at": clock.now()}
    return AuditLine.objects.create(mark=mark, **given)


def refused(change, *, event):
    """A guard refuses it, as a Refusal that names the table; what was there still is."""
    with pytest.raises(Refusal) as no, guards.refusing(), transaction.atomic():
        change()
    assert (no.value.code, no.value.params["event"]) == ("guard.sealed", event)
    return no.value.params["table"]


def execute(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def triggers():
    return guards._present()


def test_the_audit_trail_is_only_added_to(guarded):
    line()
    line(2)
    rows = AuditLine.objects.all()
    assert refused(lambda: rows.update(by="wu"), event="change") == "base_auditline"
    assert refused(lambda: rows._raw_delete("default"), event="delete") == "base_auditline"
    assert refused(lambda: execute("UPDATE base_auditline SET mark = 9 WHERE mark = %s", 1), event="change")
    assert refused(lambda: execute("DELETE FROM base_auditline"), event="delete")
    assert sorted(AuditLine.objects.values_list("mark", "by")) == [(1, "li"), (2, "li")]
    if connection.vendor == "postgresql":
        refused(lambda: execute("TRUNCATE base_auditline"), event="truncate")


def test_what_a_row_may_change_is_named(declare):
    declare(AppendOnly("base.Counter", may_change=("value",)))
    Counter.objects.create(org_code="jiaxi", value=1)
    Counter.objects.update(value=2)
    refused(lambda: Counter.objects.update(org_code="haiba"), event="change")
    refused(lambda: Counter.objects.update(value=3, org_code="haiba"), event="change")
    refused(lambda: Counter.objects.all()._raw_delete("default"), event="delete")
    assert Counter.objects.get().value == 2


def open_batch(mark=1):
    batch = apps.get_model("ledger.Batch")
    given = {"org_code": "jiaxi", "mark": mark, "recorded_at": clock.now(), "recorded_by": "li", "on": DAY}
    return batch.objects.create(source="", count=1, **given)


def test_what_is_filled_once_is_never_taken_back():
    guards.put_back()
    batch = open_batch()
    rows = type(batch).objects.filter(pk=batch.pk)
    refused(lambda: rows.update(count=2), event="change")
    rows.update(sealed_at=clock.now())
    rows.update(sealed_at=F("sealed_at"))
    refused(lambda: rows.update(sealed_at=None), event="change")
    refused(lambda: rows.update(sealed_at=clock.now()), event="change")
    assert rows.get().sealed_at is not None


def test_rows_of_a_sealed_parent_take_no_more():
    guards.put_back()
    batch = open_batch()
    entry = apps.get_model("ledger.Entry")

    def made(number, batch=batch):
        given = {"org_code": "jiaxi", "mark": 1, "recorded_at": clock.now(), "recorded_by": "li", "on": DAY}
        given |= {"month": "2025-03", "number": number, "accounting_on": DAY, "happened_on": DAY}
        return entry(batch_id=batch.pk, summary="", total_fen=0, digest="", **given)

    made(1).save(force_insert=True)
    entry.objects.update(summary="改")
    type(batch).objects.update(sealed_at=clock.now())
    assert refused(lambda: made(2).save(force_insert=True), event="add") == "ledger_entry"
    refused(lambda: entry.objects.update(summary="再改"), event="change")
    refused(lambda: entry.objects.all()._raw_delete("default"), event="delete")
    made(3, open_batch(2)).save(force_insert=True)
    smuggled = entry.objects.filter(number=3)
    refused(lambda: smuggled.update(batch_id=batch.pk), event="change")
    assert list(entry.objects.filter(batch_id=batch.pk).values_list("number", "summary")) == [(1, "改")]


def test_what_is_declared_stands_and_nothing_else(guarded):
    assert list(guards.verify()) == []
    declared = {guard.model for guard in guards.all_guards()}
    assert {"base.AuditLine", "base.CharterBlock", "base.ImportedRow"} <= declared
    assert {"ledger.EntryLine", "settlement.RunLine", "points.MonthScore", "deliveries.WeighSlip"} <= declared


def test_a_guard_taken_away_changed_or_slipped_in_is_found_and_mended(guarded):
    names = [name for name, trigger in triggers().items() if trigger.table == "base_auditline"]
    change = next(name for name in names if "_change_" in name)
    delete = next(name for name in names if "_delete_" in name)
    if connection.vendor == "postgresql":
        execute(f"ALTER TABLE base_auditline DISABLE TRIGGER {change}")
        nothing = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
        execute(f"CREATE OR REPLACE FUNCTION {delete}() {nothing}")
        mine = "CREATE TRIGGER guard_mine BEFORE UPDATE ON base_job FOR EACH ROW"
        execute(f"{mine} EXECUTE FUNCTION {change}()")
    else:
        execute(f"DROP TRIGGER {change}")
        execute(f"DROP TRIGGER {delete}")
        execute(f"CREATE TRIGGER {delete} BEFORE DELETE ON base_auditline BEGIN SELECT 1; END")
        execute("CREATE TRIGGER guard_mine BEFORE UPDATE ON base_job BEGIN SELECT 1; END")
    found = {(each.kind, each.code, dict(each.params)["guard"]) for each in guards.verify()}
    assert found == {
        ("tampered", "guard.missing", change),
        ("tampered", "guard.changed", delete),
        ("broken", "guard.unknown", "guard_mine"),
    }
    line()
    guards.put_back()
    assert list(guards.verify()) == []
    refused(lambda: AuditLine.objects.all()._raw_delete("default"), event="delete")
    refused(lambda: AuditLine.objects.update(by="wu"), event="change")


def test_lifted_for_one_table_and_put_back(guarded):
    line()
    ImportedRow.objects.create(kind="k", org_code="o", natural_key="n", content_hash="", mark=1)
    with guards.lifted("base_auditline"):
        AuditLine.objects.update(by="wu")
        refused(lambda: ImportedRow.objects.update(mark=2), event="change")
    assert list(guards.verify()) == []
    refused(lambda: AuditLine.objects.update(by="li"), event="change")

    def fail():
        with guards.lifted("base_auditline"):
            AuditLine.objects.update(by="li")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert AuditLine.objects.get().by == "wu" and list(guards.verify()) == []


def test_another_fault_of_the_database_is_not_called_a_guard():
    with pytest.raises(DatabaseError), guards.refusing(), transaction.atomic():
        execute("SELECT * FROM nosuch")
    with pytest.raises(ZeroDivisionError), guards.refusing():
        raise ZeroDivisionError


def test_taken_down_for_the_test_suite(guarded):
    line()
    guards.take_down()
    assert triggers() == {}
    AuditLine.objects.all().delete()
    Job.objects.all().delete()
