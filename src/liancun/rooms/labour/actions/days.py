"""Days worked (出勤): recorded, corrected, released. A correction is a version above the last."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Lines, Text, Whole, _
from liancun.rooms.labour import facts, rules
from liancun.rooms.labour.actions.orders import ORDER, order_in_reach
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.labour.rules import JobTerms, Worker, WorkerTerms
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class NewDay:
    """A day worked as it is on the sheet (一天出勤): as hundredths of a day or an hour, grams, pieces."""

    order: str
    sheet: str
    party: str
    day: date
    quantity: int
    accepted_by: str = ""
    hours: str = ""


WORK = Whole(_("出勤的号"), 1, 2**63 - 1, help=_("即 work:12 里的 12"))
PARTY = Choice(_("人员"), "registry.people", open=True, most=20, help=_("姓名或编码"))
CELL = Text(_("数量"), most=30, help=_("天数、小时、公斤或件数,可加起讫:90 08:00-17:00"))
NOTE = Text(_("原因"), most=120)


@dataclass(frozen=True)
class OneDay:
    """A day of somebody that is written down later (补记一天). `cell` is as on the sheet: "1", "0.5", "6.5",
    "213.4", "120" or "90 08:00-17:00"; where no sheet is named, one is made of the month and the order."""

    number: A[str, ORDER]
    party: A[str, PARTY]
    day: A[date, Day(_("出勤日"))]
    cell: A[str, CELL]
    sheet: A[str, Code(_("考勤表号"), most=40)] = ""
    accepted_by: A[str, Choice(_("验收人"), "registry.people", open=True, most=20, help=_("不是本人"))] = ""


@dataclass(frozen=True, kw_only=True)
class SheetDay:
    """A day as on the sheet (考勤表的一格): `cell` is "1", "0.5", "213.4" or "90 08:00-17:00"."""

    sheet: A[str, Code(_("考勤表号"), most=40, slash=True)]
    party: A[str, Code(_("人员编码"), most=20, slash=True)]
    day: A[date, Day(_("出勤日"))]
    cell: A[str, CELL]
    accepted_by: A[str, Code(_("验收人"), most=20, slash=True)] = ""


@dataclass(frozen=True)
class SheetDays:
    """Days of one order."""

    days: A[tuple[SheetDay, ...], Lines(_("出勤"), SheetDay, most=2_000)]


@dataclass(frozen=True)
class Correction:
    """A corrected quantity, 0 to take the day out, and why (更正). `cell` as on the sheet."""

    cell: A[str, replace(CELL, help=_("写 0 即作废"))]
    note: A[str, NOTE]


@dataclass(frozen=True)
class Why:
    """Why (原因)."""

    note: A[str, NOTE]


def read_quantity(text: str, measure: rules.Measure) -> rules.Cell:
    """What a day's cell says by its order's measure. Raises BadInput."""
    cell = rules.read_cell(text, measure)
    if cell is None:
        raise BadInput([Problem.of("labour.cell_unreadable", column="cell", value=text)])
    return cell


@offered(
    "labour.record_days",
    title=_("补记一天"),
    done=_("已记"),
    path="orders/{number}/day",
    command="record",
    on="days",
)
def record_day(org_code: str, new: OneDay, *, by: Viewer, on: date) -> str:
    """Write one day of somebody on an order; returns its reference."""
    order_in_reach(org_code, new.number, by)
    cell = read_quantity(new.cell, facts.orders(org_code, [new.number])[new.number][1].measure)
    sheet = new.sheet or f"BJ-{new.day:%Y-%m}-{new.number}"[:40]
    day = NewDay(new.number, sheet, new.party, new.day, cell.quantity, new.accepted_by, cell.hours)
    return record_days(org_code, [day], by=by, on=on)[0]


def record_days(org_code: str, days: Sequence[NewDay], *, by: Viewer, on: date) -> tuple[str, ...]:
    """Record days worked (记工); returns their references. One that may not be keeps all of them out."""
    if not days:
        raise Refusal("labour.no_day_given")
    villages = set(facts.order_villages(org_code, (each.order for each in days)).values())
    for village in sorted(villages):
        must_permit(by, "labour.record_days", org_code, village)
    with guards.refusing(), act("labour.record_days", org_code, by=by, on=on) as a:
        faults = day_faults(org_code, days, on)
        for place in sorted(faults):
            _refuse(faults[place])
        save_days_within(a, days)
        a.ref = f"order:{days[0].order}"
        made = WorkDay.objects.filter(org_code=org_code, mark=a.mark).order_by("pk")
        return tuple(f"work:{pk}" for pk in made.values_list("pk", flat=True))


def _refuse(faults: Sequence[Reason]) -> None:
    for fault in faults:
        raise Refusal.saying(fault)


def day_faults(org_code: str, days: Sequence[NewDay], on: date) -> dict[int, tuple[Reason, ...]]:
    """Place in the list -> what keeps that day from being recorded, those before it in the list counted."""
    if not days:
        return {}
    orders = facts.orders(org_code, (each.order for each in days))
    people = {each.party for each in days}
    lives = registry.lives_of(people | {each.accepted_by for each in days})
    dead = registry.life_faults(
        (party, each.day) for each in days for party in (each.party, each.accepted_by)
    )
    span = (min(each.day for each in days), max(each.day for each in days))
    there = facts.work_of(org_code, people, *span)
    gone = facts.taken_out(org_code, people, *span)
    found: dict[int, tuple[Reason, ...]] = {}
    terms: dict[date, WorkerTerms] = {}
    for place, each in enumerate(days):
        if each.order not in orders:
            found[place] = (Reason.of("labour.no_such_order", number=each.order),)
            continue
        if each.party not in lives:
            found[place] = (Reason.of("labour.no_such_party", party=each.party),)
            continue
        order = orders[each.order][1]
        if order.first_day not in terms:
            terms[order.first_day] = charters.in_force(WorkerTerms, on=order.first_day, org=org_code)
        others = there.setdefault((each.party, each.day), [])
        taken = (each.order, each.party, each.day) in gone or any(
            other.order == order.number for other in others
        )
        faults = _acceptor_faults(each, each.accepted_by in lives)
        faults += tuple(
            dead[party, each.day] for party in (each.party, each.accepted_by) if (party, each.day) in dead
        )
        if each.day > on:
            faults += (Reason.of("labour.in_future", day=str(each.day)),)
        elif taken:
            faults += (Reason.of("labour.day_there", day=str(each.day), party=each.party),)
        else:
            worker = Worker(lives[each.party][0])
            faults += rules.day_faults(order, each.day, each.quantity, others, worker, terms[order.first_day])
        if faults:
            found[place] = faults
        others.append(_work(order, rules.Cell(each.quantity, each.hours)))
    return found


def _work(order: rules.OrderTerms, cell: rules.Cell) -> rules.Work:
    """What a cell says was done on an order."""
    return rules.Work(order.number, order.site, order.measure, cell.quantity, cell.hours, order.job)


def _acceptor_faults(new: NewDay, known: bool) -> tuple[Reason, ...]:
    if not new.accepted_by:
        return ()
    if new.accepted_by == new.party:
        return (Reason.of("labour.accepts_own", party=new.party),)
    return () if known else (Reason.of("labour.no_such_acceptor", party=new.accepted_by),)


def save_days_within(a: Act, days: Sequence[NewDay]) -> None:
    """Write days inside an act, at their order's rate; a day beyond what a person does is held."""
    orders = facts.orders(a.org_code, (each.order for each in days))
    people = {each.party for each in days}
    villages = registry.villages_of(people)
    span = (min(each.day for each in days), max(each.day for each in days))
    there = facts.work_of(a.org_code, people, *span)
    rows = []
    terms: dict[date, JobTerms] = {}
    stamps = {village: a.stamp(village) for village in {"", *villages.values()}}
    for each in days:
        pk, order = orders[each.order]
        if order.first_day not in terms:
            terms[order.first_day] = charters.in_force(JobTerms, on=order.first_day, org=a.org_code)
        others = there.setdefault((each.party, each.day), [])
        new = _work(order, rules.Cell(each.quantity, each.hours))
        held = rules.hold_reason(new, each.day, others, terms[order.first_day])
        others.append(new)
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


