"""What waits for the answer to an objection (因异议缓付): of posted lines a state of paying, never stored.

A line that waits whole and is not posted has an event of its own (`rules.HELD`); all else is asked of the
notices each time: a recorded answer ends a hold by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from liancun.base.request_cache import once_each
from liancun.rooms.notices.facts import Said
from liancun.rooms.notices.rules import LESS
from liancun.rooms.settlement import facts, gateways, rules
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import LineEvent, Run, RunEvent, RunLine


def line_of(said: Said) -> int:
    """The number of the line that was objected to."""
    return int(said.line_ref.removeprefix("line:"))


def objected(said: Said, *, taken_back: bool = False) -> rules.Objected:
    """An objection as the rule sees it: without a direction, as it once was, it says too much."""
    return rules.Objected(said.direction != LESS, said.named_fen, said.state, taken_back)


def holding(run: Run) -> dict[int, str]:
    """Line -> "open" or "upheld", of those that an objection of too much holds."""
    found: dict[int, str] = {}
    for said in gateways.said_of([run.pk]):
        if objected(said).holds and found.get(line_of(said)) != "open":
            found[line_of(said)] = said.state
    return found


def taken_from(rows: Iterable[RunLine]) -> list[tuple[RunLine, list[RunLine]]]:
    """Each deduction of a list itself with what it is taken from: the same person's, on the same account.

    One that has nothing to be taken from is absent.
    """
    rows = list(rows)
    owed: dict[tuple[int, str, str], list[RunLine]] = {}
    for row in rows:
        if row.amount_fen > 0:
            owed.setdefault((row.run_id, row.payee, row.settle_account), []).append(row)
    less = (row for row in rows if row.amount_fen < 0 and row.payable and not row.first_run_id)
    found = [(row, owed.get((row.run_id, row.payee, row.settle_account), [])) for row in less]
    return [(row, others) for row, others in found if others]


def waits_whole(run: Run, rows: Sequence[RunLine], unchecked: Iterable[int] = ()) -> list[RunLine]:
    """Of a run's lines before it is posted, those of which nothing may be posted yet.

    `unchecked` are lines that were worked out anew and stay behind until they are checked.

    What sets another month right is never posted in part: it is worked out anew before it is. A deduction
    of the list itself goes with what it is taken from: disputed, it is not paid out before its
    answer, and it waits where all that it is taken from does.
    """
    said: dict[int, list[rules.Objected]] = {}
    for each in gateways.said_of([run.pk]):
        said.setdefault(line_of(each), []).append(objected(each))
    held = {row.pk: rules.held_fen(row.amount_fen, said.get(row.pk, ())) for row in rows}
    waits = {
        row.pk for row in rows if held[row.pk] and (row.first_run_id or held[row.pk] == abs(row.amount_fen))
    }
    waits.update(unchecked)
    for row, others in taken_from(rows):
        waits = waits | {row.pk} if all(other.pk in waits for other in others) else waits - {row.pk}
    return [row for row in rows if row.pk in waits]


def published_of(row: RunLine) -> RunLine:
    """The first line of a chain: the one that was published and objected to."""
    while row.replaces:
        row = row.replaces
    return row


def is_unmet(run: Run, first: RunLine, mark: int) -> bool:
    """Whether an objection to a published line was upheld after the line was last worked out, at a mark."""
    said = (each for each in gateways.said_of([run.pk]) if line_of(each) == first.pk)
    return any(each.state == "upheld" and each.answered_mark > mark for each in said)


def holds_of(run_ids: Iterable[int]) -> Mapping[int, int]:
    """Line -> the fen of it that wait, without its sign, over some runs.

    Lines of a shared pot never do: the pot waited whole.
    """
    return {line: fen for held in _holds_of(run_ids).values() for line, fen in held.items()}


@once_each
def _holds_of(run_ids: frozenset[int]) -> dict[int, dict[int, int]]:
    """The same by run."""
    shared = {kind.name for kind in all_kinds() if kind.shared}
    rows = {row.pk: row for row in lines_held(run_ids) if row.run.kind not in shared}
    said: dict[int, list[Said]] = {pk: [] for pk in rows}
    for each in gateways.said_of(run_ids):
        if objected(each).holds and line_of(each) in said:
            said[line_of(each)].append(each)
    upheld = {pk: rows[pk] for pk, each in said.items() if any(s.answered_mark for s in each)}
    later = _worked_out_anew(upheld)
    found: dict[int, dict[int, int]] = {run: {} for run in run_ids}
    for pk, row in rows.items():
        waiting = [s for s in said[pk] if objected(s, taken_back=_taken_back(s, later.get(pk, ()))).holds]
        if fen := rules.held_fen(row.amount_fen, [objected(each) for each in waiting]):
            found[row.run_id][pk] = fen
    return found


def lines_held(run_ids: Iterable[int]) -> list[Any]:
    """The published lines of some runs that an objection of too much was made to and was not rejected.

    With their runs, the states of these and their own, and what was settled of them.
    """
    return [row for rows in _lines_held(run_ids).values() for row in rows if row.is_objected]


@once_each
def _lines_held(run_ids: frozenset[int]) -> dict[int, list[Any]]:
    """With them the lists' own deductions, which may wait with what they are taken from."""
    said = {line_of(each) for each in gateways.said_of(run_ids) if objected(each).holds}
    wanted = Q(pk__in=said) | Q(amount_fen__lt=0, first_run=None, payable=True)
    lines = RunLine.objects.filter(wanted, run__in=run_ids).annotate(settled_fen=facts.settled_fen())
    found: dict[int, list[Any]] = {run: [] for run in run_ids}
    for row in _with_states(lines).select_related("run", "first_run") if said else ():
        row.is_objected = row.pk in said
        found[row.run_id].append(row)
    return found


