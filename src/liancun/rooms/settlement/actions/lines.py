"""Lines apart from their run (单行办理): held by an objection, computed anew, checked, confirmed later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.kernel.digest import digest
from liancun.kernel.fields import A, Ref, Whole, _
from liancun.rooms.settlement import calculation, facts, gateways, holds, rules
from liancun.rooms.settlement.actions.drafting import line_row
from liancun.rooms.settlement.actions.steps import Step, add_line_events, made_anew, people, step, who
from liancun.rooms.settlement.models import LineEvent, RunLine

REPLACEABLE = frozenset({rules.PUBLISHED, rules.HELD, rules.DRAFTED, rules.CHECKED})


LINE = Whole(_("结算行编号"), 1, 2**63 - 1)


@dataclass(frozen=True)
class Replaced:
    """The line that took another's place (重算的行); None where the rule gives no such line any more."""

    line: int | None
    new: int | None
    ref: A[str, Ref(_("新的一行"))]


@offered(
    "settlement.replace_line",
    title=_("按更正后的记录重算这一行"),
    ask=_("原来的一行取消,仍可查看。确定重算吗?"),
    done=_("已重算;有新的一行时请由另一人复核"),
    path="lines/{line_id}/replace",
    command="replace",
    of="line",
    own_grant=True,
)
def replace_line(line_id: A[int, LINE], *, by: Viewer, on: date) -> Replaced:
    """Compute a line anew from the records as they stand now (更正重算), after an objection was upheld.

    The old line is cancelled and stays readable; the new one keeps its own facts and watermark, and is
    checked and confirmed before it is posted. None where the rule now gives the subject no such line. A line
    that is posted stands: the new one is the difference, which pays the rest or takes back what was too much.
    """
    row = _found_line(line_id)
    kind = calculation.known_kind(row.run.kind)
    if kind.shared:
        raise Refusal("settlement.pot_not_by_line", row.run.life)
    asof = Watermark.now(row.run.watermark)
    again = calculation.rule_again(row.first_run or row.run, asof)
    with step(row.run_id, "replace_line", "makes", by=by, on=on) as s:
        if (now := s.act.before(asof)) != asof:  # records came in between
            asof, again = now, calculation.rule_again(row.first_run or row.run, now)
        for gap in again.sheet.waiting:
            if gap.subject == row.subject:
                raise Refusal(gap.what, s.life.clause, subject=row.subject, **dict(gap.params))
        state = facts.standing(s.run).line_states[row.pk]
        sets_right = row.first_run_id == row.run_id and state in (rules.DRAFTED, rules.CHECKED)
        if sets_right or (state == rules.POSTED and not row.first_run_id):
            _must_be_upheld(s, row)
            return _set_right(s, row, again, asof)
        if state not in REPLACEABLE or (state == rules.DRAFTED and not row.serial):
            raise Refusal(
                "settlement.line_not_replaceable", s.life.clause, line=f"line:{row.pk}", state=state
            )
        _must_be_upheld(s, row)
        add_line_events(s.act, [(row.pk, row.village_code)], rules.CANCELLED)
        new = _new_line(s, row, again, asof)
        s.act.params.update({"line": row.pk, "new": new.pk if new else 0})
    made = int(new.pk) if new else None
    return Replaced(made, made, f"line:{made}" if made else "")


def _set_right(s: Step, row: RunLine, again: calculation.Ruled, asof: Watermark) -> Replaced:
    """The line of the difference between what a posted line settled and what the records say now."""
    first, last = facts.posted_of(row), row
    _must_wait_for_none(s, first)
    if first is row:
        last = _last_of(s, row)
    else:
        add_line_events(s.act, [(row.pk, row.village_code)], rules.CANCELLED)
    found = calculation.set_right(first, again, asof, without=row if row is not first else None)
    new = line_row(
        s.act,
        s.kind,
        calculation.supplement_line(found),
        found.facts,
        serial=last.serial + 1,
        first_run=row.run_id,
        watermark=asof.as_data(),
        sheet=digest(again.sheet),
    )
    _settle(s, new)
    new.run, new.replaces = s.run, last
    s.act.write(new)
    add_line_events(s.act, [(new.pk, new.village_code)], rules.DRAFTED)
    s.act.params.update({"line": row.pk, "new": new.pk})
    return Replaced(new.pk, new.pk, f"line:{new.pk}")


