"""Drafting, withdrawing and reversing (草拟、撤回、冲销): computed first, then one short write."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.digest import plain
from liancun.kernel.fields import A, Choice, Ref, Text, _
from liancun.kernel.rulings import Line
from liancun.rooms.settlement import calculation, digests, facts, gateways, rules
from liancun.rooms.settlement.actions.steps import RUN, Stepped, add_run_event, step, stepped
from liancun.rooms.settlement.calculation import Computed
from liancun.rooms.settlement.kinds import RunKind, all_kinds
from liancun.rooms.settlement.models import Run, RunLine

TRIES = 3
"""How often a draft is worked out anew when records came in meanwhile; the last try holds the lock."""


def may_draft(viewer: Viewer, org_code: str) -> bool:
    """Whether the charter lets the viewer draft any kind of money for an organisation."""
    return any(calculation.has_part(viewer, kind.name, org_code, "makes") for kind in all_kinds())


@dataclass(frozen=True)
class NewRun:
    """What to work out (草拟): a kind of money and its period."""

    kind: A[str, Choice(_("类别"), "settlement.drafted", open=True)]
    period: A[str, Text(_("期间"), most=20, help=_("按年的写 2025,按月的写 2025-03"), example="2025-03")]


@dataclass(frozen=True)
class Remark:
    """Why a run is undone (撤回、冲销的原因)."""

    note: A[str, Text(_("原因"), most=200)] = ""


NO_REMARK = Remark()


@dataclass(frozen=True)
class Turned:
    """The run that undoes another (冲销单): its number, and its reference."""

    run: int
    reversal: int
    ref: A[str, Ref(_("冲销单"))]


@dataclass(frozen=True)
class Drafted:
    """What became of one organisation's draft: its run, or why there is none."""

    org_code: str
    run: int | None = None
    refusal: Refusal | None = None


def draft_runs(
    kind: str, org_codes: Iterable[str], period: str, *, by: Viewer, on: date
) -> tuple[Drafted, ...]:
    """Draft a period for several organisations; one that may not leaves the others alone."""
    return tuple(_drafted(kind, org_code, period, by, on) for org_code in org_codes)


def _drafted(kind: str, org_code: str, period: str, by: Viewer, on: date) -> Drafted:
    try:
        return Drafted(org_code, draft_run(org_code, NewRun(kind, period), by=by, on=on))
    except Refusal as refusal:
        return Drafted(org_code, refusal=refusal)


@offered(
    "settlement.draft_run",
    title=_("生成草稿"),
    done=_("已生成草稿,请由另一人复核"),
    path="runs",
    on="runs",
    own_grant=True,
    shown_to=may_draft,
    gives="run",
)
def draft_run(org_code: str, given: NewRun, *, by: Viewer, on: date) -> int:
    """Work out a period and keep it as a draft; returns the run's number.

    The working out holds no lock. Where records came in between, it is done again; after `TRIES` it is done
    under the lock, so that it ends. Raises `Gaps` (writes nothing) where records are missing.
    """
    kind, period = given.kind, given.period
    known = calculation.known_kind(kind)
    when = calculation.parse_period(known, period)
    grant = calculation.grant_for(kind, org_code, "makes")
    # Before anything is worked out: what is missing names households, which only the maker may read.
    must_permit(by, "settlement.draft_run", org_code, "", grant)
    for _try in range(TRIES):
        _must_be_free(kind, org_code, period)
        computed = calculation.compute(known, org_code, when, on)
        _must_have_somebody(computed, when)
        try:
            with act("settlement.draft_run", org_code, by=by, on=on, permit=grant, draft=True) as a:
                _must_be_free(kind, org_code, period)
                _must_be_unmoved(a, computed)
                return _store(a, computed)
        except _Moved:
            continue
    with act("settlement.draft_run", org_code, by=by, on=on, permit=grant, draft=True) as a:
        _must_be_free(kind, org_code, period)
        computed = calculation.compute(known, org_code, when, on)
        _must_have_somebody(computed, when)
        return _store(a, computed)


