"""What rules and checks see of meetings (议事事实)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from liancun.base import charters
from liancun.base.request_cache import once
from liancun.base.versions import newest, on_day
from liancun.base.watermark import Watermark
from liancun.kernel import Reason, Refusal
from liancun.kernel.digest import digest
from liancun.rooms.committee import rules
from liancun.rooms.committee.models import (
    AgendaItem,
    Ballot,
    BallotCount,
    ExtraVote,
    FourStep,
    FourSteps,
    ItemResult,
    JointPart,
    Meeting,
    MeetingEvent,
    Minutes,
    Movement,
    Seat,
    VoteOpening,
    Voter,
)
from liancun.rooms.committee.rules import Bodies, ExtraVotes, Matters, Representatives, VotingAge
from liancun.rooms.notices.queries import notice_of
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.rules import REPRESENTATIVES, MeetingResult, Organisations

Entitled = tuple[str, str]
"""A person who may vote, and the household that is voted for, '' where each votes for oneself."""


def entitled(org_code: str, body: str, how: str, day: date) -> list[Entitled]:
    """Who may vote at a body on a day (应到的人), by person."""
    if how == "seats":
        rows = on_day(Seat.objects.filter(org_code=org_code, body=body), day)
        return [(party, "") for party in sorted(set(rows.values_list("party", flat=True)))]
    if how == "members":
        asof = Watermark.now([org_code, *registry.owners()])
        return sorted((member.party, "") for member in registry.members_on(org_code, day, asof))
    homes = adults_by_home(org_code, day)
    if how == "adults":
        return sorted((party, "") for party in {each for home in homes.values() for each in home})
    return sorted((home[0], code) for code, home in homes.items())


def extra_votes(org_code: str, day: date) -> dict[str, int]:
    """Member -> the votes beside the own one on a day (附加表决权)."""
    rows = on_day(ExtraVote.objects.filter(org_code=org_code), day)
    return {party: votes for party, votes in rows.values_list("party", "votes") if votes}


def due(org_code: str, body: str, day: date) -> tuple[list[Entitled], dict[str, int]]:
    """Who is on the list of a body on a day, and who of them has votes beside the own one (应到名单)."""
    bodies = charters.in_force(Bodies, on=day, org=org_code)
    found = entitled(org_code, body, bodies.form_of(body).entitled, day)
    if not bodies.meetings_of(body).bodies[body].extra_votes_share:
        return found, {}
    listed = {party for party, _household in found}
    return found, {party: n for party, n in extra_votes(org_code, day).items() if party in listed}


def must_allow(org_code: str, body: str, day: date, members: int, extra: Mapping[str, int]) -> None:
    """Refuse extra votes that the cooperative's charter or the law does not allow on a day."""
    law = charters.in_force(Bodies, on=day, org=org_code).meetings_of(body)
    terms = charters.in_force(ExtraVotes, on=day, org=org_code)
    rules.must_be_within(extra.values(), members, law.bodies[body], terms, law.clause)


def composition(org_code: str, day: date) -> rules.Composition:
    """How a village's assembly of representatives is made up on a day, by its seats."""
    rows = on_day(Seat.objects.filter(org_code=org_code), day)
    seats = list(rows.values_list("body", "party"))
    sit = {party for body, party in seats if body == rules.REPRESENTED}
    managing = {party for body, party in seats if body == rules.MANAGING}
    women = registry.women_of(sit - managing)
    return rules.Composition(len(sit), len(sit - managing), len(women))


def composition_faults(org_code: str, day: date) -> tuple[Reason, ...]:
    """What the law finds wrong with it (村民代表会议的组成)."""
    law = charters.in_force(Representatives, on=day, org=org_code)
    return rules.composition_faults(composition(org_code, day), law)


def weights(meeting_id: int) -> dict[int, int]:
    """Line of the frozen list -> its votes beside the own one, of those who have any."""
    rows = Voter.objects.filter(meeting=meeting_id, extra_votes__gt=0)
    return dict(rows.values_list("pk", "extra_votes"))


def list_digest(lines: Iterable[tuple[str, str, int]]) -> str:
    """What a frozen list is known by: (person, household, extra votes) of each; no votes, no number."""
    return digest([[party, household, *([extra] if extra else [])] for party, household, extra in lines])


def adults_by_home(org_code: str, day: date) -> dict[str, tuple[str, ...]]:
    """A village's registered households with those of age in them; without who has nobody of age."""
    village, asof = registry.village_of_collective(org_code), Watermark.now(registry.owners())
    homes = registry.registered_homes(village, day, asof)
    of_age = _adults({party for home in homes.values() for party in home}, day)
    able = {code: tuple(party for party in home if party in of_age) for code, home in homes.items()}
    return {code: home for code, home in able.items() if home}


