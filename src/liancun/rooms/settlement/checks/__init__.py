"""What must always be true of runs (结算核对): recomputed from the records they saw, compared to the fen.

tampered: what is stored is no longer what was stored, or no longer follows from the records it saw.
late_facts: records that came later change what a run decided. rule_changed: the same facts, another answer.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Literal

from django.db.models import QuerySet, Sum

from liancun.base import charters, kept_texts
from liancun.base.findings import Finding
from liancun.base.request_cache import in_one_look
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.kernel.digest import plain
from liancun.kernel.rulings import Line
from liancun.rooms.settlement import calculation, digests, facts, rules
from liancun.rooms.settlement.checks.books import (
    entries_equal_their_payments,
    entries_equal_their_runs,
    payments_are_owed,
    undone_payments_are_contrary,
)
from liancun.rooms.settlement.checks.control import CONTROLS
from liancun.rooms.settlement.checks.shares import UNRULABLE, by_runs
from liancun.rooms.settlement.kinds import all_kinds, kind_named
from liancun.rooms.settlement.models import LineEvent, Run, RunEvent, RunLine


@by_runs
def stored_runs_are_whole(runs: "QuerySet[Run]") -> Iterator[Finding]:
    """Every run and line still carries the digest of its own numbers and codes."""
    for run in runs:
        of_lines = []
        for row in RunLine.objects.filter(run=run).order_by("id").iterator():
            if row.serial == 0:
                of_lines.append(row.digest)
            if row.digest != digests.row_digest(row):
                yield Finding.of("tampered", f"line:{row.pk}", "settlement.line_edited", subject=row.subject)
        if len(of_lines) != run.line_count:
            yield Finding.of(
                "tampered",
                f"run:{run.pk}",
                "settlement.lines_missing",
                stored=run.line_count,
                found=len(of_lines),
            )
        elif run.digest != digests.run_digest(run, of_lines):
            yield Finding.of(
                "tampered", f"run:{run.pk}", "settlement.run_edited", run_kind=run.kind, period=run.period
            )


@by_runs
def runs_follow_from_their_facts(runs: "QuerySet[Run]") -> Iterator[Finding]:
    """Each run, worked out again as of its watermark, gives the lines it stores."""
    known = {kind.name for kind in all_kinds()}
    for run in runs.filter(reverses=None):
        if run.kind not in known:
            yield Finding.of("broken", f"run:{run.pk}", "settlement.kind_unknown", run_kind=run.kind)
            continue
        yield from _charter_moved(run) or _follows(run)


def _charter_moved(run: Run) -> list[Finding]:
    """A draft binds nothing: where what it rests on was changed since, it cannot be worked out again."""
    moved = charters.moved(run.rests_on or {})
    said = ", ".join(moved)
    return (
        [Finding.of("rule_changed", f"run:{run.pk}", "settlement.charter_moved", clauses=said)]
        if moved
        else []
    )


@in_one_look
def _follows(run: Run) -> Iterator[Finding]:
    rows = list(RunLine.objects.filter(run=run).order_by("id"))
    yield from _again(run, [row for row in rows if row.serial == 0 and not row.first_run_id], run.watermark)
    yield from _supplements_again(run, [row for row in rows if row.serial == 0 and row.first_run_id])
    yield from _set_right_again(run, rows)
    for row in rows:
        if row.serial and not row.first_run_id and row.watermark:
            yield from _again(run, [row], row.watermark, whole=False)


def _again(
    run: Run, rows: list[RunLine], watermark: dict[str, int], *, whole: bool = True
) -> Iterator[Finding]:
    asof = Watermark.from_data(watermark)
    try:
        ruled = calculation.rule_again(run, asof)
    except calculation.Gaps as gaps:
        for gap in gaps.gaps:
            yield Finding.of(
                _reading(run), f"run:{run.pk}", "settlement.facts_gone", subject=gap.subject, what=gap.what
            )
        return
    except Refusal as refusal:
        yield Finding.of("rule_changed", f"run:{run.pk}", "settlement.refused_now", reason=refusal.code)
        return
    except UNRULABLE as fault:
        yield Finding.of(
            _reading(run), f"run:{run.pk}", "settlement.refused_now", reason=type(fault).__name__
        )
        return
    now_facts = {line.subject: plain(line.facts) for line in ruled.sheet.lines}
    changed = [row for row in rows if row.facts != now_facts.get(row.subject, {})]
    for row in changed:
        yield Finding.of(_reading(run), f"line:{row.pk}", "settlement.facts_differ", subject=row.subject)
    if changed:
        return
    if whole and run.sheet_digest != ruled.sheet_digest:
        yield Finding.of(_reading(run), f"run:{run.pk}", "settlement.sheet_differs", run_kind=run.kind)
        return
    yield from _lines_differ(
        run, rows, {(line.subject, line.part): line for line in ruled.ruling.lines}, whole
    )
    if whole and plain(ruled.ruling.pots) != run.pots:
        yield Finding.of(_ruling(run), f"run:{run.pk}", "settlement.pots_differ", run_kind=run.kind)


def _reading(run: Run) -> Literal["tampered", "rule_changed"]:
    """Facts that read otherwise were tampered with, unless the code that reads them is another by now."""
    _rule, reading = calculation.versions(kind_named(run.kind))
    return "tampered" if reading == run.facts_version else "rule_changed"


def _ruling(run: Run) -> Literal["tampered", "rule_changed"]:
    """Lines that no longer follow from the records: other code by now, or else an edited line."""
    now = calculation.versions(kind_named(run.kind))
    return "tampered" if now == (run.rule_version, run.facts_version) else "rule_changed"


def _lines_differ(
    run: Run, rows: list[RunLine], now: dict[tuple[str, str], Line], whole: bool
) -> Iterator[Finding]:
    stored = {(row.subject, row.part): row for row in rows}
    for key, row in stored.items():
        line = now.get(key)
        if line is None or plain(line.as_numbers()) != plain(facts.as_line(row).as_numbers()):
            yield Finding.of(
                _ruling(run),
                f"line:{row.pk}",
                "settlement.rule_differs",
                subject=row.subject,
                stored_fen=row.amount_fen,
                now_fen=line.amount_fen if line else 0,
            )
    for subject, part in sorted(now.keys() - stored.keys()) if whole else ():
        yield Finding.of(_ruling(run), f"run:{run.pk}", "settlement.rule_adds", subject=subject, part=part)


def _supplements_again(run: Run, rows: list[RunLine]) -> Iterator[Finding]:
    asof = Watermark.from_data(run.watermark)
    stored = {(row.first_run_id, row.subject, rules.original_part(row.part)): row for row in rows}
    now: dict[tuple[int | None, str, str], int] = {}
    firsts = Run.objects.in_bulk([int(pk) for pk in run.seen])
    for first_id in [int(pk) for pk in run.seen]:
        try:
            first = firsts[first_id]
            again = list(calculation.supplements_of(first, calculation.read_again(first, asof), asof))
        except (Refusal, *UNRULABLE):
            continue
        for found in again:
            now[first_id, found.late.subject, found.late.part] = found.late.difference_fen
    for key in sorted(now.keys() | stored.keys(), key=str):
        stored_row = stored.get(key)
        if now.get(key, 0) != (stored_row.amount_fen if stored_row else 0):
            ref = f"line:{stored_row.pk}" if stored_row else f"run:{run.pk}"
            yield Finding.of(_ruling(run), ref, "settlement.supplement_differs", subject=key[1])


def _set_right_again(run: Run, rows: list[RunLine]) -> Iterator[Finding]:
    """The lines of a difference that set posted lines of this very run right, as of what they saw."""
    for row in rows:
        first = facts.posted_of(row)
        if first is row or not row.watermark:
            continue
        asof = Watermark.from_data(row.watermark)
        try:
            again = calculation.rule_again(run, asof)
            found = calculation.set_right(first, again, asof, _instead_of(row, asof))
        except (Refusal, *UNRULABLE):
            continue
        if found.late.difference_fen != row.amount_fen:
            yield Finding.of(
                _ruling(run), f"line:{row.pk}", "settlement.supplement_differs", subject=row.subject
            )


def _instead_of(row: RunLine, asof: Watermark) -> RunLine | None:
    """The line that a difference was worked out instead of: it was cancelled by that, not posted before."""
    upto = dict(asof.marks)[row.org_code]
    gone = LineEvent.objects.filter(line=row.replaces, state=rules.CANCELLED, mark__gt=upto)
    return row.replaces if gone.exists() else None


@by_runs
@in_one_look
def later_facts_are_settled(runs: "QuerySet[Run]") -> Iterator[Finding]:
    """No record came in later that changes what a standing run decided, unless a later run set it right."""
    for run in runs.filter(reverses=None):
        state = facts.run_state(run.pk)
        if state in rules.ENDED or run.kind not in {kind.name for kind in all_kinds()}:
            continue
        if _charter_moved(run):
            continue
        asof = Watermark.now(run.watermark)
        try:
            read = calculation.read_again(run, asof)
            if state == rules.POSTED and calculation.nothing_moved(run, read, dict(asof.marks)[run.org_code]):
                continue
            again = read.ruled()
        except Refusal as refusal:
            yield Finding.of("late_facts", f"run:{run.pk}", "settlement.late_refused", reason=refusal.code)
            continue
        except UNRULABLE as fault:
            said = type(fault).__name__
            yield Finding.of("broken", f"run:{run.pk}", "settlement.late_refused", reason=said)
            continue
        yield from _late(run, state, again, asof)


def _late(run: Run, state: str, again: calculation.Ruled, asof: Watermark) -> Iterator[Finding]:
    upto = dict(asof.marks)[run.org_code]
    done, still_open = facts.settled(run, upto=upto)
    if state != rules.POSTED:
        now = facts.standing(run, upto=upto)
        kept = [row for row in now.lines if now.line_states[row.pk] != rules.CANCELLED]
        done = {
            (row.subject, row.part): facts.as_line(row, why=False) for row in kept if not row.first_run_id
        }
    found = False
    for late in rules.late_lines(run.period, again.ruling.lines, done):
        if late.subject in again.waiting or (late.subject in still_open and state == rules.POSTED):
            continue
        found = True
        yield Finding.of(
            "late_facts",
            f"run:{run.pk}",
            "settlement.late_difference",
            subject=late.subject,
            due_fen=late.due_fen,
            settled_fen=late.settled_fen,
            difference_fen=late.difference_fen,
        )
    undecided = still_open | again.waiting
    if not found and not undecided and again.sheet_digest not in _seen(run):
        yield Finding.of("late_facts", f"run:{run.pk}", "settlement.late_no_difference", run_kind=run.kind)


def _seen(run: Run) -> set[str]:
    """The digests of the facts as drafted, as lines were computed anew, and as later runs took them in."""
    seen = {run.sheet_digest, *RunLine.objects.filter(run=run).values_list("sheet_digest", flat=True)}
    later = Run.objects.filter(kind=run.kind, org_code=run.org_code, reverses=None, pk__gt=run.pk)
    for other in later.order_by("id"):
        if str(run.pk) in other.seen and facts.run_state(other.pk) == rules.POSTED:
            seen.add(other.seen[str(run.pk)])
    return seen


def clauses_still_govern() -> Iterator[Finding]:
    """Every clause a standing run rests on is still the one the charter gives for its period."""
    for run in Run.objects.filter(reverses=None).order_by("id").iterator():
        if run.kind not in {kind.name for kind in all_kinds()} or facts.run_state(run.pk) in rules.ENDED:
            continue
        kind = kind_named(run.kind)
        day = kind.charter_day(Period.parse(run.period))
        try:
            now = charters.in_force(kind.charter, on=day, org=run.org_code)
        except Refusal as refusal:
            yield Finding.of("rule_changed", f"run:{run.pk}", "settlement.refused_now", reason=refusal.code)
            continue
        pairs = zip_longest(run.clauses, charters.clause_ids(now), fillvalue="")
        for stored, governs in ((one, other) for one, other in pairs if one != other):
            if kept_texts.only_renewed(stored, governs):
                continue
            yield Finding.of(
                "rule_changed", f"run:{run.pk}", "settlement.other_clause", stored=stored, now=governs
            )


def pots_equal_their_lines() -> Iterator[Finding]:
    """What was divided was divided whole."""
    for run in Run.objects.order_by("id").iterator():
        sums = RunLine.objects.filter(run=run, serial=0).values("part").annotate(fen=Sum("amount_fen"))
        divided = {row["part"]: row["fen"] for row in sums}
        for part, total_fen in run.pots.items():
            if divided.get(part, 0) != total_fen:
                yield Finding.of(
                    "broken",
                    f"run:{run.pk}",
                    "settlement.pot_not_whole",
                    part=part,
                    total_fen=total_fen,
                    lines_fen=divided.get(part, 0),
                )


def states_are_lawful() -> Iterator[Finding]:
    """Every state followed the one before it; maker and checker differ; one run stands for a period."""
    reversals = set(Run.objects.exclude(reverses=None).values_list("pk", flat=True))
    last: dict[int, RunEvent] = {}
    made: dict[int, RunEvent] = {}
    for event in RunEvent.objects.order_by("run_id", "serial").iterator():
        before = last.get(event.run_id)
        try:
            rules.must_follow(before.state if before else "", event.state, reversal=event.run_id in reversals)
        except Refusal as refusal:
            yield Finding.of(
                "tampered",
                f"run:{event.run_id}",
                "settlement.state_unlawful",
                reason=refusal.code,
                state=event.state,
            )
        if event.state == rules.DRAFTED:
            made[event.run_id] = event
        elif event.state == rules.CHECKED and _same_person(event, made.get(event.run_id)):
            yield Finding.of("broken", f"run:{event.run_id}", "settlement.checked_by_maker")
        last[event.run_id] = event
    standing = Counter(
        (run.kind, run.org_code, run.period)
        for run in Run.objects.filter(reverses=None)
        if run.pk in last and last[run.pk].state not in rules.ENDED
    )
    for (kind, org_code, period), count in standing.items():
        if count > 1:
            yield Finding.of(
                "broken",
                f"org:{org_code}",
                "settlement.two_live_runs",
                run_kind=kind,
                period=period,
                count=count,
            )
    yield from _line_states()


def _same_person(event: RunEvent, other: RunEvent | None) -> bool:
    if other is None:
        return False
    return event.recorded_by == other.recorded_by or bool(event.by_party and event.by_party == other.by_party)


def _line_states() -> Iterator[Finding]:
    last: dict[int, str] = {}
    for event in LineEvent.objects.select_related("line").order_by("line_id", "serial").iterator():
        start = rules.DRAFTED if event.line.serial and event.state != rules.DRAFTED else ""
        before = last.get(event.line_id, start)
        if event.state not in rules.LINE_NEXT.get(before, frozenset()):
            yield Finding.of(
                "tampered",
                f"line:{event.line_id}",
                "settlement.state_unlawful",
                reason=before,
                state=event.state,
            )
        last[event.line_id] = event.state


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    stored_runs_are_whole,
    runs_follow_from_their_facts,
    later_facts_are_settled,
    clauses_still_govern,
    pots_equal_their_lines,
    states_are_lawful,
    payments_are_owed,
    undone_payments_are_contrary,
    entries_equal_their_payments,
    entries_equal_their_runs,
    *CONTROLS,
)
