"""The addresses a phone asks, and those of programs (手机的地址)."""

import json
from contextlib import suppress

import pytest
from django.test import Client

from liancun.base import clock
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.tests.phone import Phone
from liancun.rooms.points.tests.test_sheets import APRIL, ONE, TWO, grid
from liancun.rooms.registry.queries import login_named
from liancun.rooms.sheets.models import SheetItem
from liancun.rooms.sheets.rules import IDENTIFYING, item_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]
SHEET, ITEMS = "/sheet/jiaxi/scores/2025-03.json", "/sheet/jiaxi/items"


def inside(name):
    clock.set_demo_day(APRIL)
    client = Client()
    client.force_login(login_named(name))
    return client


def post(client, address, sent):
    return client.post(address, json.dumps(sent), content_type="application/json")


@pytest.mark.parametrize("address", [ITEMS, "/api/orgs/jiaxi/sheets/items"])
def test_a_sheet_is_taken_and_items_sent(address):
    client = inside("jiaxi.grid_worker")
    assert client.get(SHEET).status_code == 404
    taken = post(client, SHEET, {"device": "红米"}).json()
    assert taken["protocol"] == 1 and len(taken["households"]) == 3 and taken["today"] == "2025-04-02"
    phone = Phone(grid(), APRIL)
    item = phone.write(ONE, 4)
    told = post(client, address, {"items": [item, {"id": "x"}]}).json()
    assert [each["status"] for each in told["results"]] == ["recorded", "refused"]
    assert MonthScore.objects.get().bonus == 4
    again = client.get(f"{SHEET}?sheet={phone.code}").json()
    assert [each["stands"] for each in again["items"]] == ["recorded"]


def test_what_is_no_batch_and_who_may_not_are_answered_in_json():
    client = inside("jiaxi.grid_worker")
    for sent in ("{", "[]", '{"items": 5}', "null"):
        answer = client.post(ITEMS, sent, content_type="application/json")
        assert answer.status_code == 400 and answer.json()["message"], sent
    assert post(client, ITEMS, {"items": [{}] * 501}).status_code == 403
    assert post(client, "/sheet/jiaxi/nothing/2025-03.json", {}).status_code in (400, 403)
    assert post(client, "/sheet/jiaxi/scores/2025-13.json", {}).status_code == 400
    other = inside("haiba.grid_worker")
    assert post(other, SHEET, {}).json()["code"] == "permit.not_yours"
    assert Client().get(SHEET).json()["code"] == "sheets.log_in"
    assert post(Client(), ITEMS, {"items": []}).status_code == 401


SURROGATE = json.loads('"\\ud800"')
DEEP = json.loads("[" * 300 + "]" * 300)
HOSTILE = {
    "a number that is none": float("nan"),
    "infinite": float("inf"),
    "a float": 2.0,
    "half": 2.5,
    "yes": True,
    "huge": 10**300,
    "negative": -1,
    "text": "4",
    "nothing": None,
    "a list": [4],
    "an object": {"bonus": 4},
    "nested": DEEP,
    "half a character": SURROGATE,
    "the end of a text": "a\x00b",
    "long": "x" * 3_000,
}
"""What JSON can hold and nobody means, by what it is."""
PLACES = ("base", "remark", "state", "unknown", "photos", "scored_on", "sent_at")
PLACED = ("id", "kind", "sheet", "seq", "household", "month", "seen", "mark")
NOT_CONTENT = {*IDENTIFYING, "id", "sent_at", "photos"}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_json_holds_is_answered_in_words(name):
    """In each place of an item, with the id that follows from it: kept or not, the answer is a sentence, no
    other item is stopped by it, and what was kept can be read by everybody afterwards."""
    client = inside("jiaxi.grid_worker")
    phone, sound = Phone(grid(), APRIL), Phone(grid(), APRIL)
    addresses = (ITEMS, "/api/orgs/jiaxi/sheets/items")
    for number, place in enumerate((*PLACES, *PLACED, f"k{HOSTILE[name]}"[:60])):
        item = phone.write(ONE, 4) | {place: HOSTILE[name]}
        if place != "id":
            with suppress(ValueError):  # of what is no number no id follows
                item["id"] = item_id(item, {key: item[key] for key in item if key not in NOT_CONTENT})
        answer = post(client, addresses[number % 2], {"items": [item, sound.write(TWO, number % 5 + 1)]})
        told, other = answer.json()["results"]
        assert (told["message"] and told["status"] != "recorded") or told["kept"], place
        assert other["status"] == "recorded" and "id" in told, place
        if not told["kept"]:
            phone.items.pop()
    assert client.get(f"{SHEET}?sheet={phone.code}").status_code == 200
    assert client.get("/orgs/jiaxi/sheets/waiting/").status_code == 200
    for kept in SheetItem.objects.filter(sheet__code=phone.code):
        assert client.get(f"/why/sheet_item:{kept.pk}").status_code == 200


@pytest.mark.parametrize("address", [ITEMS, SHEET, "/api/orgs/jiaxi/sheets/items"])
def test_what_is_far_too_much_is_answered_in_words(address):
    client = inside("jiaxi.grid_worker")
    Phone(grid(), APRIL)
    for sent in ({"items": [{"id": "x" * 400}] * 10_000}, {"device": "x" * 3_000_000}, {"items": "x" * 10}):
        answer = post(client, address, sent)
        assert 200 <= answer.status_code < 500 and answer.json(), address
        if answer.status_code >= 400:
            assert "message" in answer.json() or answer.json()["problems"][0]["message"]
