"""What settlement knows of its own runs (结算事实): states by last event, what is open, what was settled.

Used by actions, queries and checks here, and by rooms above (a household's income, what a fee brought in).
Nothing here is limited to a viewer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from liancun.base.request_cache import once, once_each
from liancun.kernel.reasons import Reason
from liancun.kernel.rulings import Line
from liancun.rooms.settlement import rules
from liancun.rooms.settlement.models import LineEvent, Payment, Run, RunEvent, RunLine


def as_line(row: RunLine, *, part: str | None = None, why: bool = True) -> Line:
    """A stored line as the rule gave it; without its reasons where nobody asks `why`."""
    return Line(
        subject=row.subject,
        part=row.part if part is None else part,
        payee=row.payee,
        amount_fen=row.amount_fen,
        reasons=_reasons(row) if why else (),
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
    return {row.run_id: row for row in events_of(frozenset(run_ids), upto)}


@once
def events_of(run_ids: frozenset[int], upto: int | None) -> tuple[RunEvent, ...]:
    """The events of these runs, each run's from its first."""
    rows = RunEvent.objects.filter(run_id__in=run_ids).order_by("run_id", "serial")
    return tuple(rows if upto is None else rows.filter(mark__lte=upto))


def run_state(run_id: int) -> str:
    """The state of one run."""
    event = last_events([run_id]).get(run_id)
    return event.state if event else ""


def with_state(rows: "QuerySet[Run]", *, upto: int | None = None) -> Any:
    """The runs with `state`, as their last event gave it, in the same question; `upto` as above."""
    events = RunEvent.objects.filter(run=OuterRef("pk")).order_by("-serial")
    seen = events if upto is None else events.filter(mark__lte=upto)
    return rows.annotate(state=Coalesce(Subquery(seen.values("state")[:1]), Value("")))


def last_line_events(
    run_ids: Iterable[int], *, upto: int | None = None, line_ids: Iterable[int] | None = None
) -> dict[int, LineEvent]:
    """The last event of each line of these runs that has one of its own."""
    if upto is None and line_ids is None:
        return {pk: row for events in _own_events(run_ids).values() for pk, row in events.items()}
    named = None if line_ids is None else frozenset(line_ids)
    return {row.line_id: row for row in _line_events(frozenset(run_ids), upto, named)}


@once_each
def _own_events(run_ids: frozenset[int]) -> dict[int, dict[int, LineEvent]]:
    """The same by run and line, of all lines as they are now."""
    found: dict[int, dict[int, LineEvent]] = {run: {} for run in run_ids}
    for row in _line_events(run_ids, None, None):
        found[row.line.run_id][row.line_id] = row
    return found


@once
def _line_events(
    run_ids: frozenset[int], upto: int | None, line_ids: frozenset[int] | None
) -> tuple[LineEvent, ...]:
    rows = LineEvent.objects.filter(line__run_id__in=run_ids).order_by("line_id", "serial")
    if upto is not None:
        rows = rows.filter(mark__lte=upto)
    if line_ids is not None:
        rows = rows.filter(line_id__in=line_ids)
    return tuple(rows.select_related("line").only(*LINE_EVENT, "line__run_id"))


LINE_EVENT = tuple(each.attname for each in LineEvent._meta.concrete_fields)
"""All of an event; of its line no more than the run."""


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


def standing(run: Run, *, upto: int | None = None, why: bool = False) -> Standing:
    """The run as it stands, or stood when its organisation's sequence was at `upto`.

    Its lines come without what they rest on (`REASONS`) unless somebody asks `why`.
    """
    return standings([run], upto=upto, why=why)[run.pk]


def standings(runs: Iterable[Run], *, upto: int | None = None, why: bool = False) -> dict[int, Standing]:
    """The same for several runs of one organisation, asked for together."""
    wanted = {run.pk: run for run in runs}
    events = last_events(wanted, upto=upto)
    rows = RunLine.objects.filter(run_id__in=list(wanted)).order_by("id")
    rows = rows if why else rows.defer(*REASONS)
    if upto is not None:
        rows = rows.filter(mark__lte=upto)
    lines: dict[int, list[RunLine]] = {pk: [] for pk in wanted}
    for line in rows:
        lines[line.run_id].append(line)
    own = last_line_events(wanted, upto=upto)
    found = {}
    for pk, run in wanted.items():
        state = events[pk].state if pk in events else ""
        states = {
            line.pk: rules.line_state(
                state, own[line.pk].state if line.pk in own else "", replacement=line.serial > 0
            )
            for line in lines[pk]
        }
        found[pk] = Standing(run, state, tuple(lines[pk]), states)
    return found


