"""The head cooperative (合作社): at a glance, the share register, a member's account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.importing import Column
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces import trade
from liancun.faces.forms import Tried, form_of, read_form, tried, was_sent
from liancun.faces.web.deliveries import SLIP_STATES
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.registry import HEAD
from liancun.kernel import Refusal
from liancun.rooms.capital import actions as capital
from liancun.rooms.capital import queries as shares
from liancun.rooms.deliveries import queries as deliveries
from liancun.rooms.ledger.queries import member_account
from liancun.rooms.registry import queries as registry
from liancun.rooms.sales import queries as sold
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.surplus import queries as surplus

SHARE_FORMS = {
    **{kept: gettext_lazy(word) for word, kept in trade.FORMS},
    "surplus": gettext_lazy("盈余转入"),
}
MOVES = {"transfer": gettext_lazy("转让"), "withdrawal": gettext_lazy("退股")}
TITLES = {
    "contribution": gettext_lazy("登记出资"),
    "transfer": gettext_lazy("登记转让"),
    "withdrawal": gettext_lazy("登记退股"),
}
ACTS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "contribution": ("capital.record_contribution", trade.CONTRIBUTION),
    "transfer": ("capital.transfer_shares", trade.TRANSFER),
    "withdrawal": ("capital.withdraw_shares", trade.WITHDRAWAL),
}


@require_GET
def cooperative(request: HttpRequest) -> HttpResponse:
    """The cooperative at a glance; a member without a post there goes to the own account."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.sees(HEAD) and HEAD in viewer.member_of:
        return redirect("member", viewer.party)
    viewer.must_see(HEAD)
    today = clock.today()
    year = today.year - 1
    return render(
        request,
        "web/cooperative.html",
        {
            "org": registry.org_name(HEAD),
            "year": year,
            "delivered": deliveries.slip_page(viewer, HEAD, period=str(year), limit=0),
            "recent": deliveries.slip_page(viewer, HEAD, limit=6),
            "sold": sold.sale_page(viewer, HEAD, period=str(year), limit=0),
            "stock": sold.stock(viewer, HEAD, on=today),
            "register": shares.share_register(viewer, HEAD, on=today, limit=0),
            "year_end": surplus.year_end(viewer, HEAD, year),
            "states": SLIP_STATES,
            "tab": "cooperative",
        },
    )


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Who holds how many shares, and what moved."""
    return _register(request)


def _register(request: HttpRequest, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    today = clock.today()
    asked = request.GET.get("who", "").strip()
    found = registry.member_page(viewer, HEAD, on=today, search=asked, limit=200)[0] if asked else []
    parties = [asked, *(row.party for row in found)] if asked else []
    page = shares.share_register(viewer, HEAD, on=today, parties=parties, **window(request))
    known = {"happened_on": today.isoformat()}
    return render(
        request,
        "web/shares.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total),
            "asked": asked,
            "moves": shares.move_page(viewer, HEAD, limit=20),
            "move_names": MOVES,
            "forms": [
                form_of(name, columns, known, sent, str(TITLES[name]), _("登记时同时记账,不能删除。确定吗?"))
                for name, (verb, columns) in ACTS.items()
                if was_sent(sent, name) or permitted(viewer, verb, HEAD)
            ],
            "tab": "shares",
        },
        status=sent.status if sent else 200,
    )


def move(request: HttpRequest, what: str) -> HttpResponse:
    """Record shares paid in, transferred or withdrawn."""
    if what not in ACTS:
        raise Refusal("viewer.not_found")
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.must_see(HEAD)
    if request.method != "POST":
        return redirect("shares")
    given = request.POST.dict()
    if sent := tried(what, given, lambda: _move(viewer, what, given)):
        return _register(request, sent)
    messages.success(request, _("已登记"))
    return redirect("shares")


def _move(viewer: Viewer, what: str, given: dict[str, str]) -> None:
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if what == "contribution":
        capital.record_contribution(HEAD, trade.new_contribution(given), **stamp)
        return
    values = read_form(ACTS[what][1], given)
    act = capital.transfer_shares if what == "transfer" else capital.withdraw_shares
    act(HEAD, values.pop("number"), values.pop("shares"), **values, **stamp)


@require_GET
def member(request: HttpRequest, party: str) -> HttpResponse:
    """A member's account: contribution, reserve share, trade by year, refunds, shares, slips."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "web/member.html", account_of(viewer, party) | {"tab": "shares"})


def account_of(viewer: Viewer, party: str, years: int = 3) -> dict[str, Any]:
    """What a member's account page shows, to the member and to the cooperative's own people."""
    today = clock.today()
    book = member_account(viewer, HEAD, party, on=today)
    name = registry.names(viewer, [party]).get(party)
    if name is None:
        raise Refusal("viewer.not_found")
    found, _total = registry.member_page(viewer, HEAD, on=today, search=party, limit=1)
    return {
        "party": party,
        "name": name,
        "own": party == viewer.party,
        "staff": viewer.sees(HEAD),
        "membership": found[0] if found and found[0].party == party else None,
        "account": book,
        "lots": shares.lots_of(viewer, HEAD, party, on=today),
        "moves": shares.move_page(viewer, HEAD, party=party, limit=20),
        "trade": [
            (year, deliveries.trade_of(viewer, HEAD, party, year))
            for year in range(today.year, today.year - years, -1)
        ],
        "refunds": settlement.bills(viewer, payee=party, kind="surplus", limit=20),
        "paid": settlement.bills(viewer, payee=party, kind="delivery_payment", limit=12),
        "slips": deliveries.slip_page(viewer, HEAD, account_of=party, limit=10),
        "states": SLIP_STATES,
        "share_forms": SHARE_FORMS,
        "move_names": MOVES,
    }


urlpatterns = [
    path("cooperative/", cooperative, name="cooperative"),
    path("cooperative/shares/", register, name="shares"),
    path("cooperative/shares/<slug:what>", move, name="move_shares"),
    path("cooperative/members/<str:party>/", member, name="member"),
]
