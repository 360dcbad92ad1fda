"""Checking, publishing, confirming, posting (复核、公示、确认、记账) of a whole run."""

from collections.abc import Sequence
from datetime import date

from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import A, _
from liancun.rooms.settlement import calculation, facts, gateways, holds, rules
from liancun.rooms.settlement.actions.offsets import set_off
from liancun.rooms.settlement.actions.steps import (
    RUN,
    Step,
    Stepped,
    add_line_events,
    makers,
    step,
    stepped,
    who,
)
from liancun.rooms.settlement.models import Run, RunEvent, RunLine


@offered(
    "settlement.check_run",
    title=_("复核"),
    done=_("已复核"),
    path="runs/{run_id}/check_run",
    command="check",
    of="run",
    own_grant=True,
)
def check_run(run_id: A[int, RUN], *, by: Viewer, on: date) -> Stepped:
    """Check a draft (复核). The checker is not the maker."""
    with step(run_id, "check_run", "checks", by=by, on=on) as s:
        s.must_follow(rules.CHECKED)
        rules.must_differ("checker", who(by), {"maker": makers(s.run)}, s.life.clause)
        s.move(rules.CHECKED)
    return stepped(run_id, "check")


@offered(
    "settlement.publish_run",
    title=_("公示"),
    ask=_("公示后异议期由登记纸质张贴之日起算。确定公示这份结算单吗?"),
    done=_("已公示,请登记纸质张贴"),
    path="runs/{run_id}/publish_run",
    command="publish",
    of="run",
    own_grant=True,
)
def publish_run(run_id: A[int, RUN], *, by: Viewer, on: date) -> Stepped:
    """Put a checked run's lines up for objection (公示); tells the notice's reference."""
    with step(run_id, "publish_run", "publishes", by=by, on=on) as s:
        s.must_follow(rules.PUBLISHED)
        lines = RunLine.objects.filter(run=s.run).order_by("id").defer(*facts.WHY)
        notice = gateways.publish(s.act, s.run, list(lines), s.life)
        s.move(rules.PUBLISHED, ref=notice)
    return stepped(run_id, "publish", notice)


def notice_of(run: Run) -> str:
    """The notice a run's lines were published on, or ''."""
    event = RunEvent.objects.filter(run=run, state=rules.PUBLISHED).order_by("-serial").first()
    return event.ref if event else ""


@offered(
    "settlement.confirm_run",
    title=_("确认"),
    ask=_("确认后不能再改这份结算单。确定吗?"),
    done=_("已确认"),
    path="runs/{run_id}/confirm_run",
    command="confirm",
    of="run",
    own_grant=True,
)
def confirm_run(run_id: A[int, RUN], *, by: Viewer, on: date) -> Stepped:
    """Confirm a published run once its objection days are over (确认).

    Lines that an objection of too much holds whole wait, unless the charter has them accrued; the others go
    on. A shared pot waits whole. Where the charter names a body, its passed resolution must exist, the papers
    laid out in time before it.
    """
    with step(run_id, "confirm_run", "decides", by=by, on=on) as s:
        s.must_follow(rules.CONFIRMED)
        notice = "" if s.reversal else notice_of(s.run)
        if notice:
            _must_be_over(s, notice)
        resolution = _resolution(s, notice) if s.life.resolution_body else ""
        waits = _hold_or_wait(s, notice) if notice else frozenset()
        _confirm_replaced(s, resolution, waits)
        s.move(rules.CONFIRMED, ref=resolution)
    return stepped(run_id, "confirm", resolution)


def _must_be_over(s: Step, notice: str) -> None:
    window = gateways.window(s.run)
    if not window:
        raise Refusal("settlement.notice_not_up", s.life.clause, notice=notice)
    assert window.end is not None
    if s.act.on <= window.end:
        raise Refusal("settlement.objections_open_until", s.life.clause, notice=notice, until=str(window.end))


def _resolution(s: Step, notice: str) -> str:
    run, life = s.run, s.life
    found = gateways.passed_resolution(run, life.resolution_body, on=s.act.on)
    if not found:
        raise Refusal("settlement.no_resolution", life.clause, body=life.resolution_body, run=f"run:{run.pk}")
    if notice and life.papers_days:
        window = gateways.window(run)
        assert window, "checked before"
        days = (found.held_on - window.start).days
        if days < life.papers_days:
            raise Refusal(
                "settlement.papers_too_late",
                life.clause,
                laid_on=str(window.start),
                held_on=str(found.held_on),
                days=days,
                papers_days=life.papers_days,
            )
    return found.ref


def _hold_or_wait(s: Step, notice: str) -> frozenset[int]:
    """Holds what waits for an answer; tells the lines that stay behind."""
    objections = gateways.objections(s.run)
    if s.kind.shared and objections:
        open_ones = sum(1 for state in objections.values() if state == "open")
        if open_ones:
            raise Refusal("settlement.pot_waits", s.life.clause, notice=notice, count=open_ones)
        if "upheld" in objections.values():
            raise Refusal("settlement.pot_upheld", s.life.clause, notice=notice)
    now = facts.standing(s.run)
    live = [row for row in now.lines if now.line_states[row.pk] != rules.CANCELLED]
    unchecked = frozenset(row.pk for row in now.in_state(rules.DRAFTED))
    # What was earned is posted with the list and waits for its payment alone; what sets another month right
    # is worked out anew before it is posted.
    waiting = [
        row for row in holds.waits_whole(s.run, live, unchecked) if row.first_run_id or not s.life.accrues
    ]
    behind = frozenset(row.pk for row in waiting)
    for row, _others in holds.taken_from(live):
        if row.pk in unchecked and row.pk not in behind:  # it would be paid out without its deduction
            raise Refusal("settlement.line_not_checked", s.life.clause, line=f"line:{row.pk}")
    held = [row for row in waiting if now.line_states[row.pk] == rules.PUBLISHED]
    add_line_events(s.act, [(row.pk, row.village_code) for row in held], rules.HELD, ref=notice)
    s.act.params["held"] = len(held)
    return behind


