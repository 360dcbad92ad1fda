"""`liancun.wsgi` alone (只有 wsgi): a server with nothing but the environment opens data, or says why not."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.town import ROOT, environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.only_on("sqlite3", "the door is the same; what it opens is the other database's tests"),
]
ASK = """
import io, sys
sys.stdin.readline()
from liancun.wsgi import application
found = {"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
         "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http"}
print(b"".join(application(found, lambda status, headers: print(status))).decode())
"""


def begun(data, **more):
    return subprocess.Popen(
        [sys.executable, "-c", ASK],
        env=environment(data) | more, cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(server):
    said, told = server.communicate("go\n")
    return server.returncode, said, told


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Two servers' workers at once found a new folder; what they said, and where."""
    data = tmp_path_factory.mktemp("wsgi") / "var"
    workers = [begun(data) for _each in range(2)]
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return data, [(*worker.communicate(), worker.returncode) for worker in workers]


def test_two_workers_at_once_open_new_data_and_answer(opened):
    data, answers = opened
    for said, told, code in answers:
        assert code == 0, told
        assert said.split("\n")[:2] == ["200 OK", '{"status": "ok"}']
    assert (data / "liancun.sqlite3").exists()
    keys = data.with_name("var.keys")
    assert {"fields.key", "session.key", "evidence.key"} <= {path.name for path in keys.iterdir()}


def test_data_of_a_newer_program_is_not_served(opened):
    data, _answers = opened
    with closing(sqlite3.connect(data / "liancun.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('base', '9999_later', '2030-01-01')"
        )
    try:
        code, said, told = ended(begun(data))
        assert code != 0 and not said
        assert "网站没有开" in told and "更新的版本" in told
    finally:
        with closing(sqlite3.connect(data / "liancun.sqlite3")) as database, database:
            database.execute("DELETE FROM django_migrations WHERE name = '9999_later'")


def test_data_without_its_keys_is_not_served(opened):
    data, _answers = opened
    keys = data.with_name("var.keys") / "fields.key"
    away = keys.rename(keys.with_name("away"))
    try:
        code, said, told = ended(begun(data))
        assert code != 0 and not said and "网站没有开" in told and "fields.key" in told
        assert not keys.exists()
    finally:
        away.rename(keys)


def test_a_charter_that_cannot_be_read_is_named(opened):
    data, _answers = opened
    wrong = data / "charter" / "nobody" / "wrong.yaml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("title: [", encoding="utf-8")
    try:
        code, said, told = ended(begun(data))
        assert code != 0 and not said and "网站没有开" in told and "wrong.yaml" in told
    finally:
        wrong.unlink()
        wrong.parent.rmdir()


def test_a_database_out_of_reach_is_told(tmp_path):
    code, said, told = ended(
        begun(tmp_path / "var", DATABASE_URL="postgresql:///nowhere?host=" + str(tmp_path))
    )
    assert code != 0 and not said and "网站没有开" in told and "DATABASE_URL" in told


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    code, _said, told = ended(begun(tmp_path / "var"))
    tmp_path.chmod(0o700)
    assert code != 0 and "网站没有开" in told


def test_data_of_an_older_program_is_backed_up_and_migrated(opened):
    data, _answers = opened
    file = data / "liancun.sqlite3"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("ALTER TABLE registry_login DROP COLUMN must_change")
        database.execute("DROP TABLE registry_apitoken")
        database.execute("DROP TABLE registry_doubtdecision")
        database.execute("DROP INDEX account_by_index")
        database.execute("DROP INDEX person_by_name")
        database.execute("DELETE FROM django_migrations WHERE app = 'registry' AND name >= '0005'")
    code, said, told = ended(begun(data))
    assert code == 0 and "200 OK" in said, told
    with closing(sqlite3.connect(file)) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(registry_login)")]
    assert "must_change" in columns
    assert [*(data / "backups").glob("before-migrate-*.zip")]
