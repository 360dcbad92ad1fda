"""The town at a glance (总览)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from liancun.base import charters, clock
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.rooms.notices import queries as notices
from liancun.rooms.registry import queries


@require_GET
def overview(request: Request) -> HttpResponse:
    """The town at a glance: villages, organisations, what is on the board."""
    viewer: Viewer = request.viewer
    today = clock.today()
    villages = queries.villages(viewer, on=today)
    organisations = queries.organisations(viewer, on=today)
    town = charters.town()
    board, on_show = notices.board(viewer, on=today, limit=6)
    return render(
        request,
        "web/overview.html",
        {
            "villages": villages,
            "households": sum(row.registered for row in villages),
            "persons": sum(row.persons for row in villages),
            "living": sum(row.living for row in villages),
            "units": any(row.unit for row in villages),
            "organisations": organisations,
            "place": " · ".join(town.place.parts if town.place else ())
            or queries.org_name(queries.register_owner()),
            "compared": town.report is not None,
            "board": board,
            "on_show": on_show,
        },
    )


urlpatterns = [path("", overview, name="overview")]
