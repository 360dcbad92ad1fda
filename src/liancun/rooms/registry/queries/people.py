"""A person's card, and the account somebody is paid into (人员卡、收款账户)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from liancun.base import trail
from liancun.base.lists import listed
from liancun.base.permits import SYSTEM
from liancun.base.request_cache import once, page_of
from liancun.base.versions import on_day, standing
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Code, Text, _
from liancun.rooms.registry.fields import (
    DOCUMENT,
    END,
    NAME,
    ORGANISATION,
    PERSON,
    POST,
    SEXES,
    STANDING,
    STANDING_BODY,
    START,
    VILLAGE,
)
from liancun.rooms.registry.masks import mask_id, mask_phone
from liancun.rooms.registry.models import (
    Household,
    HouseholdMember,
    Membership,
    Person,
    PersonHistory,
    Post,
    Standing,
)
from liancun.rooms.registry.queries.households import HEAD, VILLAGE_NAME, may_list, must_list
from liancun.rooms.registry.queries.identities import payee_accounts
from liancun.rooms.registry.queries.names import (
    household_names,
    may_read_whole,
    names,
    org_names,
    remember,
    village_names,
)

STANDING_POSTS = frozenset({"leader", "auditor", "town_clerk", "secretary", "grid_worker"})
"""Posts that may see a household's standing: sensitive, never on a board."""


@dataclass(frozen=True)
class PersonCard:
    """A person as their card shows them (人员卡); numbers are masked."""

    code: str
    name: str
    sex: A[str, Text(_("性别"))]
    born: A[str, Text(_("出生"))]
    died_on: date | None
    id_number: A[str, Text(_("身份证号"), personal=True)]
    phone: A[str, Text(_("电话"), personal=True)]
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
    card, numbers = _card(viewer, code, on=on)
    trail.shows(viewer, code, **numbers)
    return card


@once
def _card(viewer: Viewer, code: str, *, on: date) -> tuple[PersonCard, dict[str, str]]:
    """The card, and which numbers stand on it whole."""
    person = Person.objects.filter(code=code).first()
    if person is None or code not in _reached(viewer, {code}, on):
        raise Refusal("viewer.not_found")
    whole = may_read_whole(viewer, person.code, person.village_code)
    homes = on_day(HouseholdMember.objects.filter(party=code), on).values("household")
    kinds = dict(Household.Kind.choices)
    households = on_day(Household.objects.filter(code__in=homes), on).order_by("kind", "code")
    members = on_day(Membership.objects.filter(party=code), on).order_by("org_code")
    rows = list(members.values_list("org_code", "number"))
    known = org_names([org for org, _number in rows])
    posts = on_day(Post.objects.filter(party=code), on).order_by("at_org", "kind")
    account = payee_accounts(viewer, [code], on=on).get(code)
    numbers = {
        "phone": person.phone if whole else "",
        "account": account.account if account and account.whole else "",
    }
    card = PersonCard(
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
        account.account if account else "",
        PersonHistory.objects.filter(code=code).count(),
    )
    return card, numbers


def _reached(viewer: Viewer, codes: set[str], on: date) -> set[str]:
    """Of these people oneself, one's own household, those of one's village; all for the town's posts."""
    if viewer.oversees:
        return codes
    here = Q(village_code__in=viewer.village_codes)
    near = Person.objects.filter(here | Q(code=viewer.party), code__in=codes)
    homes = HouseholdMember.objects.filter(here | Q(household__in=viewer.households), party__in=codes)
    homes = on_day(homes, on)
    return {*near.values_list("code", flat=True), *homes.values_list("party", flat=True)}


@dataclass(frozen=True)
class RegisteredRow:
    """A person as the list of people shows them (人员); the phone is masked unless one's work needs it."""

    name: A[str, replace(NAME, link="ref")]
    code: A[str, Code(_("人员编码"))]
    sex: A[str, SEXES]
    born: A[str, Text(_("出生"))]
    village: A[str, VILLAGE_NAME]
    phone: A[str, Text(_("电话"), personal=True)]
    ref: str


