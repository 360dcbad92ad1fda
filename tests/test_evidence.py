"""Tampering (动手脚): a cell of every column of every table of records, a row more or less, digests made anew
without the key: `check` names each. What it cannot notice stands in `base/evidence.py`, with its reason."""

from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models, transaction

from liancun.base import audit, backup, evidence, guards, heads, imprints, proof, sealing
from liancun.base.acts import act
from liancun.base.crypto import EncryptedTextField, encrypt, rotate
from liancun.base.models import AuditLine, Counter, Imprint
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.rooms.registry.models import Login, Person

DAY = date(2026, 2, 3)
MOMENT = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
ORG = "head"
DOCS = Path(__file__).resolve().parents[1] / "docs" / "evidence.md"

pytestmark = pytest.mark.django_db


ONE_AN_ORGANISATION = "ledger_book"
FIXED = {"credit_fen": 0, "quarter": 1}
"""What the database's own bounds ask for."""


def value_of(field, number):
    """Something for a field, another for another number."""
    limit = field.max_length or 99
    if isinstance(field, EncryptedTextField):
        return f"sealed {number}"
    if isinstance(field, models.JSONField):
        return {"b": [number, "甲"], "a": None}
    if isinstance(field, models.BooleanField):
        return bool(number % 2)
    if isinstance(field, models.DateTimeField):
        return MOMENT + timedelta(seconds=number)
    if isinstance(field, models.DateField):
        return DAY + timedelta(days=number)
    if isinstance(field, models.IntegerField):
        return 100 + number
    return f"值{number}" if limit > 5 else chr(0x4E00 + number)


class Written:
    """Rows of every table of records, two of each, by two acts."""

    def __init__(self):
        self.rows = {}
        for number in (1, 2):
            with act("probe.write", ORG, by=SYSTEM, on=DAY) as a:
                self.stamp = a.stamp()
                for cover in evidence.covers().values():
                    self._made(cover, number, a.write)

    def by_hand(self, cover):
        """A third row that no act writes, with what it hangs on."""
        self.rows = {key: row for key, row in self.rows.items() if key[1] != 3}

        def inserted(row):
            row.save(force_insert=True)
            return row

        return self._made(cover, 3, inserted)

    def _made(self, cover, number, write):
        key = (cover.table, number)
        if key not in self.rows:
            fields = cover.model._meta.concrete_fields
            if cover.table == ONE_AN_ORGANISATION and number == 2:
                return self.rows[cover.table, 1]
            stamp = self.stamp | {"village_code": f"v{number}"}
            if cover.table == ONE_AN_ORGANISATION and number == 3:
                stamp["org_code"] = "elsewhere"
            values = {each.name: stamp[each.name] for each in fields if each.name in stamp}
            for field in fields:
                if field.name in values or isinstance(field, models.AutoField):
                    continue
                if not field.is_relation:
                    values[field.name] = FIXED.get(field.name, value_of(field, number))
                    continue
                above = evidence.covers()[field.related_model._meta.db_table]
                there = self.rows.get((above.table, number), self.rows.get((above.table, number - 1)))
                values[field.name] = there if field.null else self._made(above, number, write)
            self.rows[key] = write(cover.model(**values))
        return self.rows[key]


Statement = tuple[str, list[object]]
WITHOUT_BOUNDS: dict[str, list[Statement]] = {
    "sqlite": [("PRAGMA ignore_check_constraints = ON", [])],
    "postgresql": [],
}


