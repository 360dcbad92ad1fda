"""What records there are and what a kind of money still wants (齐备): each room's `readiness.STOCKS`.

A stock is one kind of record as a newcomer brings it in: what it is called, whose it is, how many there are
and up to which day, and by which workbook or act more come. A `RunKind` names the stocks it rests on.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Max, Model, Q, QuerySet, Value

from liancun.base.discovery import doors
from liancun.base.versions import standing


@dataclass(frozen=True)
class Found:
    """How many records there are, and the last day they tell of."""

    count: int
    last: date | None = None


NONE = Found(0)
Founds = Mapping[str, Found]
Counting = Generator["QuerySet[Any, Any]", Founds, Founds]
"""A count that yields its question (`by_owner`) and is sent the answer, so that many are asked as one."""
Look = Callable[[Collection[str], date, date], Founds | Counting]
"""What each of some organisations has within a span of days, asked at once; none where it is left out."""


@dataclass(frozen=True)
class Stock:
    """One kind of record (一类记录).

    name      "labour.days"; the faces have its words
    of        the kinds of organisation that bring it in
    look      what organisations have of it within a span of days, both counted
    workbook  the kind of workbook that brings it in, where there is one
    offer     else the act by which it is recorded
    told      whether it is told among what there is; not, where it is put together of others
    """

    name: str
    of: tuple[str, ...]
    look: Look
    workbook: str = ""
    offer: str = ""
    told: bool = True

    def found(self, org_code: str, first: date, last: date) -> Found:
        """What one organisation has."""
        return look_at([self], [org_code], first, last)[self.name].get(org_code, NONE)


def look_at(asked: Iterable[Stock], orgs: Collection[str], first: date, last: date) -> dict[str, Founds]:
    """What organisations have of several stocks, by their names: what can wait is asked in one question."""
    found: dict[str, Founds] = {}
    waiting: dict[str, Counting] = {}
    for stock in asked:
        looked = stock.look(orgs, first, last)
        if isinstance(looked, Generator):
            waiting[stock.name] = looked
        else:
            found[stock.name] = looked
    answers = _at_once([next(counting) for counting in waiting.values()])
    for (name, counting), answer in zip(waiting.items(), answers, strict=True):
        try:
            counting.send(answer)
        except StopIteration as done:
            found[name] = done.value
    return found


def _at_once(questions: "list[QuerySet[Any, Any]]") -> list[dict[str, Found]]:
    found: list[dict[str, Found]] = [{} for _question in questions]
    if questions:
        first, *rest = (rows.annotate(place=Value(place)) for place, rows in enumerate(questions))
        for code, count, last, place in first.union(*rest, all=True):
            found[place][code] = Found(count, last)
    return found


@cache
def stocks() -> Mapping[str, Stock]:
    """Every stock by its name, in the order in which rooms rest on one another."""
    found: dict[str, Stock] = {}
    for room, door in doors("readiness"):
        for stock in door.STOCKS:
            assert stock.name.startswith(f"{room}."), stock.name
            assert stock.name not in found, stock.name
            found[stock.name] = stock
    return found


@dataclass(frozen=True)
class FirstBook:
    """A workbook of the beginning (起步工作簿): its place in the order, its kind, and whose it is."""

    number: int
    kind: str
    org_code: str

    @property
    def file(self) -> str:
        """What it is called: "03-households-yunling.xlsx"."""
        return f"{self.number:02d}-{self.kind}-{self.org_code}.xlsx"


def first_books(orgs: Iterable[tuple[str, str]]) -> tuple[FirstBook, ...]:
    """The workbooks that fill the stocks, in the order in which they go in, of (code, kind) organisations."""
    known = list(orgs)
    wanted = dict.fromkeys(
        (stock.workbook, code)
        for stock in stocks().values()
        if stock.workbook
        for code, kind in known
        if kind in stock.of
    )
    return tuple(FirstBook(number, kind, code) for number, (kind, code) in enumerate(wanted, 1))


def by_owner(rows: Any, day: str, owner: str = "org_code", count: Any = None) -> "QuerySet[Any, Any]":
    """Rows counted by whose they are, with the last day."""
    told: QuerySet[Any, Any] = (
        rows.order_by().values_list(owner).annotate(count=count or Count("pk"), last=Max(day))
    )
    return told


def together(founds: Iterable[Found]) -> Found:
    """What several have between them."""
    each = list(founds)
    return Found(sum(one.count for one in each), max(filter(None, (one.last for one in each)), default=None))


def records(model: type[Model], day: str = "on", **narrowed: Any) -> Look:
    """The standing rows of a table that an organisation owns, by one of its days."""
    versioned = any(field.name == "supersedes" for field in model._meta.get_fields())

    def look(orgs: Collection[str], first: date, last: date) -> Counting:
        rows = model._default_manager.filter(
            org_code__in=orgs, **{f"{day}__gte": first, f"{day}__lte": last}, **narrowed
        )
        return (yield by_owner(standing(rows) if versioned else rows, day))

    return look


def held(model: type[Model], start: str = "start", end: str = "", **narrowed: Any) -> Look:
    """The standing rows of an organisation that hold on some day of a span, by the day they began."""

    def look(orgs: Collection[str], first: date, last: date) -> Counting:
        return (yield by_owner(holding(model, start, end, first, last, org_code__in=orgs, **narrowed), start))

    return look


def holding(
    model: type[Model], start: str, end: str, first: date, last: date, **narrowed: Any
) -> "QuerySet[Any, Any]":
    """The standing rows of a table that hold on some day of a span."""
    rows = model._default_manager.filter(**{f"{start}__lte": last}, **narrowed)
    if end:
        rows = rows.filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first}))
    versioned = any(field.name == "supersedes" for field in model._meta.get_fields())
    return standing(rows) if versioned else rows
