"""The API's addresses (接口地址): /api/openapi.json describes them, /api/ is the page to read and try them.

Asked by the pages' session, or by a token of one's own (`tokens`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationErrorContext
from ninja.operation import Operation

from liancun.base.lists import all_lists
from liancun.base.offers import all_offers
from liancun.faces.api import (
    capital,
    cockpit,
    committee,
    common,
    deliveries,
    derived,
    home,
    labour,
    land,
    ledger,
    misshapen,
    notices,
    park,
    people,
    points,
    production,
    sales,
    settlement,
    sheets,
    surplus,
)
from liancun.faces.api.answers import answer_no, plain
from liancun.faces.api.tokens import BearerToken, Session
from liancun.faces.request import Request
from liancun.faces.words import worded
from liancun.kernel import BadInput, Problem, Refusal
from liancun.rooms.registry.queries import register_owner


class Api(NinjaAPI):
    """Operations are called by what they belong to and what they do, as the verbs are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of an operation that is written by hand; derived ones have that of their act or list."""
        view = operation.view_func
        return f"{view.__module__.rpartition('.')[2]}.{view.__name__}"

    def validation_error_from_error_contexts(  # type: ignore[override]
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> BadInput:
        """What has not the shape that the description asks for is bad input like any other."""
        return misshapen.problems(error_contexts)


ABOUT = _(
    "每一件事、每一份清单都有一个接口,名字与命令相同。登录与网页相同(同一个会话),写入另要 X-CSRFToken;"
    "程序用令牌:Authorization: Bearer 令牌。"
    "金额一律为分(整数),重量为克,面积为百分之一亩,工日为百分之一天,日期为 2026-01-31。"
    "不行时答 403 或 404,带代码、一句话和依据的条款;填错时答 400,逐项说明位置。"
    "清单按 limit 与 offset 分页;要整份清单,请在 Accept 里写 application/x-ndjson,一行一条地传来。"
)

OTHERS = {"common": _("各室共用"), "home": _("我的家"), "cockpit": _("驾驶舱")}
"""What belongs to no single room."""


def tags() -> list[dict[str, Any]]:
    """The rooms by their names, as the description groups operations."""
    rooms = {config.label: _(str(config.verbose_name)) for config in apps.get_app_configs()}
    own = (tag for router in ROUTERS for tag in router.tags or ())
    acts, lists = (offer.room for offer in all_offers()), (listing.room for listing in all_lists())
    names = dict.fromkeys((*own, *acts, *lists))
    return [{"name": name, "description": OTHERS.get(name) or rooms[name]} for name in names]


api = Api(
    title="联村 Liancun",
    version="1",
    description=ABOUT,  # type: ignore[arg-type]  # said in the language of who asks
    docs_url=None,
    auth=[BearerToken(), Session()],
    urls_namespace="api",
)
answer_no(api)


@api.exception_handler(HttpError)
def unread(request: Request, _no: HttpError) -> HttpResponse:
    """A body that is no JSON: all that ninja itself says no to here."""
    return api.on_exception(request, BadInput([Problem.of("api.not_json")]))


ROUTERS = [
    each.router
    for each in (
        common,
        settlement,
        notices,
        people,
        home,
        cockpit,
        ledger,
        points,
        sheets,
        committee,
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
derived.add_to(common.router, ROUTERS)
api.openapi_extra["tags"] = tags()


@require_safe
def read_here(request: Request) -> HttpResponse:
    """A page on which the description is read and every operation tried, by the package that brings ninja."""
    register = register_owner() if request.viewer.party else ""
    return render(request, "web/api.html", {"register": register})


def nothing(request: Request) -> HttpResponse:
    """An address that is none: answered as everything here is, not with a page."""
    refusal = Refusal("viewer.not_found")
    data = plain(refusal.reason.as_data()) | {"message": worded(refusal)}
    return api.create_response(request, data, status=404)


def _said(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose answer to a method it has not is ours: ninja writes a line of English."""

    @wraps(view)
    def answer(request: Request, *args: Any, **path: Any) -> HttpResponse:
        given = view(request, *args, **path)
        if given.status_code != 405:
            return given
        refusal = Refusal("api.method", methods=tuple(sorted(given["Allow"].split(", "))))
        told = plain(refusal.reason.as_data()) | {"message": worded(refusal)}
        given["Content-Type"] = api.get_content_type()
        return api.create_response(request, told, temporal_response=given)

    return answer


described = api.urls
for route in described[0]:
    assert route.callback
    route.callback = _said(route.callback)
urlpatterns = [path("", read_here, name="api_page"), path("", described), re_path("", nothing)]
