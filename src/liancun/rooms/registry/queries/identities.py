"""Identity numbers for the lists that the law asks them on (身份证号): masked, or whole for the file."""

from collections.abc import Iterable
from dataclasses import dataclass

from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.rooms.registry.masks import mask_id, mask_phone
from liancun.rooms.registry.models import Person

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
        if not whole:
            numbers = (mask_id(person.id_number), mask_phone(person.phone))
        found[person.code] = Identity(person.code, person.name, *numbers)
    return found
