"""Work by API: the same acts, the same kinds of no (务工接口)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import visitor
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
TODAY = date(2025, 4, 2)
FIRST = "P0000001"
ORDER = {
    "number": "PG-1",
    "section": "pq-jiaxi",
    "job": "dishen",
    "site": "a",
    "first_day": "2025-03-01",
    "last_day": "2025-04-30",
    "wanted": 2,
}


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=TODAY)


def ask(address, body=None, *, as_="head.accountant", status=200):
    client = visitor(as_)
    if body is None:
        answer = client.get(f"/api/{address}")
    else:
        answer = client.post(f"/api/{address}", body, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_an_order_its_days_and_its_worker():
    assert ask("orgs/head/orders", ORDER) == {"ref": "order:PG-1"}
    ask("orgs/head/orders/PG-1/dispatch", {"parties": [FIRST]})
    day = {"sheet": "KQ-1", "party": FIRST, "day": "2025-03-03", "cell": "0.5"}
    (ref,) = ask("orgs/head/orders/PG-1/days", {"days": [day]})["refs"]
    assert ask("orgs/head/orders/PG-1/days", {"days": [day]}, status=403)["code"] == "labour.day_there"
    wrong = ask("orgs/head/orders/PG-1/days", {"days": [{**day, "cell": "半天"}]}, status=400)
    assert wrong["problems"][0]["code"] == "labour.cell_unreadable"
    number = ref.partition(":")[2]
    corrected = ask(f"work/{number}/correct", {"cell": "1", "note": "整天"})["ref"]
    assert ask(f"work/{corrected[5:]}")["row"]["quantity"] == 100
    no = ask(f"work/{corrected[5:]}/release", {"note": "看"}, as_="head.supervisor", status=403)
    assert no["code"] == "labour.not_held"
    assert ask("orgs/head/orders")["rows"][0]["days"] == 1
    assert ask("orgs/head/orders/PG-1?month=2025-03")["rows"][0]["party"] == FIRST
    assert ask(f"orgs/head/workers/{FIRST}", as_="home1")["months"][0]["days"] == 1
    assert ask(f"orgs/head/workers/{FIRST}/2025-03", as_="home1")["days"][0]["quantity"] == 100


def test_the_rest_of_the_desk():
    assert ask("orgs/head/jobs", as_="")[0]["measure"] == "day"
    ask("orgs/head/seekers", {"party": FIRST, "section": "pq-jiaxi"})
    assert ask("orgs/head/seekers")["total"] == 1
    course = {"number": "PX-1", "title": "修剪", "held_on": "2025-04-01", "place": "村部", "teacher": "老师"}
    ask("orgs/head/courses", course | {"hours_minutes": 60, "parties": [FIRST]})
    assert ask("orgs/head/courses")["rows"][0]["came"] == 1
    assert ask("orgs/head/courses/PX-1")["total"] == 1
    assert ask("orgs/head/pay-day")["month"] == "2025-03"
    assert ask("orgs/head/pay-lists/2025-03")["total"] == 0
    assert ask("orgs/head/pay-lists/2025-03")["numbers"] is True
    assert ask("orgs/head/pay-lists/2025-03", as_="head.section_head")["numbers"] is False
    ask("orgs/head/pay-lists/2025-03", as_="head.director", status=403)
    assert ask("orgs/head/pay-lists/2025-3x", status=400)["problems"][0]["code"] == "import.month"


@pytest.mark.parametrize("name", ["jiaxi.accountant", "home2", ""])
def test_others_get_nothing(name):
    ask("orgs/head/orders", ORDER)
    for address in ("orders", "orders/PG-1", "seekers", "pay-day", "pay-lists/2025-03", f"workers/{FIRST}"):
        ask(f"orgs/head/{address}", as_=name, status=404)
    ask("orgs/head/orders", {**ORDER, "number": "PG-2"}, as_=name, status=404)
