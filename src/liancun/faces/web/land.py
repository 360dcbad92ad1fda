"""Land (土地): the list of plots, one plot, contracts with their warnings, one contract, their prints."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.forms import Tried, tried
from liancun.faces.land import CLASSES, CONTRACT_ACTS, COOPERATIVE_ACTS, FORMS, HEAD, PLOT_ACTS, VILLAGE_ACTS
from liancun.faces.people import Doing
from liancun.faces.prints.land import contract_print, land_print
from liancun.faces.request import Request
from liancun.faces.web.filling import forms_of
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import Refusal
from liancun.rooms.land import queries
from liancun.rooms.production import queries as production
from liancun.rooms.registry import queries as registry

STATES = {
    "live": gettext_lazy("在用"),
    "ending": gettext_lazy("快到期"),
    "unfiled": gettext_lazy("未备案"),
    "ahead": gettext_lazy("未开始"),
    "over": gettext_lazy("已终止"),
}
PRINTED = 4_000
"""Plots on one printed list: a village's. More take longer than a page may be waited for."""


def _reach(viewer: Viewer) -> dict[str, Any]:
    """What the pages' heads need: whether the viewer looks by a post, the villages to choose from."""
    staff = queries.reach_of(viewer, on=clock.today()).staff is not None
    own = viewer.village_codes
    villages = {code: name for code, name in registry.village_names().items() if not own or code in own}
    return {"staff": staff, "villages": villages if staff else {}}


def _asked(request: Request, *names: str) -> dict[str, Any]:
    return {name: request.GET.get(name, "").strip() for name in names}


def _plots(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    asked = _asked(request, "village_code", "land_class", "holder", "search")
    page = queries.plot_page(viewer, on=clock.today(), **asked, **window(request))
    org, village = _collective(viewer)
    known = {"start": clock.today()}
    forms = forms_of(VILLAGE_ACTS, known, sent, viewer, org, village) if org else ()
    return render(
        request,
        "web/land.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total),
            "asked": asked,
            "classes": {code: _(word) for word, code in CLASSES},
            "forms": forms,
            "tab": "land",
            **_reach(viewer),
        },
        status=sent.status if sent else 200,
    )


def _collective(viewer: Viewer) -> tuple[str, str]:
    """The viewer's own village collective, for whom it may enter plots."""
    found = [post for post in sorted(viewer.posts, key=str) if post.org_kind == "village_collective"]
    return (found[0].org_code, found[0].village_code) if found else ("", "")


@require_GET
def land(request: Request) -> HttpResponse:
    """The plots in reach, with their three areas; a household's own."""
    return _plots(request)


@require_POST
def record_plot(request: Request) -> HttpResponse:
    """Enter a plot of the viewer's own village."""
    viewer: Viewer = request.viewer
    org, _village = _collective(viewer)
    if not org:
        raise Refusal("viewer.not_found")
    given = request.POST.dict()
    doing = VILLAGE_ACTS["plot"]
    if sent := tried("plot", given, lambda: doing.do(org, given, by=viewer, on=clock.today())):
        return _plots(request, sent)
    messages.success(request, _("已登记"))
    return redirect("plot", given["code"])


@require_GET
def land_pdf(request: Request) -> HttpResponse:
    """The land list as the village keeps and signs it."""
    viewer: Viewer = request.viewer
    asked = _asked(request, "village_code", "land_class", "holder", "search")
    page = queries.plot_page(viewer, on=clock.today(), **asked, limit=PRINTED)
    if page.total > PRINTED:
        raise Refusal("land.too_many_to_print", plots=page.total, most=PRINTED)
    return _pdf(land_print(page, asked["village_code"], on=clock.today()), "land")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@require_GET
def plot(request: Request, plot_code: str) -> HttpResponse:
    """One plot: what it measures, who held it, which contracts lie over it."""
    return _plot(request, plot_code)


