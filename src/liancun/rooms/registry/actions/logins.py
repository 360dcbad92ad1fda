"""Ways in (登录): given, reset and unlocked by the town's clerk."""

from datetime import date

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.contrib.auth.hashers import make_password

from liancun.base.acts import act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.actions.dated import (
    the_town,
)
from liancun.rooms.registry.actions.tokens import revoke_all
from liancun.rooms.registry.models import Login

PASSWORD_LENGTH = 8


def set_login(
    name: str, *, party: str, password: str, by: Viewer, on: date, demo_title: str = "", demo_order: int = 0
) -> None:
    """Give a person a way in (登录名), or a new password; an empty one allows the demo page alone.

    Whoever is inside by the old password or by a token is out, and wrong passwords until now are forgotten.
    """
    if password and len(password) < PASSWORD_LENGTH:
        raise Refusal("registry.password_too_short", least=PASSWORD_LENGTH)
    with act("registry.set_login", the_town(), by=by, on=on) as done:
        said = {
            "party": party,
            "password": make_password(password) if password else "",
            "demo_title": demo_title,
            "demo_order": demo_order,
        }
        known = Login.objects.filter(name=name).first()
        if known:
            done.change(known, **said)
            revoke_all(done, name)
        else:
            done.add(Login, name=name, **said)
        reset(username=name)
        done.ref = f"login:{name}"


def unlock_login(name: str, *, second_factor: bool = False, by: Viewer, on: date) -> None:
    """Let a login that rests after wrong passwords try again (解锁); `second_factor` also takes off the
    codes of a phone that is lost."""
    if not Login.objects.filter(name=name).exists():
        raise Refusal("registry.no_such_login", name=name)
    with act("registry.unlock_login", the_town(), by=by, on=on) as done:
        reset(username=name)
        if second_factor:
            Authenticator.objects.filter(user_id=name).delete()
        done.ref = f"login:{name}"
