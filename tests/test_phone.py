"""The grid worker's page on a phone (手机上的评分表): without network, closed and opened again, sent once.

A real browser before the real server, on a database of its own. What stands on the server in the end is
compared with what was tapped.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from pytest_django.live_server_helper import LiveServer

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.web import phone as views
from liancun.faces.web.phone_words import words
from liancun.rooms.points import actions as scoring
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.registry.actions import supersede
from liancun.rooms.registry.models import GridDuty
from liancun.rooms.registry.tests import town
from liancun.rooms.sheets import actions as sheets
from liancun.rooms.sheets.models import SheetItem
from tests.phone_world import (
    DAY,
    MONTH,
    Line,
    bonus,
    counted,
    log_in,
    opened,
    points,
    raise_village,
    row,
    said,
    send,
    take,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.only_on("sqlite3", "a browser sees no database"),
]
ACCOUNTANT, SECRETARY = "jiaxi.accountant", "jiaxi.secretary"
USUAL = (10, 1)


class Reopened(ThreadedWSGIServer):
    """A server that takes a port again that one before it has just left."""

    def __init__(self, *given: Any, allow_reuse_address: bool, **more: Any) -> None:
        super().__init__(*given, **more)


def other_scores(home: str, given: int) -> None:
    """Somebody else scores a home from a paper, meanwhile."""
    marks = {home: MonthMark("scored", 10, given)}
    scoring.score_month("jiaxi", MONTH, marks, by=town.viewer(ACCOUNTANT, DAY), on=DAY)


def decide(item: SheetItem) -> None:
    """A third person looks at both sides and takes the phone's."""
    given = sheets.Deciding(side="sent", reason="看过门前的照片")
    sheets.decide_item(item.pk, given, by=town.viewer(SECRETARY, DAY), on=DAY)


def test_a_month_of_195_homes_is_scored_without_network_and_sent_once(phone, blank_town):
    """Every home tapped, one in ten an exception, the browser closed in the middle and at the end."""
    homes = raise_village(195)
    tapped = {home: (10, 2 + at % 4) if at % 10 == 0 else USUAL for at, home in enumerate(homes)}
    page = phone()
    take(page)
    for part in (range(1, 101), range(101, 196)):
        page.context.set_offline(True)
        page.reload()
        page.wait_for_selector("body[data-ready=yes]")
        for number in part:
            if (number - 1) % 10 == 0:
                bonus(page, number, tapped[homes[number - 1]][1])
            else:
                row(page, number).locator(".lc-as-usual").click()
        counted(page, "waiting", str(part.stop - 1 if part.start == 1 else 95))
        page = opened(phone())
        counted(page, "sent", str(part.stop - 1))
    assert points(homes) == tapped
    assert SheetItem.objects.count() == MonthScore.objects.count() == 195


def test_what_gets_lost_on_the_way_is_sent_again_and_counts_once(phone, homes):
    """Before the server had it, after it had it, with the server's own failure, with a refusal."""
    line = Line()
    page = phone(line=line)
    take(page)
    fates = (("before", "没有网络"), ("after", "没有网络"), ("500", "服务器出了问题"), ("403", "没有收下"))
    for number, (fate, why) in enumerate(fates, 1):
        line.fates = [fate] * (2 if fate == "403" else 1)
        bonus(page, number, 4)
        send(page, why)
        counted(page, "waiting", "1")
        page = opened(phone(line=line, who=None))
        counted(page, "sent", str(number))
    assert points(homes) == dict.fromkeys(homes[:4], (10, 4))
    assert [item.seq for item in SheetItem.objects.order_by("seq")] == [1, 2, 3, 4]


def test_the_answer_is_lost_and_the_same_home_is_tapped_again(phone, homes):
    """What the server has stands; what the hand said since is its next revision, and no conflict."""
    line = Line()
    page = phone(line=line)
    take(page)
    line.fates = ["after", "after"]
    bonus(page, 1, 4)
    send(page, "没有网络")
    bonus(page, 1, 2)
    send(page, "没有网络")
    send(page)
    counted(page, "sent", "1")
    rows = MonthScore.objects.filter(household=homes[0]).order_by("revision")
    assert [(each.revision, each.bonus) for each in rows] == [(0, 4), (1, 2)]


