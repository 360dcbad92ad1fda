"""The pages of a meeting and of the count of an item (会议页、计票页)."""

from dataclasses import replace

import pytest

from liancun.base import clock, references
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import page, visitor
from liancun.rooms.committee.tests import hall
from liancun.rooms.committee.tests.hall import ADULTS, DAY, begin, cast, count, end, item_of, open_up, voted
from liancun.rooms.committee.tests.test_onward import begin_steps, in_village, resolved, send, three_steps
from liancun.rooms.notices.models import Notice
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    town.raise_town()


def test_a_meeting_says_what_comes_next_and_who_is_awaited():
    meeting = hall.meeting()
    shown = page(visitor("jiaxi.secretary"), f"/meetings/{meeting.pk}/")
    assert "法律要求提前 10 天通知,最晚是 2026-02-20,已经过了。" in shown
    assert "列入议程" in shown and "等 负责人" not in shown
    shown = page(visitor("jiaxi.cashier"), f"/meetings/{meeting.pk}/")
    assert (
        "等 负责人" in shown
        and "<form" not in shown.split("<main")[-1].split("lc-steps")[-1].split("议程")[0]
    )
    for name in ("haiba.secretary", ""):
        page(visitor(name), f"/meetings/{meeting.pk}/", 404)


def test_the_count_is_led_from_opening_to_result():
    meeting = open_up(hall.meeting(), ADULTS[:5])
    item = item_of(meeting)
    client = visitor("jiaxi.secretary")
    address = f"/meetings/items/{item.pk}/"
    assert "人数够了,可以开始表决。" in page(client, address)
    begin(item)
    assert "在场还有 5 人没有票。" in page(client, address)
    cast(item, ADULTS[0])
    count(item, 3, 1)
    assert "在场的人都有票了,可以结束表决。" in page(client, address)
    end(item)
    shown = page(client, address)
    assert "通过" in shown and "赞成 4 票,占 5 票的比例达到要求" in shown
    whole = page(client, f"/meetings/{meeting.pk}/")
    assert "在场 5,赞成 4 反对 1 弃权 0" in whole and "每一项都表决过了" in whole


def test_too_few_is_said_before_and_after():
    meeting = open_up(hall.meeting(), ADULTS[:3])
    item = item_of(meeting)
    client = visitor("jiaxi.secretary")
    assert "到了 3 人,还差 1 人才够法定人数 4 人。" in page(client, f"/meetings/{meeting.pk}/")
    assert "人数不足,未议决" in page(client, f"/meetings/items/{item.pk}/")
    begin(item)
    end(item)
    assert "会议不算数" in page(client, f"/meetings/items/{item.pk}/")


def test_what_is_refused_is_said_where_it_was_sent():
    meeting = open_up(hall.meeting(), ADULTS[:3])
    begin(item_of(meeting))
    answer = visitor("jiaxi.secretary").post(
        f"/acts/committee/cast_ballot/{item_of(meeting).pk}",
        {"voter": ADULTS[4], "way": "paper", "choice": "for"},
    )
    assert "不在场" in answer.content.decode()


def test_a_joint_resolution_shows_how_each_village_voted():
    item = resolved()
    client = visitor("joint.secretary")
    assert "交各村表决" in page(client, f"/meetings/items/{item.pk}/")
    send(item)
    in_village(item, "jiaxi", ADULTS, 6)
    shown = page(client, f"/meetings/joint/{item.pk}/")
    assert "2 个村:1 个通过、1 个还没有表决。" in shown and "哪村通过在哪村生效" in shown
    assert "贾西村集体经济组织" in shown and "等列入议程" in shown
    page(visitor("home1"), f"/meetings/joint/{item.pk}/", 404)
    page(visitor("home1"), f"/meetings/items/{item.pk}/", 404)
    village = visitor("jiaxi.secretary").get(f"/meetings/items/{item.pk}/", follow=True)
    assert village.redirect_chain == [(f"/meetings/joint/{item.pk}/", 302)] and village.status_code == 200


def test_four_steps_lead_to_the_board():
    row = begin_steps()
    client = visitor("jiaxi.secretary")
    assert "等党支部提议" in page(client, f"/meetings/four-steps/{row.pk}/")
    three_steps(row)
    meeting = hall.meeting(items=0)
    item = hall.put(meeting, 1, matter="public_works", steps="SY-1", text="修三里路")
    open_up(meeting)
    voted(item, 6)
    assert "等决议公开" in page(client, f"/meetings/four-steps/{row.pk}/")
    answer = client.post(f"/acts/committee/publish_decision/{row.pk}")
    assert answer.status_code == 302
    notice = Notice.objects.get()
    shown = page(visitor(""), f"/board/{notice.pk}/")
    assert "修三里路" in shown and "决议公开:修路" in shown and "合计" not in shown
    assert "等结果公开" in page(client, f"/meetings/four-steps/{row.pk}/")
    page(visitor(""), f"/meetings/four-steps/{row.pk}/", 404)


@pytest.mark.parametrize(
    ("login", "org", "composed", "beside"),
    [("jiaxi.secretary", "jiaxi", True, False), ("head.director", "head", False, True)],
)
def test_a_list_of_one_body_stands_where_that_body_is(login, org, composed, beside):
    shown = page(visitor(login), f"/orgs/{org}/committee/seats/")
    assert (f"/orgs/{org}/committee/composition/" in shown) is composed
    assert (f"/orgs/{org}/committee/extra_votes/" in shown) is beside


@pytest.mark.parametrize(
    ("finer", "said"), [((), "这是原始记录,到底了"), (("meeting:1",), "没有您可以打开的更细的记录")]
)
def test_why_says_the_end_where_there_is_nothing_finer(monkeypatch, finer, said):
    ref, plain = f"meeting:{hall.meeting().pk}", references.resolve

    def resolve(viewer, asked):
        return replace(plain(viewer, asked), parents=finer if viewer is SYSTEM else ())

    monkeypatch.setattr(references, "resolve", resolve)
    assert said in page(visitor("jiaxi.secretary"), f"/why/{ref}")