@dataclass(frozen=True)
class PeoplePage:
    """A page of people (人员名册)."""

    total: int
    rows: tuple[RegisteredRow, ...]


@listed("registry.people", title=_("人员"), path="people", serves=may_list)
def people_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    village: A[str, VILLAGE] = "",
    asked: A[str, Text(_("姓名或编码"), most=40)] = "",
    limit: int = 50,
    offset: int = 0,
) -> PeoplePage:
    """Those alive on a day, in reach, by village and code; found by code or part of a name."""
    must_list(viewer, org_code)
    rows = Person.objects.filter(Q(died_on__isnull=True) | Q(died_on__gte=on), born_on__lte=on)
    if not viewer.oversees:
        rows = rows.filter(village_code__in=viewer.village_codes)
    if village:
        rows = rows.filter(village_code=village)
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(code__iexact=asked))
    page, total = page_of(rows.order_by("village_code", "code"), limit, offset)
    remember((row.code, row.name, row.village_code) for row in page)
    known, places = names(viewer, [row.code for row in page]), village_names()
    return PeoplePage(total, tuple(_registered(viewer, row, known[row.code], places) for row in page))


def _registered(viewer: Viewer, row: Person, name: str, places: Mapping[str, str]) -> RegisteredRow:
    whole = may_read_whole(viewer, row.code, row.village_code)
    trail.shows(viewer, row.code, phone=row.phone if whole else "")
    return RegisteredRow(
        name,
        row.code,
        row.sex,
        row.born_on.isoformat() if whole else str(row.born_on.year),
        places.get(row.village_code, ""),
        row.phone if whole else mask_phone(row.phone),
        f"person:{row.code}",
    )


@dataclass(frozen=True)
class PostRow:
    """A post held by a person (职务)."""

    party: str
    name: A[str, replace(NAME, link="ref")]
    kind: A[str, POST]
    at_org: str
    organisation: A[str, Text(_("任职单位"))]
    village: A[str, VILLAGE_NAME]
    document: A[str, Text(_("任职文件"))]
    start: A[date, START]
    end: A[date | None, END]
    ref: str


@dataclass(frozen=True)
class PostPage:
    """A page of posts (职务名册)."""

    total: int
    rows: tuple[PostRow, ...]


@listed("registry.posts", title=_("职务"), path="posts", serves=may_list)
def post_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    at_org: A[str, ORGANISATION] = "",
    kind: A[str, POST] = "",
    party: A[str, PERSON] = "",
    limit: int = 50,
    offset: int = 0,
) -> PostPage:
    """Who holds which post on a day, at the organisations in reach."""
    must_list(viewer, org_code)
    rows = on_day(Post.objects.all(), on)
    if not viewer.oversees:
        rows = rows.filter(Q(at_org__in=viewer.org_codes) | Q(village_code__in=viewer.village_codes))
    for name, said in (("at_org", at_org), ("kind", kind), ("party", party)):
        if said:
            rows = rows.filter(**{name: said})
    page, total = page_of(rows.order_by("at_org", "kind", "party", "pk"), limit, offset)
    held = {row.party for row in page}
    known, places, reached = names(viewer, held), village_names(), _reached(viewer, held, on)
    orgs = org_names({row.at_org for row in page})
    return PostPage(
        total,
        tuple(
            PostRow(
                row.party,
                known.get(row.party, row.party),
                row.kind,
                row.at_org,
                orgs.get(row.at_org, row.at_org),
                places.get(row.village_code, ""),
                row.document,
                row.start,
                row.end,
                f"person:{row.party}" if row.party in reached else "",
            )
            for row in page
        ),
    )


def posted_at(viewer: Viewer, org_code: str, kind: str, *, on: date) -> Mapping[str, tuple[str, ...]]:
    """Village code -> the names of who holds a post at an organisation for it; '' is for all of it."""
    rows = on_day(Post.objects.filter(at_org=org_code, kind=kind), on).order_by("party")
    held = list(rows.values_list("village_code", "party"))
    known = names(viewer, {party for _village, party in held})
    found: dict[str, tuple[str, ...]] = {}
    for village, party in held:
        found[village] = (*found.get(village, ()), known.get(party, party))
    return found


