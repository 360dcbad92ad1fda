"""Who sits on a body (席位办理)."""

from dataclasses import dataclass
from datetime import date

from liancun.base import charters, guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.versions import open_on, standing
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Day, _
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.models import Seat
from liancun.rooms.committee.rules import Bodies
from liancun.rooms.registry import facts as registry


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
        row = Seat.objects.create(
            party=given.party,
            body=given.body,
            document=given.document,
            start=given.start,
            end=given.end,
            **a.stamp(),
        )
        a.ref = f"seat:{row.pk}"
    return a.ref


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
    if given.end < row.start:
        raise Refusal("committee.ends_before_start", start=str(row.start), end=str(given.end))
    with guards.refusing(), act("committee.end_seat", row.org_code, by=by, on=on) as a:
        new = Seat.objects.create(
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
