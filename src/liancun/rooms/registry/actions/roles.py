"""Members, posts, grid duties, standings (社员、职务、网格责任、身份)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.versions import open_on, standing
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Day, Many, _
from liancun.rooms.registry.actions.dated import (
    Recorded,
    end_before,
    must_be_the_registry,
    put_in_place,
    the_town,
)
from liancun.rooms.registry.facts.lives import deaths_of, must_live
from liancun.rooms.registry.fields import (
    ADMITTED_BY,
    APPLICATION,
    DOCUMENT,
    END,
    EVERY_STANDING,
    HOUSEHOLD,
    HOUSEHOLD_CODE,
    MEMBER_NUMBER,
    ORGANISATION,
    PERSON,
    POST,
    RELIEF,
    STANDING_BODY,
    STANDINGS,
    START,
    VILLAGE,
)
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


@dataclass(frozen=True, kw_only=True)
class Admission:
    """A new member, by application and the assembly's resolution (入社)."""

    party: A[
        str,
        Choice(_("成员"), "registry.parties", open=True, most=20, help=_("人员姓名、单位名称或编码")),
    ]
    number: A[str, MEMBER_NUMBER]
    document: A[str, APPLICATION]
    resolution: A[str, ADMITTED_BY]
    start: A[date, START]


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """The day a member gave notice (退社)."""

    party: A[
        str,
        Choice(_("成员"), "registry.members", open=True, most=20, help=_("姓名、社员编号或编码")),
    ]
    notice_on: A[date, Day(_("退社申请日"))]


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A post given to a person (任职)."""

    party: A[str, PERSON]
    kind: A[str, POST]
    at_org: A[str, ORGANISATION]
    village_code: A[str, replace(VILLAGE, label=_("只管哪个村"), help=_("不写就是单位管的都管"))] = ""
    document: A[str, replace(DOCUMENT, label=_("任职文件"), help="")] = ""
    start: A[date, START]
    end: A[date | None, END] = None


@dataclass(frozen=True, kw_only=True)
class Duties:
    """The households a grid worker looks after from a day on (网格责任)."""

    worker: A[str, replace(PERSON, label=_("网格员"))]
    households: A[
        tuple[str, ...],
        Many(
            _("居住户"),
            each=replace(HOUSEHOLD, of="registry.living_households"),
            help=_("户主姓名或户编码,用空格隔开"),
        ),
    ]
    start: A[date, START]


@dataclass(frozen=True, kw_only=True)
class StandingStep:
    """The next step of a household's standing (认定身份)."""

    kind: A[str, Choice(_("身份"), STANDINGS)]
    started_on: A[date, START]
    body: A[str, STANDING_BODY]
    document: A[str, DOCUMENT]


@dataclass(frozen=True, kw_only=True)
class StandingEnd:
    """The last day a standing held (终止身份); of several that hold, which one."""

    ended_on: A[date, Day(_("止(最后一天)"))]
    document: A[str, DOCUMENT]
    kind: A[str, Choice(_("身份"), STANDINGS, help=_("只有一种的可以不填"))] = ""


@offered("registry.admit_member", title=_("登记入社"), path="members/{party}/admit", on="members")
def admit_member(org_code: str, given: Admission, *, by: Viewer, on: date) -> Recorded:
    """Admit a person or a unit (入社): its application and the assembly's passed resolution; art. 24.

    A household is never a member.
    """
    party, number, start = given.party, given.number, given.start
    unit = party.startswith(ORG)
    with guards.refusing(), act("registry.admit_member", org_code, by=by, on=on) as done:
        people = Person.objects.filter(code=party).values_list("village_code", flat=True)
        orgs = Organisation.objects.filter(code=party.removeprefix(ORG)).values_list(
            "village_code", flat=True
        )
        village = (orgs if unit else people).first()
        if village is None:
            raise Refusal("registry.member_kind")
        must_live([(party, start)])
        if not given.document:
            raise Refusal("registry.needs_document")
        if not Resolution.objects.filter(org_code=org_code, code=given.resolution, passed=True).exists():
            raise Refusal("registry.needs_resolution", number=given.resolution)
        if open_on(Membership.objects.filter(org_code=org_code, party=party), start).exists():
            raise Refusal("registry.member_twice", party=party)
        numbered = standing(Membership.objects.filter(org_code=org_code, number=number))
        if numbered.exclude(party=party).exists():
            raise Refusal("registry.member_number_taken", number=number)
        done.add(
            Membership,
            party=party,
            number=number,
            kind="unit" if unit else "farmer",
            document=given.document,
            resolution=given.resolution,
            start=start,
            **done.stamp(village),
        )
        done.ref = f"member:{org_code}/{party}"
        done.params = {"document": given.document, "resolution": given.resolution}
    return Recorded(org_code, done.ref)


