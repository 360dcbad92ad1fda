"""Who is looking, and the three kinds of no as pages (查看人与提示页)."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render

from liancun.base import charters, clock
from liancun.base.database_errors import busy
from liancun.base.page_cache import page_look
from liancun.base.viewer import STRANGER
from liancun.faces.request import Request
from liancun.faces.web import accounts, throttle
from liancun.kernel import BadInput, Refusal
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
        if isinstance(exception, OperationalError):
            exception = busy(exception) or exception
        if isinstance(exception, Refusal):
            status = 404 if exception.code in GONE_CODES else 403
            return _whole(request, "web/refused.html", {"reason": exception.reason}, status)
        if isinstance(exception, BadInput):
            return _whole(request, "web/bad_input.html", {"problems": exception.problems}, 400)
        return None


def _whole(request: Request, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """A page of its own, also where a form in place was sent: it stands instead of the page."""
    in_place = bool(request.headers.get("HX-Request"))
    answer = render(request, template, context, status=200 if in_place else status)
    if in_place:
        answer["HX-Retarget"], answer["HX-Reswap"] = "body", "innerHTML"
    return answer
