"""Passwords (密码): what one may be at every door, and that one somebody else gave is changed first."""

import io
import json

import pytest
import typer
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from liancun.base import audit, clock, proof
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.faces.cli import registry as cli
from liancun.faces.web.accounts import OPEN_BEFORE
from liancun.kernel import Refusal
from liancun.rooms.registry import actions
from liancun.rooms.registry.actions.passwords import Whose, password_fault
from liancun.rooms.registry.models import Login
from liancun.rooms.registry.queries import login_named
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
WHO, GIVEN, OWN = "jiaxi.accountant", "from the clerk 7", "three odd words"
CHANGE = "/account/password"


@pytest.fixture(autouse=True)
def raised(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    town.raise_town()
    cache.clear()


@pytest.fixture
def client():
    """Inside by a password that the clerk gave."""
    actions.set_login(WHO, party=login_named(WHO).party, password=GIVEN, by=SYSTEM, on=clock.today())
    client = Client()
    assert client.post("/login", {"login": WHO, "password": GIVEN}).status_code == 302
    return client


def changed(client, new=OWN, old=GIVEN, again=None):
    form = {"oldpassword": old, "password1": new, "password2": new if again is None else again}
    return client.post(CHANGE, form)


def said(answer):
    return answer.content.decode().partition("<main")[2]


# --- what one may be ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("1234567", "too_short"),
        ("password123", "too_common"),
        ("13987654321", "entirely_numeric"),
        ("12345678901", "too_common"),
        ("P0000001", "too_similar"),
        ("p0000001x", "too_similar"),
        ("wang.fang", "too_similar"),
        ("Wang.Fang2024", "too_similar"),
        ("王芳王芳王芳王芳", "too_similar"),
        ("王芳123456", "too_similar"),
        (" three odd words", "blanks"),
        ("three odd words ", "blanks"),
        ("        ", "blanks"),
        ("", "too_short"),
    ],
)
def test_what_is_easily_guessed_is_no_password(password, code):
    fault = password_fault(password, Whose("wang.fang", "P0000001", "王芳"))
    assert fault and fault.code == f"registry.password_{code}"


@pytest.mark.parametrize(
    "password",
    ["three odd words", "锄禾日当午汗滴禾", "🌶🌾🐝🍵🐂🎋🌰🍠", "x9" * 5000, "王芳 three odd words"],
)
def test_what_is_not_is_one(password):
    assert password_fault(password, Whose("wang.fang", "P0000001", "王芳")) is None
    assert password_fault(password, Whose("wang.fang", "P0000001", "")) is None


def test_a_clerk_may_not_give_what_is_easily_guessed(monkeypatch):
    party = login_named(WHO).party
    for password, code in ((party + "1", "too_similar"), ("qwertyuiop", "too_common")):
        with pytest.raises(Refusal, match=f"password_{code}"):
            actions.set_login(WHO, party=party, password=password, by=SYSTEM, on=clock.today())
    monkeypatch.setattr("sys.stdin", io.StringIO("139876543210\n"))
    with pytest.raises(Refusal, match="password_entirely_numeric"):
        typer.main.get_command(cli.app).main(["login", "new", "--party", party], standalone_mode=False)
    assert not Login.objects.filter(name="new").exists()


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (GIVEN, "与现在的一样"),
        ("password123", "太常见"),
        ("19491001000", "全是数字"),
        (WHO + "1", "太像"),
        (" three odd words", "空格"),
        ("short", "至少 8 位"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_new_one(client, new, words):
    answer = changed(client, new)
    assert answer.status_code == 200 and words in said(answer)
    assert login_named(WHO).must_change and login_named(WHO).check_password(GIVEN)


@pytest.mark.parametrize("new", ["🌶🌾🐝🍵🐂🎋🌰🍠", "x9" * 5000, "inner  blanks  too"])
def test_an_odd_one_opens_again(client, new):
    assert changed(client, new).status_code == 302
    fresh = Client()
    assert fresh.post("/login", {"login": WHO, "password": new}).status_code == 302
    assert fresh.get("/desk/").status_code == 200


# --- changed first -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/", "/desk/", "/start", "/account/second/", "/api/", "/orgs/-/ledger/books/"]
)
def test_every_page_leads_to_the_change(client, address):
    assert client.get(address).headers["Location"] == CHANGE
    assert client.post(address).headers["Location"] == CHANGE


