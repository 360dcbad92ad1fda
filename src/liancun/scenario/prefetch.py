"""Workbooks written and read ahead (提前写好、读好工作簿): on another core, while others are imported."""

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from liancun.base.cores import beside
from liancun.base.importing import Reading, import_kind, read_workbook, write_rows
from liancun.scenario.registry_books import Book


def written(book: Book) -> bytes:
    """The workbook's file."""
    return write_rows(import_kind(book.kind), book.rows)


def written_and_read(book: Book) -> tuple[bytes, Reading]:
    """The workbook's file, and what the import door reads in it."""
    file = written(book)
    return file, read_workbook(book.kind, file, book.file)


class Ahead:
    """Workbooks on their way to being files; one that nobody announced is written when it is wanted.

    So is one whose writer died: the other process saves time, nothing rests on it.
    """

    def __init__(self, pool: ProcessPoolExecutor | None = None) -> None:
        self._pool = pool
        self._begun: dict[int, tuple[Book, Future[tuple[bytes, Reading]]]] = {}
        self.files = 0
        """Workbooks handed out."""
        self.files_beside = 0
        """Of these, what the other process wrote."""

    @property
    def is_alone(self) -> bool:
        """Whether there is no other process, or none any more."""
        return self._pool is None

    def announce(self, book: Book) -> None:
        """Have a workbook written as soon as a hand is free."""
        if self._pool is None:
            return
        try:
            # The book is kept beside its file, so that no other book can come to have its identity.
            self._begun[id(book)] = book, self._pool.submit(written_and_read, book)
        except BrokenProcessPool:
            self._pool = None

    def file_of(self, book: Book) -> tuple[bytes, Reading]:
        """The workbook's file and what stands in it, waited for where another process is at it."""
        self.files += 1
        _book, begun = self._begun.pop(id(book), (book, None))
        if begun is None:
            return written_and_read(book)
        try:
            made = begun.result()
        except BrokenProcessPool:
            self._pool = None
            return written_and_read(book)
        self.files_beside += 1
        return made


@contextmanager
def writing_ahead() -> Iterator[Ahead]:
    """A process beside this one that writes what is announced. It opens no database."""
    with beside() as pool:
        yield Ahead(pool)
