"""Members, posts, grid duties, standings (社员、职务、网格责任、身份)."""

from collections.abc import Sequence
from datetime import date, timedelta

from liancun.base import charters, guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.actions.dated import TOWN, end_before, open_on, put_in_place, standing
from liancun.rooms.registry.models import (
    GridDuty,
    Household,
    HouseholdMember,
    Membership,
    Organisation,
    Person,
    Post,
    Resolution,
    Standing,
    StandingMember,
)
from liancun.rooms.registry.rules import ExitNotice, PostRules, clashes, leaves_on

ORG = "O:"


def admit_member(
    org_code: str,
    *,
    party: str,
    number: str,
    document: str,
    resolution: str,
    start: date,
    by: Viewer,
    on: date,
) -> None:
    """Admit a person or a unit (入社): its application and the assembly's passed resolution; art. 24.

    A household is never a member.
    """
    unit = party.startswith(ORG)
    with guards.refusing(), act("registry.admit_member", org_code, by=by, on=on) as done:
        people = Person.objects.filter(code=party).values_list("village_code", flat=True)
        orgs = Organisation.objects.filter(code=party.removeprefix(ORG)).values_list(
            "village_code", flat=True
        )
        village = (orgs if unit else people).first()
        if village is None:
            raise Refusal("registry.member_kind")
        if not document:
            raise Refusal("registry.needs_document")
        if not Resolution.objects.filter(org_code=org_code, code=resolution, passed=True).exists():
            raise Refusal("registry.needs_resolution", number=resolution)
        if open_on(Membership.objects.filter(org_code=org_code, party=party), start).exists():
            raise Refusal("registry.member_twice", party=party)
        if (
            standing(Membership.objects.filter(org_code=org_code, number=number))
            .exclude(party=party)
            .exists()
        ):
            raise Refusal("registry.member_number_taken", number=number)
        Membership.objects.create(
            party=party,
            number=number,
            kind="unit" if unit else "farmer",
            document=document,
            resolution=resolution,
            start=start,
            **done.stamp(village),
        )
        done.ref = f"member:{org_code}/{party}"
        done.params = {"document": document, "resolution": resolution}


def end_membership(org_code: str, party: str, *, notice_on: date, by: Viewer, on: date) -> date:
    """Record a member's notice to leave (退社); returns the day the membership ends.

    That is the end of the year, of the next one where notice came late; arts 25, 62.
    """
    with guards.refusing(), act("registry.end_membership", org_code, by=by, on=on) as done:
        rows = open_on(Membership.objects.filter(org_code=org_code, party=party), notice_on)
        row = rows.filter(start__lte=notice_on).first()
        if row is None:
            raise Refusal("viewer.not_found")
        if row.notice_on is not None:
            raise Refusal("registry.notice_given", party=party, day=str(row.notice_on))
        charter = charters.in_force(ExitNotice, on=notice_on, org=org_code)
        end = leaves_on(row.kind, notice_on, charter)
        put_in_place(done, row, end=end, notice_on=notice_on)
        done.ref = f"member:{org_code}/{party}"
        done.params = {"ends": str(end), "clause": charter.clause}
    return end


def appoint(
    party: str,
    kind: str,
    *,
    at_org: str,
    start: date,
    by: Viewer,
    on: date,
    village_code: str = "",
    document: str = "",
    end: date | None = None,
) -> int:
    """Give a person a post (任职); refuses one the law does not let them hold besides. Returns its number."""
    with guards.refusing(), act("registry.appoint", TOWN, by=by, on=on, village_code=village_code) as done:
        if not Person.objects.filter(code=party).exists():
            raise Refusal("registry.no_such_person", value=party)
        if not Organisation.objects.filter(code=at_org).exists():
            raise Refusal("registry.no_such_organisation", value=at_org)
        rows = open_on(Post.objects.filter(party=party, at_org=at_org), start)
        held = [row.kind for row in rows if end is None or row.start <= end]
        law = charters.in_force(PostRules, on=start)
        for one, other in clashes([kind, *held], law):
            raise Refusal("registry.posts_clash", law.clause, party=party, org=at_org, one=one, other=other)
        post = Post.objects.create(
            party=party,
            kind=kind,
            at_org=at_org,
            document=document,
            start=start,
            end=end,
            **done.stamp(village_code),
        )
        done.ref = f"person:{party}"
    return int(post.pk)


