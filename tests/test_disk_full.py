"""A full disk (磁盘满了) is told in words by pages, API and command, and the books are as they were.

The database really is full: SQLite may take no further page, PostgreSQL answers as it does on a full disk.
"""

import errno

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.test import Client

from liancun.base import audit, backup, proof
from liancun.base.database_errors import no_space, refusal_of
from liancun.base.models import AuditLine
from liancun.faces.cli import main, output
from liancun.kernel import BadInput, Refusal
from liancun.rooms.registry.models import Document
from tests.conftest import client_as

WHO, FULL, NOTHING = "jiaxi.accountant", "磁盘满了", "什么都没有写入"
REFUSES = """
CREATE FUNCTION disk_is_full() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = '53100'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER disk_is_full BEFORE INSERT ON base_auditline FOR EACH ROW EXECUTE FUNCTION disk_is_full();
"""


@pytest.fixture
def inside(own_town):
    """Somebody inside, in the small town on a disk that takes no more."""
    client = client_as(WHO)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSES)
        else:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    return client


def paper(turn):
    return {"code": f"DOC-{turn}", "title": "办公室通知" * 20, "issuer": "甲戏村", "issued_on": "2025-06-01"}


def until_full(send):
    """What is full has some room left in its pages: sent until it is refused; how often it was taken."""
    for taken in range(500):
        answer = send(paper(taken))
        if answer.status_code == 403:
            return taken, answer
        assert answer.status_code in (200, 302), answer.content.decode()
    raise AssertionError("the disk never was full")


@pytest.mark.on_both("each database says it in its own way")
@pytest.mark.parametrize("door", ["page", "api"])
def test_an_act_is_refused_in_words_and_leaves_nothing(inside, door):
    def send(given):
        if door == "page":
            return inside.post("/orgs/jiaxi/registry/record_document", given)
        return inside.post("/api/orgs/jiaxi/documents", given, content_type="application/json")

    lines, papers = AuditLine.objects.count(), Document.objects.count()
    taken, no = until_full(send)
    if door == "api":
        assert no.json()["code"] == "act.disk_full"
    said = no.json()["message"] if door == "api" else no.content.decode()
    assert FULL in said and NOTHING in said and "liancun doctor" in said
    assert (AuditLine.objects.count(), Document.objects.count()) == (lines + taken, papers + taken)
    assert not [*audit.chain(), *proof.rows_of("registry_document")], "the books are as they were"
    assert inside.get("/orgs/jiaxi/registry/documents/").status_code == 200, "and can be read"


@pytest.mark.django_db
def test_a_session_that_cannot_be_written_is_told_too(monkeypatch):
    """It is written behind every page: nothing that a page catches."""

    def no(*_args, **_more):
        raise OperationalError("database or disk is full")

    client = Client(raise_request_exception=False)
    monkeypatch.setattr(SessionStore, "save", no)
    monkeypatch.setattr("liancun.faces.web.middleware.ViewerMiddleware._answer", touched)
    for address in ("/login", "/api/charter"):
        answer = client.get(address)
        assert answer.status_code == 403 and FULL in answer.content.decode(), address
    assert client.get("/api/charter").json()["code"] == "act.disk_full"

    def broken(*_args, **_more):
        raise ValueError("a fault of the program's")

    monkeypatch.setattr(SessionStore, "save", broken)
    assert client.get("/login").status_code == 500


def touched(self, request):
    """An answer with something to keep in the session."""
    from django.http import HttpResponse

    request.session["kept"] = 1
    return HttpResponse("done")


# --- commands and files ------------------------------------------------------------------------


def no_room(*_args, **_more):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_command_says_it(capsys):
    for fault in (
        OSError(errno.ENOSPC, "x"),
        OSError(errno.EDQUOT, "x"),
        OperationalError("database or disk is full"),
    ):
        assert main._told(fault, as_json=False) == 1
        assert FULL in capsys.readouterr().err
    assert main._told(OSError(errno.EIO, "x"), as_json=False) is None
    assert main._told(OperationalError("no such column"), as_json=False) is None
    assert refusal_of(None) is None and not no_space(OSError("x"))


@pytest.mark.parametrize("before", [None, b"the old one"])
def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch, before):
    file = tmp_path / "list.csv"
    if before:
        file.write_bytes(before)
    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(Refusal, match=r"export\.disk_full"):
        output.write_file(file, b"much of it")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([before] if before else [])
    monkeypatch.undo()
    output.write_file(file, b"much of it")
    assert file.read_bytes() == b"much of it"
    with pytest.raises(BadInput):
        output.write_file(tmp_path / "nowhere" / "list.csv", b"x")


@pytest.mark.django_db
def test_a_backup_that_finds_no_room_leaves_no_file(own_town, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("zipfile.ZipFile.write", no_room)
    with pytest.raises(OSError, match="No space left") as error:
        backup.back_up(tmp_path / "copy.zip")
    assert main._told(error.value, as_json=True) == 1 and "act.disk_full" in capsys.readouterr().out
    assert not [*tmp_path.iterdir()]
