"""Who asked for work, who is sent, who was taught (求职、派遣、培训), and the pay list for the file."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import act
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.labour import rules
from liancun.rooms.labour.models import Course, CourseSign, Dispatch, JobSeeker, WorkOrder
from liancun.rooms.labour.queries.pay_list import LINES_MOST, PayList, pay_list
from liancun.rooms.labour.rules import Worker, WorkerTerms
from liancun.rooms.registry import facts as registry


def worker_faults(org_code: str, asked: Collection[tuple[str, date]]) -> dict[tuple[str, date], Reason]:
    """(person, day) -> why they cannot be sent to work from that day: unknown, dead, too young."""
    lives = registry.lives_of(party for party, _day in asked)
    found = {}
    for party, day in asked:
        if party not in lives:
            found[party, day] = Reason.of("labour.no_such_party", party=party)
            continue
        worker = Worker(*lives[party])
        try:
            young = rules.age_fault(worker, day, charters.in_force(WorkerTerms, on=day, org=org_code))
        except Refusal as no:  # before the first terms
            young = no.reason
        if worker.died_on and worker.died_on <= day:
            found[party, day] = Reason.of("labour.dead_worker", party=party)
        elif young:
            found[party, day] = young
    return found


def alive_faults(came: Collection[tuple[str, date]]) -> dict[tuple[str, date], Reason]:
    """(person, day) -> why it is nobody who lived that day: unknown, an organisation, dead before."""
    lives = registry.lives_of(party for party, _day in came)
    found = {}
    for party, day in came:
        died_on = lives[party][1] if party in lives else None
        if party not in lives:
            found[party, day] = Reason.of("labour.no_such_party", party=party)
        elif died_on and died_on < day:
            found[party, day] = Reason.of("labour.after_death", day=str(day), died_on=str(died_on))
    return found


def _refuse(faults: Iterable[Reason]) -> None:
    for fault in faults:
        raise Refusal(fault.code, fault.clause, **dict(fault.params))


def ask_for_work(org_code: str, party: str, *, section: str, wish: str, by: Viewer, on: date) -> str:
    """Put somebody down for work (求职登记)."""
    village = registry.section_villages([section]).get(section)
    if not village:
        raise Refusal("labour.no_such_section", section=section)
    _refuse(worker_faults(org_code, [(party, on)]).values())
    with guards.refusing(), act("labour.ask_for_work", org_code, by=by, on=on, village_code=village) as a:
        if JobSeeker.objects.filter(party=party, asked_on=on).exists():
            raise Refusal("labour.asked_already", party=party, day=str(on))
        JobSeeker.objects.create(party=party, asked_on=on, section=section, wish=wish, **a.stamp(village))
        a.ref = f"person:{party}"
    return a.ref


def dispatch(org_code: str, number: str, parties: Sequence[str], *, by: Viewer, on: date) -> str:
    """Send people to an order (派遣) for the rest of its days; who is sent there already is left as is."""
    row = _order_in_reach(org_code, number, by)
    if not parties:
        raise Refusal("labour.nobody_named")
    if on > row.last_day:
        raise Refusal("labour.order_over", number=number, last=str(row.last_day))
    start = max(on, row.first_day)
    with (
        guards.refusing(),
        act("labour.dispatch", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        _refuse(worker_faults(org_code, [(party, start) for party in parties]).values())
        there = set(Dispatch.objects.filter(order=row).values_list("party", flat=True))
        stamp = a.stamp(row.village_code)
        bulk.insert(
            Dispatch,
            [
                Dispatch(order=row, party=party, start=start, end=row.last_day, **stamp)
                for party in dict.fromkeys(parties)
                if party not in there
            ],
        )
        a.ref = f"order:{number}"
    return a.ref


def _order_in_reach(org_code: str, number: str, by: Viewer) -> WorkOrder:
    """The order of that number; what is out of reach does not exist."""
    row = WorkOrder.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("labour.no_such_order", number=number)
    return row


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
    _refuse(alive_faults([(party, held_on) for party in parties]).values())
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


def print_pay_list(org_code: str, month: str, *, by: Viewer, on: date) -> PayList:
    """A month's pay list with whole ID numbers, for the file (工资表归档件): who had it made is kept."""
    with act("labour.print_pay_list", org_code, by=by, on=on) as a:
        found = pay_list(by, org_code, month, limit=LINES_MOST, whole=True)
        a.ref = found.run
        a.params = {"month": found.month, "people": found.total}
    return found