def line_entries(run: Run) -> list[str]:
    """The entries by which lines of a run were booked apart from it."""
    events = _line_events(frozenset([run.pk]), None, None)
    return sorted({row.ref for row in events if row.state == rules.POSTED and row.ref})


def state_counts(run: Run) -> dict[str, int]:
    """How many lines of a run are in each state, without reading the lines."""
    events = last_line_events([run.pk])
    state = run_state(run.pk)
    if not events:  # no line went its own way, so none was replaced either
        return {state: run.line_count} if run.line_count else {}
    counts: dict[str, int] = {}
    plain = RunLine.objects.filter(run=run).exclude(pk__in=list(events))
    for serial, lines in plain.values_list("serial").annotate(Count("pk")).order_by("serial"):
        found = rules.line_state(state, "", replacement=serial > 0)
        counts[found] = counts.get(found, 0) + lines
    for event in events.values():
        found = rules.line_state(state, event.state)
        counts[found] = counts.get(found, 0) + 1
    return counts


def posted_of(row: RunLine) -> RunLine:
    """The posted line of the same run whose difference a line is; itself where it is none."""
    while row.first_run_id == row.run_id and row.replaces:
        row = row.replaces
    return row


def posted_runs(kind: str, org_code: str, *, upto: int) -> tuple[Run, ...]:
    """The runs of a kind that stand posted at a mark, oldest period first; no reversals, none reversed."""
    rows = Run.objects.filter(kind=kind, org_code=org_code, reverses=None, mark__lte=upto)
    return tuple(with_state(rows, upto=upto).filter(state=rules.POSTED).order_by("period", "id"))


@once
def runs_of(org_code: str, period: str) -> tuple[Any, ...]:
    """Every run of a period with its `state`, oldest first: a look asks for one kind, then for another."""
    return tuple(with_state(Run.objects.filter(org_code=org_code, period=period)).order_by("pk"))


def sources_of(kind: str, org_code: str, period: str) -> frozenset[str]:
    """What the entries of a kind and period say they come from: every run, what undid it included."""
    return frozenset(f"run:{run.pk}" for run in runs_of(org_code, period) if run.kind == kind)


Settled = tuple[dict[tuple[str, str], Line], set[str]]


def settled(run: Run, *, upto: int) -> Settled:
    """What a posted run and the supplements naming it settled, by subject and part; and who is still open.

    The second value names subjects whose line is held or being replaced: their turn is not over.
    """
    return settled_of([run], upto=upto)[run.pk]


def settled_of(runs: Iterable[Run], *, upto: int) -> dict[int, Settled]:
    """The same for several runs of one organisation, asked for together."""
    now = standings(runs, upto=upto)
    supplements = RunLine.objects.filter(first_run_id__in=list(now), run__reverses=None, mark__lte=upto)
    rows = list(supplements.order_by("id").defer(*REASONS))
    later = last_events({row.run_id for row in rows}, upto=upto)
    own = last_line_events({row.run_id for row in rows}, upto=upto)
    named: dict[int, list[RunLine]] = {pk: [] for pk in now}
    for row in rows:
        ended = row.run_id not in later or later[row.run_id].state in rules.ENDED
        if not ended and not (row.pk in own and own[row.pk].state == rules.CANCELLED):
            named[row.first_run_id].append(row)  # type: ignore[index]
    return {pk: _settled(each, named[pk]) for pk, each in now.items()}


def _settled(now: Standing, supplements: Iterable[RunLine]) -> Settled:
    waiting = now.in_state(rules.HELD, rules.DRAFTED, rules.CHECKED, rules.CONFIRMED)
    open_subjects = {line.subject for line in waiting if not line.first_run_id}
    rows = [line for line in now.in_state(rules.POSTED) if not line.first_run_id]
    sums: dict[tuple[str, str], Line] = {}
    for row in (*rows, *supplements):
        line = as_line(row, part=rules.original_part(row.part), why=False)
        before = sums.get((line.subject, line.part))
        amount_fen = line.amount_fen + (before.amount_fen if before else 0)
        sums[line.subject, line.part] = replace(line, amount_fen=amount_fen)
    return sums, open_subjects