@offered(
    "labour.correct_day",
    title=_("更正这一天"),
    ask=_("更正会另加一版,旧的一版保留。确定吗?"),
    done=_("已更正为"),
    path="work/{work_id}/correct",
    command="correct",
    of="work",
)
def correct_day(work_id: A[int, WORK], new: Correction, *, by: Viewer, on: date) -> str:
    """Put a corrected quantity in the place of a day's (更正出勤); 0 takes the day out, and another brings
    back one that was taken out. Hours left empty stay as they were.

    What is beyond a person's day or hour is held; what was held and not released since stays held.
    """
    old = _in_reach(work_id, by)
    if not new.note:
        raise Refusal("labour.correction_without_note")
    measure = facts.orders(old.org_code, [old.order.number])[old.order.number][1].measure
    cell = read_quantity(new.cell, measure)
    quantity, hours = cell.quantity, cell.hours or old.hours
    if quantity < 0:
        raise Refusal("labour.no_work", day=str(old.day))
    with _superseding(old, "labour.correct_day", by, on) as a:
        if quantity:
            held = _doubt(old, quantity, hours) or _waits(_versions(old))
            state = WorkDay.State.HELD if held else WorkDay.State.ACCEPTED
        else:
            if old.state == WorkDay.State.VOID:
                raise Refusal("labour.void_already")
            quantity, state = old.quantity, WorkDay.State.VOID
        return _write(a, old, quantity, hours, state, new.note)


