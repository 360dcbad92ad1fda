"""The way in (./dev): what it says where something is missing, before anything is half done.

Each test runs the script itself in a bare copy of the project, with a PATH of a few plain tools and a python3
that is a few lines of sh.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ("sh", "sed", "cat", "cksum", "find", "dirname", "basename", "rm", "mkdir", "env")
BARE: tuple[str, ...] = (
    "dev",
    "pyproject.toml",
    "requirements.lock",
    "requirements-dev.lock",
    "bootstrap.lock",
    "node.lock",
)
BARE += ("package-lock.json",)


@pytest.fixture
def bare(tmp_path):
    """A copy of what `./dev` reads, in a folder with a space and Chinese characters in its path."""
    project = tmp_path / "有 空格" / "联村"
    project.mkdir(parents=True)
    for name in BARE:
        shutil.copy(ROOT / name, project / name)
    (project / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "assets.py", project / "tools" / "assets.py")
    (project / "src").mkdir()
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(str(shutil.which(name)))
    return project


def command(project: Path, name: str, text: str) -> None:
    """Put a command of our own on the PATH."""
    file = project.parents[1] / "bin" / name
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)


def dev(project: Path, *words: str, user: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run `./dev` there."""
    environ = {"PATH": str(project.parents[1] / "bin"), "HOME": str(project), "LC_ALL": "C.UTF-8"}
    run = ["sh", str(project / "dev"), *words]
    return subprocess.run(run, env=environ, cwd="/", capture_output=True, text=True, check=False, user=user)


# Makes a .venv whose python and uv do nothing, as the real one would with everything fetched already.
MAKES_VENV = """
case "$*" in
    *"-m venv"*)
        for folder; do :; done
        mkdir -p "$folder/bin"
        for name in python uv; do
            printf '#!/bin/sh\\necho "$0 $*" >>"${0%%/bin/*}/calls"\\n%s\\n' "$FAKE" >"$folder/bin/$name"
            chmod +x "$folder/bin/$name"
        done ;;
esac
exit 0
"""


def with_venv(project: Path, fake: str = "exit 0") -> None:
    """A python3 that makes environments, and the chmod that it needs."""
    bin_dir = project.parents[1] / "bin"
    (bin_dir / "chmod").symlink_to(str(shutil.which("chmod")))
    command(project, "python3", f"FAKE='{fake}'\n{MAKES_VENV}")
    command(project, "npm", 'mkdir -p build/assets; echo "npm $*" >>calls')


def test_help_and_bad_usage(bare):
    assert "./dev demo" in dev(bare, "help").stderr
    assert dev(bare).returncode == 0
    assert dev(bare, "nosuch").returncode == 2


def test_no_python(bare):
    done = dev(bare, "setup")
    assert done.returncode == 2
    assert "Python 3.11" in done.stderr and "没有找到" in done.stderr


def test_an_old_python_is_none(bare):
    command(bare, "python3", "exit 1")
    done = dev(bare, "setup")
    assert done.returncode == 2 and "没有找到" in done.stderr


def test_no_venv_module(bare):
    command(bare, "python3", 'case "$*" in *ensurepip*) exit 1 ;; esac; exit 0')
    done = dev(bare, "setup")
    assert done.returncode == 2
    assert "python3-venv" in done.stderr
    assert not (bare / ".venv").exists()


def test_no_network_for_packages(bare):
    with_venv(bare, fake='case "$*" in *"pip sync"*) exit 1 ;; esac; exit 0')
    done = dev(bare, "setup")
    assert done.returncode == 2
    assert "下载失败" in done.stderr and "Traceback" not in done.stderr
    assert not (bare / ".venv" / ".stamp").exists(), "what failed is tried again"


def test_no_network_for_front_end_files(bare):
    with_venv(bare)
    command(bare, "npm", "exit 1")
    done = dev(bare, "setup")
    assert done.returncode == 2
    assert "npm config set registry" in done.stderr
    assert not (bare / "build" / "assets" / ".stamp").exists()


def test_a_folder_that_cannot_be_written(bare):
    with_venv(bare)
    with tempfile.TemporaryDirectory() as place:
        where = Path(place) / "anywhere"
        shutil.copytree(bare.parents[1], where, symlinks=True)
        project = where / bare.parent.name / bare.name
        project.chmod(0o555)
        for folder in (Path(place), where):
            folder.chmod(0o755)
        # Root may write everywhere, so there the script runs as somebody else.
        other = 65534 if os.geteuid() == 0 else None
        done = dev(project, "setup", user=other)
        project.chmod(0o755)
    assert done.returncode == 2 and "不能写入" in done.stderr


def test_a_second_run_fetches_nothing_and_a_new_lock_fetches_again(bare):
    with_venv(bare)
    first = dev(bare, "setup")
    assert first.returncode == 0, first.stderr
    calls = (bare / ".venv" / "calls").read_text()
    assert "pip sync" in calls and "--require-hashes" in calls and "有 空格" in calls
    again = dev(bare, "setup")
    assert again.returncode == 0
    assert (bare / ".venv" / "calls").read_text() == calls
    assert (bare / "calls").read_text().count("npm") == 1
    with (bare / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert dev(bare, "setup").returncode == 0
    assert (bare / ".venv" / "calls").read_text() != calls


def test_how_tools_are_set_is_not_what_is_installed(bare):
    with_venv(bare)
    dev(bare, "setup")
    calls = (bare / ".venv" / "calls").read_text()
    with (bare / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write("# a linter's setting\n")
    dev(bare, "setup")
    assert (bare / ".venv" / "calls").read_text() == calls


def test_a_command_is_run_where_the_caller_stands(bare):
    with_venv(bare)
    done = dev(bare, "run", "sh", "-c", "pwd; exit 7")
    assert (done.stdout, done.returncode) == ("/\n", 7)