def _last_states(run_ids: set[int], upto: int) -> dict[tuple[int, int], str]:
    """(run, line) -> the state its last event gave it, the run's own at (run, 0): one question for both."""
    seen = {"mark__lte": upto}
    runs = RunEvent.objects.filter(run_id__in=run_ids, **seen).order_by()
    lines = LineEvent.objects.filter(line__run_id__in=run_ids, **seen).order_by()
    own = lines.values_list("line__run_id", "line_id", "serial", "state")
    every = runs.values_list("run_id", Value(0), "serial", "state").union(own, all=True)
    return {(run, line): state for run, line, _serial, state in sorted(every)}


def settled_sums(runs: Iterable[Run], *, upto: int) -> dict[tuple[int, str], int]:
    """(run, subject) -> the fen of `settled_of`, all parts together: no line is read whole."""
    ids = [run.pk for run in runs]
    own_or_named = Q(run_id__in=ids, first_run=None) | Q(first_run_id__in=ids, run__reverses=None)
    columns = ("pk", "run_id", "first_run_id", "subject", "serial", "amount_fen")
    lines = list(RunLine.objects.filter(own_or_named, mark__lte=upto).values_list(*columns))
    states = _last_states({line[1] for line in lines}, upto)
    sums: dict[tuple[int, str], int] = {}
    for pk, run, first, subject, serial, amount_fen in lines:
        state, own = states.get((run, 0), rules.WITHDRAWN), states.get((run, pk), "")
        line = rules.line_state(state, own, replacement=serial > 0)
        if line == rules.POSTED or (first and line not in (*rules.ENDED, rules.CANCELLED)):
            key = (first or run, subject)
            sums[key] = sums.get(key, 0) + amount_fen
    return sums


def settled_as_drafted(run: Run, *, upto: int) -> bool:
    """Whether a posted run stands just as it was drafted: no line went its own way, no later run names it."""
    return run.pk not in _touched(run.kind, run.org_code, upto)


@once
def _touched(kind: str, org_code: str, upto: int) -> frozenset[int]:
    """Asked for all runs of a kind together: a draft looks at every posted one before it."""
    runs = Run.objects.filter(kind=kind, org_code=org_code).values("pk")
    lines = RunLine.objects.filter(mark__lte=upto)
    own = LineEvent.objects.filter(line__run__in=runs, mark__lte=upto).values_list("line__run")
    anew = lines.filter(run__in=runs, serial__gt=0).values_list("run")
    named = lines.filter(first_run__in=runs).values_list("first_run")
    return frozenset(pk for (pk,) in (*own, *anew, *named))


def confirmed_on(run_ids: Iterable[int]) -> dict[int, date]:
    """The day each run was confirmed: nothing is paid before it."""
    rows = RunEvent.objects.filter(run_id__in=list(run_ids), state=rules.CONFIRMED)
    return dict(rows.values_list("run_id", "on"))


def is_supplemented(run: Run) -> bool:
    """Whether another live run carries supplements or deductions that name this one."""
    rows = RunLine.objects.filter(first_run=run, run__reverses=None).exclude(run=run)
    events = last_events(set(rows.values_list("run_id", flat=True)))
    return any(event.state not in rules.ENDED for event in events.values())


def postable(rows: QuerySet[RunLine]) -> QuerySet[RunLine]:
    """Of these lines, the ones that stand posted: by their own last event, or with their run."""
    later = RunEvent.objects.filter(run=OuterRef("run"), serial__gt=OuterRef("serial"))
    ended = RunEvent.objects.filter(~Exists(later), state__in=(rules.POSTED, rules.REVERSED))
    newer = LineEvent.objects.filter(line=OuterRef("line"), serial__gt=OuterRef("serial"))
    own = LineEvent.objects.filter(~Exists(newer))
    by_itself = Q(pk__in=own.filter(state=rules.POSTED).values("line"))
    with_run = Q(serial=0) & ~Q(pk__in=own.values("line"))
    return rows.filter(by_itself | with_run, run_id__in=ended.values("run"))


