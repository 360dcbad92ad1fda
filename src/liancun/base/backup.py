"""A copy of the data in one file, and back (备份与恢复). Keys are never in it: they are kept apart.

The file is a zip: `manifest.json`, the database (an SQLite file made by VACUUM INTO, or PostgreSQL's own
custom dump), the organisations' own decisions, and whose town it is.
"""

import ctypes
import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection

import liancun
from liancun.base import clock, heads, whole_files
from liancun.charter import REPORT_FILE, TOWN_FILE
from liancun.kernel import BadInput, Refusal

MANIFEST = "manifest.json"
RESTORED_FILE = "restored.json"
"""Left in the data folder by a restore, until the acts that tell of it are written at the opening."""
TOWN_FILES = (TOWN_FILE, REPORT_FILE)
DATABASE = {"sqlite": "liancun.sqlite3", "postgresql": "liancun.dump"}


NAMED = "liancun-%Y%m%d-%H%M%S.zip"
"""How a backup is called that goes into a folder."""


def folder() -> Path:
    """Where backups are kept if nobody says otherwise."""
    return Path(settings.BACKUPS_DIR or Path(settings.DATA_DIR) / "backups")


def is_folder(place: Path) -> bool:
    """Whether a backup goes into a place under a name of its own: a folder, or where backups are kept."""
    return place.is_dir() or place.resolve() == folder().resolve()


def back_up_into(place: Path, keep: int = 0) -> tuple[Path, int]:
    """A backup named by the time in a folder, and how many older ones went: `keep` of them stay, 0 all."""
    made = back_up(place / clock.in_town(clock.now()).strftime(NAMED))
    named = sorted(path for path in place.glob("liancun-*.zip") if is_named(path))
    gone = named[:-keep] if keep else []
    for old in gone:
        old.unlink()
    return made, len(gone)


def is_named(path: Path) -> bool:
    """Whether a file is called as one that `back_up_into` makes."""
    try:
        datetime.strptime(path.name, NAMED)
    except ValueError:
        return False
    return True


def back_up(file: Path) -> Path:
    """Write the backup file; refuses to overwrite one. Others may go on working meanwhile."""
    if file.exists():
        raise Refusal("backup.file_exists", file=file.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    standing = heads.of_any_data()
    name = DATABASE[connection.vendor]
    with whole_files.draft_folder(file.parent) as folder:
        database = folder / name
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(database)])
        else:
            _postgres("pg_dump", "--format=custom", f"--file={database}")
        draft = folder / "draft.zip"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = {
                "version": liancun.__version__,
                "vendor": connection.vendor,
                "on": str(clock.today()),
                "heads": [head.told() for head in standing],
            }
            archive.writestr(MANIFEST, json.dumps(manifest))
            archive.write(database, name)
            for town in TOWN_FILES:
                if (Path(settings.DATA_DIR) / town).is_file():
                    archive.write(Path(settings.DATA_DIR) / town, town)
            own = Path(settings.DATA_DIR) / "charter"
            for path in sorted(own.rglob("*.yaml")) if own.is_dir() else ():
                archive.write(path, str(PurePosixPath("charter", *path.relative_to(own).parts)))
        draft.chmod(0o600)
        whole_files.take_place(draft, file)
    return file


@dataclass(frozen=True)
class Restored:
    """What a backup put back (已恢复): its day, its program, how many decisions came with it."""

    on: str
    version: str
    decisions: int