@offered(
    "registry.end_membership",
    title=_("登记退社"),
    ask=_("按章程,资格到年末终止。确定吗?"),
    path="members/{party}/leave",
    on="members",
)
def end_membership(org_code: str, given: Leaving, *, by: Viewer, on: date) -> Recorded:
    """Record a member's notice to leave (退社); gives the day the membership ends.

    That is the end of the year, of the next one where notice came late; arts 25, 62. The membership of
    somebody who died ends with the death, whatever day is told.
    """
    party, notice_on = given.party, given.notice_on
    died_on = deaths_of([party]).get(party)
    with guards.refusing(), act("registry.end_membership", org_code, by=by, on=on) as done:
        rows = open_on(Membership.objects.filter(org_code=org_code, party=party), notice_on)
        row = rows.filter(start__lte=notice_on).first()
        if died_on and (row is None or died_on < row.start or row.end == died_on):
            raise Refusal("registry.is_dead", value=party, day=str(died_on))
        if row is None:
            raise Refusal("viewer.not_found")
        charter = charters.in_force(ExitNotice, on=notice_on, org=org_code)
        end = died_on or leaves_on(row.kind, notice_on, charter)
        if died_on:
            put_in_place(done, row, end=end)
        elif row.notice_on is not None:
            raise Refusal("registry.notice_given", party=party, day=str(row.notice_on))
        else:
            put_in_place(done, row, end=end, notice_on=notice_on)
        done.ref = f"member:{org_code}/{party}"
        done.params = {"ends": str(end), "clause": charter.clause}
    return Recorded(org_code, done.ref, str(end))


@offered("registry.appoint", title=_("登记任职"), path="posts", on="posts")
def appoint(org_code: str, given: Appointment, *, by: Viewer, on: date) -> Recorded:
    """Give a person a post (任职); refuses one the law does not let them hold besides."""
    must_be_the_registry(org_code)
    party, at_org, start, end = given.party, given.at_org, given.start, given.end
    village = given.village_code
    with guards.refusing(), act("registry.appoint", the_town(), by=by, on=on, village_code=village) as done:
        if not Person.objects.filter(code=party).exists():
            raise Refusal("registry.no_such_person", value=party)
        must_live([(party, start)])
        if not Organisation.objects.filter(code=at_org).exists():
            raise Refusal("registry.no_such_organisation", value=at_org)
        if end and end < start:
            raise Refusal("registry.ends_before_start", start=str(start), end=str(end))
        rows = open_on(Post.objects.filter(party=party, at_org=at_org), start)
        held = [row.kind for row in rows if end is None or row.start <= end]
        law = charters.in_force(PostRules, on=start)
        for one, other in clashes([given.kind, *held], law):
            raise Refusal("registry.posts_clash", law.clause, party=party, org=at_org, one=one, other=other)
        done.add(
            Post,
            party=party,
            kind=given.kind,
            at_org=at_org,
            document=given.document,
            start=start,
            end=end,
            **done.stamp(village),
        )
        done.ref = f"person:{party}"
    return Recorded(party, done.ref)


@offered("registry.assign_duty", title=_("分派网格"), path="duties", on="duties")
def assign_duty(org_code: str, given: Duties, *, by: Viewer, on: date) -> Recorded:
    """Have a grid worker look after living households from a day on (网格责任), instead of whoever did."""
    must_be_the_registry(org_code)
    worker, start = given.worker, given.start
    wanted = sorted(set(given.households))
    with guards.refusing(), act("registry.assign_duty", the_town(), by=by, on=on) as done:
        homes = open_on(Household.objects.filter(code__in=wanted, kind=Household.Kind.LIVING), start)
        villages = dict(homes.values_list("code", "village_code"))
        for code in wanted:
            if code not in villages:
                raise Refusal("registry.no_such_household", value=code)
        if not Person.objects.filter(code=worker).exists():
            raise Refusal("registry.no_such_person", value=worker)
        must_live([(worker, start)])
        before = open_on(GridDuty.objects.filter(household__in=wanted), start).exclude(worker=worker)
        end_before(done, before, start)
        same = set(
            open_on(GridDuty.objects.filter(household__in=wanted, worker=worker), start).values_list(
                "household", flat=True
            )
        )
        bulk.insert(
            GridDuty,
            [
                GridDuty(worker=worker, household=code, start=start, **done.stamp(villages[code]))
                for code in wanted
                if code not in same
            ],
        )
        done.ref = f"person:{worker}"
        done.params = {"households": len(wanted)}
    return Recorded(worker, done.ref)


