"""An installation looked over (`liancun doctor`): each unsafe thing is made, named, and mended."""

import datetime
import os
import shutil
import time
from pathlib import Path

import pytest
from django.db import connection

from liancun.base import backup, clock, doctor, guards, startup
from liancun.faces.cli import common
from liancun.kernel import Refusal
from liancun.rooms.registry.models import Person

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file rights are POSIX's")


@pytest.fixture
def place(own_town, settings, tmp_path):
    """The raised town as an installation that nothing is wrong with."""
    settings.DATA_DIR = tmp_path / "data"
    settings.KEYS_DIR = tmp_path / "keys"
    for folder in (settings.DATA_DIR, settings.KEYS_DIR):
        folder.mkdir(mode=0o700)
    keys = settings.KEYS_DIR / settings.FIELD_KEYS_FILE
    keys.touch(mode=0o600)
    keys.write_text("\n".join(settings.FIELD_KEYS), encoding="ascii")
    settings.BACKUPS_DIR = settings.DATA_DIR / "backups"
    settings.BACKUPS_DIR.mkdir()
    (settings.BACKUPS_DIR / "liancun-20260101-000000.zip").touch()
    settings.ALLOWED_HOSTS, settings.DEBUG, settings.HTTPS = ["localhost"], False, False
    settings.PROXIES, settings.UNIX_PROXY = (), False
    startup.open_data()
    return settings


def found():
    return {each.reason.code.removeprefix("doctor."): each.level for each in doctor.look_over()}


def of_the_server():
    """What is said of this machine's PostgreSQL, which the tests do not choose."""
    return {"no_tool", "old_tool", "superuser", "collation"}


def test_a_sound_installation_has_nothing_unsafe(place):
    assert set(found()) <= of_the_server()


def test_keys(place):
    keys = place.KEYS_DIR / place.FIELD_KEYS_FILE
    keys.chmod(0o644)
    assert found()["keys_open"] == "unsafe"
    keys.chmod(0o600)
    place.KEYS_DIR = shutil.copytree(place.KEYS_DIR, place.DATA_DIR / "keys")
    place.KEYS_DIR.chmod(0o700)
    assert found()["keys_in_data"] == "unsafe"
    (place.KEYS_DIR / place.FIELD_KEYS_FILE).unlink()
    assert found()["keys_missing"] == "unsafe"


def test_keys_of_other_data(place):
    place.FIELD_KEYS = ("A" * 43,)
    assert Person.objects.exists()
    assert found()["keys_wrong"] == "unsafe"


def test_the_site(place):
    place.ALLOWED_HOSTS = ["localhost", "town.example"]
    assert {"no_https", "demo"} <= set(found())
    place.HTTPS = True
    assert found()["no_proxies"] == "look"
    place.UNIX_PROXY = True
    assert "no_proxies" not in found()
    clock.set_demo_day(None)
    assert not {"no_https", "demo"} & set(found())
    place.ALLOWED_HOSTS, place.DEBUG = ["*"], True
    assert {"any_host", "debug"} <= set(found())
    place.ASSETS_DIR = place.FONTS_DIR = place.DATA_DIR / "nowhere"
    place.LOCALE_PATHS = [place.DATA_DIR]
    assert (found()["no_assets"], found()["no_english"]) == ("unsafe", "look")


def test_backups(place):
    (old,) = place.BACKUPS_DIR.iterdir()
    long_ago = time.time() - datetime.timedelta(days=8).total_seconds()
    os.utime(old, (long_ago, long_ago))
    assert found()["old_backup"] == "look"
    old.unlink()
    (place.BACKUPS_DIR / "before-migrate-20260101-000000-000000.zip").touch()
    assert found()["no_backup"] == "look", "a copy made before a migration is no nightly one"


def test_where_it_lies(place, monkeypatch):
    few = shutil._ntuple_diskusage(100, 99, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: few)
    assert found()["disk_low"] == "look"
    if connection.vendor == "sqlite":
        monkeypatch.setattr(doctor, "_file_system", lambda _path: "nfs4")
        assert found()["over_a_network"] == "unsafe"
        place.DATA_DIR.chmod(0o755)
        Path(connection.settings_dict["NAME"]).chmod(0o644)
        assert found()["data_open"] == "unsafe"


def test_the_kind_of_file_system_is_that_of_the_nearest_mount():
    assert doctor._file_system(Path("/proc/self")) in ("proc", "")


def test_the_data(place):
    guards.take_down("ledger_entryline")
    assert found()["guards"] == "unsafe"
    guards.put_back()
    own = place.DATA_DIR / "charter" / "head"
    own.mkdir(parents=True)
    (own / "wrong.yaml").write_text("title: [", encoding="utf-8")
    assert found()["charter"] == "unsafe"


def test_a_clock_that_went_back(place, monkeypatch):
    early = clock.now() - datetime.timedelta(days=9_000)
    monkeypatch.setattr(clock, "now", lambda: early)
    assert found()["clock"] == "unsafe"


def test_data_that_is_not_there_or_of_another_version(place, monkeypatch, tmp_path):
    there = startup._there()
    monkeypatch.setattr(startup, "_there", lambda: {*there, ("registry", "9999_later")})
    assert (startup.state(), found()["older"]) == ("older", "look")
    monkeypatch.setattr(startup, "_there", lambda: there - {max(there)})
    assert (startup.state(), found()["newer"]) == ("newer", "unsafe")


def test_new_keys_are_never_made_for_data_that_is_there(place):
    keys = place.KEYS_DIR / place.FIELD_KEYS_FILE
    keys.unlink()
    with pytest.raises(Refusal) as no:
        startup.hold_the_keys()
    assert no.value.code == "opening.no_keys"
    assert not keys.exists()


def test_healthz(place, client, monkeypatch):
    assert client.get("/healthz", HTTP_HOST="localhost").json() == {"status": "ok"}
    monkeypatch.setattr(startup, "_there", set)
    answer = client.get("/healthz", HTTP_HOST="localhost")
    assert (answer.status_code, answer.json()) == (503, {"status": "newer"})


def test_a_folder_of_backups_keeps_the_last_and_what_is_not_its_own(place, monkeypatch):
    (old,) = place.BACKUPS_DIR.iterdir()
    (place.BACKUPS_DIR / "liancun-notes.zip").touch()
    made, gone = backup.back_up_into(place.BACKUPS_DIR, keep=1)
    assert (gone, old.exists()) == (1, False)
    assert {path.name for path in place.BACKUPS_DIR.iterdir()} == {made.name, "liancun-notes.zip"}


def test_a_folder_of_backups_that_is_not_there_is_made(place, tmp_path):
    """Else the first backup of a new machine is a file of the folder's name, and the next one is refused."""
    place.BACKUPS_DIR = tmp_path / "first"
    assert backup.is_folder(place.BACKUPS_DIR) and not backup.is_folder(tmp_path / "a.zip")
    common.backup(tmp_path / "first")
    common.backup(tmp_path / "second", keep=2)
    for folder in ("first", "second"):
        (made,) = (tmp_path / folder).iterdir()
        assert backup.is_named(made)
