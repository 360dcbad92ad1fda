"""What is promised is what is there (承诺不变).

LIANCUN_UPDATE=1 ./dev run pytest tests/promises     writes the files beside this one anew
"""

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.promises import api, commands, workbooks

HERE = Path(__file__).resolve().parent
QUICK: dict[str, Callable[[], list[str]]] = {
    "api": api.lines,
    "commands": commands.lines,
    "workbooks": workbooks.lines,
}


def held(name: str, found: list[str]) -> None:
    """What is found is what the file holds; or the file is written anew."""
    path = HERE / f"{name}.txt"
    if os.environ.get("LIANCUN_UPDATE") == "1":
        path.write_text("\n".join([*found, ""]), encoding="utf-8")
    told = path.read_text(encoding="utf-8").splitlines()
    if found != told:
        changed = "\n".join(difflib.unified_diff(told, found, "promised", "found", lineterm="", n=2))
        again = "LIANCUN_UPDATE=1 ./dev run pytest tests/promises"
        pytest.fail(f"{path.name}: a promise changed. If it is meant: {again}\n{changed}", pytrace=False)


@pytest.mark.parametrize("name", QUICK)
def test_what_is_promised(name):
    found = QUICK[name]()
    assert len(found) > 100
    held(name, found)
