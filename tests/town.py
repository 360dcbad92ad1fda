"""A small town raised once and copied for each story or browser test (小镇).

Two villages, twelve households, a whole year: raised by the ordinary `liancun demo --scale small` into
build/towns, under a name taken from the program's own text, so that any change of it raises the town anew.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.alone import alone

ROOT = Path(__file__).resolve().parents[1]
TOWNS = ROOT / "build" / "towns"
RAISING_SAID = "raising.txt"
EARLIER = ("surplus",)
"""Stages of the year before which a story of the small town begins."""
EIGHT_VILLAGES = "eight"
"""The other town of the stories: all eight villages, seated and with no year behind them."""
TEXT = {".py", ".yaml", ".po", ".html", ".typ"}


def text_digest() -> str:
    """A digest of everything a raised town depends on."""
    found = hashlib.sha256()
    for path in sorted((ROOT / "src" / "liancun").rglob("*")):
        if path.suffix in TEXT - {".html"} and "tests" not in path.parts and path.is_file():
            found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def environment(data: Path) -> dict[str, str]:
    """The environment of a command on that data folder: SQLite, its own keys, nobody in particular."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LIANCUN_AS")}
    kept.pop("LIANCUN_KEYS", None)
    return kept | {"LIANCUN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "liancun.settings", "COLUMNS": "200"}


def small_town(before: str = "") -> Path:
    """The folder with the small town's `var` and `var.keys`, and what raising said.

    With `before` the town stands short of that stage of the year ("surplus").
    """
    place = _raised("small")
    assert (place / before / "var").is_dir(), f"add {before} to EARLIER"
    return place / before


def _raised(town: str) -> Path:
    """The folder of a town, raised where the program's text has changed."""
    with alone(TOWNS, "raising"):
        place = TOWNS / town / text_digest()
        if not place.is_dir():
            for old in place.parent.glob("*"):
                shutil.rmtree(old, ignore_errors=True)
            _raise(place)
    return place


def _raise(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=place.parent, prefix="draft-"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.town", place.parent.name, draft],
        env=environment(draft / "var"), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise RuntimeError(f"the {place.parent.name} town could not be raised:\n{done.stdout}\n{done.stderr}")
    (draft / RAISING_SAID).write_text(done.stderr, encoding="utf-8")
    draft.rename(place)


def _raise_with_copies(place: Path) -> None:
    """`liancun demo`, copied whenever a stage of `EARLIER` is about to begin."""
    from liancun.faces.cli import demo, main

    raise_it = demo.raise_it

    def raised(scale: str, folder: Path, before: str = "") -> None:
        from liancun.scenario import town

        whole = town.stages

        def stages(raising: Any) -> Iterator[Any]:
            for stage in whole(raising):
                if stage.key in EARLIER:
                    _copy_as_is(place, stage.key)
                yield stage

        town.stages = stages
        raise_it(scale, folder, before)

    with patch.object(demo, "raise_it", raised):
        main.run(["demo", "--no-serve", "--scale", "small"])


def _copy_as_is(folder: Path, before: str) -> None:
    """The data folder and its keys as they stand, marked as raised like one that stopped there."""
    from django.conf import settings
    from django.db import connection

    from liancun.scenario.town import RAISED

    var, database = folder / before / "var", Path(str(connection.settings_dict["NAME"]))
    others = shutil.ignore_patterns(f"{database.name}*")
    shutil.copytree(settings.DATA_DIR, var, ignore=others)
    shutil.copytree(folder / "var.keys", folder / before / "var.keys")
    with sqlite3.connect(var / database.name) as copy:
        connection.connection.backup(copy)
        copy.execute("INSERT INTO base_setting (name, value) VALUES (?, 'small')", (RAISED,))
    copy.close()


def copy_small_town(folder: Path, before: str = "") -> Path:
    """A copy of the small town's data folder under `folder`, its keys beside it; the path of the data."""
    return _copied(small_town(before), folder)


def copy_eight_villages(folder: Path) -> Path:
    """The same of the town of all eight villages."""
    return _copied(_raised(EIGHT_VILLAGES), folder)


def _copied(town: Path, folder: Path) -> Path:
    for name in ("var", "var.keys"):
        shutil.copytree(town / name, folder / name)
    return folder / "var"


def _raise_eight_villages() -> None:
    """The small town with the six other villages beside its two, up to where its books are opened."""
    from liancun.faces.cli import main
    from liancun.scenario import constants

    one, *_others = constants.SMALL.villages
    more = [
        replace(one, code=each.code, slug=each.slug, name=each.name)
        for each in constants.VILLAGES[len(constants.SMALL.villages) :]
    ]
    eight = replace(
        constants.SMALL,
        scale=EIGHT_VILLAGES,
        villages=(*constants.SMALL.villages, *more),
        tiers_2024=(14, 22, 14, 4),
        exempt_2024=(4, 4, 0, 0),
        habits=(14, 22, 14, 4),
        exempt_habits=(4, 4, 0, 0),
    )
    with patch.dict(constants.TOWNS, {EIGHT_VILLAGES: eight}):
        main.run(["demo", "--no-serve", "--scale", EIGHT_VILLAGES, "--before", "books"])


if __name__ == "__main__":
    if sys.argv[1] == EIGHT_VILLAGES:
        _raise_eight_villages()
    else:
        _raise_with_copies(Path(sys.argv[2]))
