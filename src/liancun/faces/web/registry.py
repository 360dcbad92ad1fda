"""Households, members, my home, and the town at a glance (农户、社员、我家、总览)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.settlement import STATES
from liancun.kernel import Refusal
from liancun.rooms.deliveries import queries as deliveries
from liancun.rooms.ledger.queries import member_account
from liancun.rooms.notices import queries as notices
from liancun.rooms.points.queries import household_year
from liancun.rooms.registry import queries
from liancun.rooms.settlement import queries as settlement

HEAD = "head"
SLIP_STATES = {
    "accepted": gettext_lazy("有效"),
    "held": gettext_lazy("待核"),
    "void": gettext_lazy("已作废"),
}


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The town at a glance: villages, organisations, what is on the board."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    today = clock.today()
    villages = queries.villages(viewer, on=today)
    board, on_show = notices.board(viewer, on=today, limit=6)
    return render(
        request,
        "web/overview.html",
        {
            "villages": villages,
            "households": sum(row.registered for row in villages),
            "persons": sum(row.persons for row in villages),
            "living": sum(row.living for row in villages),
            "organisations": queries.organisations(viewer, on=today),
            "board": board,
            "on_show": on_show,
        },
    )


@require_GET
def households(request: HttpRequest) -> HttpResponse:
    """Households in reach, by kind, village and search."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.posts:
        raise Refusal("viewer.not_found")
    kind = request.GET.get("kind", "living")
    kind = kind if kind in KINDS else "living"
    village = request.GET.get("village", "")
    rows, total = queries.household_page(
        viewer,
        on=clock.today(),
        kind=kind,
        village_code=village,
        search=request.GET.get("q", ""),
        **window(request),
    )
    return render(
        request,
        "web/households.html",
        {
            "rows": rows,
            "paging": Paging(page_number(request), total),
            "kinds": KINDS,
            "kind": kind,
            "villages": queries.village_names(),
            "village": village,
            "q": request.GET.get("q", ""),
        },
    )


KINDS = {
    "living": gettext_lazy("居住户"),
    "registered": gettext_lazy("户籍户"),
    "contracting": gettext_lazy("承包户"),
}


@require_GET
def household(request: HttpRequest, code: str) -> HttpResponse:
    """A household: people, months of points, bills."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    today = clock.today()
    card = queries.household_card(viewer, code, on=today)
    years = []
    if card.kind == "living":
        years = [household_year(viewer, code, year) for year in (today.year, today.year - 1)]
    bills = settlement.bills(viewer, subject=code, limit=20)
    return render(
        request, "web/household.html", {"card": card, "years": years, "bills": bills, "states": STATES}
    )


@require_GET
def my_home(request: HttpRequest) -> HttpResponse:
    """What a household put in and got, in plain words and large type (我家)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.party:
        raise Refusal("viewer.not_found")
    today = clock.today()
    homes = []
    for code in queries.households_of(viewer)[:5]:
        homes.append(
            {
                "card": queries.household_card(viewer, code, on=today),
                "year": household_year(viewer, code, today.year - 1),
                "now": household_year(viewer, code, today.year),
                "bills": settlement.bills(viewer, subject=code, limit=10),
            }
        )
    got = settlement.bills(viewer, payee=viewer.party, direction="pay", limit=20)
    account = None
    if HEAD in viewer.member_of:
        account = member_account(viewer, HEAD, viewer.party, on=today)
    coop = {
        "slips": deliveries.slip_page(viewer, HEAD, account_of=viewer.party, limit=5),
        "trade": [
            (year, deliveries.trade_of(viewer, HEAD, viewer.party, year))
            for year in (today.year, today.year - 1)
        ],
        "states": SLIP_STATES,
    }
    board, _total = notices.board(viewer, on=today, limit=4)
    return render(
        request,
        "web/my_home.html",
        {
            "homes": homes,
            "got": got,
            "account": account,
            "board": board,
            "states": STATES,
            "head": HEAD,
            "coop": coop,
        },
    )


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """The head cooperative's members (社员名册)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    rows, total = queries.member_page(
        viewer, HEAD, on=clock.today(), search=request.GET.get("q", ""), **window(request)
    )
    return render(
        request,
        "web/members.html",
        {
            "rows": rows,
            "paging": Paging(page_number(request), total),
            "villages": queries.village_names(),
            "q": request.GET.get("q", ""),
            "resolutions": queries.resolutions(viewer, HEAD, limit=5),
        },
    )


urlpatterns = [
    path("", overview, name="overview"),
    path("households/", households, name="households"),
    path("households/<str:code>/", household, name="household"),
    path("home/", my_home, name="my_home"),
    path("members/", members, name="members"),
]
