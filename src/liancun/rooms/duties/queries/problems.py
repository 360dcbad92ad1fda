"""Problems: the list, one with its life, what is open (问题)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from liancun.base.lists import listed
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Day, Ref, Text, Whole, Word, _
from liancun.rooms.duties import rules
from liancun.rooms.duties.fields import FOUND, HOUSEHOLD, STEP, VILLAGE
from liancun.rooms.duties.models import Problem, ProblemStep
from liancun.rooms.duties.queries.common import HEAD, VILLAGE_NAME, villages_seen
from liancun.rooms.registry import queries as registry

OPEN = "open"
STATES = ((OPEN, _("没销号的")), *rules.STEPS)


@dataclass(frozen=True)
class ProblemRow:
    """A problem as the list shows it (问题)."""

    number: int
    head: A[str, HEAD]
    village: A[str, VILLAGE_NAME]
    found: A[str, FOUND]
    found_on: A[date, Day(_("发现日"))]
    state: A[str, STEP]
    since: A[date, Day(_("到这一步"))]
    awaited: A[str, Word(_("等谁"))]
    due_on: A[date | None, Day(_("办结期限"))]
    late_days: A[int | None, Whole(_("超过"), of=_("天"))]
    household: str
    village_code: str
    ref: str


@dataclass(frozen=True)
class ProblemPage:
    """A page of problems, and how many are open and late (问题清单)."""

    total: int
    open: A[int, Whole(_("没销号的"))]
    late: A[int, Whole(_("超过期限"))]
    rows: tuple[ProblemRow, ...]


@dataclass(frozen=True)
class StepRow:
    """One step of a problem's life (进展)."""

    step: A[str, STEP]
    happened_on: A[date, Day(_("日期"))]
    party_name: A[str, Text(_("承办人"))]
    due_on: A[date | None, Day(_("办结期限"))]
    record: A[str, Ref(_("凭证"))]
    note: A[str, Text(_("说明"))]
    document: A[str, Text(_("文件"))]


@dataclass(frozen=True)
class ProblemCard:
    """A problem with its life, and what the viewer may do with it now (问题卡)."""

    row: ProblemRow
    org_code: str
    steps: tuple[StepRow, ...]
    may: tuple[str, ...]


def _last() -> "QuerySet[ProblemStep]":
    """The last step of each problem."""
    newest = ProblemStep.objects.filter(problem=OuterRef("problem")).order_by("-number").values("pk")[:1]
    return ProblemStep.objects.filter(pk=Subquery(newest)).select_related("problem")


@listed(
    "duties.problems",
    title=_("问题"),
    sorts=("found_on", "due_on"),
    path="duties/problems",
    empty=_("没有问题;走访中发现的在这里登记"),
)
def problem_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    state: A[str, Choice(_("进展"), STATES)] = "",
    village_code: A[str, VILLAGE] = "",
    household: A[str, HOUSEHOLD] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> ProblemPage:
    """Problems in reach, the oldest open one first."""
    seen = villages_seen(viewer, org_code)
    steps = _last().filter(org_code=org_code)
    if seen is not None:
        steps = steps.filter(village_code__in=seen)
    if village_code:
        steps = steps.filter(village_code=village_code)
    if household:
        steps = steps.filter(problem__household=household)
    if state:
        steps = steps.filter(step__in=rules.OPEN if state == OPEN else (state,))
    found = list(steps)
    found.sort(key=lambda each: (each.step == "closed", each.problem.found_on, each.problem_id))
    if sort:
        found.sort(key=lambda each: _sorted_by(each, sort), reverse=sort.startswith("-"))
    open_ones = [each for each in found if each.step in rules.OPEN]
    late = sum(_late_days(each, on) is not None for each in open_ones)
    return ProblemPage(len(found), len(open_ones), late, _rows(viewer, found[offset : offset + limit], on))


def _sorted_by(step: ProblemStep, sort: str) -> date:
    day = step.problem.found_on if sort.endswith("found_on") else step.due_on
    return day or date.max


def open_problems(viewer: Viewer, org_code: str, *, on: date) -> tuple[ProblemRow, ...]:
    """What is open in reach, the oldest first."""
    return problem_page(viewer, org_code, on=on, state=OPEN, limit=10**6).rows


def problems_of_homes(viewer: Viewer, households: Iterable[str], *, on: date) -> tuple[ProblemRow, ...]:
    """The problems of a viewer's own households, newest first."""
    wanted = set(households) & set(viewer.households)
    if not wanted:
        return ()
    steps = _last().filter(problem__household__in=wanted).order_by("-problem__found_on", "-problem")
    return _rows(viewer, list(steps), on)


def _rows(viewer: Viewer, steps: list[ProblemStep], on: date) -> tuple[ProblemRow, ...]:
    heads = registry.household_names(viewer, {s.problem.household for s in steps if s.problem.household})
    people = registry.names_of_posted({step.party for step in steps if step.party})
    villages = registry.village_names()
    return tuple(_row(step, heads, people, villages, on) for step in steps)


def _late_days(step: ProblemStep, on: date) -> int | None:
    """How many days a problem is late, None where it is not: what was done waits for others' word."""
    if step.step not in ("found", "assigned", "reopened") or step.due_on is None or step.due_on >= on:
        return None
    return (on - step.due_on).days


def _row(
    step: ProblemStep,
    heads: Mapping[str, str],
    people: Mapping[str, str],
    villages: Mapping[str, str],
    on: date,
) -> ProblemRow:
    problem = step.problem
    village = villages.get(problem.village_code, problem.village_code)
    head = heads.get(problem.household, problem.household) if problem.household else village
    awaited = {
        "found": _("等交办"),
        "done": _("等农户确认"),
        "confirmed": _("等销号"),
        "closed": "",
    }.get(step.step, people.get(step.party, step.party))
    return ProblemRow(
        problem.pk,
        head,
        village,
        problem.found,
        problem.found_on,
        step.step,
        step.happened_on,
        awaited,
        step.due_on,
        _late_days(step, on),
        problem.household,
        problem.village_code,
        f"problem:{problem.pk}",
    )


ACTS = {
    "assigned": "assign_problem",
    "done": "finish_problem",
    "confirmed": "confirm_problem",
    "closed": "close_problem",
    "reopened": "reopen_problem",
}


def problem_card(viewer: Viewer, problem_id: int, *, on: date) -> ProblemCard:
    """One problem: to those in whose reach it is, and to its household."""
    problem = Problem.objects.filter(pk=problem_id).first()
    if problem is None:
        raise Refusal("viewer.not_found")
    own = bool(problem.household) and problem.household in viewer.households
    if not own:
        viewer.must_see(problem.org_code, problem.village_code)
    steps = list(ProblemStep.objects.filter(problem=problem).select_related("problem").order_by("number"))
    people = registry.names_of_posted({step.party for step in steps if step.party})
    may = []
    for step in rules.NEXT[steps[-1].step]:
        verb = f"duties.{ACTS[step]}"
        mine = step == "confirmed" and own
        if mine or permitted(viewer, verb, problem.org_code, problem.village_code):
            may.append(ACTS[step])
    return ProblemCard(
        _rows(viewer, steps[-1:], on)[0],
        problem.org_code,
        tuple(
            StepRow(
                step.step,
                step.happened_on,
                people.get(step.party, step.party),
                step.due_on,
                step.record,
                step.note,
                step.document,
            )
            for step in steps
        ),
        tuple(may),
    )
