"""A small town raised once and copied for each story or browser test (小镇).

Two villages, twelve households, a whole year: raised by the ordinary `liancun demo --scale small` into
build/towns, under a name taken from the program's own text, so that any change of it raises the town anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOWNS = ROOT / "build" / "towns"
RAISING_SAID = "raising.txt"
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
    digest = text_digest()
    place = TOWNS / "-".join(filter(None, (digest, before)))
    if place.is_dir():
        return place
    TOWNS.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=TOWNS, prefix="draft-"))
    command = [sys.executable, "-m", "liancun", "demo", "--no-serve", "--scale", "small"]
    command += ["--before", before] if before else []
    done = subprocess.run(
        command, env=environment(draft / "var"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise RuntimeError(f"the small town could not be raised:\n{done.stdout}\n{done.stderr}")
    (draft / RAISING_SAID).write_text(done.stderr, encoding="utf-8")
    try:
        draft.rename(place)
    except OSError:  # another process was faster
        shutil.rmtree(draft, ignore_errors=True)
    for old in TOWNS.iterdir():
        if not old.name.startswith((digest, "draft-")):
            shutil.rmtree(old, ignore_errors=True)
    return place


def copy_small_town(folder: Path, before: str = "") -> Path:
    """A copy of the small town's data folder under `folder`, its keys beside it; the path of the data."""
    shutil.copytree(small_town(before), folder, dirs_exist_ok=True)
    return folder / "var"
