"""Whether a token is good today (令牌是否有效)."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet

from liancun.rooms.registry.models import ApiToken, Login, Person


@dataclass(frozen=True)
class Asked:
    """What a token came to: `no` says why it opens nothing, '' where it does."""

    no: str
    number: str = ""
    login: str = ""
    party: str = ""
    may_act: bool = False
    at_org: str = ""


def digest_of(token: str) -> str:
    """What is kept of a token: it is long and random, and needs no salt."""
    return sha256(token.encode()).hexdigest()


def asked_with(token: str, *, on: date) -> Asked:
    """Whose a token is, and whether it is good on a day."""
    row = ApiToken.objects.filter(digest=digest_of(token)).first()
    if row is None:
        return Asked("token.unknown")
    if row.revoked_on is not None:
        return Asked("token.revoked")
    if row.until < on:
        return Asked("token.expired")
    login = Login.objects.filter(name=row.login, party=row.party).first()
    if login is None or not may_log_in(login, on=on):
        return Asked("token.void")
    return Asked("", str(row.pk), row.login, row.party, row.may_act, row.at_org)


def good(on: date) -> "QuerySet[ApiToken]":
    """The tokens that are neither revoked nor expired on a day, the latest first."""
    return ApiToken.objects.filter(revoked_on__isnull=True, until__gte=on).order_by("-pk")


def may_log_in(login: Login, *, on: date) -> bool:
    """Whether somebody who lives is behind a login that is not closed."""
    person = Person.objects.filter(code=login.party).first()
    return login.is_active and person is not None and (person.died_on is None or on <= person.died_on)
