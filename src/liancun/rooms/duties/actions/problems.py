"""The writers of problems (问题办理): found, given to somebody, done, confirmed, closed, reopened."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, Subquery

from liancun.base import bulk, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.permits import Grant, grant_of
from liancun.base.references import resolve
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Day, _
from liancun.rooms.duties import facts, rules
from liancun.rooms.duties.fields import DOCUMENT, FOUND, HOLDER, HOUSEHOLD, NOTE, PROBLEM, VILLAGE, WHY
from liancun.rooms.duties.models import Problem, ProblemStep
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.facts import homes
from liancun.rooms.registry.fields import RECORD


@dataclass(frozen=True, kw_only=True)
class NewProblem:
    """What was found (发现问题): at a household, or in a village."""

    household: A[str, HOUSEHOLD] = ""
    village_code: A[str, replace(VILLAGE, help=_("不是哪一户的问题才写"))] = ""
    found: A[str, FOUND]
    found_on: A[date, Day(_("发现日"))]


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Who sees to it, and by when (交办)."""

    party: A[str, replace(HOLDER, label=_("承办人"))]
    due_on: A[date | None, Day(_("办结期限"), today=False)] = None
    note: A[str, NOTE] = ""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done, by a record or in words (办结)."""

    happened_on: A[date, Day(_("办结日"))]
    record: A[str, RECORD] = ""
    note: A[str, NOTE] = ""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """That the household says so (农户确认): its own member, or on paper."""

    document: A[str, replace(DOCUMENT, help=_("户里的人自己确认不用写;代为登记的写签字的纸"))] = ""
    note: A[str, NOTE] = ""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """That nothing is left to do (销号)."""

    note: A[str, NOTE] = ""


@dataclass(frozen=True, kw_only=True)
class Again:
    """Why it is not over (重开)."""

    note: A[str, WHY]


@offered("duties.report_problem", title=_("登记问题"), path="duties/problems", on="problems")
def report_problem(org_code: str, given: NewProblem, *, by: Viewer, on: date) -> str:
    """Record what was found; it is open until it is closed."""
    village = given.village_code
    if given.household:
        found = homes.living_homes(Watermark.now(registry.owners()), [given.household])
        if given.household not in found:
            raise Refusal("duties.not_living_there", household=given.household, day=str(given.found_on))
        village = found[given.household].village_code
    if not village:
        raise Refusal("duties.problem_of_nobody")
    if given.found_on > on:
        raise Refusal("duties.not_yet", day=str(given.found_on))
    with guards.refusing(), act("duties.report_problem", org_code, by=by, on=on, village_code=village) as a:
        row = a.add(
            Problem, household=given.household, found=given.found, found_on=given.found_on, **a.stamp(village)
        )
        a.add(
            ProblemStep,
            problem=row,
            number=1,
            step="found",
            party=by.person,
            happened_on=given.found_on,
            **a.stamp(village),
        )
        a.ref = f"problem:{row.pk}"
    return a.ref


@offered("duties.assign_problem", title=_("交办"), path="duties/problems/{problem_id}/assign", of="problem")
def assign_problem(problem_id: A[int, PROBLEM], given: Charge, *, by: Viewer, on: date) -> str:
    """Give a problem to somebody to see to."""
    if given.party not in registry.villages_of([given.party]):
        raise Refusal("duties.no_such_person", party=given.party)
    registry.must_live([(given.party, on)])
    return _step(
        problem_id,
        "assigned",
        "assign_problem",
        by,
        on,
        party=given.party,
        due_on=given.due_on,
        note=given.note,
    )


@offered("duties.finish_problem", title=_("办结"), path="duties/problems/{problem_id}/done", of="problem")
def finish_problem(problem_id: A[int, PROBLEM], given: Done, *, by: Viewer, on: date) -> str:
    """Say that a problem was seen to: by a record that is there, or in words."""
    if not given.record and not given.note:
        raise Refusal("duties.done_without_record")
    if given.happened_on > on:
        raise Refusal("duties.not_yet", day=str(given.happened_on))
    if given.record:
        try:
            resolve(by, given.record)
        except Refusal:
            raise Refusal("duties.no_such_record", value=given.record) from None
    return _step(
        problem_id,
        "done",
        "finish_problem",
        by,
        on,
        day=given.happened_on,
        record=given.record,
        note=given.note,
    )


@offered(
    "duties.confirm_problem",
    title=_("确认办结"),
    done=_("已确认"),
    path="duties/problems/{problem_id}/confirm",
    of="problem",
    own_grant=True,
)
def confirm_problem(problem_id: A[int, PROBLEM], given: Confirmation, *, by: Viewer, on: date) -> str:
    """The household says that it was seen to; somebody else writes it down by a signed paper alone."""
    row = _seen(problem_id, by)
    own = bool(row.household) and row.household in by.households
    grant = Grant("", {}, anyone=True) if own else grant_of("duties.confirm_problem", row.org_code)
    if not own and not given.document:
        raise Refusal("duties.confirmed_without_paper", household=row.household)
    return _step(
        problem_id, "confirmed", "confirm_problem", by, on, grant, document=given.document, note=given.note
    )


@offered("duties.close_problem", title=_("销号"), path="duties/problems/{problem_id}/close", of="problem")
def close_problem(problem_id: A[int, PROBLEM], given: Closing, *, by: Viewer, on: date) -> str:
    """Close a problem that the household has confirmed."""
    return _step(problem_id, "closed", "close_problem", by, on, note=given.note)


@offered("duties.reopen_problem", title=_("重开"), path="duties/problems/{problem_id}/reopen", of="problem")
def reopen_problem(problem_id: A[int, PROBLEM], given: Again, *, by: Viewer, on: date) -> str:
    """Open a problem again that was thought to be over, with the reason."""
    return _step(problem_id, "reopened", "reopen_problem", by, on, note=given.note)


def _seen(problem_id: int, by: Viewer) -> Problem:
    row = Problem.objects.filter(pk=problem_id).first()
    if row is None or not (
        by.sees(row.org_code, row.village_code) or (row.household and row.household in by.households)
    ):
        raise Refusal("viewer.not_found")
    return row


def _step(
    problem_id: int,
    step: str,
    verb: str,
    by: Viewer,
    on: date,
    grant: Grant | None = None,
    *,
    day: date | None = None,
    party: str = "",
    due_on: date | None = None,
    record: str = "",
    note: str = "",
    document: str = "",
) -> str:
    """Write the next step of a problem; refuses one that may not follow."""
    row = _seen(problem_id, by)
    with (
        guards.refusing(),
        act(
            f"duties.{verb}", row.org_code, by=by, on=on, village_code=row.village_code, permit=grant or ""
        ) as a,
    ):
        before = ProblemStep.objects.filter(problem=row).order_by("-number").first()
        assert before is not None
        clause = facts.terms_on(row.org_code, on).clause
        if fault := rules.step_fault(before.step, step, clause):
            raise Refusal.saying(fault)
        if (day or on) < before.happened_on:
            raise Refusal("duties.before_last_step", day=str(day or on), before=str(before.happened_on))
        a.add(
            ProblemStep,
            problem=row,
            number=before.number + 1,
            step=step,
            party=party or before.party,
            happened_on=day or on,
            due_on=due_on or before.due_on,
            record=record,
            note=note,
            document=document,
            **a.stamp(row.village_code),
        )
        a.ref = f"problem:{row.pk}"
    return a.ref


def pass_on(a: Act, giver: str, taker: str, day: date, document: str) -> int:
    """Give the open problems of one to another, inside the caller's act; says how many."""
    last = ProblemStep.objects.filter(problem=OuterRef("problem")).order_by("-number").values("pk")[:1]
    rows = ProblemStep.objects.filter(org_code=a.org_code, pk=Subquery(last), party=giver)
    mine = list(rows.filter(step__in=("assigned", "reopened")).order_by("pk"))
    bulk.insert(
        ProblemStep,
        [
            ProblemStep(
                problem_id=row.problem_id,
                number=row.number + 1,
                step="assigned",
                party=taker,
                happened_on=max(day, row.happened_on),
                due_on=row.due_on,
                document=document,
                **a.stamp(row.village_code),
            )
            for row in mine
        ],
    )
    return len(mine)
