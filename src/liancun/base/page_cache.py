"""Answers kept from page to page (留存): while nobody has recorded anything, they are what they were.

Adding up a year of work or of slips takes a quarter of a second, and the next reader asks the same. A query
marked `@kept` reads stamped records alone. On a page its answer is kept under the present mark of every
organisation, the day, the language and the charter: the next record, anyone's, makes it be read anew, so that
what is shown is never older than the records. Only what is shown is kept, never what a rule or a check reads
(`facts.py`): they must see what a hand changed a moment ago. Nor is anything kept while a form is answered.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.utils.translation import get_language

from liancun.base import charters, clock
from liancun.base.request_cache import one_look
from liancun.base.watermark import Watermark

P = ParamSpec("P")
R = TypeVar("R")

ANSWERS = 32
"""How many are kept in a process, the ones asked for last."""

_on_page: ContextVar[bool] = ContextVar("on_page", default=False)


@contextmanager
def page_look() -> Iterator[None]:
    """One look of somebody who only reads a page: what is marked `@kept` may come from an earlier one."""
    token = _on_page.set(True)
    try:
        with one_look():
            yield
    finally:
        _on_page.reset(token)


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a query of stamped records, of hashable arguments, whose answer nobody changes."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _on_page.get():
            return function(*args, **kwargs)
        database = str(connection.settings_dict["NAME"])
        asked = (function, args, tuple(sorted(kwargs.items())))
        found: R = _answer(database, Watermark.everywhere(), clock.today(), get_language(), asked)
        return found

    return ask


@lru_cache(maxsize=ANSWERS)
def _answer(
    _database: str, _asof: Watermark, _on: date, _language: str | None, asked: tuple[Any, ...]
) -> Any:
    function, args, kwargs = asked
    return function(*args, **dict(kwargs))


def forget() -> None:
    """Keep nothing: a database put back under a process gives its marks again. A server is stopped first."""
    _answer.cache_clear()


charters.on_forget(forget)
