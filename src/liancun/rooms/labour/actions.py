"""The writers of work (务工办理): orders, dispatches, days worked, corrections, courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.labour import facts, rules
from liancun.rooms.labour.models import Course, CourseSign, Dispatch, JobSeeker, WorkDay, WorkOrder
from liancun.rooms.labour.queries import pay
from liancun.rooms.labour.rules import JobTerms, OrderTerms
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class NewOrder:
    """A work order as it is given (派工). `rate_fen` None takes the charter's."""

    number: str
    section: str
    job: str
    site: str
    first_day: date
    last_day: date
    wanted: int
    rate_fen: int | None = None
    payer_party: str = ""


@dataclass(frozen=True)
class NewDay:
    """A day worked as it is on the sheet (一天出勤): hundredths of a day, or grams."""

    order: str
    sheet: str
    party: str
    day: date
    quantity: int
    accepted_by: str = ""
    hours: str = ""


def order_faults(new: NewOrder, terms: JobTerms) -> tuple[Reason, ...]:
    """Everything that keeps an order from being given."""
    job = terms.jobs.get(new.job)
    if job is None:
        names = tuple(each.name for each in terms.jobs.values())
        return (Reason.of("labour.unknown_job", terms.clause, job=new.job, known=names),)
    faults = []
    if new.last_day < new.first_day:
        faults.append(Reason.of("labour.no_days", terms.clause, number=new.number))
    if new.rate_fen is not None and new.rate_fen < job.rate_fen:
        faults.append(
            Reason.of("labour.rate_under", terms.clause, rate_fen=new.rate_fen, least_fen=job.rate_fen)
        )
    if (job.payer == "outside") != bool(new.payer_party):
        faults.append(Reason.of("labour.payer_party", terms.clause, number=new.number))
    if not registry.section_village(new.section):
        faults.append(Reason.of("labour.no_such_section", terms.clause, section=new.section))
    if new.payer_party and registry.unknown_parties([new.payer_party]):
        faults.append(Reason.of("labour.no_such_party", terms.clause, party=new.payer_party))
    return tuple(faults)


def give_order(org_code: str, new: NewOrder, *, by: Viewer, on: date) -> str:
    """Give a work order (派工); returns its reference."""
    terms = charters.in_force(JobTerms, on=new.first_day, org=org_code)
    for fault in order_faults(new, terms):
        raise Refusal(fault.code, fault.clause, **dict(fault.params))
    village = registry.section_village(new.section)
    with guards.refusing(), act("labour.give_order", org_code, by=by, on=on, village_code=village) as a:
        for fault in taken_faults(org_code, [new]).values():
            raise Refusal(fault.code, fault.clause, **dict(fault.params))
        save_orders_within(a, [new])
        a.ref = f"order:{new.number}"
    return a.ref


def taken_faults(org_code: str, orders: Sequence[NewOrder]) -> dict[str, Reason]:
    """Number -> why it is not given again; where the work was begun, a new rate never reaches back."""
    there = facts.orders(org_code, (each.number for each in orders))
    worked = facts.worked_orders(pk for pk, _terms in there.values())
    found = {}
    for new in orders:
        if new.number not in there:
            continue
        pk, old = there[new.number]
        terms = charters.in_force(JobTerms, on=old.first_day, org=org_code)
        job = terms.jobs.get(new.job)
        rate_fen = job.rate_fen if new.rate_fen is None and job else new.rate_fen
        found[new.number] = (
            Reason.of("labour.rate_after_work", terms.clause, number=new.number, rate_fen=old.rate_fen)
            if pk in worked and rate_fen != old.rate_fen
            else Reason.of("labour.order_exists", number=new.number)
        )
    return found


