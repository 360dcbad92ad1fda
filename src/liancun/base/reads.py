"""Which tables an answer was made of (读了哪些表), as its questions to the database name them.

Nobody declares them, so nobody forgets one: on a page each statement is looked through for names of tables.
What is answered from memory within a look (`request_cache`) brings along the tables it was once read of.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from re import compile as pattern
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection

R = TypeVar("R")

UNKNOWN = "?"
"""Stands for tables that nobody took note of; no table is called so."""


@dataclass(frozen=True)
class Told:
    """A question that every look asks (每眼必问): what was made of it stands while it tells the same."""

    name: str
    now: Callable[[], Any]


Source = str | Told
"""What an answer was made of: a table, by its name, or what some question told."""
LONG = 4_000
"""A statement of so many characters asks for hundreds of keys: hardly twice as many, so nobody keeps it."""
_WORD = pattern(r"[a-z_0-9]+")

_reads: ContextVar[set[Source] | None] = ContextVar("reads", default=None)


@contextmanager
def noted() -> Iterator[None]:
    """Take note of what is read inside, until the end of a page."""
    with noting(), connection.execute_wrapper(_statement):
        yield


@contextmanager
def noting() -> Iterator[set[Source]]:
    """What is read inside; whoever takes note outside hears of it too."""
    outer, mine = _reads.get(), set[Source]()
    token = _reads.set(mine)
    try:
        yield mine
    finally:
        _reads.reset(token)
        if outer is not None:
            outer |= mine


def taken_note_of() -> bool:
    """Whether anybody does."""
    return _reads.get() is not None


def note(sources: Iterable[Source]) -> None:
    """What is answered now was made of these."""
    reads = _reads.get()
    if reads is not None:
        reads.update(sources)


def told(in_short: Callable[[Any], Any]) -> Callable[[Callable[[], R]], Callable[[], R]]:
    """Mark a question of few rows that every look asks: answers rest on what it tells, not on its tables.

    `in_short` gives of its answer what differs whenever the rows do. A member who joins is a row in the table
    that tells which organisations have members, and rarely changes that.
    """

    def mark(function: Callable[[], R]) -> Callable[[], R]:
        @wraps(function)
        def ask() -> R:
            if not taken_note_of():
                return function()
            token = _reads.set(set())
            try:
                found = function()
            finally:
                _reads.reset(token)
            note((source,))
            return found

        source = Told(function.__name__, lambda: in_short(ask()))
        return ask

    return mark


def _statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    note(_named(sql) if len(sql) < LONG else _named_in(sql))
    return execute(sql, params, many, context)


@lru_cache(maxsize=4096)
def _named(sql: str) -> frozenset[str]:
    return _named_in(sql)


def _named_in(sql: str) -> frozenset[str]:
    """The tables a statement names; a column called like a table is taken for one, which does no harm."""
    return _tables().intersection(_WORD.findall(sql))


@cache
def _tables() -> frozenset[str]:
    models = apps.get_models(include_auto_created=True)
    return frozenset(str(model._meta.db_table) for model in models)
