"""What can be seen of settlements (结算查询). Every reader takes who looks; a household sees its own lines.

Staff see the runs and lines of their organisations and villages; a person sees lines that are theirs, from
the day these were published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from liancun.base import clock
from liancun.base.permits import granted
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason, Refusal
from liancun.rooms.settlement import below, computing, facts, rules
from liancun.rooms.settlement.actions.steps import grant_for
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import LineEvent, Payment, Run, RunEvent, RunLine

PAGE = 50

ACTS = {
    "check_run": "checks",
    "publish_run": "publishes",
    "confirm_run": "decides",
    "post_run": "books",
    "record_payments": "pays",
    "withdraw_run": "makes",
    "draft_reversal": "makes",
    "check_lines": "checks",
    "confirm_lines": "decides",
}
"""Each step of a run and the column of `runs/<kind>` that says who may take it."""

STATES = (
    rules.DRAFTED,
    rules.CHECKED,
    rules.PUBLISHED,
    rules.CONFIRMED,
    rules.POSTED,
    rules.WITHDRAWN,
    rules.REVERSED,
)


@dataclass(frozen=True)
class KindRow:
    """A kind of money that can be settled (结算类别)."""

    name: str
    room: str
    title: str
    direction: str
    grain: str
    shared: bool


@dataclass(frozen=True)
class RunRow:
    """A run in a list. `open_fen` is what posted lines still have to pay or receive."""

    run: int
    ref: str
    kind: str
    title: str
    direction: str
    org_code: str
    period: str
    attempt: int
    state: str
    on: date
    line_count: int
    total_fen: int
    reversal: bool
    held: int
    due_fen: int
    paid_fen: int
    open_fen: int


@dataclass(frozen=True)
class RunsPage:
    """A page of runs, newest first."""

    rows: tuple[RunRow, ...]
    total: int
    limit: int
    offset: int


@dataclass(frozen=True)
class StepRow:
    """One step that was taken: the state it led to, who, on which day, on what paper."""

    state: str
    by: str
    on: date
    recorded_at: Any
    ref: str
    note: str


@dataclass(frozen=True)
class RunDetail:
    """A run with all it rests on and what may come next. `may` lists acts this viewer may take now."""

    row: RunRow
    village_code: str
    clauses: tuple[str, ...]
    life: rules.RunLife
    life_clause: str
    watermark: dict[str, int]
    rule_version: str
    digest: str
    totals: Any
    pots: dict[str, int]
    reasons: tuple[Reason, ...]
    steps: tuple[StepRow, ...]
    counts: dict[str, int]
    paid_lines: int
    failed_payments: int
    notice: str
    reverses: str
    reversed_by: str
    entries: tuple[str, ...]
    may: tuple[str, ...]
    pay_by: date | None


@dataclass(frozen=True)
class LineRow:
    """A line in a list. Names are masked by the registry unless the viewer may see them."""

    line: int
    ref: str
    run: int
    kind: str
    period: str
    org_code: str
    village_code: str
    subject: str
    subject_name: str
    payee: str
    payee_name: str
    part: str
    serial: int
    state: str
    amount_fen: int
    paid_fen: int
    open_fen: int
    payable: bool
    outcome: dict[str, Any]


@dataclass(frozen=True)
class LinesPage:
    """A page of lines with the totals of the whole list, not of the page."""

    rows: tuple[LineRow, ...]
    total: int
    amount_fen: int
    limit: int
    offset: int


@dataclass(frozen=True)
class PaymentRow:
    """Money that moved or failed to for a line. `receipt` is "2026-000012" or ''."""

    payment: int
    ref: str
    line: int
    payee: str
    state: str
    amount_fen: int
    happened_on: date
    on: date
    by: str
    receipt: str
    bank_ref: str
    failure: str
    entry: str


@dataclass(frozen=True)
class LineDetail:
    """A line with its facts, reasons, objections' outcome and money."""

    row: LineRow
    facts: Any
    reasons: tuple[Reason, ...]
    digest: str
    run_ref: str
    replaces: str
    replaced_by: str
    first_run: str
    watermark: dict[str, int]
    steps: tuple[StepRow, ...]
    payments: tuple[PaymentRow, ...]


