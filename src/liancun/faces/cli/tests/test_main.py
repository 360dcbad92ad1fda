"""The frame of the command line: options anywhere, exit codes, one JSON document (命令)."""

import json
import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from inspect import getdoc
from typing import Any

import pytest
import typer

from liancun.faces import cli
from liancun.faces.cli.main import VERBS, build, command, hoist


@pytest.fixture
def plain(monkeypatch):
    monkeypatch.setenv("LIANCUN_DATA", "before")
    monkeypatch.delenv("LIANCUN_AS", raising=False)


def run(*words, data, **more):
    environ = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "LIANCUN_AS", "LIANCUN_KEYS")}
    command = [sys.executable, "-m", "liancun", "--data", str(data), *words]
    return subprocess.run(command, env=environ | more, capture_output=True, text=True, check=False)


def test_global_options_may_stand_anywhere(plain):
    assert hoist(["run", "make", "--data", "d", "--as=li", "--json"]) == ["run", "make", "--json"]
    assert (os.environ["LIANCUN_DATA"], os.environ["LIANCUN_AS"]) == ("d", "li")


def test_what_follows_two_dashes_is_left_alone(plain):
    assert hoist(["why", "--", "--data", "x"]) == ["why", "--", "--data", "x"]
    assert os.environ["LIANCUN_DATA"] == "before"


def test_an_option_without_its_value_is_bad_usage(plain):
    with pytest.raises(SystemExit) as left:
        hoist(["check", "--data"])
    assert left.value.code == 2


def test_help_and_bad_usage_leave_no_data_behind(tmp_path):
    data = tmp_path / "var"
    assert run("--help", data=data).returncode == 0
    assert run("nosuch", data=data).returncode == 2
    assert list(tmp_path.iterdir()) == []


def modules_after(*words):
    """What a command has imported when it leaves."""
    code = f"""
import atexit, sys
from liancun.faces.cli.main import run
atexit.register(lambda: print(*sys.modules, sep="\\n", file=sys.stderr))
run({list(words)!r})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("word", ["--help", "version"])
def test_what_needs_no_data_begins_without_django(word):
    assert not {"django", "pydantic"} & {name.partition(".")[0] for name in modules_after(word)}


@pytest.mark.slow
def test_a_group_is_imported_when_it_is_called(tmp_path, monkeypatch):
    monkeypatch.setenv("LIANCUN_DATA", str(tmp_path / "var"))
    within = f"{cli.__name__}."
    there = {
        name.removeprefix(within) for name in modules_after("capital", "--help") if name.startswith(within)
    }
    assert there == {"main", "output", "acting", "derived", "capital", "usage"}
    assert list(tmp_path.iterdir()) == []


def test_the_table_of_verbs_says_what_there_is():
    """A module beside `main` that brings verbs has them all in the table, with the line that they say."""
    groups = {modules.split()[0]: name for name, (modules, _line) in VERBS.items()}
    found = {}
    for info in pkgutil.iter_modules(cli.__path__):
        module: Any = import_module(f"{cli.__name__}.{info.name}")
        if isinstance(getattr(module, "app", None), typer.Typer):
            found[groups[info.name]] = VERBS[groups[info.name]]
        if hasattr(module, "commands"):
            app = typer.Typer()
            module.commands(app)
            for each in app.registered_commands:
                found[str(each.name)] = (info.name, str(getdoc(each.callback)).partition("\n")[0])
    assert found == VERBS
    whole: Any = typer.main.get_command(build())
    assert list(whole.commands) == ["serve", "version", *VERBS]
    assert [command(name).name for name in VERBS] == list(VERBS)


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--lang", "en")])
def test_settings_that_cannot_be_are_bad_usage_in_both_languages(tmp_path, words):
    done = run("status", *words, data=tmp_path / "var", DATABASE_URL="mysql://db/town")
    assert (done.returncode, done.stdout) == (2, "")
    assert "DATABASE_URL" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("words", [("backup", "copy.zip"), ("check",), ("status", "--json")])
def test_where_no_data_is_nothing_is_said_of_it_and_none_is_made(tmp_path, words):
    done = run(*words, data=tmp_path / "nosuch")
    assert done.returncode == 1
    assert "nosuch" in done.stdout + done.stderr and "liancun init" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_keys_lie_beside_the_data_and_are_not_made_twice(tmp_path):
    data, key = tmp_path / "var", tmp_path / "var.keys" / "fields.key"
    done = run("charter", "check", "--json", data=data)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["problems"] == []
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    lost = run("charter", "check", data=data)
    assert lost.returncode == 1
    assert "fields.key" in lost.stderr
    assert "Traceback" not in lost.stderr
    assert not key.exists()


@pytest.mark.slow
def test_a_refusal_is_one_and_a_document_in_json(tmp_path):
    done = run("why", "run:999999", "--json", data=tmp_path / "var")
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["refused"]["code"]


@pytest.mark.slow
def test_bad_input_is_two_and_a_document_in_json(tmp_path):
    done = run("import", "scores", "nosuch.xlsx", "--org", "jiaxi", "--json", data=tmp_path / "var")
    assert done.returncode == 2, done.stderr
    (problem,) = json.loads(done.stdout)["problems"]
    assert (problem["code"], problem["file"]) == ("import.no_file", "nosuch.xlsx")


@pytest.mark.slow
def test_keys_are_turned_by_command(tmp_path):
    data, key = tmp_path / "var", tmp_path / "var.keys" / "fields.key"
    done = run("rekey", "--json", data=data)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"rows": 0, "keys": 2}
    assert len(key.read_text().split()) == 2
