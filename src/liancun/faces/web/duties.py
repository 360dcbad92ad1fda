"""Responsibility lists (责任清单): a hamlet a page, a visit by one tap, one record, the paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock, references, trail
from liancun.base.offers import offer_of
from liancun.base.viewer import Viewer
from liancun.faces.cards import links_of, trace_card
from liancun.faces.fields import Naming
from liancun.faces.prints import as_pdf, pdf_answer
from liancun.faces.prints.duties import visit_print
from liancun.faces.request import Request
from liancun.faces.web.lists import drawn_card
from liancun.kernel import Refusal
from liancun.rooms.duties import actions, queries
from liancun.rooms.duties.actions import NewVisit
from liancun.rooms.registry import queries as registry


@require_GET
def hamlet(request: Request, org_code: str) -> HttpResponse:
    """The homes of a hamlet that wait, and nobody else."""
    viewer: Viewer = request.viewer
    village, name = request.GET.get("village", ""), request.GET.get("hamlet")
    today = clock.today()
    found = queries.hamlet_page(viewer, org_code, on=today, village_code=village, hamlet=name)
    return render(request, "web/hamlet.html", {"page": found, "org_code": org_code, "year": today.year})


@require_POST
def visited(request: Request, org_code: str) -> HttpResponse:
    """One tap: the viewer was there today, just now."""
    viewer: Viewer = request.viewer
    offer_of("duties", "record_visit").must_serve(viewer, org_code)
    household = request.POST.get("household", "")[:20]
    now = clock.in_town(clock.now()).strftime("%H:%M")
    given = NewVisit(
        household=household, visited_on=clock.today(), time=now, kind=request.POST.get("kind", "")[:20]
    )
    actions.record_visit(org_code, given, by=viewer, on=clock.today())
    name = registry.household_names(viewer, [household]).get(household, household)
    messages.success(request, _("已登记走访 {household} {time}").format(household=name, time=now))
    back = {"village": request.POST.get("village", ""), "hamlet": request.POST.get("hamlet", "")}
    return redirect(f"{reverse('hamlet', args=[org_code])}?{urlencode(back)}")


ACTS = {"visit": ("void_visit",), "pause": ("end_pause",)}
"""What may be done with a record where it stands by itself."""


@require_GET
def card(request: Request, kind: str, **place: int) -> HttpResponse:
    """A visit, a problem or a pause: what it says, why, and what may be done with it now."""
    viewer: Viewer = request.viewer
    (key,) = place.values()
    trace = references.resolve(viewer, f"{kind}:{key}")
    shown: dict[str, Any] = {"trace": trace, "kind": kind, "key": key}
    shown["card"] = drawn_card(trace_card(trace, Naming(viewer, trace.org_code, clock.today())))
    shown["links"] = links_of(viewer, trace.parents)
    if kind == "problem":
        found = queries.problem_card(viewer, key, on=clock.today())
        shown |= {"steps": found.steps, "acts": [f"duties.{each}" for each in found.may]}
    else:
        shown["acts"] = [f"duties.{each}" for each in ACTS[kind]]
    return render(request, "web/duty_record.html", shown)


@require_GET
@override("zh-hans")
def record_pdf(request: Request, org_code: str, household: str, year: int) -> HttpResponse:
    """The record of visits that stays with the household (走访记录). Hardship and its cause are not on it."""
    if not 2000 <= year <= 2100:
        raise Refusal("viewer.not_found")
    found = queries.visit_record(request.viewer, org_code, household, year)
    trail.takes(request.viewer, "paper:visits", org_code, "pdf")
    return pdf_answer(as_pdf(visit_print(found, clock.today())), f"visits-{household}-{year}")


urlpatterns = [
    path("orgs/<code:org_code>/duties/hamlet/", hamlet, name="hamlet"),
    path("orgs/<code:org_code>/duties/hamlet/visited", visited, name="visited"),
    path("orgs/<code:org_code>/duties/record/<code:household>/<int:year>.pdf", record_pdf, name="visit_pdf"),
    path("duties/visits/<int:visit_id>/", card, {"kind": "visit"}, name="visit_card"),
    path("duties/problems/<int:problem_id>/", card, {"kind": "problem"}, name="problem_card"),
    path("duties/pauses/<int:pause_id>/", card, {"kind": "pause"}, name="pause_card"),
]
