"""What django-allauth asks of its house (登录的规矩): nobody signs up, no mail goes out, secrets sealed.

A password that somebody else gave opens until the person has changed it, and opens nothing but that page.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liancun.base import clock, crypto, trail
from liancun.faces.client import line_of
from liancun.faces.request import Request
from liancun.faces.web.trailing import logged_in, via
from liancun.rooms.registry.actions import change_password
from liancun.rooms.registry.queries import has_login

SEALED = "mfa_authenticator.secret"
OPEN_BEFORE = ("account_change_password", "account_logout", "set_language", "healthz")
"""Pages for who has yet to change a password that somebody else gave."""


def must_change(request: Request) -> bool:
    """Whether who is logged in has yet to change a password that somebody else gave."""
    user: Any = request.user
    return bool(user.is_authenticated and user.must_change)


def led_to_change(request: Request) -> HttpResponse | None:
    """The way to the page on which the password is changed; None where the address asked for is open.

    The API answers for itself: it has no pages to lead to.
    """
    place = request.resolver_match
    assert place, "asked before a view is called"
    answers = place.route.startswith("api/") and place.url_name != "api_page"
    if answers or place.url_name in OPEN_BEFORE or not must_change(request):
        return None
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("account_change_password")})
    return redirect("account_change_password")


class AccountAdapter(DefaultAccountAdapter):
    """Logins are given by the town's clerk; a household has no mailbox to write to."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("登录名或密码不对,请再输一次。"),
    }

    def is_open_for_signup(self, request: Request) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: Request) -> str:
        """As everywhere; a place at a Unix socket has none, which is no reason to let nobody in."""
        return str(request.META["REMOTE_ADDR"]) or "-"

    def pre_authenticate(self, request: Request, **credentials: Any) -> None:
        """Wrong passwords are counted once, by axes, in the database."""

    def clean_password(self, password: str, user: Any = None) -> str:
        """What a password may be is judged where it is set."""
        return password

    def set_password(self, user: Any, password: str) -> None:
        """The person's own, changed by an act; this session goes on with it."""
        digest = change_password(
            user.get_username(),
            seen=user.password,
            password=password,
            by=self.request.viewer,
            on=clock.today(),
        )
        user.password, user.must_change = digest, False

    def get_password_change_redirect_url(self, request: Request) -> str:
        """Where the viewer starts: nothing more is to do on that page."""
        return reverse("home")

    def login(self, request: Request, user: Any) -> None:
        """Come in, and stand in the trail."""
        super().login(request, user)
        logged_in(request, user.get_username())

    def authentication_failed(self, request: Request, **credentials: Any) -> None:
        """What was typed as a name is kept only where it is one: it may be a password or an ID number."""
        name = str(credentials.get("username") or "")
        known = name if has_login(name) else ""
        trail.failed(trail.Look(via(request), line_of(request) or ""), known)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nobody is written to."""


class MfaAdapter(DefaultMFAAdapter):
    """The second factor (动态码): its secrets lie in the database sealed like an ID number."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return crypto.encrypt(text, SEALED)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return crypto.decrypt(encrypted_text, SEALED)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody is written to."""
