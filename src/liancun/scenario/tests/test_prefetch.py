"""Workbooks written ahead (提前写好的工作簿): the same file, whoever wrote it, also where the writer died."""

import io
import os
import zipfile
from concurrent.futures.process import ProcessPoolExecutor
from datetime import date

import pytest

from liancun.scenario.prefetch import Ahead, writing_ahead, written
from liancun.scenario.registry_books import Book

ROWS = [{"village": "V01", "slug": "jiaxi", "name": "贾西村", "unit": "片区"}]


def book():
    return Book("villages", "town", date(2025, 1, 1), list(ROWS))


def cells(data):
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read("xl/sharedStrings.xml"), parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.slow
def test_written_ahead_or_when_wanted_it_is_the_same():
    announced, other = book(), book()
    with writing_ahead() as ahead:
        ahead.announce(announced)
        assert cells(ahead.file_of(announced)[0]) == cells(ahead.file_of(other)[0]) == cells(written(other))
        assert (ahead.files, ahead.files_beside, ahead.is_alone) == (2, 1, False)
    alone = Ahead()
    alone.announce(other)
    assert cells(alone.file_of(other)[0]) == cells(written(other))


@pytest.mark.slow
def test_a_dead_writer_stops_nothing():
    first, second, third = book(), book(), book()
    with writing_ahead() as ahead:
        assert ahead._pool is not None
        ahead._pool.submit(os._exit, 1)
        ahead.announce(first)
        assert cells(ahead.file_of(first)[0]) == cells(written(first))
        assert ahead.is_alone
        ahead.announce(second)
        ahead.announce(third)
        assert cells(ahead.file_of(second)[0]) == cells(ahead.file_of(third)[0]) == cells(written(third))


@pytest.mark.parametrize(
    ("door", "fault"),
    [("__init__", NotImplementedError("no semaphores")), ("submit", OSError("no further process"))],
)
def test_where_no_process_can_be_had_this_one_writes(monkeypatch, door, fault):
    def refuse(*args, **kwargs):
        raise fault

    monkeypatch.setattr(ProcessPoolExecutor, door, refuse)
    wanted = book()
    with writing_ahead() as ahead:
        assert ahead.is_alone
        ahead.announce(wanted)
        assert cells(ahead.file_of(wanted)[0]) == cells(written(wanted))
        assert (ahead.files, ahead.files_beside) == (1, 0)
