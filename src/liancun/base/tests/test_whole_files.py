"""Files that stand whole or not at all (文件完整): two that fill one folder at once."""

import subprocess
import sys

import pytest

from liancun.base import whole_files
from liancun.kernel import Refusal

fcntl = pytest.importorskip("fcntl", reason="no system locks on folders here")
DYING = """
import os, sys
from pathlib import Path
from liancun.base import whole_files
with whole_files.making(Path(sys.argv[1])):
    with whole_files.beside_records(Path(sys.argv[1]), {"town.yaml": b"x"}):
        os._exit(9)
"""


def test_the_second_takes_back_nothing_of_the_first(tmp_path):
    with whole_files.making(tmp_path), whole_files.beside_records(tmp_path, {"town.yaml": b"first"}):
        with pytest.raises(Refusal) as no, whole_files.making(tmp_path):
            whole_files.take_back(tmp_path)
        assert no.value.code == "whole_files.being_made"
        assert (tmp_path / "town.yaml").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["town.yaml"], "the lock leaves no file"
    with whole_files.making(tmp_path):
        pass


def test_who_died_keeps_nobody_out(tmp_path):
    done = subprocess.run([sys.executable, "-c", DYING, str(tmp_path)], check=False)
    assert done.returncode == 9 and (tmp_path / "town.yaml").exists()
    with whole_files.making(tmp_path):
        whole_files.take_back(tmp_path)
    assert not list(tmp_path.iterdir())


def test_where_folders_cannot_be_locked_nobody_is_kept_out(tmp_path, monkeypatch):
    def no(*_given):
        raise OSError(9, "bad descriptor")

    monkeypatch.setattr(fcntl, "flock", no)
    with whole_files.making(tmp_path), whole_files.making(tmp_path):
        pass
