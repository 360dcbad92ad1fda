"""Ways in (登录)."""

from datetime import date

from django.contrib.auth.hashers import make_password

from liancun.base.acts import act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.actions.dated import TOWN
from liancun.rooms.registry.models import Login

PASSWORD_LENGTH = 8


def set_login(
    name: str, *, party: str, password: str, by: Viewer, on: date, demo_title: str = "", demo_order: int = 0
) -> None:
    """Give a person a way in (登录名); an empty password allows the demo page alone."""
    if password and len(password) < PASSWORD_LENGTH:
        raise Refusal("registry.password_too_short", least=PASSWORD_LENGTH)
    with act("registry.set_login", TOWN, by=by, on=on) as done:
        Login.objects.update_or_create(
            name=name,
            defaults={
                "party": party,
                "password": make_password(password) if password else "",
                "demo_title": demo_title,
                "demo_order": demo_order,
                "failures": 0,
                "locked_until": None,
            },
        )
        done.ref = f"login:{name}"