def _plot(request: Request, code: str, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    card = queries.plot_card(viewer, code, on=clock.today())
    row = card.row
    without = [name for name, each in PLOT_ACTS.items() if each.verb.partition(".")[2] not in card.may]
    known = {"start": clock.today(), "end": row.held_until}
    return render(
        request,
        "web/plot.html",
        {
            "card": card,
            "row": row,
            "states": STATES,
            "forms": forms_of(PLOT_ACTS, known, sent, viewer, row.org_code, row.village_code, without),
            "tab": "land",
            "head": HEAD,
            "drawn": _drawn(card.outline),
            "grown": _grown(viewer, code),
            **_reach(viewer),
        },
        status=sent.status if sent else 200,
    )


def _grown(viewer: Viewer, code: str) -> tuple[production.PlantingRow, ...]:
    """What stands on the plot, to those whose business the fields are."""
    if not viewer.sees(HEAD):
        return ()
    return production.planting_page(viewer, HEAD, on=clock.today(), search=code, limit=10).rows


def _drawn(outline: tuple[tuple[str, str], ...]) -> str:
    """The plot's corners as points of a drawing 100 wide or high, north up; '' where it has none."""
    if not outline:
        return ""
    east = [_millionths(point[0]) for point in outline]
    north = [_millionths(point[1]) for point in outline]
    size = max(max(east) - min(east), max(north) - min(north), 1)
    points = (
        ((x - min(east)) * 100 // size, (max(north) - y) * 100 // size)
        for x, y in zip(east, north, strict=True)
    )
    return " ".join(f"{x},{y}" for x, y in points)


def _millionths(degrees: str) -> int:
    whole, _dot, part = degrees.partition(".")
    return int(whole) * 10**6 + int((part + "000000")[:6])


def plot_act(request: Request, plot_code: str, what: str) -> HttpResponse:
    """Measure a plot anew, or pass it to another holder."""
    viewer: Viewer = request.viewer
    if what not in PLOT_ACTS:
        raise Refusal("viewer.not_found")
    if request.method != "POST":
        return redirect("plot", plot_code)
    queries.plot_card(viewer, plot_code, on=clock.today())
    if sent := _tried(request, PLOT_ACTS, what, plot_code):
        return _plot(request, plot_code, sent)
    messages.success(request, _("已登记"))
    return redirect("plot", plot_code)


def _tried(request: Request, doings: Mapping[str, Doing], what: str, subject: str) -> Tried | None:
    viewer: Viewer = request.viewer
    given = request.POST.dict()
    return tried(what, given, lambda: doings[what].do(subject, given, by=viewer, on=clock.today()))


@require_GET
def contracts(request: Request) -> HttpResponse:
    """The contracts in reach: which end soon, which are not filed."""
    viewer: Viewer = request.viewer
    asked = _asked(request, "state", "village_code", "form", "holder", "search")
    page = queries.contract_page(viewer, HEAD, on=clock.today(), **asked, **window(request))
    reach = _reach(viewer)
    return render(
        request,
        "web/land_contracts.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total),
            "asked": asked,
            "states": STATES,
            "kinds": {code: _(word) for word, code in FORMS},
            "totals": queries.form_totals(viewer, HEAD, on=clock.today()) if reach["staff"] else (),
            "by_class": queries.land_by_class(viewer, on=clock.today()) if reach["staff"] else (),
            "signs": bool(forms_of(COOPERATIVE_ACTS, {}, None, viewer, HEAD)),
            "tab": "contracts",
            **reach,
        },
    )


@require_http_methods(["GET", "POST"])
def sign(request: Request) -> HttpResponse:
    """Sign a contract: one form with every item the law asks for."""
    viewer: Viewer = request.viewer
    sent = None
    if request.method == "POST":
        sent = _tried(request, COOPERATIVE_ACTS, "sign", HEAD)
        if sent is None:
            messages.success(request, _("已登记"))
            return redirect("land_contract", request.POST["number"])
    known = {"signed_on": clock.today(), "start": clock.today(), "pay_by": "12-31", "payer": "O:company"}
    forms = forms_of(COOPERATIVE_ACTS, known | _asked(request, "giver", "plots"), sent, viewer, HEAD)
    if not forms:
        raise Refusal("viewer.not_found")
    return render(
        request,
        "web/land_sign.html",
        {"form": forms[0], "tab": "contracts", **_reach(viewer)},
        status=sent.status if sent else 200,
    )


@require_GET
def contract(request: Request, contract_number: str) -> HttpResponse:
    """One contract: every item, its plots, who has what it pays, how it ended, how it was filed."""
    return _contract(request, contract_number)


def _contract(request: Request, number: str, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    today = clock.today()
    card = queries.contract_card(viewer, HEAD, number, on=today)
    known = {"filed_on": today, "ended_on": today}
    filing, ending = (
        forms_of({name: CONTRACT_ACTS[name]}, known, sent, viewer, org, card.row.village_code, without)
        for name, org, without in (
            ("file", card.issuing_org, () if "file_contract" in card.may else ("file",)),
            ("end", HEAD, () if "end_contract" in card.may else ("end",)),
        )
    )
    return render(
        request,
        "web/land_contract.html",
        {
            "card": card,
            "row": card.row,
            "states": STATES,
            "forms": [*filing, *ending],
            "tab": "contracts",
            **_reach(viewer),
        },
        status=sent.status if sent else 200,
    )


def contract_act(request: Request, contract_number: str, what: str) -> HttpResponse:
    """End a contract, or file it."""
    viewer: Viewer = request.viewer
    if what not in CONTRACT_ACTS:
        raise Refusal("viewer.not_found")
    if request.method != "POST":
        return redirect("land_contract", contract_number)
    queries.contract_card(viewer, HEAD, contract_number, on=clock.today())
    if sent := _tried(request, CONTRACT_ACTS, what, contract_number):
        return _contract(request, contract_number, sent)
    messages.success(request, _("已登记"))
    return redirect("land_contract", contract_number)


@require_GET
def contract_pdf(request: Request, contract_number: str) -> HttpResponse:
    """A contract with its plots on paper, to be signed."""
    viewer: Viewer = request.viewer
    card = queries.contract_card(viewer, HEAD, contract_number, on=clock.today())
    address = request.build_absolute_uri(reverse("why", args=[card.row.ref]))
    return _pdf(contract_print(card, address, on=clock.today()), f"contract-{contract_number}")


urlpatterns = [
    path("land/", land, name="land"),
    path("land/list.pdf", land_pdf, name="land_pdf"),
    path("land/plot", record_plot, name="record_plot"),
    path("land/plots/<code:plot_code>/", plot, name="plot"),
    path("land/plots/<code:plot_code>/<slug:what>", plot_act, name="plot_act"),
    path("land/contracts/", contracts, name="land_contracts"),
    path("land/contracts/sign", sign, name="land_sign"),
    path("land/contracts/<code:contract_number>/", contract, name="land_contract"),
    path("land/contracts/<code:contract_number>/contract.pdf", contract_pdf, name="land_contract_pdf"),
    path("land/contracts/<code:contract_number>/<slug:what>", contract_act, name="land_contract_act"),
]
