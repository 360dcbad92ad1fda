"""Weighing (过磅): the weigher's form on a phone, and one slip."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from liancun.base import clock
from liancun.base.offers import offer_of
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.acts import form_of
from liancun.kernel import BadInput, Period, Refusal
from liancun.rooms.deliveries import queries
from liancun.rooms.deliveries.queries import WeighingForm
from liancun.rooms.registry import queries as registry


@require_GET
def slip(request: Request, slip_id: int) -> HttpResponse:
    """One slip: its facts, who recorded it, its corrections, what it was paid with."""
    viewer: Viewer = request.viewer
    card = queries.slip_card(viewer, slip_id)
    org_code = card.row.org_code
    return render(
        request,
        "web/slip.html",
        {
            "card": card,
            "row": card.row,
            "states": {code: _(word) for code, word in queries.STATES},
            "weighs": permitted(viewer, "deliveries.record_slip", org_code),
            "staff": viewer.sees(org_code),
        },
    )


@require_http_methods(["GET", "POST"])
def weigh(request: Request, org_code: str) -> HttpResponse:
    """The weigher's page: find who brings it, then one form; the same form sent twice is one slip."""
    viewer: Viewer = request.viewer
    if not permitted(viewer, "deliveries.record_slip", org_code):
        raise Refusal("viewer.not_found")
    today = clock.today()
    form = queries.weighing_form(viewer, org_code, on=today, site=request.GET.get("site", ""))
    if request.method == "POST":
        return _weighed(request, viewer, form)
    party, asked = request.GET.get("party", "").strip(), request.GET.get("q", "").strip()
    members = registry.member_page(viewer, org_code, on=today, asked=asked, limit=8) if asked else None
    found = members.rows if members else ()
    if not party and members and members.total == 1 and asked in (found[0].number, found[0].party):
        party = found[0].party
    if party:
        known = {
            "account_of": party,
            "site": form.site,
            "grade": form.products[0].grades[0] if form.products else "",
            "number": form.number,
            "weighed_on": today,
            "product": request.GET.get("product", ""),
        }
        return _weigh_form(request, viewer, form, party, known=known)
    return render(
        request,
        "web/weigh.html",
        {
            "org_code": org_code,
            "asked": asked,
            "found": found,
            "found_total": members.total if members else 0,
            "month": str(Period.month_of(today)),
            "villages": registry.village_names(),
        },
    )


BESIDE = ("site", "number", "weighed_on", "delivered_by", "note")
"""What a weigher seldom changes: folded away."""


def _weigh_form(
    request: Request,
    viewer: Viewer,
    form: WeighingForm,
    party: str,
    *,
    known: Mapping[str, Any] | None = None,
    sent: Mapping[str, str] | None = None,
    no: BadInput | Refusal | None = None,
) -> HttpResponse:
    """The form as it is first shown, or as it was sent with whatever is wrong said in it."""
    offer = offer_of("deliveries", "record_slip")
    drawn = form_of(offer, form.org_code, viewer, form.org_code, known=known, sent=sent, no=no)
    inputs = {each.name: each for each in drawn.inputs if each.name != "account_of"}
    beside = [inputs.pop(name) for name in BESIDE]
    return render(
        request,
        "web/weigh_form.html",
        {
            "form": form,
            "drawn": drawn,
            "inputs": inputs.values(),
            "beside": beside,
            "place": next((name for name, code in form.sites if code == beside[0].value), beside[0].value),
            "party": party,
            "party_name": registry.names(viewer, [party]).get(party, ""),
        },
        status=200 if no is None else 400 if isinstance(no, BadInput) else 403,
    )


def _weighed(request: Request, viewer: Viewer, form: WeighingForm) -> HttpResponse:
    """Record what was sent; whatever is wrong comes back in the form, with all that was typed kept."""
    sent = request.POST.dict()
    offer, today = offer_of("deliveries", "record_slip"), clock.today()
    try:
        values = offer.read(sent, by=viewer, org_code=form.org_code, on=today)
        ref = offer.do(form.org_code, values, by=viewer, on=today)
    except (BadInput, Refusal) as no:
        return _weigh_form(request, viewer, form, sent.get("account_of", ""), sent=sent, no=no)
    messages.success(request, _("已登记 %(number)s") % {"number": values["number"]})
    return redirect("slip", int(ref.partition(":")[2]))


urlpatterns = [
    path("cooperative/slips/<int:slip_id>/", slip, name="slip"),
    path("orgs/<code:org_code>/deliveries/weigh/", weigh, name="weigh"),
]
