"""A household's and a person's pages: what is recorded there, by whom, and what was typed stays (户、人)."""

import pytest

from liancun.base import clock
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.registry import models as m
from liancun.rooms.registry.queries.who import on_day
from liancun.rooms.registry.tests import town as small

pytestmark = pytest.mark.django_db
CLERK = "town.town_clerk"


@pytest.fixture(autouse=True)
def town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: small.DAY)
    small.raise_town()


def inside(household):
    return set(
        on_day(m.HouseholdMember.objects.filter(household=household), small.DAY).values_list(
            "party", flat=True
        )
    )


def test_the_forms_are_for_the_clerk_alone():
    clerk = page(visitor(CLERK), "/households/L0000001/")
    for title in ("登记出生", "迁入", "变更户主", "分户", "并入别的户", "认定身份"):
        assert title in clerk, title
    assert "更换收款账户" in page(visitor(CLERK), "/people/P0000001/")
    for name in ("jiaxi.secretary", "jiaxi.grid_worker", "home1", "town.leader"):
        for address in ("/households/L0000001/", "/people/P0000001/"):
            shown = page(visitor(name), address)
            assert '<form class="card-body' not in shown, (name, address)
    for name in ("haiba.secretary", "home2", ""):
        page(visitor(name), "/people/P0000001/", 404)
    page(visitor(CLERK), "/people/P9999999/", 404)


def test_who_may_not_is_told_so():
    form = {"phone": "13800000777"}
    sent(visitor("jiaxi.secretary"), "/people/P0000001/correct", form, 403)
    sent(visitor("haiba.secretary"), "/people/P0000001/correct", form, 404)
    sent(visitor(CLERK), "/people/P0000001/nothing", form, 404)
    sent(visitor("haiba.secretary"), "/households/L0000001/join", {"party": "P0000007"}, 404)
    assert m.PersonHistory.objects.count() == 0


def test_bad_input_keeps_what_was_typed_and_says_it_at_the_field():
    client = visitor(CLERK)
    form = {"name": "龘靐", "phone": "12", "born_on": "昨天", "document": ""}
    shown = sent(client, "/people/P0000001/correct", form, 400)
    assert 'value="龘靐"' in shown and 'value="12"' in shown and shown.count("is-invalid") == 2
    assert 'id="correct-phone-no"' in shown and "手机号" in shown
    shown = sent(client, "/people/P0000001/correct", {"name": "龘靐"}, 403)
    assert 'value="龘靐"' in shown and "没有写凭什么文件" in shown and "is-invalid" not in shown
    assert client.get("/people/P0000001/correct").headers["Location"] == "/people/P0000001/"
    assert m.PersonHistory.objects.count() == 0


def test_a_card_is_corrected_and_the_history_says_by_whom_and_on_what():
    client = visitor(CLERK)
    sent(client, "/people/P0000001/correct", {"name": "龘靐", "phone": "13800000777", "document": "HK-9"})
    shown = page(client, "/people/P0000001/")
    assert "龘靐" in shown and "HK-9" in shown and "更正人员资料(姓名、电话)" in shown
    account = {"bank": "农商行", "account": small.account_number("P0000998"), "start": "2025-01-01"}
    assert "这一格必填" in sent(client, "/people/P0000001/account", account, 400)
    sent(client, "/people/P0000001/account", {**account, "start": str(small.DAY), "document": "SQ-1"})
    shown = page(client, "/people/P0000001/")
    assert "SQ-1" in shown and account["account"][:-4] not in page(visitor("home1"), "/people/P0000001/")


def test_a_death_and_an_heir():
    client = visitor(CLERK)
    heir = {"payee": "P0000002", "kind": "继承", "document": "GZ-1", "start": str(small.DAY)}
    assert "没有登记去世" in sent(client, "/people/P0000001/authority", heir, 403)
    sent(client, "/people/P0000001/death", {"died_on": "2025-02-01", "document": "SW-1"})
    shown = page(client, "/people/P0000001/")
    assert "已去世" in shown and "登记代领人或继承人" in shown and "更换收款账户" not in shown
    sent(client, "/people/P0000001/authority", heir)
    assert "GZ-1" in page(client, "/people/P0000001/")


def test_a_home_grows_parts_and_moves():
    client = visitor(CLERK)
    child = {"code": "P0000700", "name": "王小苗", "sex": "女", "born_on": "2025-02-03"}
    sent(client, "/households/L0000001/birth", {**child, "registered": "R0000001"})
    assert "P0000700" in inside("R0000001") and "王小苗" in page(client, "/households/L0000001/")
    split = {"new_code": "L0000901", "head": "P0000002", "others": "P0000700", "start": str(small.DAY)}
    assert "户编码 L0000004 已经用过" in sent(
        client, "/households/L0000001/split", {**split, "new_code": "L0000004"}, 403
    )
    sent(client, "/households/L0000001/split", {**split, "contracting": "K0000901", "document": "FH-1"})
    assert inside("L0000901") == {"P0000002", "P0000700"} and inside("K0000901") == {"P0000002"}
    assert "FH-1" in page(client, "/households/L0000901/")
    sent(client, "/people/P0000008/move", {"to": "L0000901", "start": str(small.DAY), "is_head": "否"})
    assert "P0000008" in inside("L0000901")


def test_standings_open_and_close_for_those_whose_work_it_is():
    client = visitor(CLERK)
    assert "终止身份" not in page(client, "/households/K0000001/")
    step = {"kind": "突发严重困难户", "started_on": "2025-02-01", "body": "镇人民政府", "document": "RD-1"}
    sent(client, "/households/R0000001/standing", step)
    assert "RD-1" in page(visitor("jiaxi.secretary"), "/households/R0000001/")
    assert "RD-1" not in page(visitor("jiaxi.accountant"), "/households/R0000001/")
    sent(client, "/households/R0000001/close_standing", {"ended_on": "2025-02-20", "document": "XC-1"})
    assert "XC-1" in page(client, "/households/R0000001/")


def test_members_come_and_go_by_the_head_s_accountant():
    client = visitor("head.accountant")
    form = {"party": "P0000199", "number": "TF-0900", "document": "SQ-1", "resolution": "2025-9"}
    form["start"] = str(small.DAY)
    assert "没有通过的决议 2025-9" in sent(client, "/members/admit", form, 403)
    shown = sent(client, "/members/leave", {"party": "P0000001", "notice_on": ""}, 400)
    assert 'value="P0000001"' in shown and "is-invalid" in shown
    sent(client, "/members/leave", {"party": "P0000001", "notice_on": str(small.DAY)})
    assert m.Membership.objects.filter(party="P0000001", end__isnull=False).exists()
    assert "登记入社" not in page(visitor("home1"), "/members/")
    sent(visitor("home1"), "/members/admit", form, 403)
