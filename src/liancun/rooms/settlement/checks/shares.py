"""What the checks of settlement share (核对所共用): the runs, some at a time."""

from collections.abc import Callable, Iterator

from django.db.models import Max, QuerySet

from liancun.base.findings import Finding, Shareable
from liancun.rooms.settlement.models import Run

UNRULABLE = (AssertionError, ArithmeticError, KeyError, TypeError, ValueError)
"""What a rule may run into on records that were edited past all sense."""


RUNS = 12
"""So many runs, by their numbers, are a share of a check that goes from run to run."""


def _spans() -> Iterator[tuple[int, int]]:
    last = Run.objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(1, last + 1, RUNS):
        yield first, first + RUNS - 1


def by_runs(find: Callable[["QuerySet[Run]"], Iterator[Finding]]) -> Shareable:
    """A check that is handed some runs at a time, in their order."""
    return Shareable(lambda span: find(Run.objects.filter(pk__range=span).order_by("id")), _spans)
