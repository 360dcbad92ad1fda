"""The commands of work (务工命令)."""

import json
from datetime import date

import pytest

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.cli import labour
from liancun.faces.cli.tests.verbs import call
from liancun.kernel import BadInput, Refusal
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 31)
FIRST = "P0000001"


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setenv("LIANCUN_AS", "head.accountant")
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=TODAY)
    place = ("--section", "贾西片区", "--site", "a", "--first-day", "2025-03-01", "--last-day", "2025-03-31")
    call("labour", "give", "head", "--number", "PG-1", "--job", "park_picking", "--wanted", "2", *place)
    call("labour", "dispatch", "head", "--number", "PG-1", "--parties", f"{FIRST} P0000002")


RECORD = ("labour", "record", "head", "--number", "PG-1", "--party", FIRST)


def test_a_month_by_command(capsys, monkeypatch, tmp_path):
    call(*RECORD, "--cell", "90 8:00-8:01", "--day", "2025-03-03")
    number = int(capsys.readouterr().out.rpartition("work:")[2])
    labour.one_day(number)
    assert "每小时超过 60公斤" in capsys.readouterr().out
    call("labour", "correct", str(number), "--cell", "90 8:00-17:00", "--note", "写错")
    corrected = int(capsys.readouterr().out.rpartition("work:")[2])
    monkeypatch.setenv("LIANCUN_AS", "head.supervisor")
    call("labour", "release", str(corrected), "--note", "问过带班的")
    monkeypatch.setenv("LIANCUN_AS", "head.accountant")
    call("labour", "list", "head", "--period", "2025-03")
    labour.order("head", "PG-1", month="2025-03")
    said = capsys.readouterr().out
    assert "90.0公斤" in said and "1 人没有考勤" in said
    labour.sheet("head", "PG-1", tmp_path / "sheet.xlsx", month="2025-03")
    assert (tmp_path / "sheet.xlsx").read_bytes()[:2] == b"PK"
    labour.pay_day("head")
    assert "没有考勤" in capsys.readouterr().out
    settlement.draft_run("head", settlement.NewRun("wages", "2025-03"), by=SYSTEM, on=date(2025, 4, 1))
    call("labour", "pay-list", "head", "--month", "2025-03")
    said = capsys.readouterr().out
    assert "54.00" in said and "90.0" in said and "计件 54.00" in said
    labour.print_pay_list("head", "2025-03", tmp_path / "pay.pdf")
    assert (tmp_path / "pay.pdf").read_bytes()[:4] == b"%PDF"
    monkeypatch.setenv("LIANCUN_AS", "home1")
    capsys.readouterr()
    labour.worker("head", FIRST, as_json=True)
    assert json.loads(capsys.readouterr().out)["months"][0]["days"] == 1
    with pytest.raises(Refusal):
        labour.worker("head", "P0000005")


def test_seekers_and_courses_by_command(capsys):
    call("labour", "ask", "head", "--party", FIRST, "--section", "pq-jiaxi", "--wish", "采摘")
    held = ("--held-on", "2025-03-28", "--place", "村部", "--hours", "60", "--teacher", "老师")
    call("labour", "course", "head", "--number", "PX-1", "--title", "修剪", "--parties", FIRST, *held)
    call("labour", "seekers", "head", "--no-idle")
    call("labour", "courses", "head")
    said = capsys.readouterr().out
    assert "采摘" in said and "修剪" in said
    with pytest.raises(BadInput) as bad:
        call(*RECORD, "--cell", "许多", "--day", "2025-03-04")
    assert [problem.column for problem in bad.value.problems] == ["数量 --cell"]
    with pytest.raises(Refusal):
        call("labour", "release", "1", "--note", "看")
