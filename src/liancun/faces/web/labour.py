"""Work (务工): an order and its sheet, a day, a course, a worker's months and slip."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock, heads, trail
from liancun.faces.prints import as_pdf, pdf_answer
from liancun.faces.prints.pay_list import printed
from liancun.faces.request import Request
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import Refusal
from liancun.rooms.labour import actions, queries
from liancun.rooms.registry.queries import home_cooperatives, told_apart

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PEOPLE_A_PAGE = 25


@require_GET
def order(request: Request, number: str) -> HttpResponse:
    """An order with the sheet of a month."""
    viewer = request.viewer
    org_code = queries.org_of_order(viewer, number)
    month = request.GET.get("month", "")
    card = queries.order_card(viewer, org_code, number, month=month, **window(request, PEOPLE_A_PAGE))
    paging = Paging(page_number(request), card.total, PEOPLE_A_PAGE)
    return render(
        request,
        "web/work_order.html",
        {"card": card, "row": card.row, "paging": paging, "today": clock.today()},
    )


@require_GET
def sheet(request: Request, number: str) -> HttpResponse:
    """The team's sheet of a month as a workbook with its people filled in."""
    viewer = request.viewer
    org_code = queries.org_of_order(viewer, number)
    name, content = queries.collection_sheet(viewer, org_code, number, month=request.GET.get("month", ""))
    trail.takes(viewer, "paper:attendance", org_code, "xlsx")
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


@require_GET
def day(request: Request, work_id: int) -> HttpResponse:
    """One day with its versions."""
    viewer = request.viewer
    card = queries.day_card(viewer, work_id)
    staff = viewer.sees(card.row.org_code)
    return render(request, "web/work_day.html", {"card": card, "row": card.row, "staff": staff})


@require_GET
def course(request: Request, number: str) -> HttpResponse:
    """A course and who came."""
    viewer = request.viewer
    org_code = queries.org_of_course(viewer, number)
    card = queries.course_card(viewer, org_code, number, **window(request))
    paging = Paging(page_number(request), card.total)
    return render(
        request, "web/course.html", {"card": card, "row": card.row, "paging": paging, "org_code": org_code}
    )


@require_POST
@override("zh-hans")
def pay_list_pdf(request: Request, org_code: str, month: str) -> HttpResponse:
    """The pay list for the file, with whole numbers: who had it made is kept."""
    found = actions.print_pay_list(org_code, month, by=request.viewer, on=clock.today())
    listing = printed(found, clock.today(), heads.printed(org_code))
    trail.takes(request.viewer, "paper:pay_list", org_code, "pdf", found.total)
    return pdf_answer(as_pdf(listing), f"wages-{found.month}", kept=True)


@require_GET
def slip(request: Request, org_code: str, party: str, month: str) -> HttpResponse:
    """A worker's slip of a month."""
    viewer = request.viewer
    found = queries.wage_slip(viewer, org_code, party, month)
    return render(request, "web/wage_slip.html", {"slip": found, "own": party == viewer.party})


@require_GET
def my_work(request: Request) -> HttpResponse:
    """One's own months of work and pay."""
    viewer = request.viewer
    if not viewer.party:
        raise Refusal("viewer.not_found")
    return _work_of(request, home_cooperatives(viewer, clock.today()), viewer.party)


@require_GET
def work_of(request: Request, org_code: str, party: str) -> HttpResponse:
    """Somebody's months of work and pay, for the cooperative's people."""
    return _work_of(request, (org_code,), party)


def _work_of(request: Request, orgs: tuple[str, ...], party: str) -> HttpResponse:
    """Somebody's work, at each of these cooperatives."""
    viewer = request.viewer
    own = party == viewer.party
    works = [
        (name, queries.my_work(viewer, org, party), own or queries.may_see(viewer, org))
        for org, name in told_apart(orgs).items()
    ]
    return render(request, "web/my_work.html", {"works": works, "own": own, "org_code": "".join(orgs[:1])})


urlpatterns = [
    path("labour/orders/<code:number>/", order, name="work_order"),
    path("labour/orders/<code:number>/sheet.xlsx", sheet, name="work_sheet"),
    path("labour/days/<int:work_id>/", day, name="work_day"),
    path("labour/courses/<code:number>/", course, name="course"),
    path("orgs/<code:org_code>/labour/pay/<str:month>/list.pdf", pay_list_pdf, name="pay_list_pdf"),
    path("orgs/<code:org_code>/labour/people/<code:party>/", work_of, name="work_of"),
    path("orgs/<code:org_code>/labour/people/<code:party>/<str:month>/", slip, name="wage_slip"),
    path("home/work/", my_work, name="my_work"),
]
