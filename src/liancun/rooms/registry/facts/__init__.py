"""What rules and checks see of the registry (登记事实): everything, up to a watermark, few queries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from liancun.base import versions
from liancun.base.request_cache import once, once_each
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange
from liancun.rooms.registry.facts.dated import spans, standing_rows
from liancun.rooms.registry.facts.lives import deaths_of as deaths_of
from liancun.rooms.registry.facts.lives import life_faults as life_faults
from liancun.rooms.registry.facts.lives import lives_of as lives_of
from liancun.rooms.registry.facts.lives import must_live as must_live
from liancun.rooms.registry.facts.lives import sexes_of as sexes_of
from liancun.rooms.registry.facts.lives import women_of as women_of
from liancun.rooms.registry.facts.members import Ended as Ended
from liancun.rooms.registry.facts.members import Member as Member
from liancun.rooms.registry.facts.members import members_on as members_on
from liancun.rooms.registry.facts.members import members_within as members_within
from liancun.rooms.registry.facts.members import memberships as memberships
from liancun.rooms.registry.facts.members import memberships_ended as memberships_ended
from liancun.rooms.registry.facts.members import memberships_of as memberships_of
from liancun.rooms.registry.facts.members import spans_among as spans_among
from liancun.rooms.registry.facts.places import collectives as collectives
from liancun.rooms.registry.facts.places import every_org
from liancun.rooms.registry.facts.places import owner as owner
from liancun.rooms.registry.facts.places import owners as owners
from liancun.rooms.registry.facts.places import unit_villages as unit_villages
from liancun.rooms.registry.facts.places import village_of_collective as village_of_collective
from liancun.rooms.registry.facts.places import villages_known as villages_known
from liancun.rooms.registry.facts.relations import above as above
from liancun.rooms.registry.facts.relations import below as below
from liancun.rooms.registry.facts.relations import section_villages as section_villages
from liancun.rooms.registry.facts.votes import carried as carried
from liancun.rooms.registry.facts.votes import must_be_that_text as must_be_that_text
from liancun.rooms.registry.facts.votes import resolution_carried as resolution_carried
from liancun.rooms.registry.facts.votes import resolved_blocks as resolved_blocks
from liancun.rooms.registry.facts.votes import towns_blocks as towns_blocks
from liancun.rooms.registry.models import (
    GridDuty,
    Household,
    HouseholdMember,
    Login,
    Organisation,
    PayeeAuthority,
    Person,
    Resolution,
    Standing,
    StandingMember,
)
from liancun.rooms.registry.models.dated import Dated

D = TypeVar("D", bound=Dated)


def live(rows: "QuerySet[D]", asof: Watermark) -> Iterator[D]:
    """The dated rows that stand at a watermark: those that no visible row supersedes."""
    seen = list(asof.limit(rows).order_by("pk"))
    gone = {row.supersedes_id for row in seen if row.supersedes_id}  # type: ignore[attr-defined]
    return (row for row in seen if row.pk not in gone)


@dataclass(frozen=True)
class LivingHousehold:
    """A living household (居住户) and when it lived there; `head` is its head's party code, or ''."""

    code: str
    village_code: str
    days: DateRange
    head: str


@once
def living_households(village_code: str, asof: Watermark) -> tuple[LivingHousehold, ...]:
    """Every living household a village ever had, by code, with its present head."""
    rows = Household.objects.filter(kind=Household.Kind.LIVING, village_code=village_code)
    heads = heads_of(village_code, asof)
    found = sorted((code, start, end) for start, end, code in spans(rows, asof, "code"))
    return tuple(
        LivingHousehold(code, village_code, DateRange(start, end), heads.get(code, ""))
        for code, start, end in found
    )


def living_days(village_code: str, asof: Watermark) -> dict[str, DateRange]:
    """Living household -> when it lived in a village, where nobody asks who heads it."""
    found = sorted(_living_spans(village_code, asof), key=lambda row: row[0])
    return {code: DateRange(start, end) for start, end, code in found}


