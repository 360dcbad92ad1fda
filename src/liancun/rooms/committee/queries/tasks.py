"""The readers of tasks (落实事项查询): who is to do what, and how late it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Choice, Code, Day, Flag, Text, _
from liancun.rooms.committee.models import Task, TaskStep
from liancun.rooms.committee.tasking import DONE, OPEN, OVERDUE, STATES, Step, state_of
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.fields import POSTS, VILLAGE


@dataclass(frozen=True)
class TaskRow:
    """A task as it stands on a day (落实事项): `who` is the person, or the post and where it is held."""

    what: A[str, Text(_("要办的事"), link="ref")]
    state: A[str, Choice(_("状态"), STATES)]
    who: A[str, Text(_("承办"))]
    due_on: A[date, Day(_("办结期限"))]
    village: A[str, Text(_("村"))]
    code: A[str, Code(_("事项编号"))]
    resolution: A[str, Code(_("决议"), link="resolution_ref")]
    done_on: A[date | None, Day(_("办结日"))]
    proved: A[bool, Flag(_("凭哪条记录"), yes=_("看记录"), no="", link="record")]
    note: A[str, Text(_("说明"))]
    record: str
    number: int
    org_code: str
    village_code: str
    resolution_ref: str
    ref: str


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks (落实事项)."""

    total: int
    rows: tuple[TaskRow, ...]


@listed("committee.tasks", title=_("落实事项"), path="tasks", empty=_("没有落实事项"))
def tasks(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    state: A[str, Choice(_("状态"), STATES)] = "",
    village_code: A[str, replace(VILLAGE, help=_("只看在这个村办的"))] = "",
    limit: int = 50,
    offset: int = 0,
) -> TaskPage:
    """What follows from an organisation's resolutions, what is due first at the top, what is done last."""
    viewer.must_see(org_code)
    rows = _with_last(viewer.limit(Task.objects.filter(org_code=org_code)))
    if state:
        rows = rows.filter(_in_state(state, on))
    if village_code:
        rows = rows.filter(village_code=village_code)
    page, total = page_of(rows.order_by("due_on", "code"), limit, offset)
    return TaskPage(total, task_rows(viewer, page, on))


def awaited(viewer: Viewer, *, on: date, limit: int = 20) -> tuple[TaskRow, ...]:
    """What this viewer is to do, of any organisation, what is due first at the top."""
    mine = Q(party=viewer.party) if viewer.party else Q(pk__in=[])
    for post in viewer.posts:
        place = Q(village_code__in=["", post.village_code]) if post.village_code else Q()
        mine |= Q(party="", post=post.kind, at_org=post.org_code) & place
    rows = _with_last(Task.objects.filter(mine)).filter(STILL)
    return task_rows(viewer, rows.order_by("due_on", "code")[:limit], on)


def overdue(viewer: Viewer, *, on: date) -> int:
    """How many tasks in reach are overdue."""
    return _with_last(viewer.limit(Task.objects.all())).filter(_in_state(OVERDUE, on)).count()


def task_of(viewer: Viewer, task: Task, *, on: date) -> TaskRow:
    """One task as it is shown."""
    (row,) = task_rows(viewer, _with_last(Task.objects.filter(pk=task.pk)), on)
    return row


STILL = Q(last_kind__isnull=True) | ~Q(last_kind=DONE)
"""What is not done, or was opened again."""


def _with_last(rows: "QuerySet[Task]") -> "QuerySet[Task]":
    """Each task with the kind of the latest of its steps."""
    latest = TaskStep.objects.filter(task=OuterRef("pk")).order_by("-number")
    return rows.annotate(last_kind=Subquery(latest.values("kind")[:1]))


def _in_state(state: str, on: date) -> Q:
    if state == DONE:
        return Q(last_kind=DONE)
    return STILL & (Q(due_on__gte=on) if state == OPEN else Q(due_on__lt=on))


def task_rows(viewer: Viewer, page: Iterable[Task], on: date) -> tuple[TaskRow, ...]:
    """Tasks as they stand on a day."""
    found = list(page)
    steps: dict[int, TaskStep] = {}
    for step in TaskStep.objects.filter(task__in=[row.pk for row in found]).order_by("number"):
        steps[step.task_id] = step
    people = registry.names(viewer, {row.party for row in found if row.party})
    orgs, places, posts = (
        registry.org_names({row.at_org for row in found}),
        registry.village_names(),
        dict(POSTS),
    )
    return tuple(
        _row(
            row,
            steps.get(row.pk),
            people.get(row.party, row.party)
            or f"{orgs.get(row.at_org, row.at_org)}{posts.get(row.post, '')}",
            places.get(row.village_code, ""),
            on,
        )
        for row in found
    )


def _row(row: Task, step: TaskStep | None, who: str, village: str, on: date) -> TaskRow:
    state = state_of(row.due_on, Step(step.kind, step.happened_on) if step else None, on)
    done = step if state == DONE else None
    return TaskRow(
        row.what,
        state,
        who,
        row.due_on,
        village,
        row.code,
        row.resolution,
        done.happened_on if done else None,
        done is not None,
        step.note if step else "",
        done.record if done else "",
        row.pk,
        row.org_code,
        row.village_code,
        f"resolution:{row.org_code}/{row.resolution}",
        f"task:{row.pk}",
    )