def test_the_server_is_restarted_in_between(phone, homes, monkeypatch):
    """Each request has a connection of its own, for one that is kept outlives this server's end."""
    monkeypatch.setattr(QuietWSGIRequestHandler, "protocol_version", "HTTP/1.0")
    monkeypatch.setattr(LiveServerThread, "server_class", Reopened)
    server = LiveServer("localhost")
    address = server.url
    page = phone(at=f"{address}/sheet/")
    take(page)
    bonus(page, 1, 4)
    server.stop()
    send(page, "没有网络")
    bonus(page, 2, 3)
    server = LiveServer(address.removeprefix("http://"))
    send(page)
    server.stop()
    assert points(homes) == {homes[0]: (10, 4), homes[1]: (10, 3)}


def test_a_login_that_ended_loses_nothing(phone, homes, live_server):
    page = phone()
    take(page)
    log_in(page.context, live_server.url, "")
    bonus(page, 1, 5)
    send(page, "登录已过期")
    page = opened(phone(who=None))
    counted(page, "waiting", "1")
    page.get_by_role("link", name="去登录").click()
    page.wait_for_url("**/login?next=/sheet/")
    page = phone()
    said(page, "都发出去了")
    assert points(homes) == {homes[0]: (10, 5)}


def test_two_people_on_one_phone_send_each_their_own(phone, homes, live_server):
    page = phone()
    take(page)
    bonus(page, 1, 4)
    log_in(page.context, live_server.url, ACCOUNTANT)
    send(page, "登录后发送")
    counted(page, "waiting", "1")
    page = phone(who=None)
    assert points(homes) == {}
    take(page)
    bonus(page, 2, 2)
    send(page, "登录后发送")
    assert points(homes) == {homes[1]: (10, 2)}
    page = phone()
    said(page, "都发出去了")
    assert points(homes) == {homes[0]: (10, 4), homes[1]: (10, 2)}
    assert set(MonthScore.objects.values_list("recorded_by", flat=True)) == {
        "jiaxi.grid_worker",
        ACCOUNTANT,
    }


def test_a_second_scorer_makes_a_dispute_that_a_third_decides(phone, homes):
    page = phone()
    take(page)
    other_scores(homes[1], 5)
    page.locator("#rest").click()
    send(page)
    for name, number in (("dispute", "1"), ("sent", "5"), ("waiting", "0")):
        counted(page, name, number)
    assert row(page, 2).get_attribute("data-state") == "dispute"
    row(page, 2).locator(".lc-open").click()
    assert "由另一人看过两边再定" in row(page, 2).locator(".lc-under").inner_text()
    assert points(homes)[homes[1]] == (10, 5)
    decide(SheetItem.objects.get(subject=homes[1]))
    page.get_by_label("全部评分表").click()
    page.get_by_role("button", name="重新取").click()
    counted(page, "dispute", "0")
    counted(page, "sent", "6")
    assert points(homes) == dict.fromkeys(homes, USUAL)


def test_a_duty_that_moved_and_a_month_closed_come_back_in_their_rows(phone, homes):
    page = phone()
    take(page)
    duty = GridDuty.objects.get(household=homes[3])
    supersede("duty", duty.pk, worker=town.viewer("haiba.grid_worker").party, by=SYSTEM, on=DAY)
    page.locator("#rest").click()
    send(page)
    counted(page, "scored", "5/5")
    assert row(page, 4).get_attribute("data-state") == "gone"
    assert row(page, 4).locator(".lc-reason").inner_text()
    clock.set_demo_day(DAY + timedelta(days=60))
    bonus(page, 1, 5)
    send(page)
    counted(page, "held", "1")
    assert row(page, 1).locator(".lc-reason").inner_text()
    assert points(homes) == {home: USUAL for home in homes if home != homes[3]}


def test_a_clock_that_is_a_day_wrong_gives_the_right_day(phone, homes):
    """The day is the server's when the sheet was taken, and what has gone by since on the phone."""
    ahead = clock.now() + timedelta(days=1)
    page = phone(before=lambda page: page.clock.set_system_time(ahead))
    take(page)
    bonus(page, 1, 4)
    send(page, "时间差了")
    assert MonthScore.objects.get().on == DAY
    item = SheetItem.objects.get()
    assert item.scored_on == DAY


FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    const asked = put.apply(this, given);
    this.transaction.abort();
    return asked;
  };
  self.emptied = () => { IDBObjectStore.prototype.put = put; };
}"""
"""A disk with no room left, as a browser shows it: what was being written is taken back whole."""


def test_a_phone_that_is_full_says_so_and_keeps_what_it_has(phone, homes):
    page = phone()
    take(page)
    bonus(page, 1, 4)
    counted(page, "waiting", "1")
    page.evaluate(FULL)
    bonus(page, 2, 4)
    said(page, "没有存进手机")
    counted(page, "waiting", "1")
    assert row(page, 2).get_attribute("data-state") == "open"
    page.evaluate("emptied()")
    bonus(page, 2, 3)
    send(page)
    assert points(homes) == {homes[0]: (10, 4), homes[1]: (10, 3)}


def test_states_deductions_remarks_undoing_and_searching(phone, homes):
    page = phone()
    take(page)
    one, two = row(page, 1), row(page, 2)
    one.locator(".lc-open").click()
    one.get_by_text("扣分", exact=True).click()
    one.get_by_role("button", name="−2").first.click()
    assert "8 + 1" in one.inner_text()
    for text in ("<script>", "13800000001", "干净 🌾"):
        one.locator("input").fill(text)
        one.locator("input").press("Enter")
        one.locator(".bad", has_text="备注里不写").wait_for()
    one.locator("input").fill("已劝三次,第 4 次未改")
    one.locator("input").press("Enter")
    two.locator(".lc-open").click()
    two.get_by_role("button", name="外出").click()
    page.locator("#rest").click()
    counted(page, "waiting", "6")
    page.locator("#undo").click()
    counted(page, "waiting", "2")
    name = row(page, 4).locator(".lc-name").inner_text()
    page.locator("#search").fill(name)
    assert page.locator(".lc-row:visible").all_inner_texts()[0].startswith(name)
    send(page)
    counted(page, "sent", "2")
    found = {each.subject: each.content for each in SheetItem.objects.all()}
    assert (found[homes[0]]["base"], found[homes[0]]["bonus"]) == (8, 1)
    assert found[homes[0]]["deduction"].endswith(":2") and found[homes[0]]["remark"] == "已劝三次,第 4 次未改"
    assert found[homes[1]]["state"] == "away"
    assert page.locator("#undo").is_disabled()


def test_what_waits_can_be_saved_to_a_file(phone, homes):
    page = phone()
    take(page)
    bonus(page, 1, 5)
    counted(page, "waiting", "1")
    page.get_by_label("全部评分表").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="存成文件").click()
    kept = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))
    on, by = DAY, town.viewer("jiaxi.grid_worker", DAY)
    (receipt,) = sheets.receive_items("jiaxi", kept["items"], by=by, on=on)
    assert kept["protocol"] == 1 and receipt.status == "recorded"
    send(page)
    assert points(homes) == {homes[0]: (10, 5)} and SheetItem.objects.count() == 1


def test_a_new_version_waits_and_loses_nothing(phone, homes, live_server, monkeypatch):
    """While something is being filled in the old one stays whole; the hand changes over."""
    page = phone()
    take(page)
    log_in(page.context, live_server.url, "")  # so that it goes on waiting
    bonus(page, 1, 5)
    old = page.evaluate("caches.keys()")
    monkeypatch.setattr(views, "words", lambda: {**words(), "title": "新的评分表"})
    page.reload()
    page.locator("#update").wait_for()
    both = page.evaluate("caches.keys()")
    assert len(old) == 1 and len(both) == 2 and set(old) < set(both)
    counted(page, "waiting", "1")
    with page.expect_navigation():
        page.locator("#update").click()
    page.wait_for_selector("body[data-ready=yes]")
    assert set(page.evaluate("caches.keys()")) == set(both) - set(old)
    counted(page, "waiting", "1")
    log_in(page.context, live_server.url, "jiaxi.grid_worker")
    send(page)
    assert points(homes) == {homes[0]: (10, 5)}
