"""A copy of the data and back, an older version opened, a newer one left alone (备份、恢复、打开)."""

import json
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from liancun.base import backup, charters, guards, startup
from liancun.base.models import AuditLine, CharterBlock, Setting
from liancun.base.startup import GUARDED, open_data
from liancun.base.tests.probe import rest_on
from liancun.kernel import BadInput, Refusal
from tests.databases import drop, inside

pytestmark = pytest.mark.slow


@pytest.fixture
def data(tmp_path, settings):
    """An empty data folder."""
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    charters.forget()
    yield settings.DATA_DIR
    charters.forget()


@pytest.fixture
def elsewhere(own_town, tmp_path, settings):
    """The name of an empty place for a database."""
    if connection.vendor == "sqlite":
        yield str(tmp_path / "back" / "liancun.sqlite3")
        return
    name = f"{own_town}_back"
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    yield name
    drop(name)


def counted():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def own_decision(folder, org="jiaxi"):
    """A decision of the organisation's own: the shipped one from another day on."""
    shipped = (charters.current().decisions["", "registry/exit_notice"]).file
    text = (Path(charters.__file__).parents[1] / "charter" / shipped).read_text(encoding="utf-8")
    start = text.index("- from: ")
    path = folder / "charter" / org / "registry" / "exit_notice.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text[:start] + "- from: 2025-06-01" + text[start + 18 :], encoding="utf-8")
    return path


def refused(code, call, *given):
    with pytest.raises(Refusal) as no:
        call(*given)
    assert no.value.code == code
    return no.value


def rezipped(file, out, change):
    """The backup with parts changed; None leaves one out."""
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to:
        for name in source.namelist():
            content = change.get(name, source.read(name))
            if content is not None:
                to.writestr(name, content)
    return out


def test_there_and_back(own_town, elsewhere, data, tmp_path, settings):
    own = own_decision(data)
    (data / "town.yaml").write_text("pack: panguan\n", encoding="utf-8")
    (data / "report.yaml").write_text("title: 报道\n", encoding="utf-8")
    charters.forget()
    before, person = counted(), apps.get_model("registry.Person")
    names = sorted(person.objects.values_list("code", "id_number"))
    file = backup.back_up(tmp_path / "copies" / "town.zip")
    refused("backup.file_exists", backup.back_up, file)
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist())[0] == "charter/jiaxi/registry/exit_notice.yaml"
        assert not [name for name in archive.namelist() if "key" in name], "keys are never in it"
    assert [each.name for each in file.parent.iterdir()] == ["town.zip"]
    assert os.name != "posix" or file.stat().st_mode & 0o777 == 0o600
    settings.DATA_DIR = tmp_path / "back"
    settings.DATA_DIR.mkdir()
    with inside(elsewhere):
        backup.restore(file)
        assert counted() == before
        assert sorted(person.objects.values_list("code", "id_number")) == names
        assert (settings.DATA_DIR / own.relative_to(data)).read_text() == own.read_text()
        assert (settings.DATA_DIR / "town.yaml").read_text(encoding="utf-8") == "pack: panguan\n"
        assert (settings.DATA_DIR / "report.yaml").read_text(encoding="utf-8") == "title: 报道\n"
        assert list(guards.verify()) == []
        open_data()
        refused("backup.data_is_there", backup.restore, file)
        AuditLine.objects.create(
            org_code="x", mark=1, verb="v", by="b", on="2025-01-01", recorded_at="2025-01-01T00:00Z"
        )
    assert counted() == {**before, **{"base.Setting": Setting.objects.count()}}


