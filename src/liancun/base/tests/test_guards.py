"""What the database itself refuses, whoever asks it (数据库守卫)."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from liancun.base import bulk, clock, evidence, guards
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


def entry_of(batch, number):
    """An entry not yet stored."""
    given = {"org_code": "jiaxi", "mark": 1, "recorded_at": clock.now(), "recorded_by": "li", "on": DAY}
    given |= {"month": "2025-03", "number": number, "accounting_on": DAY, "happened_on": DAY}
    model = apps.get_model("ledger.Entry")
    return model(batch_id=batch.pk, summary="", total_fen=0, digest="", **given)


def line_of(entry, position):
    """One of its lines, not yet stored."""
    given = {"org_code": "jiaxi", "mark": 1, "accounting_on": DAY, "account": "102"}
    model = apps.get_model("ledger.EntryLine")
    return model(entry_id=entry.pk, position=position, debit_fen=1, credit_fen=0, **given)


def seal(batch):
    type(batch).objects.filter(pk=batch.pk).update(sealed_at=clock.now())


def test_rows_of_a_sealed_parent_take_no_more():
    guards.put_back()
    batch = open_batch()
    entry = apps.get_model("ledger.Entry")
    entry_of(batch, 1).save(force_insert=True)
    entry.objects.update(summary="改")
    seal(batch)
    again = lambda: entry_of(batch, 2).save(force_insert=True)  # noqa: E731
    assert refused(again, event="add") == "ledger_entry"
    refused(lambda: entry.objects.update(summary="再改"), event="change")
    refused(lambda: entry.objects.all()._raw_delete("default"), event="delete")
    entry_of(open_batch(2), 3).save(force_insert=True)
    smuggled = entry.objects.filter(number=3)
    refused(lambda: smuggled.update(batch_id=batch.pk), event="change")
    nowhere = type(batch)(pk=batch.pk + 1_000)
    refused(lambda: entry_of(nowhere, 4).save(force_insert=True), event="add")
    refused(lambda: smuggled.update(batch_id=nowhere.pk), event="change")
    assert list(entry.objects.filter(batch_id=batch.pk).values_list("number", "summary")) == [(1, "改")]


def test_rows_below_a_row_of_a_sealed_parent_take_no_more():
    guards.put_back()
    batch, other = open_batch(), open_batch(2)
    sealed, still_open = entry_of(batch, 1), entry_of(other, 2)
    lines = apps.get_model("ledger.EntryLine").objects
    for entry in (sealed, still_open):
        entry.save(force_insert=True)
        line_of(entry, 1).save(force_insert=True)
    lines.update(party="改")
    seal(batch)
    mine = lines.filter(entry=sealed)
    again = lambda: line_of(sealed, 2).save(force_insert=True)  # noqa: E731
    assert refused(again, event="add") == "ledger_entryline"
    refused(lambda: mine.update(party="再改"), event="change")
    refused(lambda: mine.update(entry=still_open), event="change")
    refused(lambda: mine._raw_delete("default"), event="delete")
    refused(lambda: lines.filter(entry=still_open).update(entry=sealed), event="change")
    nowhere = type(sealed)(pk=sealed.pk + 1_000)
    refused(lambda: line_of(nowhere, 1).save(force_insert=True), event="add")
    lines.filter(entry=still_open).update(party="再改")
    lines.filter(entry=still_open)._raw_delete("default")
    line_of(still_open, 1).save(force_insert=True)
    assert list(mine.values_list("position", "party")) == [(1, "改")]


def test_one_row_of_many_is_enough_however_they_come():
    guards.put_back()
    batch, other = open_batch(), open_batch(2)
    sealed, still_open = entry_of(batch, 1), entry_of(other, 2)
    sealed.save(force_insert=True)
    still_open.save(force_insert=True)
    seal(batch)
    line = apps.get_model("ledger.EntryLine")
    rows = [line_of(sealed if position == 70 else still_open, position) for position in range(1, 101)]
    noting = evidence.begin_notes(rows[0].org_code, rows[0].mark)
    assert refused(lambda: bulk.insert(line, rows), event="add") == "ledger_entryline"
    refused(lambda: line.objects.bulk_create(rows), event="add")
    columns = "org_code, mark, accounting_on, position, account, party, debit_fen, credit_fen"
    bulk.insert(line, [row for row in rows if row.entry_id == still_open.pk])
    evidence.end_notes(noting)
    copied = f"INSERT INTO ledger_entryline ({columns}, entry_id) SELECT {columns}, %s FROM ledger_entryline"
    refused(lambda: execute(copied, sealed.pk), event="add")
    execute(copied, still_open.pk)
    assert line.objects.count() == line.objects.filter(entry=still_open).count() == 2 * 99


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite judges each row before it stands")
def test_an_insert_is_judged_with_all_that_its_statement_did():
    guards.put_back()
    batch = open_batch()
    entry = entry_of(batch, 1)
    entry.save(force_insert=True)
    adding = (
        "INSERT INTO ledger_entryline (id, org_code, mark, accounting_on, position, account, party,"
        " debit_fen, credit_fen, entry_id) SELECT 1, 'jiaxi', 1, DATE '2025-03-01', 1, '102', '', 1, 0, %s"
    )
    sealing = "WITH sealed AS (UPDATE ledger_batch SET sealed_at = now() RETURNING id)"
    refused(lambda: execute(f"{sealing} {adding} FROM sealed", entry.pk), event="add")
    execute(adding, entry.pk)
    seal(batch)
    refused(lambda: execute(f"{adding} ON CONFLICT (id) DO UPDATE SET party = 'x'", entry.pk), event="change")


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


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no triggers for a statement")
def test_a_guard_that_sees_other_rows_than_the_inserted_is_found(guarded):
    name = next(name for name in triggers() if name.startswith("guard_ledger_entryline_add_"))
    for instead in (
        "AFTER INSERT ON ledger_entryline REFERENCING NEW TABLE AS others FOR EACH STATEMENT",
        "AFTER INSERT ON ledger_entryline FOR EACH STATEMENT",
        "AFTER UPDATE ON ledger_entryline REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        "AFTER INSERT ON ledger_entryline REFERENCING NEW TABLE AS added FOR EACH ROW",
    ):
        execute(f"DROP TRIGGER {name} ON ledger_entryline")
        execute(f"CREATE TRIGGER {name} {instead} EXECUTE FUNCTION {name}()")
        assert [(each.kind, each.code) for each in guards.verify()] == [("tampered", "guard.changed")]
        guards.put_back()
        assert list(guards.verify()) == []


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
