"""Runs and what waits for whom (结算单、待办)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from liancun.base import clock
from liancun.base.lists import listed
from liancun.base.permits import granted
from liancun.base.request_cache import once, once_each, page_of
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Choice, Span, _
from liancun.rooms.settlement import calculation, facts, gateways, holds, rules
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import LineEvent, Payment, Run, RunEvent, RunLine
from liancun.rooms.settlement.queries.columns import STATES
from liancun.rooms.settlement.queries.pages import (
    KindRow,
    RunDetail,
    RunRow,
    RunsPage,
    StepRow,
    Todo,
)
from liancun.rooms.settlement.queries.scope import PAGE, runs_in_reach

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
"""Each step of a run and the column of `runs/<kind>` that says who may take it; withdrawing goes by state."""

FORWARD = tuple(act for act in ACTS if act not in ("withdraw_run", "draft_reversal"))
"""The steps that a run waits for."""

RUN_STATES = STATES[:7]
"""Those a run itself may be in."""


def kinds(viewer: Viewer) -> tuple[KindRow, ...]:
    """Every kind of money, for a choice; open to anyone."""
    return tuple(
        KindRow(kind.name, kind.room, _title(kind.name, ""), kind.direction, kind.grain, kind.shared)
        for kind in all_kinds()
    )


def drafts(viewer: Viewer, org_code: str) -> tuple[KindRow, ...]:
    """The kinds whose runs the viewer drafts for an organisation, by the charter."""
    return tuple(row for row in kinds(viewer) if calculation.has_part(viewer, row.name, org_code, "makes"))


@listed(
    "settlement.runs",
    title=_("结算单"),
    sorts=("period", "line_count", "total_fen"),
    path="runs",
    command="list",
    reach=True,
    empty=_("还没有结算单"),
    amount="total_fen",
)
def runs_page(
    viewer: Viewer,
    org_code: str = "",
    *,
    kind: A[str, Choice(_("类别"), "settlement.kinds")] = "",
    period: A[str, Span(_("期间"), example="2025-03")] = "",
    state: A[str, Choice(_("状态"), RUN_STATES)] = "",
    sort: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> RunsPage:
    """The runs in reach, newest first."""
    wanted = {"org_code": org_code, "kind": kind, "period": period, "state": state}
    rows = runs_in_reach(viewer).filter(**{name: value for name, value in wanted.items() if value})
    page, total = page_of(rows.order_by(*filter(None, [sort]), "-pk"), limit, offset)
    hidden = ("org_name",) if org_code else ()
    return RunsPage(tuple(_run_rows(page)), total, limit, offset, hidden)


@once
def live_runs(viewer: Viewer, org_code: str, period: str, *kinds: str) -> dict[str, RunRow]:
    """Kind -> the run of a period that stands: not withdrawn, not reversed, no reversal itself."""
    rows = runs_in_reach(viewer).filter(org_code=org_code, period=period, kind__in=kinds, reverses=None)
    rows = rows.exclude(state__in=rules.ENDED).order_by("pk")
    return {row.kind: row for row in _run_rows(rows)}


def _title(kind: str, org_code: str) -> str:
    try:
        return calculation.life_in_force(kind, org_code, clock.today()).title
    except Refusal:
        return kind


def _run_rows(runs: Iterable[Any]) -> list[RunRow]:
    """Runs of `runs_in_reach` as rows."""
    found = list(runs)
    ids = [run.pk for run in found]
    own = facts.last_line_events(ids)
    held_by = dict.fromkeys(ids, 0)
    for event in own.values():
        held_by[event.line.run_id] += event.state == rules.HELD
    waiting = holds.waiting_of(ids)
    for number, lines in waiting.items():
        held_by[number] += len(lines)
    money = facts.money_by_run(ids)
    orgs = gateways.org_names({run.org_code for run in found})
    directions = {kind.name: kind.direction for kind in all_kinds()}
    return [
        RunRow(
            run=run.pk,
            ref=f"run:{run.pk}",
            kind=run.kind,
            title=_title(run.kind, run.org_code),
            direction=directions.get(run.kind, ""),
            org_code=run.org_code,
            org_name=orgs.get(run.org_code, run.org_code),
            period=run.period,
            attempt=run.attempt,
            state=run.state,
            on=run.on,
            line_count=run.line_count,
            total_fen=run.total_fen,
            reversal=run.reverses_id is not None,
            held=held_by[run.pk],
            due_fen=money[run.pk].due_fen,
            paid_fen=money[run.pk].paid_fen,
            open_fen=money[run.pk].due_fen - money[run.pk].paid_fen,
            held_fen=sum(waiting.get(run.pk, {}).values()),
        )
        for run in found
    ]


@once
def run_reasons(viewer: Viewer, run_id: int) -> tuple[Reason, ...]:
    """The steps of a run's rule alone; refuses, as if it did not exist, what lies out of reach."""
    found = runs_in_reach(viewer).filter(pk=run_id).values_list("steps", flat=True).first()
    if found is None:
        raise Refusal("viewer.not_found")
    return tuple(Reason.from_data(data) for data in found)


