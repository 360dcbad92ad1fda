"""Pages of work: a sheet filled in, a held day released, the pay list for the few (务工页)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 31)
FIRST, SECOND = "P0000001", "P0000002"
ORDER = {
    "number": "PG-1",
    "section": "贾西片区",
    "job": "园区采摘",
    "site": "jiaxi-shi",
    "first_day": "2025-03-01",
    "last_day": "2025-04-30",
    "wanted": "2",
}
DAY = {"number": "PG-1", "party": FIRST, "day": "2025-03-03"}
WORK = "/orgs/head/labour"


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=TODAY)


def begun():
    """An order with two people, one of whom picked too fast."""
    head = visitor("head.section_head")
    assert sent(head, f"{WORK}/give_order", ORDER) == "/labour/orders/PG-1/"
    sent(head, f"{WORK}/dispatch", {"number": "PG-1", "parties": f"{FIRST}、{SECOND}"})
    sent(head, f"{WORK}/record_days", DAY | {"cell": "90 8:00-8:01"})
    return head, WorkDay.objects.get()


def test_from_the_order_to_a_day_released():
    head, day = begun()
    shown = page(head, "/labour/orders/PG-1/", month="2025-03")
    assert "没有考勤" in shown and "待核" in shown and f"/labour/days/{day.pk}/" in shown
    assert "PG-1" in page(head, f"{WORK}/orders/", period="2025-03") and "的工钱" in page(
        head, f"{WORK}/orders/"
    )
    sheet = head.get("/labour/orders/PG-1/sheet.xlsx?month=2025-03")
    assert sheet.status_code == 200 and sheet.content[:2] == b"PK"
    told = page(head, f"/labour/days/{day.pk}/")
    assert "每小时超过 60公斤" in told and "核实放行" not in told
    where = sent(visitor("head.supervisor"), f"/acts/labour/release_day/{day.pk}", {"note": "两人合摘"})
    assert "两人合摘" in page(head, where)
    released = where.split("/")[-2]
    accountant = visitor("head.accountant")
    corrected = sent(accountant, f"/acts/labour/correct_day/{released}", {"cell": "80", "note": "去皮"})
    assert "80.0" in page(visitor("home1"), corrected)
    page(visitor("home4"), corrected, 404)


def test_what_is_wrong_is_said_on_the_page_and_kept():
    head, day = begun()
    shown = sent(head, f"{WORK}/give_order", {**ORDER, "number": "PG-2", "wanted": "许多"}, 400)
    assert 'value="许多"' in shown and "is-invalid" in shown
    shown = sent(head, f"{WORK}/give_order", {**ORDER, "rate_fen": "0.70"}, 403)
    assert "已有出勤" in shown
    form = DAY | {"day": "2025-03-04", "cell": "九十"}
    shown = sent(head, f"{WORK}/record_days", form, 400)
    assert "读不出来" in shown and "is-invalid" in shown
    assert "至少" not in sent(head, f"{WORK}/record_days", {**form, "cell": "-9"}, 403)
    sent(head, f"/acts/labour/correct_day/{day.pk}", {"cell": "80", "note": "去皮"}, 403)
    sent(head, f"{WORK}/nothing", {}, 404)


def test_who_asked_and_what_was_taught():
    accountant = visitor("head.accountant")
    sent(accountant, f"{WORK}/ask_for_work", {"party": SECOND, "section": "贾西片区", "wish": "采摘"})
    assert "采摘" in page(accountant, f"{WORK}/seekers/")
    course = {"number": "PX-1", "title": "修剪", "held_on": "2025-03-28", "place": "村部"}
    course |= {"hours_minutes": "120", "teacher": "老师", "parties": f"{FIRST} {SECOND}"}
    sent(accountant, f"{WORK}/hold_course", course)
    assert FIRST in page(accountant, "/labour/courses/PX-1/") and "PX-1" in page(
        accountant, f"{WORK}/courses/"
    )
    assert "修剪" in page(visitor("home1"), "/home/work/")


def test_the_pay_list_is_for_the_few_and_printing_it_leaves_a_note():
    _head, day = begun()
    sent(visitor("head.supervisor"), f"/acts/labour/release_day/{day.pk}", {"note": "看过"})
    settlement.draft_run("head", settlement.NewRun("wages", "2025-03"), by=SYSTEM, on=date(2025, 4, 1))
    cashier = visitor("head.cashier")
    shown = page(cashier, f"{WORK}/pay/", month="2025-03")
    assert "54.00" in shown and "********" in shown
    answer = cashier.post(f"{WORK}/pay/2025-03/list.pdf")
    assert answer.status_code == 200 and answer.content[:4] == b"%PDF"
    assert AuditLine.objects.filter(verb="labour.print_pay_list").count() == 1
    section = visitor("head.section_head")
    shown = page(section, f"{WORK}/pay/", month="2025-03")
    assert "54.00" in shown and "计件" in shown and "没有身份证号" in shown
    assert "********" not in shown and "list.pdf" not in shown
    assert section.post(f"{WORK}/pay/2025-03/list.pdf").status_code == 403
    assert "工资表" in page(section, f"{WORK}/orders/") and "工资条" in page(
        section, f"{WORK}/people/{FIRST}/2025-03/"
    )
    page(visitor("head.director"), f"{WORK}/pay/", 403, month="2025-03")
    for name in ("jiaxi.accountant", "home1", ""):
        page(visitor(name), f"{WORK}/pay/", 404, month="2025-03")
        page(visitor(name), f"{WORK}/orders/", 404)
    assert "工资条" in page(visitor("home1"), f"{WORK}/people/{FIRST}/2025-03/")
    page(visitor("home4"), f"{WORK}/people/{FIRST}/2025-03/", 404)


def test_old_addresses_lead_on():
    cashier = visitor("head.cashier")
    for old, new in (
        ("/labour/?page=2", f"{WORK}/orders/?page=2"),
        ("/labour/?month=2025-12", f"{WORK}/orders/?period=2025-12"),
        ("/labour/pay/2025-03/", f"{WORK}/pay/?month=2025-03"),
        (f"/labour/people/{FIRST}/2025-03/", f"{WORK}/people/{FIRST}/2025-03/"),
    ):
        assert cashier.get(old)["Location"] == new
