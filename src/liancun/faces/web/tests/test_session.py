"""Logging in (登录): locks that rest, what a name betrays, sessions, posts that end, the second factor."""

import io
from datetime import timedelta
from secrets import token_urlsafe

import pytest
import typer
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client

from liancun.base import clock
from liancun.base.models import TrailRow
from liancun.base.permits import SYSTEM
from liancun.faces.cli import registry as cli
from liancun.kernel import Refusal
from liancun.rooms.registry import actions
from liancun.rooms.registry.models import Login, Post
from liancun.rooms.registry.queries import login_named, viewer_for
from liancun.rooms.registry.tests import town

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.on_both("tries are counted and logins rest by packages that ask the database themselves"),
]
RIGHT = "a long sentence"
WHO = "jiaxi.accountant"
BOOKS = "/orgs/-/ledger/books/"
RESTS = "先停用 15 分钟"


@pytest.fixture(autouse=True)
def raised(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    town.raise_town()
    Login.objects.filter(name=WHO).update(password=make_password(RIGHT))
    cache.clear()


def sent(client, name=WHO, password=RIGHT, **more):
    return client.post("/login", {"login": name, "password": password, **more})


def sure(client):
    """Before its second factor is touched, a login says its password once more."""
    assert client.post("/account/confirm", {"password": RIGHT}).status_code == 302


def inside(client):
    return "/logout" in client.get("/").content.decode()


def test_the_password_opens_and_a_post_closes():
    client = Client()
    assert sent(client).status_code == 302 and inside(client)
    assert client.get("/start").headers["Location"] == "/desk/"
    assert client.get("/logout").status_code == 405 and inside(client)
    assert client.post("/logout").status_code == 302 and not inside(client)
    # A page after logging in is one of ours.
    assert sent(Client(), next="https://elsewhere.example/").headers["Location"].startswith("/")


def test_a_post_needs_its_token():
    strict = Client(enforce_csrf_checks=True)
    assert sent(strict).status_code == 403
    assert strict.post("/logout").status_code == 403


def test_a_session_given_before_login_is_not_the_one_after():
    client = Client()
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = str(before)
    sent(client)
    assert client.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = str(before)
    assert not inside(thief) and inside(client)


def test_after_eight_wrong_passwords_the_login_rests_and_a_name_nobody_has_answers_the_same():
    pages: dict[str, list[tuple[int, str]]] = {}
    for name in (WHO, "nobody.at.all"):
        client = Client()
        answers = [sent(client, name, "wrong") for _ in range(9)]
        pages[name] = [
            (answer.status_code, answer.content.decode().partition("<main")[2].partition("csrf")[0])
            for answer in answers
        ]
        assert [code for code, _text in pages[name]] == [200] * 7 + [429] * 2
        assert RESTS in pages[name][7][1] and RESTS in pages[name][8][1]
    assert pages[WHO] == pages["nobody.at.all"]
    right = sent(Client())
    assert right.status_code == 429 and RESTS in right.content.decode()
    other = sent(Client(), "haiba.accountant", "wrong")
    assert other.status_code == 200 and "登录名或密码不对" in other.content.decode()
    assert sent(Client(), "haiba.accountant", "wrong").status_code == 200, "another login is not touched"


def test_a_rest_ends_by_itself_and_a_try_meanwhile_does_not_make_it_longer():
    for _ in range(9):
        sent(Client(), password="wrong")
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert sent(Client()).status_code == 302


def test_a_rest_is_ended_by_command_or_by_a_new_password():
    for _ in range(8):
        sent(Client(), password="wrong")
    actions.unlock_login(WHO, by=SYSTEM, on=clock.today())
    assert sent(Client()).status_code == 302
    for _ in range(8):
        sent(Client(), password="wrong")
    actions.set_login(
        WHO, party=login_named(WHO).party, password="a new sentence", by=SYSTEM, on=clock.today()
    )
    assert sent(Client(), password="a new sentence").status_code == 302
    clerkless = viewer_for("haiba.accountant", on=clock.today())
    with pytest.raises(Refusal):
        actions.unlock_login(WHO, by=clerkless, on=clock.today())
    with pytest.raises(Refusal, match=r"registry\.no_such_login"):
        actions.unlock_login("nobody", by=SYSTEM, on=clock.today())


@pytest.mark.parametrize("name", ["", " ", "x" * 300, "名字", "a\0b", "' OR 1=1 --"])
def test_odd_names_are_only_wrong(name):
    assert sent(Client(), name, "wrong").status_code in (200, 400)


def test_a_login_without_a_password_opens_for_no_password():
    Login.objects.filter(name=WHO).update(password="")
    for guess in ("", " ", "!", "None"):
        client = Client()
        sent(client, password=guess)
        assert not inside(client)


def test_a_post_that_ended_ends_what_its_password_may(monkeypatch):
    client = Client()
    sent(client)
    assert client.get(BOOKS).status_code == 200
    row = Post.objects.get(party=login_named(WHO).party)
    actions.supersede("post", row.pk, end=clock.today(), by=SYSTEM, on=clock.today())
    day = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: day)
    assert not viewer_for(WHO, on=day).posts
    assert client.get("/start").headers["Location"] != "/desk/"


