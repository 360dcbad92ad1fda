"""A person's card, and the account somebody is paid into (人员卡、收款账户)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from liancun.base.looking import once
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.masks import mask_account, mask_id, mask_phone
from liancun.rooms.registry.models import (
    Household,
    HouseholdMember,
    Membership,
    PayeeAccount,
    Person,
    PersonHistory,
    Post,
    Standing,
)
from liancun.rooms.registry.queries.names import may_read_whole, names, org_names, village_names
from liancun.rooms.registry.queries.who import on_day, standing_rows

BANK_POSTS = frozenset({"cashier", "town_clerk"})
"""Posts that hand whole account numbers to the bank."""

STANDING_POSTS = frozenset({"leader", "auditor", "town_clerk", "secretary", "grid_worker"})
"""Posts that may see a household's standing: sensitive, never on a board."""


@dataclass(frozen=True)
class PersonCard:
    """A person as their card shows them (人员卡); numbers are masked."""

    code: str
    name: str
    sex: str
    born: str
    died_on: date | None
    id_number: str
    phone: str
    village_code: str
    village: str
    households: tuple[tuple[str, str], ...]
    memberships: tuple[tuple[str, str, str], ...]
    posts: tuple[tuple[str, str], ...]
    account: str
    changes: int


def person_card(viewer: Viewer, code: str, *, on: date) -> PersonCard:
    """A person's card on a day; refuses, as not found, somebody out of reach.

    `households` are (code, kind), `memberships` (organisation, its name, number), `posts` (kind,
    organisation).
    """
    person = Person.objects.filter(code=code).first()
    if person is None or not _in_reach(viewer, person, on):
        raise Refusal("viewer.not_found")
    whole = may_read_whole(viewer, person.code, person.village_code)
    homes = on_day(HouseholdMember.objects.filter(party=code), on).values("household")
    kinds = dict(Household.Kind.choices)
    households = on_day(Household.objects.filter(code__in=homes), on).order_by("kind", "code")
    members = on_day(Membership.objects.filter(party=code), on).order_by("org_code")
    rows = list(members.values_list("org_code", "number"))
    known = org_names([org for org, _number in rows])
    posts = on_day(Post.objects.filter(party=code), on).order_by("at_org", "kind")
    accounts = payee_accounts(viewer, [code], on=on)
    return PersonCard(
        person.code,
        names(viewer, [code])[code],
        person.get_sex_display(),
        person.born_on.isoformat() if whole else str(person.born_on.year),
        person.died_on,
        mask_id(person.id_number),
        person.phone if whole else mask_phone(person.phone),
        person.village_code,
        village_names().get(person.village_code, ""),
        tuple((row, str(kinds[kind])) for row, kind in households.values_list("code", "kind")),
        tuple((org, known.get(org, org), number) for org, number in rows),
        tuple(posts.values_list("kind", "at_org")),
        accounts[code].account if code in accounts else "",
        PersonHistory.objects.filter(code=code).count(),
    )


def _in_reach(viewer: Viewer, person: Person, on: date) -> bool:
    """Oneself, one's own household, the people and households of one's village, all for the town's posts."""
    if viewer.everywhere or person.code == viewer.party or person.village_code in viewer.village_codes:
        return True
    homes = on_day(HouseholdMember.objects.filter(party=person.code), on)
    return homes.filter(
        Q(household__in=viewer.households) | Q(village_code__in=viewer.village_codes)
    ).exists()


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
    codes = sorted(set(parties))
    found: dict[str, AccountRow] = {}
    for start in range(0, len(codes), 500):
        rows = PayeeAccount.objects.filter(party__in=codes[start : start + 500])
        for row in on_day(rows, on).order_by("start"):
            number = row.account if whole else mask_account(row.account)
            found[row.party] = AccountRow(row.party, row.bank, number, whole)
    return found


@dataclass(frozen=True)
class StandingRow:
    """One step of a household's standing (身份), for those whose work it is and for the household."""

    kind: str
    kind_name: str
    started_on: date
    ended_on: date | None
    body: str
    document: str


def standings_of(viewer: Viewer, household: str, *, on: date) -> list[StandingRow]:
    """The steps of a household, oldest first; refuses, as not found, whoever has no business with them."""
    if not may_see_standings(viewer, household, on=on):
        raise Refusal("viewer.not_found")
    gone = Standing.objects.filter(supersedes__isnull=False).values("supersedes")
    steps = Standing.objects.filter(household=household).exclude(pk__in=gone).order_by("started_on", "pk")
    return [
        StandingRow(s.kind, s.get_kind_display(), s.started_on, s.ended_on, s.body, s.document) for s in steps
    ]


@once
def may_see_standings(viewer: Viewer, household: str, *, on: date) -> bool:
    """Whether the steps of a household's standing are the viewer's business."""
    row = standing_rows(Household.objects.filter(code=household)).first()
    return row is not None and _may_see_standing(viewer, row, on)


def _may_see_standing(viewer: Viewer, row: Household, on: date) -> bool:
    own = HouseholdMember.objects.filter(household=row.code, party=viewer.party)
    if viewer is SYSTEM or (viewer.party and on_day(own, on).exists()):
        return True
    posts = {post.kind for post in viewer.posts} & STANDING_POSTS
    return bool(posts) and (viewer.everywhere or row.village_code in viewer.village_codes)