def test_a_broken_copy_puts_nothing_in_its_place(own_town, elsewhere, data, tmp_path, settings):
    file = backup.back_up(tmp_path / "town.zip")
    settings.DATA_DIR = tmp_path / "back"
    settings.DATA_DIR.mkdir()
    name = backup.DATABASE[connection.vendor]
    bad = tmp_path / "bad.zip"

    def manifest(**changed):
        with zipfile.ZipFile(file) as archive:
            return {backup.MANIFEST: json.dumps({**json.loads(archive.read(backup.MANIFEST)), **changed})}

    with inside(elsewhere):
        for content in (b"", b"PK", b"plain text", file.read_bytes()[:500]):
            bad.write_bytes(content)
            refused("backup.not_a_backup", backup.restore, bad)
        refused("backup.not_a_backup", backup.restore, tmp_path / "nosuch.zip")
        for change in ({backup.MANIFEST: None}, {backup.MANIFEST: "[]"}, {backup.MANIFEST: "{}"}):
            refused("backup.not_a_backup", backup.restore, rezipped(file, bad, change))
        no = refused("backup.other_database", backup.restore, rezipped(file, bad, manifest(vendor="oracle")))
        assert no.params == {"made_on": "oracle", "here": connection.vendor}
        refused("backup.newer", backup.restore, rezipped(file, bad, manifest(version="99.0")))
        refused("backup.damaged", backup.restore, rezipped(file, bad, {name: None}))
        spoilt = bytearray(file.read_bytes())
        with zipfile.ZipFile(file) as archive:
            place = archive.getinfo(name).header_offset + 3_000
        spoilt[place : place + 64] = bytes(64)
        bad.write_bytes(bytes(spoilt))
        refused("backup.damaged", backup.restore, bad)
        if connection.vendor == "sqlite":
            for content in (b"not a database at all" * 500, torn(file, name)):
                refused("backup.damaged", backup.restore, rezipped(file, bad, {name: content}))
        else:
            refused("backup.tool_failed", backup.restore, rezipped(file, bad, {name: b"not a dump"}))
        assert list(settings.DATA_DIR.iterdir()) == []
        backup.restore(file)
        assert AuditLine.objects.exists()