@once
def heads_of(village_code: str, asof: Watermark) -> Mapping[str, str]:
    """Household code -> the party code of its latest head, for all households of a village."""
    rows = HouseholdMember.objects.filter(village_code=village_code, is_head=True)
    found = sorted(spans(rows, asof, "household", "party"), key=lambda row: row[0])
    return {household: party for _start, _end, household, party in found}


@dataclass(frozen=True)
class Duty:
    """A grid worker's duty for one household (网格责任)."""

    worker: str
    household: str
    days: DateRange


@once
def grid_duties(village_code: str, asof: Watermark) -> tuple[Duty, ...]:
    """Every grid duty of a village."""
    rows = GridDuty.objects.filter(village_code=village_code)
    found = spans(rows, asof, "worker", "household")
    return tuple(Duty(worker, household, DateRange(start, end)) for start, end, worker, household in found)


def duty_homes(village_code: str, day: date, asof: Watermark) -> dict[str, list[str]]:
    """Grid worker -> the living households in their duty on a day, by code.

    Plain columns, no records: a month's pay asks this again for every month before it.
    """
    living = {code for (code,) in _holding(_living_spans(village_code, asof), day)}
    found: dict[str, list[str]] = {}
    for household, worker in sorted(_holding(_duty_spans(village_code, asof), day)):
        if household in living:
            found.setdefault(worker, []).append(household)
    return found


@once
def _living_spans(village_code: str, asof: Watermark) -> list[tuple[Any, ...]]:
    homes = Household.objects.filter(kind=Household.Kind.LIVING, village_code=village_code)
    return spans(homes, asof, "code")


@once
def _duty_spans(village_code: str, asof: Watermark) -> list[tuple[Any, ...]]:
    return spans(GridDuty.objects.filter(village_code=village_code), asof, "household", "worker")


