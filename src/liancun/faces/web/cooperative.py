"""The head cooperative (合作社): at a glance, and a member's account."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.capital import queries as shares
from liancun.rooms.deliveries import queries as deliveries
from liancun.rooms.ledger.queries import member_account
from liancun.rooms.registry import queries as registry
from liancun.rooms.sales import queries as sold
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.surplus import queries as surplus


@require_GET
def nearest(request: Request) -> HttpResponse:
    """To the first cooperative in reach; a member without a post there goes to the own account."""
    viewer: Viewer = request.viewer
    orgs = registry.home_cooperatives(viewer, clock.today())
    if not orgs:
        raise Refusal("registry.no_cooperative")
    if viewer.sees(orgs[0]):
        return redirect("cooperative", orgs[0])
    if orgs[0] not in viewer.member_of:
        raise Refusal("viewer.not_found")
    return redirect("member", orgs[0], viewer.party)


@require_GET
def cooperative(request: Request, org_code: str) -> HttpResponse:
    """A cooperative at a glance."""
    viewer: Viewer = request.viewer
    today = clock.today()
    coops = registry.cooperatives(viewer, today)
    if org_code not in coops:
        raise Refusal("viewer.not_found")
    year = today.year - 1
    return render(
        request,
        "web/cooperative.html",
        {
            "org": registry.org_name(org_code),
            "others": [each for each in registry.told_apart(coops).items() if each[0] != org_code],
            "year": year,
            "delivered": deliveries.slip_page(viewer, org_code, period=str(year), limit=0),
            "held": deliveries.slip_page(viewer, org_code, limit=0).held,
            "sold": sold.sale_page(viewer, org_code, period=str(year), limit=0),
            "register": shares.share_register(viewer, org_code, on=today, limit=0),
            "org_code": org_code,
            "year_end": surplus.year_end(viewer, org_code, year),
            "tab": "cooperative",
        },
    )


@require_GET
def member(request: Request, org_code: str, party: str) -> HttpResponse:
    """A member's account: contribution, reserve share, trade by year, refunds, shares, slips."""
    viewer: Viewer = request.viewer
    return render(request, "web/member.html", account_of(viewer, org_code, party) | {"tab": "shares"})


def account_of(viewer: Viewer, org_code: str, party: str, years: int = 3) -> dict[str, Any]:
    """What a member's account page shows, to the member and to the cooperative's own people."""
    today = clock.today()
    book = member_account(viewer, org_code, party, on=today)
    name = registry.names(viewer, [party]).get(party)
    if name is None:
        raise Refusal("viewer.not_found")
    found = registry.member_page(viewer, org_code, on=today, asked=party, limit=2).rows
    return {
        "party": party,
        "name": name,
        "own": party == viewer.party,
        "staff": viewer.sees(org_code),
        "membership": found[0] if found and found[0].party == party else None,
        "account": book,
        "lots": shares.lots_of(viewer, org_code, party, on=today),
        "moves": shares.move_page(viewer, org_code, party=party, limit=20),
        "org_code": org_code,
        "trade": [
            (year, deliveries.trade_of(viewer, org_code, party, year))
            for year in range(today.year, today.year - years, -1)
        ],
        "refunds": settlement.bills(viewer, payee=party, kind="surplus", limit=20),
        "paid": settlement.bills(viewer, payee=party, kind="delivery_payment", limit=12),
        "slips": deliveries.slip_page(viewer, org_code, account_of=party, limit=0).total,
    }


urlpatterns = [
    path("cooperative/", nearest),
    path("orgs/<code:org_code>/cooperative/", cooperative, name="cooperative"),
    path("orgs/<code:org_code>/capital/members/<code:party>/", member, name="member"),
]
