"""The code of the second factor (动态码): a wrong one stands in the trail, as a wrong password does."""

from allauth.core import context
from allauth.mfa.base import forms
from django.core.exceptions import ValidationError

from liancun.base import trail
from liancun.faces.client import line_of
from liancun.faces.web.trailing import via


class _Trailed(forms.BaseAuthenticateForm):  # type: ignore[misc]
    """Writes down a code that did not open; whose, for the password was right already."""

    def clean_code(self) -> str:
        """The code, where it is good."""
        try:
            return str(super().clean_code())
        except ValidationError:
            request = context.request
            trail.failed(trail.Look(via(request), line_of(request) or ""), self.user.get_username())
            raise


class AuthenticateForm(_Trailed, forms.AuthenticateForm):  # type: ignore[misc]
    """At the login."""


class ReauthenticateForm(_Trailed, forms.ReauthenticateForm):  # type: ignore[misc]
    """Once more, before the second factor is touched."""