def _confirm_replaced(s: Step, resolution: str, waits: frozenset[int]) -> None:
    if not RunLine.objects.filter(run=s.run, serial__gt=0).exists():
        return
    now = facts.standing(s.run)
    ready = [line for line in now.in_state(rules.CHECKED) if line.serial and line.pk not in waits]
    checked = [(line.pk, line.village_code) for line in ready]
    add_line_events(s.act, checked, rules.CONFIRMED, ref=resolution)


@offered(
    "settlement.post_run",
    title=_("入账"),
    ask=_("入账后只能冲销。确定吗?"),
    done=_("已入账"),
    path="runs/{run_id}/post_run",
    command="post",
    of="run",
    own_grant=True,
)
def post_run(run_id: A[int, RUN], *, by: Viewer, on: date) -> Stepped:
    """Enter a confirmed run into the book as one entry (记账); tells the entry's reference, '' for none.

    Called again it posts, as a further entry, lines that were held and have been confirmed since. Deductions
    are set against what the same person is owed on the same account.
    """
    with step(run_id, "post_run", "books", by=by, on=on) as s:
        now = facts.standing(s.run)
        further = s.state == rules.POSTED
        if further:
            rows = now.in_state(rules.CONFIRMED)
            if not rows:
                raise Refusal("settlement.already", s.life.clause, state=s.state)
        else:
            s.must_follow(rules.POSTED)
            rows = now.in_state(rules.CONFIRMED)
        entry = _enter(s, rows, further=further)
        if s.kind.entered and entry:
            s.kind.entered(
                s.act, [facts.as_line(row, part=rules.original_part(row.part)) for row in rows], entry
            )
        own = facts.last_line_events([s.run.pk])
        add_line_events(
            s.act, [(row.pk, row.village_code) for row in rows if row.pk in own], rules.POSTED, ref=entry
        )
        if not further:
            s.move(rules.POSTED, ref=entry)
        if s.reversal and not further:
            _end_reversed(s, entry)
        payees = {row.payee for row in rows if row.payable and row.amount_fen}
        set_off(s.act, s.run.kind, payees, reversal=s.run if s.reversal else None)
        s.act.params.update({"entry": entry, "lines": len(rows)})
    return stepped(run_id, "post", entry)


def _enter(s: Step, rows: Sequence[RunLine], *, further: bool) -> str:
    period = Period.parse(s.run.period)
    charter = calculation.charter_by_id(s.kind.charter, s.run.clauses[0], s.kind, period, s.run.org_code)
    lines = [facts.as_line(row, part=rules.original_part(row.part), why=False) for row in rows]
    entry = calculation.entry_of(s.kind, lines, charter)
    if not entry:
        return ""
    day = _booked_on(s, period, late=further or s.reversal or _redone(s.run))
    entry = gateways.placed(s.run.org_code, entry, rows, day)
    return gateways.post(s.act, s.run, entry, title=s.life.title, accounting_on=day, further=further)


def _redone(run: Run) -> bool:
    """Whether the run stands in for one that was posted and reversed."""
    if run.attempt == 1:
        return False
    same = Run.objects.filter(kind=run.kind, org_code=run.org_code, period=run.period, reverses=None)
    events = facts.last_events(same.values_list("pk", flat=True))
    return any(event.state == rules.REVERSED for event in events.values())


def _booked_on(s: Step, period: Period, *, late: bool) -> date:
    """The day of the entry: the kind's own, or today once that day's period takes no entry any more.

    What closes a year stands in that year: it moves only where it sets right what stood there.
    """
    kind, run = s.kind, s.run
    day = kind.arises_on(run.org_code, period, Watermark.from_data(run.watermark))
    moves = late or not kind.closes_year
    if moves and day < s.act.on and not gateways.period_open(run.org_code, day, kind.name, s.act.on):
        return s.act.on
    return day


def _end_reversed(s: Step, entry: str) -> None:
    first = s.run.reverses
    assert first is not None
    posted = {(row.subject, row.part): row.amount_fen for row in facts.standing(first).in_state(rules.POSTED)}
    turned = {
        (row.subject, row.part): -row.amount_fen for row in RunLine.objects.filter(run=s.run).order_by("id")
    }
    if posted != turned or facts.is_supplemented(first):
        raise Refusal("settlement.reversal_stale", s.life.clause, run=f"run:{first.pk}")
    rules.must_follow(facts.run_state(first.pk), rules.REVERSED, clause=s.life.clause)
    serial = RunEvent.objects.filter(run=first).count() + 1
    s.act.add(
        RunEvent,
        run=first,
        serial=serial,
        state=rules.REVERSED,
        by_party=s.act.by.person,
        ref=f"run:{s.run.pk}",
        note=entry,
        **s.act.stamp(first.village_code),
    )
