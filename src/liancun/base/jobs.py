"""Long work and how far it is (任务): told between transactions, never inside the work's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from liancun.base import clock
from liancun.base.models import Job
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Refusal

TELL_EVERY = timedelta(seconds=1)
SILENT_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class JobView:
    """A job as the pages show it."""

    number: int
    kind: str
    org_code: str
    state: str
    step: str
    done: int
    total: int
    outcome: dict[str, Any]


@contextmanager
def job(kind: str, org_code: str, *, by: Viewer) -> Iterator[Callable[[str, int, int], None]]:
    """Keep a job row while work goes on; yields the progress callback `tell(step, done, total)`.

    A `tell` inside a transaction is kept for later: progress must not lengthen a write, nor vanish with it.
    """
    now = clock.now()
    row = Job.objects.create(kind=kind, org_code=org_code, by=by.name, started_at=now, seen_at=now)
    told = now

    def tell(step: str, done: int, total: int) -> None:
        nonlocal told
        now = clock.now()
        if connection.in_atomic_block or (now - told < TELL_EVERY and step == row.step):
            return
        told = now
        row.step, row.done, row.total, row.seen_at = step, done, total, now
        Job.objects.filter(pk=row.pk).update(step=step, done=done, total=total, seen_at=now)

    try:
        yield tell
    except (Refusal, BadInput) as no:
        code = no.code if isinstance(no, Refusal) else str(no)
        _end(row.pk, Job.State.REFUSED, {"code": code[:200]})
        raise
    except BaseException:
        _end(row.pk, Job.State.STOPPED, {})
        raise
    _end(row.pk, Job.State.DONE, {})


def _end(pk: int, state: str, outcome: dict[str, Any]) -> None:
    Job.objects.filter(pk=pk).update(state=state, outcome=outcome, seen_at=clock.now())


def mark_stopped() -> int:
    """Jobs that have not been heard of for long are marked as stopped (中断); returns how many."""
    silent = Job.objects.filter(state=Job.State.RUNNING, seen_at__lt=clock.now() - SILENT_FOR)
    return silent.update(state=Job.State.STOPPED)


def recent_jobs(viewer: Viewer, *, limit: int = 20) -> list[JobView]:
    """The latest jobs in reach."""
    return [_view(row) for row in viewer.limit(Job.objects.order_by("-id"), village="")[:limit]]


def running_job(viewer: Viewer) -> JobView | None:
    """What the viewer themself has under way: the latest such job."""
    row = Job.objects.filter(by=viewer.name, state=Job.State.RUNNING).order_by("-id").first()
    return _view(row) if row and viewer.name else None


def _view(row: Job) -> JobView:
    return JobView(row.pk, row.kind, row.org_code, row.state, row.step, row.done, row.total, row.outcome)
