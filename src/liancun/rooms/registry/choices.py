"""What the registry offers to choose from (登记里的选项): people, households, organisations, villages."""

from datetime import date
from itertools import islice

from django.db.models import Q

from liancun.base import decisions
from liancun.base.choices import FEW, Offered, are_letters, matching, spoken
from liancun.base.importing import agreed, all_import_kinds
from liancun.base.models import AuditLine
from liancun.base.offers import all_offers
from liancun.base.permits import permitted
from liancun.base.versions import on_day
from liancun.base.viewer import Viewer
from liancun.kernel.fields import _
from liancun.rooms.registry.facts import votes
from liancun.rooms.registry.facts.places import every_org
from liancun.rooms.registry.facts.relations import below
from liancun.rooms.registry.fields import EVERY_STANDING, HOUSEHOLD_KINDS, POSTS
from liancun.rooms.registry.models import Household, HouseholdMember, Organisation, Person
from liancun.rooms.registry.queries.names import (
    ORG,
    household_names,
    names,
    orgs_on,
    village_names,
)
from liancun.rooms.registry.queries.places import may_read, member_page
from liancun.rooms.registry.queries.tokens import good_tokens
from liancun.rooms.registry.queries.workbooks import brings_in

LATELY = 20
SAID = 20_000
"""So many names are gone through for the first letters of how they are said: a town's."""


