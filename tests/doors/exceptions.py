"""Tables of what is not right yet (例外): one a line, sorted, and never one more.

A line says what, and after two blanks how it is now or why it may stay.
"""

import os
import warnings
from collections.abc import Mapping
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def only_shrinks(name: str, found: Mapping[str, str], *, reasons: bool = False) -> None:
    """What is found wrong must stand in the table; a line that is right now is named, and goes with
    LIANCUN_UPDATE=1. With `reasons` each says, after how it is and two blanks more, why it may stay."""
    path = HERE / name
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.partition("  ") for line in lines if line[:1] not in ("", "#")]
    told = {what: how for what, _blanks, how in rows}
    why = {what: how.partition("  ")[2] for what, how in told.items()}
    assert all((why if reasons else told).values()), f"{name}: a line has no reason"
    if os.environ.get("LIANCUN_UPDATE") == "1":
        told = {
            what: "  ".join(filter(None, (found[what] or how, found[what] and why[what])))
            for what, how in told.items()
            if what in found
        }
        head = [line for line in lines if line.startswith("#")]
        now = [f"{what}  {how}".rstrip() for what, how in sorted(told.items())]
        path.write_text("\n".join([*head, *now, ""]), encoding="utf-8")
    new = [f"{what}  {how}".rstrip() for what, how in sorted(found.items()) if what not in told]
    gone = sorted(told.keys() - found.keys())
    if gone:
        again = "LIANCUN_UPDATE=1 ./dev run pytest tests/doors"
        warnings.warn(f"{name}: right now, take out with {again}: {'; '.join(gone)}", stacklevel=2)
    if new:
        pytest.fail("\n".join([f"{name}: wrong and new, mend it:", *new]), pytrace=False)


def only_fewer(name: str, found: Mapping[str, int]) -> None:
    """What is found stands in the table, "what  how many  why it may be", and never more of it."""
    path = HERE / name
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    rows = [line.split("  ", 2) for line in lines if line[:1] not in ("", "#")]
    told = {what: int(most) for what, most, _why in rows}
    assert all(why for _what, _most, why in rows), f"{name}: a line has no reason"
    if os.environ.get("LIANCUN_UPDATE") == "1":
        told = {what: min(most, found[what]) for what, most in told.items() if found.get(what)}
        rows = [[what, str(told[what]), why] for what, _most, why in rows if what in told]
        path.write_text("\n".join([*head, *map("  ".join, sorted(rows)), ""]), encoding="utf-8")
    fewer = [what for what, most in told.items() if found.get(what, 0) < most]
    if fewer:
        again = "LIANCUN_UPDATE=1 ./dev run pytest tests/test_said_once.py"
        warnings.warn(f"{name}: fewer now, lower with {again}: {'; '.join(fewer)}", stacklevel=2)
    more = [
        f"{what}: {most}, of {told.get(what, 0)}" for what, most in found.items() if most > told.get(what, 0)
    ]
    if more:
        pytest.fail("\n".join([f"{name}: more than may be, derive it:", *more]), pytrace=False)