def run_digest(viewer: Viewer, run_id: int) -> str:
    """What a print of a run is held against; refuses what lies out of reach."""
    found = runs_in_reach(viewer).filter(pk=run_id).values_list("digest", flat=True).first()
    if found is None:
        raise Refusal("viewer.not_found")
    return str(found)


def run_detail(viewer: Viewer, run_id: int) -> RunDetail:
    """One run; refuses, as if it did not exist, what lies out of reach."""
    again = Run.objects.filter(reverses=OuterRef("pk")).order_by("-attempt").values("pk")
    here = {"line__run": OuterRef("pk")}
    paid = facts.standing_payments().filter(**here).order_by().values("line__run")
    paid_lines = paid.annotate(n=Count("line", distinct=True)).values("n")
    failed = Payment.objects.filter(state=Payment.State.FAILED, **here).order_by().values("line__run")
    failures = failed.annotate(n=Count("pk")).values("n")
    rows = runs_in_reach(viewer).filter(pk=run_id)
    run: Any = rows.annotate(
        reversal=Subquery(again[:1]), paid=Subquery(paid_lines), failed=Subquery(failures)
    ).first()
    if not run:
        raise Refusal("viewer.not_found")
    row = _run_rows([run])[0]
    counts = dict.fromkeys((*dict(RUN_STATES), rules.HELD, rules.CANCELLED), 0) | facts.state_counts(run)
    events = facts.events_of(frozenset([run.pk]), None)
    entries = [event.ref for event in events if event.state == rules.POSTED and event.ref]
    entries += facts.line_entries(run)
    posted_on = next((event.on for event in events if event.state == rules.POSTED), None)
    life = calculation.life_of(run)
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
        steps=step_rows(viewer, events),
        counts=counts,
        paid_lines=run.paid or 0,
        failed_payments=run.failed or 0,
        notice=next((event.ref for event in reversed(events) if event.state == rules.PUBLISHED), ""),
        reverses=f"run:{run.reverses_id}" if run.reverses_id else "",
        reversed_by=f"run:{run.reversal}" if run.reversal else "",
        entries=tuple(dict.fromkeys(entries)),
        may=_may(viewer, row, counts, _payable([row])),
        pay_by=facts.pay_by(life, posted_on),
    )


def step_rows(viewer: Viewer, events: Iterable[RunEvent | LineEvent]) -> tuple[StepRow, ...]:
    """Steps as the faces see them, with the names of those who took them."""
    found = list(events)
    staff = gateways.staff(viewer, {event.recorded_by for event in found})
    return tuple(
        StepRow(
            state=event.state,
            by=event.recorded_by,
            name=staff[event.recorded_by],
            on=event.on,
            recorded_at=event.recorded_at,
            ref=event.ref,
            note=event.note,
        )
        for event in found
    )


def _may(viewer: Viewer, row: RunRow, counts: dict[str, int], payable: frozenset[int]) -> tuple[str, ...]:
    return tuple(
        act
        for act in _next_acts(row, counts, payable)
        if calculation.has_part(viewer, row.kind, row.org_code, _part(act, row.state))
    )


def _part(act: str, state: str) -> str:
    return rules.takes_back(state) if act == "withdraw_run" else ACTS[act]


