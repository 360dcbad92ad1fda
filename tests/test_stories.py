"""The stories are run: each `$ liancun ...` of a console block must say exactly what the page says.

What a program asks is `$ curl -s ... http://127.0.0.1:8000/api/...`; tokens are called lct_…1, lct_…2 and the
minute of the day is (此刻).

    .venv/bin/python -m tests.test_stories --update [STORY...]    rewrites the pages from what was said

A story runs on its own copy of the small town; `<!-- before: surplus -->` in its text has the town stand
short of that stage of the year, `<!-- town: eight -->` is a town of eight villages. `[exit 1]` as the last
line of an answer is the exit code.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.story_host import PROGRAMS
from tests.town import EIGHT_VILLAGES, ROOT, copy_eight_villages, copy_small_town, environment

STORIES = sorted((ROOT / "stories").glob("*.md"))


@dataclass(frozen=True)
class Step:
    """One command of a story: the line it stands on, its words, the answer the page gives."""

    line: int
    command: str
    answer: str


def blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The first and the last line of each console block, without its fences."""
    start = None
    for place, line in enumerate(lines):
        if start is None and line == "```console":
            start = place + 1
        elif start is not None and line == "```":
            yield start, place
            start = None


def steps(lines: list[str]) -> list[Step]:
    """Every command with its answer."""
    found = []
    for first, last in blocks(lines):
        starts = [place for place in range(first, last) if lines[place].startswith("$ ")]
        for place, end in zip(starts, [*starts[1:], last], strict=True):
            found.append(Step(place, lines[place][2:], "\n".join(lines[place + 1 : end])))
    return found


def ground_of(text: str, folder: Path) -> Path:
    """The data folder the story begins with, a copy of its own."""
    found = re.search(r"<!-- (before|town): (\w+) -->", text)
    what, name = found.groups() if found else ("before", "")
    if what == "before":
        return copy_small_town(folder, name)
    assert name == EIGHT_VILLAGES, f"no such town: {name}"
    return copy_eight_villages(folder)


def answers(commands: list[str], text: str) -> Iterator[str]:
    """Run the commands one after the other on the ground the story's text names."""
    with tempfile.TemporaryDirectory() as folder:
        data = ground_of(text, Path(folder))
        desk = Path(folder) / "desk"  # what a command writes lies here
        desk.mkdir()
        (desk / "docs").symlink_to(ROOT / "docs")
        host = subprocess.Popen(
            [sys.executable, "-m", "tests.story_host"],
            env=environment(data) | {"PYTHONPATH": str(ROOT)},
            cwd=desk, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        with host:
            assert host.stdin
            assert host.stdout
            for command in commands:
                words = shlex.split(command)
                assert words[0] in PROGRAMS, f"a story runs liancun and curl alone: {command}"
                host.stdin.write(json.dumps(words) + "\n")
                host.stdin.flush()
                said = json.loads(host.stdout.readline())
                text = said["said"].rstrip("\n")
                code = f"[exit {said['code']}]" if said["code"] else ""
                yield "\n".join(part for part in (text, code) if part)
            host.stdin.close()


def clean(text: str) -> str:
    """Without blanks at line ends: editors drop them."""
    return "\n".join(line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_story(story):
    text = story.read_text(encoding="utf-8")
    told = steps(text.splitlines())
    assert told, "a story without a command"
    for step, said in zip(told, answers([each.command for each in told], text), strict=True):
        assert clean(said) == clean(step.answer), f"{story.name}:{step.line + 1}: $ {step.command}"


def update(story: Path) -> None:
    """Write what was said into the page."""
    lines = story.read_text(encoding="utf-8").splitlines()
    told = steps(lines)
    commands = [each.command for each in told]
    said = dict(zip([each.line for each in told], answers(commands, "\n".join(lines)), strict=True))
    for step in reversed(told):
        end = step.line + 1 + len(step.answer.splitlines())
        lines[step.line + 1 : end] = clean(said[step.line]).splitlines()
    story.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--update" not in sys.argv:
        raise SystemExit(__doc__)
    only = sys.argv[2:]
    for page in STORIES:
        if not only or page.stem in only:
            update(page)