def _must_be_free(kind: str, org_code: str, period: str) -> None:
    runs = list(Run.objects.filter(kind=kind, org_code=org_code, period=period, reverses=None))
    events = facts.last_events([run.pk for run in runs])
    for run in runs:
        if events[run.pk].state not in rules.ENDED:
            raise Refusal(
                "settlement.period_taken",
                run.life,
                kind=kind,
                org=org_code,
                period=period,
                run=f"run:{run.pk}",
                state=events[run.pk].state,
            )


class _Moved(Exception):
    """Records came in between the working out and the write: undoes the act."""


def _must_be_unmoved(a: Act, computed: Computed) -> None:
    if a.before(computed.asof) != computed.asof:
        raise _Moved


def _must_have_somebody(computed: Computed, period: Period) -> None:
    """Refuse a draft with nobody in it, and say of which records there are none."""
    if computed.ruled.ruling.lines or computed.supplements:
        return
    kind = computed.kind
    lacking = kind.lacking(computed.org_code, period.first_day, period.last_day)
    said: dict[str, Any] = {"kind": kind.name, "period": computed.period, "stock": lacking}
    raise Refusal("settlement.nobody" if lacking else "settlement.nobody_fits", computed.life.clause, **said)


def _store(a: Act, computed: Computed) -> int:
    kind, ruled = computed.kind, computed.ruled
    earlier = Run.objects.filter(
        kind=kind.name, org_code=computed.org_code, period=computed.period, reverses=None
    )
    rule_version, facts_version = calculation.versions(kind)
    run = Run(
        kind=kind.name,
        period=computed.period,
        attempt=earlier.count() + 1,
        watermark=computed.asof.as_data(),
        clauses=charters.clause_ids(ruled.charter),
        rests_on=dict(computed.rests_on),
        life=computed.life.clause,
        rule_version=rule_version,
        facts_version=facts_version,
        sheet_digest=ruled.sheet_digest,
        seen=computed.seen,
        totals=plain(ruled.sheet.totals),
        pots=dict(ruled.ruling.pots),
        steps=[reason.as_data() for reason in computed.steps],
        **a.stamp(),
    )
    rows = list(_rows(a, computed))
    day = kind.arises_on(computed.org_code, Period.parse(computed.period), computed.asof)
    gateways.settle_where_due(kind, computed.org_code, day, rows)
    return _keep(a, run, rows)


def _rows(a: Act, computed: Computed) -> Iterator[RunLine]:
    fact_lines = {line.subject: plain(line.facts) for line in computed.ruled.sheet.lines}
    for line in sorted(computed.ruled.ruling.lines, key=lambda line: (line.subject, line.part)):
        yield line_row(a, computed.kind, line, fact_lines.get(line.subject, {}))
    for supplement in computed.supplements:
        line = calculation.supplement_line(supplement)
        yield line_row(a, computed.kind, line, supplement.facts, first_run=supplement.first_run)


def line_row(
    a: Act,
    kind: RunKind,
    line: Line,
    line_facts: Any,
    *,
    serial: int = 0,
    first_run: int | None = None,
    watermark: dict[str, int] | None = None,
    sheet: str = "",
) -> RunLine:
    """A line as a row, not yet saved, with its digest."""
    plain_line = replace(line, part=rules.original_part(line.part))
    return RunLine(
        serial=serial,
        first_run_id=first_run,
        watermark=watermark,
        sheet_digest=sheet,
        subject=line.subject,
        part=line.part,
        payee=line.payee,
        amount_fen=line.amount_fen,
        payable=line.payable,
        settle_account=kind.settle_account(plain_line) if line.payable else "",
        facts=line_facts,
        outcome=plain(line.outcome),
        reasons=[reason.as_data() for reason in line.reasons],
        digest=digests.line_digest(
            line, line_facts, serial=serial, first_run=first_run or 0, watermark=watermark, sheet=sheet
        ),
        **a.stamp(line.village_code),
    )


