"""A program at the API's door (接口令牌): `Authorization: Bearer ...`, whose it is and whether it may.

A token is never read from an address: addresses stand in logs and histories.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from liancun.base import clock, trail
from liancun.faces.api.answers import plain
from liancun.faces.client import line_of
from liancun.faces.request import Request
from liancun.faces.web.trailing import API, address_of
from liancun.faces.words import worded
from liancun.kernel import Reason, Refusal
from liancun.rooms.registry.queries import viewer_of
from liancun.rooms.registry.queries.tokens import asked_with

READS = ("GET", "HEAD", "OPTIONS")


class TokenMiddleware:
    """Stands within `ViewerMiddleware` and before the trail: who asks by a token is looked at as that person,
    whatever session comes along.

    Only the scheme Bearer is ours: another is of who stands before us, as a proxy with a password of its own.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """The answer, or why the token opens nothing."""
        scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not request.path.startswith(API):
            return self.get_response(request)
        try:
            return self._by_token(request, token.strip())
        except Refusal as no:  # it cannot be written down that somebody came in
            return _no(no.reason, 503)

    def _by_token(self, request: Request, token: str) -> HttpResponse:
        today = clock.today()
        asked = asked_with(token, on=today)
        if asked.no:
            return _turned_away(trail.Look(trail.TOKEN, line_of(request) or ""), asked.no)
        if not asked.may_act and request.method not in READS:
            return _no(Reason.of("token.reads_only"), 403)
        trail.by_token(trail.Look(trail.TOKEN, address_of(request)), asked.login, asked.number)
        request.viewer = viewer_of(
            asked.login, asked.party, on=today, at_org=asked.at_org, token=asked.number
        )
        return self.get_response(request)


def _turned_away(look: trail.Look, code: str) -> HttpResponse:
    """As wrong passwords: written down, and after so many from one address told to wait."""
    if trail.failed(look, ""):
        return _no(Reason.of(code), 401)
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    return _no(Reason.of("token.rests", most=settings.AXES_FAILURE_LIMIT, wait=minutes), 429)


def _no(reason: Reason, status: int) -> HttpResponse:
    said: dict[str, Any] = plain(reason.as_data()) | {"message": worded(reason)}
    answer = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


class BearerToken(HttpBearer):
    """令牌: a token of the one who asks; it was looked at before, and needs no CSRF token."""

    def __call__(self, request: Request) -> bool:  # type: ignore[override]
        """Whether a program asks."""
        return bool(request.viewer.token)

    def authenticate(self, request: Request, token: str) -> bool:  # type: ignore[override]
        """The middleware has."""
        return bool(request.viewer.token)


class Session(APIKeyCookie):
    """会话: logged in by the pages; who did not log in asks as a stranger. A write comes from our pages."""

    param_name = "sessionid"

    def __call__(self, request: Request) -> bool:  # type: ignore[override]
        """Refuse a write from elsewhere: ninja's views are exempt from Django's own check.

        Nor does anybody read or write by a password that somebody else gave.
        """
        user: Any = request.user
        if user.is_authenticated and user.must_change:
            raise Refusal("registry.password_must_change")
        if check_csrf(request, lambda: None):
            raise Refusal("api.csrf")
        return True

    def authenticate(self, request: Request, key: str | None) -> bool:  # type: ignore[override]
        """Nobody has to be logged in."""
        return True
