"""Work (务工): the section's desk, orders and their sheets, who is next, courses, pay, one's own work."""

from dataclasses import replace
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
from liancun.faces import work
from liancun.faces.forms import Tried, tried
from liancun.faces.people import Doing
from liancun.faces.prints import as_pdf
from liancun.faces.prints.pay_list import printed
from liancun.faces.request import Request
from liancun.faces.web.filling import forms_of
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.registry import HEAD
from liancun.faces.web.settlement import STATES as RUN_STATES
from liancun.kernel import Period, Refusal
from liancun.rooms.labour import actions, queries
from liancun.rooms.registry import queries as registry

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {"accepted": gettext_lazy("有效"), "held": gettext_lazy("待核"), "void": gettext_lazy("已作废")}
PAYERS = {
    "park": gettext_lazy("园区付"),
    "cooperative": gettext_lazy("总社付"),
    "outside": gettext_lazy("外单位付"),
}
PEOPLE_A_PAGE = 25


def _staff(request: Request) -> Viewer:
    viewer: Viewer = request.viewer
    viewer.must_see(HEAD)
    return viewer


def _pay_month(viewer: Viewer) -> str:
    """The month whose pay list the tabs lead to, '' for whom pay lists are no business."""
    if not queries.may_see(viewer, HEAD):
        return ""
    return queries.month_due(HEAD, on=clock.today())


def months_back(count: int = 14) -> list[str]:
    """The last months, newest first."""
    found = [Period.month_of(clock.today())]
    while len(found) < count:
        first = found[-1]
        found.append(Period(first.year - 1, 12) if first.month == 1 else Period(first.year, first.month - 1))
    return [str(month) for month in found]


def _offered(doings: dict[str, Doing], viewer: Viewer) -> dict[str, Doing]:
    """The forms with the charter's jobs and the sections in reach to choose from."""
    own = viewer.village_codes
    sections = tuple(
        (org.name, org.code)
        for org in registry.organisations(viewer, on=clock.today())
        if org.kind in ("section", "branch") and (not own or org.village_code in own)
    )
    jobs = tuple((job.name, job.code) for job in queries.jobs(viewer, HEAD, on=clock.today()))
    choices = {"section": sections, "job": jobs}
    return {
        name: replace(each, columns=work.with_choices(each.columns, choices)) for name, each in doings.items()
    }


@require_GET
def desk(request: Request) -> HttpResponse:
    """What a section has under way in a month, and what is missing before the pay day."""
    return _desk(request)


def _desk(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer = _staff(request)
    today = clock.today()
    month = request.GET.get("month", "") or str(Period.month_of(today))
    job = request.GET.get("job", "")
    page = queries.order_page(viewer, HEAD, period=month, job=job, **window(request))
    return render(
        request,
        "web/labour.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total),
            "month": month,
            "months": months_back(),
            "job": job,
            "jobs": queries.jobs(viewer, HEAD, on=today),
            "payers": PAYERS,
            "alarm": queries.pay_day_alarm(viewer, HEAD, on=today),
            "forms": forms_of(_offered(work.DESK, viewer), {"first_day": today}, sent, viewer, HEAD),
            "pay_month": _pay_month(viewer),
        },
        status=sent.status if sent else 200,
    )


@require_POST
def give(request: Request) -> HttpResponse:
    """Give a work order."""
    viewer = _staff(request)
    doing = _offered(work.DESK, viewer)["order"]
    given = request.POST.dict()
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried("order", given, lambda: doing.do(HEAD, given, **stamp)):
        return _desk(request, sent)
    messages.success(request, _("已派工"))
    return redirect("work_order", given["number"].strip())


@require_GET
def order(request: Request, number: str) -> HttpResponse:
    """An order with the sheet of a month."""
    return _order(request, number)


def _order(request: Request, number: str, sent: Tried | None = None) -> HttpResponse:
    viewer = _staff(request)
    month = request.GET.get("month", "")
    card = queries.order_card(viewer, HEAD, number, month=month, **window(request, PEOPLE_A_PAGE))
    known = {"order": number, "day": clock.today()}
    doings = {"send": work.SEEKERS["send"], **work.ON_ORDER}
    return render(
        request,
        "web/work_order.html",
        {
            "card": card,
            "row": card.row,
            "paging": Paging(page_number(request), card.total, PEOPLE_A_PAGE),
            "payers": PAYERS,
            "states": STATES,
            "forms": forms_of(doings, known, sent, viewer, HEAD, card.row.village_code),
            "here": reverse("work_order", args=[number]),
        },
        status=sent.status if sent else 200,
    )


