"""What the benchmarks share: a data folder of their own, the machine in a line, medians with their spread."""

import os
import platform
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "build" / "bench"
LOCK = ROOT / "requirements-bench.lock"


@contextmanager
def fresh(*, database: bool = True) -> Iterator[Path]:
    """A data folder that is thrown away; Django set up on it (or on the empty DATABASE_URL)."""
    with tempfile.TemporaryDirectory(prefix="liancun-bench-") as folder:
        data = Path(folder) / "var"
        data.mkdir()
        os.environ |= {"LIANCUN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "liancun.settings"}
        import django

        django.setup()
        if database:
            from django.conf import settings

            from liancun.base.startup import open_data

            assert settings.FIELD_KEYS[0], "keys are made before there is data"
            open_data()
        yield data


def opened(data: Path) -> Path:
    """Django set up on a data folder that stands."""
    os.environ |= {"LIANCUN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "liancun.settings"}
    import django

    django.setup()
    return data


@contextmanager
def copied(data: Path) -> Iterator[Path]:
    """Django set up on a copy of a data folder and its keys, thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="liancun-bench-") as folder:
        copy = Path(shutil.copytree(data, Path(folder) / data.name))
        shutil.copytree(data.with_name(f"{data.name}.keys"), copy.with_name(f"{data.name}.keys"))
        yield opened(copy)


def spread(values: Sequence[float], unit: str = "") -> str:
    """Median and range: `12.3 (11.9 to 13.0)`."""
    digits = 0 if min(values) >= 100 else 2
    low, middle, high = (
        f"{each:,.{digits}f}" for each in (min(values), statistics.median(values), max(values))
    )
    return f"{middle}{unit} ({low} to {high})" if len(values) > 1 else f"{middle}{unit}"


def machine() -> str:
    """What it ran on, and what else the machine did meanwhile."""
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
        memory = f"{gib:.0f} GiB, "
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory}load {load}; Python "
        f"{platform.python_version()}, Django {version('django')}, SQLite {sqlite3.sqlite_version}, "
        f"psycopg {version('psycopg')}"
    )


def say(*words: object, end: str = "\n") -> None:
    """Print at once: the reader waits."""
    print(*words, end=end)
    sys.stdout.flush()
