"""Answers kept from page to page (留存): while nobody writes what they are made of, they are what they were.

Adding up a year of work or of slips takes a quarter of a second, and the next reader asks the same. A query
marked `@kept` reads records alone. On a page its answer is kept under the day, the language, the charter and
the last write to each table that it read (`reads.py` takes note of them), so that what is shown is never
older than the records, and a score recorded in a village leaves the year's days of work as they were added
up. What an act wrote, and where, its imprints say (`evidence.py`). What is read of tables that no act writes
is kept only until the next record, anyone's.

Only what is shown is kept, never what a rule or a check reads (`facts.py`): they must see what a hand changed
a moment ago. Nor is anything kept while a form is answered, within an act, whose writing may yet be undone,
or while the charter is read as it was or may become.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.db.models import Max
from django.utils.translation import get_language

from liancun.base import charters, clock, reads
from liancun.base.evidence import covers, writing
from liancun.base.models import CharterBlock, Counter, Imprint, Setting
from liancun.base.request_cache import apart, one_look
from liancun.base.watermark import Watermark

P = ParamSpec("P")
R = TypeVar("R")

ANSWERS = 96
"""How many are kept in a process, the ones asked for last."""
NO_ANSWER = frozenset((Counter._meta.db_table, Setting._meta.db_table))
"""Tables that every look reads, for its watermark and its day: no answer is made of them."""
ALWAYS = frozenset((CharterBlock._meta.db_table,))
"""What every answer may rest on: the charter's texts that the data keeps."""

Touched = Mapping[str, Mapping[str, int]]
"""Table -> organisation -> its last act that wrote there since this process began to look."""


@dataclass(frozen=True)
class Seen:
    """What had been written when a look began (所见): every organisation's mark, and what acts touched.

    `since` is when this process began to look: what was touched is told from then on, and says nothing
    against an answer from before everything was forgotten.
    """

    marks: Watermark
    touched: Touched
    since: object

    def state_of(self, sources: frozenset[reads.Source]) -> Any:
        """Equal at two looks only where nobody wrote to these tables in between, and all was told alike."""
        tables = sorted(each for each in sources if isinstance(each, str))
        asked = sorted((each for each in sources if isinstance(each, reads.Told)), key=lambda each: each.name)
        told = [each.now() for each in asked]
        if not covers().keys() >= set(tables):
            return self.since, self.marks, told
        return self.since, [self.touched.get(table, {}) for table in tables], told


@dataclass(frozen=True)
class Answer:
    """An answer, what it was made of, and how that stood."""

    value: Any
    sources: frozenset[reads.Source]
    state: Any


@dataclass
class Store:
    """What a process keeps of one database, or of a few in tests."""

    lock: Any = field(default_factory=Lock)
    seen: dict[str, Seen] = field(default_factory=dict)
    answers: OrderedDict[Any, Answer] = field(default_factory=OrderedDict)

    def get(self, key: Any) -> Answer | None:
        """What is kept under a key, which is then the one asked for last."""
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
            return self.answers.get(key)

    def put(self, key: Any, answer: Answer) -> None:
        """Keep it; the one not asked for longest goes."""
        with self.lock:
            self.answers[key] = answer
            self.answers.move_to_end(key)
            while len(self.answers) > ANSWERS:
                self.answers.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing."""
        with self.lock:
            self.seen.clear()
            self.answers.clear()


store = Store()


@dataclass
class Page:
    """A page being made; what had been written is asked for once, where something is kept.

    One that began before what another has seen may be shown what that one kept, but keeps nothing itself:
    its answers may be older.
    """

    seen: Seen | None = None
    late: bool = False

    def look(self) -> Seen:
        """What had been written when it began."""
        if self.seen is None:
            self.seen, self.late = _look()
        return self.seen


_page: ContextVar[Page | None] = ContextVar("page", default=None)


@contextmanager
def page_look() -> Iterator[None]:
    """One look of somebody who only reads a page: what is marked `@kept` may come from an earlier one.

    The marks are read before all else: what the look remembers is never older than they are.
    """
    token = _page.set(Page())
    try:
        with one_look(), reads.noted():
            Watermark.everywhere()
            yield
    finally:
        _page.reset(token)


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a query of records, of hashable arguments, whose answer nobody changes."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        page = _page.get()
        if page is None or not charters.as_it_stands() or writing():
            return function(*args, **kwargs)
        seen = page.look()
        asked = (function, args, tuple(sorted(kwargs.items())))
        key = (_database(), clock.today(), get_language(), asked)
        answer = store.get(key)
        if answer is None or answer.state != seen.state_of(answer.sources):
            with reads.noting() as sources:
                value = function(*args, **kwargs)
            made_of = frozenset(sources) - NO_ANSWER | ALWAYS
            answer = Answer(value, made_of, seen.state_of(made_of))
            if not page.late:
                store.put(key, answer)
        else:
            reads.note(answer.sources)
        found: R = answer.value
        return found

    return ask


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _look() -> tuple[Seen, bool]:
    """What has been written by now: the marks, and of organisations that have moved on, where they wrote.
    And whether this look began before another one that has told the same already.

    An act's imprints are committed with its mark, and an organisation's marks in their order. Marks that went
    back are those of data that was put back: nothing from before holds.
    """
    now, before = Watermark.everywhere(), store.seen.get(_database())
    if before and before.marks == now:
        return before, False
    if before and _older(now, before.marks):
        with apart():
            if not _older(Watermark.everywhere(), before.marks):
                return before, True
    if before is None or _older(now, before.marks):
        store.forget()
        seen = Seen(now, {}, object())
    else:
        known = dict(before.marks.marks)
        moved = {org: known.get(org, 0) for org, mark in now.marks if mark != known.get(org, 0)}
        seen = Seen(now, _with(before.touched, _written(moved)), before.since)
    store.seen[_database()] = seen
    return seen, False


def _older(marks: Watermark, than: Watermark) -> bool:
    """Whether some organisation had written less by then."""
    values = dict(marks.marks)
    return any(values.get(org, 0) < mark for org, mark in than.marks)


def _written(since: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(table, organisation, mark of the last act that wrote there), of acts above the marks."""
    each = [
        Imprint.objects.filter(table__in=sorted(covers()), org_code=org, mark__gt=mark)
        .order_by()
        .values_list("table", "org_code")
        .annotate(last=Max("mark"))
        for org, mark in since.items()
    ]
    first, *others = each
    return list(first.union(*others, all=True) if others else first)


def _with(touched: Touched, written: list[tuple[str, str, int]]) -> Touched:
    found = {table: dict(by_org) for table, by_org in touched.items()}
    for table, org_code, mark in written:
        found.setdefault(table, {})[org_code] = mark
    return found


def forget() -> None:
    """Keep nothing: a database put back under a process gives its marks again. A server is stopped first."""
    store.forget()


charters.on_forget(forget)
