"""Points (积分): progress by village, the month's sheet, scoring and correcting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import BadInput, Period, Problem, Refusal
from liancun.rooms.points import actions, queries
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.registry.queries import org_name

STATES = {
    "scored": gettext_lazy("已评"),
    "away": gettext_lazy("外出"),
    "vacant": gettext_lazy("空置"),
    "exempt": gettext_lazy("免评"),
}


def _month(request: Request) -> str:
    asked = request.GET.get("month", "") or str(Period.month_of(clock.today()))
    try:
        period = Period.parse(asked)
    except ValueError:
        raise Refusal("points.no_such_month", month=asked[:20]) from None
    if not period.month:
        raise Refusal("points.no_such_month", month=asked)
    return str(period)


@require_GET
def progress(request: Request) -> HttpResponse:
    """How far each village in reach is with a month."""
    viewer: Viewer = request.viewer
    if not viewer.posts:
        raise Refusal("viewer.not_found")
    month = _month(request)
    return render(
        request,
        "web/points.html",
        {"rows": queries.progress(viewer, month, on=clock.today()), "month": month, "months": _months()},
    )


def _months() -> list[str]:
    """The last fourteen months, newest first."""
    months = [Period.month_of(clock.today())]
    while len(months) < 14:
        first = months[-1]
        months.append(Period(first.year - 1, 12) if first.month == 1 else Period(first.year, first.month - 1))
    return [str(month) for month in months]


@require_GET
def sheet(request: Request, org_code: str) -> HttpResponse:
    """The month's sheet of a village; a grid worker sees the households in their duty."""
    viewer: Viewer = request.viewer
    month = _month(request)
    missing = request.GET.get("missing") == "1"
    found = queries.sheet(viewer, org_code, month, on=clock.today(), missing=missing, **window(request, 30))
    return render(
        request,
        "web/sheet.html",
        {
            "sheet": found,
            "paging": Paging(page_number(request), found.total, 30),
            "states": STATES,
            "missing": missing,
            "months": _months(),
            "org": org_name(org_code),
            "may_score": permitted(viewer, "points.score_month", org_code),
            "may_correct": permitted(viewer, "points.correct_score", org_code),
        },
    )


def _whole(request: Request, name: str, label: str) -> int:
    text = request.POST.get(name, "").strip() or "0"
    if not text.isdecimal() or len(text) > 3:
        raise BadInput([Problem.of("import.number", column=label, value=text[:20])])
    return int(text)


@require_POST
def score(request: Request, org_code: str) -> HttpResponse:
    """Score one household, or correct its row."""
    viewer: Viewer = request.viewer
    household = request.POST.get("household", "")
    month = request.POST.get("month", "")
    state = request.POST.get("state", "scored")
    scored = state == "scored"
    mark = MonthMark(
        state if state in STATES else "",
        _whole(request, "base", _("基础分")) if scored else 0,
        _whole(request, "bonus", _("奖励分")) if scored else 0,
        request.POST.get("deduction", "") if scored else "",
        request.POST.get("proof", ""),
    )
    if not mark.state:
        raise Refusal("viewer.not_found")
    correct = "correct" in request.POST
    actions.score_month(org_code, month, {household: mark}, by=viewer, on=clock.today(), correct=correct)
    messages.success(request, _("已登记 %(household)s %(month)s") % {"household": household, "month": month})
    back = request.POST.get("back", "")
    here = reverse("points_sheet", args=[org_code])
    return redirect(back if back.startswith(here) else f"{here}?month={month}")


urlpatterns = [
    path("points/", progress, name="points"),
    path("points/<code:org_code>/", sheet, name="points_sheet"),
    path("points/<code:org_code>/score", score, name="score"),
]