@dataclass(frozen=True)
class StandingRow:
    """One step of a household's standing (身份), for those whose work it is and for the household."""

    kind: A[str, STANDING]
    kind_name: str
    started_on: A[date, START]
    ended_on: A[date | None, END]
    body: A[str, STANDING_BODY]
    document: A[str, DOCUMENT]


def _steps() -> "QuerySet[Standing]":
    return standing(Standing.objects.all())


def standings_of(viewer: Viewer, household: str, *, on: date) -> list[StandingRow]:
    """The steps of a household, oldest first; refuses, as not found, whoever has no business with them."""
    if not may_see_standings(viewer, household, on=on):
        raise Refusal("viewer.not_found")
    steps = _steps().filter(household=household).order_by("started_on", "pk")
    return [
        StandingRow(s.kind, s.get_kind_display(), s.started_on, s.ended_on, s.body, s.document) for s in steps
    ]


@dataclass(frozen=True)
class StandingLine:
    """A step of some household's standing (身份名册)."""

    household: str
    head: A[str, HEAD]
    village: A[str, VILLAGE_NAME]
    kind: A[str, STANDING]
    started_on: A[date, START]
    ended_on: A[date | None, END]
    body: A[str, STANDING_BODY]
    document: A[str, DOCUMENT]
    ref: str


@dataclass(frozen=True)
class StandingPage:
    """A page of standings (身份名册)."""

    total: int
    rows: tuple[StandingLine, ...]


def may_list_standings(viewer: Viewer, org_code: str) -> bool:
    """Whether the list of standings is this viewer's: sensitive, so for few posts."""
    return may_list(viewer, org_code) and _reads_standings(viewer)


def _reads_standings(viewer: Viewer) -> bool:
    return viewer is SYSTEM or bool({post.kind for post in viewer.posts} & STANDING_POSTS)


@listed("registry.standings", title=_("身份"), path="standings", serves=may_list_standings)
def standing_page(
    viewer: Viewer,
    org_code: str,
    *,
    village: A[str, VILLAGE] = "",
    kind: A[str, STANDING] = "",
    state: A[str, Choice(_("现状"), (("open", _("现有")), ("ended", _("已终止"))))] = "",
    limit: int = 50,
    offset: int = 0,
) -> StandingPage:
    """Steps of standings in reach, the latest first, to those posts alone whose work they are."""
    if not may_list_standings(viewer, org_code):
        raise Refusal("viewer.not_found")
    rows = _steps()
    if not viewer.oversees:
        rows = rows.filter(village_code__in=viewer.village_codes)
    if village:
        rows = rows.filter(village_code=village)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(ended_on__isnull=state == "open")
    page, total = page_of(rows.order_by("-started_on", "household", "pk"), limit, offset)
    heads, places = household_names(viewer, [row.household for row in page]), village_names()
    return StandingPage(
        total,
        tuple(
            StandingLine(
                row.household,
                heads.get(row.household, row.household),
                places.get(row.village_code, ""),
                row.kind,
                row.started_on,
                row.ended_on,
                row.body,
                row.document,
                f"household:{row.household}",
            )
            for row in page
        ),
    )


@once
def may_see_standings(viewer: Viewer, household: str, *, on: date) -> bool:
    """Whether the steps of a household's standing are the viewer's business."""
    row = standing(Household.objects.filter(code=household)).first()
    return row is not None and _may_see_standing(viewer, row, on)


def _may_see_standing(viewer: Viewer, row: Household, on: date) -> bool:
    own = HouseholdMember.objects.filter(household=row.code, party=viewer.party)
    if viewer is SYSTEM or (viewer.party and on_day(own, on).exists()):
        return True
    return _reads_standings(viewer) and (viewer.oversees or row.village_code in viewer.village_codes)
