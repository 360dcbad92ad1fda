"""The year's end of the cooperative (年终决算): steps, figures, papers, the vote, shares out of surplus."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.settlement import ACTS
from liancun.kernel import Refusal
from liancun.rooms.surplus import queries

POSTS = {
    "accountant": gettext_lazy("会计"),
    "cashier": gettext_lazy("出纳"),
    "director": gettext_lazy("理事长"),
    "supervisor": gettext_lazy("监事"),
    "notice_clerk": gettext_lazy("公示员"),
    "secretary": gettext_lazy("负责人"),
}


@require_GET
def year_end(request: Request, org_code: str, year: int) -> HttpResponse:
    """How far a year's end is, who is next, and what there is to divide."""
    viewer: Viewer = request.viewer
    if not 2000 <= year <= 2100:
        raise Refusal("viewer.not_found")
    desk = queries.year_desk(viewer, org_code, year)
    today = clock.today()
    return render(
        request,
        "web/surplus.html",
        {
            "desk": desk,
            "year": year,
            "org": org_code,
            "org_code": org_code,
            "staff": viewer.sees(org_code),
            "posts": POSTS,
            "acts": ACTS,
            "voted_on": _voted_on(desk, viewer, org_code, year),
            "years": sorted({today.year, today.year - 1, today.year - 2, year}, reverse=True),
            "tab": "surplus",
        },
    )


def _voted_on(desk: queries.YearDesk, viewer: Viewer, org_code: str, year: int) -> str:
    """What the assembly votes on next: the distribution, or turning what is still owed into contribution."""
    if any(each.act == "vote" for each in desk.steps):
        return desk.about
    owing = (
        desk.loss is None
        and desk.run is not None
        and desk.run.row.state == "posted"
        and desk.run.row.open_fen > 0
    )
    may = owing and permitted(viewer, "registry.record_resolution", org_code)
    return f"surplus/{year}/contribution" if may else ""


@require_GET
def latest(request: Request, org_code: str) -> HttpResponse:
    """The year that ended last."""
    return redirect("surplus", org_code, clock.today().year - 1)


urlpatterns = [
    path("orgs/<code:org_code>/surplus/", latest, name="surplus_latest"),
    path("orgs/<code:org_code>/surplus/<int:year>/", year_end, name="surplus"),
]