def _beside(kind: str) -> tuple[str, ...]:
    """The standings that a step to this one ends: relief goes its own way beside the steps out of poverty."""
    relief = dict(RELIEF)
    return tuple(code for code, _word in EVERY_STANDING if (code in relief) == (kind in relief))


def _end_standings(a: Act, household: str, day: date, kinds: Sequence[str]) -> int:
    """End the open steps of some kinds on the day before; returns how many there were."""
    open_steps = Standing.objects.filter(household=household, ended_on__isnull=True, kind__in=kinds)
    ending = list(standing(open_steps))
    for row in ending:
        if row.started_on >= day:
            raise Refusal("registry.began_later", start=str(row.started_on), day=str(day))
        ended = a.add(
            Standing,
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
        bulk.insert(StandingMember, [StandingMember(standing=ended, party=party) for party in people])
    return len(ending)


@offered("registry.step_standing", title=_("认定身份"), path="households/{code}/standings", of="household")
def step_standing(code: A[str, HOUSEHOLD_CODE], given: StandingStep, *, by: Viewer, on: date) -> Recorded:
    """Take a household's next step (身份变动) with its people of that day; the last ends the day before."""
    started_on = given.started_on
    row = open_on(Household.objects.filter(code=code), started_on).first()
    if row is None:
        raise Refusal("registry.no_such_household", value=code)
    if not given.document:
        raise Refusal("registry.needs_document")
    verb = "registry.step_standing"
    with guards.refusing(), act(verb, the_town(), by=by, on=on, village_code=row.village_code) as done:
        _end_standings(done, code, started_on, _beside(given.kind))
        step = done.add(
            Standing,
            household=code,
            kind=given.kind,
            started_on=started_on,
            body=given.body,
            document=given.document,
            **done.stamp(row.village_code),
        )
        people = open_on(HouseholdMember.objects.filter(household=code), started_on)
        inside = people.filter(start__lte=started_on).values_list("party", flat=True)
        bulk.insert(
            StandingMember, [StandingMember(standing=step, party=party) for party in sorted(set(inside))]
        )
        done.ref = f"household:{code}"
        done.params = {"document": given.document}
    return Recorded(code, done.ref)


@offered(
    "registry.close_standing",
    title=_("终止身份"),
    path="households/{code}/standings/close",
    of="household",
)
def close_standing(code: A[str, HOUSEHOLD_CODE], given: StandingEnd, *, by: Viewer, on: date) -> Recorded:
    """Close a household's standing (身份终止), no other after it; `ended_on` is the last day it held.

    Which one must be said where several hold.
    """
    ended_on = given.ended_on
    row = Household.objects.filter(code=code).order_by("-start").first()
    if row is None:
        raise Refusal("registry.no_such_household", value=code)
    if not given.document:
        raise Refusal("registry.needs_document")
    if ended_on > on:
        raise Refusal("registry.not_yet", day=str(ended_on))
    verb = "registry.close_standing"
    with guards.refusing(), act(verb, the_town(), by=by, on=on, village_code=row.village_code) as done:
        held = standing(Standing.objects.filter(household=code, ended_on__isnull=True))
        kinds = sorted({given.kind} if given.kind else set(held.values_list("kind", flat=True)))
        if len(kinds) > 1:
            said = dict(EVERY_STANDING)
            raise Refusal("registry.which_standing", kinds=tuple(said[kind] for kind in kinds))
        if not _end_standings(done, code, ended_on + timedelta(days=1), kinds):
            raise Refusal("registry.no_open_standing", number=code)
        done.ref = f"household:{code}"
        done.params = {"document": given.document}
    return Recorded(code, done.ref)
