"""A household's and a person's pages: what is recorded there, by whom, and what was typed stays (户、人)."""

import pytest

from liancun.base import clock
from liancun.base.versions import on_day
from liancun.faces.web.tests.visiting import page, sent, visitor
from liancun.rooms.registry import models as m
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


PERSON, HOME = "/people/P0000001/", "/households/L0000001/"


def act(name, subject):
    """Where an act on a person or a household is sent."""
    return f"/acts/registry/{name}/{subject}"


def test_the_forms_are_for_the_clerk_alone():
    clerk = page(visitor(CLERK), HOME)
    for title in ("登记出生", "迁入", "变更户主", "分户", "并入别的户", "认定身份"):
        assert title in clerk, title
    shown = page(visitor(CLERK), PERSON)
    assert "更换收款账户" in shown and "登记任职" in shown
    for name in ("jiaxi.secretary", "jiaxi.grid_worker", "home1", "town.leader"):
        for address in (HOME, PERSON):
            shown = page(visitor(name), address)
            assert '<form class="card-body' not in shown, (name, address)
    for name in ("haiba.secretary", "home2", ""):
        page(visitor(name), PERSON, 404)
    page(visitor(CLERK), "/people/P9999999/", 404)


def test_a_form_on_a_page_of_its_own_says_whose_it_is():
    clerk = visitor(CLERK)
    name = m.Person.objects.get(code="P0000001").name
    again = clerk.post(act("correct_person", "P0000001"), {"phone": "12"})
    assert again.status_code == 400
    for shown in (page(clerk, act("correct_person", "P0000001")), again.content.decode()):
        above = shown.partition('<div class="page-pretitle">')[2].partition("</div>")[0]
        assert f'href="{PERSON}"' in above and name in above
    assert m.Organisation.objects.get(code="town").name in page(clerk, "/orgs/town/registry/appoint")


def test_who_may_not_is_told_so():
    form = {"phone": "13800000777"}
    sent(visitor("jiaxi.secretary"), act("correct_person", "P0000001"), form, 403)
    sent(visitor("haiba.secretary"), act("correct_person", "P0000001"), form, 404)
    sent(visitor(CLERK), act("nothing", "P0000001"), form, 404)
    sent(visitor("haiba.secretary"), act("join_household", "L0000001"), {"party": "P0000007"}, 404)
    sent(visitor("jiaxi.secretary"), "/orgs/town/registry/appoint", {}, 404)
    sent(visitor(CLERK), "/orgs/head/registry/register_person", {}, 403)
    assert m.PersonHistory.objects.count() == 0


def test_bad_input_keeps_what_was_typed_and_says_it_at_the_field():
    client = visitor(CLERK)
    form = {"name": "龘靐", "phone": "12", "born_on": "昨天", "document": "", "back": PERSON}
    shown = sent(client, act("correct_person", "P0000001"), form, 400)
    assert 'value="龘靐"' in shown and 'value="12"' in shown and shown.count("is-invalid") == 2
    assert "手机号" in shown
    shown = sent(client, act("correct_person", "P0000001"), {"name": "龘靐"}, 403)
    assert 'value="龘靐"' in shown and "没有写凭什么文件" in shown and "is-invalid" not in shown
    assert "更正资料" in page(client, act("correct_person", "P0000001"))
    assert m.PersonHistory.objects.count() == 0


def test_a_card_is_corrected_and_the_history_says_by_whom_and_on_what():
    client = visitor(CLERK)
    form = {"name": "龘靐", "phone": "13800000777", "document": "HK-9", "back": PERSON}
    assert sent(client, act("correct_person", "P0000001"), form) == PERSON
    shown = page(client, PERSON)
    assert "龘靐" in shown and "HK-9" in shown and "更正人员资料(姓名、电话)" in shown
    sent(client, act("correct_person", "P0000001"), {"clear": "电话"})
    assert m.Person.objects.get(code="P0000001").phone == ""
    account = {"bank": "农商行", "account": small.account_number("P0000998"), "start": "2025-01-01"}
    assert "必填" in sent(client, act("set_account", "P0000001"), account, 400)
    account |= {"start": str(small.DAY), "document": "SQ-1"}
    sent(client, act("set_account", "P0000001"), account)
    shown = page(client, PERSON)
    assert "SQ-1" in shown and account["account"][:-4] not in page(visitor("home1"), PERSON)


def test_a_death_and_an_heir():
    client = visitor(CLERK)
    heir = {"payee": "P0000002", "kind": "继承", "document": "GZ-1", "start": str(small.DAY)}
    assert "没有登记去世" in sent(client, act("set_authority", "P0000001"), heir, 403)
    sent(client, act("record_death", "P0000001"), {"died_on": "2025-02-01", "document": "SW-1"})
    shown = page(client, PERSON)
    assert "等定新户主的户(还有几人):" in shown and "L0000001(" in shown, "who records it is told at once"
    assert "已去世" in shown and "登记代领人或继承人" in shown and "更换收款账户" not in shown
    sent(client, act("set_authority", "P0000001"), heir)
    assert "GZ-1" in page(client, PERSON)


