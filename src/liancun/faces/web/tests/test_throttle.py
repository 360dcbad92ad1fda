"""Wrong passwords by address (限次): one password on many logins rests it, and whom it leaves alone."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from liancun.base import clock
from liancun.faces.web.throttle import KNOWN, KNOWN_MOST
from liancun.rooms.registry.models import Login
from liancun.rooms.registry.tests import town

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.on_both("tries are counted and addresses rest by packages that ask the database themselves"),
]
RIGHT, WHO, COLLEAGUE = "a long sentence", "jiaxi.accountant", "haiba.accountant"
MOST = 12
RESTS = "从您这个网络地址输错的密码"
OFFICE, ELSEWHERE = "203.0.113.7", "198.51.100.66"


@pytest.fixture(autouse=True)
def raised(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ADDRESS_FAILURE_LIMIT = MOST
    town.raise_town()
    Login.objects.filter(name__in=[WHO, COLLEAGUE]).update(password=make_password(RIGHT))
    cache.clear()


def sent(name, password, client=None, address=OFFICE, **more):
    client = client or Client()
    return client.post("/login", {"login": name, "password": password}, REMOTE_ADDR=address, **more)


def spray(times=MOST, address=OFFICE, **more):
    """The same password on as many logins as are said."""
    return [sent(f"home{at}", "spring 2026 !", address=address, **more) for at in range(times)]


def test_one_password_on_many_logins_rests_the_address():
    assert [answer.status_code for answer in spray()] == [200] * MOST
    for name, password in (("home99", "spring 2026 !"), (WHO, RIGHT), (WHO, "wrong")):
        no = sent(name, password)
        text = no.content.decode()
        assert no.status_code == 429 and RESTS in text and f"{MOST} 次" in text and "15 分钟" in text
    assert sent(WHO, RIGHT, address=ELSEWHERE).status_code == 302, "another address is not touched"


def test_a_few_mistakes_of_colleagues_keep_nobody_out():
    for at in range(MOST - 1):
        sent(f"colleague{at % 3}", "wrong")
    assert sent(WHO, RIGHT).status_code == 302


def test_a_browser_that_was_inside_goes_on_with_its_own_login_alone():
    mine = Client()
    assert sent(WHO, RIGHT, mine).status_code == 302
    mine.post("/logout")
    spray()
    assert sent(COLLEAGUE, RIGHT, mine).status_code == 429
    assert sent(WHO, RIGHT, mine).status_code == 302
    assert sent(WHO, RIGHT).status_code == 429, "another browser waits"
    forged = Client()
    forged.cookies[KNOWN] = "0" * 32 + "." + WHO
    assert sent(WHO, RIGHT, forged).status_code == 429
    text = mine.cookies[KNOWN].value
    assert WHO not in text and mine.cookies[KNOWN]["httponly"]


def test_a_known_browser_rests_with_its_login():
    mine = Client()
    sent(WHO, RIGHT, mine)
    mine.post("/logout")
    for _ in range(8):
        sent(WHO, "wrong", mine)
    no = sent(WHO, RIGHT, mine)
    assert no.status_code == 429 and "这个登录名先停用" in no.content.decode()


def test_a_good_password_buys_no_tries_on_others():
    """A household of the same address logs in between its guesses: only its own mistakes are forgiven."""
    for at in range(MOST):
        sent(f"home{at}", "guess")
        if at < MOST - 1:
            assert sent(WHO, RIGHT).status_code == 302
    assert sent("home99", "guess").status_code == 429


def test_own_mistakes_are_forgiven_to_the_address_too():
    for _ in range(7):
        sent(WHO, "wrong")
    assert sent(WHO, RIGHT).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_a_rest_ends_by_itself():
    spray()
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert sent(WHO, RIGHT).status_code == 302


def test_behind_a_proxy_each_client_is_counted_by_itself(settings):
    settings.PROXIES = (ip_network("10.0.0.1"),)
    spray(address="10.0.0.1", HTTP_X_FORWARDED_FOR=f"127.0.0.1, {ELSEWHERE}")
    assert {each.ip_address for each in AccessAttempt.objects.all()} == {ELSEWHERE}
    assert sent(WHO, RIGHT, address="10.0.0.1", HTTP_X_FORWARDED_FOR=ELSEWHERE).status_code == 429
    assert sent(WHO, RIGHT, address="10.0.0.1", HTTP_X_FORWARDED_FOR=OFFICE).status_code == 302


def test_who_writes_another_address_in_a_header_is_counted_all_the_same():
    for at in range(MOST):
        sent(f"home{at}", "guess", HTTP_X_FORWARDED_FOR=f"192.0.2.{at}")
    assert sent("home99", "guess", HTTP_X_FORWARDED_FOR="192.0.2.99").status_code == 429


def test_who_has_many_ipv6_addresses_has_one_line():
    for at in range(MOST):
        sent(f"home{at}", "guess", address=f"2001:db8:1:2::{at:x}")
    assert sent("home99", "guess", address="2001:db8:1:2:ffff::1").status_code == 429
    assert sent(WHO, RIGHT, address="2001:db8:1:3::1").status_code == 302


def test_behind_a_proxy_that_nobody_named_logins_alone_are_counted():
    """All its clients would be one: who guesses there would keep everybody out."""
    spray(address="127.0.0.1", HTTP_X_FORWARDED_FOR=ELSEWHERE)
    assert sent(WHO, RIGHT, address="127.0.0.1", HTTP_X_FORWARDED_FOR=OFFICE).status_code == 302


@pytest.mark.parametrize("address", ["", "unix:", "not an address"])
def test_where_no_address_is_known_one_gets_in(address):
    assert sent(WHO, "wrong", address=address).status_code == 200
    client = Client()
    assert sent(WHO, RIGHT, client, address=address).status_code == 302
    assert client.get("/desk/", REMOTE_ADDR=address).status_code == 200


def test_a_shared_computer_keeps_the_last_logins(monkeypatch):
    client = Client()
    for at in range(KNOWN_MOST + 2):
        name = f"shared{at}"
        Login.objects.create(name=name, party=f"P{at:07}", password=make_password(RIGHT))
        assert sent(name, RIGHT, client).status_code == 302
        client.post("/logout")
    spray()
    assert sent("shared0", RIGHT, client).status_code == 429
    assert sent(f"shared{KNOWN_MOST + 1}", RIGHT, client).status_code == 302