def assign_duty(worker: str, households: Sequence[str], *, start: date, by: Viewer, on: date) -> None:
    """Have a grid worker look after living households from a day on (网格责任), instead of whoever did."""
    wanted = sorted(set(households))
    with guards.refusing(), act("registry.assign_duty", TOWN, by=by, on=on) as done:
        homes = open_on(Household.objects.filter(code__in=wanted, kind=Household.Kind.LIVING), start)
        villages = dict(homes.values_list("code", "village_code"))
        for code in wanted:
            if code not in villages:
                raise Refusal("registry.no_such_household", value=code)
        if not Person.objects.filter(code=worker).exists():
            raise Refusal("registry.no_such_person", value=worker)
        before = open_on(GridDuty.objects.filter(household__in=wanted), start).exclude(worker=worker)
        end_before(done, before, start)
        same = set(
            open_on(GridDuty.objects.filter(household__in=wanted, worker=worker), start).values_list(
                "household", flat=True
            )
        )
        GridDuty.objects.bulk_create(
            GridDuty(worker=worker, household=code, start=start, **done.stamp(villages[code]))
            for code in wanted
            if code not in same
        )
        done.ref = f"person:{worker}"
        done.params = {"households": len(wanted)}


def _end_standings(a: Act, household: str, day: date) -> int:
    """End the open steps on the day before; returns how many there were."""
    gone = Standing.objects.filter(supersedes__isnull=False).values("supersedes")
    rows = Standing.objects.filter(household=household, ended_on__isnull=True).exclude(pk__in=gone)
    ending = list(rows)
    for row in ending:
        if row.started_on >= day:
            raise Refusal("registry.began_later", start=str(row.started_on), day=str(day))
        ended = Standing.objects.create(
            household=household,
            kind=row.kind,
            started_on=row.started_on,
            ended_on=day - timedelta(days=1),
            body=row.body,
            document=row.document,
            supersedes=row,
            **a.stamp(row.village_code),
        )
        people = StandingMember.objects.filter(standing=row).values_list("party", flat=True)
        StandingMember.objects.bulk_create(StandingMember(standing=ended, party=party) for party in people)
    return len(ending)


def step_standing(
    household: str, kind: str, *, started_on: date, body: str, document: str, by: Viewer, on: date
) -> None:
    """Take a household's next step (身份变动) with its people of that day; the last ends the day before."""
    row = open_on(Household.objects.filter(code=household), started_on).first()
    if row is None:
        raise Refusal("registry.no_such_household", value=household)
    if not document:
        raise Refusal("registry.needs_document")
    verb = "registry.step_standing"
    with guards.refusing(), act(verb, TOWN, by=by, on=on, village_code=row.village_code) as done:
        _end_standings(done, household, started_on)
        step = Standing.objects.create(
            household=household,
            kind=kind,
            started_on=started_on,
            body=body,
            document=document,
            **done.stamp(row.village_code),
        )
        people = open_on(HouseholdMember.objects.filter(household=household), started_on)
        inside = people.filter(start__lte=started_on).values_list("party", flat=True)
        StandingMember.objects.bulk_create(
            StandingMember(standing=step, party=party) for party in sorted(set(inside))
        )
        done.ref = f"household:{household}"
        done.params = {"document": document}


def close_standing(household: str, *, ended_on: date, document: str, by: Viewer, on: date) -> None:
    """Close a household's standing (身份终止), no other after it; `ended_on` is the last day it held."""
    row = Household.objects.filter(code=household).order_by("-start").first()
    if row is None:
        raise Refusal("registry.no_such_household", value=household)
    if not document:
        raise Refusal("registry.needs_document")
    if ended_on > on:
        raise Refusal("registry.not_yet", day=str(ended_on))
    verb = "registry.close_standing"
    with guards.refusing(), act(verb, TOWN, by=by, on=on, village_code=row.village_code) as done:
        if not _end_standings(done, household, ended_on + timedelta(days=1)):
            raise Refusal("registry.no_open_standing", number=household)
        done.ref = f"household:{household}"
        done.params = {"document": document}
