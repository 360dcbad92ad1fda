"""From a login to a viewer: the posts held today are all there is to it (身份与范围)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Value

from liancun.base.versions import on_day
from liancun.base.viewer import STRANGER, Viewer
from liancun.base.viewer import Post as HeldPost
from liancun.kernel import Refusal
from liancun.rooms.registry.facts.relations import above, below, organisations_by
from liancun.rooms.registry.models import (
    Household,
    HouseholdMember,
    Login,
    Membership,
    Organisation,
    Person,
    Post,
)
from liancun.rooms.registry.queries.names import names, orgs_on, remember, village_names

SEES_ALL = {"leader", "town_clerk", "auditor"}
"""Posts that reach the whole register and what stands below the town, where they are held at the town."""


def viewer_for(name: str, *, on: date) -> Viewer:
    """The viewer behind a login, or a person's code, on a day; a stranger where there is none."""
    logins = Login.objects.filter(name=name).values_list("party", flat=True)
    people = Person.objects.filter(code=name).values_list("code", flat=True)
    party = logins.first() or people.first()
    return STRANGER if not name or party is None else viewer_of(name, party, on=on)


def viewer_of(name: str, party: str, *, on: date, at_org: str = "", token: str = "") -> Viewer:
    """The viewer behind a login known to be this person's.

    A program of theirs has its `token`'s number; with `at_org` it has the posts held there and nothing of
    the person's own.
    """
    held, households, member_of = _standing_of(party, on)
    behind = None
    if at_org:
        behind = Viewer(name, party, households=frozenset(households), member_of=frozenset(member_of))
        held = [post for post in held if post[1] == at_org]
        party, households, member_of = "", {}, set()
    kinds = {row.code: (row.kind, row.village_code) for row in orgs_on(on)}
    beneath = {org: below(org, on) for _kind, org, _village in held}
    posts = frozenset(
        HeldPost(kind, org, village, kinds.get(org, ("", ""))[0], beneath[org]) for kind, org, village in held
    )
    town_wide = {
        post.org_code for post in posts if post.kind in SEES_ALL and post.org_kind == Organisation.Kind.TOWN
    }
    orgs = {org for _kind, org, _village in held}
    collectives = {
        code: village
        for code, (kind, village) in kinds.items()
        if kind == Organisation.Kind.VILLAGE_COLLECTIVE
    }
    villages = {village for _kind, _org, village in held if village}
    villages |= {collectives[org] for org in orgs if org in collectives}
    member_of |= {org for org, village in collectives.items() if village in households.values()}
    return Viewer(
        name=name,
        party=party,
        posts=posts,
        households=frozenset(households),
        org_codes=frozenset(orgs.union(*(beneath[town] for town in town_wide))),
        village_codes=frozenset() if town_wide else frozenset(villages),
        town_wide=bool(town_wide),
        work_villages=frozenset().union(*(_villages_of(post, on) for post in posts)),
        member_of=frozenset(member_of),
        token=token,
        behind=behind,
    )


def _villages_of(post: HeldPost, on: date) -> frozenset[str]:
    """The villages a post works in: its own; else those of its organisation and of all that stands below it.

    The finance office works for the whole town.
    """
    if post.village_code:
        return frozenset({post.village_code})
    places = {post.org_code, *post.below}
    if post.org_kind == Organisation.Kind.FINANCE_OFFICE:
        places = {each for town in above(post.org_code, on) for each in below(town, on)}
    known = organisations_by(on)
    return frozenset(known[each].village_code for each in places if each in known) - {""}


def _standing_of(party: str, on: date) -> tuple[list[tuple[str, str, str]], dict[str, str], set[str]]:
    """(posts, living households and their villages, cooperatives joined) of somebody on a day.

    Every page begins with this, so it is one question; the own name comes along, for the head of the page.
    """
    homes = on_day(HouseholdMember.objects.filter(party=party), on).values("household")
    living = on_day(Household.objects.filter(kind=Household.Kind.LIVING, code__in=homes), on)
    joined = on_day(Membership.objects.filter(party=party), on)
    posts = on_day(Post.objects.filter(party=party), on)
    rows = posts.values_list(Value("post"), "kind", "at_org", "village_code").union(
        living.values_list(Value("home"), "code", Value(""), "village_code"),
        joined.values_list(Value("member"), "org_code", Value(""), Value("")),
        Person.objects.filter(code=party).values_list(Value("self"), "code", "name", "village_code"),
        all=True,
    )
    found: dict[str, list[tuple[str, str, str]]] = {"post": [], "home": [], "member": [], "self": []}
    for what, *row in rows:
        found[what].append(tuple(row))
    remember(found["self"])
    return (
        found["post"],
        {code: village for code, _none, village in found["home"]},
        {org for org, _none, _village in found["member"]},
    )


def login_named(name: str) -> Login:
    """The login as Django's sessions know it; refuses a name that nobody has."""
    login = Login.objects.filter(name=name).first()
    if login is None:
        raise Refusal("registry.no_such_login", name=name)
    return login


def has_login(name: str) -> bool:
    """Whether somebody has a login of that name."""
    return Login.objects.filter(name=name).exists()


@dataclass(frozen=True)
class DemoLogin:
    """A role to enter the demo as (演示身份)."""

    name: str
    title: str
    person: str
    where: str


def demo_logins(*, on: date) -> list[DemoLogin]:
    """The roles of the one-click page."""
    logins = list(Login.objects.exclude(demo_title="").order_by("demo_order", "name"))
    people = dict(Person.objects.filter(code__in=[each.party for each in logins]).values_list("code", "name"))
    posts = dict(on_day(Post.objects.filter(party__in=people), on).values_list("party", "at_org"))
    orgs = dict(on_day(Organisation.objects.filter(code__in=posts.values()), on).values_list("code", "name"))
    return [
        DemoLogin(
            each.name, each.demo_title, people.get(each.party, ""), orgs.get(posts.get(each.party, ""), "")
        )
        for each in logins
    ]


def who_am_i(viewer: Viewer) -> str:
    """How the page header names the viewer: the person's own name, and the village or organisation."""
    own = names(viewer, [viewer.party]).get(viewer.party) or viewer.name
    known = village_names() if viewer.village_codes else {}
    return " · ".join([own, *sorted(known[code] for code in viewer.village_codes if code in known)[:2]])