def save_orders_within(a: Act, orders: Sequence[NewOrder]) -> None:
    """Write orders inside an act, each with the rate of its first day."""
    villages = registry.section_villages(new.section for new in orders)
    found = []
    for new in orders:
        terms = charters.in_force(JobTerms, on=new.first_day, org=a.org_code)
        rate_fen = terms.jobs[new.job].rate_fen if new.rate_fen is None else new.rate_fen
        values = {name: getattr(new, name) for name in ORDER_COLUMNS}
        found.append(WorkOrder(**values, rate_fen=rate_fen, **a.stamp(villages[new.section])))
    bulk.insert(WorkOrder, found)


ORDER_COLUMNS = ("number", "section", "job", "site", "first_day", "last_day", "wanted", "payer_party")


def ask_for_work(org_code: str, party: str, *, section: str, wish: str, by: Viewer, on: date) -> str:
    """Put somebody down for work (求职登记)."""
    village = registry.section_village(section)
    if not village:
        raise Refusal("labour.no_such_section", section=section)
    if registry.unknown_parties([party]) or party.startswith("O:"):
        raise Refusal("labour.no_such_party", party=party)
    with guards.refusing(), act("labour.ask_for_work", org_code, by=by, on=on, village_code=village) as a:
        if JobSeeker.objects.filter(party=party, asked_on=on).exists():
            raise Refusal("labour.asked_already", party=party, day=str(on))
        JobSeeker.objects.create(party=party, asked_on=on, section=section, wish=wish, **a.stamp(village))
        a.ref = f"person:{party}"
    return a.ref


