"""A household and a person (户、人): who and what they are, what was done, and what may be recorded."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.lists import list_of
from liancun.base.offers import offer_of
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.settlement import STATES
from liancun.rooms.points.queries import household_year
from liancun.rooms.registry import queries
from liancun.rooms.settlement import queries as settlement


@require_GET
def household(request: Request, code: str) -> HttpResponse:
    """A household: people, months of points, bills, what was done and may be recorded."""
    viewer: Viewer = request.viewer
    today = clock.today()
    card = queries.household_card(viewer, code, on=today)
    years = []
    if card.kind == "living":
        years = [household_year(viewer, code, year) for year in (today.year, today.year - 1)]
    steps = []
    if queries.may_see_standings(viewer, code, on=today):
        steps = queries.standings_of(viewer, code, on=today)
    return render(
        request,
        "web/household.html",
        {
            "card": card,
            "heads": [each for each in card.people if each.is_head],
            "ended": card.end is not None and card.end < today,
            "years": years,
            "bills": settlement.bills(viewer, subject=code, limit=20),
            "states": STATES,
            "steps": steps,
            "standing": any(each.ended_on is None for each in steps),
            "history": _said(queries.household_history(viewer, code, on=today)),
            "homes": _list(viewer, "households"),
        },
    )


@require_GET
def person(request: Request, code: str) -> HttpResponse:
    """A person: the card, masked but for those whose work it is, what was done and may be recorded."""
    viewer: Viewer = request.viewer
    card = queries.person_card(viewer, code, on=clock.today())
    return render(
        request,
        "web/person.html",
        {
            "card": card,
            "orgs": queries.org_names(org for _kind, org in card.posts),
            "history": _said(queries.person_history(viewer, code, on=clock.today())),
            "registry": queries.register_owner(),
            "people": _list(viewer, "people"),
        },
    )


def _list(viewer: Viewer, key: str) -> str:
    """The registry whose list of that name serves the viewer; '' for none."""
    register = queries.register_owner()
    return register if list_of("registry", key).serves(viewer, register) else ""


def _said(rows: list[queries.HistoryRow]) -> list[tuple[queries.HistoryRow, str]]:
    """What was done, with what was corrected in words."""
    labels = {spec.name: spec.field.label for spec in offer_of("registry", "correct_person").specs}
    return [(row, _("、").join(_(labels.get(name, name)) for name in row.columns)) for row in rows]


urlpatterns = [
    path("households/<code:code>/", household, name="household"),
    path("people/<code:code>/", person, name="person"),
]
