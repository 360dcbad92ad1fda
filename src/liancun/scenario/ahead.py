"""Writing workbooks ahead (提前写好工作簿): on another core, while those before them are being imported."""

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from liancun.base.cores import beside
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
            self._begun[id(book)] = book, self._pool.submit(written, book)
        except BrokenProcessPool:
            self._pool = None

    def file_of(self, book: Book) -> bytes:
        """The workbook's file, waited for where it is being written."""
        self.files += 1
        _book, begun = self._begun.pop(id(book), (book, None))
        if begun is None:
            return written(book)
        try:
            file = begun.result()
        except BrokenProcessPool:
            self._pool = None
            return written(book)
        self.files_beside += 1
        return file


@contextmanager
def writing_ahead() -> Iterator[Ahead]:
    """A process beside this one that writes what is announced. It opens no database."""
    with beside() as pool:
        yield Ahead(pool)
