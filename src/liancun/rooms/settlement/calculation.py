"""Working a run out (试算): facts at a watermark, the clause, the rule. Reads only; no write, no lock.

Everything a draft stores comes from here, and the checks ask the same functions again later.
"""

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from liancun import kernel
from liancun.base import charters, clock
from liancun.base.permits import Grant, granted
from liancun.base.request_cache import apart, once, one_look
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.digest import digest, plain
from liancun.kernel.reasons import Param
from liancun.kernel.rulings import EntryLine, FactSheet, Gap, Line, Ruling
from liancun.rooms.settlement import facts, rules
from liancun.rooms.settlement.kinds import RunKind, all_kinds
from liancun.rooms.settlement.models import Run, RunLine


class Gaps(Refusal):
    """Records are missing (缺漏): every one at once, each with who is to enter it. Nothing was written."""

    def __init__(self, kind: str, org_code: str, period: str, gaps: tuple[Gap, ...]) -> None:
        super().__init__("settlement.gaps", kind=kind, org=org_code, period=period, count=len(gaps))
        self.gaps = gaps


@dataclass(frozen=True)
class Read:
    """The facts of a period under one clause, not yet ruled on."""

    kind: RunKind
    sheet: FactSheet[Any, Any]
    charter: Any

    @cached_property
    def sheet_digest(self) -> str:
        """The digest of the facts."""
        return digest(self.sheet)

    def ruled(self) -> "Ruled":
        """With what the rule says of them."""
        return Ruled(self.kind, self.sheet, self.charter, self.kind.rule(self.sheet, self.charter))

    def facts_of(self, subject: str) -> Any:
        """The facts of a subject as stored; {} for a line that rests on totals alone (a reserve)."""
        return next((plain(line.facts) for line in self.sheet.lines if line.subject == subject), {})

    @property
    def waiting(self) -> frozenset[str]:
        """Subjects whose records are not decided yet: nothing is due, and nothing is taken back."""
        return frozenset(gap.subject for gap in self.sheet.waiting)


@dataclass(frozen=True)
class Ruled(Read):
    """A sheet and what the rule says of it."""

    ruling: Ruling

    def ruled(self) -> "Ruled":
        """It is."""
        return self


@dataclass(frozen=True)
class Supplement:
    """A line that sets an earlier, posted run right (补发、扣回)."""

    first_run: int
    late: rules.Late
    facts: Any
    reasons: tuple[Reason, ...]
    outcome: Mapping[str, Param]


