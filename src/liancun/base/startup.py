"""Opening a data folder (打开数据): back up what is older, migrate, put the guards back, hold the charter."""

import errno
import hashlib
import pkgutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from liancun.base import (
    adoption,
    backup,
    charters,
    clock,
    guards,
    jobs,
    kept_texts,
    report_bounds,
    sealing,
    whole_files,
)
from liancun.base.discovery import NotYet, doors
from liancun.base.models import AuditLine
from liancun.base.standing import stand, stands
from liancun.kernel import BadInput, Reason, Refusal

try:
    import fcntl
except ImportError:  # pragma: no cover
    fcntl = None  # type: ignore[assignment]

GUARDED, CHARTERED, OPENED = "guards", "charter", "openings"
OPENINGS = "2"
"""What was done once to data of earlier programs; another number where a room has more to do."""


State = Literal["none", "unreachable", "older", "current", "newer"]
"""How data stands to this program; none: nothing there yet."""


def state() -> State:
    """How the data stands to this program; nothing is opened, made or changed."""
    file = Path(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite" and not file.exists():
        return "none"
    try:
        if not connection.introspection.table_names():
            return "none"
        there, applied = _there(), _applied()
    except DatabaseError:
        return "unreachable"
    return "current" if there == applied else "newer" if applied - there else "older"


def must_be_there() -> None:
    """Refuse a folder or database in which nothing is: somebody looked in the wrong place."""
    if state() == "none":
        raise Refusal("opening.nothing_here", folder=str(settings.DATA_DIR))


def open_for_use() -> Sequence[Reason]:
    """Open the data as commands and servers do: its folder and keys there, one process at a time.

    On PostgreSQL one machine's processes wait for each other; those of another machine do not know of it.
    """
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _keys_writable():
        hold_the_keys()
    with _alone():
        return open_data()


@contextmanager
def _keys_writable() -> Iterator[None]:
    """Say in words that the folder of keys may only be read, or not even that."""
    try:
        yield
    except OSError as no:
        if no.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise Refusal("opening.keys_locked", folder=str(settings.KEYS_DIR)) from None


@contextmanager
def _alone() -> Iterator[None]:
    """While others wait: two that migrate at once would be in each other's way. Where a system has no such
    lock (Windows), one process opens."""
    if fcntl is None:
        yield
        return
    with _keys_writable():
        lock = open(settings.KEYS_DIR / ".opening", "w", encoding="ascii")  # noqa: SIM115  # closed below
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def hold_the_keys() -> None:
    """Have the keys there before the data is: made for new data, and never anew for data that is there.

    New data has all of them at once, so that no two requests make one. Evidence of data that is there is
    not begun under a new key for want of the old one: that is told first.
    """
    file = settings.KEYS_DIR / settings.FIELD_KEYS_FILE
    if not file.exists():
        if state() not in ("none", "unreachable"):
            raise Refusal("opening.no_keys", file=str(file))
        len(settings.EVIDENCE_KEYS)
    len(settings.FIELD_KEYS)
    str(settings.SECRET_KEY)


def open_data() -> Sequence[Reason]:
    """Make the data ready for use: gives what was added to data of an earlier program.

    Raises BadInput where the charter on disk cannot be loaded, or where what the data rests on is known to
    nobody; nothing has been touched then.

    Data of an older version is backed up before it is migrated; data of a newer one is left alone. A
    migration is one transaction with all that belongs to it: whoever dies on the way leaves the data as it
    was. Guards are away during it (SQLite drops a table's triggers when it alters the table, and alters none
    that another table's trigger reads) and put back after it, and where the declared ones have changed; one
    that is missing otherwise was taken away, and stays so for `check` to say.
    """
    adoption.must_be_known()
    if _there() == _applied():
        return [*_made_ready(), *_bring_up_to_date()]
    charters.must_be_readable()
    found, before = sealing.found_before(), sealing.is_before()
    waiting = _is_waiting()
    if waiting and not _is_new():
        stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
        backup.back_up(backup.folder() / f"before-migrate-{stamp}.zip")
    with _altering():
        if waiting:
            _migrate()
        told = _made_ready(migrated=waiting, before=before)
        if waiting:
            sealing.reseal(found)
    return [*told, *_bring_up_to_date()]


def _made_ready(*, migrated: bool = False, before: bool = False) -> list[Reason]:
    """All that follows a migration, and is looked after at every opening."""
    _guard(anew=migrated)
    adoption.adopt()
    jobs.mark_stopped()
    report_bounds.remove_old()
    told = _hold_the_charter()
    whole_files.stand(Path(settings.DATA_DIR), AuditLine.objects.exists)
    sealing.tell_of_restore()
    sealing.begin(anew=before)
    return told


@contextmanager
def _altering() -> Iterator[None]:
    """One transaction in which tables are altered.

    SQLite holds foreign keys while it is not inside one alone, and they are looked at before its end;
    PostgreSQL alters no table of which a foreign key is still to be looked at, so that it looks at once.
    """
    with connection.constraint_checks_disabled(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        connection.check_constraints()


def _there() -> set[tuple[str, str]]:
    """The migrations that the program has, by the names of their files.

    Reading the files takes as long as all else that is done at an opening.
    """
    return {
        (app.label, each.name)
        for app in apps.get_app_configs()
        for each in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if not each.ispkg and each.name[0] not in "_~"
    }


def _applied() -> set[tuple[str, str]]:
    """The migrations that the data has, of the program's own parts."""
    labels = {app.label for app in apps.get_app_configs()}
    return {key for key in MigrationRecorder(connection).applied_migrations() if key[0] in labels}


def _is_waiting() -> bool:
    """Whether a migration is waiting. Refuses data that a newer program has migrated."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations
    unknown = [key for key in applied if key[0] in executor.loader.migrated_apps]
    unknown = [key for key in unknown if key not in executor.loader.graph.nodes]
    if unknown:
        raise Refusal("opening.newer", migration=".".join(min(unknown)))
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _is_new() -> bool:
    """Whether nothing has been migrated yet: there is nothing to back up."""
    return not MigrationRecorder(connection).applied_migrations()


def _migrate() -> None:
    """Bring the data to this version; its guards are away from now on."""
    guards.take_down()
    call_command("migrate", verbosity=0, interactive=False)


def _guard(*, anew: bool) -> None:
    declared = guards.declared()
    if anew or not stands(GUARDED, declared):
        guards.put_back()
        stand(GUARDED, declared)


def _bring_up_to_date() -> list[Reason]:
    """Each room's `openings`: what older data lacks is added by an act of the system, once.

    What could not be done yet is tried again at the next opening.
    """
    if stands(OPENED, OPENINGS):
        return []
    said: list[Reason] = []
    whole = True
    for opening in [each for _room, door in doors("openings") for each in door.OPENINGS]:
        try:
            said += opening()
        except NotYet:
            whole = False
    if whole:
        stand(OPENED, OPENINGS)
    return said


def _hold_the_charter() -> list[Reason]:
    """Refuse a charter that is not sound; one found sound is looked at again when something has changed.

    Then it is told which defaults ship no more and go on because the data rests on them.
    """
    charters.forget()
    ground = _ground()
    if stands(CHARTERED, charters.stamp(ground)):
        return []
    problems = charters.check()
    if problems:
        raise BadInput(problems)
    stand(CHARTERED, charters.stamp(ground))
    return kept_texts.left()


def _ground() -> str:
    """A digest of what the charter's check rests on outside the data: decisions on disk and their readers."""
    program: Path = settings.PACKAGE
    parts = ["charter/*.py", "charter/law/**/*.yaml", "charter/defaults/**/*.yaml"]
    parts += [
        "charter/packs/**/*.yaml",
        "kernel/**/*.py",
        "rooms/*/rules.py",
        "rooms/*/rules/*.py",
        "base/permits.py",
    ]
    files = [path for part in parts for path in program.glob(part)]
    found = hashlib.sha256()
    own = [*charters.town().files, *charters.own_folder().rglob("*.y*ml")]
    files += [path for path in own if path.is_file()]
    for path in sorted(files):
        content = path.read_bytes()
        found.update(f"{path} {len(content)} ".encode())
        found.update(content)
    return found.hexdigest()
