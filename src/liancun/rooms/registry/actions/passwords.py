"""What a password may be (密码的规矩) at every door that sets one: Django's validators in our words."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError

from liancun.kernel import Reason
from liancun.rooms.registry.models import Login

LENGTH = 8
"""The least that must be left of a password without what everybody knows of the person."""


@dataclass(frozen=True)
class Whose:
    """What everybody knows of the person (众所周知的): settings name these fields to the validator."""

    name: str
    party: str
    called: str
    _meta: ClassVar[Any] = Login._meta


def password_fault(password: str, whose: Whose) -> Reason | None:
    """What is wrong with a password, the first thing found; None where nothing is.

    Blanks around it are seen by nobody who copies it from a slip.

    The validator of similarity measures letters, so that 王建国123456 is nothing like 王建国: what is left
    without the person's own words must be a password too.
    """
    if password != password.strip():
        return Reason.of("registry.password_blanks")
    as_login: Any = whose
    for validator in get_default_password_validators():
        try:
            validator.validate(password, as_login)
        except ValidationError as wrong:
            return Reason.of(f"registry.{wrong.code}", least=LENGTH)
    left = password.lower()
    for word in sorted((whose.name, whose.party, whose.called), key=len, reverse=True):
        if word:
            left = left.replace(word.lower(), "")
    return Reason.of("registry.password_too_similar", least=LENGTH) if len(left) < LENGTH else None