def _keep(a: Act, run: Run, rows: list[RunLine]) -> int:
    run.line_count = len(rows)
    run.total_fen = sum(row.amount_fen for row in rows)
    run.digest = digests.run_digest(run, [row.digest for row in rows])
    a.write(run)
    for row in rows:
        row.run = run
    bulk.insert(RunLine, rows)
    add_run_event(a, run, rules.DRAFTED)
    a.ref = f"run:{run.pk}"
    a.params = {"kind": run.kind, "period": run.period, "lines": len(rows), "total_fen": run.total_fen}
    return int(run.pk)


@offered(
    "settlement.withdraw_run",
    title=_("撤回结算单"),
    ask=_("撤回后这一期可以重新草拟,记录保留。确定吗?"),
    done=_("已撤回"),
    path="runs/{run_id}/withdraw_run",
    command="withdraw",
    of="run",
    own_grant=True,
)
def withdraw_run(run_id: A[int, RUN], given: Remark = NO_REMARK, *, by: Viewer, on: date) -> Stepped:
    """Discard a run of which nothing is posted (撤回): its period is free again, its record stays.

    A draft is taken back by who makes them, what was confirmed by who decides.
    """
    part = rules.takes_back(facts.run_state(run_id))
    with step(run_id, "withdraw_run", part, by=by, on=on) as s:
        s.must_follow(rules.WITHDRAWN)
        s.must_hold(rules.takes_back(s.state))
        gateways.take_down(s.act, s.run)
        s.move(rules.WITHDRAWN, note=given.note)
    return stepped(run_id, "withdraw")


@offered(
    "settlement.draft_reversal",
    title=_("冲销"),
    ask=_("会另外草拟一份方向相反的结算单,复核、确认、入账后原单作废。确定吗?"),
    done=_("已草拟冲销单,请由另一人复核"),
    path="runs/{run_id}/draft_reversal",
    command="reverse",
    of="run",
    own_grant=True,
)
def draft_reversal(run_id: A[int, RUN], *, by: Viewer, on: date) -> Turned:
    """Draft the run that undoes a posted one, whole (冲销): the same lines with the opposite sign.

    It is checked and confirmed like any run but not published: what replaces it will be.
    """
    with step(run_id, "draft_reversal", "makes", by=by, on=on) as s:
        run = s.run
        if s.reversal:
            raise Refusal("settlement.reversal_of_reversal", s.life.clause)
        s.must_follow(rules.REVERSED)
        if facts.is_supplemented(run):
            raise Refusal("settlement.supplemented", s.life.clause, run=f"run:{run.pk}")
        earlier = Run.objects.filter(reverses=run)
        events = facts.last_events([row.pk for row in earlier])
        for row in earlier:
            if events[row.pk].state not in rules.ENDED:
                raise Refusal("settlement.reversal_under_way", s.life.clause, run=f"run:{row.pk}")
        negative = Run(
            kind=run.kind,
            period=run.period,
            attempt=earlier.count() + 1,
            reverses=run,
            watermark=run.watermark,
            clauses=run.clauses,
            rests_on=run.rests_on,
            life=run.life,
            rule_version=run.rule_version,
            facts_version=run.facts_version,
            sheet_digest=run.sheet_digest,
            totals=run.totals,
            pots={part: -fen for part, fen in run.pots.items()},
            steps=run.steps,
            **s.act.stamp(),
        )
        posted = facts.standing(run, why=True).in_state(rules.POSTED)
        made = _keep(s.act, negative, [_negative(s.act, row) for row in posted])
    return Turned(made, made, f"run:{made}")


def _negative(a: Act, row: RunLine) -> RunLine:
    turned = replace(facts.as_line(row), amount_fen=-row.amount_fen)
    copy = line_row(a, calculation.known_kind(row.run.kind), turned, row.facts, first_run=row.first_run_id)
    copy.settle_account = row.settle_account
    return copy
