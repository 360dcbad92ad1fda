"""What settlement knows of its own runs (结算事实): states by last event, what is open, what was settled.

Used by actions, queries and checks here, and by rooms above (a household's income, what a fee brought in).
Nothing here is limited to a viewer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from liancun.base.watermark import Watermark
from liancun.kernel.reasons import Reason
from liancun.kernel.rulings import Line
from liancun.rooms.settlement import rules
from liancun.rooms.settlement.models import LineEvent, Payment, Run, RunEvent, RunLine


def as_line(row: RunLine, *, part: str | None = None) -> Line:
    """A stored line as the rule gave it."""
    return Line(
        subject=row.subject,
        part=row.part if part is None else part,
        payee=row.payee,
        amount_fen=row.amount_fen,
        reasons=_reasons(row),
        village_code=row.village_code,
        payable=row.payable,
        outcome={k: tuple(v) if isinstance(v, list) else v for k, v in row.outcome.items()},
    )


def _reasons(row: RunLine) -> tuple[Reason, ...]:
    """The reasons of a row; none where they were edited beyond reading, which the line's digest tells."""
    try:
        return tuple(Reason.from_data(data) for data in row.reasons)
    except (KeyError, TypeError, AttributeError):
        return ()


def last_events(run_ids: Iterable[int], *, upto: int | None = None) -> dict[int, RunEvent]:
    """The event that gives each run its state; `upto` a mark of the run's organisation."""
    rows = RunEvent.objects.filter(run_id__in=list(run_ids)).order_by("run_id", "serial")
    if upto is not None:
        rows = rows.filter(mark__lte=upto)
    return {row.run_id: row for row in rows}


def run_state(run_id: int) -> str:
    """The state of one run."""
    event = last_events([run_id]).get(run_id)
    return event.state if event else ""


def last_line_events(
    run_ids: Iterable[int], *, upto: int | None = None, line_ids: Iterable[int] | None = None
) -> dict[int, LineEvent]:
    """The last event of each line of these runs that has one of its own."""
    rows = LineEvent.objects.filter(line__run_id__in=list(run_ids)).order_by("line_id", "serial")
    if upto is not None:
        rows = rows.filter(mark__lte=upto)
    if line_ids is not None:
        rows = rows.filter(line_id__in=list(line_ids))
    return {row.line_id: row for row in rows}


@dataclass(frozen=True)
class Standing:
    """A run with its lines and their states at one moment (结算单现状)."""

    run: Run
    state: str
    lines: tuple[RunLine, ...]
    line_states: Mapping[int, str]

    def in_state(self, *states: str) -> tuple[RunLine, ...]:
        """The lines that are in one of these states."""
        return tuple(line for line in self.lines if self.line_states[line.pk] in states)


def standing(run: Run, *, upto: int | None = None) -> Standing:
    """The run as it stands, or stood when its organisation's sequence was at `upto`."""
    event = last_events([run.pk], upto=upto).get(run.pk)
    state = event.state if event else ""
    rows = RunLine.objects.filter(run=run).order_by("id")
    if upto is not None:
        rows = rows.filter(mark__lte=upto)
    lines = tuple(rows)
    events = last_line_events([run.pk], upto=upto)
    states = {
        line.pk: rules.line_state(
            state, events[line.pk].state if line.pk in events else "", replacement=line.serial > 0
        )
        for line in lines
    }
    return Standing(run, state, lines, states)


def posted_runs(kind: str, org_code: str, *, upto: int) -> tuple[Run, ...]:
    """The runs of a kind that stand posted at a mark, oldest period first; no reversals, none reversed."""
    rows = Run.objects.filter(kind=kind, org_code=org_code, reverses=None, mark__lte=upto)
    rows = rows.order_by("period", "id")
    events = last_events([row.pk for row in rows], upto=upto)
    return tuple(row for row in rows if row.pk in events and events[row.pk].state == rules.POSTED)


def settled(run: Run, *, upto: int) -> tuple[dict[tuple[str, str], Line], set[str]]:
    """What a posted run and the supplements naming it settled, by subject and part; and who is still open.

    The second value names subjects whose line is held or being replaced: their turn is not over.
    """
    now = standing(run, upto=upto)
    waiting = now.in_state(rules.HELD, rules.DRAFTED, rules.CHECKED, rules.CONFIRMED)
    open_subjects = {line.subject for line in waiting if not line.first_run_id}
    rows = [line for line in now.in_state(rules.POSTED) if not line.first_run_id]
    supplements = RunLine.objects.filter(first_run=run, run__reverses=None, mark__lte=upto).order_by("id")
    later = last_events({row.run_id for row in supplements}, upto=upto)
    own = last_line_events({row.run_id for row in supplements}, upto=upto)
    rows += [
        row
        for row in supplements
        if row.run_id in later
        and later[row.run_id].state not in rules.ENDED
        and not (row.pk in own and own[row.pk].state == rules.CANCELLED)
    ]
    sums: dict[tuple[str, str], Line] = {}
    for row in rows:
        line = as_line(row, part=rules.original_part(row.part))
        before = sums.get((line.subject, line.part))
        amount_fen = line.amount_fen + (before.amount_fen if before else 0)
        sums[line.subject, line.part] = replace(line, amount_fen=amount_fen, reasons=())
    return sums, open_subjects


