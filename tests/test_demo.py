"""The first command (`liancun demo`): run as people run it, and what it prints looked at line by line."""

import re
import subprocess
import sys

import pytest

from tests.town import RAISING_SAID, ROOT, environment, small_town

STAGE = re.compile(r"\S.* \d+\.\d 秒")
RAISED = re.compile(r"演示的一年已建成,\d+ 秒")
BOOKS = re.compile(r"工作簿 (\d+) 本在 workbooks/,其中 (\d+) 本由另一进程写成")
ALONE = "写工作簿的另一进程没有起来或中途停了,其余由本进程写成;数据不受影响,只是慢一些"

# What Python does first in every process: the one beside ends before it has begun.
DEAD_WRITER = """
import os, sys
if "--multiprocessing-fork" in sys.orig_argv:
    os._exit(1)
"""


def books_of(said):
    """Workbooks in all and those the other process wrote, from what raising said besides its stages."""
    *stages, raised, books = said
    assert [line for line in stages if not STAGE.fullmatch(line)] == []
    assert RAISED.fullmatch(raised)
    found = BOOKS.fullmatch(books)
    assert found, books
    return int(found[1]), int(found[2])


@pytest.mark.slow
def test_raising_says_its_stages_and_no_more_and_the_other_process_writes():
    town = small_town()
    books, beside = books_of((town / RAISING_SAID).read_text(encoding="utf-8").splitlines())
    assert books == sum(1 for file in (town / "var" / "workbooks").rglob("*.xlsx"))
    # The rest is made while a step is under way: nobody could announce it.
    assert 0.5 * books < beside < books


@pytest.mark.slow
def test_where_the_writer_dies_it_is_said_in_words(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(DEAD_WRITER, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "liancun", "demo", "--no-serve", "--scale", "small", "--before", "growing"],
        env=environment(tmp_path / "var") | {"PYTHONPATH": str(tmp_path)},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *said, alone = done.stderr.splitlines()
    assert alone == ALONE
    books, beside = books_of(said)
    assert books > 0 and beside == 0