def restore(file: Path) -> Restored:
    """Put a backup into an empty data folder or database; refuses to overwrite data that is there.

    Everything is unpacked and looked at beside the data first; the database takes its place last. Where the
    process dies before, there is no data yet, and the next restore begins from nothing again.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            made_on, version = str(manifest["vendor"]), str(manifest["version"])
    except (OSError, LookupError, TypeError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError):
        raise Refusal("backup.not_a_backup", file=file.name) from None
    if made_on != connection.vendor:
        raise Refusal("backup.other_database", made_on=made_on, here=connection.vendor)
    if _parts(version) > _parts(liancun.__version__):
        raise Refusal("backup.newer", made_by=version, here=liancun.__version__)
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    with whole_files.making(data):
        if _has_data():
            raise Refusal("backup.data_is_there", folder=data.name)
        whole_files.take_back(data)
        return _restored(file, data, str(manifest.get("on", "")), version)


def _restored(file: Path, data: Path, day: str, version: str) -> Restored:
    connection.close()
    said = {"on": day, "version": version, "known": _acts_known(file), "number": secrets.token_hex(8)}
    with whole_files.draft_folder(data) as folder:
        database = _unpack(file, folder)
        own = sorted((folder / "charter").rglob("*.yaml"))
        town = [folder / name for name in TOWN_FILES if (folder / name).is_file()]
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in (*own, *town)}
        # The note stands first: a database that was put back is never opened as if nothing had happened.
        files[RESTORED_FILE] = json.dumps(said).encode()
        with whole_files.beside_records(data, files):
            if connection.vendor == "sqlite":
                whole_files.take_place(database, Path(settings.DATABASES["default"]["NAME"]))
            else:
                _postgres("pg_restore", "--no-owner", "--single-transaction", str(database))
    return Restored(day, version, len(own))


def _acts_known(file: Path) -> dict[str, int]:
    """Organisation -> the most acts that any backup beside this one, or where they are kept, tells of."""
    found: dict[str, int] = {}
    for place in {file.parent.resolve(), folder().resolve()}:
        for each in sorted(place.glob("*.zip")):
            for head in heads_in(each):
                found[head.org_code] = max(found.get(head.org_code, 0), head.count)
    return found


def heads_in(file: Path) -> list[heads.Head]:
    """The heads that a backup tells of; none in one of a program that knew none, or in another file."""
    try:
        with zipfile.ZipFile(file) as archive:
            told = json.loads(archive.read(MANIFEST)).get("heads", [])
        return heads.read("\n".join(told)) if told else []
    except (OSError, LookupError, TypeError, ValueError, AttributeError, BadInput, zipfile.BadZipFile):
        return []
    except (zlib.error, RuntimeError):
        return []  # damaged, or under a password


def _unpack(file: Path, folder: Path) -> Path:
    """The database and the decisions of a backup, unpacked and whole."""
    name = DATABASE[connection.vendor]
    try:
        with zipfile.ZipFile(file) as archive:
            decisions = [
                each
                for each in archive.namelist()
                if each.startswith("charter/")
                and each.endswith(".yaml")
                and ".." not in PurePosixPath(each).parts
            ]
            town = [each for each in TOWN_FILES if each in archive.namelist()]
            archive.extractall(folder, [name, *town, *decisions])
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(folder / name)) as copy:
                if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    raise Refusal("backup.damaged", file=file.name)
    except (KeyError, zipfile.BadZipFile, zlib.error, sqlite3.DatabaseError, RuntimeError):
        raise Refusal("backup.damaged", file=file.name) from None
    return folder / name


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _has_data() -> bool:
    """Whether there is anything to lose; a journal left behind would be played into the database put back."""
    if connection.vendor == "sqlite":
        name = str(settings.DATABASES["default"]["NAME"])
        return any(Path(name + end).exists() for end in ("", "-wal", "-journal"))
    return bool(connection.introspection.table_names())


def _postgres(program: str, *arguments: str) -> None:
    """Run PostgreSQL's own tool; its password travels in the environment, never on the command line."""
    place = settings.DATABASES["default"]
    tool = shutil.which(program)
    if not tool:
        raise Refusal("backup.no_tool", program=program)
    env = os.environ | {
        "PGHOST": place["HOST"],
        "PGPORT": place["PORT"],
        "PGUSER": place["USER"],
        "PGPASSWORD": place["PASSWORD"],
    }
    env = {name: value for name, value in env.items() if value}
    into = [f"--dbname={place['NAME']}"]
    done = subprocess.run(
        [tool, *arguments, *into], env=env, capture_output=True, text=True, check=False,
        preexec_fn=_die_with_us if sys.platform == "linux" else None,
    )  # fmt: skip
    if done.returncode:
        raise Refusal("backup.tool_failed", program=program, said=done.stderr.strip()[-300:])


def _die_with_us() -> None:
    """Ask Linux to end this process when the one that started it is killed: nobody is left to say what became
    of the data."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
