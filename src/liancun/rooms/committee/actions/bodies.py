"""Who sits on a body, who has votes beside the own one (席位、附加表决权办理)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.versions import open_on, standing
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Reason, Refusal
from liancun.kernel.fields import A, Day, _
from liancun.rooms.committee import facts
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.models import ExtraVote, Seat
from liancun.rooms.committee.rules import MEMBERS_ASSEMBLY, Bodies, ExtraVotes
from liancun.rooms.registry import facts as registry

"""Where extra votes are voted with (成员大会)."""


@dataclass(frozen=True, kw_only=True)
class Seating:
    """A person comes to sit on a body (登记席位)."""

    party: A[str, f.PERSON]
    body: A[str, f.HELD_BY]
    start: A[date, Day(_("起"))]
    end: A[date | None, Day(_("止"), help=_("最后一天;任期没有定的不填"))] = None
    document: A[str, f.DOCUMENT]


@dataclass(frozen=True, kw_only=True)
class SeatEnd:
    """The last day of a seat (席位终止)."""

    end: A[date, Day(_("止(最后一天)"))]
    document: A[str, f.DOCUMENT]


@dataclass(frozen=True, kw_only=True)
class MoreVotes:
    """Votes a member has beside the own one (登记附加表决权)."""

    party: A[str, f.MEMBER]
    votes: A[int, f.EXTRA_VOTES]
    start: A[date, Day(_("起"))]
    end: A[date | None, Day(_("止"), help=_("最后一天;没有定的不填"))] = None
    document: A[str, f.EXTRA_PAPER]


@dataclass(frozen=True, kw_only=True)
class MoreVotesEnd:
    """The last day of extra votes (附加表决权终止)."""

    end: A[date, Day(_("止(最后一天)"))]
    document: A[str, f.DOCUMENT]


@offered("committee.seat_person", title=_("登记席位"), path="seats", command="seat", on="seats")
def seat_person(org_code: str, given: Seating, *, by: Viewer, on: date) -> str:
    """Have a person sit on a body from a day on (登记席位): as representative, on a board or committee."""
    bodies = charters.in_force(Bodies, on=given.start, org=org_code)
    form = bodies.form_of(given.body)
    if form.entitled != "seats":
        raise Refusal("committee.no_seats", bodies.clause, body=given.body)
    if given.end is not None and given.end < given.start:
        raise Refusal("committee.ends_before_start", start=str(given.start), end=str(given.end))
    if registry.unknown_parties([given.party]):
        raise Refusal("committee.no_such_person", party=given.party)
    registry.must_live([(given.party, given.start)])
    with guards.refusing(), act("committee.seat_person", org_code, by=by, on=on) as a:
        own = Seat.objects.filter(org_code=org_code, body=given.body, party=given.party)
        for row in open_on(own, given.start):
            if given.end is None or row.start <= given.end:
                raise Refusal("committee.seated_already", body=given.body, start=str(row.start))
        row = a.add(
            Seat,
            party=given.party,
            body=given.body,
            document=given.document,
            start=given.start,
            end=given.end,
            **a.stamp(),
        )
        a.ref = f"seat:{row.pk}"
    return a.ref


def _must_shorten(row: Seat | ExtraVote, end: date) -> None:
    """Refuse to end what has days before it begins, or later than it ends already: that is given anew."""
    if end < row.start:
        raise Refusal("committee.ends_before_start", start=str(row.start), end=str(end))
    if row.end is not None and end > row.end:
        raise Refusal("committee.ends_later", until=str(row.end), end=str(end))


@offered(
    "committee.end_seat",
    title=_("席位终止"),
    ask=_("终止以后这个人不再列入应到名单。确定吗?"),
    path="seats/{seat_id}/end",
    of="seat",
)
def end_seat(seat_id: A[int, f.SEAT], given: SeatEnd, *, by: Viewer, on: date) -> str:
    """End a seat (席位终止): a row that stands in its place says until when."""
    row = standing(Seat.objects.filter(pk=seat_id)).first()
    if row is None:
        raise Refusal("viewer.not_found")
    _must_shorten(row, given.end)
    with guards.refusing(), act("committee.end_seat", row.org_code, by=by, on=on) as a:
        new = a.add(
            Seat,
            party=row.party,
            body=row.body,
            document=given.document,
            start=row.start,
            end=given.end,
            supersedes=row,
            **a.stamp(),
        )
        a.ref = f"seat:{new.pk}"
    return a.ref


@offered(
    "committee.give_extra_votes",
    title=_("登记附加表决权"),
    path="extra-votes",
    on="extra_votes",
    permit="committee.seat_person",
)
def give_extra_votes(org_code: str, given: MoreVotes, *, by: Viewer, on: date) -> str:
    """Give a member votes beside the own one, as the cooperative's charter says (登记附加表决权)."""
    with (
        guards.refusing(),
        act("committee.give_extra_votes", org_code, by=by, on=on, permit="committee.seat_person") as a,
    ):
        rows = give_within(a, [given])
        a.ref = f"extra_votes:{rows[0].pk}"
    return a.ref


