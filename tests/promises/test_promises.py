"""What is promised is what is there (承诺不变).

LIANCUN_UPDATE=1 ./dev run pytest tests/promises     writes the files beside this one anew

No name of the API or of `--json` is lost that way: what is given up stands in `withdrawn.txt`, with why.
"""

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from ninja.openapi.schema import OpenAPISchema

from liancun.faces.api.urls import api as described
from tests.doors.typed import Typed
from tests.promises import addresses, answers, api, commands, documents, workbooks
from tests.walk_targets import targets

HERE = Path(__file__).resolve().parent
QUICK: dict[str, Callable[[], list[str]]] = {
    "addresses": addresses.named,
    "api": api.lines,
    "commands": commands.lines,
    "workbooks": workbooks.lines,
}


def held(name: str, found: list[str]) -> None:
    """What is found is what the file holds; or the file is written anew."""
    path = HERE / f"{name}.txt"
    told = path.read_text(encoding="utf-8").splitlines()
    if os.environ.get("LIANCUN_UPDATE") == "1":
        given_up = sorted(lost(name, told, found) - withdrawn())
        assert not given_up, "keep these names, or say in withdrawn.txt why they are given up"
        path.write_text("\n".join([*found, ""]), encoding="utf-8")
        told = found
    if found != told:
        changed = "\n".join(difflib.unified_diff(told, found, "promised", "found", lineterm="", n=2))
        again = "LIANCUN_UPDATE=1 ./dev run pytest tests/promises"
        pytest.fail(f"{path.name}: a promise changed. If it is meant: {again}\n{changed}", pytrace=False)


def lost(name: str, told: list[str], found: list[str]) -> set[str]:
    """What programs read, as "operation: name", and would find no more; a verb may be called otherwise."""
    if name not in ("api", "documents"):
        return set()
    now = set(found)
    gone = names(told) - names(found)
    return {each for each in gone if name == "api" or each.partition(": ")[0] in now}


def names(lines: list[str]) -> set[str]:
    """Every name, as "operation: name"."""
    known: set[str] = set()
    head = ""
    for line in lines:
        if line.startswith(" "):
            known.add(f"{head}: {line.strip().partition(':')[0]}")
        else:
            head = line
    return known


def withdrawn() -> set[str]:
    """The names that were given up."""
    lines = (HERE / "withdrawn.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition("  ")[0] for line in lines if line[:1] not in ("", "#")}


@pytest.mark.parametrize("name", QUICK)
def test_what_is_promised(name):
    found = QUICK[name]()
    assert len(found) > 100
    held(name, found)


def test_no_two_schemas_share_a_name(monkeypatch):
    """Of two with one name the API would describe the last alone, for both."""
    seen: dict[str, set[str]] = {}
    add = OpenAPISchema.add_schema_definitions

    def adding(self, definitions):
        for name, each in definitions.items():
            seen.setdefault(name, set()).add(repr(each))
        add(self, definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", adding)
    described.get_openapi_schema()
    assert len(seen) > 100
    assert [name for name, meant in seen.items() if len(meant) > 1] == []


@pytest.mark.only_on("sqlite3", "what is promised names no database")
def test_what_json_prints(town, monkeypatch, tmp_path):
    held("documents", documents.lines(monkeypatch, tmp_path))


@pytest.mark.only_on("sqlite3", "what is promised names no database")
def test_what_the_api_answers(town):
    held("answers", answers.lines(targets()))


@pytest.mark.only_on("sqlite3", "what is promised names no database")
def test_what_forms_send(town, monkeypatch, tmp_path):
    held("forms", addresses.forms(targets(), Typed(monkeypatch, tmp_path)))
