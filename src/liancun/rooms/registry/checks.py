"""What must always be true of the registry (登记核对)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from liancun.base import charters, clock, decisions
from liancun.base.crypto import blind_index
from liancun.base.findings import Finding
from liancun.base.versions import on_day, standing
from liancun.charter.layers import ORGANISATION, layer_of
from liancun.kernel import DateRange, Refusal
from liancun.rooms.registry.facts.doubts import doubtful_people, shared_accounts
from liancun.rooms.registry.facts.lives import deaths_of
from liancun.rooms.registry.facts.relations import above, organisations_by
from liancun.rooms.registry.facts.votes import binding_resolutions
from liancun.rooms.registry.models import (
    Household,
    HouseholdMember,
    Membership,
    Organisation,
    Person,
    Post,
    Resolution,
)
from liancun.rooms.registry.rules import (
    Meeting,
    Meetings,
    MemberMix,
    Organisations,
    PostRules,
    clashes,
    meeting_result,
    member_mix_faults,
    overlap,
)


def outlives(end: date | None, died_on: date | None) -> bool:
    """Whether a row that ends on a day, or never, goes on after a death."""
    return died_on is not None and (end is None or end > died_on)


def nobody_is_in_two_households() -> Iterator[Finding]:
    """On no day is a person in two households of one kind, nor in a living one after death."""
    kinds = dict(standing(Household.objects.all()).values_list("code", "kind"))
    dead: dict[str, date | None] = dict(Person.objects.exclude(died_on=None).values_list("code", "died_on"))
    inside: dict[tuple[str, str], list[DateRange]] = {}
    rows = standing(HouseholdMember.objects.all()).order_by("pk")
    for household, party, start, end in rows.values_list("household", "party", "start", "end"):
        kind = kinds.get(household, "")
        inside.setdefault((party, kind), []).append(DateRange(start, end))
        if party in dead and kind == Household.Kind.LIVING and outlives(end, dead[party]):
            yield Finding.of("broken", f"person:{party}", "registry.dead_at_home", party=party)
    for (party, kind), ranges in sorted(inside.items()):
        twice = overlap(ranges) if len(ranges) > 1 else None
        if twice:
            yield Finding.of(
                "broken",
                f"person:{party}",
                "registry.two_homes",
                party=party,
                home=str(Household.Kind(kind).label) if kind else "",
                day=str(twice.start),
            )


def posts_do_not_clash() -> Iterator[Finding]:
    """A supervisor is neither director nor keeps the books or the till there, a cashier no accountant."""
    today = clock.today()
    law = charters.in_force(PostRules, on=today)
    held: dict[tuple[str, str], set[str]] = {}
    for party, org, kind in on_day(Post.objects.all(), today).values_list("party", "at_org", "kind"):
        held.setdefault((party, org), set()).add(kind)
    for (party, org), kinds in sorted(held.items()):
        for one, other in clashes(kinds, law):
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
    """On no day has a party two memberships of one cooperative, and a household has none."""
    found: dict[tuple[str, str], list[DateRange]] = {}
    rows: QuerySet[Membership] = standing(Membership.objects.all()).order_by("pk")
    homes = set(Household.objects.values_list("code", flat=True))
    for org, party, start, end in rows.values_list("org_code", "party", "start", "end"):
        found.setdefault((org, party), []).append(DateRange(start, end))
    for (org, party), ranges in sorted(found.items()):
        if party in homes:
            yield Finding.of("broken", f"member:{org}/{party}", "registry.member_kind")
        if overlap(ranges):
            yield Finding.of("broken", f"member:{org}/{party}", "registry.member_twice", party=party)


def memberships_end_with_their_members() -> Iterator[Finding]:
    """Membership is personal: nobody is a member after death."""
    rows = standing(Membership.objects.filter(party__in=Person.objects.exclude(died_on=None).values("code")))
    ends = list(rows.order_by("pk").values_list("org_code", "party", "end"))
    died = deaths_of(party for _org, party, _end in ends)
    for org, party, end in ends:
        if outlives(end, died.get(party)):
            yield Finding.of(
                "broken",
                f"member:{org}/{party}",
                "registry.dead_member",
                party=party,
                died_on=str(died[party]),
            )


def id_numbers_are_one_person_each() -> Iterator[Finding]:
    """An ID number's index is that of the number: a hand edit of either shows."""
    rows = Person.objects.order_by("code")
    for code, number, index in rows.values_list("code", "id_number", "id_index").iterator(2_000):
        if (blind_index(number, "id") or None) != index:
            yield Finding.of("tampered", f"person:{code}", "registry.id_index", party=code)


