"""Looking an installation over (体检): what is unsafe, what deserves a look. Opens and changes nothing.

`liancun check` recomputes the books; this looks at what they lie on: keys, files, hosts, backups, tools.
"""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Literal

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Max

from liancun.base import backup, charters, clock, guards, startup
from liancun.base.crypto import EncryptedTextField
from liancun.base.models import AuditLine
from liancun.kernel import BadInput, Reason, Refusal
from liancun.kernel.reasons import Param

OVER_A_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"})
"""File systems on which SQLite's locks and its log are not to be relied on."""
BACKUP_DAYS_MOST = 7
FREE_BYTES_LEAST = 1 << 30
CATALOGUES = "*/LC_MESSAGES/django.mo"
Level = Literal["unsafe", "look"]
Look = Callable[[], Iterator["Advice"]]


@dataclass(frozen=True)
class Advice:
    """One thing found (一条意见): `unsafe` is mended before others use the site, `look` in good time."""

    level: Level
    reason: Reason


def _unsafe(code: str, **params: Param) -> Advice:
    return Advice("unsafe", Reason(code, "", tuple(sorted(params.items()))))


def _look(code: str, **params: Param) -> Advice:
    return Advice("look", Reason(code, "", tuple(sorted(params.items()))))


def look_over() -> list[Advice]:
    """Everything found, what is unsafe first."""
    state = startup.state()
    looks = [*LOOKS, *LOOKS_BY_STATE[state]]
    return sorted(chain.from_iterable(look() for look in looks), key=lambda each: each.level != "unsafe")


# --- what lies around the data -----------------------------------------------------------------


def _keys() -> Iterator[Advice]:
    file = settings.KEYS_DIR / settings.FIELD_KEYS_FILE
    if settings.KEYS_DIR.is_relative_to(settings.DATA_DIR):
        yield _unsafe("doctor.keys_in_data", folder=str(settings.KEYS_DIR))
    if not file.is_file():
        if startup.state() not in ("none", "unreachable"):
            yield _unsafe("doctor.keys_missing", file=str(file))
        return
    for path in (settings.KEYS_DIR, file):
        if _open_to_others(path):
            yield _unsafe("doctor.keys_open", file=str(path))


def _files() -> Iterator[Advice]:
    database = _sqlite_file()
    if database and database.exists():
        if _open_to_others(settings.DATA_DIR) and _open_to_others(database):
            yield _unsafe("doctor.data_open", file=str(database))
        kind = _file_system(database)
        if kind in OVER_A_NETWORK:
            yield _unsafe("doctor.over_a_network", kind=kind)
    place = next(each for each in (settings.DATA_DIR, *settings.DATA_DIR.parents) if each.exists())
    free = shutil.disk_usage(place).free
    wanted = max(FREE_BYTES_LEAST, 3 * database.stat().st_size if database and database.exists() else 0)
    if free < wanted:
        yield _look("doctor.disk_low", free=free >> 20, wanted=wanted >> 20)


def _site() -> Iterator[Advice]:
    if settings.DEBUG:
        yield _unsafe("doctor.debug")
    others = _others()
    if "*" in others:
        yield _unsafe("doctor.any_host")
    if others and not settings.HTTPS:
        yield _unsafe("doctor.no_https", hosts=tuple(others))
    if others and settings.HTTPS and not (settings.PROXIES or settings.UNIX_PROXY):
        yield _look("doctor.no_proxies")
    if not (settings.FONTS_DIR.is_dir() and (settings.ASSETS_DIR / "htmx").is_dir()):
        yield _unsafe("doctor.no_assets", folder=str(settings.ASSETS_DIR))
    if not any(next(Path(folder).glob(CATALOGUES), None) for folder in settings.LOCALE_PATHS):
        yield _look("doctor.no_english")


def _backups() -> Iterator[Advice]:
    if startup.state() in ("none", "unreachable"):
        return
    folder = backup.folder()
    named = filter(backup.is_named, folder.glob("*.zip")) if folder.is_dir() else ()
    made = [path.stat().st_mtime for path in named]
    if not made:
        yield _look("doctor.no_backup", folder=str(folder))
        return
    newest = datetime.fromtimestamp(max(made), tz=clock.now().tzinfo)
    if clock.now() - newest > timedelta(days=BACKUP_DAYS_MOST):
        yield _look("doctor.old_backup", folder=str(folder), on=str(newest.date()))


