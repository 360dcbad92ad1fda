"""Tables of what is not right yet (例外): one a line, sorted, and never one more."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def only_shrinks(name: str, found: Iterable[str]) -> None:
    """What is found wrong is what the table holds; what it holds in vain goes with LIANCUN_UPDATE=1."""
    path = HERE / name
    now = sorted(set(found))
    told = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    said = {line.partition("  ")[0] for line in told}
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    if os.environ.get("LIANCUN_UPDATE") == "1":
        told = [line for line in told if line.partition("  ")[0] in now]
        path.write_text("\n".join([*head, *sorted(told), ""]), encoding="utf-8")
        said = {line.partition("  ")[0] for line in told}
    new, gone = [each for each in now if each not in said], sorted(said - set(now))
    if new or gone:
        text = "\n".join([*(f"+ {each}" for each in new), *(f"- {each}" for each in gone)])
        pytest.fail(
            f"{name}: + is wrong and new, mend it; - is right now, take it out with"
            f" LIANCUN_UPDATE=1 ./dev run pytest tests/doors\n{text}",
            pytrace=False,
        )
