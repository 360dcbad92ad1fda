"""Weigh slips (过磅单): the list, one slip, the weigher's form on a phone, price notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from liancun.base import clock
from liancun.base.importing import Column
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces import trade
from liancun.faces.forms import Form, Tried, fields_of, form_of, read_form, tried, was_sent
from liancun.faces.request import Request
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.registry import HEAD
from liancun.kernel import BadInput, Period, Refusal
from liancun.rooms.deliveries import actions, queries
from liancun.rooms.deliveries.queries import WeighingForm
from liancun.rooms.registry import queries as registry

SLIP_STATES = {
    "accepted": gettext_lazy("有效"),
    "held": gettext_lazy("待核"),
    "void": gettext_lazy("已作废"),
}


@require_GET
def slips(request: Request) -> HttpResponse:
    """The slips in reach by month, section, person, product and state; a member's own."""
    return _slips(request)


def _slips(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    staff = viewer.sees(HEAD)
    if not staff and not viewer.party:
        raise Refusal("viewer.not_found")
    asked: dict[str, Any] = {
        "period": request.GET.get("period", "").strip(),
        "account_of": request.GET.get("who", "").strip() if staff else viewer.party,
        "village_code": request.GET.get("village", "") if staff else "",
        "product": request.GET.get("product", ""),
        "state": request.GET.get("state", ""),
    }
    page = queries.slip_page(viewer, HEAD, **asked, **window(request))
    form = queries.weighing_form(viewer, HEAD, on=clock.today()) if staff else None
    announces = was_sent(sent, "notice") or permitted(viewer, "deliveries.announce_price", HEAD)
    return render(
        request,
        "web/slips.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total),
            "asked": asked,
            "staff": staff,
            "villages": _villages(viewer),
            "products": form.products if form else (),
            "states": SLIP_STATES,
            "weighs": permitted(viewer, "deliveries.record_slip", HEAD),
            "prices": queries.price_page(viewer, HEAD, limit=10) if staff else (),
            "notice": form_of("notice", _offering(trade.PRICE_NOTICE, form), {}, sent)
            if form and announces
            else None,
            "tab": "slips",
        },
        status=sent.status if sent else 200,
    )


def _villages(viewer: Viewer) -> dict[str, str]:
    """The villages a viewer may narrow the list to."""
    own = viewer.village_codes
    return {code: name for code, name in registry.village_names().items() if not own or code in own}


def _offering(columns: tuple[Column, ...], form: WeighingForm) -> tuple[Column, ...]:
    """The fields with the charter's products and grades to choose from."""
    grades = sorted({grade for each in form.products for grade in each.grades})
    columns = trade.with_choices(columns, "product", ((each.name, each.code) for each in form.products))
    columns = trade.with_choices(columns, "site", form.sites) if form.sites else columns
    return trade.with_choices(columns, "grade", ((grade, grade) for grade in grades))


@require_GET
def slip(request: Request, slip_id: int) -> HttpResponse:
    """One slip: its facts, who recorded it, its corrections, what it was paid with."""
    return _slip(request, slip_id)