@require_POST
def order_act(request: Request, number: str, what: str) -> HttpResponse:
    """Send people to an order, or write a day of somebody."""
    viewer = _staff(request)
    given = request.POST.dict() | {"order": number}
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if what == "send":
        sent = tried(what, given, lambda: work.SEEKERS["send"].do(HEAD, given, **stamp))
    elif what == "day":
        place: Any = (HEAD, number)
        sent = tried(what, given, lambda: work.ON_ORDER["day"].do(place, given, **stamp))
    else:
        raise Refusal("viewer.not_found")
    if sent:
        return _order(request, number, sent)
    messages.success(request, _("已登记"))
    return redirect("work_order", number)


@require_GET
def sheet(request: Request, number: str) -> HttpResponse:
    """The team's sheet of a month as a workbook with its people filled in."""
    viewer = _staff(request)
    name, content = queries.collection_sheet(viewer, HEAD, number, month=request.GET.get("month", ""))
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


@require_GET
def day(request: Request, work_id: int) -> HttpResponse:
    """One day with its versions."""
    return _day(request, work_id)


def _day(request: Request, work_id: int, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    card = queries.day_card(viewer, work_id)
    without = [name for name in work.ON_DAY if f"{name}_day" not in card.may]
    return render(
        request,
        "web/work_day.html",
        {
            "card": card,
            "row": card.row,
            "states": STATES,
            "staff": viewer.sees(card.row.org_code),
            "forms": forms_of(
                work.ON_DAY, {}, sent, viewer, card.row.org_code, card.row.village_code, without
            ),
            "here": reverse("work_day", args=[work_id]),
        },
        status=sent.status if sent else 200,
    )


@require_POST
def day_act(request: Request, work_id: int, what: str) -> HttpResponse:
    """Correct a day, or accept a held one."""
    viewer: Viewer = request.viewer
    if what not in work.ON_DAY:
        raise Refusal("viewer.not_found")
    subject: Any = work_id
    given, done = request.POST.dict(), []
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried(what, given, lambda: done.append(work.ON_DAY[what].do(subject, given, **stamp))):
        return _day(request, work_id, sent)
    messages.success(request, _("已登记"))
    return redirect("work_day", int(str(done[0]).partition(":")[2]))


@require_GET
def seekers(request: Request) -> HttpResponse:
    """Who asked for work, in the order they are sent."""
    return _seekers(request)


def _seekers(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer = _staff(request)
    section = request.GET.get("section", "")
    idle = request.GET.get("idle") == "1"
    asked: dict[str, Any] = {"on": clock.today(), "section": section, "idle": idle}
    page = queries.seeker_page(viewer, HEAD, **asked, **window(request))
    doings = _offered(work.SEEKERS, viewer)
    sections = [(code, word) for word, code in doings["ask"].columns[1].choices]
    return render(
        request,
        "web/job_seekers.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total),
            "section": section,
            "sections": sections,
            "idle": idle,
            "forms": forms_of(doings, {}, sent, viewer, HEAD),
            "pay_month": _pay_month(viewer),
        },
        status=sent.status if sent else 200,
    )


@require_POST
def seekers_act(request: Request, what: str) -> HttpResponse:
    """Put somebody down for work, or send people."""
    viewer = _staff(request)
    doings = _offered(work.SEEKERS, viewer)
    if what not in doings:
        raise Refusal("viewer.not_found")
    given = request.POST.dict()
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried(what, given, lambda: doings[what].do(HEAD, given, **stamp)):
        return _seekers(request, sent)
    messages.success(request, _("已登记"))
    return redirect("job_seekers")


@require_GET
def courses(request: Request) -> HttpResponse:
    """The courses, newest first."""
    return _courses(request)


def _courses(request: Request, sent: Tried | None = None) -> HttpResponse:
    viewer = _staff(request)
    page = queries.course_page(viewer, HEAD, **window(request))
    return render(
        request,
        "web/courses.html",
        {
            "page": page,
            "paging": Paging(page_number(request), page.total),
            "forms": forms_of(work.COURSES, {"held_on": clock.today()}, sent, viewer, HEAD),
            "pay_month": _pay_month(viewer),
        },
        status=sent.status if sent else 200,
    )


@require_POST
def courses_act(request: Request) -> HttpResponse:
    """Record a course and who came."""
    viewer = _staff(request)
    given = request.POST.dict()
    stamp: dict[str, Any] = {"by": viewer, "on": clock.today()}
    if sent := tried("course", given, lambda: work.COURSES["course"].do(HEAD, given, **stamp)):
        return _courses(request, sent)
    messages.success(request, _("已登记"))
    return redirect("courses")


@require_GET
def course(request: Request, number: str) -> HttpResponse:
    """A course and who came."""
    card = queries.course_card(_staff(request), HEAD, number, **window(request))
    paging = Paging(page_number(request), card.total)
    return render(request, "web/course.html", {"card": card, "row": card.row, "paging": paging})


@require_GET
def pay_list(request: Request, month: str) -> HttpResponse:
    """A month's pay list, numbers masked."""
    viewer = _staff(request)
    found = queries.pay_list(viewer, HEAD, month, **window(request))
    return render(
        request,
        "web/pay_list.html",
        {
            "list": found,
            "paging": Paging(page_number(request), found.total),
            "months": months_back(),
            "states": RUN_STATES,
            "alarm": queries.pay_day_alarm(viewer, HEAD, on=clock.today(), month=found.month),
            "pay_month": found.month,
        },
    )


@require_POST
@override("zh-hans")
def pay_list_pdf(request: Request, month: str) -> HttpResponse:
    """The pay list for the file, with whole numbers: who had it made is kept."""
    found = actions.print_pay_list(HEAD, month, by=_staff(request), on=clock.today())
    answer = HttpResponse(as_pdf(printed(found, clock.today())), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="wages-{found.month}.pdf"'
    return answer


@require_GET
def slip(request: Request, party: str, month: str) -> HttpResponse:
    """A worker's slip of a month."""
    viewer: Viewer = request.viewer
    found = queries.wage_slip(viewer, HEAD, party, month)
    return render(
        request,
        "web/wage_slip.html",
        {"slip": found, "own": party == viewer.party, "states": STATES, "line_states": RUN_STATES},
    )


@require_GET
def my_work(request: Request) -> HttpResponse:
    """One's own months of work and pay."""
    viewer: Viewer = request.viewer
    if not viewer.party:
        raise Refusal("viewer.not_found")
    return render(
        request, "web/my_work.html", {"work": queries.my_work(viewer, HEAD, viewer.party), "own": True}
    )


@require_GET
def work_of(request: Request, party: str) -> HttpResponse:
    """Somebody's months of work and pay, for the cooperative's people."""
    viewer: Viewer = request.viewer
    own = party == viewer.party
    found = queries.my_work(viewer, HEAD, party)
    sees = own or queries.may_see(viewer, HEAD)
    return render(request, "web/my_work.html", {"work": found, "own": own, "slips": sees})


urlpatterns = [
    path("labour/", desk, name="labour"),
    path("labour/order", give, name="give_order"),
    path("labour/orders/<code:number>/", order, name="work_order"),
    path("labour/orders/<code:number>/sheet.xlsx", sheet, name="work_sheet"),
    path("labour/orders/<code:number>/<slug:what>", order_act, name="work_order_act"),
    path("labour/days/<int:work_id>/", day, name="work_day"),
    path("labour/days/<int:work_id>/<slug:what>", day_act, name="work_day_act"),
    path("labour/seekers/", seekers, name="job_seekers"),
    path("labour/seekers/<slug:what>", seekers_act, name="job_seekers_act"),
    path("labour/courses/", courses, name="courses"),
    path("labour/courses/course", courses_act, name="hold_course"),
    path("labour/courses/<code:number>/", course, name="course"),
    path("labour/pay/<str:month>/", pay_list, name="pay_list"),
    path("labour/pay/<str:month>/list.pdf", pay_list_pdf, name="pay_list_pdf"),
    path("labour/people/<code:party>/", work_of, name="work_of"),
    path("labour/people/<code:party>/<str:month>/", slip, name="wage_slip"),
    path("home/work/", my_work, name="my_work"),
]
