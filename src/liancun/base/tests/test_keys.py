"""Keys (密钥) are made once, whole, whoever comes first: threads of a server, processes, an opening."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from liancun import settings as read_settings
from liancun.base import startup
from liancun.kernel import Refusal
from liancun.settings import keys_in

pytestmark = pytest.mark.only_on("sqlite3", "keys are files, whatever database they seal")
FILES = ("fields.key", "evidence.key", "session.key")
BOTH = """
import sys, liancun.settings as s
sys.stdin.readline()
print(*[s.keys_in(name)[0] for name in ("session.key", "evidence.key")], sep="\\n")
"""
OPENED = """
import django
django.setup()
from liancun.base import startup
startup.hold_the_keys()
"""


@pytest.fixture
def keys(tmp_path, monkeypatch):
    monkeypatch.setattr(read_settings, "KEYS_DIR", tmp_path / "keys")
    monkeypatch.setattr(read_settings, "DATA_DIR", tmp_path / "data")
    return tmp_path / "keys"


def test_threads_that_ask_at_once_get_the_same_key(keys):
    """A server's first requests: with one name for all drafts one thread wrote over another's."""
    for turn in range(20):
        gate = threading.Barrier(8)
        found: set[tuple[str, ...]] = set()
        failed: list[OSError] = []

        def ask(name=f"{turn}.key", gate=gate, found=found, failed=failed):
            gate.wait()
            try:
                found.add(keys_in(name))
            except OSError as no:
                failed.append(no)

        threads = [threading.Thread(target=ask) for _each in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert not failed and len(found) == 1 and len(min(found)[0]) == 43
    assert sorted(path.name for path in keys.iterdir()) == sorted(f"{turn}.key" for turn in range(20))


def test_two_processes_at_once_get_the_same_keys(tmp_path):
    env = {**os.environ, "LIANCUN_DATA": str(tmp_path / "var"), "LIANCUN_KEYS": str(tmp_path / "keys")}
    env.pop("DATABASE_URL", None)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", BOTH], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _each in range(2)
    ]
    for each in running:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    told = [each.communicate()[0].split() for each in running]
    assert told[0] == told[1] and len(told[0]) == 2
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["evidence.key", "session.key"]


@pytest.mark.skipif(os.name != "posix", reason="file rights are POSIX's")
def test_a_key_is_its_owners_alone(keys):
    keys_in("session.key")
    assert (keys / "session.key").stat().st_mode & 0o077 == 0
    assert keys.stat().st_mode & 0o077 == 0


def test_new_data_has_all_its_keys_before_any_request(tmp_path):
    made = subprocess.run(
        [sys.executable, "-c", OPENED],
        env={**os.environ, "LIANCUN_DATA": str(tmp_path / "var"), "LIANCUN_KEYS": str(tmp_path / "keys"),
             "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "liancun.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == sorted(FILES)


@pytest.mark.django_db
def test_evidence_of_data_that_is_there_gets_no_new_key_by_an_opening(settings, tmp_path):
    settings.KEYS_DIR = Path(tmp_path)
    settings.EVIDENCE_KEYS = ()
    (tmp_path / settings.FIELD_KEYS_FILE).write_text("A" * 43, encoding="ascii")
    startup.hold_the_keys()
    assert not (tmp_path / "evidence.key").exists()


@pytest.mark.parametrize("fault", [PermissionError(13, "no"), OSError(30, "read-only")], ids=["mode", "disk"])
@pytest.mark.parametrize("where", ["the keys", "the lock"])
def test_a_folder_of_keys_that_may_only_be_read_is_told_in_words(
    settings, tmp_path, monkeypatch, fault, where
):
    """Root is refused by no mode: the system's answer stands in."""

    def no(*_given, **_how):
        raise fault

    settings.DATA_DIR = tmp_path / "data"
    settings.KEYS_DIR = tmp_path / "keys"
    monkeypatch.setattr(startup, "hold_the_keys", no if where == "the keys" else lambda: None)
    if where == "the lock":
        monkeypatch.setattr(startup, "open", no, raising=False)
    with pytest.raises(Refusal) as told:
        startup.open_for_use()
    assert told.value.code == "opening.keys_locked"
    assert dict(told.value.reason.params)["folder"] == str(tmp_path / "keys")


def test_another_fault_of_the_disk_stays_what_it_is(settings, monkeypatch, tmp_path):
    def full():
        raise OSError(28, "no space")

    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(startup, "hold_the_keys", full)
    with pytest.raises(OSError, match="no space"):
        startup.open_for_use()