def _slip(request: Request, slip_id: int, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    card = queries.slip_card(viewer, slip_id)
    form: Form | None = None
    if was_sent(sent, "correct") or "correct_slip" in card.may:
        offered = queries.weighing_form(viewer, card.row.org_code, on=card.row.weighed_on)
        form = form_of("correct", _offering(trade.CORRECTION, offered), trade.as_written(card.row), sent)
    return render(
        request,
        "web/slip.html",
        {
            "card": card,
            "row": card.row,
            "states": SLIP_STATES,
            "form": form,
            "reasons": {
                verb: form_of(verb, trade.REASON, {}, sent)
                for verb in ("void", "release")
                if was_sent(sent, verb) or f"{verb}_slip" in card.may
            },
            "weighs": permitted(viewer, "deliveries.record_slip", card.row.org_code),
            "staff": viewer.sees(card.row.org_code),
            "tab": "slips",
        },
        status=sent.status if sent else 200,
    )


def correct(request: Request, slip_id: int) -> HttpResponse:
    """Put a corrected slip in the place of one."""
    viewer: Viewer = request.viewer
    old = queries.slip(viewer, slip_id)
    offered = queries.weighing_form(viewer, old.org_code, on=old.weighed_on)

    def do(given: dict[str, str]) -> str:
        new = trade.corrected(old, given, _offering(trade.CORRECTION, offered))
        return actions.correct_slip(slip_id, new, by=viewer, on=clock.today())

    return _act(request, slip_id, "correct", do, _("已更正"))


def take_out(request: Request, slip_id: int) -> HttpResponse:
    """Void a slip."""
    viewer: Viewer = request.viewer

    def do(given: dict[str, str]) -> str:
        note = read_form(trade.REASON, given)["note"]
        return actions.void_slip(slip_id, note=note, by=viewer, on=clock.today())

    return _act(request, slip_id, "void", do, _("已作废"))


def release(request: Request, slip_id: int) -> HttpResponse:
    """Accept a held slip after a second look."""
    viewer: Viewer = request.viewer

    def do(given: dict[str, str]) -> str:
        note = read_form(trade.REASON, given)["note"]
        return actions.release_slip(slip_id, note=note, by=viewer, on=clock.today())

    return _act(request, slip_id, "release", do, _("已放行"))


def _act(
    request: Request, slip_id: int, form: str, do: Callable[[dict[str, str]], str], said: str
) -> HttpResponse:
    """Do it and show the slip that stands then; or the form as it was sent."""
    if request.method != "POST":
        return redirect("slip", slip_id)
    given, made = request.POST.dict(), []
    if sent := tried(form, given, lambda: made.append(do(given))):
        return _slip(request, slip_id, sent)
    return _done(request, made[0], said)


def _done(request: Request, ref: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("slip", int(ref.partition(":")[2]))


@require_http_methods(["GET", "POST"])
def weigh(request: Request) -> HttpResponse:
    """The weigher's page: find who brings it, then one form; the same form sent twice is one slip."""
    viewer: Viewer = request.viewer
    if not permitted(viewer, "deliveries.record_slip", HEAD):
        raise Refusal("viewer.not_found")
    today = clock.today()
    form = queries.weighing_form(viewer, HEAD, on=today, site=request.GET.get("site", ""))
    if request.method == "POST":
        return _weighed(request, viewer, form)
    party, asked = request.GET.get("party", "").strip(), request.GET.get("q", "").strip()
    members = registry.member_page(viewer, HEAD, on=today, asked=asked, limit=8) if asked else None
    found = members.rows if members else ()
    if not party and members and members.total == 1 and asked in (found[0].number, found[0].party):
        party = found[0].party
    if party:
        known = {
            "account_of": party,
            "site": next((name for name, code in form.sites if code == form.site), form.site),
            "grade": form.products[0].grades[0] if form.products else "",
            "number": form.number,
            "weighed_on": today.isoformat(),
            "product": request.GET.get("product", ""),
        }
        return _weigh_form(request, viewer, form, known)
    page = queries.slip_page(viewer, HEAD, period=str(Period.month_of(today)), limit=8)
    return render(
        request,
        "web/weigh.html",
        {
            "asked": asked,
            "found": found,
            "found_total": members.total if members else 0,
            "page": page,
            "states": SLIP_STATES,
            "villages": registry.village_names(),
            "tab": "weigh",
        },
    )


def _weigh_form(
    request: Request,
    viewer: Viewer,
    form: WeighingForm,
    given: Mapping[str, str],
    problems: Any = (),
    status: int = 200,
) -> HttpResponse:
    party = given.get("account_of", "")
    fields = {field.column.name: field for field in fields_of(_offering(trade.SLIP, form), given)}
    return render(
        request,
        "web/weigh_form.html",
        {
            "form": form,
            "party": party,
            "party_name": registry.names(viewer, [party]).get(party, ""),
            "fields": fields,
            "problems": problems,
            "tab": "weigh",
        },
        status=status,
    )


def _weighed(request: Request, viewer: Viewer, form: WeighingForm) -> HttpResponse:
    """Record what was sent; whatever is wrong is said above the form, with all that was typed kept."""
    given = request.POST.dict()
    try:
        new = trade.new_slip(given, _offering(trade.SLIP, form))
        ref = actions.record_slip(HEAD, new, by=viewer, on=clock.today())
    except BadInput as bad:
        return _weigh_form(request, viewer, form, given, bad.problems, 400)
    except Refusal as no:
        return _weigh_form(request, viewer, form, given, (no.reason,), 403)
    return _done(request, ref, _("已登记 %(number)s") % {"number": new.number})


def announce(request: Request) -> HttpResponse:
    """Set the price of slips that came without one."""
    viewer: Viewer = request.viewer
    if request.method != "POST":
        return redirect("slips")
    form = queries.weighing_form(viewer, HEAD, on=clock.today())
    given: dict[str, str] = request.POST.dict()

    def do() -> None:
        values = read_form(_offering(trade.PRICE_NOTICE, form), given)
        values["document"] = values["document"] or ""
        actions.announce_price(HEAD, **values, by=viewer, on=clock.today())

    if sent := tried("notice", given, do):
        return _slips(request, sent)
    messages.success(request, _("已定价"))
    return redirect("slips")


ACTS: dict[str, Callable[..., HttpResponse]] = {"correct": correct, "void": take_out, "release": release}

urlpatterns = [
    path("cooperative/slips/", slips, name="slips"),
    path("cooperative/slips/<int:slip_id>/", slip, name="slip"),
    *(
        path(f"cooperative/slips/<int:slip_id>/{verb}", view, name=f"slip_{verb}")
        for verb, view in ACTS.items()
    ),
    path("cooperative/weigh/", weigh, name="weigh"),
    path("cooperative/prices/", announce, name="announce_price"),
]
