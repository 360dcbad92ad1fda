"""`liancun check` on two cores: what two processes find is what one finds, in the same order."""

import subprocess
import sys

import pytest

from tests.town import ROOT, copy_small_town, environment

# The guards are lifted, as by somebody with the database in hand, and rows of several rooms are edited.
EDITED = """
import sys
import django
django.setup()
from django.db import connection
from liancun.base import checking, guards
guards.take_down()
with connection.cursor() as cursor:
    cursor.execute("UPDATE settlement_runline SET amount_fen = amount_fen + 1 WHERE id IN (1, 40)")
    cursor.execute("UPDATE base_auditline SET verb = 'edited' WHERE id = 3")
    cursor.execute("UPDATE ledger_entryline SET debit_fen = debit_fen + 5 WHERE debit_fen > 0 AND id < 90")
guards.put_back()
alone = list(checking.all_findings())
together, helped = checking.found_together()
assert together == alone, (together, alone)
assert len({finding.ref.partition(":")[0] for finding in alone}) >= 3
print("helped" if helped else "alone")
"""
DEAD = """
import os, sys
if "--multiprocessing-fork" in sys.orig_argv:
    os._exit(1)
"""


@pytest.mark.slow
@pytest.mark.parametrize("dies", [False, True])
def test_two_processes_find_what_one_finds(tmp_path, dies):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "sitecustomize.py").write_text(DEAD if dies else "", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", EDITED],
        env=environment(copy_small_town(tmp_path)) | {"PYTHONPATH": str(tmp_path / "other")},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == ("alone" if dies else "helped")
