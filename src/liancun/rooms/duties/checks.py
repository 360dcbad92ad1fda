"""What must always be true of responsibility lists (责任清单核对)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from liancun.base.findings import Finding
from liancun.base.versions import standing
from liancun.rooms.duties.models import Assignment, ProblemStep, Visit
from liancun.rooms.duties.rules import NEXT


def one_answers_for_a_household() -> Iterator[Finding]:
    """No household stands twice on one list at a time."""
    spans: dict[tuple[str, str, str], date] = {}
    rows = standing(Assignment.objects.exclude(household="")).order_by("start", "pk")
    columns = ("pk", "org_code", "duty_list", "household", "start", "end")
    for _pk, org, code, household, start, end in rows.values_list(*columns).iterator():
        if end is not None and end < start:
            continue
        until = spans.get((org, code, household))
        if until is not None and start <= until:
            yield Finding.of("broken", f"household:{household}", "duties.assigned_twice", household=household)
        spans[org, code, household] = end or date.max


def a_visit_is_not_before_it_was_recorded() -> Iterator[Finding]:
    """No visit lies after the day it was recorded."""
    for pk, day in (
        Visit.objects.filter(visited_on__gt=F("on")).order_by("pk").values_list("pk", "visited_on")
    ):
        yield Finding.of("tampered", f"visit:{pk}", "duties.visited_in_future", day=str(day))


def problems_went_step_by_step() -> Iterator[Finding]:
    """Every problem began by being found, and took each next step from the one before."""
    before: dict[int, tuple[int, str]] = {}
    rows = ProblemStep.objects.order_by("problem", "number").values_list("problem", "number", "step")
    for problem, number, step in rows.iterator():
        last = before.get(problem)
        fitting = (
            (number, step) == (1, "found")
            if last is None
            else number == last[0] + 1 and step in NEXT[last[1]]
        )
        if not fitting:
            yield Finding.of("tampered", f"problem:{problem}", "duties.broken_life", number=number)
        before[problem] = (number, step)


CHECKS = (one_answers_for_a_household, a_visit_is_not_before_it_was_recorded, problems_went_step_by_step)