@dataclass(frozen=True)
class ArrearsRow:
    """What a village still owes or is owed of one kind (欠缴、欠付)."""

    org_code: str
    village_code: str
    kind: str
    period: str
    lines: int
    due_fen: int
    paid_fen: int
    open_fen: int
    open_lines: int


@dataclass(frozen=True)
class Todo:
    """A step that waits for this viewer (待办)."""

    ref: str
    run: int
    act: str
    kind: str
    title: str
    org_code: str
    period: str
    state: str
    count: int
    open_fen: int


def kinds(viewer: Viewer) -> tuple[KindRow, ...]:
    """Every kind of money, for a choice; open to anyone."""
    return tuple(
        KindRow(kind.name, kind.room, _title(kind.name, ""), kind.direction, kind.grain, kind.shared)
        for kind in all_kinds()
    )


def runs_page(
    viewer: Viewer,
    *,
    kind: str = "",
    org_code: str = "",
    period: str = "",
    state: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> RunsPage:
    """The runs in reach, newest first."""
    rows = _runs(viewer)
    for name, value in (("kind", kind), ("org_code", org_code), ("period", period)):
        rows = rows.filter(**{name: value}) if value else rows
    if state:
        wanted = [pk for pk, event in facts.last_events(rows.values_list("pk", flat=True)).items() if event.state == state]
        rows = rows.filter(pk__in=wanted)
    total = rows.count()
    page = list(rows.order_by("-pk")[offset : offset + limit])
    return RunsPage(tuple(_run_rows(page)), total, limit, offset)


def _runs(viewer: Viewer) -> QuerySet[Run]:
    return viewer.limit(Run.objects.all()) if viewer.posts or viewer.everywhere else Run.objects.none()


def _title(kind: str, org_code: str) -> str:
    try:
        return computing.life_in_force(kind, org_code, clock.today()).title
    except Refusal:
        return kind


def _run_rows(runs: Iterable[Run]) -> list[RunRow]:
    found = list(runs)
    ids = [run.pk for run in found]
    events = facts.last_events(ids)
    own = facts.last_line_events(ids)
    held_by = dict.fromkeys(ids, 0)
    run_of = dict(RunLine.objects.filter(pk__in=list(own)).values_list("pk", "run_id"))
    for line_id, event in own.items():
        held_by[run_of[line_id]] += event.state == rules.HELD
    money = facts.money_by_run(ids)
    directions = {kind.name: kind.direction for kind in all_kinds()}
    return [
        RunRow(
            run=run.pk,
            ref=f"run:{run.pk}",
            kind=run.kind,
            title=_title(run.kind, run.org_code),
            direction=directions.get(run.kind, ""),
            org_code=run.org_code,
            period=run.period,
            attempt=run.attempt,
            state=events[run.pk].state,
            on=run.on,
            line_count=run.line_count,
            total_fen=run.total_fen,
            reversal=run.reverses_id is not None,
            held=held_by[run.pk],
            due_fen=money[run.pk].due_fen,
            paid_fen=money[run.pk].paid_fen,
            open_fen=money[run.pk].due_fen - money[run.pk].paid_fen,
        )
        for run in found
    ]


def run_detail(viewer: Viewer, run_id: int) -> RunDetail:
    """One run; refuses, as if it did not exist, what lies out of reach."""
    run = _runs(viewer).filter(pk=run_id).first()
    if not run:
        raise Refusal("viewer.not_found")
    row = _run_rows([run])[0]
    now = facts.standing(run)
    counts = {state: 0 for state in (*STATES, rules.HELD, rules.CANCELLED)}
    for state in now.line_states.values():
        counts[state] += 1
    events = list(RunEvent.objects.filter(run=run).order_by("serial"))
    own = LineEvent.objects.filter(line__run=run, state=rules.POSTED).exclude(ref="")
    entries = [event.ref for event in events if event.state == rules.POSTED and event.ref]
    entries += list(own.order_by("ref").values_list("ref", flat=True).distinct())
    posted_on = next((event.on for event in events if event.state == rules.POSTED), None)
    life = computing.life_of(run)
    payments = Payment.objects.filter(line__run=run)
    reversal = Run.objects.filter(reverses=run).order_by("-attempt").first()
    return RunDetail(
        row=row,
        village_code=run.village_code,
        clauses=tuple(run.clauses),
        life=life,
        life_clause=run.life,
        watermark=run.watermark,
        rule_version=run.rule_version,
        digest=run.digest,
        totals=run.totals,
        pots=run.pots,
        reasons=tuple(Reason.from_data(data) for data in run.steps),
        steps=tuple(_step(event) for event in events),
        counts=counts,
        paid_lines=payments.filter(state=Payment.State.PAID).values("line").distinct().count(),
        failed_payments=payments.filter(state=Payment.State.FAILED).count(),
        notice=next((event.ref for event in reversed(events) if event.state == rules.PUBLISHED), ""),
        reverses=f"run:{run.reverses_id}" if run.reverses_id else "",
        reversed_by=f"run:{reversal.pk}" if reversal else "",
        entries=tuple(dict.fromkeys(entries)),
        may=_may(viewer, row, counts),
        pay_by=facts.pay_by(life, posted_on),
    )


def _step(event: RunEvent | LineEvent) -> StepRow:
    return StepRow(event.state, event.recorded_by, event.on, event.recorded_at, event.ref, event.note)


def _may(viewer: Viewer, row: RunRow, counts: dict[str, int]) -> tuple[str, ...]:
    found = []
    for act in _next_acts(row, counts):
        try:
            grant = grant_for(row.kind, row.org_code, ACTS[act])
        except Refusal:
            continue
        if granted(viewer, grant, row.org_code):
            found.append(act)
    return tuple(found)


def _next_acts(row: RunRow, counts: dict[str, int]) -> list[str]:
    if row.state == rules.DRAFTED:
        return ["check_run", "withdraw_run"]
    if row.state == rules.CHECKED:
        return ["confirm_run" if row.reversal else "publish_run", "withdraw_run"]
    if row.state == rules.PUBLISHED:
        return ["confirm_run", "withdraw_run"]
    acts = []
    if row.state == rules.CONFIRMED or (row.state == rules.POSTED and counts[rules.CONFIRMED]):
        acts.append("post_run")
    if row.state in (rules.CONFIRMED, rules.POSTED):
        acts += ["check_lines"] if counts[rules.DRAFTED] else []
        acts += ["confirm_lines"] if counts[rules.HELD] or counts[rules.CHECKED] else []
    if row.state == rules.POSTED:
        acts += ["record_payments"] if row.open_fen else []
        acts += [] if row.reversal else ["draft_reversal"]
    return acts


def _lines(viewer: Viewer) -> QuerySet[RunLine]:
    """The lines in reach: those of the viewer's organisations, and the viewer's own once published."""
    if viewer.everywhere:
        return RunLine.objects.all()
    own = Q(payee=viewer.party) if viewer.party else Q(pk__in=[])
    own |= Q(subject__in=[*viewer.households, *([viewer.party] if viewer.party else [])])
    shown = RunEvent.objects.filter(state__in=(rules.PUBLISHED, rules.CONFIRMED)).values("run_id")
    own &= Q(run_id__in=shown)
    if not viewer.posts:
        return RunLine.objects.filter(own)
    staff = viewer.limit(RunLine.objects.all()).values("pk")
    return RunLine.objects.filter(own | Q(pk__in=staff))


def lines_page(
    viewer: Viewer,
    run_id: int,
    *,
    state: Literal["", "held", "open", "cancelled"] = "",
    subject: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> LinesPage:
    """The lines of a run in reach, in order; `state` "open" those not fully settled."""
    rows = _lines(viewer).filter(run_id=run_id)
    if subject:
        rows = rows.filter(Q(subject=subject) | Q(payee=subject))
    if state == "open":
        rows = _open(facts.postable(rows))
    elif state:
        own = facts.last_line_events([run_id])
        rows = rows.filter(pk__in=[pk for pk, event in own.items() if event.state == state])
    return _lines_page(viewer, rows.order_by("id"), limit, offset)


def _open(rows: QuerySet[RunLine]) -> QuerySet[RunLine]:
    """Of posted lines, those not settled to the fen."""
    moved = Payment.objects.filter(line=OuterRef("pk")).exclude(state=Payment.State.FAILED)
    sums = moved.order_by().values("line").annotate(fen=Sum("amount_fen")).values("fen")
    return rows.filter(payable=True).annotate(settled_fen=Coalesce(Subquery(sums), 0)).exclude(
        amount_fen=F("settled_fen")
    )


def _lines_page(viewer: Viewer, rows: QuerySet[RunLine], limit: int, offset: int) -> LinesPage:
    sums = rows.aggregate(n=Count("pk"), fen=Sum("amount_fen"))
    page = list(rows.select_related("run")[offset : offset + limit])
    return LinesPage(tuple(_line_rows(viewer, page)), sums["n"], sums["fen"] or 0, limit, offset)


def _line_rows(viewer: Viewer, lines: list[RunLine]) -> list[LineRow]:
    runs = {line.run_id for line in lines}
    events = facts.last_events(runs)
    own = facts.last_line_events(runs, line_ids=[line.pk for line in lines])
    paid = facts.paid_by_line(RunLine.objects.filter(pk__in=[line.pk for line in lines]))
    names = below.names(viewer, {code for line in lines for code in (line.subject, line.payee)})
    found = []
    for line in lines:
        event = own.get(line.pk)
        state = rules.line_state(
            events[line.run_id].state, event.state if event else "", replacement=line.serial > 0
        )
        paid_fen = paid.get(line.pk, 0)
        owing = state in (rules.POSTED, rules.REVERSED) and line.payable
        found.append(
            LineRow(
                line=line.pk,
                ref=f"line:{line.pk}",
                run=line.run_id,
                kind=line.run.kind,
                period=line.run.period,
                org_code=line.org_code,
                village_code=line.village_code,
                subject=line.subject,
                subject_name=names.get(line.subject, ""),
                payee=line.payee,
                payee_name=names.get(line.payee, ""),
                part=line.part,
                serial=line.serial,
                state=state,
                amount_fen=line.amount_fen,
                paid_fen=paid_fen,
                open_fen=line.amount_fen - paid_fen if owing else 0,
                payable=line.payable,
                outcome=line.outcome,
            )
        )
    return found


def line_detail(viewer: Viewer, line_id: int) -> LineDetail:
    """One line with what it was ruled on, why, and what became of it."""
    line = _lines(viewer).select_related("run").filter(pk=line_id).first()
    if not line:
        raise Refusal("viewer.not_found")
    newer = RunLine.objects.filter(replaces=line).first()
    return LineDetail(
        row=_line_rows(viewer, [line])[0],
        facts=line.facts,
        reasons=tuple(Reason.from_data(data) for data in line.reasons),
        digest=line.digest,
        run_ref=f"run:{line.run_id}",
        replaces=f"line:{line.replaces_id}" if line.replaces_id else "",
        replaced_by=f"line:{newer.pk}" if newer else "",
        first_run=f"run:{line.first_run_id}" if line.first_run_id else "",
        watermark=line.watermark or line.run.watermark,
        steps=tuple(_step(event) for event in LineEvent.objects.filter(line=line).order_by("serial")),
        payments=tuple(
            payment_row(row) for row in Payment.objects.filter(line=line).order_by("id")
        ),
    )


def payment_row(row: Payment) -> PaymentRow:
    """A payment as the faces see it."""
    receipt = f"{row.receipt_year}-{row.receipt_number:06d}" if row.receipt_number else ""
    return PaymentRow(
        payment=row.pk,
        ref=f"payment:{row.pk}",
        line=row.line_id,
        payee=row.payee,
        state=row.state,
        amount_fen=row.amount_fen,
        happened_on=row.happened_on,
        on=row.on,
        by=row.recorded_by,
        receipt=receipt,
        bank_ref=row.bank_ref,
        failure=row.failure,
        entry=row.entry_ref,
    )


def payment(viewer: Viewer, payment_id: int) -> PaymentRow:
    """One payment, where its line lies in reach."""
    row = Payment.objects.filter(pk=payment_id, line__in=_lines(viewer)).first()
    if not row:
        raise Refusal("viewer.not_found")
    return payment_row(row)


def bills(
    viewer: Viewer,
    *,
    subject: str = "",
    payee: str = "",
    kind: str = "",
    direction: Literal["", "pay", "collect"] = "",
    open_only: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> LinesPage:
    """Posted lines of a household or a person over all runs, newest first (账单、应得款)."""
    rows = facts.postable(_lines(viewer).filter(_subject(subject, payee)))
    if kind:
        rows = rows.filter(run__kind=kind)
    if direction:
        rows = rows.filter(run__kind__in=[each.name for each in all_kinds() if each.direction == direction])
    rows = _open(rows) if open_only else rows
    return _lines_page(viewer, rows.order_by("-id"), limit, offset)


def _subject(subject: str, payee: str) -> Q:
    asked = Q()
    if subject:
        asked &= Q(subject=subject)
    if payee:
        asked &= Q(payee=payee)
    return asked


def arrears(viewer: Viewer, *, kind: str, org_code: str = "", period: str = "") -> tuple[ArrearsRow, ...]:
    """What is open of one kind, per organisation, village and period of the run."""
    rows = _lines(viewer).filter(run__kind=kind, payable=True)
    rows = rows.filter(org_code=org_code) if org_code else rows
    rows = rows.filter(run__period=period) if period else rows
    posted = facts.postable(rows)
    keys = ("org_code", "village_code", "run__period")
    due = posted.values(*keys).annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by(*keys)
    moved = Payment.objects.filter(line__in=posted.values("pk")).exclude(state=Payment.State.FAILED)
    by_payment = ("line__org_code", "line__village_code", "line__run__period")
    paid = {
        tuple(row[key] for key in by_payment): row["fen"]
        for row in moved.values(*by_payment).annotate(fen=Sum("amount_fen"))
    }
    still = {
        tuple(row[key] for key in keys): row["n"]
        for row in _open(posted).values(*keys).annotate(n=Count("pk"))
    }
    found = []
    for row in due:
        key = tuple(row[name] for name in keys)
        paid_fen = paid.get(key, 0)
        found.append(
            ArrearsRow(
                key[0], key[1], kind, key[2], row["n"], row["fen"], paid_fen, row["fen"] - paid_fen, still.get(key, 0)
            )
        )
    return tuple(found)


def desk(viewer: Viewer) -> tuple[Todo, ...]:
    """What waits for this viewer, oldest first: steps of live runs and money still to be paid."""
    runs = _runs(viewer).order_by("pk")
    events = facts.last_events(runs.values_list("pk", flat=True))
    live = [run for run in runs if events[run.pk].state not in rules.ENDED]
    found = []
    for row in _run_rows(live):
        counts = _desk_counts(row)
        for act in _may(viewer, row, counts):
            if act in ("withdraw_run", "draft_reversal"):
                continue
            count = counts[rules.HELD] if act == "confirm_lines" else row.line_count
            found.append(
                Todo(
                    row.ref, row.run, act, row.kind, row.title, row.org_code, row.period, row.state, count, row.open_fen
                )
            )
    return tuple(found)


def _desk_counts(row: RunRow) -> dict[str, int]:
    counts = dict.fromkeys((rules.HELD, rules.DRAFTED, rules.CHECKED, rules.CONFIRMED), 0)
    own = facts.last_line_events([row.run])
    for event in own.values():
        if event.state in counts:
            counts[event.state] += 1
    fresh = RunLine.objects.filter(run_id=row.run, serial__gt=0).exclude(pk__in=list(own)).count()
    counts[rules.DRAFTED] += fresh
    return counts


def late_differences(viewer: Viewer, *, kind: str, org_code: str) -> tuple[rules.Late, ...]:
    """What records that came after posting change (补发、扣回预览); the next run of the kind will carry it."""
    viewer.must_see(org_code)
    return computing.late_differences(kind, org_code)


def periods(viewer: Viewer, *, kind: str) -> tuple[str, ...]:
    """The periods of a kind with a run in reach, newest first."""
    rows = _runs(viewer).filter(kind=kind).order_by("-period").values_list("period", flat=True).distinct()
    return tuple(sorted({str(Period.parse(text)) for text in rows}, reverse=True))