def _tools() -> Iterator[Advice]:
    if connection.vendor != "postgresql":
        return
    for program in ("pg_dump", "pg_restore"):
        if not shutil.which(program):
            yield _look("doctor.no_tool", program=program)
            return
    if startup.state() == "unreachable":
        return
    said = subprocess.run(["pg_dump", "--version"], capture_output=True, text=True, check=False).stdout
    dumps = next((int(word.split(".")[0]) for word in said.split() if word[0].isdigit()), 0)
    server = connection.pg_version // 10_000  # type: ignore[attr-defined]
    if dumps < server:
        yield _look("doctor.old_tool", dumps=dumps, server=server)
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
        (collation,) = cursor.fetchone()
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (above_all,) = cursor.fetchone()
    if collation not in ("C", "POSIX", "C.UTF-8", "C.utf8"):
        yield _look("doctor.collation", collation=collation)
    if above_all:
        yield _look("doctor.superuser")


LOOKS: tuple[Look, ...] = (_keys, _files, _site, _backups, _tools)


# --- what is in it -----------------------------------------------------------------------------


def _sealed() -> Iterator[Advice]:
    """Whether the keys open what they sealed: one value of each column."""
    for model in apps.get_models():
        for column in (f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)):
            try:
                model._base_manager.exclude(**{f"{column.attname}__isnull": True}).values_list(
                    column.attname, flat=True
                ).first()
            except Refusal as no:
                yield _unsafe("doctor.keys_wrong", column=str(dict(no.reason.params).get("column", "")))
                return


def _guards() -> Iterator[Advice]:
    if next(guards.verify(), None):
        yield _unsafe("doctor.guards")


def _charter() -> Iterator[Advice]:
    try:
        wrong = len(charters.check())
    except BadInput as bad:
        wrong = len(bad.problems)
    if wrong:
        yield _unsafe("doctor.charter", count=wrong)


def _clock() -> Iterator[Advice]:
    latest = AuditLine.objects.aggregate(latest=Max("recorded_at"))["latest"]
    if latest and latest > clock.now() + timedelta(minutes=5):
        yield _unsafe("doctor.clock", latest=str(clock.in_town(latest).date()))


def _demo() -> Iterator[Advice]:
    if clock.is_demo() and _others():
        yield _unsafe("doctor.demo")


def _nothing_yet() -> Iterator[Advice]:
    yield _look("doctor.no_data", folder=str(settings.DATA_DIR))


def _unreachable() -> Iterator[Advice]:
    yield _unsafe("doctor.database_unreachable")


def _older() -> Iterator[Advice]:
    yield _look("doctor.older")


def _newer() -> Iterator[Advice]:
    yield _unsafe("doctor.newer")


LOOKS_BY_STATE: Mapping[startup.State, tuple[Look, ...]] = {
    "none": (_nothing_yet,),
    "unreachable": (_unreachable,),
    "older": (_older,),
    "newer": (_newer,),
    "current": (_sealed, _guards, _charter, _clock, _demo),
}
"""What more is looked at, by how the data stands to this program."""


# --- small things ------------------------------------------------------------------------------


def _open_to_others(path: Path) -> bool:
    """Whether somebody else on this machine may read it; not asked where files have no such rights."""
    asked = os.name == "posix" and path.exists()
    return asked and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _others() -> list[str]:
    """The names by which others reach the site."""
    return sorted(set(settings.ALLOWED_HOSTS).difference(settings.LOOPBACK))


def _sqlite_file() -> Path | None:
    return Path(settings.DATABASES["default"]["NAME"]) if connection.vendor == "sqlite" else None


def _file_system(path: Path) -> str:
    """The kind of file system a path lies on, as the machine tells; '' where it does not."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    rows = [line.split()[:3] for line in mounts]
    within = [(len(place), kind) for _device, place, kind in rows if path.is_relative_to(place)]
    return max(within, default=(0, ""))[1]
