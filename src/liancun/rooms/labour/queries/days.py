"""One day of somebody with its versions (一天的记录)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.lists import listed
from liancun.base.permits import permitted
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Quantity, Span, Text, Yuan, _
from liancun.rooms.labour import facts, rules
from liancun.rooms.labour.facts import DaysWorked
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.labour.queries.orders import RATE, span_of, standing_days, terms_on
from liancun.rooms.labour.rules.wages import MEASURES
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.names import must_see_member

STATES = (("accepted", _("有效")), ("held", _("待核")), ("void", _("已作废")))
STATE = Choice(_("状态"), STATES)


@dataclass(frozen=True)
class DayRow:
    """A version of a day's record (出勤记录)."""

    pk: int
    ref: str
    day: A[date, Day(_("出勤日"), link="ref")]
    party: str
    name: A[str, Text(_("姓名"))]
    order: A[str, Code(_("派工单"))]
    sheet: str
    measure: str
    quantity: A[int, Quantity(_("数量"), by="measure", kinds=MEASURES)]
    hours: A[str, Text(_("起讫"))]
    rate_fen: A[int, RATE]
    value_fen: A[int, Yuan(_("计"))]
    state: A[str, STATE]
    revision: int
    note: str
    accepted_by: str
    recorded_by: str
    on: date
    org_code: str
    village_code: str


@dataclass(frozen=True)
class DayPage:
    """A page of days that stand, newest first."""

    total: int
    rows: tuple[DayRow, ...]


@dataclass(frozen=True)
class DayCard:
    """One day with its versions (一天的记录)."""

    row: DayRow
    job_name: str
    site: str
    section_name: str
    stands: bool
    held_because: Reason | None
    versions: tuple[DayRow, ...]
    may: tuple[str, ...]


def _seen_day(viewer: Viewer, work_id: int) -> WorkDay:
    row = WorkDay.objects.select_related("order").filter(pk=work_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    must_see_member(viewer, row.org_code, row.party)
    return row


def day_card(viewer: Viewer, work_id: int) -> DayCard:
    """One day with its versions: to the person and to those who see the village."""
    seen = _seen_day(viewer, work_id)
    same = WorkDay.objects.filter(order=seen.order, party=seen.party, day=seen.day).order_by("revision")
    rows = list(same.select_related("order"))
    name = registry.names(viewer, [seen.party]).get(seen.party, seen.party)
    terms = terms_on(seen.org_code, seen.order.first_day)
    job = terms.jobs.get(seen.order.job)
    measure = job.counted if job else "day"
    versions = tuple(day_row(row, name, measure) for row in rows)
    stands = rows[-1].pk == seen.pk
    held = stands and seen.state == WorkDay.State.HELD
    return DayCard(
        row=next(row for row in versions if row.pk == seen.pk),
        job_name=job.name if job else seen.order.job,
        site=seen.order.site,
        section_name=registry.org_names([seen.order.section]).get(seen.order.section, seen.order.section),
        stands=stands,
        held_because=_why_held(seen, measure, terms) if held else None,
        versions=versions,
        may=_day_acts(viewer, seen) if stands else (),
    )


def _why_held(row: WorkDay, measure: rules.Measure, terms: rules.JobTerms) -> Reason:
    """What is beyond a person's day; or, where nothing is any more, that it was held once."""
    order = row.order
    seen = rules.Work(order.number, order.site, measure, row.quantity, row.hours, order.job)
    found = rules.hold_reason(seen, row.day, facts.others_of(row), terms)
    return found or Reason.of("labour.held_before", day=str(row.day))


def day_row(row: WorkDay, name: str, measure: rules.Measure) -> DayRow:
    """A record as it is shown."""
    return DayRow(
        pk=row.pk,
        ref=f"work:{row.pk}",
        day=row.day,
        party=row.party,
        name=name,
        order=row.order.number,
        sheet=row.sheet,
        measure=measure,
        quantity=row.quantity,
        hours=row.hours,
        rate_fen=row.rate_fen,
        value_fen=rules.whole_worth(row.quantity, row.rate_fen, measure),
        state=row.state,
        revision=row.revision,
        note=row.note,
        accepted_by=row.accepted_by,
        recorded_by=row.recorded_by,
        on=row.on,
        org_code=row.org_code,
        village_code=row.village_code,
    )


def _day_acts(viewer: Viewer, row: WorkDay) -> tuple[str, ...]:
    acts = ["correct_day"]
    if row.state == WorkDay.State.HELD and row.recorded_by != viewer.name:
        acts.insert(0, "release_day")
    return tuple(each for each in acts if permitted(viewer, f"labour.{each}", row.org_code, row.village_code))


def days_by_month(viewer: Viewer, org_code: str, year: int) -> tuple[DaysWorked, ...]:
    """Accepted person-days of a year by month and who bears them (逐月用工); to its own people."""
    viewer.must_see(org_code)
    return facts.days_worked(org_code, Period(year), Watermark.now(facts.watched(org_code)))


@listed(
    "labour.days",
    title=_("出勤"),
    sorts=("day", "party", "rate_fen"),
    empty=_("没有符合的出勤"),
)
def day_page(
    viewer: Viewer,
    org_code: str,
    *,
    period: A[str, Span(_("月份或年份"), help=_("2025-03 或 2025"))] = "",
    party: A[str, Choice(_("姓名"), "registry.people", open=True, most=20, help=_("姓名或编码"))] = "",
    order: A[str, Choice(_("派工单"), "labour.orders", open=True, most=40)] = "",
    state: A[str, STATE] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> DayPage:
    """The days that stand, newest first: to the cooperative's people those of their villages, to a member
    the own."""
    if party:
        must_see_member(viewer, org_code, party)
    else:
        viewer.must_see(org_code)
    rows = standing_days(org_code)
    rows = rows.filter(party=party) if party else viewer.limit(rows)
    if period:
        span = span_of(period)
        rows = rows.filter(day__gte=span.first_day, day__lte=span.last_day)
    asked = {"order__number": order, "state": state}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    by = filter(None, (sort, "-day", "party", "order__number"))
    shown, total = page_of(rows.select_related("order").order_by(*by), limit, offset)
    names = registry.names(viewer, {row.party for row in shown})
    charter = {day: terms_on(org_code, day) for day in {row.order.first_day for row in shown}}
    found = []
    for row in shown:
        job = charter[row.order.first_day].jobs.get(row.order.job)
        found.append(day_row(row, names.get(row.party, row.party), job.counted if job else "day"))
    return DayPage(total, tuple(found))
