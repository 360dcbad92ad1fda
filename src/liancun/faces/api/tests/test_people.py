"""People and households by the API: what is recorded, what is refused, in which shape (人、户接口)."""

import pytest

from liancun.base import clock
from liancun.faces.web.tests.visiting import visitor
from liancun.rooms.registry import models as m
from liancun.rooms.registry.tests import town as small

pytestmark = pytest.mark.django_db
CLERK = "town.town_clerk"
DAY = str(small.DAY)


@pytest.fixture(autouse=True)
def town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: small.DAY)
    small.raise_town()


def post(name, address, body, status=200):
    answer = visitor(name).post(f"/api/{address}", body, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_card_is_corrected_by_the_clerk_and_its_history_read():
    body = {"phone": "13800000777", "name": "龘靐", "document": "HK-9"}
    assert post(CLERK, "people/P0000001/correct", body) == {
        "subject": "P0000001",
        "ref": "person:P0000001",
        "ends": "",
        "headless": "",
    }
    history = visitor(CLERK).get("/api/people/P0000001/history").json()
    assert history[0]["columns"] == ["name", "phone"] and history[0]["document"] == "HK-9"
    assert visitor(CLERK).get("/api/people/P0000001").json()["phone"] == "13800000777"
    assert post("jiaxi.secretary", "people/P0000001/correct", body, 403)["code"] == "permit.not_yours"
    assert post("haiba.secretary", "people/P0000001/correct", body, 404)["code"] == "viewer.not_found"
    assert post(CLERK, "people/P0000001/correct", {"phone": "12"}, 400)["problems"][0]["column"] == "phone"
    assert post(CLERK, "people/P0000001/correct", {}, 403)["code"] == "registry.nothing_changed"
    assert visitor("haiba.secretary").get("/api/people/P0000001/history").status_code == 404


def test_a_family_from_birth_to_heir():
    birth = {"code": "P0000700", "name": "王小苗", "sex": "f", "born_on": "2025-02-03"}
    post(CLERK, "households/L0000001/births", birth | {"registered": "R0000001"})
    split = {"new_code": "L0000901", "head": "P0000002", "others": ["P0000700"], "start": DAY}
    post(CLERK, "households/L0000001/split", split | {"contracting": "K0000901"})
    assert m.HouseholdMember.objects.filter(household="L0000901").count() == 2
    post(CLERK, "people/P0000008/move", {"to": "L0000901", "start": DAY, "is_head": True}, 403)
    post(CLERK, "people/P0000008/move", {"to": "L0000901", "start": DAY})
    post(CLERK, "households/L0000901/head", {"party": "P0000008", "start": DAY}, 403)
    post(CLERK, "people/P0000001/death", {"died_on": "2025-02-01", "document": "SW-1"})
    heir = {"payee": "P0000002", "kind": "heir", "document": "GZ-1", "start": DAY}
    post(CLERK, "people/P0000001/authority", heir)
    number = small.account_number("P0000998")
    account = {"bank": "农商行", "account": number, "start": DAY, "document": "SQ-1"}
    post(CLERK, "people/P0000002/account", account)
    post(CLERK, "households/L0000004/merge", {"into": "L0000901", "start": DAY}, 403)
    done = visitor(CLERK).get("/api/households/L0000901/history").json()
    assert "registry.split_household" in [row["verb"] for row in done]


def test_standings_and_memberships_open_and_end():
    step = {"kind": "sudden", "started_on": "2025-02-01", "body": "镇人民政府", "document": "RD-1"}
    post(CLERK, "households/R0000001/standings", step)
    post(CLERK, "households/R0000001/standings/close", {"ended_on": "2025-02-20", "document": "XC-1"})
    steps = visitor("jiaxi.secretary").get("/api/households/R0000001/standings").json()
    assert steps[-1]["ended_on"] == "2025-02-20"
    assert visitor("jiaxi.accountant").get("/api/households/R0000001/standings").status_code == 404
    ends = post("head.accountant", "orgs/head/members/P0000001/leave", {"notice_on": DAY})["ends"]
    assert ends.endswith("-12-31")
    new = {"number": "TF-0900", "document": "SQ-1", "resolution": "2025-9", "start": DAY}
    assert (
        post("head.accountant", "orgs/head/members/P0000199/admit", new, 403)["code"]
        == "registry.needs_resolution"
    )