def _settle(s: Step, new: RunLine) -> None:
    asof = Watermark.from_data(s.run.watermark)
    day = s.kind.arises_on(s.run.org_code, Period.parse(s.run.period), asof)
    gateways.settle_where_due(s.kind, s.run.org_code, day, [new])


def _must_wait_for_none(s: Step, first: RunLine) -> None:
    """Refuse while another run's difference of the same line is not posted: it has counted it already."""
    lines = RunLine.objects.filter(first_run=first.run_id, subject=first.subject, run__reverses=None)
    elsewhere = lines.exclude(run=s.run)
    waiting = elsewhere.exclude(pk__in=facts.postable(elsewhere).values("pk")).order_by("pk")
    own = facts.last_line_events({row.run_id for row in waiting})
    for row in waiting.defer(*facts.WHY):
        ended = facts.run_state(row.run_id) in rules.ENDED
        cancelled = row.pk in own and own[row.pk].state == rules.CANCELLED
        if rules.original_part(row.part) == first.part and not ended and not cancelled:
            raise Refusal("settlement.set_right_already", s.life.clause, line=f"line:{row.pk}")


def _last_of(s: Step, row: RunLine) -> RunLine:
    """The end of a posted line's chain: itself, or a line of its difference.

    One that waits is worked out anew itself; one that is posted is followed where another objection was
    upheld since.
    """
    last = row
    while newer := RunLine.objects.filter(replaces=last).first():
        last = newer
    if last is row:
        return last
    state = facts.standing(s.run).line_states[last.pk]
    again = state == rules.POSTED and holds.is_unmet(s.run, holds.published_of(row), last.mark)
    if state != rules.CANCELLED and not again:
        raise Refusal("settlement.set_right_already", s.life.clause, line=f"line:{last.pk}")
    return last


def _must_be_upheld(s: Step, row: RunLine) -> None:
    first = holds.published_of(row)
    said = gateways.objections(s.run).get(f"line:{first.pk}", "")
    if said == "open":
        raise Refusal("settlement.objection_open", s.life.clause, line=f"line:{first.pk}")
    if said != "upheld":
        raise Refusal("settlement.objection_not_upheld", s.life.clause, line=f"line:{first.pk}")


def _new_line(s: Step, row: RunLine, again: calculation.Ruled, asof: Watermark) -> RunLine | None:
    if row.first_run:
        supplement = calculation.supplement_again(row, again, asof)
        line = calculation.supplement_line(supplement) if supplement else None
        line_facts = supplement.facts if supplement else {}
    else:
        wanted = (row.subject, row.part)
        line = next((x for x in again.ruling.lines if (x.subject, x.part) == wanted), None)
        line_facts = again.facts_of(row.subject)
    if line is None:
        return None
    new = line_row(
        s.act,
        s.kind,
        line,
        line_facts,
        serial=row.serial + 1,
        first_run=row.first_run_id,
        watermark=asof.as_data(),
        sheet=digest(again.sheet),
    )
    _settle(s, new)
    new.run, new.replaces = s.run, row
    s.act.write(new)
    return new


@offered(
    "settlement.check_line",
    title=_("复核更正行"),
    done=_("已复核"),
    path="lines/{line_id}/check",
    of="line",
    own_grant=True,
    gives="line",
)
def check_line(line_id: A[int, LINE], *, by: Viewer, on: date) -> int:
    """Check one line that was computed anew (复核更正行)."""
    check_lines(_found_line(line_id).run_id, [line_id], by=by, on=on)
    return line_id


@offered(
    "settlement.confirm_line",
    title=_("异议已答复,确认这一行"),
    done=_("已确认"),
    path="lines/{line_id}/confirm",
    of="line",
    own_grant=True,
    gives="line",
)
def confirm_line(line_id: A[int, LINE], *, by: Viewer, on: date) -> int:
    """Confirm one line that an objection held or that was computed anew (确认单行)."""
    confirm_lines(_found_line(line_id).run_id, [line_id], by=by, on=on)
    return line_id


