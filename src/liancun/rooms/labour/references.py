"""What `why` finds here (为什么): "work:12" a day worked, "order:PG-2025-03" a work order, "course:PX-1"."""

from django.db.models import Q

from liancun.base.references import Trace, number, stated
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.labour import queries
from liancun.rooms.labour.models import Course, WorkDay, WorkOrder
from liancun.rooms.labour.rules import OUTSIDE


def work(viewer: Viewer, key: str) -> Trace:
    """A day: who, which day, how much, at which rate; it rests on its order, and on the day it corrects."""
    card = queries.day_card(viewer, number(key))
    row = card.row
    amount = {"picked_g": row.quantity} if row.measure == "kg" else {"hundredths": row.quantity}
    title = Reason.of(
        "labour.day_by_kilo" if row.measure == "kg" else "labour.day_by_day", "",
        party=row.party, day=str(row.day), job=card.job_name, rate_fen=row.rate_fen,
        value_fen=row.value_fen, state=row.state, **amount,
    )  # fmt: skip
    known = (
        ("sheet_number", row.sheet),
        ("site", card.site),
        ("hours", row.hours),
        ("accepted_by", row.accepted_by),
        ("revision", row.revision if row.revision > 1 else ""),
        ("note", row.note),
        ("recorded_by", row.recorded_by),
    )
    above = WorkDay.objects.filter(pk=row.pk).values_list("supersedes_id", flat=True).get()
    parents = [f"work:{above}"] if above else []
    if viewer.sees(row.org_code, row.village_code):
        parents.append(f"order:{row.order}")
    return Trace(row.ref, title, stated(known), parents=tuple(parents))


def order(viewer: Viewer, key: str) -> Trace:
    """A work order: its job, days and rate."""
    org_code = WorkOrder.objects.filter(number=key).values_list("org_code", flat=True).first()
    if org_code is None:
        raise Refusal("viewer.not_found")
    row = queries.order_row(viewer, org_code, key)
    title = Reason.of(
        "labour.order_by_kilo" if row.measure == "kg" else "labour.order_by_day", "",
        number=row.number, section=row.section_name, job=row.job_name,
        first=str(row.first_day), last=str(row.last_day), rate_fen=row.rate_fen,
    )  # fmt: skip
    known = (("site", row.site), ("wanted", row.wanted), ("sent", row.sent), ("days", row.days))
    facts = [*stated(known)]
    if row.payer == OUTSIDE:
        facts.append(("payer_party", row.payer_party))
    return Trace(row.ref, title, tuple(facts))


def course(viewer: Viewer, key: str) -> Trace:
    """A training course."""
    org_code = Course.objects.filter(number=key).values_list("org_code", flat=True).first()
    if org_code is None:
        raise Refusal("viewer.not_found")
    row = queries.course_card(viewer, org_code, key, limit=1).row
    title = Reason.of("labour.course", "", title=row.title, held_on=str(row.held_on), came=row.came)
    known = (("place", row.place), ("teacher", row.teacher), ("minutes", row.hours_minutes))
    return Trace(f"course:{row.number}", title, known)


def work_names(viewer: Viewer, keys: list[str]) -> dict[str, Reason]:
    """The day each was worked, and where."""
    reach = viewer.reach_or(Q(party=viewer.party or None))
    rows = WorkDay.objects.select_related("order").filter(
        reach, pk__in=[key for key in keys if key.isdecimal()]
    )
    return {
        str(row.pk): Reason.of("name.work", day=str(row.day), site=row.order.site, number=row.order.number)
        for row in rows
    }


NAMES = {"work": work_names}
RESOLVERS = {"work": work, "order": order, "course": course}
