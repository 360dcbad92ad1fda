"""Production (种植): one planting, and whether something may grow on a plot."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.production import queries

VERDICTS = {
    "allow": gettext_lazy("可以种"),
    "document": gettext_lazy("须有文件才可以种"),
    "block": gettext_lazy("不能种"),
}


@require_GET
def may_grow(request: Request, org_code: str) -> HttpResponse:
    """May this grow here? Nothing is recorded."""
    viewer: Viewer = request.viewer
    viewer.must_see(org_code)
    today = clock.today()
    plot, crop = (request.GET.get(name, "").strip() for name in ("plot", "crop"))
    shown: dict[str, Any] = {"plot": plot, "crop": crop, "verdicts": VERDICTS}
    if plot and crop:
        try:
            shown["answer"] = queries.may_grow(viewer, org_code, plot=plot, crop=crop, on=today)
        except Refusal as no:
            shown["no"] = (
                Refusal("production.no_such_plot", plot=plot) if no.code == "viewer.not_found" else no
            )
    shown["crops"] = queries.crop_names(org_code, on=today)
    return render(request, "web/may_grow.html", shown | {"org_code": org_code, "tab": "may_grow"})


@require_GET
def planting(request: Request, planting_number: str) -> HttpResponse:
    """One planting, with what shares its plot and what was done."""
    viewer: Viewer = request.viewer
    org_code = queries.org_of_planting(viewer, planting_number)
    card = queries.planting_card(viewer, org_code, planting_number, on=clock.today())
    return render(
        request,
        "web/planting.html",
        {"card": card, "row": card.row, "org_code": org_code, "tab": "plantings"},
    )


urlpatterns = [
    path("orgs/<code:org_code>/production/may-grow/", may_grow, name="may_grow"),
    path("production/plantings/<code:planting_number>/", planting, name="planting"),
]