def check_lines(run_id: int, line_ids: Sequence[int], *, by: Viewer, on: date) -> None:
    """Check lines that were computed anew (复核更正行); the checker did not compute them."""
    with step(run_id, "check_lines", "checks", by=by, on=on) as s:
        rows = _own_lines(s, line_ids)
        now = facts.standing(s.run)
        for row in rows:
            if now.line_states[row.pk] != rules.DRAFTED or not row.serial:
                state = now.line_states[row.pk]
                raise Refusal(
                    "settlement.line_not_replaced", s.life.clause, line=f"line:{row.pk}", state=state
                )
        made = LineEvent.objects.filter(made_anew(rows))
        rules.must_differ("checker", who(by), {"maker": people(made)}, s.life.clause)
        add_line_events(s.act, [(row.pk, row.village_code) for row in rows], rules.CHECKED)


def confirm_lines(run_id: int, line_ids: Sequence[int], *, by: Viewer, on: date) -> None:
    """Confirm held lines whose objection was answered, and corrected lines that were checked (确认单行).

    A deduction that waits goes with what it is taken from, and not before it.
    """
    with step(run_id, "confirm_lines", "decides", by=by, on=on) as s:
        if s.state not in (rules.CONFIRMED, rules.POSTED):
            raise Refusal("settlement.not_confirmed", s.life.clause, state=s.state)
        rows = _own_lines(s, line_ids)
        now = facts.standing(s.run)
        said = holds.holding(s.run)
        along = _deductions_with(s, now, {row.pk for row in rows})
        rows = [*(row for row in rows if row not in along), *along]
        for row in rows:
            answer = said.get(row.pk, "")
            # Disputed, a deduction is posted with the list too: it is not paid out before its answer.
            disputed = row in along and answer == "open"
            _must_be_confirmable(s, row, now.line_states[row.pk], "" if disputed else answer)
        add_line_events(s.act, [(row.pk, row.village_code) for row in rows], rules.CONFIRMED)


def _deductions_with(s: Step, now: facts.Standing, asked: set[int]) -> list[RunLine]:
    """The waiting deductions whose turn comes with these lines; refuses one that all of its own wait for."""
    live = [row for row in now.lines if now.line_states[row.pk] != rules.CANCELLED]
    waits = {row.pk for row in now.in_state(rules.HELD, rules.DRAFTED, rules.CHECKED)}
    found = []
    for row, others in holds.taken_from(live):
        if row.pk in asked and all(other.pk in waits - asked for other in others):
            first = f"line:{others[0].pk}"
            raise Refusal("settlement.deduction_waits", s.life.clause, line=f"line:{row.pk}", waits_for=first)
        if row.pk in waits and any(other.pk in asked for other in others):
            found.append(row)
    return found


def _must_be_confirmable(s: Step, row: RunLine, state: str, said: str) -> None:
    line = f"line:{row.pk}"
    if row.serial and state == rules.DRAFTED:
        raise Refusal("settlement.line_not_checked", s.life.clause, line=line)
    if state not in (rules.HELD, rules.CHECKED):
        raise Refusal("settlement.line_not_held", s.life.clause, line=line, state=state)
    if state == rules.HELD and said == "open":
        raise Refusal("settlement.objection_open", s.life.clause, line=line)
    if state == rules.HELD and said == "upheld":
        raise Refusal("settlement.objection_upheld", s.life.clause, line=line)


def _found_line(line_id: int) -> RunLine:
    row = RunLine.objects.select_related("run").filter(pk=line_id).first()
    if not row:
        raise Refusal("settlement.no_such_line", line=line_id)
    return row


def _own_lines(s: Step, line_ids: Sequence[int]) -> list[RunLine]:
    rows = list(RunLine.objects.filter(run=s.run, pk__in=list(line_ids)).order_by("id"))
    missing = sorted(set(line_ids) - {row.pk for row in rows})
    if missing or not rows:
        raise Refusal("settlement.no_such_line", s.life.clause, line=missing[0] if missing else 0)
    return rows
