"""Ways in (登录): given, reset and unlocked by the town's clerk; the password is changed by the person."""

from datetime import date

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.contrib.auth.hashers import check_password, make_password

from liancun.base.acts import act
from liancun.base.permits import Grant
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.actions.dated import the_town
from liancun.rooms.registry.actions.passwords import Whose, password_fault
from liancun.rooms.registry.actions.tokens import revoke_all
from liancun.rooms.registry.models import Login, Person

ONES_OWN = Grant("", {}, anyone=True)
"""Everybody's right over their own way in."""


def set_login(
    name: str, *, party: str, password: str, by: Viewer, on: date, demo_title: str = "", demo_order: int = 0
) -> None:
    """Give a person a way in (登录名), or a new password; an empty one allows the demo page alone.

    Whoever is inside by the old password or by a token is out, and wrong passwords until now are forgotten.
    Who gave the password knows it: it opens until the person has changed it, and nothing else can be done
    before.
    """
    if password:
        _must_be_good(password, name, party)
    with act("registry.set_login", the_town(), by=by, on=on) as done:
        said = {
            "party": party,
            "password": make_password(password) if password else "",
            "must_change": bool(password),
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


def change_password(name: str, *, seen: str, password: str, by: Viewer, on: date) -> str:
    """The person's own password (改密码), told by who knows the present one; the digest that is stored.

    `seen` is the digest that the present password was checked against: where another stands by now, the
    clerk has given a new one meanwhile, and that one counts.
    """
    with act("registry.change_password", the_town(), by=by, on=on, permit=ONES_OWN) as done:
        login = Login.objects.filter(name=name).first()
        if login is None:
            raise Refusal("registry.no_such_login", name=name)
        if login.password != seen:
            raise Refusal("registry.password_replaced")
        if check_password(password, login.password):
            raise Refusal("registry.password_same")
        _must_be_good(password, name, login.party)
        done.change(login, password=make_password(password), must_change=False)
        done.ref = f"login:{name}"
    return login.password


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


def _must_be_good(password: str, name: str, party: str) -> None:
    called = Person.objects.filter(code=party).values_list("name", flat=True).first() or ""
    if fault := password_fault(password, Whose(name, party, called)):
        raise Refusal.saying(fault)
