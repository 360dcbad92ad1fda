"""Workbooks written ahead (提前写好的工作簿): the same file, whoever wrote it, also where the writer died."""

import io
import os
import zipfile
from datetime import date

from liancun.scenario.ahead import Ahead, writing_ahead, written
from liancun.scenario.registry_books import Book

ROWS = [{"village": "V01", "slug": "jiaxi", "name": "贾西村", "unit": "片区"}]


def book():
    return Book("villages", "town", date(2025, 1, 1), list(ROWS))


def cells(data):
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read("xl/sharedStrings.xml"), parts.read("xl/worksheets/sheet1.xml")


def test_written_ahead_or_when_wanted_it_is_the_same():
    announced, other = book(), book()
    with writing_ahead() as ahead:
        ahead.announce(announced)
        assert cells(ahead.file_of(announced)) == cells(ahead.file_of(other)) == cells(written(other))
    alone = Ahead()
    alone.announce(other)
    assert cells(alone.file_of(other)) == cells(written(other))


def test_a_dead_writer_stops_nothing():
    first, second, third = book(), book(), book()
    with writing_ahead() as ahead:
        assert ahead._pool is not None
        ahead._pool.submit(os._exit, 1)
        ahead.announce(first)
        assert cells(ahead.file_of(first)) == cells(written(first))
        ahead.announce(second)
        ahead.announce(third)
        assert cells(ahead.file_of(second)) == cells(ahead.file_of(third)) == cells(written(third))