def settled_as_drafted(run: Run, *, upto: int) -> bool:
    """Whether a posted run stands just as it was drafted: no line went its own way, no later run names it."""
    own = LineEvent.objects.filter(line__run=run, mark__lte=upto)
    later = RunLine.objects.filter(Q(first_run=run) | Q(run=run, serial__gt=0), mark__lte=upto)
    return not own.exists() and not later.exists()


def confirmed_on(run_ids: Iterable[int]) -> dict[int, date]:
    """The day each run was confirmed: nothing is paid before it."""
    rows = RunEvent.objects.filter(run_id__in=list(run_ids), state=rules.CONFIRMED)
    return dict(rows.values_list("run_id", "on"))


def is_supplemented(run: Run) -> bool:
    """Whether a live run carries supplements or deductions that name this one."""
    rows = RunLine.objects.filter(first_run=run, run__reverses=None)
    events = last_events(set(rows.values_list("run_id", flat=True)))
    return any(event.state not in rules.ENDED for event in events.values())


def postable(rows: QuerySet[RunLine]) -> QuerySet[RunLine]:
    """Of these lines, the ones that stand posted: by their own last event, or with their run."""
    run_ids = set(rows.values_list("run_id", flat=True).distinct())
    events = last_events(run_ids)
    posted = [run_id for run_id, event in events.items() if event.state in (rules.POSTED, rules.REVERSED)]
    own = last_line_events(posted)
    out = [line_id for line_id, event in own.items() if event.state != rules.POSTED]
    fresh = Q(serial__gt=0) & ~Q(pk__in=[k for k, event in own.items() if event.state == rules.POSTED])
    return rows.filter(run_id__in=posted).exclude(pk__in=out).exclude(fresh)


def paid_by_line(rows: QuerySet[RunLine]) -> dict[int, int]:
    """Fen settled of each line, offsets included; lines never touched are absent."""
    moved = Payment.objects.filter(line__in=rows).exclude(state=Payment.State.FAILED)
    return {row["line"]: row["fen"] for row in moved.values("line").annotate(fen=Sum("amount_fen"))}


@dataclass(frozen=True)
class Money:
    """What a run's posted lines owe and what moved for them."""

    due_fen: int = 0
    paid_fen: int = 0


def money_by_run(run_ids: Iterable[int]) -> dict[int, Money]:
    """Due and settled fen of each run's posted, payable lines; zeros where nothing is posted."""
    wanted = list(run_ids)
    posted = postable(RunLine.objects.filter(run_id__in=wanted, payable=True))
    due = {row["run"]: row["fen"] for row in posted.values("run").annotate(fen=Sum("amount_fen"))}
    moved = Payment.objects.filter(line__in=posted.values("pk")).exclude(state=Payment.State.FAILED)
    paid = {row["line__run"]: row["fen"] for row in moved.values("line__run").annotate(fen=Sum("amount_fen"))}
    return {pk: Money(due.get(pk, 0), paid.get(pk, 0)) for pk in wanted}


def pay_by(life: rules.RunLife, posted_on: date | None) -> date | None:
    """The day by which the charter wants the money moved, None where it names none."""
    if posted_on is None or not life.pay_by_days:
        return None
    return posted_on + timedelta(days=life.pay_by_days)


@dataclass(frozen=True)
class Overpaid:
    """A line on which more moved than is due, or in the wrong direction."""

    line: int
    due_fen: int
    paid_fen: int


def overpaid() -> Iterator[Overpaid]:
    """Every line that was settled beyond its amount; none, while the actions alone write."""
    moved = Payment.objects.exclude(state=Payment.State.FAILED).values("line", "line__amount_fen")
    for row in moved.annotate(fen=Sum("amount_fen")).order_by("line").iterator():
        due_fen, paid_fen = row["line__amount_fen"], row["fen"]
        if abs(paid_fen) > abs(due_fen) or paid_fen * due_fen < 0:
            yield Overpaid(row["line"], due_fen, paid_fen)


def settled_lines(asof: Watermark, kind: str, period: str) -> tuple[Line, ...]:
    """The lines of a kind and period that stood posted at a watermark, for the organisations it names."""
    found: list[Line] = []
    for org_code, mark in asof.marks:
        for run in posted_runs(kind, org_code, upto=mark):
            if run.period == period:
                found.extend(as_line(row) for row in standing(run, upto=mark).in_state(rules.POSTED))
    return tuple(found)
