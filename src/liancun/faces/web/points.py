"""The month's sheet of a village (评分表): scoring and correcting."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock, reading
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.fields import heading, named
from liancun.faces.request import Request
from liancun.faces.web.forms import FormResult, tried
from liancun.faces.web.paging import Paging, page_number, window
from liancun.kernel import BadInput
from liancun.kernel.fields import specs_of
from liancun.rooms.points import actions, queries
from liancun.rooms.points.rules import STATES
from liancun.rooms.registry.queries import org_name, register_owner


@require_GET
def this_month(request: Request, org_code: str) -> HttpResponse:
    """The sheet of the month asked for, or of this one."""
    month = queries.month_of(request.GET.get("month", ""), clock.today())
    address = reverse("points_sheet", args=[org_code, str(month)])
    return redirect(f"{address}?missing=1" if request.GET.get("missing") == "1" else address)


@require_GET
def sheet(request: Request, org_code: str, month: str) -> HttpResponse:
    """The month's sheet of a village; a grid worker sees the households in their duty."""
    return _sheet(request, org_code, month)


def _sheet(request: Request, org_code: str, month: str, sent: FormResult | None = None) -> HttpResponse:
    """The sheet, with what was wrong at the household that it was filled in for."""
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
            "registry": register_owner(),
            "org": org_name(org_code),
            "may_score": permitted(viewer, "points.score_month", org_code),
            "may_correct": permitted(viewer, "points.correct_score", org_code),
            "sent": sent,
            "again": sent.given.get("household", "") if sent else "",
            "labels": {spec.name: heading(spec.field) for spec in MARK},
            "shown": {row.household for row in found.rows},
        },
        status=sent.status if sent else 200,
    )


MARK = specs_of(actions.HomeMark)
SCORED = STATES[0]
"""Code and word of a household that is scored."""
OF_SCORED = ("base", "bonus", "deduction")
"""What is filled in where the household is scored, and stands there empty of meaning where it is not."""


@require_POST
def score(request: Request, org_code: str) -> HttpResponse:
    """Score one household, or correct its row; what was wrong comes back beside it."""
    viewer: Viewer = request.viewer
    given: dict[str, str] = request.POST.dict()
    mark = {spec.name: given.get(spec.name, "") for spec in MARK}
    if mark["state"] not in ("", *SCORED):
        mark |= dict.fromkeys(OF_SCORED, "")
    said = {"month": given.get("month"), "marks": [mark], "correct": "on" if "correct" in given else ""}

    def do() -> None:
        who: dict[str, Any] = {"by": viewer, "on": clock.today()}
        new = reading.given(actions.MonthMarks, said, org_code=org_code, **who)
        actions.score_month(org_code, new.month, new.by_household, correct=new.correct, **who)

    if sent := tried("score", given, do):
        if any(each.column == "month" for each in sent.problems):
            raise named(BadInput(sent.problems), specs_of(actions.MonthMarks))
        return _sheet(request, org_code, given.get("month", ""), sent)
    household, month = mark["household"], given["month"]
    messages.success(request, _("已登记 %(household)s %(month)s") % {"household": household, "month": month})
    here = reverse("points_sheet", args=[org_code, month])
    asked = request.GET.urlencode()
    return redirect(f"{here}?{asked}" if asked else here)


urlpatterns = [
    path("points/<code:org_code>/", this_month, name="points_this_month"),
    path("points/<code:org_code>/<str:month>/", sheet, name="points_sheet"),
    path("points/<code:org_code>/score", score, name="score"),
]
