"""Logging in and out (登录). One click by role in demo data, and only from this machine."""

import ipaddress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liancun.base import clock
from liancun.faces.web.middleware import LOGIN_KEY
from liancun.kernel import Refusal
from liancun.rooms.registry.queries import authenticate, demo_logins


def _one_click(request: HttpRequest) -> bool:
    """Demo data and a browser on this very machine; a forwarded address never counts."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return clock.is_demo() and ipaddress.ip_address(address or "127.0.0.1").is_loopback
    except ValueError:
        return False


@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The login page; POST with `name` and `password`."""
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        if authenticate(name, request.POST.get("password", ""), on=clock.today()):
            return _enter(request, name)
        messages.error(request, _("登录名或密码不对。忘了密码,请找镇经办重设。"))
    return render(
        request, "web/login.html", {"demo": demo_logins(on=clock.today()) if _one_click(request) else ()}
    )


@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Enter the demo as one of its roles."""
    name = request.POST.get("name", "")
    if not _one_click(request) or name not in {each.name for each in demo_logins(on=clock.today())}:
        raise Refusal("viewer.not_found")
    return _enter(request, name)


def _enter(request: HttpRequest, name: str) -> HttpResponse:
    request.session.cycle_key()
    request.session[LOGIN_KEY] = name
    return redirect("home")


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Leave."""
    request.session.flush()
    return redirect("overview")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where a viewer starts: a household at home, a post at its desk, a stranger at the overview."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.posts:
        return redirect("desk")
    return redirect("my_home" if viewer.party else "overview")


urlpatterns = [
    path("login", login, name="login"),
    path("login/demo", demo_login, name="demo_login"),
    path("logout", logout, name="logout"),
    path("start", home, name="home"),
]