def test_a_changed_password_ends_the_other_sessions():
    mine, other = Client(), Client()
    sent(mine)
    sent(other)
    form = {"oldpassword": RIGHT, "password1": "another sentence", "password2": "another sentence"}
    assert "改密码" in mine.get("/account/password").content.decode()
    assert mine.post("/account/password", form | {"oldpassword": "no"}).status_code == 200
    assert mine.post("/account/password", form).status_code == 302
    assert inside(mine) and not inside(other)
    short = mine.post("/account/password", form | {"oldpassword": "another sentence", "password1": "1"})
    assert short.status_code == 200


def test_nobody_signs_up_or_is_mailed():
    closed = Client()
    assert closed.get("/account/closed").status_code == 200
    closed.post("/account/closed", {"name": "mallory", "password1": RIGHT, "password2": RIGHT})
    assert not Login.objects.filter(name="mallory").exists()
    assert Client().get("/password/reset/").status_code == 404


def test_the_second_factor_from_first_scan_to_lost_phone():
    client = Client()
    sent(client)
    assert client.get("/account/second/totp/activate/").status_code == 302
    sure(client)
    page = client.get("/account/second/totp/activate/")
    assert page.status_code == 200 and "data:image/svg+xml" in page.content.decode()
    assert "script-src" not in page.headers["Content-Security-Policy"]
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert client.post("/account/second/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.post("/account/second/totp/activate/", {"code": code}).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert secret not in stored
    cache.clear()  # a code is good once
    fresh = Client()
    assert sent(fresh).headers["Location"] == "/account/second/authenticate/"
    assert not inside(fresh), "a password alone is half a way in"
    assert fresh.post("/account/second/authenticate/", {"code": "000000"}).status_code == 200
    assert not inside(fresh)
    told = TrailRow.objects.filter(kind="failed").values_list("by", "via")
    assert list(told) == [(WHO, "web")], "a wrong code is written down, and whose"
    assert fresh.post("/account/second/authenticate/", {"code": code}).status_code == 302
    assert TrailRow.objects.filter(kind="failed").count() == 1
    assert inside(fresh)
    actions.unlock_login(WHO, second_factor=True, by=SYSTEM, on=clock.today())
    assert not Authenticator.objects.exists()
    assert inside_after_password()


def inside_after_password():
    client = Client()
    sent(client)
    return inside(client)


def test_wrong_codes_are_counted():
    login = login_named(WHO)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(login, secret)
    client = Client()
    sent(client)
    for _ in range(8):
        client.post("/account/second/authenticate/", {"code": "000000"})
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert client.post("/account/second/authenticate/", {"code": code}).status_code == 200
    assert not inside(client)


def test_a_second_factor_outlives_a_new_key(settings):
    """Its secret was sealed under the key of its day, which stays in the file below the new one."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(login_named(WHO), secret)
    settings.FIELD_KEYS = (token_urlsafe(32), *settings.FIELD_KEYS)
    client = Client()
    sent(client)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post("/account/second/authenticate/", {"code": code})
    assert inside(client)


def test_a_recovery_code_opens_once():
    client = Client()
    sent(client)
    login = login_named(WHO)
    totp.TOTP.activate(login, totp.generate_totp_secret())
    sure(client)
    client.post("/account/second/recovery-codes/generate/")
    page = client.get("/account/second/recovery-codes/")
    codes = page.context["unused_codes"]
    assert len(codes) == 10
    for opens in (True, False):
        fresh = Client()
        sent(fresh)
        fresh.post("/account/second/authenticate/", {"code": codes[0]})
        assert inside(fresh) is opens


def test_login_pages_are_chinese_and_keep_the_strict_policy():
    client = Client()
    sent(client)
    sure(client)
    for address in (
        "/login",
        "/account/confirm",
        "/account/password",
        "/account/second/",
        "/account/second/totp/activate/",
    ):
        answer = (Client() if address == "/login" else client).get(address)
        text = answer.content.decode()
        assert answer.status_code == 200 and "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "<script>" not in text and "onclick" not in text
        for english in ("Two-Factor", "Password", "Activate", "Authenticator", "Sign "):
            assert english not in text, (address, english)


def test_the_commands(monkeypatch):
    monkeypatch.delenv("LIANCUN_AS", raising=False)
    command = typer.main.get_command(cli.app)
    monkeypatch.setattr("sys.stdin", io.StringIO("word of mine\n"))
    command.main(["login", "new.one", "--party", login_named(WHO).party], standalone_mode=False)
    assert login_named("new.one").check_password("word of mine")
    command.main(["unlock", "new.one", "--second-factor"], standalone_mode=False)
