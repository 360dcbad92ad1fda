"""Where things have their pages (页面地址): references by their kind, and addresses that have moved."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from liancun.base import clock
from liancun.kernel import Refusal
from liancun.rooms.registry.queries.names import orgs_on

PAGES = {
    "run": "run",
    "line": "line",
    "order": "work_order",
    "work": "work_day",
}
"""The pages of references by their kind; all others are explained."""
WITHIN = {"member": "member"}
"""The same for what lies in an organisation: its reference is "member:head/P0000001"."""


def where(ref: str) -> str:
    """The page of a reference, where it has one of its own; else the page that explains it; '' for none."""
    kind, colon, key = ref.partition(":")
    if not colon or not key:
        return ""
    if kind in WITHIN:
        return reverse(WITHIN[kind], args=[key.partition("/")[2]])
    return reverse(PAGES[kind], args=[key]) if kind in PAGES else reverse("why", args=[ref])


MOVED = {
    "cooperative/shares/": ("head_cooperative", "capital", "shares"),
}
"""Addresses of before an address named its organisation: its kind, and the list that stands there now."""


def _moved(kind: str, room: str, key: str) -> Callable[[HttpRequest], HttpResponse]:
    def there(request: HttpRequest) -> HttpResponse:
        """To the list of the one organisation that answers."""
        orgs = [row.code for row in orgs_on(clock.today()) if row.kind == kind]
        if len(orgs) != 1:
            raise Refusal("viewer.not_found")
        return redirect("list", orgs[0], room, key)

    return there


urlpatterns = [path(address, _moved(*to)) for address, to in MOVED.items()]
