"""My home (我家): a year in plain words and large type, and a page for each thing put in and got."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.home import home_year
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.deliveries import queries as deliveries
from liancun.rooms.duties.queries import home_duties
from liancun.rooms.land import queries as land
from liancun.rooms.ledger.queries import member_account
from liancun.rooms.notices import queries as notices
from liancun.rooms.park.queries import my_land_money
from liancun.rooms.points.queries import household_year
from liancun.rooms.registry import queries as registry
from liancun.rooms.settlement import queries as settlement

YEARS_BACK = 3
HOMES_SHOWN = 5
PARTS = {"land": "my_land", "work": "my_work", "trade": "my_trade", "points": "my_points"}
"""Where each thing put in is told whole."""


def _own(request: Request) -> Viewer:
    """Who looks, where that is a person: a stranger and an office have no home."""
    viewer: Viewer = request.viewer
    if not viewer.party:
        raise Refusal("viewer.not_found")
    return viewer


def _page(request: Request, template: str, part: str, shown: dict[str, Any]) -> HttpResponse:
    return render(request, f"web/{template}.html", {"part": part, **shown})


@require_GET
def my_home(request: Request) -> HttpResponse:
    """The year: put in, got, asked for, what is still open; and where to say that something is wrong."""
    viewer = _own(request)
    today = clock.today()
    asked = request.GET.get("year", "")
    years = [today.year - back for back in range(YEARS_BACK)]
    year = int(asked) if asked in map(str, years) else None
    board, _total = notices.board(viewer, on=today, limit=4)
    home = home_year(viewer, year, on=today)  # looks at all of one's lists, of which the newest are a few
    got, published = settlement.own_newest(viewer, on=today, got=6)
    shown = {
        "year": home,
        "years": years,
        "got": got,
        "published": published,
        "board": board,
        "parts": PARTS,
        "register": registry.register_owner(),
    }
    return _page(request, "my_home", "home", shown)


@require_GET
def my_land(request: Request) -> HttpResponse:
    """One's land."""
    viewer = _own(request)
    today = clock.today()
    homes = registry.households_of(viewer)[:HOMES_SHOWN]
    return _page(
        request,
        "my_land",
        "land",
        {
            "coops": registry.told_apart(registry.home_cooperatives(viewer, today)),
            "homes": [
                (land.household_land(viewer, code, on=today), my_land_money(viewer, code)) for code in homes
            ],
        },
    )


@require_GET
def my_points(request: Request) -> HttpResponse:
    """One's courtyard scores of two years, and what was asked for."""
    viewer = _own(request)
    today = clock.today()
    homes = [
        {
            "code": code,
            "years": [household_year(viewer, code, year) for year in (today.year - 1, today.year)],
            "bills": settlement.bills(viewer, subject=code, direction="collect", limit=10),
        }
        for code in registry.households_of(viewer)[:HOMES_SHOWN]
    ]
    return _page(request, "my_points", "points", {"homes": homes})


@require_GET
def my_trade(request: Request) -> HttpResponse:
    """What one sold to the cooperative, and one's account as a member."""
    viewer = _own(request)
    today = clock.today()
    coops: list[dict[str, Any]] = [
        {
            "org_code": org,
            "name": name,
            "slips": deliveries.slip_page(viewer, org, account_of=viewer.party, limit=0).total,
            "trade": [
                (year, deliveries.trade_of(viewer, org, viewer.party, year))
                for year in (today.year, today.year - 1)
            ],
            "account": member_account(viewer, org, viewer.party, on=today)
            if org in viewer.member_of
            else None,
        }
        for org, name in registry.told_apart(registry.home_cooperatives(viewer, today)).items()
    ]
    return _page(request, "my_trade", "trade", {"coops": coops})


@require_GET
def my_visits(request: Request) -> HttpResponse:
    """Who comes to one's home, when they came, what is open, and what was noted of it."""
    viewer = _own(request)
    return _page(request, "my_visits", "visits", {"duties": home_duties(viewer, on=clock.today())})


urlpatterns = [
    path("home/visits/", my_visits, name="my_visits"),
    path("home/", my_home, name="my_home"),
    path("home/land/", my_land, name="my_land"),
    path("home/points/", my_points, name="my_points"),
    path("home/trade/", my_trade, name="my_trade"),
]
