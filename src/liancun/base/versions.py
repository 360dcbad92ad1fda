"""Which of several rows stands (以哪一行为准): none is changed, a later one takes an earlier one's place."""

from datetime import date
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from liancun.base.watermark import Watermark

M = TypeVar("M", bound=Model)


def standing(
    rows: "QuerySet[M]", asof: Watermark | None = None, *, among: "QuerySet[M] | None" = None
) -> "QuerySet[M]":
    """The rows that no other `supersedes`; at a watermark, of those that had been recorded.

    What supersedes is looked for in the whole table, by its own index, or `among` fewer.
    """
    later: QuerySet[M] = rows.model._base_manager.all() if among is None else among
    later = later.exclude(supersedes=None)
    if asof is not None:
        rows, later = asof.limit(rows), asof.limit(later)
    return rows.exclude(pk__in=later.values("supersedes"))


def newest(rows: "QuerySet[M]", *key: str) -> "QuerySet[M]":
    """Of rows that share a key the one of the highest `revision`; narrow it down afterwards."""
    same = {name: OuterRef(name) for name in key}
    return rows.exclude(Exists(rows.filter(**same, revision__gt=OuterRef("revision"))))


def on_day(rows: "QuerySet[M]", day: date) -> "QuerySet[M]":
    """The standing rows that hold on a day: from `start` to `end`, both counted, or without end."""
    return open_on(rows, day).filter(start__lte=day)


def open_on(rows: "QuerySet[M]", day: date) -> "QuerySet[M]":
    """The standing rows that hold on a day, or begin later."""
    return standing(rows).filter(Q(end__isnull=True) | Q(end__gte=day))
