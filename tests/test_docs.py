"""What the documents name is there (文档属实): paths, commands, and what a table links to."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from liancun.faces.cli.main import build
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
    assert unknown_commands(
        "`liancun serve` `liancun fly` `liancun registry login` `liancun registry fly`"
    ) == [
        "liancun fly",
        "liancun registry fly",
    ]


def test_the_glossary_is_current():
    assert glossary.GLOSSARY.read_text("utf-8") == glossary.text(), "run tools/glossary.py"