def give_within(a: Act, several: Sequence[MoreVotes]) -> Sequence[ExtraVote]:
    """Write extra votes inside the caller's act; refuses the first that may not be."""
    for _place, fault in extra_faults(a.org_code, several):
        raise Refusal.saying(fault)
    rows = [ExtraVote(**vars(given), **a.stamp()) for given in several]
    return bulk.insert(ExtraVote, rows, with_ids=True)


Votes = tuple[str, int, DateRange]
"""(member, votes beside the own one, days)."""


def extra_faults(org_code: str, several: Sequence[MoreVotes]) -> Iterator[tuple[int, Reason]]:
    """What is wrong with extra votes that some are to have, by place: with whom, and with all together."""
    dead = registry.life_faults((each.party, each.start) for each in several)
    spans: list[Votes] = [
        (row.party, row.votes, DateRange(row.start, row.end))
        for row in standing(ExtraVote.objects.filter(org_code=org_code)).order_by("start", "pk")
    ]
    for place, each in enumerate(several):
        fault = dead.get((each.party, each.start)) or _extra_fault(org_code, each, spans)
        if fault is None:
            spans.append((each.party, each.votes, DateRange(each.start, each.end)))
            fault = _beyond(org_code, spans, spans[-1][2])
        if fault is not None:
            yield place, fault


def _extra_fault(org_code: str, given: MoreVotes, spans: Sequence[Votes]) -> Reason | None:
    """Why one may not have extra votes: no member that day, or has some already."""
    if given.end is not None and given.end < given.start:
        return Reason.of("committee.ends_before_start", start=str(given.start), end=str(given.end))
    clause = charters.in_force(ExtraVotes, on=given.start, org=org_code).clause
    asof = Watermark.now([org_code, *registry.owners()])
    if given.party not in {member.party for member in registry.members_on(org_code, given.start, asof)}:
        return Reason.of("committee.extra_votes_of_no_member", clause, day=str(given.start))
    days = DateRange(given.start, given.end)
    for party, _votes, other in spans:
        if party == given.party and other.overlaps(days):
            return Reason.of("committee.extra_votes_already", clause, start=str(other.start))
    return None


def _beyond(org_code: str, spans: Sequence[Votes], days: DateRange) -> Reason | None:
    """Why all together have too many on some day of a span, or None: they grow where some begin."""
    for day in sorted({span.start for _party, _votes, span in spans if days.holds(span.start)}):
        members = {party for party, _home in facts.due(org_code, MEMBERS_ASSEMBLY, day)[0]}
        extra = {who: votes for who, votes, span in spans if span.holds(day) and who in members}
        try:
            facts.must_allow(org_code, MEMBERS_ASSEMBLY, day, len(members), extra)
        except Refusal as no:
            return no.reason
    return None


@offered(
    "committee.end_extra_votes",
    title=_("附加表决权终止"),
    path="extra-votes/{extra_id}/end",
    of="extra_votes",
    permit="committee.end_seat",
)
def end_extra_votes(extra_id: A[int, f.EXTRA], given: MoreVotesEnd, *, by: Viewer, on: date) -> str:
    """End extra votes (附加表决权终止): a row that stands in its place says until when."""
    row = standing(ExtraVote.objects.filter(pk=extra_id)).first()
    if row is None:
        raise Refusal("viewer.not_found")
    _must_shorten(row, given.end)
    verb = "committee.end_extra_votes"
    with guards.refusing(), act(verb, row.org_code, by=by, on=on, permit="committee.end_seat") as a:
        new = a.add(
            ExtraVote,
            party=row.party,
            votes=row.votes,
            document=given.document,
            start=row.start,
            end=given.end,
            supersedes=row,
            **a.stamp(),
        )
        a.ref = f"extra_votes:{new.pk}"
    return a.ref