def _doubt(old: WorkDay, quantity: int, hours: str) -> Reason | None:
    """Why the corrected day is held, if it is; refuses one that may not be."""
    registry.must_live([(old.party, old.day)])
    order = facts.orders(old.org_code, [old.order.number])[old.order.number][1]
    others = facts.others_of(old)
    worker = Worker(registry.lives_of([old.party])[old.party][0])
    grown = charters.in_force(WorkerTerms, on=order.first_day, org=old.org_code)
    _refuse(rules.day_faults(order, old.day, quantity, others, worker, grown))
    terms = charters.in_force(JobTerms, on=order.first_day, org=old.org_code)
    return rules.hold_reason(_work(order, rules.Cell(quantity, hours)), old.day, others, terms)


def _versions(row: WorkDay) -> list[WorkDay]:
    """Every version of a day, the oldest first."""
    return list(WorkDay.objects.filter(order=row.order, party=row.party, day=row.day).order_by("revision"))


def _waits(versions: Sequence[WorkDay]) -> bool:
    """Whether a day was held and not released since: corrections, and taking it out, lift no hold."""
    states = [row.state for row in versions if row.state != WorkDay.State.VOID]
    return bool(states) and states[-1] == WorkDay.State.HELD


@offered(
    "labour.release_day",
    title=_("核实放行"),
    done=_("已放行"),
    path="work/{work_id}/release",
    command="release",
    of="work",
)
def release_day(work_id: A[int, WORK], why: Why, *, by: Viewer, on: date) -> str:
    """Accept a held day after a second look (核实放行), by somebody who had no part in it before: not who
    recorded or corrected it, not who took the work over, not the worker."""
    old = _in_reach(work_id, by)
    if old.state != WorkDay.State.HELD:
        raise Refusal("labour.not_held")
    if {by.name, by.person} & _had_part(_versions(old)):
        raise Refusal("labour.released_by_recorder")
    with _superseding(old, "labour.release_day", by, on) as a:
        return _write(a, old, old.quantity, old.hours, WorkDay.State.ACCEPTED, why.note)


def _had_part(versions: Sequence[WorkDay]) -> set[str]:
    """Logins and party codes of everybody in a day's versions: one person may have two logins."""
    logins = {row.recorded_by for row in versions}
    people = {code for row in versions for code in (row.party, row.accepted_by) if code}
    return logins | people | set(registry.parties_of(logins).values())


def _in_reach(work_id: int, by: Viewer) -> WorkDay:
    old = WorkDay.objects.select_related("order").filter(pk=work_id).first()
    if old is None or not by.sees(old.org_code, old.village_code):
        raise Refusal("viewer.not_found")
    return old


@contextmanager
def _superseding(old: WorkDay, verb: str, by: Viewer, on: date) -> Iterator[Act]:
    """The act of putting a version above this one, where none stands above it."""
    with guards.refusing(), act(verb, old.org_code, by=by, on=on, village_code=old.village_code) as a:
        if WorkDay.objects.filter(supersedes=old).exists():
            raise Refusal("labour.superseded_already")
        yield a


def _write(a: Act, old: WorkDay, quantity: int, hours: str, state: str, note: str) -> str:
    row = WorkDay(
        order=old.order, sheet=old.sheet, party=old.party, day=old.day, quantity=quantity, hours=hours,
        rate_fen=old.rate_fen, accepted_by=old.accepted_by, state=state, revision=old.revision + 1,
        supersedes=old, note=note, **a.stamp(old.village_code),
    )  # fmt: skip
    a.write(row)
    a.ref = f"work:{row.pk}"
    a.params = {"supersedes": f"work:{old.pk}", "note": note}
    return a.ref
