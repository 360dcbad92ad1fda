"""Production (种植): what grows, may this grow here, one planting, what must be put right, works."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces import production
from liancun.faces.forms import Tried, tried
from liancun.faces.production import HEAD
from liancun.faces.request import Request
from liancun.faces.web.filling import forms_of
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import Refusal
from liancun.rooms.production import queries
from liancun.rooms.registry import queries as registry

STOREYS = {code: gettext_lazy(word) for word, code in production.STOREYS}
VERDICTS = {
    "allow": gettext_lazy("可以种"),
    "document": gettext_lazy("须有文件才可以种"),
    "block": gettext_lazy("不能种"),
}


def _staff(request: Request) -> Viewer:
    viewer: Viewer = request.viewer
    viewer.must_see(HEAD)
    return viewer


@require_GET
def fields(request: Request) -> HttpResponse:
    """What grows: the sums, the list, and the question whether something may grow."""
    return _fields(request)


def _fields(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer = _staff(request)
    today = clock.today()
    asked: dict[str, Any] = {
        name: request.GET.get(name, "").strip() for name in ("village_code", "crop", "storey", "search")
    }
    page = queries.planting_page(viewer, HEAD, on=today, **asked, **window(request))
    own = viewer.village_codes
    villages = {code: name for code, name in registry.village_names().items() if not own or code in own}
    known = {"start": today, "standing": "new"}
    return render(
        request,
        "web/production.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total),
            "overview": queries.overview(viewer, HEAD, on=today),
            "asked": asked,
            "crops": queries.crop_names(HEAD, on=today),
            "storeys": STOREYS,
            "villages": villages,
            "forms": forms_of(production.ON_FIELDS, known, sent, viewer, HEAD),
            "tab": "fields",
        },
        status=sent.status if sent else 200,
    )


@require_POST
def plant(request: Request) -> HttpResponse:
    """Record a planting."""
    viewer = _staff(request)
    given = request.POST.dict()
    doing = production.ON_FIELDS["plant"]
    if sent := tried("plant", given, lambda: doing.do(HEAD, given, by=viewer, on=clock.today())):
        return _fields(request, sent)
    messages.success(request, _("已登记"))
    return redirect("planting", given["number"].strip())


@require_GET
def may_grow(request: Request) -> HttpResponse:
    """May this grow here? Nothing is recorded."""
    viewer = _staff(request)
    today = clock.today()
    plot, crop = (request.GET.get(name, "").strip() for name in ("plot", "crop"))
    shown: dict[str, Any] = {"plot": plot, "crop": crop, "tab": "may", "verdicts": VERDICTS}
    if plot and crop:
        try:
            shown["answer"] = queries.may_grow(viewer, HEAD, plot=plot, crop=crop, on=today)
        except Refusal as no:
            shown["no"] = (
                Refusal("production.no_such_plot", plot=plot) if no.code == "viewer.not_found" else no
            )
    shown["crops"] = queries.crop_names(HEAD, on=today)
    return render(request, "web/may_grow.html", shown)


@require_GET
def planting(request: Request, planting_number: str) -> HttpResponse:
    """One planting, with what shares its plot and what was done."""
    return _planting(request, planting_number)


def _planting(request: Request, number: str, sent: Tried | None = None) -> HttpResponse:
    viewer = _staff(request)
    today = clock.today()
    card = queries.planting_card(viewer, HEAD, number, on=today)
    known = dict.fromkeys(("done_on", "used_on", "inspected_on", "ended_on"), today)
    without = [] if card.rectification and not card.rectification.closed else ["rectify"]
    without += [] if any(each.due_on and not each.done_on for each in card.inspections) else ["followup"]
    village = card.row.village_code
    return render(
        request,
        "web/planting.html",
        {
            "card": card,
            "row": card.row,
            "today": today,
            "forms": forms_of(production.ON_PLANTING, known, sent, viewer, HEAD, village, without),
            "here": reverse("planting", args=[number]),
            "tab": "fields",
        },
        status=sent.status if sent else 200,
    )


@require_POST
def planting_act(request: Request, planting_number: str, what: str) -> HttpResponse:
    """Record something of a planting."""
    viewer = _staff(request)
    doing = production.ON_PLANTING.get(what)
    if doing is None:
        raise Refusal("viewer.not_found")
    given = request.POST.dict()
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried(what, given, lambda: doing.do(planting_number, given, **stamp)):
        return _planting(request, planting_number, sent)
    messages.success(request, _("已登记"))
    return redirect("planting", planting_number)


@require_GET
def rectifications(request: Request) -> HttpResponse:
    """What must be put right, the earliest due first."""
    viewer = _staff(request)
    asked: dict[str, Any] = {"on": clock.today(), "open_only": request.GET.get("all", "") != "1"}
    rows = queries.rectification_page(viewer, HEAD, **asked, **window(request))
    total = queries.rectification_count(viewer, HEAD, open_only=asked["open_only"])
    shown = {"rows": rows, "paging": Paging(page_number(request), total), "tab": "rectifications"}
    return render(request, "web/rectifications.html", shown | {"open_only": asked["open_only"]})


@require_GET
def facilities(request: Request) -> HttpResponse:
    """Bee houses and their counts, works, seedlings."""
    return _facilities(request)


def _facilities(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer = _staff(request)
    known = {"counted_on": clock.today()}
    return render(
        request,
        "web/facilities.html",
        {
            "rows": queries.facilities(viewer, HEAD),
            "batches": queries.batch_page(viewer, HEAD, limit=100),
            "forms": forms_of(production.ON_FACILITIES, known, sent, viewer, HEAD),
            "here": reverse("facilities"),
            "tab": "facilities",
        },
        status=sent.status if sent else 200,
    )


@require_POST
def count(request: Request) -> HttpResponse:
    """Record how many colonies are alive in an apiary."""
    viewer = _staff(request)
    given = request.POST.dict()
    doing = production.ON_FACILITIES["count"]
    if sent := tried("count", given, lambda: doing.do(HEAD, given, by=viewer, on=clock.today())):
        return _facilities(request, sent)
    messages.success(request, _("已登记"))
    return redirect("facilities")


urlpatterns = [
    path("production/", fields, name="production"),
    path("production/plant", plant, name="plant"),
    path("production/may", may_grow, name="may_grow"),
    path("production/plantings/<code:planting_number>/", planting, name="planting"),
    path("production/plantings/<code:planting_number>/<slug:what>", planting_act, name="planting_act"),
    path("production/rectifications/", rectifications, name="rectifications"),
    path("production/facilities/", facilities, name="facilities"),
    path("production/facilities/count", count, name="count_bees"),
]
