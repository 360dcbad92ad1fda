"""Villages, organisations, members, resolutions as pages see them (村、单位、社员、决议)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from liancun.base.looking import page_of
from liancun.base.viewer import Viewer
from liancun.rooms.registry.models import (
    Household,
    HouseholdMember,
    Membership,
    Person,
    Resolution,
    Village,
)
from liancun.rooms.registry.queries.names import names, orgs_on
from liancun.rooms.registry.queries.who import on_day


@dataclass(frozen=True)
class VillageRow:
    """A village with its counts on a day (村情)."""

    village_code: str
    slug: str
    name: str
    unit: str
    registered: int
    living: int
    persons: int


def villages(viewer: Viewer, *, on: date) -> list[VillageRow]:
    """Every village with its households and registered persons; counts are public."""
    households = on_day(Household.objects.all(), on)
    counts = {
        (row["village_code"], row["kind"]): row["n"]
        for row in households.values("village_code", "kind").annotate(n=Count("pk"))
    }
    registered = households.filter(kind=Household.Kind.REGISTERED).values("code")
    persons = dict(
        on_day(HouseholdMember.objects.filter(household__in=registered), on)
        .values_list("village_code")
        .annotate(n=Count("party", distinct=True))
    )
    return [
        VillageRow(
            row.village_code,
            row.slug,
            row.name,
            row.unit,
            counts.get((row.village_code, Household.Kind.REGISTERED), 0),
            counts.get((row.village_code, Household.Kind.LIVING), 0),
            persons.get(row.village_code, 0),
        )
        for row in Village.objects.order_by("village_code")
    ]


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation on a day (单位)."""

    code: str
    kind: str
    kind_name: str
    name: str
    parent: str
    village_code: str
    own_book: bool


def organisations(viewer: Viewer, *, on: date, kind: str = "") -> list[OrganisationRow]:
    """The organisations of the town on a day; who they are is public."""
    found = [row for row in orgs_on(on) if kind in ("", row.kind)]
    return [
        OrganisationRow(
            row.code, row.kind, row.get_kind_display(), row.name, row.parent, row.village_code, row.own_book
        )
        for row in sorted(found, key=lambda row: (row.kind, row.village_code, row.code))
    ]


@dataclass(frozen=True)
class MemberRow:
    """A member as the roster shows it (社员名册)."""

    number: str
    party: str
    name: str
    kind: str
    village_code: str
    since: date


def member_page(
    viewer: Viewer, org_code: str, *, on: date, search: str = "", limit: int = 50, offset: int = 0
) -> tuple[list[MemberRow], int]:
    """One page of a cooperative's members on a day, and how many there are in reach.

    A member may inspect the roster (art. 21); others need the organisation in reach. `search` is part of a
    number, or a person's code; for the organisation's own people also the beginning of a name.
    """
    if org_code not in viewer.member_of:
        viewer.must_see(org_code)
    rows = on_day(Membership.objects.filter(org_code=org_code), on)
    search = search.strip()
    if search:
        asked = Q(number__icontains=search) | Q(party__iexact=search)
        if viewer.sees(org_code):
            people = Person.objects.filter(name__istartswith=search)
            if viewer.village_codes:
                people = people.filter(village_code__in=viewer.village_codes)
            asked |= Q(party__in=people.values("code"))
        rows = rows.filter(asked)
    page, total = page_of(rows.order_by("number"), limit, offset)
    known = names(viewer, [row.party for row in page])
    return [
        MemberRow(row.number, row.party, known.get(row.party, ""), row.kind, row.village_code, row.start)
        for row in page
    ], total


@dataclass(frozen=True)
class ResolutionRow:
    """A resolution as the list shows it (决议)."""

    code: str
    body: str
    subject: str
    held_on: date
    present: int
    entitled: int
    votes_for: int
    total_votes: int
    passed: bool
    clause: str
    ref: str


def resolutions(viewer: Viewer, org_code: str, *, limit: int = 50) -> list[ResolutionRow]:
    """The latest resolutions of an organisation, to its own people and its members."""
    if org_code not in viewer.member_of:
        viewer.must_see(org_code)
    rows = Resolution.objects.filter(org_code=org_code).order_by("-held_on", "-pk")[:limit]
    return [
        ResolutionRow(
            r.code,
            r.body,
            r.subject,
            r.held_on,
            r.present,
            r.entitled,
            r.votes_for,
            r.total_votes,
            r.passed,
            r.clause,
            f"resolution:{org_code}/{r.code}",
        )
        for r in rows
    ]
