"""The commands of work (务工命令)."""

import json
from datetime import date
from typing import Any

import pytest

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.cli import labour, pay
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
    ledger.open_book("head", "cooperative", opened_on=date(2025, 1, 1), by=SYSTEM, on=TODAY)
    place: Any = {"section": "pq-jiaxi", "site": "a", "first": "2025-03-01", "last": "2025-03-31"}
    labour.give("head", "PG-1", "park_picking", **place)
    labour.dispatch("head", "PG-1", [FIRST, "P0000002"])


def test_a_month_by_command(capsys, monkeypatch, tmp_path):
    labour.record("head", "PG-1", FIRST, "90 8:00-8:01", day="2025-03-03")
    number = int(capsys.readouterr().out.rpartition("work:")[2])
    labour.one_day(number)
    assert "每小时超过 60公斤" in capsys.readouterr().out
    labour.correct(number, "90 8:00-17:00", note="写错")
    corrected = int(capsys.readouterr().out.rpartition("work:")[2])
    monkeypatch.setenv("LIANCUN_AS", "head.supervisor")
    labour.release(corrected, note="问过带班的")
    monkeypatch.setenv("LIANCUN_AS", "head.accountant")
    labour.orders("head", period="2025-03")
    labour.order("head", "PG-1", month="2025-03")
    said = capsys.readouterr().out
    assert "90公斤" in said and "1 人没有考勤" in said
    labour.sheet("head", "PG-1", tmp_path / "sheet.xlsx", month="2025-03")
    assert (tmp_path / "sheet.xlsx").read_bytes()[:2] == b"PK"
    pay.pay_day("head")
    assert "没有考勤" in capsys.readouterr().out
    settlement.draft_run("wages", "head", "2025-03", by=SYSTEM, on=date(2025, 4, 1))
    pay.pay_list("head", "2025-03")
    said = capsys.readouterr().out
    assert "54.00" in said and "1 天出勤、计件 90 公斤" in said and "计件 54.00" in said
    pay.print_pay_list("head", "2025-03", tmp_path / "pay.pdf")
    assert (tmp_path / "pay.pdf").read_bytes()[:4] == b"%PDF"
    monkeypatch.setenv("LIANCUN_AS", "home1")
    capsys.readouterr()
    pay.worker("head", FIRST, as_json=True)
    assert json.loads(capsys.readouterr().out)["months"][0]["days"] == 1
    with pytest.raises(Refusal):
        pay.worker("head", "P0000005")


def test_seekers_and_courses_by_command(capsys):
    labour.ask("head", FIRST, section="pq-jiaxi", wish="采摘")
    held: Any = {"day": "2025-03-28", "place": "村部", "minutes": 60, "teacher": "老师"}
    labour.course("head", "PX-1", "修剪", [FIRST], **held)
    labour.seekers("head")
    labour.courses("head")
    said = capsys.readouterr().out
    assert "采摘" in said and "修剪" in said
    with pytest.raises(BadInput):
        labour.record("head", "PG-1", FIRST, "许多", day="2025-03-04")
    with pytest.raises(Refusal):
        labour.release(1, note="看")
