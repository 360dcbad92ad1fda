"""Opening a data folder (打开数据): back up what is older, migrate, put the guards back, hold the charter."""

import pkgutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from liancun.base import backup, charters, clock, guards, jobs
from liancun.base.models import Setting
from liancun.kernel import BadInput, Refusal

GUARDED, CHARTERED = "guards", "charter"


def open_data() -> None:
    """Make the data ready for use. Raises BadInput where the charter on disk cannot be loaded.

    Data of an older version is backed up before it is migrated; data of a newer one is left alone. Guards
    are away during a migration (SQLite drops a table's triggers when it alters the table, and alters none
    that another table's trigger reads) and put back after it, and where the declared ones have changed; one
    that is missing otherwise was taken away, and stays so for `check` to say.
    """
    migrated = False if _all_applied() else _migrate()
    _guard(anew=migrated)
    jobs.mark_stopped()
    _hold_the_charter()


def _all_applied() -> bool:
    """Whether exactly the migrations that the program has are applied, by the names of their files.

    Reading the files takes as long as all else that is done here.
    """
    there = {
        (app.label, each.name)
        for app in apps.get_app_configs()
        for each in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if not each.ispkg and each.name[0] not in "_~"
    }
    labels = {label for label, _name in there}
    applied = MigrationRecorder(connection).applied_migrations()
    return there == {key for key in applied if key[0] in labels}


def _migrate() -> bool:
    """Bring the data to this version: whether anything was waiting."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations
    unknown = [key for key in applied if key[0] in executor.loader.migrated_apps]
    unknown = [key for key in unknown if key not in executor.loader.graph.nodes]
    if unknown:
        raise Refusal("opening.newer", migration=".".join(min(unknown)))
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return False
    if applied:
        stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
        backup.back_up(Path(settings.DATA_DIR) / "backups" / f"before-migrate-{stamp}.zip")
    guards.take_down()
    call_command("migrate", verbosity=0, interactive=False)
    return True


def _guard(*, anew: bool) -> None:
    declared = guards.declared()
    if anew or not _stands(GUARDED, declared):
        guards.put_back()
        _stand(GUARDED, declared)


def _hold_the_charter() -> None:
    """Refuse a charter that is not sound; one found sound is looked at again when something has changed."""
    charters.forget()
    ground = charters.ground()
    if _stands(CHARTERED, charters.stamp(ground)):
        return
    problems = charters.check()
    if problems:
        raise BadInput(problems)
    charters.record_blocks(charters.current(), clock.now())
    _stand(CHARTERED, charters.stamp(ground))


def _stands(name: str, value: str) -> bool:
    return Setting.objects.filter(name=name, value=value).exists()


def _stand(name: str, value: str) -> None:
    Setting.objects.update_or_create(name=name, defaults={"value": value})
