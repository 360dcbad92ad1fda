"""A browser logged in by name, and what a page says, for the tests of pages and of the API."""

from typing import Any

from django.test import Client

from liancun.rooms.registry.queries import login_named


def visitor(name: str) -> Client:
    """A browser logged in by that name; "" is a stranger."""
    client = Client()
    if name:
        client.force_login(login_named(name))
    return client


def page(client: Client, address: str, status: int = 200, **asked: Any) -> str:
    """The text of a page; it answers with `status`."""
    answer = client.get(address, asked)
    assert answer.status_code == status, (address, answer.status_code, answer.content.decode()[-2000:])
    return answer.content.decode()


def sent(client: Client, address: str, form: dict[str, Any], status: int = 302) -> str:
    """Where a sent form leads, or the page that says what is wrong with it."""
    answer = client.post(address, form)
    assert answer.status_code == status, (address, answer.status_code, answer.content.decode()[-2000:])
    return answer.headers["Location"] if status == 302 else answer.content.decode()