def test_a_home_grows_parts_and_moves():
    client = visitor(CLERK)
    child = {"code": "P0000700", "name": "王小苗", "sex": "女", "born_on": "2025-02-03"}
    sent(client, act("record_birth", "L0000001"), {**child, "registered": "R0000001"})
    assert "P0000700" in inside("R0000001") and "王小苗" in page(client, HOME)
    split = {"new_code": "L0000901", "head": "P0000002", "others": "王小苗", "start": str(small.DAY)}
    assert "户编码 L0000004 已经用过" in sent(
        client, act("split_household", "L0000001"), {**split, "new_code": "L0000004"}, 403
    )
    split |= {"contracting": "K0000901", "document": "FH-1"}
    sent(client, act("split_household", "L0000001"), split)
    assert inside("L0000901") == {"P0000002", "P0000700"} and inside("K0000901") == {"P0000002"}
    assert "FH-1" in page(client, "/households/L0000901/")
    sent(client, act("move_person", "P0000008"), {"to": "L0000901", "start": str(small.DAY)})
    assert "P0000008" in inside("L0000901")
    sent(client, act("join_household", "L0000901"), {"party": "P0000007", "start": str(small.DAY)})
    assert "P0000007" in inside("L0000901")


def test_standings_open_and_close_for_those_whose_work_it_is():
    client = visitor(CLERK)
    assert "终止身份" not in page(client, "/households/K0000001/")
    step = {"kind": "突发严重困难户", "started_on": "2025-02-01", "body": "镇人民政府", "document": "RD-1"}
    sent(client, act("step_standing", "R0000001"), step)
    assert "RD-1" in page(visitor("jiaxi.secretary"), "/households/R0000001/")
    assert "RD-1" not in page(visitor("jiaxi.accountant"), "/households/R0000001/")
    closing = {"ended_on": "2025-02-20", "document": "XC-1"}
    sent(client, act("close_standing", "R0000001"), closing)
    assert "XC-1" in page(client, "/households/R0000001/")


def test_members_come_and_go_by_the_head_s_accountant():
    client = visitor("head.accountant")
    form = {"party": "P0000199", "number": "TF-0900", "document": "SQ-1", "resolution": "2025-9"}
    form["start"] = str(small.DAY)
    shown = page(client, MEMBERS)
    assert "登记入社" in shown and "登记退社" in shown
    assert "没有通过的决议 2025-9" in sent(client, "/orgs/head/registry/admit_member", form, 403)
    leaving = {"party": "P0000001", "notice_on": ""}
    shown = sent(client, "/orgs/head/registry/end_membership", leaving, 400)
    assert 'value="P0000001"' in shown and "is-invalid" in shown
    leaving["notice_on"] = str(small.DAY)
    assert sent(client, "/orgs/head/registry/end_membership", leaving | {"back": MEMBERS}) == MEMBERS
    assert "2025-12-31" in page(client, MEMBERS)
    assert "登记入社" not in page(visitor("home1"), MEMBERS)
    sent(visitor("home1"), "/orgs/head/registry/admit_member", form, 404)


MEMBERS = "/orgs/head/registry/members/"
HOMES = "/orgs/town/registry/households/"


def test_the_lists_of_the_registry_are_for_posts():
    clerk = visitor(CLERK)
    assert clerk.get("/households/?kind=registered").headers["Location"] == HOMES + "?kind=registered"
    assert clerk.get("/members/").headers["Location"] == MEMBERS
    shown = page(clerk, HOMES)
    assert "L0000001" in shown and "立户" in shown and "身份证号" in shown and "职务" in shown
    assert "R0000001" in page(clerk, HOMES, kind="户籍户")
    village = page(visitor("jiaxi.grid_worker"), HOMES)
    assert "立户" not in village and "身份证号" not in village and "L0000004" not in village
    for name in ("home1", ""):
        page(visitor(name), HOMES, 404)
    page(visitor("jiaxi.accountant"), "/orgs/town/registry/standings/", 404)
    for key in ("people", "duties", "posts", "standings"):
        page(clerk, f"/orgs/town/registry/{key}/")
    assert "村民会议" in page(visitor("jiaxi.secretary"), "/orgs/jiaxi/registry/resolutions/")


def test_an_id_number_is_searched_for_by_a_form_and_by_no_address():
    clerk = visitor(CLERK)
    number = m.Person.objects.get(code="P0000001").id_number
    found = sent(clerk, HOMES, {"id_number": number}, 200)
    assert "L0000001" in found and "L0000004" not in found
    assert "L0000004" in page(clerk, HOMES, id_number=number)
    assert "L0000004" in clerk.get(HOMES[:-1] + ".csv", {"id_number": number}).content.decode()
    assert clerk.get("/api/orgs/town/households", {"id_number": number}).status_code == 400
    sent(visitor("jiaxi.secretary"), HOMES, {"id_number": number}, 403)
    sent(clerk, MEMBERS, {}, 405)


def test_people_are_entered_by_name_of_village_and_posts_given_by_name_of_person():
    client = visitor(CLERK)
    new = {"code": "P0000600", "name": "新来的", "sex": "男", "born_on": "1990-02-03"}
    sent(client, "/orgs/town/registry/register_person", new | {"village_code": "贾西村"})
    home = {"code": "L0000600", "kind": "居住户", "village_code": "贾西村", "head": "新来的"}
    sent(client, "/orgs/town/registry/open_household", home | {"start": str(small.DAY)})
    assert inside("L0000600") == {"P0000600"}
    post = {"party": "新来的", "kind": "网格员", "at_org": "jiaxi", "start": str(small.DAY)}
    sent(client, "/orgs/town/registry/appoint", post)
    duty = {"worker": "新来的", "households": "新来的", "start": str(small.DAY)}
    sent(client, "/orgs/town/registry/assign_duty", duty)
    assert "新来的" in page(client, "/orgs/town/registry/duties/", worker="新来的")
    paper = {"code": "W-1", "title": "授权书", "issuer": "王家", "issued_on": str(small.DAY)}
    sent(visitor("jiaxi.accountant"), "/orgs/jiaxi/registry/record_document", paper)
    assert "授权书" in page(visitor("jiaxi.accountant"), "/orgs/jiaxi/registry/documents/")
