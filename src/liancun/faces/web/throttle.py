"""Wrong passwords are counted (限次): eight rest a login; many from one address rest the address.

The second is against one password tried on many logins. A whole office or village may share an address, so
it bears many more, and a browser that was once inside by a login goes on there with that login: who knows no
password cannot keep those out who do.
"""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac

from liancun.faces.request import Request
from liancun.kernel import Reason

KNOWN = "liancun_known"
KNOWN_MOST, KNOWN_SECONDS = 8, 180 * 24 * 3600


class Throttle(AxesDatabaseHandler):  # type: ignore[misc]
    """axes counts by login; here is added what is counted by address, and what is not forgiven.

    A login that gets in has its own wrong passwords forgiven, not those of others at its address: else one
    good password would buy any number of tries.
    """

    def is_locked(self, request: Request, credentials: Any = None) -> bool:
        """Whether this login rests, or its address for a browser that never was inside by it."""
        if super().is_locked(request, credentials):
            return True
        name = str((credentials or {}).get(settings.AXES_USERNAME_FORM_FIELD) or "")
        request.address_rests = _from_address(request) >= settings.ADDRESS_FAILURE_LIMIT and not _knows(
            request, name
        )
        return request.address_rests

    def user_logged_in(self, sender: Any, request: Request, user: Any, **more: Any) -> None:
        """The browser is given its mark with the answer."""
        super().user_logged_in(sender, request, user, **more)
        request.entered_as = user.get_username()


def _from_address(request: Any) -> int:
    """How many wrong passwords came from this address in the time that counts; 0 where it is unknown."""
    if not request.axes_ip_address:
        return 0
    lately = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
    )
    return lately.aggregate(n=Sum("failures_since_start"))["n"] or 0


def _knows(request: Request, name: str) -> bool:
    mark = _mark(name)
    return any(constant_time_compare(each, mark) for each in _marks(request))


def _marks(request: Request) -> list[str]:
    return request.COOKIES.get(KNOWN, "").split(".")[:KNOWN_MOST]


def _mark(name: str) -> str:
    """What a browser keeps of a login it was inside by: nobody reads the name from it."""
    return salted_hmac(KNOWN, name, algorithm="sha256").hexdigest()[:32]


def remember(request: Request, answer: HttpResponse) -> None:
    """Mark the browser that has just got in."""
    name = getattr(request, "entered_as", "")
    if name:
        mark = _mark(name)
        others = [each for each in _marks(request) if each and each != mark]
        answer.set_cookie(
            KNOWN,
            ".".join([mark, *others][:KNOWN_MOST]),
            max_age=KNOWN_SECONDS,
            httponly=True,
            secure=settings.HTTPS,
            samesite="Lax",
        )


def locked_out(request: Request, _answer: HttpResponse, _credentials: object) -> HttpResponse:
    """What is told who rests, and a name that nobody has just the same."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    if getattr(request, "address_rests", False):
        reason = Reason.of("registry.address_rests", most=settings.ADDRESS_FAILURE_LIMIT, wait=minutes)
    else:
        reason = Reason.of("registry.login_rests", most=settings.AXES_FAILURE_LIMIT, wait=minutes)
    return render(request, "web/refused.html", {"reason": reason}, status=429)
