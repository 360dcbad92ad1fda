"""Every page and answer is a look (查阅记录): what it shows or hands out is in the trail before it leaves."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from liancun.base import trail
from liancun.faces.request import Request
from liancun.faces.words import worded
from liancun.kernel import Refusal

API = "/api/"
NOT_NOW = 503


class TrailMiddleware:
    """Stands within `ViewerMiddleware`: it is known who looks."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """The answer, or why it is kept back: what cannot be written of is not shown."""
        with trail.looking(via(request), address_of(request)):
            answer = self.get_response(request)
            try:
                if answer.status_code < 400:
                    trail.keep()
            except Refusal as no:
                return _refused(request, no)
        return answer


def via(request: Request) -> str:
    """By which door a request comes."""
    if request.viewer.token:
        return trail.TOKEN
    return trail.API if request.path.startswith(API) else trail.WEB


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return str(request.META.get("REMOTE_ADDR") or "")


def logged_in(request: Request, name: str) -> None:
    """Keep that somebody came in; who cannot be written down stays out."""
    try:
        trail.login(trail.Look(via(request), address_of(request)), name)
    except Refusal:
        request.session.flush()
        raise


def _refused(request: Request, no: Refusal) -> HttpResponse:
    if not request.path.startswith(API):
        return render(request, "web/refused.html", {"reason": no.reason}, status=NOT_NOW)
    said: dict[str, Any] = no.reason.as_data()
    said["message"] = worded(no)
    return JsonResponse(said, status=NOT_NOW, json_dumps_params={"ensure_ascii": False})
