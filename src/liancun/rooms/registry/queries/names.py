"""Names for codes (名称): the only way a name reaches a list. Masked unless the viewer may see it whole."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from liancun.base.permits import ABOVE, OWN, SYSTEM
from liancun.base.request_cache import once, once_each
from liancun.base.versions import standing
from liancun.base.viewer import STRANGER, Viewer
from liancun.rooms.registry.facts.places import every_org, every_village
from liancun.rooms.registry.facts.relations import above
from liancun.rooms.registry.masks import mask_name
from liancun.rooms.registry.models import (
    HouseholdMember,
    Login,
    Membership,
    Organisation,
    Person,
    Post,
)

REVEALING_POSTS = frozenset(
    {
        *("town_clerk", "secretary", "accountant", "cashier", "director", "grid_worker", "section_head"),
        *("village_leader", "work_group", "cadre"),
    }
)
"""Posts whose work needs whole names, within their own reach."""

ORG = "O:"


def keeps_the_register(viewer: Viewer) -> bool:
    """Whether the viewer is the town's clerk, who alone reads whole numbers; another office's is not."""
    return viewer is SYSTEM or any(
        post.kind == "town_clerk" and post.org_kind == Organisation.Kind.TOWN for post in viewer.posts
    )


def may_read_whole(viewer: Viewer, party: str, village_code: str) -> bool:
    """Whether the viewer reads a person's name and phone unmasked: their own, or their work needs them.

    It needs those of the villages it is in, and of who belongs to their organisation from elsewhere.
    """
    if party == viewer.party:
        return True
    if not any(post.kind in REVEALING_POSTS for post in viewer.posts):
        return False
    if viewer.oversees or village_code in viewer.work_villages:
        return True
    return not viewer.village_codes and party in _members_from_elsewhere(
        viewer.org_codes, viewer.work_villages
    )


@once
def _members_from_elsewhere(org_codes: frozenset[str], villages: frozenset[str]) -> frozenset[str]:
    """Members there are or were of some organisations, who live in none of these villages."""
    rows = Membership.objects.filter(org_code__in=org_codes).exclude(village_code__in=villages)
    return frozenset(rows.values_list("party", flat=True))


def must_see_member(viewer: Viewer, org_code: str, party: str) -> None:
    """Refuse, as not found, a member's account to all but the member and those who see the village there."""
    if party and party == viewer.party:
        return
    village = next((village for _code, _name, village in _people(frozenset({party}))), "")
    viewer.must_see(org_code, village)


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


def _people(codes: frozenset[str]) -> "list[tuple[str, str, str]]":
    """(code, name, village) of people; in a look nobody is asked for twice."""
    return [row for row in _met(codes).values() if row]


def remember(people: Iterable[tuple[str, str, str]]) -> None:
    """(code, name, village) of people a look has read already: they need not be asked for."""
    _met.learn({row[0]: row for row in people}, Person)


@once_each
def _met(codes: frozenset[str]) -> "dict[str, tuple[str, str, str] | None]":
    """Code -> (code, name, village), None for who is not on record."""
    rows = Person.objects.filter(code__in=codes).values_list("code", "name", "village_code")
    return dict.fromkeys(codes) | {row[0]: row for row in rows}


def names_of_posted(codes: Iterable[str]) -> Mapping[str, str]:
    """Party code -> name, whole of who holds or held a post: they answer by name. Others are masked."""
    wanted = set(codes)
    if not wanted:
        return {}
    rows = Person.objects.filter(code__among=wanted)
    held = rows.annotate(posted=Exists(Post.objects.filter(party=OuterRef("code"))))
    found = list(held.values_list("code", "name", "village_code", "posted"))
    remember(row[:3] for row in found)
    whole = {code: name for code, name, _village, posted in found if posted}
    return {**names(STRANGER, wanted - whole.keys()), **whole}


def masked_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Party code -> name as a board shows it: people masked for everybody."""
    return names(STRANGER, codes)


def household_names(viewer: Viewer, codes: Iterable[str]) -> Mapping[str, str]:
    """Household code -> its head's name, masked as `names` does."""
    heads = _heads(frozenset(codes))
    known = names(viewer, heads.values())
    return {code: known.get(party, "") for code, party in heads.items()}


