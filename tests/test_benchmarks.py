"""Each benchmark runs (快慢) at the smallest size. How fast is asserted nowhere."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


def told(*words: str) -> Any:
    """What a benchmark prints, on a SQLite of its own."""
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_entries_are_posted_beside_the_floor():
    found = told("benchmarks.entries", "--entries", "20", "--repeat", "2")
    assert len(found["liancun"]) == len(found["floor"]) == 2
    assert min(*found["liancun"], *found["floor"]) > 0


@pytest.mark.slow
def test_every_kind_that_the_year_brings_in_is_timed():
    found = told("benchmarks.imports")
    books, rows, seconds, *_greatest = found["kinds"]["scores"]
    assert 0 < books < rows and seconds > 0


@pytest.mark.slow
def test_what_evidence_costs_is_measured_of_each_workbook_and_the_check():
    found = told("benchmarks.evidence")
    rows, whole, part = found["imports"]["scores"]
    assert rows > 0 and 0 < part < whole
    assert set(found["check"]) == {"chain", "rows"}


@pytest.mark.slow
def test_a_year_is_closed_with_every_run_kind():
    found = told("benchmarks.close", "--towns", "2", "--size", "1", "--digest")
    assert set(found["kinds"]) == {
        "refuse_fee", "grid_worker_pay", "wages", "delivery_payment", "guaranteed_dividend", "park_share",
        "surplus",
    }  # fmt: skip
    assert found["lines"] == sum(lines for _seconds, lines in found["kinds"].values())


@pytest.mark.slow
def test_processes_are_killed_and_nothing_is_lost():
    found = told("benchmarks.kills", "--tiny", "--points", "2")
    assert (found["kills"], found["lost"], found["double"], found["torn"]) == (2, 0, 0, 0)
    assert found["points"] > 2


@pytest.mark.slow
def test_histories_of_phones_are_gone_through_and_nothing_is_lost():
    found = told("benchmarks.sheets", "--histories", "2")
    assert (found["histories"], found["wrong"]) == (2, [])
    assert found["came"]["items"] > 0
