"""What must always be true of the registry (登记核对)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count

from liancun.base import charters, clock
from liancun.base.findings import Finding
from liancun.rooms.registry.models import Household, HouseholdMember, Membership, Organisation, Person, Post
from liancun.rooms.registry.queries.who import on_day
from liancun.rooms.registry.rules import MemberMix, member_mix_faults

INCOMPATIBLE = (("supervisor", ("director", "accountant", "cashier")),)
"""Posts one person may not hold at once: 农民专业合作社法 (2017) art. 33, 会计法 art. 37."""


def nobody_lives_in_two_homes() -> Iterator[Finding]:
    """A person is in one living household at a time, and in none after death."""
    today = clock.today()
    living = on_day(Household.objects.filter(kind=Household.Kind.LIVING), today).values("code")
    inside = on_day(HouseholdMember.objects.filter(household__in=living), today)
    twice = inside.values("party").annotate(n=Count("household", distinct=True)).filter(n__gt=1)
    for row in twice.order_by("party"):
        yield Finding.of("broken", f"person:{row['party']}", "registry.two_homes", party=row["party"])
    dead = Person.objects.filter(died_on__lt=today, code__in=inside.values("party"))
    for code in dead.order_by("code").values_list("code", flat=True):
        yield Finding.of("broken", f"person:{code}", "registry.dead_at_home", party=code)


def posts_do_not_clash() -> Iterator[Finding]:
    """A supervisor is neither director nor keeps the books or the till there."""
    held: dict[tuple[str, str], set[str]] = {}
    for party, org, kind in on_day(Post.objects.all(), clock.today()).values_list("party", "at_org", "kind"):
        held.setdefault((party, org), set()).add(kind)
    for (party, org), kinds in sorted(held.items()):
        for one, others in INCOMPATIBLE:
            for other in others:
                if one in kinds and other in kinds:
                    yield Finding.of(
                        "broken",
                        f"person:{party}",
                        "registry.posts_clash",
                        party=party,
                        org=org,
                        one=one,
                        other=other,
                    )


def members_are_mixed_as_the_law_asks() -> Iterator[Finding]:
    """Farmers at least 80 %, units at most 5 % (art. 20)."""
    today: date = clock.today()
    kinds = Organisation.objects.filter(kind=Organisation.Kind.HEAD_COOPERATIVE)
    for org in sorted(set(kinds.values_list("code", flat=True))):
        rows = on_day(Membership.objects.filter(org_code=org), today)
        farmers, units = rows.filter(kind="farmer").count(), rows.filter(kind="unit").count()
        for fault in member_mix_faults(farmers, units, charters.in_force(MemberMix, on=today)):
            yield Finding("broken", f"organisation:{org}", fault.code, fault.params)


def nobody_is_a_member_twice() -> Iterator[Finding]:
    """One open membership a party and cooperative."""
    rows = on_day(Membership.objects.all(), clock.today())
    twice = rows.values("org_code", "party").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice.order_by("org_code", "party"):
        yield Finding.of(
            "broken", f"member:{row['org_code']}/{row['party']}", "registry.member_twice", party=row["party"]
        )


CHECKS = (
    nobody_lives_in_two_homes,
    posts_do_not_clash,
    members_are_mixed_as_the_law_asks,
    nobody_is_a_member_twice,
)
