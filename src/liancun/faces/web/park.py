"""The park (园区): its years, one year with its statement and lists, prints."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import override
from django.views.decorators.http import require_GET

from liancun.base import clock, trail
from liancun.base.lists import WHOLE, list_of
from liancun.faces.prints import as_pdf, pdf_answer
from liancun.faces.prints.park import dividend_print, slip_print
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.park import queries
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.names import orgs_of_kind

PARK = "park"


@require_GET
def years(request: Request, org_code: str) -> HttpResponse:
    """The park's years: the last one with anything in it opens; nothing where no park stands."""
    today = clock.today()
    if not orgs_of_kind(PARK, today):
        raise Refusal("viewer.not_found")
    found = queries.years(request.viewer, org_code, on=today)
    return redirect("park_year", org_code, next((year for year in found if year < today.year), today.year))


@require_GET
def year_of(request: Request, org_code: str, year: int) -> HttpResponse:
    """A year whole."""
    viewer, today = request.viewer, clock.today()
    card = queries.year_card(viewer, org_code, year, on=today)
    return render(
        request,
        "web/park.html",
        {
            "card": card,
            "told": card.statement,
            "org_code": org_code,
            "years": queries.years(viewer, org_code, on=today),
            "kinds": queries.KINDS,
            "memo": queries.memo_company(viewer),
            "over": year < today.year,
            "tab": "park",
        },
    )


@require_GET
@override("zh-hans")
def list_pdf(request: Request, org_code: str, year: int) -> HttpResponse:
    """The dividend list as it is posted, of a village or of all."""
    viewer, today = request.viewer, clock.today()
    raw = request.GET.dict() | {"year": str(year)}
    asked = list_of("park", "dividends").asked(raw, by=viewer, org_code=org_code, on=today)
    found = queries.dividend_list(viewer, org_code, on=today, limit=WHOLE, whole=True, **asked)
    if not found.rows:
        raise Refusal("viewer.not_found")
    place = registry.village_names().get(asked["village_code"], "")
    trail.takes(viewer, "paper:dividends", org_code, "pdf", found.total)
    return pdf_answer(as_pdf(dividend_print(found, place, today)), f"{found.kind}-{year}")


@require_GET
@override("zh-hans")
def slip_pdf(request: Request, code: str, year: int) -> HttpResponse:
    """A household's slip of a year: its own people's, and the cooperative's to print."""
    viewer = request.viewer
    found = queries.my_land_money(viewer, code)
    here = next((each for each in found.years if each.year == year), None)
    if here is None:
        raise Refusal("viewer.not_found")
    name = str(registry.household_names(viewer, [found.holder]).get(found.holder, ""))
    org_code = "".join(registry.home_cooperatives(viewer, clock.today())[:1])
    slip = slip_print(found, here, name, registry.org_name(org_code), clock.today())
    trail.takes(viewer, "paper:land_slip", org_code, "pdf", 1)
    return pdf_answer(as_pdf(slip), f"land-{found.holder}-{year}")


urlpatterns = [
    path("orgs/<code:org_code>/park/", years, name="park"),
    path("orgs/<code:org_code>/park/<int:year>/", year_of, name="park_year"),
    path("orgs/<code:org_code>/park/<int:year>/list.pdf", list_pdf, name="dividend_pdf"),
    path("households/<code:code>/land-money/<int:year>.pdf", slip_pdf, name="land_slip_pdf"),
]
