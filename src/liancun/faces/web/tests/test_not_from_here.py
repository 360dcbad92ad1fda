"""A write whose token is not right (页面开得太久): said as what it is, on pages and by the API."""

import pytest
from django.test import Client

from liancun.faces.api.urls import api
from liancun.rooms.registry.queries import login_named
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
WHO = "jiaxi.accountant"


@pytest.fixture(autouse=True)
def raised(db):
    town.raise_town()


@pytest.fixture
def strict():
    client = Client(enforce_csrf_checks=True)
    client.force_login(login_named(WHO))
    return client


def test_a_page_that_stood_open_too_long(strict):
    no = strict.post("/logout", headers={"Referer": "http://testserver/desk/?on=2025-07-01"})
    text = no.content.decode()
    assert no.status_code == 403 and "页面开得太久" in text and "什么都没有写入" in text
    assert ">回到刚才的页面<" in text
    assert 'href="/desk/?on=2025-07-01"' in text.replace("http://testserver", "")
    assert "职务不能办理" not in text
    assert "/logout" in strict.get("/").content.decode(), "nothing was done"


def test_two_tabs_at_the_login_page():
    """Logging in turns the token: the other tab's page is too old by then."""
    strict = Client(enforce_csrf_checks=True)
    strict.get("/login")
    old = strict.cookies["csrftoken"].value
    strict.force_login(login_named(WHO))
    strict.cookies["csrftoken"] = "n" * 32
    no = strict.post("/login", {"login": WHO, "password": "x", "csrfmiddlewaretoken": old})
    assert no.status_code == 403 and "页面开得太久" in no.content.decode()


@pytest.mark.parametrize(
    "before", ["", "https://elsewhere.example/x", "javascript:alert(1)", "//elsewhere.example"]
)
def test_no_way_leads_back_to_another_site(strict, before):
    text = strict.post("/logout", headers={"Referer": before}).content.decode()
    assert ">回到刚才的页面<" not in text and "elsewhere" not in text and "alert(1)" not in text


def test_another_origin_is_named(strict):
    no = strict.post("/logout", headers={"Origin": "https://elsewhere.example"})
    text = no.content.decode()
    assert no.status_code == 403 and "https://elsewhere.example" in text and "LIANCUN_HOSTS" in text


def test_a_form_in_place_shows_it_as_the_page(strict):
    no = strict.post("/logout", headers={"HX-Request": "true"})
    assert (no.status_code, no.headers["HX-Retarget"]) == (200, "body")
    assert "页面开得太久" in no.content.decode()


def test_the_api_says_which_header_is_wanted(strict):
    writes = [
        address
        for address, methods in api.get_openapi_schema()["paths"].items()
        if "post" in methods and "{" not in address
    ]
    assert writes
    for address in writes:
        for headers in ({}, {"X-CSRFToken": "x" * 32}):
            no = strict.post(address, {}, content_type="application/json", headers=headers)
            assert (no.status_code, no.json()["code"]) == (403, "api.csrf"), address
            assert "X-CSRFToken" in no.json()["message"] and "什么都没有写入" in no.json()["message"]


def test_it_is_said_in_english_too(strict):
    strict.cookies["django_language"] = "en"
    assert "stood open too long" in strict.post("/logout").content.decode()
