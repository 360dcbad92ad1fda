"""Villages, organisations, members, resolutions as pages see them (村、单位、社员、决议)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from django.db.models import Count, Q, Value

from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.versions import on_day
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Day, Flag, Text, Word, _
from liancun.rooms.registry.facts.places import every_village, has_members
from liancun.rooms.registry.fields import (
    BODY,
    DOCUMENT_CODE,
    ENTITLED,
    HELD,
    ISSUED,
    ISSUER,
    MEMBER_KIND,
    MEMBER_NUMBER,
    PRESENT,
    RESOLUTION_CODE,
    TITLE,
    TOTAL_VOTES,
    VOTES_ABSTAIN,
    VOTES_AGAINST,
    VOTES_FOR,
)
from liancun.rooms.registry.models import (
    Document,
    Household,
    HouseholdMember,
    Membership,
    Person,
    Resolution,
)
from liancun.rooms.registry.queries.names import names, orgs_on


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


PERSONS = "persons"


def villages(viewer: Viewer, *, on: date) -> list[VillageRow]:
    """Every village with its households and registered persons; counts are public."""
    households = on_day(Household.objects.all(), on)
    registered = households.filter(kind=Household.Kind.REGISTERED).values("code")
    members = on_day(HouseholdMember.objects.filter(household__in=registered), on)
    homes = households.order_by().values_list("village_code", "kind").annotate(n=Count("pk"))
    persons = members.order_by().values_list("village_code", Value(PERSONS))
    persons = persons.annotate(n=Count("party", distinct=True))
    counts = {(village, what): n for village, what, n in homes.union(persons, all=True)}
    return [
        VillageRow(
            row.village_code,
            row.slug,
            row.name,
            row.unit,
            counts.get((row.village_code, Household.Kind.REGISTERED), 0),
            counts.get((row.village_code, Household.Kind.LIVING), 0),
            counts.get((row.village_code, PERSONS), 0),
        )
        for row in every_village()
    ]


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation on a day (单位)."""

    code: str
    kind: str
    kind_name: str
    name: str
    parent: A[str, Choice(_("上级单位"), "registry.organisations", open=True)]
    village_code: A[str, Choice(_("村"), "registry.villages", open=True)]
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


def may_read(viewer: Viewer, org_code: str) -> bool:
    """Whether an organisation's roster, votes and papers are this viewer's: its people's and members'."""
    return viewer.sees(org_code) or org_code in viewer.member_of


def may_read_roster(viewer: Viewer, org_code: str) -> bool:
    """The same of an organisation that has members: a cooperative that has begun."""
    return may_read(viewer, org_code) and has_members(org_code)


def _must_read(viewer: Viewer, org_code: str) -> None:
    if not may_read(viewer, org_code):
        raise Refusal("viewer.not_found")


@dataclass(frozen=True)
class MemberRow:
    """A member as the roster shows it (社员名册)."""

    number: A[str, MEMBER_NUMBER]
    party: str
    name: A[str, Text(_("姓名或单位"), link="ref")]
    kind: A[str, MEMBER_KIND]
    village_code: str
    since: A[date, Day(_("入社"))]
    until: A[date | None, Day(_("资格到"))]
    ref: str


@dataclass(frozen=True)
class MemberPage:
    """A page of members (社员名册)."""

    total: int
    rows: tuple[MemberRow, ...]


@listed(
    "registry.members",
    title=_("社员"),
    path="members",
    empty=_("没有符合的社员"),
    serves=may_read_roster,
)
def member_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    asked: A[str, Text(_("社员"), most=40, help=_("社员编号、编码或姓名"))] = "",
    limit: int = 50,
    offset: int = 0,
) -> MemberPage:
    """The members of a cooperative on a day (社员名册), as far as they are in reach.

    A member may inspect the roster (art. 21); others need the organisation in reach. Asked for is part of a
    number, or a person's code; for the organisation's own people also the beginning of a name.
    """
    _must_read(viewer, org_code)
    rows = on_day(Membership.objects.filter(org_code=org_code), on)
    if asked:
        wanted = Q(number__icontains=asked) | Q(party__iexact=asked)
        if viewer.sees(org_code):
            people = Person.objects.filter(name__istartswith=asked)
            if viewer.village_codes:
                people = people.filter(village_code__in=viewer.village_codes)
            wanted |= Q(party__in=people.values("code"))
        rows = rows.filter(wanted)
    page, total = page_of(rows.order_by("number"), limit, offset)
    known = names(viewer, [row.party for row in page])
    return MemberPage(
        total,
        tuple(
            MemberRow(
                row.number,
                row.party,
                known.get(row.party, ""),
                row.kind,
                row.village_code,
                row.start,
                row.end,
                _account(viewer, row),
            )
            for row in page
        ),
    )