def torn(file, name):
    """A database file with pages of nothing in its middle."""
    with zipfile.ZipFile(file) as archive:
        content = bytearray(archive.read(name))
    content[len(content) // 2 : len(content) // 2 + 20_000] = bytes(20_000)
    return bytes(content)


def test_a_journal_left_behind_is_data(own_town, elsewhere, data, tmp_path, settings):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its journal itself")
    file = backup.back_up(tmp_path / "town.zip")
    settings.DATA_DIR = tmp_path / "back"
    settings.DATA_DIR.mkdir()
    journal = Path(elsewhere + "-wal")
    journal.write_bytes(b"pages of another database")
    with inside(elsewhere):
        refused("backup.data_is_there", backup.restore, file)
    assert not Path(elsewhere).exists()


def test_no_path_leads_out_of_the_folder(own_town, elsewhere, data, tmp_path, settings):
    file = backup.back_up(tmp_path / "town.zip")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("charter/../../evil.yaml", "x")
        archive.writestr("charter/run.sh", "x")
        archive.writestr("/evil.yaml", "x")
    settings.DATA_DIR = tmp_path / "back"
    settings.DATA_DIR.mkdir()
    with inside(elsewhere):
        backup.restore(file)
    assert not list(tmp_path.rglob("evil.yaml")) and not list(tmp_path.rglob("run.sh"))


def test_older_data_is_copied_before_it_is_migrated(own_town, data):
    open_data()
    assert not (data / "backups").exists()
    audit = AuditLine.objects.count()
    guards.take_down("sales_sale", "sales_stockloss", "sales_receipt", "sales_saleposting")
    call_command("migrate", "sales", "zero", verbosity=0)
    assert "sales_sale" not in connection.introspection.table_names()
    open_data()
    (copy,) = (data / "backups").iterdir()
    with zipfile.ZipFile(copy) as archive:
        assert backup.DATABASE[connection.vendor] in archive.namelist()
        if connection.vendor == "sqlite":
            archive.extract("liancun.sqlite3", data)
            with sqlite3.connect(data / "liancun.sqlite3") as before:
                names = {name for (name,) in before.execute("SELECT name FROM sqlite_master")}
            assert "base_auditline" in names and "sales_sale" not in names
    assert "sales_sale" in connection.introspection.table_names()
    assert AuditLine.objects.count() == audit
    assert list(guards.verify()) == []
    open_data()
    assert len(list((data / "backups").iterdir())) == 1


def test_a_migration_alters_what_another_tables_guard_reads(own_town, data, monkeypatch):
    open_data()
    guards.take_down("sales_sale", "sales_stockloss", "sales_receipt", "sales_saleposting")
    call_command("migrate", "sales", "zero", verbosity=0)
    entry = apps.get_model("ledger.Entry")
    now, longer = entry._meta.get_field("source"), models.CharField(max_length=90, blank=True)
    longer.set_attributes_from_name("source")

    def migrate(*arguments, **options):
        with connection.schema_editor() as editor:
            editor.alter_field(entry, now, longer)
            editor.alter_field(entry, longer, now)
        call_command(*arguments, **options)

    monkeypatch.setattr(startup, "call_command", migrate)
    open_data()
    assert list(guards.verify()) == []


def test_newer_data_is_left_alone(own_town, data):
    MigrationRecorder(connection).record_applied("sales", "0999_next_year")
    no = refused("opening.newer", open_data)
    assert no.params == {"migration": "sales.0999_next_year"}
    assert list(data.iterdir()) == []


def test_a_guard_taken_away_stays_so_for_the_check(own_town, data):
    open_data()
    guards.take_down("base_auditline")
    open_data()
    missing = [each.code for each in guards.verify()]
    assert missing and set(missing) == {"guard.missing"}
    Setting.objects.filter(name=GUARDED).update(value="declared by an older program")
    open_data()
    assert list(guards.verify()) == []


@pytest.mark.django_db
def test_a_sound_charter_is_read_again_when_something_of_it_has_changed(
    data, settings, tmp_path, monkeypatch
):
    own = own_decision(data)
    read: list[str] = []

    def check():
        read.append("read")
        return []

    monkeypatch.setattr(charters, "check", check)
    open_data()
    open_data()
    assert len(read) == 1
    own.write_text(own.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    open_data()
    assert len(read) == 2
    rest_on("jiaxi:registry/exit_notice@2025-06-01")
    open_data()
    assert len(read) == 3
    settings.PACKAGE = tmp_path / "another program"
    open_data()
    assert len(read) == 4


def test_an_edited_decision_is_not_opened_once_it_is_bound(own_town, data):
    own = own_decision(data)
    open_data()
    assert not CharterBlock.objects.filter(block_id="jiaxi:registry/exit_notice@2025-06-01").exists()
    rest_on("jiaxi:registry/exit_notice@2025-06-01")
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace("value: 3", "value: 2", 1), encoding="utf-8")
    for code in ("charter.edited", "charter.removed"):
        with pytest.raises(BadInput) as bad:
            open_data()
        (problem,) = bad.value.problems
        assert problem.code == code
        assert dict(problem.params)["block"] == "jiaxi:registry/exit_notice@2025-06-01"
        own.unlink(missing_ok=True)
    own.write_text(text, encoding="utf-8")
    open_data()


def test_a_charter_that_cannot_be_read_is_told_before_anything_is_migrated(own_town, data, monkeypatch):
    own = own_decision(data)
    own.write_text(own.read_text(encoding="utf-8").replace("value: 3", "value: many", 1), encoding="utf-8")
    later = {*startup._there(), ("registry", "9999_later")}
    begun: list[str] = []
    monkeypatch.setattr(startup, "_there", lambda: later)
    monkeypatch.setattr(startup, "_migrate", lambda: begun.append("migrated"))
    with pytest.raises(BadInput) as bad:
        open_data()
    assert {problem.file for problem in bad.value.problems} == {"jiaxi/registry/exit_notice.yaml"}
    assert not begun and not (data / "backups").exists()
