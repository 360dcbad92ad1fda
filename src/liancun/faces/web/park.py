"""The park (园区): its years, one year with its statement and lists, the company's memo, prints."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces import park
from liancun.faces.forms import Tried, tried
from liancun.faces.prints import as_pdf
from liancun.faces.prints.park import dividend_print, slip_print
from liancun.faces.request import Request
from liancun.faces.web.filling import forms_of
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.registry import HEAD
from liancun.faces.web.settlement import STATES
from liancun.kernel import Refusal
from liancun.rooms.park import queries
from liancun.rooms.registry import queries as registry

PRINT_MOST = 100_000
BEARERS = {"company": gettext_lazy("公司"), "cooperative": gettext_lazy("总社")}
DIRECTIONS = {
    "opening": gettext_lazy("期初"),
    "in": gettext_lazy("收入"),
    "out": gettext_lazy("支出"),
    "support": gettext_lazy("母公司托底"),
}
KINDS = {"guaranteed_dividend": gettext_lazy("保底分红"), "park_share": gettext_lazy("园区分成")}


def _staff(request: Request) -> Viewer:
    viewer: Viewer = request.viewer
    viewer.must_see(HEAD)
    return viewer


@require_GET
def years(request: Request) -> HttpResponse:
    """The park's years: the last one with anything in it opens."""
    today = clock.today()
    found = queries.years(_staff(request), HEAD, on=today)
    return redirect("park_year", next((year for year in found if year < today.year), today.year))


@require_GET
def year_of(request: Request, year: int) -> HttpResponse:
    """A year whole."""
    return _year(request, year)


def _year(request: Request, year: int, sent: Tried | None = None) -> HttpResponse:
    viewer, today = _staff(request), clock.today()
    card = queries.year_card(viewer, HEAD, year, on=today)
    kind = request.GET.get("kind", "guaranteed_dividend")
    village = request.GET.get("village", "")
    if kind not in KINDS:
        raise Refusal("viewer.not_found")
    found = queries.dividend_list(viewer, HEAD, year, kind=kind, village_code=village, **window(request))
    return render(
        request,
        "web/park.html",
        {
            "card": card,
            "told": card.statement,
            "years": queries.years(viewer, HEAD, on=today),
            "list": found,
            "kind": kind,
            "kinds": KINDS,
            "village": village,
            "villages": registry.village_names(),
            "paging": Paging(page_number(request), found.total),
            "states": STATES,
            "bearers": BEARERS,
            "memo": queries.may_see_memo(viewer),
            "forms": forms_of(park.ON_YEAR, {}, sent, viewer, HEAD) if year < today.year else [],
            "here": reverse("park_year", args=[year]),
        },
        status=sent.status if sent else 200,
    )


@require_POST
def agree(request: Request, year: int) -> HttpResponse:
    """Record the agreed statement."""
    viewer = _staff(request)
    place: Any = (HEAD, year)
    given = request.POST.dict()
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried("agree", given, lambda: park.ON_YEAR["agree"].do(place, given, **stamp)):
        return _year(request, year, sent)
    messages.success(request, _("已登记"))
    return redirect("park_year", year)


@require_GET
@override("zh-hans")
def list_pdf(request: Request, year: int) -> HttpResponse:
    """The dividend list as it is posted, of a village or of all."""
    viewer = _staff(request)
    kind, village = request.GET.get("kind", "guaranteed_dividend"), request.GET.get("village", "")
    if kind not in KINDS:
        raise Refusal("viewer.not_found")
    found = queries.dividend_list(
        viewer, HEAD, year, kind=kind, village_code=village, limit=PRINT_MOST, whole=True
    )
    if not found.rows:
        raise Refusal("viewer.not_found")
    place = registry.village_names().get(village, "")
    return _pdf(as_pdf(dividend_print(found, place, clock.today())), f"{kind}-{year}")


@require_GET
@override("zh-hans")
def slip_pdf(request: Request, code: str, year: int) -> HttpResponse:
    """A household's slip of a year: its own people's, and the cooperative's to print."""
    viewer: Viewer = request.viewer
    found = queries.my_land_money(viewer, code)
    here = next((each for each in found.years if each.year == year), None)
    if here is None:
        raise Refusal("viewer.not_found")
    name = str(registry.household_names(viewer, [found.holder]).get(found.holder, ""))
    slip = slip_print(found, here, name, registry.org_name(HEAD), clock.today())
    return _pdf(as_pdf(slip), f"land-{found.holder}-{year}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@require_GET
def cash(request: Request, year: int) -> HttpResponse:
    """The company's cash, a memo without a book."""
    viewer: Viewer = request.viewer
    found = queries.company_year(viewer, year)
    return render(request, "web/park_cash.html", {"memo": found, "directions": DIRECTIONS})


urlpatterns = [
    path("park/", years, name="park"),
    path("park/<int:year>/", year_of, name="park_year"),
    path("park/<int:year>/agree", agree, name="agree_statement"),
    path("park/<int:year>/list.pdf", list_pdf, name="dividend_pdf"),
    path("park/<int:year>/cash", cash, name="company_cash"),
    path("households/<code:code>/land-money/<int:year>.pdf", slip_pdf, name="land_slip_pdf"),
]
