"""Logging in and out (登录): by password and, for who wants it, a second factor.

Wrong passwords rest the login, many of them the address (throttle.py). One click by role in demo data, and
only from this machine.
"""

from typing import Any

from allauth.account import views
from django.contrib.auth import login as enter
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.faces import client
from liancun.faces.request import Request
from liancun.faces.web.trailing import logged_in
from liancun.faces.words import worded
from liancun.kernel import Refusal
from liancun.rooms.registry.queries import demo_logins, login_named

PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"


def _one_click(request: Request) -> bool:
    """Demo data and a browser on this very machine; what a proxy hands on never counts."""
    return clock.is_demo() and client.on_this_machine(request)


class LoginView(views.LoginView):
    """The login page; POST with `login` and `password`."""

    template_name = "web/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The roles to click beside the form, in the demo."""
        demo = demo_logins(on=clock.today()) if _one_click(self.request) else ()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo": demo}


class PasswordChangeView(views.PasswordChangeView):
    """The person's own password; what the act refuses is said at the field."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Changed, or the form once more with the reason."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except Refusal as no:
            form.add_error("password1", worded(no))
            answer = self.form_invalid(form)
        return answer


@require_POST
def demo_login(request: Request) -> HttpResponse:
    """Enter the demo as one of its roles."""
    name = request.POST.get("name", "")
    if not _one_click(request) or name not in {each.name for each in demo_logins(on=clock.today())}:
        raise Refusal("viewer.not_found")
    enter(request, login_named(name), backend=PASSWORD_BACKEND)
    logged_in(request, name)
    return redirect("home")


@require_GET
def home(request: Request) -> HttpResponse:
    """Where a viewer starts: a household at home, a post at its desk, a stranger at the overview."""
    viewer = request.viewer
    if {post.kind for post in viewer.posts} == {"weigher"}:
        return redirect("weigh", next(iter(viewer.posts)).org_code)
    if viewer.posts:
        return redirect("desk")
    return redirect("my_home" if viewer.party else "overview")


urlpatterns = [
    path("login", LoginView.as_view(), name="account_login"),
    path("login/demo", demo_login, name="demo_login"),
    path("logout", require_POST(views.logout), name="account_logout"),
    path("start", home, name="home"),
    path("account/closed", views.signup, name="account_signup"),
    path("account/inactive", views.account_inactive, name="account_inactive"),
    path("account/confirm", views.reauthenticate, name="account_reauthenticate"),
    path("account/password", PasswordChangeView.as_view(), name="account_change_password"),
    path("account/second/", include("allauth.mfa.urls")),
]
