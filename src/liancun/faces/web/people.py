"""A household and a person (户、人): who and what they are, what was done, and what may be recorded."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.forms import Tried, tried
from liancun.faces.people import HOUSEHOLD_ACTS, PERSON
from liancun.faces.request import Request
from liancun.faces.web.filling import forms_of
from liancun.faces.web.settlement import STATES
from liancun.kernel import Refusal
from liancun.rooms.points.queries import household_year
from liancun.rooms.registry import queries
from liancun.rooms.settlement import queries as settlement

TOWN = "town"
WHEN = ("start", "started_on", "ended_on")
COLUMNS = {column.name: column.label for column in PERSON["correct"].columns}


@require_GET
def household(request: Request, code: str) -> HttpResponse:
    """A household: people, months of points, bills, what was done and may be recorded."""
    return _household(request, code)


def _household(request: Request, code: str, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    today = clock.today()
    card = queries.household_card(viewer, code, on=today)
    years = []
    if card.kind == "living":
        years = [household_year(viewer, code, year) for year in (today.year, today.year - 1)]
    steps = []
    if queries.may_see_standings(viewer, code, on=today):
        steps = queries.standings_of(viewer, code, on=today)
    open_steps = [each for each in steps if each.ended_on is None]
    known = dict.fromkeys(WHEN, today)
    forms = forms_of(
        HOUSEHOLD_ACTS,
        known,
        sent,
        viewer,
        TOWN,
        card.village_code,
        () if open_steps else ("close_standing",),
    )
    return render(
        request,
        "web/household.html",
        {
            "card": card,
            "years": years,
            "bills": settlement.bills(viewer, subject=code, limit=20),
            "states": STATES,
            "steps": steps,
            "history": _said(queries.household_history(viewer, code, on=today)),
            "forms": () if card.end and card.end < today else forms,
        },
        status=sent.status if sent else 200,
    )


@require_GET
def person(request: Request, code: str) -> HttpResponse:
    """A person: the card, masked but for those whose work it is, what was done and may be recorded."""
    return _person(request, code)


def _person(request: Request, code: str, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    today = clock.today()
    card = queries.person_card(viewer, code, on=today)
    without = ("move", "death", "account") if card.died_on else ()
    known = dict.fromkeys(WHEN, today)
    return render(
        request,
        "web/person.html",
        {
            "card": card,
            "orgs": queries.org_names(org for _kind, org in card.posts),
            "history": _said(queries.person_history(viewer, code, on=today)),
            "forms": forms_of(PERSON, known, sent, viewer, TOWN, card.village_code, without),
        },
        status=sent.status if sent else 200,
    )


def _said(rows: list[queries.HistoryRow]) -> list[tuple[queries.HistoryRow, str]]:
    """What was done, with what was corrected in words."""
    return [(row, _("、").join(_(COLUMNS.get(name, name)) for name in row.columns)) for row in rows]


def person_act(request: Request, code: str, what: str) -> HttpResponse:
    """Record something of a person."""
    viewer: Viewer = request.viewer
    if what not in PERSON:
        raise Refusal("viewer.not_found")
    if request.method != "POST":
        return redirect("person", code)
    queries.person_card(viewer, code, on=clock.today())
    given = request.POST.dict()
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried(what, given, lambda: PERSON[what].do(code, given, **stamp)):
        return _person(request, code, sent)
    messages.success(request, _("已登记"))
    return redirect("person", code)


def household_act(request: Request, code: str, what: str) -> HttpResponse:
    """Record something of a household."""
    viewer: Viewer = request.viewer
    if what not in HOUSEHOLD_ACTS:
        raise Refusal("viewer.not_found")
    if request.method != "POST":
        return redirect("household", code)
    queries.household_card(viewer, code, on=clock.today())
    given = request.POST.dict()
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried(what, given, lambda: HOUSEHOLD_ACTS[what].do(code, given, **stamp)):
        return _household(request, code, sent)
    messages.success(request, _("已登记"))
    return redirect("household", code)


urlpatterns = [
    path("households/<code:code>/", household, name="household"),
    path("households/<code:code>/<slug:what>", household_act, name="household_act"),
    path("people/<code:code>/", person, name="person"),
    path("people/<code:code>/<slug:what>", person_act, name="person_act"),
]
