"""What the documents name is there (文档属实): paths, commands, and what a table links to."""

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
from django.apps import apps

from liancun.base.lists import all_lists
from liancun.base.offers import all_offers
from liancun.base.readiness import stocks
from liancun.faces.cli.main import build
from liancun.faces.words import all_words
from tools import glossary

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "liancun"
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *SRC.rglob("README.md"),
        *(ROOT / "stories").glob("*.md"),
    ]
)
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
ENDINGS = (".py", ".yaml", ".md", ".po", ".typ", ".html", ".toml", ".lock", ".json")
PLACE = re.compile(r"[\w.<>*-]+(/[\w.<>*-]+)*/?")
COMMAND = re.compile(r"(?<![\w/.-])liancun ([a-z][a-z_-]*)((?: +[a-z][a-z_-]*)?)")


def quoted(text: str) -> list[str]:
    """What stands between backticks in the running text, without the fenced blocks."""
    running = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return re.findall(r"`([^`\n]+)`", running)


def code(text: str) -> str:
    """What is code: fenced blocks and backticks."""
    fenced = re.findall(r"^```.*?^```", text, flags=re.S | re.M)
    return "\n".join([*fenced, *quoted(text)])


def places(name: str) -> list[Path]:
    """Where a path may start: beside its document, at the root, in the package, a room, the decisions."""
    beside = (ROOT / name).parent
    return [
        beside,
        (ROOT / name).with_suffix(""),
        ROOT,
        SRC,
        SRC / "rooms",
        *SRC.glob("rooms/*/"),
        SRC / "charter",
        SRC / "charter" / "defaults",
        *SRC.glob("charter/packs/*/"),
    ]


def missing_paths(name: str, text: str) -> list[str]:
    """The backticked paths of a document that are not there; `<name>` stands for any name."""
    found = []
    for each in quoted(text):
        path = each.split("::")[0].split(":")[0]
        if not PLACE.fullmatch(path) or not (path.endswith(ENDINGS) or path.endswith("/")):
            continue
        if path.startswith(WRITTEN) or path in WRITTEN:
            continue
        pattern = re.sub(r"<\w+>", "*", path.rstrip("/"))
        if not any(next(place.glob(pattern), None) for place in places(name)):
            found.append(path)
    return found


WRITTEN = ("var/", "build/", "charter/_town/", "CASE.yaml", "var.keys/", "town.yaml", "starter/")
"""What is made by running, and the file a reader brings."""


@cache
def verbs() -> dict[str, set[str]]:
    """Each verb of `liancun`, and the verbs of a group."""
    whole: Any = typer.main.get_command(build())
    within = whole.context_class(whole)
    return {
        name: set(getattr(whole.get_command(within, name), "commands", {}))
        for name in whole.list_commands(within)
    }


def unknown_commands(text: str) -> list[str]:
    """The `liancun …` commands of a document that there are not; capitals stand for anything."""
    found = []
    for match in COMMAND.finditer(code(text)):
        verb, below = match[1], match[2].strip()
        if verb not in verbs() or (verbs()[verb] and below and below not in verbs()[verb]):
            found.append(match[0])
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_path_named_is_there(name):
    assert missing_paths(name, (ROOT / name).read_text("utf-8")) == []


def missing_tests(text: str) -> list[str]:
    """The `path::test` of a document whose file has no such test."""
    named = [each.split("::") for each in quoted(text) if each.count("::") == 1]
    return [
        f"{path}::{test}"
        for path, test in named
        if not re.search(rf"^def {re.escape(test)}\(", (ROOT / path).read_text("utf-8"), re.M)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_test_named_is_there(name):
    assert missing_tests((ROOT / name).read_text("utf-8")) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_command_named_is_there(name):
    assert unknown_commands((ROOT / name).read_text("utf-8")) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name):
    text = (ROOT / name).read_text("utf-8")
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_what_is_not_there_is_seen():
    assert missing_paths("README.md", "`docs/economy.md` and `docs/nothing.md`") == ["docs/nothing.md"]
    assert missing_paths("README.md", "`runs/<kind>.yaml` `x/<kind>.yaml`") == ["x/<kind>.yaml"]
    assert missing_tests("`tests/test_docs.py::test_nothing`") == ["tests/test_docs.py::test_nothing"]
    assert unknown_commands(
        "`liancun serve` `liancun fly` `liancun registry login` `liancun registry fly`"
    ) == [
        "liancun fly",
        "liancun registry fly",
    ]


def test_the_glossary_is_current():
    assert glossary.GLOSSARY.read_text("utf-8") == glossary.text(), "run tools/glossary.py"


DOTTED = re.compile(r"[a-z_]+(\.[A-Za-z_]+)+(\(\))?")
NO_MODULE = ("charter.", "api.", "town.example", "fields.key")
"""What a trial's case says, codes of another program, a host, a file."""


@cache
def modules() -> dict[str, list[str]]:
    """The modules of the package by the last part of their names: `acts` -> `liancun.base.acts`, …"""
    found: dict[str, list[str]] = {}
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC.parent).with_suffix("").parts
        if "tests" in parts or "migrations" in parts:
            continue
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        found.setdefault(parts[-1], []).append(".".join(parts))
    return found


@cache
def spoken_of() -> frozenset[str]:
    """What has a dot and is no module: acts, lists, stocks, words' codes, tables."""
    acts = {offer.verb for offer in all_offers()} | {listing.name for listing in all_lists()}
    tables = {model._meta.label for model in apps.get_models()}
    return frozenset({*all_words(), *acts, *stocks(), *tables})


def missing_names(text: str) -> list[str]:
    """The backticked names that begin with a module of ours and are not in it."""
    found = []
    for each in quoted(text):
        first, *rest = each.removesuffix("()").split(".")
        if not DOTTED.fullmatch(each) or first not in modules() or each.startswith(NO_MODULE):
            continue
        if each.endswith(ENDINGS) or each.removesuffix("()") in spoken_of():
            continue
        if not any(_has(import_module(home), rest) for home in modules()[first]):
            found.append(each)
    return found


def _has(holder: Any, names: list[str]) -> bool:
    for name in names:
        if hasattr(holder, name):
            holder = getattr(holder, name)
        elif find_spec(f"{getattr(holder, '__name__', '')}.{name}") if hasattr(holder, "__path__") else None:
            holder = import_module(f"{holder.__name__}.{name}")
        else:
            return False
    return True


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(("README.md", "ARCHITECTURE.md"))])
def test_every_module_named_is_there(name):
    assert missing_names((ROOT / name).read_text("utf-8")) == []


def test_a_module_that_is_not_there_is_seen():
    assert missing_names("`base.acts.act` `charters.in_force()` `base.looking` `acts.nothing`") == [
        "base.looking",
        "acts.nothing",
    ]