def records(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """What was recorded lately at an organisation, by day and act; nothing about people and households.

    Who reaches some of its villages only is offered what they recorded themselves.
    """
    if not viewer.sees(org_code):
        return ()
    titles = {offer.verb: offer.title for offer in all_offers()}
    acts = AuditLine.objects.filter(org_code=org_code, on__lte=on, verb__in=titles).exclude(ref="")
    acts = acts.exclude(ref__startswith="household:").exclude(ref__startswith="person:")
    if viewer.village_codes and not viewer.everywhere:
        acts = acts.filter(by=viewer.name)
    found: dict[str, str] = {}
    for verb, ref, day in acts.order_by("-mark").values_list("verb", "ref", "on")[: 2 * LATELY]:
        found.setdefault(ref, f"{day} {titles[verb]} {ref.partition(':')[2]}")
    return matching(list(found.items())[:LATELY], asked)


def members(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The members of a cooperative, by their number, code or name; none before something is asked."""
    if not asked or not may_read(viewer, org_code):
        return ()
    found = member_page(viewer, org_code, on=on, asked=asked, limit=FEW)
    return tuple((row.party, asked if asked == row.number else row.name) for row in found.rows)


def people(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """People in reach, for those who hold a post: by code, the beginning of a name, or its first letters."""
    if not asked or not (viewer.posts or viewer.oversees):
        return ()
    rows = Person.objects.order_by("code")
    if not viewer.oversees:
        rows = rows.filter(village_code__in=viewer.work_villages)
    found = [asked, *rows.filter(name__istartswith=asked).values_list("code", flat=True)[:FEW]]
    if are_letters(asked):
        named = rows.values_list("code", "name")[:SAID].iterator()
        found += islice((code for code, name in named if spoken(name, asked)), FEW)
    known = names(viewer, found)
    return tuple((code, known[code]) for code in dict.fromkeys(found) if code in known)


def parties(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """People as `people` offers them, and organisations."""
    orgs = matching(((ORG + row.code, row.name) for row in orgs_on(on)), asked) if asked else ()
    return (*people(viewer, org_code, on, asked), *orgs)


def households(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Households in reach, for those who hold a post: by code, or the beginning of their head's name."""
    kinds = dict(HOUSEHOLD_KINDS)
    return tuple(
        (code, f"{head}({kinds[kind]})") for code, head, kind in _households(viewer, on, asked, list(kinds))
    )


def living_households(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The living ones (居住户) among them, by their head's name."""
    return _named(viewer, on, asked, Household.Kind.LIVING)


def registered_households(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The registered ones (户籍户)."""
    return _named(viewer, on, asked, Household.Kind.REGISTERED)


def contracting_households(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The contracting ones (承包户)."""
    return _named(viewer, on, asked, Household.Kind.CONTRACTING)


def _named(viewer: Viewer, on: date, asked: str, kind: str) -> Offered:
    return tuple((code, head) for code, head, _kind in _households(viewer, on, asked, [kind]))


def _households(viewer: Viewer, on: date, asked: str, kinds: list[str]) -> list[tuple[str, str, str]]:
    """(code, head's name, kind) of those in reach that a text may mean."""
    if not asked or not (viewer.posts or viewer.oversees):
        return []
    people = Person.objects.filter(name__istartswith=asked.partition("(")[0]).values("code")
    homes = on_day(HouseholdMember.objects.filter(party__in=people, is_head=True), on).values("household")
    rows = on_day(Household.objects.filter(kind__in=kinds), on).filter(Q(code=asked) | Q(code__in=homes))
    if not viewer.oversees:
        rows = rows.filter(village_code__in=viewer.village_codes)
    found = list(rows.order_by("code").values_list("code", "kind")[:FEW])
    heads = household_names(viewer, [code for code, _kind in found])
    return [(code, heads.get(code, code), kind) for code, kind in found]


def own_blocks(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The blocks of an organisation's own decisions of which no resolution that carried is recorded yet."""
    blocks = votes.own_blocks(org_code)
    voted = votes.resolved_blocks(each.id for each in blocks)
    found = [(each.id, f"{decisions.title_of(each)} {each.start}") for each in blocks if each.id not in voted]
    return matching(found, asked)


SECTIONS = ("section", "branch")


def sections(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The sections and branches of the organisation that the viewer's posts reach."""
    own, beneath = viewer.village_codes, below(org_code, on)
    here = [row for row in orgs_on(on) if row.kind in SECTIONS and row.code in beneath]
    rows = sorted(
        (row for row in here if not own or row.village_code in own),
        key=lambda row: (row.kind, row.village_code, row.code),
    )
    return matching(((row.code, row.name) for row in rows), asked)


def organisations(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The organisations of the town; who they are is public."""
    return matching(((row.code, row.name) for row in orgs_on(on)), asked)


def every_organisation(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The organisations there are and those there were, by their latest name."""
    return tuple((row.code, row.name) for row in every_org())


def posts(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Every kind of post."""
    return matching(POSTS, asked)


def standings(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Every kind of standing."""
    return matching(EVERY_STANDING, asked)


def post_places(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Where a post that permits something is held: there, only of a kind, above, or at a named one."""
    kinds = [(f"own:{code}", str(word)) for code, word in Organisation.Kind.choices]
    higher = [(f"above:{code}", str(word)) for code, word in Organisation.Kind.choices]
    return matching([("own", _("本单位")), *kinds, *higher, *organisations(viewer, org_code, on)], asked)


def own_places(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """Where the viewer holds a post."""
    held = {post.org_code for post in viewer.posts}
    return matching([(row.code, row.name) for row in orgs_on(on) if row.code in held], asked)


def tokens(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The tokens that are still good of who asks, and to the clerk everybody's."""
    return matching(good_tokens(viewer, org_code, on=on, asked=asked, limit=FEW), asked)


def villages(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The villages of the town."""
    return matching(village_names().items(), asked)


def workbooks(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The kinds of workbooks that the viewer may bring in for an organisation."""
    kinds = all_import_kinds().values()
    return matching(
        ((each.name, each.title) for each in kinds if permitted(viewer, each.verb, org_code)), asked
    )


def agreed_workbooks(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The kinds of workbooks of which the organisation has agreed headings, also those that are no more."""
    if not brings_in(viewer, org_code):
        return ()
    kinds = all_import_kinds()
    there = dict.fromkeys(row.kind for row in agreed.standing("", org_code))
    return matching(((name, kinds[name].title if name in kinds else name) for name in there), asked)
