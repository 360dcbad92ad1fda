"""The month's sheet of a village (评分表): scoring and correcting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import BadInput, Problem, Refusal
from liancun.rooms.points import actions, queries
from liancun.rooms.points.rules import STATES, MonthMark
from liancun.rooms.registry.queries import TOWN, org_name


@require_GET
def this_month(request: Request, org_code: str) -> HttpResponse:
    """The sheet of the month asked for, or of this one."""
    month = queries.month_of(request.GET.get("month", ""), clock.today())
    address = reverse("points_sheet", args=[org_code, str(month)])
    return redirect(f"{address}?missing=1" if request.GET.get("missing") == "1" else address)


@require_GET
def sheet(request: Request, org_code: str, month: str) -> HttpResponse:
    """The month's sheet of a village; a grid worker sees the households in their duty."""
    viewer: Viewer = request.viewer
    month = str(queries.month_of(month, clock.today()))
    missing = request.GET.get("missing") == "1"
    found = queries.sheet(viewer, org_code, month, on=clock.today(), missing=missing, **window(request, 30))
    return render(
        request,
        "web/sheet.html",
        {
            "sheet": found,
            "paging": Paging(page_number(request), found.total, 30),
            "states": {code: _(word) for code, word in STATES},
            "missing": missing,
            "registry": TOWN,
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
        state if state in dict(STATES) else "",
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
    here = reverse("points_sheet", args=[org_code, month])
    return redirect(back if back.startswith(here) else here)


urlpatterns = [
    path("points/<code:org_code>/", this_month, name="points_this_month"),
    path("points/<code:org_code>/<str:month>/", sheet, name="points_sheet"),
    path("points/<code:org_code>/score", score, name="score"),
]