@dataclass(frozen=True)
class Computed:
    """All a draft will store, worked out at one watermark."""

    kind: RunKind
    org_code: str
    period: str
    asof: Watermark
    life: rules.RunLife
    ruled: Ruled
    supplements: tuple[Supplement, ...]
    seen: dict[str, str]
    unread: tuple[Reason, ...] = ()
    rests_on: Mapping[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> tuple[Reason, ...]:
        """How the rule got there, who waits, and which earlier runs could not be asked again."""
        return (*self.ruled.ruling.steps, *self._waits(), *self.unread)

    def _waits(self) -> Iterator[Reason]:
        if waiting := self.ruled.waiting:
            yield Reason.of("settlement.waiting", self.life.clause, subjects=tuple(sorted(waiting)))


def known_kind(name: str) -> RunKind:
    """The kind of that name; refuses one that no room has."""
    found = {kind.name: kind for kind in all_kinds()}.get(name)
    if not found:
        raise Refusal("settlement.no_such_kind", kind=name, known=tuple(kind.name for kind in all_kinds()))
    return found


def parse_period(kind: RunKind, text: str) -> Period:
    """Read a period; refuses one of the wrong grain."""
    try:
        period = Period.parse(text)
    except ValueError:
        raise Refusal("settlement.no_such_period", period=text) from None
    if bool(period.month) != (kind.grain == "month"):
        raise Refusal("settlement.wrong_grain", kind=kind.name, period=text, grain=kind.grain)
    return period


def charter_by_id(want: type[Any], clause: str, kind: RunKind, period: Period, org_code: str) -> Any:
    """The slice of the very block a run was drafted under, even where another governs by now."""
    found = charters.by_id(want, clause, on=kind.charter_day(period), org=org_code)
    if found is None:
        raise Refusal("settlement.clause_gone", clause)
    return found


def life_in_force(kind: str, org_code: str, on: date) -> rules.RunLife:
    """Who does what to this money today (decision `runs/<kind>`)."""
    found = _life_in_force(kind, org_code, on)
    charters.note(found.clause)
    return found


@lru_cache(maxsize=1024)
def _life_in_force(kind: str, org_code: str, on: date) -> rules.RunLife:
    charter = charters.current()
    return charter.typed(charter.block(f"runs/{kind}", on=on, org=org_code), rules.RunLife, on=on)


charters.on_forget(_life_in_force.cache_clear)


def grant_for(kind: str, org_code: str, part: str) -> Grant:
    """Whom the charter gives a part of this money's life today; the books are the makers' where not said."""
    life = life_in_force(kind, org_code, clock.today())
    return Grant(life.clause, getattr(life, part) or life.makes)


def life_of(run: Run) -> rules.RunLife:
    """The terms a run was drafted under: they do not change while it runs. A draft binds nothing: where its
    terms were taken back, those of today let it be withdrawn."""
    day = known_kind(run.kind).charter_day(Period.parse(run.period))
    found: rules.RunLife | None = charters.by_id(rules.RunLife, run.life, on=day, org=run.org_code)
    return found or life_in_force(run.kind, run.org_code, clock.today())


@cache
def _sources(function: Callable[..., Any]) -> str:
    module = sys.modules[function.__module__]
    taken = hashlib.sha256(function.__qualname__.encode())
    taken.update(inspect.getsource(module).encode())
    for path in sorted(Path(str(kernel.__file__)).parent.glob("*.py")):
        taken.update(path.read_bytes())
    return taken.hexdigest()


def versions(kind: RunKind) -> tuple[str, str]:
    """The digests of the code that rules and of the code that reads the facts, the kernel's included."""
    return _sources(kind.rule), _sources(kind.facts)


def read_at(kind: RunKind, org_code: str, period: Period, asof: Watermark, charter: Any) -> Read:
    """Read the facts at a watermark. Raises `Gaps` where records are missing; in a pot, undecided too."""
    sheet = kind.facts(org_code, period, asof)
    if gaps := sheet.gaps + (sheet.waiting if kind.shared else ()):
        raise Gaps(kind.name, org_code, str(period), gaps)
    return Read(kind, sheet, charter)


def read_again(run: Run, asof: Watermark) -> Read:
    """Read the facts of a stored run's period again at any watermark, under the clause it stores."""
    kind, period = known_kind(run.kind), Period.parse(run.period)
    with charters.resting_on(run.rests_on, exact=asof == Watermark.from_data(run.watermark)):
        charter = charter_by_id(kind.charter, run.clauses[0], kind, period, run.org_code)
        return read_at(kind, run.org_code, period, asof, charter)


def rule_again(run: Run, asof: Watermark) -> Ruled:
    """Rule on a stored run's period again, under the clause it stores, at any watermark."""
    return read_again(run, asof).ruled()


def must_still_say(run: Run) -> None:
    """Refuse to go on with a draft where what it rests on was changed or taken back after it was made."""
    moved = charters.moved(run.rests_on or {})
    if moved:
        raise Refusal("settlement.charter_moved", moved[0], run=f"run:{run.pk}", clauses=tuple(moved))


def bind(run: Run) -> None:
    """Keep the text of all that the run rests on: from here on others rely on it."""
    charters.bind([*(run.rests_on or ()), *run.clauses, run.life])


def compute(kind: RunKind, org_code: str, period: Period, on: Any) -> Computed:
    """Work out a draft at the present watermark, with all it read of the charter."""
    with charters.reading() as read, apart():
        found = _compute(kind, org_code, period, on)
        return replace(found, rests_on=charters.digests_of(read))


def _compute(kind: RunKind, org_code: str, period: Period, on: Any) -> Computed:
    life = life_in_force(kind.name, org_code, on)
    if kind.shared and life.late_facts != "reverse":
        raise Refusal("settlement.shared_must_reverse", life.clause, kind=kind.name)
    asof = Watermark.now([org_code, *kind.watched(org_code)])
    charter = charters.in_force(kind.charter, on=kind.charter_day(period), org=org_code)
    supplements: list[Supplement] = []
    seen: dict[str, str] = {}
    unread: list[Reason] = []
    ruled = read_at(kind, org_code, period, asof, charter).ruled()
    if life.late_facts == "supplement":
        for run, late in late_runs(kind, org_code, asof):
            if isinstance(late, Refusal):
                unread.extend(unread_reasons(run, late, life.clause))
                continue
            seen[str(run.pk)] = late.sheet_digest
            supplements.extend(late.supplements)
    return Computed(kind, org_code, str(period), asof, life, ruled, tuple(supplements), seen, tuple(unread))


@dataclass(frozen=True)
class Looked:
    """A posted run looked at again: the digest of its facts by now, and what a later draft owes for it."""

    sheet_digest: str
    supplements: tuple[Supplement, ...]


def late_runs(kind: RunKind, org_code: str, asof: Watermark) -> Iterator[tuple[Run, Looked | Refusal]]:
    """Each posted run of a kind, looked at again at a watermark, or why it cannot be."""
    for run in facts.posted_runs(kind.name, org_code, upto=dict(asof.marks)[org_code]):
        try:
            again = read_again(run, asof)
            looked = Looked(again.sheet_digest, tuple(supplements_of(run, again, asof)))
        except Refusal as refusal:
            yield run, refusal
            continue
        yield run, looked


def unread_reasons(run: Run, refusal: Refusal, clause: str) -> tuple[Reason, ...]:
    """That a posted run cannot be asked again, and why: what is owed of it waits for a later list."""
    told = Reason.of("settlement.not_read_again", clause, run=f"run:{run.pk}", period=run.period)
    if not isinstance(refusal, Gaps):
        return told, refusal.reason
    subjects = tuple(sorted({gap.subject for gap in refusal.gaps}))
    return told, Reason.of("settlement.records_missing", clause, subjects=subjects)


def nothing_moved(run: Run, again: Read, upto: int) -> bool:
    """Whether a posted run needs no comparing: the same facts under the same clauses and the same rule give
    the same lines, and nothing but the draft itself ever settled it."""
    now = (versions(known_kind(run.kind))[0], again.sheet_digest, charters.clause_ids(again.charter))
    drafted = (run.rule_version, run.sheet_digest, run.clauses)
    return now == drafted and facts.settled_as_drafted(run, upto=upto)


def supplements_of(run: Run, again: Read, asof: Watermark) -> Iterator[Supplement]:
    """What a later draft owes or takes back for one posted run, by subject."""
    upto = dict(asof.marks)[run.org_code]
    if nothing_moved(run, again, upto):
        return
    done, still_open = facts.settled(run, upto=upto)
    ruled, known = again.ruled(), {line.subject: line.facts for line in again.sheet.lines}
    for late in rules.late_lines(run.period, ruled.ruling.lines, done):
        if late.subject not in still_open | again.waiting:
            yield _supplement(run, ruled, late, plain(known.get(late.subject, {})), done)


def supplement_again(row: RunLine, again: Ruled, asof: Watermark) -> Supplement | None:
    """A supplement worked out anew after an upheld objection, as if `row` had never been."""
    assert row.first_run is not None
    done, _open = facts.settled(row.first_run, upto=dict(asof.marks)[row.org_code])
    key = (row.subject, rules.original_part(row.part))
    done[key] = replace(done[key], amount_fen=done[key].amount_fen - row.amount_fen)
    due = [line for line in again.ruling.lines if (line.subject, line.part) == key]
    for late in rules.late_lines(row.first_run.period, due, {key: done[key]}):
        return _supplement(row.first_run, again, late, again.facts_of(row.subject), done)
    return None


def set_right(row: RunLine, again: Ruled, asof: Watermark, without: RunLine | None = None) -> Supplement:
    """What the records say now of a posted line, less what it and its supplements settled; it may be nil.

    `without` a line of its difference that is worked out anew, as if it had never been.
    """
    done, _open = facts.settled(row.run, upto=dict(asof.marks)[row.org_code])
    key = (row.subject, row.part)
    due = next((line for line in again.ruling.lines if (line.subject, line.part) == key), None)
    line = due or done[key]
    due_fen = due.amount_fen if due else 0
    settled_fen = done[key].amount_fen - (without.amount_fen if without else 0)
    late = rules.Late(row.run.period, *key, line.payee, line.village_code, due_fen, settled_fen, line.payable)
    return _supplement(row.run, again, late, again.facts_of(row.subject), done)


DIFFERENCES = {1: "settlement.supplement", -1: "settlement.deduction", 0: "settlement.unchanged"}
"""Why a line sets another right, by the sign of the difference."""


def _supplement(
    run: Run, again: Ruled, late: rules.Late, known: Any, done: Mapping[tuple[str, str], Line]
) -> Supplement:
    why = Reason.of(
        DIFFERENCES[(late.difference_fen > 0) - (late.difference_fen < 0)],
        run.clauses[0],
        period=late.period,
        due_fen=late.due_fen,
        settled_fen=late.settled_fen,
        difference_fen=late.difference_fen,
    )
    key = (late.subject, late.part)
    now = next((line for line in again.ruling.lines if (line.subject, line.part) == key), None)
    stored = {
        "period": late.period,
        "due_fen": late.due_fen,
        "settled_fen": late.settled_fen,
        "facts": known,
    }
    outcome = (now or done[key]).outcome
    return Supplement(run.pk, late, stored, (why, *(now.reasons if now else ())), outcome)


def supplement_line(supplement: Supplement) -> Line:
    """The line of a supplement or deduction: part "supplement:<period>/<part>"."""
    late = supplement.late
    return Line(
        subject=late.subject,
        part=rules.supplement_part(late.period, late.part),
        payee=late.payee,
        amount_fen=late.difference_fen,
        reasons=supplement.reasons,
        village_code=late.village_code,
        payable=late.payable,
        outcome=supplement.outcome,
    )


def entry_of(kind: RunKind, lines: list[Line], charter: Any) -> tuple[EntryLine, ...]:
    """The entry for some lines; what is deducted or reversed is the same entry with its sides swapped."""
    owed = [line for line in lines if line.amount_fen > 0]
    taken = [replace(line, amount_fen=-line.amount_fen) for line in lines if line.amount_fen < 0]
    entry: list[EntryLine] = list(kind.entry(owed, charter)) if owed else []
    if taken:
        entry.extend(rules.swapped(kind.entry(taken, charter)))
    return rules.netted(entry)


def late_differences(kind: str, org_code: str) -> tuple[rules.Late, ...]:
    """What records that came after posting change, over every posted run that can be asked again."""
    known = known_kind(kind)
    asof = Watermark.now([org_code, *known.watched(org_code)])
    with one_look():
        return tuple(
            found.late
            for _run, late in late_runs(known, org_code, asof)
            if isinstance(late, Looked)
            for found in late.supplements
        )


@once
def has_part(viewer: Viewer, kind: str, org_code: str, part: str) -> bool:
    """Whether a part of the life of a kind's runs is the viewer's, by the charter."""
    try:
        grant = grant_for(kind, org_code, part)
    except Refusal:
        return False
    return granted(viewer, grant, org_code)
