"""Who is looking, and the three kinds of no as pages (查看人与提示页)."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import server_error

from liancun.base import charters, clock
from liancun.base.database_errors import refusal_of
from liancun.base.page_cache import page_look
from liancun.base.viewer import STRANGER
from liancun.faces.request import Request
from liancun.faces.web import accounts, throttle
from liancun.faces.words import worded
from liancun.kernel import BadInput, Reason, Refusal
from liancun.rooms.registry.queries import viewer_of

GONE_CODES = ("viewer.not_found", "organisation.unknown")


class ViewerMiddleware:
    """Sets `request.viewer` from the posts held today; words refusals and bad input."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """A page that only reads is one look; the charter is read as it stands on disk by now."""
        charters.keep_up()
        with charters.reading(), page_look() if request.method in ("GET", "HEAD") else nullcontext():
            return self._answer(request)

    def _answer(self, request: Request) -> HttpResponse:
        user: Any = request.user
        viewer = STRANGER
        if user.is_authenticated:
            viewer = viewer_of(user.get_username(), user.party, on=clock.today())
        request.viewer = viewer
        answer = self.get_response(request)
        throttle.remember(request, answer)
        return answer

    def process_view(self, request: Request, *_view: Any) -> HttpResponse | None:
        """Before anything else a password that somebody else gave is changed."""
        return accounts.led_to_change(request)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """A refusal or bad input is an answer, not a failure; what is out of reach does not exist."""
        exception = refusal_of(exception) or exception
        if isinstance(exception, Refusal):
            status = 404 if exception.code in GONE_CODES else 403
            return _whole(request, "web/refused.html", {"reason": exception.reason}, status)
        if isinstance(exception, BadInput):
            return _whole(request, "web/bad_input.html", {"problems": exception.problems}, 400)
        return None


def not_from_here(request: Request, reason: str = "") -> HttpResponse:
    """A write that cannot be told for the viewer's own: the page stood open too long, no cookie was kept."""
    origin = request.headers.get("Origin", "")
    if reason == REASON_BAD_ORIGIN % origin:
        why = Reason.of("viewer.other_origin", origin=origin[:100])
    else:
        why = Reason("viewer.page_too_old")
    return _whole(request, "web/refused.html", {"reason": why, "back": _page_before(request)}, 403)


def _page_before(request: Request) -> str:
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else ""


def failed(request: Request) -> HttpResponse:
    """What went wrong outside any page: a session cannot be written where the disk is full."""
    refusal = refusal_of(sys.exc_info()[1])
    if refusal is None:
        return server_error(request)
    if request.path.startswith("/api/"):
        said = refusal.reason.as_data() | {"message": worded(refusal)}
        return JsonResponse(said, status=403, json_dumps_params={"ensure_ascii": False})
    if not hasattr(request, "viewer"):
        request.viewer = STRANGER
    return _whole(request, "web/refused.html", {"reason": refusal.reason}, 403)


def _whole(request: Request, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """A page of its own, also where a form in place was sent: it stands instead of the page."""
    in_place = bool(request.headers.get("HX-Request"))
    answer = render(request, template, context, status=200 if in_place else status)
    if in_place:
        answer["HX-Retarget"], answer["HX-Reswap"] = "body", "innerHTML"
    return answer
