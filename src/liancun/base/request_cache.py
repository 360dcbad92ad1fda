"""The same question is asked once in one look (同一眼只问一次).

Ruling again on a year of runs at one watermark asks the registry the same things for every run. Inside
`one_look()` a function marked `@once` answers from memory where its arguments are the same, the watermark
among them. Outside it nothing is remembered: what another process or a hand changed, the next look sees.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from django.db.models import Model, QuerySet

from liancun.base import reads

K = TypeVar("K")
P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Reads only, and short; never around a `yield` to somebody else. A look inside a look is part of it."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


@contextmanager
def apart() -> Iterator[None]:
    """A look of its own inside another: what is asked here would be answered otherwise there."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def looking() -> bool:
    """Whether this is inside a look, where what was answered is remembered."""
    return _answers.get() is not None


def page_of(rows: "QuerySet[M]", limit: int, offset: int) -> tuple[list[M], int]:
    """A page of rows, and how many there are: asked for only where the page itself does not tell."""
    page = list(rows[offset : offset + limit])
    if len(page) < limit and (page or not offset):
        return page, offset + len(page)
    return page, rows.count()


def in_one_look(generate: Callable[P, Iterator[R]]) -> Callable[P, Iterator[R]]:
    """Let a generator be one look: it is run to its end before the first of what it finds is handed on."""

    @wraps(generate)
    def look(*args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        with one_look():
            found = list(generate(*args, **kwargs))
        yield from found

    return look


def once(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function of hashable arguments whose answer nobody changes.

    One that is filled as a look goes on is no such answer: what is read for it later is nobody's reading
    (`OnceEach` is for that).
    """

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = _read(function, *args, **kwargs)
        found, sources = answers[key]
        reads.note(sources)
        value: R = found
        return value

    return ask


@dataclass(frozen=True)
class OnceEach(Generic[K, R]):
    """A function that answers each of many keys by itself: in a look no key is asked for twice."""

    function: Callable[[frozenset[K]], Mapping[K, R]]

    def __call__(self, keys: Iterable[K]) -> dict[K, R]:
        """The answer of each key, which somebody may have asked for in this look already."""
        wanted = frozenset(keys)
        known, sources = self._memory()
        if new := wanted.difference(known):
            found, read = _read(self.function, new)
            known.update(found)
            sources.update(read)
        reads.note(sources)
        return {key: known[key] for key in wanted}

    def learn(self, found: Mapping[K, R], *tables: type[Model]) -> None:
        """What a look has read anyhow, from these tables: it need not be asked for."""
        known, sources = self._memory()
        known.update(found)
        sources.update(str(table._meta.db_table) for table in tables)

    def _memory(self) -> tuple[dict[K, R], set[reads.Source]]:
        answers = _answers.get()
        memory: tuple[dict[K, R], set[reads.Source]] = ({}, set())
        return memory if answers is None else answers.setdefault(self, memory)


def once_each(function: Callable[[frozenset[K]], Mapping[K, R]]) -> OnceEach[K, R]:
    """Mark such a function. It answers every key it is given, with something that nobody changes."""
    return OnceEach(function)


def _read(function: Callable[..., R], *args: Any, **kwargs: Any) -> tuple[R, Collection[reads.Source]]:
    """An answer and what it was made of, for whoever gets it again in this look."""
    if not reads.taken_note_of():
        return function(*args, **kwargs), (reads.UNKNOWN,)
    with reads.noting() as sources:
        return function(*args, **kwargs), sources