def dispatch(org_code: str, number: str, parties: Sequence[str], *, by: Viewer, on: date) -> str:
    """Send people to an order (派遣) for the rest of its days; who is sent there already is left as is."""
    row = order_row(org_code, number, by)
    if not parties:
        raise Refusal("labour.nobody_named")
    if on > row.last_day:
        raise Refusal("labour.order_over", number=number, last=str(row.last_day))
    unknown = registry.unknown_parties(parties)
    dead = registry.dead_on(parties, row.first_day)
    for party in parties:
        if party in unknown or party.startswith("O:"):
            raise Refusal("labour.no_such_party", party=party)
        if party in dead:
            raise Refusal("labour.dead_worker", party=party)
    with (
        guards.refusing(),
        act("labour.dispatch", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        there = set(Dispatch.objects.filter(order=row).values_list("party", flat=True))
        bulk.insert(
            Dispatch,
            [
                Dispatch(
                    order=row, party=party, start=max(on, row.first_day), end=row.last_day,
                    **a.stamp(row.village_code),
                )
                for party in dict.fromkeys(parties)
                if party not in there
            ],
        )  # fmt: skip
        a.ref = f"order:{number}"
    return a.ref


def record_days(org_code: str, days: Sequence[NewDay], *, by: Viewer, on: date) -> tuple[str, ...]:
    """Record days worked (记工); returns their references. One that may not be keeps all of them out."""
    faults = day_faults(org_code, days, on)
    for place in sorted(faults):
        fault = faults[place][0]
        raise Refusal(fault.code, fault.clause, **dict(fault.params))
    found = facts.orders(org_code, (each.order for each in days))
    village = WorkOrder.objects.get(pk=found[days[0].order][0]).village_code if days else ""
    with guards.refusing(), act("labour.record_days", org_code, by=by, on=on, village_code=village) as a:
        save_days_within(a, days)
        a.ref = f"order:{days[0].order}" if days else ""
        made = WorkDay.objects.filter(org_code=org_code, mark=a.mark).order_by("pk")
        return tuple(f"work:{pk}" for pk in made.values_list("pk", flat=True))


def day_faults(org_code: str, days: Sequence[NewDay], on: date) -> dict[int, tuple[Reason, ...]]:
    """Place in the list -> what keeps that day from being recorded, those before it in the list counted."""
    if not days:
        return {}
    orders = facts.orders(org_code, (each.order for each in days))
    people = {each.party for each in days}
    unknown = registry.unknown_parties(people)
    deaths = registry.deaths_of(people)
    span = (min(each.day for each in days), max(each.day for each in days))
    there = facts.work_of(org_code, people, *span)
    found: dict[int, tuple[Reason, ...]] = {}
    terms: dict[date, JobTerms] = {}
    for place, each in enumerate(days):
        known = orders.get(each.order)
        if known is None:
            found[place] = (Reason.of("labour.no_such_order", number=each.order),)
            continue
        if each.party in unknown or each.party.startswith("O:"):
            found[place] = (Reason.of("labour.no_such_party", party=each.party),)
            continue
        order = known[1]
        if order.first_day not in terms:
            terms[order.first_day] = charters.in_force(JobTerms, on=order.first_day, org=org_code)
        others = there.setdefault((each.party, each.day), [])
        faults = _faults(order, each, others, deaths.get(each.party), terms[order.first_day], on)
        if faults:
            found[place] = faults
        others.append(rules.Work(order.number, order.site, order.measure, each.quantity))
    return found


def _faults(
    order: OrderTerms,
    new: NewDay,
    others: Sequence[rules.Work],
    died_on: date | None,
    terms: JobTerms,
    on: date,
) -> tuple[Reason, ...]:
    if new.day > on:
        return (Reason.of("labour.in_future", terms.clause, day=str(new.day)),)
    if any(each.order == order.number for each in others):
        return (Reason.of("labour.day_there", terms.clause, day=str(new.day), party=new.party),)
    return rules.day_faults(order, new.day, new.quantity, others, died_on, terms)


def save_days_within(a: Act, days: Sequence[NewDay]) -> None:
    """Write days inside an act, at their order's rate; a day beyond what a person does is held."""
    orders = facts.orders(a.org_code, (each.order for each in days))
    villages = registry.villages_of({each.party for each in days})
    rows = []
    terms: dict[date, JobTerms] = {}
    stamps = {village: a.stamp(village) for village in {"", *villages.values()}}
    for each in days:
        pk, order = orders[each.order]
        if order.first_day not in terms:
            terms[order.first_day] = charters.in_force(JobTerms, on=order.first_day, org=a.org_code)
        held = rules.hold_reason(
            order.measure, rules.Cell(each.quantity, each.hours), each.day, terms[order.first_day]
        )
        state = WorkDay.State.HELD if held else WorkDay.State.ACCEPTED
        rows.append(
            (
                pk, each.sheet, each.party, each.day, each.quantity, each.hours, order.rate_fen, state.value,
                1, each.accepted_by, "", *stamps[villages.get(each.party, "")].values(),
            )
        )  # fmt: skip
    bulk.insert_values(WorkDay, (*DAY_COLUMNS, *stamps[""]), rows)


DAY_COLUMNS = (
    "order_id", "sheet", "party", "day", "quantity", "hours", "rate_fen", "state", "revision", "accepted_by",
    "note",
)  # fmt: skip


def correct_day(work_id: int, *, quantity: int, note: str, by: Viewer, on: date, hours: str = "") -> str:
    """Put a corrected quantity in the place of a day's (更正出勤); 0 takes the day out.

    What is beyond a person's day or hour is held again, for another to release.
    """
    old = _standing(work_id, by)
    if not note:
        raise Refusal("labour.correction_without_note")
    if quantity < 0:
        raise Refusal("labour.no_work", day=str(old.day))
    if not quantity:
        return _supersede(
            old, old.quantity, old.hours, WorkDay.State.VOID, note, "labour.correct_day", by, on
        )
    order = facts.orders(old.org_code, [old.order.number])[old.order.number][1]
    others = facts.work_of(old.org_code, [old.party], old.day, old.day).get((old.party, old.day), [])
    rest = [each for each in others if each.order != order.number]
    died = registry.deaths_of([old.party]).get(old.party)
    terms = charters.in_force(JobTerms, on=order.first_day, org=old.org_code)
    for fault in rules.day_faults(order, old.day, quantity, rest, died, terms):
        raise Refusal(fault.code, fault.clause, **dict(fault.params))
    held = rules.hold_reason(order.measure, rules.Cell(quantity, hours), old.day, terms)
    state = WorkDay.State.HELD if held else WorkDay.State.ACCEPTED
    return _supersede(old, quantity, hours, state, note, "labour.correct_day", by, on)


def release_day(work_id: int, *, note: str, by: Viewer, on: date) -> str:
    """Accept a held day after a second look (核实放行), by somebody other than who recorded it."""
    old = _standing(work_id, by)
    if old.state != WorkDay.State.HELD:
        raise Refusal("labour.not_held")
    if old.recorded_by == by.name:
        raise Refusal("labour.released_by_recorder")
    state = WorkDay.State.ACCEPTED
    return _supersede(old, old.quantity, old.hours, state, note, "labour.release_day", by, on)


def _standing(work_id: int, by: Viewer) -> WorkDay:
    old = WorkDay.objects.select_related("order").filter(pk=work_id).first()
    if old is None or not by.sees(old.org_code, old.village_code):
        raise Refusal("viewer.not_found")
    return old


def _supersede(
    old: WorkDay, quantity: int, hours: str, state: str, note: str, verb: str, by: Viewer, on: date
) -> str:
    with guards.refusing(), act(verb, old.org_code, by=by, on=on, village_code=old.village_code) as a:
        if WorkDay.objects.filter(supersedes=old).exists():
            raise Refusal("labour.superseded_already")
        if old.state == WorkDay.State.VOID:
            raise Refusal("labour.void_already")
        row = WorkDay(
            order=old.order, sheet=old.sheet, party=old.party, day=old.day, quantity=quantity,
            hours=hours,
            rate_fen=old.rate_fen, accepted_by=old.accepted_by, state=state, revision=old.revision + 1,
            supersedes=old, note=note, **a.stamp(old.village_code),
        )  # fmt: skip
        row.save(force_insert=True)
        a.ref = f"work:{row.pk}"
        a.params = {"supersedes": f"work:{old.pk}", "note": note}
    return a.ref


def hold_course(
    org_code: str,
    number: str,
    *,
    title: str,
    held_on: date,
    place: str,
    hours_minutes: int,
    teacher: str,
    parties: Sequence[str],
    by: Viewer,
    on: date,
) -> str:
    """Record a course and who came (培训签到)."""
    if held_on > on:
        raise Refusal("labour.in_future", day=str(held_on))
    for party in registry.unknown_parties(parties):
        raise Refusal("labour.no_such_party", party=party)
    with guards.refusing(), act("labour.hold_course", org_code, by=by, on=on) as a:
        if Course.objects.filter(org_code=org_code, number=number).exists():
            raise Refusal("labour.course_exists", number=number)
        course = Course.objects.create(
            number=number, title=title, held_on=held_on, place=place, hours_minutes=hours_minutes,
            teacher=teacher, **a.stamp(),
        )  # fmt: skip
        villages = registry.villages_of(parties)
        bulk.insert(
            CourseSign,
            [
                CourseSign(course=course, party=party, **a.stamp(villages.get(party, "")))
                for party in dict.fromkeys(parties)
            ],
        )
        a.ref = f"course:{number}"
    return a.ref


def print_pay_list(org_code: str, month: str, *, by: Viewer, on: date) -> pay.PayList:
    """A month's pay list with whole ID numbers, for the file (工资表归档件): who had it made is kept."""
    with act("labour.print_pay_list", org_code, by=by, on=on) as a:
        found = pay.pay_list(by, org_code, month, limit=pay.LINES_MOST, whole=True)
        a.ref = found.run
        a.params = {"month": found.month, "people": found.total}
    return found


def order_row(org_code: str, number: str, by: Viewer) -> WorkOrder:
    """The order of that number; what is out of reach does not exist."""
    row = WorkOrder.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("labour.no_such_order", number=number)
    return row
