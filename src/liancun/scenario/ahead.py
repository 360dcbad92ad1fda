"""Writing workbooks ahead (提前写好工作簿): on another core, while those before them are being imported."""

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import django

from liancun.base.importing import import_kind, write_rows
from liancun.scenario.registry_books import Book


def written(book: Book) -> bytes:
    """The workbook's file."""
    return write_rows(import_kind(book.kind), book.rows)


class Ahead:
    """Workbooks on their way to being files; one that nobody announced is written when it is wanted.

    So is one whose writer died: the other process saves time, nothing rests on it.
    """

    def __init__(self, pool: ProcessPoolExecutor | None = None) -> None:
        self._pool = pool
        self._begun: dict[int, tuple[Book, Future[bytes]]] = {}

    def announce(self, book: Book) -> None:
        """Have a workbook written as soon as a hand is free."""
        if self._pool is None:
            return
        try:
            # The book is kept beside its file, so that no other book can come to have its identity.
            self._begun[id(book)] = book, self._pool.submit(written, book)
        except BrokenProcessPool:
            self._pool = None

    def file_of(self, book: Book) -> bytes:
        """The workbook's file, waited for where it is being written."""
        _book, begun = self._begun.pop(id(book), (book, None))
        try:
            return written(book) if begun is None else begun.result()
        except BrokenProcessPool:
            return written(book)


@contextmanager
def writing_ahead() -> Iterator[Ahead]:
    """A process beside this one that writes what is announced. It opens no database."""
    # Spawned, not forked: an open SQLite connection must not be carried into another process.
    beside = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, mp_context=beside, initializer=_begin)
    try:
        yield Ahead(pool)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    # Ctrl+C reaches both; the one that raises the town ends the other.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