def may_pay(viewer: Viewer, kind: str, org_code: str) -> bool:
    """Whether the viewer records this money's payments (出纳)."""
    return granted(viewer, calculation.grant_for(kind, org_code, "pays"), org_code)


def _payable(rows: Iterable[RunRow]) -> frozenset[int]:
    """The runs of which some payment may move now; line by line only where an answer is waited for."""
    found = {row.run for row in rows if row.state == rules.POSTED and not row.held_fen and row.open_fen}
    waiting = {row.run for row in rows if row.state == rules.POSTED and row.held_fen}
    if waiting:
        held = holds.holds_of(waiting)
        lines = facts.unsettled(facts.postable(RunLine.objects.filter(run__in=waiting)))
        for pk, run, fen in lines.values_list("pk", "run", "open_fen"):
            if rules.payable_fen(fen, held.get(pk, 0)):
                found.add(run)
    return frozenset(found)


def _next_acts(row: RunRow, counts: dict[str, int], payable: frozenset[int]) -> list[str]:
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
    if row.state == rules.CONFIRMED:
        acts.append("withdraw_run")
    if row.state == rules.POSTED:
        acts += ["record_payments"] if row.run in payable else []
        acts += [] if row.reversal else ["draft_reversal"]
    return acts


def desk(viewer: Viewer) -> tuple[Todo, ...]:
    """What waits for this viewer, oldest first: steps of live runs and money still to be paid."""
    live = runs_in_reach(viewer).exclude(state__in=rules.ENDED).order_by("pk")
    own = [
        run
        for run in live
        if any(calculation.has_part(viewer, run.kind, run.org_code, ACTS[act]) for act in FORWARD)
    ]
    every = _line_counts(run.pk for run in own)
    waiting = [
        run
        for run in own
        if run.state != rules.POSTED
        or calculation.has_part(viewer, run.kind, run.org_code, "pays")
        or any(every[run.pk].values())
    ]
    found = []
    rows = _run_rows(waiting)
    payable = _payable(rows)
    for row in rows:
        counts = every[row.run]
        for act in _may(viewer, row, counts, payable):
            if act not in FORWARD:
                continue
            count = counts[rules.HELD] if act == "confirm_lines" else row.line_count
            found.append(
                Todo(
                    row.ref,
                    row.run,
                    act,
                    row.kind,
                    row.title,
                    row.org_code,
                    row.period,
                    row.state,
                    count,
                    row.open_fen,
                )
            )
    return tuple(found)


def lines_apart(viewer: Viewer, run: RunRow) -> int:
    """Lines of a posted run that go their own way: objected to, or worked out anew and not yet booked."""
    viewer.must_see(run.org_code)
    apart = sum(_line_counts([run.run])[run.run].values())
    return apart + len(holds.waiting_of([run.run]).get(run.run, {}))


@once_each
def _line_counts(run_ids: frozenset[int]) -> dict[int, dict[str, int]]:
    """How many lines of each run stand apart from it: held, or replaced and on their own way."""
    states = (rules.HELD, rules.DRAFTED, rules.CHECKED, rules.CONFIRMED)
    counts = {run: dict.fromkeys(states, 0) for run in run_ids}
    own = facts.last_line_events(run_ids)
    for event in own.values():
        if event.state in states:
            counts[event.line.run_id][event.state] += 1
    fresh = RunLine.objects.filter(run_id__in=run_ids, serial__gt=0).exclude(pk__in=list(own))
    for run, lines in fresh.values_list("run_id").annotate(Count("pk")).order_by("run_id"):
        counts[run][rules.DRAFTED] += lines
    return counts


def late_differences(viewer: Viewer, *, kind: str, org_code: str) -> tuple[rules.Late, ...]:
    """What records that came after posting change (补发、扣回); the next run of the kind will carry it."""
    viewer.must_see(org_code)
    return calculation.late_differences(kind, org_code)


def periods(viewer: Viewer, *, kind: str) -> tuple[str, ...]:
    """The periods of a kind with a run in reach, newest first."""
    rows = (
        runs_in_reach(viewer)
        .filter(kind=kind)
        .order_by("-period")
        .values_list("period", flat=True)
        .distinct()
    )
    return tuple(rows)
