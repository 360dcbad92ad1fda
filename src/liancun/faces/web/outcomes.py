"""The published figures beside what the records say (成效)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.rooms.outcomes import queries


@require_GET
def outcomes(request: Request) -> HttpResponse:
    """Every published figure: computed, met, its definition, the way to its records; own income beside."""
    viewer: Viewer = request.viewer
    income = queries.own_income(viewer, on=clock.today())
    shown = {"figures": queries.figures(viewer), "report": queries.report(), "income": income}
    return render(request, "web/outcomes.html", shown)


urlpatterns = [path("outcomes/", outcomes, name="outcomes")]
