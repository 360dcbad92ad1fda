"""Who asked for work, who is sent, who was taught (求职、派遣、培训), and the pay list for the file."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Code, Day, Many, Minutes, Text, _
from liancun.rooms.labour import rules
from liancun.rooms.labour.actions.days import PARTY
from liancun.rooms.labour.actions.orders import ORDER, SECTION, order_in_reach
from liancun.rooms.labour.models import Course, CourseSign, Dispatch, JobSeeker
from liancun.rooms.labour.queries.pay_list import LINES_MOST, PayList, pay_list
from liancun.rooms.labour.rules import Worker, WorkerTerms
from liancun.rooms.registry import facts as registry


def worker_faults(org_code: str, asked: Collection[tuple[str, date]]) -> dict[tuple[str, date], Reason]:
    """(person, day) -> why they cannot be sent to work from that day: unknown, dead, too young."""
    lives = registry.lives_of(party for party, _day in asked)
    found = registry.life_faults(asked)
    for party, day in asked:
        if party not in lives:
            found[party, day] = Reason.of("labour.no_such_party", party=party)
            continue
        try:
            young = rules.age_fault(
                Worker(lives[party][0]), day, charters.in_force(WorkerTerms, on=day, org=org_code)
            )
        except Refusal as no:  # before the first terms
            young = no.reason
        if young:
            found.setdefault((party, day), young)
    return found


def alive_faults(came: Collection[tuple[str, date]]) -> dict[tuple[str, date], Reason]:
    """(person, day) -> why it is nobody who lived that day: unknown, an organisation, dead before."""
    lives = registry.lives_of(party for party, _day in came)
    unknown = {
        (party, day): Reason.of("labour.no_such_party", party=party)
        for party, day in came
        if party not in lives
    }
    return unknown | registry.life_faults(came)


def _refuse(faults: Iterable[Reason]) -> None:
    for fault in faults:
        raise Refusal.saying(fault)


@dataclass(frozen=True)
class Asking:
    """Somebody who asks for work (求职)."""

    party: A[str, PARTY]
    section: A[str, SECTION]
    wish: A[str, Text(_("意愿"), most=60)] = ""


@offered(
    "labour.ask_for_work",
    title=_("登记求职"),
    path="seekers",
    command="ask",
    on="seekers",
)
def ask_for_work(org_code: str, new: Asking, *, by: Viewer, on: date) -> str:
    """Put somebody down for work (求职登记)."""
    party, section, wish = new.party, new.section, new.wish
    village = registry.section_villages(org_code, [section]).get(section)
    if not village:
        raise Refusal("labour.no_such_section", section=section)
    _refuse(worker_faults(org_code, [(party, on)]).values())
    with guards.refusing(), act("labour.ask_for_work", org_code, by=by, on=on, village_code=village) as a:
        if JobSeeker.objects.filter(party=party, asked_on=on).exists():
            raise Refusal("labour.asked_already", party=party, day=str(on))
        a.add(JobSeeker, party=party, asked_on=on, section=section, wish=wish, **a.stamp(village))
        a.ref = f"person:{party}"
    return a.ref


@dataclass(frozen=True)
class Sending:
    """People who are sent to an order (派遣)."""

    number: A[str, ORDER]
    parties: A[
        tuple[str, ...],
        Many(_("派哪些人"), each=replace(PARTY, label=""), most=1000, help=_("姓名或编码,用空格隔开")),
    ]


@dataclass(frozen=True)
class Sent:
    """How many were sent, and to which order (派了几人)."""

    people: int
    ref: str


@offered(
    "labour.dispatch",
    title=_("派遣"),
    done=_("已派"),
    path="orders/{number}/dispatch",
    on="seekers",
)
def dispatch(org_code: str, new: Sending, *, by: Viewer, on: date) -> Sent:
    """Send people to an order (派遣) for the rest of its days; who is sent there already is left as is."""
    number, parties = new.number, new.parties
    row = order_in_reach(org_code, number, by)
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
    return Sent(len(parties), a.ref)


@dataclass(frozen=True)
class NewCourse:
    """A course and who came (一期培训)."""

    number: A[str, Code(_("培训班编号"), most=40)]
    title: A[str, Text(_("内容"), most=80)]
    held_on: A[date, Day(_("日期"))]
    place: A[str, Text(_("地点"), most=60)]
    hours_minutes: A[int, Minutes(_("时长"), 1, 100_000)]
    teacher: A[str, Text(_("授课人"), most=60)]
    parties: A[
        tuple[str, ...],
        Many(_("签到"), each=replace(PARTY, label=""), most=1000, help=_("姓名或编码,用空格隔开")),
    ] = ()


@offered(
    "labour.hold_course",
    title=_("登记培训班"),
    path="courses",
    command="course",
    on="courses",
)
def hold_course(org_code: str, new: NewCourse, *, by: Viewer, on: date) -> str:
    """Record a course and who came (培训签到)."""
    if new.held_on > on:
        raise Refusal("labour.in_future", day=str(new.held_on))
    _refuse(alive_faults([(party, new.held_on) for party in new.parties]).values())
    with guards.refusing(), act("labour.hold_course", org_code, by=by, on=on) as a:
        if Course.objects.filter(org_code=org_code, number=new.number).exists():
            raise Refusal("labour.course_exists", number=new.number)
        said = asdict(new)
        del said["parties"]
        course = a.add(Course, **said, **a.stamp())
        villages = registry.villages_of(new.parties)
        bulk.insert(
            CourseSign,
            [
                CourseSign(course=course, party=party, **a.stamp(villages.get(party, "")))
                for party in dict.fromkeys(new.parties)
            ],
        )
        a.ref = f"course:{new.number}"
    return a.ref


def print_pay_list(org_code: str, month: str, *, by: Viewer, on: date) -> PayList:
    """A month's pay list with whole ID numbers, for the file (工资表归档件): who had it made is kept."""
    with act("labour.print_pay_list", org_code, by=by, on=on) as a:
        found = pay_list(by, org_code, month, limit=LINES_MOST, whole=True)
        a.ref = found.run
        a.params = {"month": found.month, "people": found.total}
    return found
