"""ID numbers for the lists that the law asks them on (身份证号), and accounts: masked, or whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from liancun.base import trail
from liancun.base.permits import SYSTEM
from liancun.base.versions import on_day
from liancun.base.viewer import Viewer
from liancun.rooms.registry.masks import mask_account, mask_id, mask_phone
from liancun.rooms.registry.models import PayeeAccount, Person

BANK_POSTS = frozenset({"cashier", "town_clerk"})
"""Posts that hand whole account numbers to the bank."""

PAY_LIST_POSTS = frozenset({"accountant", "cashier", "supervisor", "auditor"})
"""Posts that make, check, pay or audit a pay list: it names each worker's ID number by law."""


@dataclass(frozen=True)
class Identity:
    """A person's numbers as a list shows them (证件与电话)."""

    party: str
    name: str
    id_number: str
    phone: str


def identities(viewer: Viewer, parties: Iterable[str], *, whole: bool = False) -> dict[str, Identity]:
    """Party code -> name and numbers, masked unless `whole`; nothing for a post without such lists.

    The lists that call this have already passed the viewer's scope and permit; whole numbers go into a file
    only, whose making leaves an audit line.
    """
    if viewer is not SYSTEM and not any(post.kind in PAY_LIST_POSTS for post in viewer.posts):
        return {}
    found: dict[str, Identity] = {}
    for person in Person.objects.filter(code__among=parties):
        numbers = (person.id_number, person.phone)
        if whole:
            trail.shows(viewer, person.code, id_number=person.id_number, phone=person.phone)
        else:
            numbers = (mask_id(person.id_number), mask_phone(person.phone))
        found[person.code] = Identity(person.code, person.name, *numbers)
    return found


@dataclass(frozen=True)
class AccountRow:
    """The account a party is paid into (收款账户): whole for the cashier, the last four for others."""

    party: str
    bank: str
    account: str
    whole: bool


def payee_accounts(viewer: Viewer, parties: Iterable[str], *, on: date) -> dict[str, AccountRow]:
    """Party code -> its account on a day. The lists that call this have already passed the viewer's scope."""
    whole = any(post.kind in BANK_POSTS for post in viewer.posts)
    found: dict[str, AccountRow] = {}
    for row in on_day(PayeeAccount.objects.filter(party__among=parties), on).order_by("start"):
        number = row.account if whole else mask_account(row.account)
        found[row.party] = AccountRow(row.party, row.bank, number, whole)
    return found