def test_the_page_of_the_change_leads_nowhere_else(client):
    page = client.get(CHANGE)
    assert page.status_code == 200 and "别人给的" in said(page)
    assert page.context["nav"] == [] and reverse("mfa_index") not in said(page)
    assert client.get("/desk/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == CHANGE


def test_what_is_open_before_are_pages_there_are():
    for name in OPEN_BEFORE:
        assert reverse(name)


def test_the_api_answers_with_a_code(client):
    for answer in (
        client.get("/api/charter"),
        client.post("/api/runs/1/confirm_run", {}, content_type="application/json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "registry.password_must_change")
        assert "改成只有自己知道的" in answer.json()["message"]
    assert Client().get("/api/charter").status_code == 200


def test_logging_out_and_the_other_language_work(client):
    client.post("/i18n/setlang/", {"language": "en", "next": CHANGE})
    assert "somebody else" in said(client.get(CHANGE))
    assert client.post("/logout").status_code == 302
    assert client.get("/").status_code == 200


def test_once_changed_all_is_open_and_it_was_an_act(client):
    before = AuditLine.objects.count()
    assert changed(client).headers["Location"] == "/start"
    assert client.get("/desk/").status_code == 200 and client.get("/api/charter").status_code == 200
    line = AuditLine.objects.latest("pk")
    assert AuditLine.objects.count() == before + 1
    assert (line.verb, line.by, line.ref) == ("registry.change_password", WHO, f"login:{WHO}")
    assert OWN not in json.dumps(line.params) and not [*audit.chain(), *proof.rows_of("registry_login")]


def test_the_flag_taken_off_by_hand_is_named(client):
    Login.objects.filter(name=WHO).update(must_change=False)
    (finding,) = proof.rows_of("registry_login")
    assert finding.code == "proof.row_edited" and "须本人改密码" in str(finding.params)


def test_a_login_of_the_demo_has_nothing_to_change():
    actions.set_login(
        "role", party=login_named(WHO).party, password="", by=SYSTEM, on=clock.today(), demo_title="角色"
    )
    assert not login_named("role").must_change


# --- attacks -----------------------------------------------------------------------------------


def test_two_tabs_change_it_once(client):
    assert changed(client).status_code == 302
    second = changed(client, "another odd word")
    assert second.status_code == 200 and "is-invalid" in said(second)
    assert login_named(WHO).check_password(OWN)


def test_the_session_went_meanwhile(client):
    client.session.flush()
    assert changed(client).headers["Location"].startswith("/login")
    assert login_named(WHO).must_change


def test_the_login_went_meanwhile(client):
    Login.objects.filter(name=WHO).delete()
    assert changed(client).headers["Location"].startswith("/login")
    with pytest.raises(Refusal, match=r"registry\.no_such_login"):
        actions.change_password(WHO, seen="", password=OWN, by=SYSTEM, on=clock.today())


def test_a_reset_by_the_clerk_meanwhile_counts(client):
    seen = login_named(WHO).password
    Login.objects.filter(name=WHO).update(password=make_password("given anew by him"))
    with pytest.raises(Refusal, match="password_replaced"):
        actions.change_password(WHO, seen=seen, password=OWN, by=SYSTEM, on=clock.today())
    assert check_password("given anew by him", login_named(WHO).password)


def test_another_repetition_is_told(client):
    answer = changed(client, again="something else")
    assert answer.status_code == 200 and login_named(WHO).must_change
