"""Sales at a glance (销售): the newest, stock, buyers, and which months wait for the book."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.rooms.sales import queries


@require_GET
def sales(request: Request, org_code: str) -> HttpResponse:
    """The newest sales beside what may be done about them."""
    viewer: Viewer = request.viewer
    viewer.must_see(org_code)
    today = clock.today()
    return render(
        request,
        "web/sales.html",
        {
            "org_code": org_code,
            "posted": queries.posted_months(viewer, org_code)[::-1][:12],
            "open_months": [
                row
                for year in (today.year - 1, today.year)
                for row in queries.open_months(viewer, org_code, year)
            ],
            "may_post": permitted(viewer, "sales.post_month", org_code),
            "tab": "sales",
        },
    )


urlpatterns = [path("orgs/<code:org_code>/sales/", sales, name="sales")]