def _on_day(rows: "QuerySet[D]", day: date, asof: Watermark, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of the dated rows that stand at a watermark and hold on a day."""
    return _holding(spans(rows, asof, *columns), day)


def _holding(found: Iterable[tuple[Any, ...]], day: date) -> list[tuple[Any, ...]]:
    return [row[2:] for row in found if row[0] <= day and (row[1] is None or day <= row[1])]


def payee_for(parties: Iterable[str], day: date, asof: Watermark) -> dict[str, str]:
    """Who receives for each party on a day: an heir or a holder of written authority, else itself."""
    wanted = set(parties)
    payees = {party: party for party in wanted}
    for party, payee in _holding(_authority_spans(asof), day):
        if party in wanted:
            payees[party] = payee
    return payees


@once
def _authority_spans(asof: Watermark) -> list[tuple[Any, ...]]:
    return spans(PayeeAuthority.objects.all(), asof, "party", "payee")


def ever_received(parties: Iterable[str]) -> dict[str, set[str]]:
    """Party -> whoever was registered to receive for it at any time, corrected since or not."""
    found: dict[str, set[str]] = {}
    rows = PayeeAuthority.objects.filter(party__among=list(parties))
    for party, payee in rows.values_list("party", "payee"):
        found.setdefault(party, set()).add(payee)
    return found


def received_for(payee: str, day: date) -> Any:
    """For whom somebody receives on a day, by written authority or as heir: a question within a question."""
    return versions.on_day(PayeeAuthority.objects.filter(payee=payee), day).values("party")


def payee_on(party: str, day: date, asof: Watermark) -> str:
    """Who receives for one party on a day; see `payee_for`."""
    return payee_for([party], day, asof)[party]


def dead_on(parties: Iterable[str], day: date) -> frozenset[str]:
    """Of these people, those who had died by a day: their money waits for an heir."""
    rows = Person.objects.filter(code__among=parties, died_on__lte=day)
    return frozenset(rows.values_list("code", flat=True))


@dataclass(frozen=True)
class Passed:
    """A resolution that carried (通过的决议)."""

    ref: str
    code: str
    body: str
    subject: str
    held_on: date


def passed_resolution(org_code: str, bodies: Iterable[str], subject: str) -> Passed | None:
    """The latest passed resolution of one of the bodies on a subject, or None."""
    row = (
        Resolution.objects.filter(org_code=org_code, body__in=list(bodies), subject=subject, passed=True)
        .order_by("-held_on", "-pk")
        .first()
    )
    if row is None:
        return None
    return Passed(f"resolution:{org_code}/{row.code}", row.code, row.body, row.subject, row.held_on)


def votes_of(org_code: str, code: str) -> tuple[int, ...]:
    """(entitled, present, all votes, for, against, abstaining) of a resolution; empty where there is none."""
    rows = Resolution.objects.filter(org_code=org_code, code=code)
    counts = ("entitled", "present", "total_votes", "votes_for", "votes_against", "votes_abstain")
    return rows.values_list(*counts).first() or ()


def standing_counts(
    kind: str, *, open_on: date | None = None, ended_by: date | None = None
) -> tuple[int, int]:
    """(households, persons) of a standing: open on a day, or ended by a day."""
    rows = versions.standing(Standing.objects.filter(kind=kind))
    if open_on is not None:
        rows = rows.filter(started_on__lte=open_on).exclude(ended_on__lt=open_on)
    if ended_by is not None:
        rows = rows.filter(ended_on__lte=ended_by)
    people = StandingMember.objects.filter(standing__in=rows).values("party").distinct().count()
    return rows.values("household").distinct().count(), people


# --- what published figures are counted from (docs/figures.md) ---------------------------------


def member_villages(org_code: str, day: date, asof: Watermark) -> frozenset[str]:
    """The villages that belong to a joint-village organisation on a day, by their collectives' membership."""
    return frozenset(each.village_code for each in members_on(org_code, day, asof) if each.village_code)


def households_on(kind: str, day: date, asof: Watermark) -> dict[str, str]:
    """Household code -> village of the households of one of the three kinds that stand on a day."""
    found = _holding(_household_spans(asof), day)
    return {code: village for code, its_kind, village in found if its_kind == kind}


def household_spans(kind: str, asof: Watermark) -> tuple[tuple[str, DateRange], ...]:
    """(code, days) of every household of one of the three kinds."""
    rows = _household_spans(asof)
    return tuple(
        (code, DateRange(start, end)) for start, end, code, its_kind, _village in rows if its_kind == kind
    )


@once
def _household_spans(asof: Watermark) -> list[tuple[Any, ...]]:
    """Of all three kinds at once: the figures ask for one after the other."""
    return spans(Household.objects.all(), asof, "code", "kind", "village_code")


def household_persons_on(day: date, asof: Watermark) -> tuple[tuple[str, str], ...]:
    """(household, party) of every household membership that stands on a day."""
    return tuple(_on_day(HouseholdMember.objects.all(), day, asof, "household", "party"))


def organisations_on(kind: str, day: date, asof: Watermark) -> dict[str, str]:
    """Organisation code -> its parent's code, of one kind, on a day."""
    found = _holding(_org_spans(asof), day)
    return {code: parent for code, parent, its_kind in found if its_kind == kind}


def _org_spans(asof: Watermark) -> list[tuple[Any, ...]]:
    seen = [row for row in every_org() if asof.sees(row)]
    gone = {row.supersedes_id for row in seen}
    return [(row.start, row.end, row.code, row.parent, row.kind) for row in seen if row.pk not in gone]


@dataclass(frozen=True)
class StandingStep:
    """One step of a household's standing and the persons it counted (身份的一步)."""

    household: str
    kind: str
    started_on: date
    ended_on: date | None
    parties: frozenset[str]


def standing_steps(kinds: Iterable[str], asof: Watermark) -> tuple[StandingStep, ...]:
    """Every step of some kinds, by household and day."""
    rows = standing_rows(kinds, asof)
    people: dict[int, set[str]] = {pk: set() for pk, *_row in rows}
    for standing_id, party in StandingMember.objects.values_list("standing_id", "party"):
        if standing_id in people:
            people[standing_id].add(party)
    steps = (
        StandingStep(household, kind, started_on, ended_on, frozenset(people[pk]))
        for pk, household, kind, started_on, ended_on in rows
    )
    return tuple(sorted(steps, key=lambda step: (step.household, step.started_on, step.kind)))


def keeps_a_book(org_code: str, day: date) -> bool:
    """Whether an organisation may have a book of its own: a branch or section has none (没有自己的账簿)."""
    rows = live(Organisation.objects.filter(code=org_code), Watermark.now(owners()))
    return all(row.own_book for row in rows if row.start <= day and (row.end is None or day <= row.end))


@once
def registered_parties(village_code: str, day: date, asof: Watermark) -> frozenset[str]:
    """Everybody in a registered household of a village on a day."""
    rows = Household.objects.filter(kind=Household.Kind.REGISTERED, village_code=village_code)
    homes = {code for (code,) in _on_day(rows, day, asof, "code")}
    people = _on_day(
        HouseholdMember.objects.filter(village_code=village_code), day, asof, "household", "party"
    )
    return frozenset(party for household, party in people if household in homes)


@once
def registered_homes(village_code: str, day: date, asof: Watermark) -> Mapping[str, tuple[str, ...]]:
    """Registered household of a village on a day -> its people, the head first."""
    rows = Household.objects.filter(kind=Household.Kind.REGISTERED, village_code=village_code)
    homes = sorted(code for (code,) in _on_day(rows, day, asof, "code"))
    people = HouseholdMember.objects.filter(village_code=village_code)
    found: dict[str, list[tuple[bool, str]]] = {code: [] for code in homes}
    for code, party, is_head in _on_day(people, day, asof, "household", "party", "is_head"):
        if code in found:
            found[code].append((not is_head, party))
    return {code: tuple(party for _after, party in sorted(home)) for code, home in found.items()}


def registered_households(village_code: str) -> frozenset[str]:
    """The codes of every registered household a village has or had."""
    rows = Household.objects.filter(kind=Household.Kind.REGISTERED, village_code=village_code)
    return frozenset(rows.values_list("code", flat=True))


def households_among(codes: Iterable[str]) -> frozenset[str]:
    """Of these codes, those of households of any kind."""
    return frozenset(code for code, known in _households_among(codes).items() if known)


@once_each
def _households_among(codes: frozenset[str]) -> dict[str, bool]:
    known = Household.objects.filter(code__among=codes).values_list("code", flat=True)
    return dict.fromkeys(codes, False) | dict.fromkeys(known, True)


def contracting_households() -> frozenset[str]:
    """The codes of every contracting household there is or was."""
    rows = Household.objects.filter(kind=Household.Kind.CONTRACTING)
    return frozenset(rows.values_list("code", flat=True))


def representatives(day: date, asof: Watermark) -> dict[str, str]:
    """Contracting household -> the party code of its head on a day (承包方代表): who signs and is paid.

    Where nobody is head on the day it is the last one there was, dead or gone: what is theirs waits in that
    name for an heir or a written authority. A household that never had a head is left out.
    """
    homes = Household.objects.filter(kind=Household.Kind.CONTRACTING).values("code")
    rows = HouseholdMember.objects.filter(is_head=True, household__in=homes)
    begun = [row for row in spans(rows, asof, "household", "party") if row[0] <= day]
    begun.sort(key=lambda row: (day if row[1] is None else min(row[1], day), row[0], row[3]))
    return {household: party for _start, _end, household, party in begun}


def unknown_parties(codes: Iterable[str]) -> set[str]:
    """Of these party codes, those that no person and no organisation has."""
    wanted = set(codes)
    orgs = {f"O:{code}" for code in Organisation.objects.values_list("code", flat=True)}
    people = wanted - orgs
    return people - villages_of(people).keys()


def villages_of(parties: Iterable[str]) -> dict[str, str]:
    """Party code -> the village a person is registered in; organisations are left out."""
    return dict(Person.objects.filter(code__among=parties).values_list("code", "village_code"))


def parties_of(logins: Iterable[str]) -> dict[str, str]:
    """Login -> the person behind it."""
    return dict(Login.objects.filter(name__in=set(logins)).values_list("name", "party"))
