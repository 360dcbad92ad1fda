"""Where a request comes from (来路): behind proxies, trusted and not, and what somebody made up."""

from ipaddress import ip_network
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client

from liancun import settings as read_settings
from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces import client
from liancun.rooms.registry import actions
from liancun.rooms.registry.tests import town
from liancun.settings import named, number

PROXY, OTHER, FAR = "10.0.0.1", "10.0.0.2", "203.0.113.7"
SPOOFED = "198.51.100.66"


@pytest.fixture
def proxies(settings):
    settings.PROXIES = (ip_network("10.0.0.0/30"), ip_network("::1"))
    return settings


def asked(peer, forwarded_for=None, **more):
    """The request as everything behind the middleware gets it."""
    meta = {"REMOTE_ADDR": peer, **more}
    if forwarded_for is not None:
        meta[client.FORWARDED_FOR] = forwarded_for
    request: Any = SimpleNamespace(META=meta)
    client.ClientMiddleware(lambda _request: HttpResponse())(request)
    return request


def found(peer, forwarded_for=None):
    return asked(peer, forwarded_for).META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        (FAR, None, FAR),
        (FAR, SPOOFED, FAR),  # nobody the settings name says so
        (PROXY, FAR, FAR),
        (PROXY, f"{SPOOFED}, {FAR}", FAR),  # what the client wrote stands to the left
        (PROXY, f"{SPOOFED},{FAR} , {OTHER}", FAR),  # through two proxies
        (PROXY, f"127.0.0.1, {FAR}", FAR),
        (PROXY, OTHER, OTHER),  # a proxy itself asks
        (PROXY, None, PROXY),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{SPOOFED}, junk, {OTHER}", OTHER),  # behind junk nothing is known
        (PROXY, f"{FAR}:51234", FAR),
        (PROXY, "[2001:db8::7]:443", "2001:db8::7"),
        (PROXY, "2001:DB8:0::7", "2001:db8::7"),
        (PROXY, f"::ffff:{FAR}", FAR),
        (PROXY, "fe80::1%eth0", "fe80::1"),
        (PROXY, "999.1.1.1", PROXY),
        (PROXY, "1.2.3", PROXY),
        (PROXY, "0x7f.1", PROXY),
        (PROXY, "; DROP TABLE", PROXY),
        (PROXY, "," * 5000, PROXY),
        (PROXY, f"{SPOOFED}, " * 5000 + FAR, FAR),
        (f"::ffff:{PROXY}", FAR, FAR),
        ("::1", FAR, FAR),
        ("", None, ""),
        ("", SPOOFED, ""),
    ],
)
def test_the_right_most_address_that_is_no_trusted_proxys(proxies, peer, forwarded_for, address):
    assert found(peer, forwarded_for) == address


@pytest.mark.parametrize("claimed", [SPOOFED, "127.0.0.1", "::1", "", "junk"])
def test_with_no_proxy_named_nothing_is_believed(claimed):
    assert found(FAR, claimed) == FAR
    assert found("127.0.0.1", claimed) == "", "a proxy on this machine hides who asks"
    assert found("127.0.0.1") == "127.0.0.1"


def test_a_proxy_at_a_unix_socket_may_be_named(proxies):
    proxies.UNIX_PROXY = True
    assert (found("", FAR), found("", ""), found("")) == (FAR, "", "")


def test_https_is_what_a_trusted_proxy_says(proxies):
    said = {client.FORWARDED_PROTO: "https"}
    assert asked(PROXY, FAR, **said).META[client.FORWARDED_PROTO] == "https"
    assert client.FORWARDED_PROTO not in asked(FAR, None, **said).META
    assert client.FORWARDED_PROTO not in asked("127.0.0.1", None, **said).META


def test_an_ipv6_line_is_counted_as_one(proxies):
    for peer, line in ((FAR, FAR), ("2001:db8:1:2:3::4", "2001:db8:1:2::"), ("", None)):
        assert client.line_of(asked(peer)) == line


@pytest.mark.parametrize(
    ("peer", "more", "here"),
    [
        ("127.0.0.1", {}, True),
        ("127.8.8.8", {}, True),
        ("::ffff:127.0.0.1", {}, True),
        (FAR, {}, False),
        ("", {}, False),
        *(("127.0.0.1", {name: value}, False) for name in client.BY_PROXIES for value in ("127.0.0.1", "")),
        (FAR, {client.FORWARDED_FOR: "127.0.0.1"}, False),
        (PROXY, {client.FORWARDED_FOR: "127.0.0.1"}, False),
    ],
)
def test_only_a_browser_on_this_very_machine_is_here(proxies, peer, more, here):
    assert client.on_this_machine(asked(peer, **more)) is here


@pytest.mark.django_db
def test_one_click_is_for_a_browser_on_this_machine():
    town.raise_town()
    clock.set_demo_day(clock.today())
    actions.set_login(
        "role", party="P0000001", password="", by=SYSTEM, on=clock.today(), demo_title="角色", demo_order=1
    )
    title = "点一个身份直接进入"
    assert title in Client().get("/login").content.decode()
    assert Client().post("/login/demo", {"name": "role"}).status_code == 302
    made_up: tuple[dict[str, Any], ...] = (
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"REMOTE_ADDR": FAR},
    )
    for more in made_up:
        assert title not in Client().get("/login", **more).content.decode()
        assert Client().post("/login/demo", {"name": "role"}, **more).status_code == 404


def test_settings_say_what_cannot_be_read(monkeypatch):
    monkeypatch.setenv("LIANCUN_TRIES", "many")
    with pytest.raises(ImproperlyConfigured, match="LIANCUN_TRIES"):
        number("LIANCUN_TRIES", 40)
    monkeypatch.setenv("LIANCUN_TRIES", "0")
    with pytest.raises(ImproperlyConfigured, match="大于 0"):
        number("LIANCUN_TRIES", 40)
    monkeypatch.setenv("LIANCUN_PROXIES", " 127.0.0.1 , ,10.0.0.0/8")
    assert named("LIANCUN_PROXIES") == ["127.0.0.1", "10.0.0.0/8"]
    assert [str(each) for each in read_settings.networks(["127.0.0.1", "unix"])] == ["127.0.0.1/32"]
    with pytest.raises(ImproperlyConfigured, match="LIANCUN_PROXIES"):
        read_settings.networks(["town.example"])
