"""The addresses a phone asks, and those of programs (手机的地址)."""

import json

import pytest
from django.test import Client

from liancun.base import clock
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.tests.phone import Phone
from liancun.rooms.points.tests.test_sheets import APRIL, ONE, grid
from liancun.rooms.registry.queries import login_named

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
