"""Names for codes (名称): the only way a name reaches a list. Masked unless the viewer may see it whole."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from liancun.base.looking import once
from liancun.base.viewer import STRANGER, Viewer
from liancun.rooms.registry.masks import mask_name
from liancun.rooms.registry.models import HouseholdMember, Organisation, Person, Village

REVEALING_POSTS = frozenset({"town_clerk", "secretary", "accountant", "cashier", "director", "grid_worker"})
"""Posts whose work needs whole names, within their own reach."""

ORG = "O:"


def may_read_whole(viewer: Viewer, party: str, village_code: str) -> bool:
    """Whether the viewer reads a person's name and phone unmasked: their own, or their work needs them."""
    if party == viewer.party:
        return True
    if not any(post.kind in REVEALING_POSTS for post in viewer.posts):
        return False
    return viewer.everywhere or not viewer.village_codes or village_code in viewer.village_codes


def must_see_member(viewer: Viewer, org_code: str, party: str) -> None:
    """Refuse, as not found, a member's account to all but the member and those who see the village there."""
    if party and party == viewer.party:
        return
    village = Person.objects.filter(code=party).values_list("village_code", flat=True).first()
    viewer.must_see(org_code, village or "")


def names(viewer: Viewer, codes: Iterable[str]) -> Mapping[str, str]:
    """Party code -> name: organisations whole, people masked unless it is theirs or their village's clerk's.

    The lists that call this have already passed the viewer's scope; a code nobody knows stays out.
    """
    wanted = set(codes)
    found = org_names(code.removeprefix(ORG) for code in wanted if code.startswith(ORG))
    result = {ORG + code: name for code, name in found.items()}
    for code, name, village in _people(frozenset(code for code in wanted if not code.startswith(ORG))):
        result[code] = name if may_read_whole(viewer, code, village) else mask_name(name)
    return result


@once
def _people(codes: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
    """(code, name, village) of people; a page asks for the same ones again and again."""
    return tuple(Person.objects.filter(code__in=codes).values_list("code", "name", "village_code"))


def masked_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Party code -> name as a board shows it: people masked for everybody."""
    return names(STRANGER, codes)


def household_names(viewer: Viewer, codes: Iterable[str]) -> Mapping[str, str]:
    """Household code -> its head's name, masked as `names` does."""
    gone = HouseholdMember.objects.filter(supersedes__isnull=False).values("supersedes")
    rows: QuerySet[HouseholdMember] = HouseholdMember.objects.filter(household__in=list(codes), is_head=True)
    heads = dict(rows.exclude(pk__in=gone).order_by("start").values_list("household", "party"))
    known = names(viewer, heads.values())
    return {code: known.get(party, "") for code, party in heads.items()}


def org_names(codes: Iterable[str]) -> dict[str, str]:
    """Organisation code -> its latest name."""
    rows = Organisation.objects.filter(code__in=list(codes)).order_by("start")
    return dict(rows.values_list("code", "name"))


def org_name(code: str) -> str:
    """The latest name of an organisation, its code where there is none."""
    return org_names([code]).get(code, code)


def village_names() -> dict[str, str]:
    """Village code -> name, in code order."""
    return dict(Village.objects.order_by("village_code").values_list("village_code", "name"))


def village_slugs() -> dict[str, str]:
    """A village's short name in addresses and workbooks -> its name, in code order."""
    return dict(Village.objects.order_by("village_code").values_list("slug", "name"))