@contextmanager
def tampered(*statements):
    """What a hand does to the database, undone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        guards.take_down()
        for sql, given in statements:
            cursor.execute(sql, given)
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
        transaction.set_rollback(True)


def other(field):
    """Another value for a cell than `value_of` gave it, as the driver takes it."""
    if isinstance(field, EncryptedTextField):
        return encrypt("other", f"{field.model._meta.db_table}.{field.column}")
    target = field.target_field if field.is_relation else field
    return target.get_db_prep_save(value_of(target, 12346), connection)


def found(*tables):
    """What the check says of some tables, or of all and the chain."""
    if tables:
        return [each for table in tables for each in proof.rows_of(table)]
    return [each for check in proof.CHECKS for each in check()]


def said(finding, name):
    """A parameter of a finding."""
    return dict(finding.params).get(name)


@pytest.fixture
def written():
    """Two rows of everything, and nothing to say about them."""
    rows = Written()
    assert found() == []
    return rows


@pytest.mark.slow
@pytest.mark.only_on("sqlite3", "every column takes long; rows more and less are tested on both")
def test_a_cell_of_every_column_of_every_table(written):
    quote, wrong = connection.ops.quote_name, []
    for table, cover in evidence.covers().items():
        row, pk = written.rows[table, 1], cover.model._meta.pk
        for field in cover.fields:
            own, key = quote(str(field.column)), quote(str(pk.column))
            sql = f"UPDATE {quote(table)} SET {own} = %s WHERE {key} = %s"
            if field.name in FIXED and connection.vendor != "sqlite":
                continue  # its bounds refuse another value, and no hand puts them aside for a moment
            with tampered(*WITHOUT_BOUNDS[connection.vendor], (sql, [other(field), row.pk])):
                told = found(table)
            plain = field not in (pk, cover.parent) and field.name not in ("org_code", "mark")
            edited = [x for x in told if x.code == "proof.row_edited"]
            if plain and [(said(x, "row"), said(x, "columns")) for x in edited] != [
                (str(row.pk), str(field.verbose_name))
            ]:
                wrong.append((table, field.name, told))
            if not told or any(said(x, "title") != str(cover.model._meta.verbose_name) for x in told):
                wrong.append((table, field.name, told))
    assert wrong == []


def test_a_row_more_and_a_row_less(written):
    quote, wrong = connection.ops.quote_name, []
    for table, cover in evidence.covers().items():
        with tampered():
            row = written.by_hand(cover)
            told = found(table)
        code = "proof.row_unknown" if cover.single else "proof.row_inserted"
        if [(x.code, said(x, "row")) for x in told] != [(code, str(row.pk))]:
            wrong.append((table, "more", told))
        drop = f"DELETE FROM {quote(table)} WHERE {quote(str(cover.model._meta.pk.column))} = %s"
        with tampered((drop, [written.rows[table, 1].pk])):
            told = found(table)
        if [x.code for x in told] not in (["proof.rows_deleted"], ["proof.row_deleted"]):
            wrong.append((table, "less", told))
    assert wrong == []


def test_digests_made_anew_without_the_key_name_the_act(written):
    line = AuditLine.objects.get(org_code=ORG, mark=1)
    line.by = "somebody.else"
    again = (
        'UPDATE base_auditline SET "by" = %s, digest = %s WHERE id = %s',
        [line.by, audit.line_digest(line), line.pk],
    )
    with tampered(again):
        assert list(audit.verify()) == []  # a digest without a key is anybody's to make
        assert [(x.code, x.ref) for x in found()][:1] == [("proof.line_edited", "audit:head/1")]
    tags: Statement = (
        "UPDATE base_imprint SET tags = hints WHERE \"table\" = 'points_monthscore' AND mark = 1",
        [],
    )
    with tampered(tags):
        assert {(x.code, x.ref) for x in found()} >= {("proof.line_edited", "audit:head/1")}


def test_the_end_cut_off_is_noticed(written):
    first = AuditLine.objects.get(org_code=ORG, mark=1)
    cut = [
        ("DELETE FROM base_auditline WHERE mark = 2", []),
        ("DELETE FROM base_imprint WHERE mark = 2", []),
        ("UPDATE base_counter SET value = 1, seal = %s", [first.seal]),
    ]
    with tampered(*cut):
        assert "proof.head" in {x.code for x in audit.chain()}
    with tampered(("UPDATE base_auditline SET seal = '', key = ''", [])):
        assert "proof.none" in {x.code for x in audit.chain()}
    with tampered(("UPDATE base_auditline SET seal = '', key = '' WHERE mark = 2", [])):
        assert "proof.not_sealed" in {x.code for x in audit.chain()}


def test_what_an_act_changes_is_no_tampering_and_what_a_hand_changes_is(written):
    person = Person.objects.get(pk=written.rows["registry_person", 1].pk)
    with act("probe.change", ORG, by=SYSTEM, on=DAY) as a:
        a.change(person, phone="13900000001")
    assert found() == []
    with tampered(("UPDATE registry_login SET party = %s", ["P0000009"])):
        assert {(x.code, said(x, "columns")) for x in found("registry_login")} == {
            ("proof.row_edited", str(Login._meta.get_field("party").verbose_name))
        }


def test_a_turned_key_of_fields_changes_no_evidence(written):
    guards.put_back()
    rotate()
    assert found() == []


def test_without_its_key_nothing_is_called_clean_or_tampered(written, settings):
    settings.EVIDENCE_KEYS = (evidence.new_key(),)
    told = list(audit.chain())
    assert {x.kind for x in told} == {"unproven"}
    with tampered(("UPDATE points_monthscore SET bonus = bonus + 1", [])):
        assert found("points_monthscore") == []
    assert heads.now() == []


def test_a_ring_knows_its_older_keys(written, settings):
    settings.EVIDENCE_KEYS = (evidence.new_key(), *settings.EVIDENCE_KEYS)
    with act("probe.later", ORG, by=SYSTEM, on=DAY):
        pass
    assert found() == []
    assert len({*AuditLine.objects.values_list("key", flat=True)}) == 2


def test_a_table_that_a_migration_gave_a_column_is_sealed_anew(monkeypatch):
    """Rows of an earlier program, which knew a column less: the new column is covered from the upgrade on."""
    now, tables = evidence.covers(), ("ledger_batch", "registry_person")
    earlier = {
        table: replace(now[table], columns=now[table].columns[:-1], fields=now[table].fields[:-1])
        for table in tables
    }
    with monkeypatch.context() as before:
        before.setattr(evidence, "covers", lambda: {**now, **earlier})
        rows = Written().rows
        assert found() == []
    late = {table: now[table].fields[-1] for table in tables}
    quote = connection.ops.quote_name

    def edited(table):
        key = quote(str(now[table].model._meta.pk.column))
        sql = f"UPDATE {quote(table)} SET {quote(str(late[table].column))} = %s WHERE {key} = %s"
        return sql, [other(late[table]), rows[table, 1].pk]

    for table in tables:
        with tampered(edited(table)):
            assert found() == [], "no act wrote that column yet"
    sealing.reseal(sealing.found_before())
    line = AuditLine.objects.get(verb=evidence.RESEAL)
    assert line.org_code == ORG and line.params["tables"] == sorted(tables)
    assert (line.params["findings"], line.params["rows"]) == (0, 4) and line.params["before"]
    assert found() == []
    sealing.reseal(0)
    assert AuditLine.objects.filter(verb=evidence.RESEAL).count() == 1, "what is sealed is not sealed again"
    for table in tables:
        with tampered(edited(table)):
            (told,) = found(table)
        assert (told.code, said(told, "columns")) == ("proof.row_edited", str(late[table].verbose_name))


def test_wiped_seals_are_never_sealed_anew_without_a_word(
    written, settings, tmp_path, django_capture_on_commit_callbacks
):
    """As older data is: where evidence has begun before, the line of beginning again is told ever after."""
    wiped: tuple[Statement, ...] = (
        ("UPDATE base_counter SET seal = '', head = ''", []),
        ("UPDATE base_auditline SET seal = '', key = ''", []),
        ("DELETE FROM base_imprint", []),
    )
    settings.KEYS_DIR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        sealing.begin()
    with tampered(*wiped):
        sealing.begin()
        assert "proof.none" in {each.code for each in found()}
        sealing.begin(anew=True)
        assert {(each.kind, each.code) for each in found()} == {("unproven", "proof.begun_again")}


def test_a_restore_whose_note_broke_off_is_told_all_the_same(
    written, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA_DIR = settings.KEYS_DIR = tmp_path
    marker = tmp_path / backup.RESTORED_FILE
    marker.write_text("", encoding="utf-8")
    with django_capture_on_commit_callbacks(execute=True):
        sealing.tell_of_restore()
    assert AuditLine.objects.get(verb=evidence.RESTORE, org_code=ORG).params["made_on"] == ""
    assert not marker.exists() and found() == []


def test_what_an_upgrade_could_not_look_at_is_unproven(written, monkeypatch):
    now, table = evidence.covers(), "ledger_batch"
    less = replace(now[table], columns=now[table].columns[:-1], fields=now[table].fields[:-1])
    monkeypatch.setattr(evidence, "covers", lambda: {**now, table: less})
    sealing.reseal(None)
    assert [(each.kind, each.code) for each in found()] == [("unproven", "proof.sealed_unread")]


def test_a_column_that_a_migration_takes_away_is_asked_for_no_more(written, monkeypatch):
    now, table = evidence.covers(), "ledger_batch"
    at = [each.name for each in now[table].fields].index("source")
    left: dict[str, Any] = {
        part: tuple(each for place, each in enumerate(getattr(now[table], part)) if place != at)
        for part in ("columns", "fields")
    }
    monkeypatch.setattr(evidence, "covers", lambda: {**now, table: replace(now[table], **left)})
    sealing.reseal(sealing.found_before())
    with tampered(("ALTER TABLE ledger_batch RENAME COLUMN source TO gone", [])):
        assert found(table) == []


def test_an_act_that_fails_leaves_no_imprint(written):
    before = heads.now()
    with suppress(ZeroDivisionError), act("probe.fails", ORG, by=SYSTEM, on=DAY) as a:
        a.add(Login, name="nobody", party="P1")
        raise ZeroDivisionError
    assert heads.now() == before
    assert found() == []


def test_acts_within_acts_are_chained_as_they_end(written):
    with act("probe.outer", ORG, by=SYSTEM, on=DAY) as outer:
        outer.add(Login, name="outer", party="P1")
        with (
            act("probe.inner", ORG, by=SYSTEM, on=DAY) as inner,
            act("probe.other", "值1", by=SYSTEM, on=DAY),
        ):
            inner.add(Login, name="inner", party="P2")
    assert found() == []
    assert Counter.objects.get(org_code=ORG).value == 4


def test_a_head_outside_tells_history_written_anew_by_who_has_the_key(written):
    """What only a head outside can prove: somebody with the key and the database writes it all again."""
    kept = heads.read("# 抄在本子上\n" + "\n".join(head.told().lower() for head in heads.now()))
    with act("probe.later", ORG, by=SYSTEM, on=DAY):
        pass
    assert list(heads.against(kept)) == []
    with tampered(("UPDATE points_monthscore SET bonus = 999 WHERE mark = 1", [])):
        _sealed_anew()
        assert found() == []
        assert [x.code for x in heads.against(kept)] == ["proof.other_head"]
    with tampered(("DELETE FROM base_auditline WHERE mark > 1", [])):
        assert [x.code for x in heads.against(kept)] == ["proof.fewer"]
    with tampered(("DELETE FROM base_auditline", [])):
        assert [x.code for x in heads.against(kept)] == ["proof.unknown_org"]


def _sealed_anew():
    """All imprints, lines and heads made again out of what stands now, with the key."""
    (key,) = evidence.ring().values()
    for table, cover in evidence.covers().items():
        for places, keys, texts in proof.Table(cover, cover.columns, proof.Lines.read()).read():
            for kept in Imprint.objects.filter(table=table):
                chosen = [
                    at for at, pk in enumerate(keys) if str(pk) in kept.subjects or places[at][1] == kept.mark
                ]
                made = imprints.Imprint(table, cover.columns, key, cover.single)
                made.take(
                    [[column[at] for at in chosen] for column in texts], [str(keys[at]) for at in chosen]
                )
                Imprint.objects.filter(pk=kept.pk).update(tags=bytes(made.tags), hints=made.hints())
    before = ""
    for line in AuditLine.objects.order_by("pk"):
        digests = map(evidence.imprint_digest, Imprint.objects.filter(mark=line.mark))
        line.seal = before = evidence.line_seal(key, before, line, digests)
        line.save()
        head = evidence.head(key, ORG, line.mark, before)
        Counter.objects.filter(org_code=ORG).update(seal=before, head=head)


def test_a_head_copied_wrongly_is_told_with_its_line():
    for text, code in (("head 12 ABCD", "seal.not_a_line"), ("# nothing", "seal.nothing")):
        with pytest.raises(BadInput) as bad:
            heads.read(text, "本子.txt")
        assert [each.code for each in bad.value.problems] == [code]


def test_what_is_not_noticed_is_written_down():
    text = DOCS.read_text(encoding="utf-8")
    for label, columns in evidence.NOT_COVERED.items():
        assert label in text
        assert all(f"`{name}`" in text for name in columns)
    assert all(label in text for label in evidence.NO_RECORD)