def _account(viewer: Viewer, row: Membership) -> str:
    """What opens a member's account, for whom it is; the roster alone is every member's."""
    seen = row.party == viewer.party or viewer.sees(row.org_code, row.village_code)
    return f"member:{row.org_code}/{row.party}" if seen else ""


@dataclass(frozen=True)
class ResolutionRow:
    """A resolution as the list shows it (决议)."""

    PHONE: ClassVar[tuple[str, ...]] = ("subject", "votes_for", "code", "held_on")

    code: A[str, replace(RESOLUTION_CODE, link="ref")]
    body: A[str, BODY]
    subject: A[str, Word(_("事项"), of="subject")]
    held_on: A[date, HELD]
    present: A[int, PRESENT]
    entitled: A[int, ENTITLED]
    votes_for: A[int, VOTES_FOR]
    total_votes: A[int, TOTAL_VOTES]
    passed: A[bool, Flag(_("通过"))]
    clause: str
    ref: str


@dataclass(frozen=True)
class ResolutionPage:
    """A page of resolutions (决议登记)."""

    total: int
    rows: tuple[ResolutionRow, ...]


@listed(
    "registry.resolutions",
    title=_("决议"),
    path="resolutions",
    empty=_("还没有决议"),
    serves=may_read,
)
def resolutions(viewer: Viewer, org_code: str, *, limit: int = 50, offset: int = 0) -> ResolutionPage:
    """The resolutions of an organisation, the latest first, to its own people and its members."""
    _must_read(viewer, org_code)
    rows = Resolution.objects.filter(org_code=org_code).order_by("-held_on", "-pk")
    page, total = page_of(rows, limit, offset)
    return ResolutionPage(
        total,
        tuple(
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
            for r in page
        ),
    )


@dataclass(frozen=True)
class Votes:
    """The votes of a resolution (计票)."""

    entitled: A[int, ENTITLED]
    present: A[int, PRESENT]
    total_votes: A[int, TOTAL_VOTES]
    votes_for: A[int, VOTES_FOR]
    votes_against: A[int, VOTES_AGAINST]
    votes_abstain: A[int, VOTES_ABSTAIN]


@dataclass(frozen=True)
class BlockVote:
    """A resolution that names a block of the charter (决定的表决): who took it, when, and whether it carried.

    `count` and `ref` are for those who read the organisation's resolutions.
    """

    block: str
    sha256: str
    org_code: str
    code: A[str, RESOLUTION_CODE]
    body: A[str, BODY]
    held_on: A[date, HELD]
    passed: A[bool, Flag(_("通过"))]
    count: Votes | None
    ref: str


def block_votes(viewer: Viewer, block_ids: Iterable[str]) -> tuple[BlockVote, ...]:
    """The resolutions that name some blocks, the latest first: that there is one is public."""
    rows = Resolution.objects.filter(block__in=list(block_ids)).order_by("-held_on", "-pk")
    return tuple(_block_vote(row, opened=may_read(viewer, row.org_code)) for row in rows)


def _block_vote(row: Resolution, *, opened: bool) -> BlockVote:
    counted = (row.entitled, row.present, row.total_votes)
    votes = (row.votes_for, row.votes_against, row.votes_abstain)
    return BlockVote(
        row.block,
        row.block_sha256,
        row.org_code,
        row.code,
        row.body,
        row.held_on,
        row.passed,
        Votes(*counted, *votes) if opened else None,
        f"resolution:{row.org_code}/{row.code}" if opened else "",
    )


@dataclass(frozen=True)
class DocumentRow:
    """A paper that is kept in the office (文件)."""

    code: A[str, replace(DOCUMENT_CODE, link="ref")]
    title: A[str, TITLE]
    issuer: A[str, ISSUER]
    issued_on: A[date, ISSUED]
    ref: str


@dataclass(frozen=True)
class DocumentPage:
    """A page of papers (文件登记)."""

    total: int
    rows: tuple[DocumentRow, ...]


@listed(
    "registry.documents",
    title=_("文件"),
    path="documents",
    empty=_("没有符合的文件"),
    serves=may_read,
)
def document_page(
    viewer: Viewer,
    org_code: str,
    *,
    asked: A[str, Text(_("编号或标题"), most=60)] = "",
    limit: int = 50,
    offset: int = 0,
) -> DocumentPage:
    """The papers an organisation named, the latest first, to its own people and its members."""
    _must_read(viewer, org_code)
    rows = Document.objects.filter(org_code=org_code)
    if asked:
        rows = rows.filter(Q(code__icontains=asked) | Q(title__icontains=asked))
    page, total = page_of(rows.order_by("-issued_on", "-pk"), limit, offset)
    return DocumentPage(
        total,
        tuple(
            DocumentRow(r.code, r.title, r.issuer, r.issued_on, f"document:{org_code}/{r.code}") for r in page
        ),
    )
