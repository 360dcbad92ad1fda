"""Tables of what is not right yet (例外): one a line, sorted, and never one more.

A line says what, and after two blanks how it is now or why it may stay.
"""

import os
import warnings
from collections.abc import Mapping
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def only_shrinks(name: str, found: Mapping[str, str], *, whole: bool = True) -> None:
    """What is found wrong must stand in the table; a line that is right now is named, and goes with
    LIANCUN_UPDATE=1. Nothing is, where not the `whole` was looked at."""
    path = HERE / name
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.partition("  ") for line in lines if line[:1] not in ("", "#")]
    told = {what: how for what, _blanks, how in rows}
    if whole and os.environ.get("LIANCUN_UPDATE") == "1":
        told = {what: found[what] or how for what, how in told.items() if what in found}
        head = [line for line in lines if line.startswith("#")]
        now = [f"{what}  {how}".rstrip() for what, how in sorted(told.items())]
        path.write_text("\n".join([*head, *now, ""]), encoding="utf-8")
    new = [f"{what}  {how}".rstrip() for what, how in sorted(found.items()) if what not in told]
    gone = sorted(told.keys() - found.keys()) if whole else []
    if gone:
        again = "LIANCUN_UPDATE=1 ./dev run pytest tests/doors"
        warnings.warn(f"{name}: right now, take out with {again}: {'; '.join(gone)}", stacklevel=2)
    if new:
        pytest.fail("\n".join([f"{name}: wrong and new, mend it:", *new]), pytrace=False)