def unsettled(rows: "QuerySet[RunLine]") -> Any:
    """Of posted lines, those not settled to the fen, each with its `open_fen`."""
    payable = rows.filter(payable=True).annotate(settled_fen=settled_fen())
    return payable.annotate(open_fen=F("amount_fen") - F("settled_fen")).exclude(open_fen=0)


def listed_to_pay(run: Run) -> Any:
    """The open lines of a posted run that go its own way, in order (整单).

    A deduction goes against the others: it never stands on one bank receipt with them.
    """
    lines = RunLine.objects.filter(run=run)
    if run_state(run.pk) != rules.POSTED:
        return unsettled(lines.none())
    way = {"open_fen__lt": 0} if run.reverses_id else {"open_fen__gt": 0}
    return unsettled(postable(lines)).filter(**way).order_by("pk")


def moved_since(run: Run, mark: int) -> list[int]:
    """The lines of a run that something happened to after its organisation's sequence was at `mark`."""
    after = {"mark__gt": mark}
    moved = set(Payment.objects.filter(line__run=run, **after).values_list("line", flat=True))
    moved.update(LineEvent.objects.filter(line__run=run, **after).values_list("line", flat=True))
    moved.update(RunLine.objects.filter(run=run, **after).values_list("pk", flat=True))
    return sorted(moved)


REASONS = ("facts", "reasons", "watermark")
"""The columns of a line that say why, large; a question that needs none of them leaves them unread."""
WHY = ("outcome", *REASONS)
"""These, and what the rule made of it beside the money."""


def lines_to_pay(org_code: str, line_ids: Iterable[int]) -> dict[int, RunLine]:
    """Of these numbers, the lines of the organisation, with their runs; what they rest on is left unread."""
    rows = RunLine.objects.filter(org_code=org_code, pk__among=line_ids).defer(*WHY)
    return rows.prefetch_related("run").in_bulk()


def paid_by_line(rows: QuerySet[RunLine]) -> dict[int, int]:
    """Fen settled of each line, offsets included; lines never touched are absent."""
    moved = Payment.objects.filter(line__in=rows).exclude(state=Payment.State.FAILED)
    return {row["line"]: row["fen"] for row in moved.values("line").annotate(fen=Sum("amount_fen"))}


def standing_payments() -> "QuerySet[Payment]":
    """Payments that moved money and were not undone since; offsets, failures and contrary rows are none."""
    undone = Payment.objects.filter(undoes=OuterRef("pk"))
    return Payment.objects.filter(~Exists(undone), state=Payment.State.PAID)


def undone_by(payments: Iterable[int]) -> Mapping[int, int]:
    """Of these payments, those that were undone, and the row that did it."""
    return _undone_by(frozenset(payments))


@once
def _undone_by(payments: frozenset[int]) -> Mapping[int, int]:
    rows = Payment.objects.filter(undoes__in=payments).values_list("undoes", "pk")
    return {first: row for first, row in rows if first is not None}


def settled_fen() -> Coalesce:
    """What was settled of the line around it, offsets included."""
    moved = Payment.objects.filter(line=OuterRef("pk")).exclude(state=Payment.State.FAILED)
    sums = moved.order_by().values("line").annotate(fen=Sum("amount_fen"))
    return Coalesce(Subquery(sums.values("fen")), 0)


@dataclass(frozen=True)
class Money:
    """What a run's posted lines owe and what moved for them."""

    due_fen: int = 0
    paid_fen: int = 0


@once_each
def money_by_run(wanted: frozenset[int]) -> dict[int, Money]:
    """Due and settled fen of each run's posted, payable lines; zeros where nothing is posted."""
    posted = postable(RunLine.objects.filter(run_id__in=wanted, payable=True)).annotate(settled=settled_fen())
    sums = posted.order_by().values_list("run").annotate(Sum("amount_fen"), Sum("settled"))
    return dict.fromkeys(wanted, Money()) | {pk: Money(due, paid) for pk, due, paid in sums}


def pay_by(life: rules.RunLife, posted_on: date | None) -> date | None:
    """The day by which the charter wants the money moved, None where it names none."""
    if posted_on is None or not life.pay_by_days:
        return None
    return posted_on + timedelta(days=life.pay_by_days)
