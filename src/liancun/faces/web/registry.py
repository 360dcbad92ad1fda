"""Households, members, and the town at a glance (农户、社员、总览)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.forms import Tried, tried
from liancun.faces.people import MEMBER
from liancun.faces.request import Request
from liancun.faces.web.filling import forms_of
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import Refusal
from liancun.rooms.notices import queries as notices
from liancun.rooms.registry import queries

HEAD = "head"


@require_GET
def overview(request: Request) -> HttpResponse:
    """The town at a glance: villages, organisations, what is on the board."""
    viewer: Viewer = request.viewer
    today = clock.today()
    villages = queries.villages(viewer, on=today)
    board, on_show = notices.board(viewer, on=today, limit=6)
    return render(
        request,
        "web/overview.html",
        {
            "villages": villages,
            "households": sum(row.registered for row in villages),
            "persons": sum(row.persons for row in villages),
            "living": sum(row.living for row in villages),
            "organisations": queries.organisations(viewer, on=today),
            "board": board,
            "on_show": on_show,
        },
    )


@require_GET
def households(request: Request) -> HttpResponse:
    """Households in reach, by kind, village and search."""
    viewer: Viewer = request.viewer
    if not viewer.posts:
        raise Refusal("viewer.not_found")
    kind = request.GET.get("kind", "living")
    kind = kind if kind in KINDS else "living"
    village = request.GET.get("village", "")
    rows, total = queries.household_page(
        viewer,
        on=clock.today(),
        kind=kind,
        village_code=village,
        search=request.GET.get("q", ""),
        **window(request),
    )
    return render(
        request,
        "web/households.html",
        {
            "rows": rows,
            "paging": Paging(page_number(request), total),
            "kinds": KINDS,
            "kind": kind,
            "villages": queries.village_names(),
            "village": village,
            "q": request.GET.get("q", ""),
        },
    )


KINDS = {
    "living": gettext_lazy("居住户"),
    "registered": gettext_lazy("户籍户"),
    "contracting": gettext_lazy("承包户"),
}


@require_GET
def members(request: Request) -> HttpResponse:
    """The head cooperative's members (社员名册)."""
    return _members(request)


def _members(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    today = clock.today()
    rows, total = queries.member_page(
        viewer, HEAD, on=today, search=request.GET.get("q", ""), **window(request)
    )
    known = {"start": today, "notice_on": today}
    return render(
        request,
        "web/members.html",
        {
            "rows": rows,
            "paging": Paging(page_number(request), total),
            "villages": queries.village_names(),
            "q": request.GET.get("q", ""),
            "resolutions": queries.resolutions(viewer, HEAD, limit=5),
            "forms": forms_of(MEMBER, known, sent, viewer, HEAD),
        },
        status=sent.status if sent else 200,
    )


def member_act(request: Request, what: str) -> HttpResponse:
    """Admit a member, or record one's notice to leave."""
    viewer: Viewer = request.viewer
    if what not in MEMBER:
        raise Refusal("viewer.not_found")
    if request.method != "POST":
        return redirect("members")
    given, done = request.POST.dict(), []
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried(what, given, lambda: done.append(MEMBER[what].do(HEAD, given, **stamp))):
        return _members(request, sent)
    said = _("已登记,资格到 %(day)s 终止") % {"day": done[0]} if what == "leave" else _("已登记")
    messages.success(request, said)
    return redirect("members")


urlpatterns = [
    path("", overview, name="overview"),
    path("households/", households, name="households"),
    path("members/", members, name="members"),
    path("members/<slug:what>", member_act, name="member_act"),
]
