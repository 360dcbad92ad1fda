"""Taking one step of a run (一步办理): permitted by its charter decision, its state in hand."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from liancun.base import bulk
from liancun.base.acts import Act, act
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Ref, Whole, _
from liancun.rooms.settlement import calculation, facts, rules
from liancun.rooms.settlement.kinds import RunKind
from liancun.rooms.settlement.models import LineEvent, Run, RunEvent, RunLine

RUN = Whole(_("结算单编号"), 1, 2**63 - 1)


@dataclass(frozen=True)
class Stepped:
    """A step that was taken of a run (办完的一步), and the reference of what it made: a notice, an entry."""

    run: A[int, Whole(_("结算单"))]
    step: str
    ref: A[str, Ref(_("凭据"))]


def stepped(run_id: int, name: str, ref: str = "") -> Stepped:
    """The step of that name was taken."""
    return Stepped(run_id, name, ref)


@dataclass(frozen=True)
class Step:
    """A step in progress: the write, the run as it stands under the lock, its kind and terms."""

    act: Act
    run: Run
    kind: RunKind
    life: rules.RunLife
    last: RunEvent | None

    @property
    def state(self) -> str:
        """The state the step found the run in."""
        return self.last.state if self.last else ""

    @property
    def reversal(self) -> bool:
        """Whether the run undoes another."""
        return self.run.reverses_id is not None

    def must_follow(self, wanted: str) -> None:
        """Refuse a step that may not come now."""
        rules.must_follow(self.state, wanted, clause=self.life.clause, reversal=self.reversal)

    def must_hold(self, part: str) -> None:
        """Refuse who has not this part of the run's life, where the state found asks for it."""
        grant = calculation.grant_for(self.run.kind, self.run.org_code, part)
        must_permit(self.act.by, self.act.verb, self.run.org_code, grant=grant)

    def move(self, state: str, *, ref: str = "", note: str = "") -> None:
        """Put the run into a state; its day is not before that of the step before."""
        last = self.last
        if last and self.act.on < last.on:
            day = str(last.on)
            raise Refusal("settlement.before_last_step", self.life.clause, state=last.state, last_on=day)
        if state != rules.WITHDRAWN:
            calculation.must_still_say(self.run)
            if state != rules.CHECKED:
                calculation.bind(self.run)
        serial = last.serial + 1 if last else 1
        add_run_event(self.act, self.run, state, serial=serial, ref=ref, note=note)


def found_run(run_id: int) -> Run:
    """The run; refuses a number that is none."""
    run = Run.objects.filter(pk=run_id).first()
    if not run:
        raise Refusal("settlement.no_such_run", run=run_id)
    return run


@contextmanager
def step(run_id: int, verb: str, part: str, *, by: Viewer, on: date) -> Iterator[Step]:
    """Open one step of a run; everything after this is under the organisation's lock."""
    run = found_run(run_id)
    grant = calculation.grant_for(run.kind, run.org_code, part)
    with act(f"settlement.{verb}", run.org_code, by=by, on=on, permit=grant) as a:
        a.ref = f"run:{run.pk}"
        a.params = {"kind": run.kind, "period": run.period}
        last = facts.last_events([run.pk]).get(run.pk)
        yield Step(a, run, calculation.known_kind(run.kind), calculation.life_of(run), last)


def add_run_event(a: Act, run: Run, state: str, *, serial: int = 1, ref: str = "", note: str = "") -> None:
    """Write the event of a run that comes next, its first where no `serial` is named."""
    a.add(
        RunEvent,
        run=run,
        serial=serial,
        state=state,
        by_party=a.by.person,
        ref=ref,
        note=note,
        **a.stamp(run.village_code),
    )


def add_line_events(
    a: Act, lines: Iterable[tuple[int, str]], state: str, *, ref: str = "", note: str = ""
) -> None:
    """Write the next event of some lines, given with their villages."""
    wanted = list(lines)
    last = {
        row.line_id: row.serial
        for row in LineEvent.objects.filter(line_id__in=[pk for pk, _village in wanted]).order_by("serial")
    }
    bulk.insert(
        LineEvent,
        [
            LineEvent(
                line_id=pk,
                serial=last.get(pk, 0) + 1,
                state=state,
                by_party=a.by.person,
                ref=ref,
                note=note,
                **a.stamp(village),
            )
            for pk, village in wanted
        ],
    )


def made_anew(rows: Iterable[RunLine]) -> Q:
    """The events by which lines were computed anew: the old line's end, or the difference's own draft."""
    lines = list(rows)
    ended = Q(line__in=[row.replaces_id for row in lines], state=rules.CANCELLED)
    return ended | Q(line__in=[row.pk for row in lines], state=rules.DRAFTED)


def people(rows: Iterable[RunEvent | LineEvent]) -> set[str]:
    """Account names and party codes of those who took these steps."""
    return {name for row in rows for name in (row.recorded_by, row.by_party)}


def who(by: Viewer) -> set[str]:
    """How a person at the screen is known."""
    return {by.name, by.person}


def makers(run: Run) -> set[str]:
    """Who drafted the run."""
    return people(RunEvent.objects.filter(run=run, state=rules.DRAFTED))


def checkers(run: Run) -> set[str]:
    """Who checked the run."""
    return people(RunEvent.objects.filter(run=run, state=rules.CHECKED))
