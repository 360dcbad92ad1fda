"""The API's addresses (接口地址): /api/openapi.json describes them; logged in by the pages' session."""

from typing import Any

from django.http import HttpResponse
from django.urls import path, re_path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.utils import check_csrf

from liancun.faces.api import (
    capital,
    cockpit,
    deliveries,
    derived,
    home,
    house,
    labour,
    land,
    ledger,
    notices,
    park,
    people,
    points,
    production,
    sales,
    settlement,
    surplus,
)
from liancun.faces.api.answers import answer_no, plain, problem_data
from liancun.faces.api.shapes import CODE
from liancun.faces.request import Request
from liancun.faces.words import worded
from liancun.kernel import Problem, Refusal


def same_site(request: Request) -> bool:
    """Whether a write comes from our own pages: ninja's views are exempt from Django's own check."""
    if check_csrf(request, lambda: None):
        raise Refusal("permit.not_yours", act="csrf", posts=())
    return True


api = NinjaAPI(title="联村 Liancun", version="1", docs_url=None, auth=same_site, urls_namespace="api")
answer_no(api)


@api.exception_handler(ValidationError)
def malformed(request: Request, no: ValidationError) -> HttpResponse:
    """What was sent has not the shape the description asks for: each field by its place."""
    problems = [_problem(each) for each in no.errors]
    return api.create_response(request, {"problems": problems}, status=400)


def _problem(error: dict[str, Any]) -> dict[str, Any]:
    column = ".".join(str(part) for part in error["loc"])
    if error["type"] == CODE:
        told = dict(error["ctx"])
        return problem_data(Problem.of(told.pop("code"), column=column, **told))
    place = {"file": "", "sheet": "", "row": 0, "column": column}
    return place | {"code": f"api.{error['type']}", "message": str(error["msg"])}


ROUTERS = [
    each.router
    for each in (
        house,
        settlement,
        notices,
        people,
        home,
        cockpit,
        ledger,
        points,
        deliveries,
        sales,
        capital,
        surplus,
        land,
        production,
        labour,
        park,
    )
]
for router in ROUTERS:
    api.add_router("", router)
derived.add_to(house.router, ROUTERS)


def nothing(request: Request) -> HttpResponse:
    """An address that is none: answered as everything here is, not with a page."""
    refusal = Refusal("viewer.not_found")
    data = plain(refusal.reason.as_data()) | {"message": worded(refusal)}
    return api.create_response(request, data, status=404)


urlpatterns = [path("", api.urls), re_path("", nothing)]