def _adults(parties: set[str], day: date) -> frozenset[str]:
    """Of these people those who are of age and alive."""
    lives = registry.lives_of(parties)
    born_by = _years_before(day, charters.in_force(VotingAge, on=day).years)
    return frozenset(
        party for party, (born, died) in lives.items() if born <= born_by and (died is None or died >= day)
    )


def _years_before(day: date, years: int) -> date:
    """The same day some years before; of 29 February the 28th where that year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def housemates(org_code: str, day: date) -> Mapping[str, frozenset[str]]:
    """Person of age -> the people of age in the registered households of that person."""
    found: dict[str, frozenset[str]] = {}
    for home in adults_by_home(org_code, day).values():
        for party in home:
            found[party] = found.get(party, frozenset()).union(home)
    return found


def bodies_of(meeting: Meeting) -> Bodies:
    """How bodies are called and vote on a meeting's day, for its organisation."""
    return charters.in_force(Bodies, on=meeting.held_on, org=meeting.org_code)


def item(item_id: int) -> AgendaItem:
    """An item of an agenda with its meeting; what is none is not found."""
    row = AgendaItem.objects.select_related("meeting", "part__resolved__meeting").filter(pk=item_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    return row


def state_of(meeting: Meeting) -> str:
    """What last happened to a meeting, "" while it is only planned."""
    return states([meeting.pk]).get(meeting.pk, "")


def states(meetings: Iterable[int]) -> dict[int, str]:
    """Meeting -> what last happened to it."""
    rows = MeetingEvent.objects.filter(meeting__in=list(meetings)).order_by("pk")
    return dict(rows.values_list("meeting_id", "kind"))


def noticed_on(meeting: Meeting) -> date | None:
    """The day all were told of it."""
    rows = MeetingEvent.objects.filter(meeting=meeting, kind=MeetingEvent.Kind.NOTICED)
    return rows.order_by("pk").values_list("happened_on", flat=True).last()


def movements(meeting_id: int) -> list[rules.Movement]:
    """Who came and went."""
    rows = Movement.objects.filter(voter__meeting=meeting_id)
    return [rules.Movement(*row) for row in rows.values_list("at", "voter_id", "came")]


def cast(item_id: int) -> list[rules.Cast]:
    """The ballots with names, as they came."""
    rows = Ballot.objects.filter(item=item_id).order_by("pk")
    return [rules.Cast(*row) for row in rows.values_list("voter_id", "way", "choice")]


def counted(item_id: int) -> list[rules.Counted]:
    """The ballots counted without names."""
    rows = BallotCount.objects.filter(item=item_id).order_by("pk")
    names = ("way", "votes_for", "votes_against", "votes_abstain", "invalid")
    return [rules.Counted(*row) for row in rows.values_list(*names)]


def voters(meeting_id: int) -> Mapping[str, Voter]:
    """Person -> line of the frozen list."""
    return {row.party: row for row in Voter.objects.filter(meeting=meeting_id)}


def tally(meeting_id: int, item_id: int, at: str) -> rules.Tally:
    """The counts of an item whose vote was opened at a time."""
    present = rules.in_the_room(movements(meeting_id), at)
    entitled_count = Voter.objects.filter(meeting=meeting_id).count()
    extra = weights(meeting_id)
    return rules.tally(entitled_count, len(present), cast(item_id), counted(item_id), extra)


def members_of(org_code: str, body: str, day: date) -> int:
    """How many members a cooperative has where its representatives decide for them; 0 elsewhere."""
    if body != REPRESENTATIVES:
        return 0
    return len(registry.members_on(org_code, day, Watermark.now([org_code, *registry.owners()])))


@once
def meeting(meeting_id: int) -> Meeting:
    """The meeting; refuses a number that is none."""
    row = Meeting.objects.filter(pk=meeting_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    return row


def result(item: AgendaItem) -> MeetingResult:
    """What the law of the day makes of an item's ballots, counted anew (复算). May refuse."""
    meeting = item.meeting
    opening = VoteOpening.objects.get(item=item)
    return ruling(item, tally(meeting.pk, item.pk, opening.at))


def because(item: AgendaItem) -> tuple[Reason, ...]:
    """Why an item was decided as it was: how many were there, how many for it; and that it was a tie."""
    meeting = item.meeting
    opening = VoteOpening.objects.get(item=item)
    count = tally(meeting.pk, item.pk, opening.at)
    found = ruling(item, count).because
    said = rules.tie(count, found[-1].clause)
    return (*found, said) if said else found


def ruling(item: AgendaItem, count: rules.Tally) -> MeetingResult:
    """What the law of the day makes of these counts of an item. Refuses a meeting it does not know here."""
    meeting = item.meeting
    bodies = bodies_of(meeting)
    told = noticed_on(meeting)
    forms = charters.in_force(Organisations, on=meeting.held_on, org=meeting.org_code).forms
    return rules.result(
        count,
        meeting.body,
        bodies.meetings_of(meeting.body),
        major=item.major,
        members=members_of(meeting.org_code, meeting.body, meeting.held_on),
        form=forms.get(meeting.org_code),
        notice_days=(meeting.held_on - told).days if told else None,
        urgent=bool(meeting.urgent_because),
    )


def minutes(meeting_id: int) -> Minutes | None:
    """The version of a meeting's minutes that stands."""
    return newest(Minutes.objects.filter(meeting=meeting_id), "meeting").first()


# --- from the joint committee to the villages ------------------------------------------------------


def villages_below(org_code: str, day: date) -> tuple[str, ...]:
    """The village collectives below a joint committee on a day."""
    found = registry.organisations_on("village_collective", day, Watermark.now(registry.owners()))
    return tuple(sorted(code for code, parent in found.items() if parent == org_code))


def part_states(parts: Iterable[int]) -> dict[int, tuple[str, AgendaItem | None]]:
    """Part -> how it stands (waiting, on_agenda, or what came of it), and the item it was last put by."""
    wanted = list(parts)
    found: dict[int, tuple[str, AgendaItem | None]] = dict.fromkeys(wanted, ("waiting", None))
    items = AgendaItem.objects.select_related("meeting").filter(part__in=wanted).order_by("pk")
    results = dict(ItemResult.objects.filter(item__part__in=wanted).values_list("item_id", "outcome"))
    stages = states(item.meeting_id for item in items)
    for item in items:
        assert item.part_id is not None
        stage = stages.get(item.meeting_id, "")
        over = stage in (MeetingEvent.Kind.CALLED_OFF, MeetingEvent.Kind.CLOSED, MeetingEvent.Kind.SIGNED)
        found[item.part_id] = (results.get(item.pk) or ("waiting" if over else "on_agenda"), item)
    return found


def part_state(part: JointPart) -> str:
    """How a village's part of a joint resolution stands."""
    return part_states([part.pk])[part.pk][0]


# --- four steps and two publications ---------------------------------------------------------------


def four_steps(key: int) -> FourSteps:
    """A matter that goes through the four steps; what is none is not found."""
    row = FourSteps.objects.filter(pk=key).first()
    if row is None:
        raise Refusal("viewer.not_found")
    return row


def stages_of_matters(keys: Sequence[int]) -> dict[int, str]:
    """Matter -> how far it is (四议两公开的进度): begun, its last step, decided, published, done."""
    found = dict.fromkeys(keys, "begun")
    steps = FourStep.objects.filter(of__in=keys).order_by("pk").values_list("of", "step")
    found |= dict(steps)
    passed = ItemResult.objects.filter(item__steps__in=keys, outcome=ItemResult.Outcome.PASSED)
    found |= dict.fromkeys(passed.values_list("item__steps", flat=True), "decided")
    hung = notice_of([f"{what}:{key}" for key in keys for what in ("decision", "implementation")])
    for what, stage in (("decision", "published"), ("implementation", "done")):
        found |= {key: stage for key in keys if hung.get(f"{what}:{key}")}
    return found


def steps_taken(key: int) -> dict[str, date]:
    """Step -> its day, of those on record."""
    return dict(FourStep.objects.filter(of=key).order_by("pk").values_list("step", "happened_on"))


def missing_step(item: AgendaItem) -> str:
    """The first of the steps that must come before an item's vote and is not on record by the meeting's day;
    '' where none is missing, or the body is a party's own and binds nobody (四议)."""
    meeting = item.meeting
    kind = charters.in_force(Matters, on=meeting.held_on, org=meeting.org_code).kind(item.matter)
    bodies = bodies_of(meeting)
    if not kind.four_steps or bodies.form_of(meeting.body).party:
        return ""
    taken = FourStep.objects.filter(of=item.steps, happened_on__lte=meeting.held_on)
    done = set(taken.values_list("step", flat=True))
    return next((str(step) for step in FourStep.Step if step not in done), "")


def decided(key: int) -> str | None:
    """The number of the resolution by which the matter was passed, None while it was not."""
    rows = ItemResult.objects.filter(item__steps=key, outcome=ItemResult.Outcome.PASSED)
    return rows.order_by("pk").values_list("resolution", flat=True).first()


def published(key: int, what: str) -> int | None:
    """The notice by which the decision or its outcome was published."""
    ref = f"{what}:{key}"
    return notice_of([ref]).get(ref)