def deductions_held(run_ids: Iterable[int]) -> list[Any]:
    """The deductions of these lists that are held whole though nothing was said of them; as `lines_held`."""
    rows = [row for found in _lines_held(run_ids).values() for row in found]
    return [row for row in rows if not row.is_objected and row.own_state == rules.HELD]


def open_fen(row: Any) -> int:
    """What of a line of `lines_held` is open: the same as `facts.unsettled` of posted ones."""
    return int(row.amount_fen - row.settled_fen) if row.payable and _posted(row) else 0


def waiting_of(run_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Run -> posted line -> what of its open amount waits for the answer to an objection."""
    runs = frozenset(run_ids)
    held = holds_of(runs)
    found: dict[int, dict[int, int]] = {}
    for row in lines_held(runs):
        if row.pk in held and (fen := open_fen(row)):
            found.setdefault(row.run_id, {})[row.pk] = min(held[row.pk], abs(fen))
    return found


Anew = tuple[int, bool]
"""A line that sets another right: its mark, and whether it is posted."""


def _taken_back(said: Said, later: Iterable[Anew]) -> bool:
    """Whether a line that was upheld was set right since: all that was worked out anew is posted."""
    since = [posted for mark, posted in later if mark > said.answered_mark]
    return bool(said.answered_mark and since) and all(since)


def _worked_out_anew(rows: Mapping[int, RunLine]) -> dict[int, tuple[Anew, ...]]:
    """Line -> the live lines that set it right, in its own run or a later one."""
    if not rows:
        return {}
    firsts = {row.first_run_id or row.run_id for row in rows.values()}
    subjects = {row.subject for row in rows.values()}
    lines = RunLine.objects.filter(first_run__in=firsts, subject__in=subjects, run__reverses=None)
    found: dict[tuple[int | None, str, str], list[Anew]] = {}
    for row in _with_states(lines):
        ended = row.run_state == "" or row.run_state in rules.ENDED
        if not ended and row.own_state != rules.CANCELLED:
            key = (row.first_run_id, row.subject, rules.original_part(row.part))
            found.setdefault(key, []).append((row.mark, _posted(row)))
    return {
        pk: tuple(found.get((row.first_run_id or row.run_id, row.subject, rules.original_part(row.part)), ()))
        for pk, row in rows.items()
    }


def _with_states(lines: "QuerySet[RunLine]") -> Any:
    """The lines with the state of their run and their own, "" where there is none: in one question."""
    run = RunEvent.objects.filter(run=OuterRef("run")).order_by("-serial").values("state")
    own = LineEvent.objects.filter(line=OuterRef("pk")).order_by("-serial").values("state")
    return lines.annotate(
        run_state=Coalesce(Subquery(run[:1]), Value("")), own_state=Coalesce(Subquery(own[:1]), Value(""))
    ).defer(*facts.WHY)


def _posted(row: Any) -> bool:
    """The same as `facts.postable` of a line whose states are known."""
    itself = row.own_state == rules.POSTED or (row.own_state == "" and row.serial == 0)
    return itself and row.run_state in (rules.POSTED, rules.REVERSED)


def payable(run: Run) -> dict[int, int]:
    """Line -> what of a posted run may move now, in order; what waits for an answer is left out."""
    held = holds_of([run.pk])
    found = {}
    for pk, open_fen in facts.listed_to_pay(run).values_list("pk", "open_fen"):
        if free := rules.payable_fen(open_fen, held.get(pk, 0)):
            found[pk] = free
    return found


def moved_since(run: Run, mark: int) -> list[int]:
    """The lines of a run that something happened to, objections and answers too, after a mark of its book."""
    said = gateways.said_of([run.pk])
    lines = {line_of(each) for each in said if max(each.mark, each.answered_mark) > mark}
    return sorted(lines.union(facts.moved_since(run, mark)))