def accounts_are_one_partys_each() -> Iterator[Finding]:
    """No two parties have one account without an authority between them: one of them is paid the other's."""
    for doubt in shared_accounts():
        yield Finding.of("broken", f"person:{doubt.other}", "registry.shared_account", value=doubt.one)


def people_are_registered_once() -> Iterator[Finding]:
    """Nobody may be registered twice of whom nobody has said that they are two."""
    for doubt in doubtful_people():
        said = {"one": doubt.one, "other": doubt.other}
        yield Finding.of("broken", f"doubt:{doubt.key}", "registry.perhaps_one", **said)


def votes_say_what_was_decided() -> Iterator[Finding]:
    """A resolution recorded as passed passed by its counts, under the law of its day; and the reverse."""
    for row in Resolution.objects.order_by("pk"):
        forms = charters.in_force(Organisations, on=row.held_on, org=row.org_code).forms
        law = charters.in_force(Meetings, on=row.held_on)
        days = (row.held_on - row.notice_on).days if row.notice_on else None
        counts = Meeting(
            row.body,
            row.entitled,
            row.present,
            row.total_votes,
            row.votes_for,
            row.votes_against,
            row.votes_abstain,
            row.major,
            row.members,
            days,
            bool(row.urgent_because),
        )
        ref = f"resolution:{row.org_code}/{row.code}"
        try:
            passed = meeting_result(counts, law, forms.get(row.org_code)).passed
        except Refusal as no:
            yield Finding("broken", ref, no.code, no.reason.params)
            continue
        if passed != row.passed:
            yield Finding.of("tampered", ref, "registry.vote_differs", number=row.code)


def resolved_blocks_are_kept() -> Iterator[Finding]:
    """A block that a resolution bound is kept, in the text that was voted on."""
    rows = binding_resolutions().order_by("pk")
    kept = decisions.bound(rows.values_list("block", flat=True))
    for row in rows:
        if row.block not in kept or kept[row.block].sha256 != row.block_sha256:
            ref, said = f"resolution:{row.org_code}/{row.code}", {"number": row.code, "block": row.block}
            yield Finding.of("tampered", ref, "registry.block_not_kept", **said)


def decisions_are_somebodys() -> Iterator[Finding]:
    """An own decision lies in the folder of an organisation there is: in another it would hold for nobody."""
    owners = {org for org, _decision in charters.current().decisions if layer_of(org) == ORGANISATION}
    known = set(Organisation.objects.values_list("code", flat=True))
    for org in sorted(owners - known):
        yield Finding.of("broken", f"charter:{org}", "registry.decision_of_nobody", folder=org)


def all_stand_below_the_town() -> Iterator[Finding]:
    """Every organisation stands below the one town, at whatever depth: by that it is found and reached."""
    today = clock.today()
    towns = [
        code
        for code, row in organisations_by(today).items()
        if row.kind == Organisation.Kind.TOWN and (row.end is None or row.end >= today)
    ]
    for town in towns[1:]:
        yield Finding.of("broken", f"organisation:{town}", "registry.second_town", value=town, town=towns[0])
    for code, row in organisations_by(today).items():
        if towns and row.kind != Organisation.Kind.TOWN and not set(towns).intersection(above(code, today)):
            yield Finding.of("broken", f"organisation:{code}", "registry.nothing_above", name=row.name)


CHECKS = (
    all_stand_below_the_town,
    nobody_is_in_two_households,
    posts_do_not_clash,
    members_are_mixed_as_the_law_asks,
    nobody_is_a_member_twice,
    memberships_end_with_their_members,
    id_numbers_are_one_person_each,
    people_are_registered_once,
    accounts_are_one_partys_each,
    votes_say_what_was_decided,
    resolved_blocks_are_kept,
    decisions_are_somebodys,
)