def _heads(codes: frozenset[str]) -> dict[str, str]:
    """Household code -> the party code of its latest head; in a look no household is asked for twice."""
    return {code: party for code, party in _latest_heads(codes).items() if party}


@once_each
def _latest_heads(codes: frozenset[str]) -> dict[str, str]:
    rows = standing(HouseholdMember.objects.filter(household__in=codes, is_head=True))
    heads = rows.order_by("start").values_list("household", "party")
    return dict.fromkeys(codes, "") | dict(heads)


def staff_names(viewer: Viewer, logins: Iterable[str]) -> dict[str, str]:
    """Login, or a person's code -> the name of who is behind it, as the viewer may read it; else itself."""
    parties = _parties(logins)
    known = names(viewer, {*parties.values()})
    return {each: known.get(party, each) for each, party in parties.items()}


@once_each
def _parties(logins: frozenset[str]) -> dict[str, str]:
    """Login -> the person's code; what is no login stands for itself."""
    who = Person.objects.filter(code=OuterRef("party"))
    columns = ("name", "party", Subquery(who.values("name")), Subquery(who.values("village_code")))
    rows = list(Login.objects.filter(name__in=logins).values_list(*columns))
    remember((party, name, village) for _login, party, name, village in rows if name is not None)
    return {each: each for each in logins} | {login: party for login, party, *_person in rows}


def org_names(codes: Iterable[str]) -> dict[str, str]:
    """Organisation code -> its latest name."""
    wanted = set(codes)
    return {row.code: row.name for row in every_org() if row.code in wanted} if wanted else {}


def orgs_on(day: date) -> tuple[Organisation, ...]:
    """The organisations that stand on a day."""
    gone = {row.supersedes_id for row in every_org()}
    return tuple(
        row
        for row in every_org()
        if row.pk not in gone and row.start <= day and (row.end is None or day <= row.end)
    )


def orgs_of_kind(kind: str, day: date) -> tuple[str, ...]:
    """The organisations of a kind on a day, by code."""
    return tuple(sorted(row.code for row in orgs_on(day) if row.kind == kind))


def held_where(org_code: str, scope: str, day: date) -> tuple[str, ...]:
    """Where a post is held that permits something for this organisation, by what the permit says."""
    where, _colon, kind = scope.partition(":")
    if where == OWN:
        return (org_code,)
    if where != ABOVE and any(row.code == scope for row in orgs_on(day)):
        return (scope,)
    kind = kind or scope
    here = () if org_code not in orgs_of_kind(kind, day) else (org_code,)
    return (*here, *above(org_code, day, kind))


def nearest_of_kind(viewer: Viewer, kind: str, day: date) -> tuple[str, ...]:
    """The organisations of a kind on a day: where the viewer holds a post, then in reach, joined, others."""
    posted = {post.org_code for post in viewer.posts}
    return tuple(
        sorted(
            orgs_of_kind(kind, day),
            key=lambda code: (code not in posted, not viewer.sees(code), code not in viewer.member_of),
        )
    )


def cooperatives(viewer: Viewer, day: date) -> tuple[str, ...]:
    """The head cooperatives (合作总社) of a day in reach, those of the viewer's posts first."""
    kind = Organisation.Kind.HEAD_COOPERATIVE
    return tuple(code for code in nearest_of_kind(viewer, kind, day) if viewer.sees(code))


def home_cooperatives(viewer: Viewer, day: date) -> tuple[str, ...]:
    """The head cooperatives of a day somebody may have worked for or sold to: those joined first."""
    return nearest_of_kind(viewer, Organisation.Kind.HEAD_COOPERATIVE, day)


def told_apart(codes: tuple[str, ...]) -> dict[str, str]:
    """Organisation -> its name where there are several; '' where it is the only one and need not be named."""
    return org_names(codes) if len(codes) > 1 else dict.fromkeys(codes, "")


def org_name(code: str) -> str:
    """The latest name of an organisation, its code where there is none."""
    return org_names([code]).get(code, code)


def village_names() -> dict[str, str]:
    """Village code -> name, in code order."""
    return {row.village_code: row.name for row in every_village()}


def village_slugs() -> dict[str, str]:
    """A village's short name in addresses and workbooks -> its name, in code order."""
    return {row.slug: row.name for row in every_village()}
