"""What django-allauth asks of its house (登录的规矩): nobody signs up, no mail goes out, secrets sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from liancun.base import crypto, trail
from liancun.faces.request import Request
from liancun.faces.web.trailing import address_of, logged_in, via
from liancun.rooms.registry.queries import has_login

SEALED = "mfa_authenticator.secret"


class AccountAdapter(DefaultAccountAdapter):
    """Logins are given by the town's clerk; a household has no mailbox to write to."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("登录名或密码不对,请再输一次。"),
    }

    def is_open_for_signup(self, request: Request) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: Request, **credentials: Any) -> None:
        """Wrong passwords are counted once, by axes, in the database."""

    def login(self, request: Request, user: Any) -> None:
        """Come in, and stand in the trail."""
        super().login(request, user)
        logged_in(request, user.get_username())

    def authentication_failed(self, request: Request, **credentials: Any) -> None:
        """What was typed as a name is kept only where it is one: it may be a password or an ID number."""
        name = str(credentials.get("username") or "")
        known = name if has_login(name) else ""
        trail.failed(trail.Look(via(request), address_of(request)), known)

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
