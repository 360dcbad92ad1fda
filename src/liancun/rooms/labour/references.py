"""What `why` finds here (为什么): "work:12" a day worked, "order:PG-2025-03" a work order, "course:PX-1".

"wage_slip:head/P0000001/2025-03" is a worker's slip of a month, "worker:head/P0000001" all their months.
"""

from django.db.models import Q

from liancun.base.references import Trace, explained, number, stated
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.kernel.reasons import Param
from liancun.rooms.labour import queries
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.labour.rules import OUTSIDE

BY = {
    "day": ("by_day", "hundredths"),
    "hour": ("by_hour", "hour_hundredths"),
    "kg": ("by_kilo", "picked_g"),
    "piece": ("by_piece", "piece_milli"),
}
"""How work of a measure is worded, and what its quantity is called there."""


def work(viewer: Viewer, key: str) -> Trace:
    """A day: who, which day, how much, at which rate; it rests on its order, and on the day it corrects."""
    card = queries.day_card(viewer, number(key))
    row = card.row
    measure, _colon, unit = row.measure.partition(":")
    by, name = BY[measure]
    amount: dict[str, Param] = {name: row.quantity, **({"unit": unit} if unit else {})}
    title = Reason.of(
        f"labour.day_{by}", "",
        party=row.name, day=str(row.day), job=card.job_name, rate_fen=row.rate_fen,
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
    return Trace(
        row.ref, title, stated(known), parents=tuple(parents), org_code=row.org_code,
        village_code=row.village_code, kept=explained(row),
    )  # fmt: skip


def order(viewer: Viewer, key: str) -> Trace:
    """A work order: its job, days and rate."""
    row = queries.order_row(viewer, queries.org_of_order(viewer, key), key)
    measure, _colon, unit = row.measure.partition(":")
    counted: dict[str, Param] = {"unit": unit} if unit else {}
    title = Reason.of(
        f"labour.order_{BY[measure][0]}", "",
        number=row.number, section=row.section_name, job=row.job_name,
        first=str(row.first_day), last=str(row.last_day), rate_fen=row.rate_fen, **counted,
    )  # fmt: skip
    known = (("site", row.site), ("wanted", row.wanted), ("sent", row.sent), ("days", row.days))
    facts = [*stated(known)]
    if row.payer == OUTSIDE:
        facts.append(("payer_party", row.payer_party))
    return Trace(row.ref, title, tuple(facts), kept=explained(row))


def course(viewer: Viewer, key: str) -> Trace:
    """A training course."""
    row = queries.course_card(viewer, queries.org_of_course(viewer, key), key, limit=1).row
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


def wage_slip(viewer: Viewer, key: str) -> Trace:
    """A worker's slip of a month: it rests on the lines of the pay list, and those on the days."""
    org_code, _slash, rest = key.partition("/")
    party, _slash, when = rest.rpartition("/")
    slip = queries.wage_slip(viewer, org_code, party, when)
    month = slip.month
    title = Reason.of("labour.wage_slip", "", name=slip.name, month=month.month, dates=month.days)
    lines = tuple(line.ref for line in slip.lines)
    return Trace(month.ref, title, parents=lines or tuple(day.ref for day in slip.days))


def worker(viewer: Viewer, key: str) -> Trace:
    """Somebody's months of work: it rests on their slips, the newest first."""
    org_code, _slash, party = key.partition("/")
    found = queries.my_work(viewer, org_code, party)
    title = Reason.of("labour.worker", "", name=found.name, months=len(found.months))
    return Trace(f"worker:{key}", title, parents=tuple(month.ref for month in found.months))


NAMES = {"work": work_names}
RESOLVERS = {"work": work, "order": order, "course": course, "wage_slip": wage_slip, "worker": worker}
