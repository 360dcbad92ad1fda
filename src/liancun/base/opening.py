"""Opening a data folder (打开数据): back up what is older, migrate, put the guards back, hold the charter."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from liancun.base import backup, charters, clock, guards, jobs
from liancun.base.models import Setting
from liancun.kernel import BadInput, Refusal

GUARDED = "guards"


def open_data() -> None:
    """Make the data ready for use. Raises BadInput where the charter on disk cannot be loaded.

    Data of an older version is backed up before it is migrated; data of a newer one is left alone. Guards
    are away during a migration (SQLite drops a table's triggers when it alters the table, and alters none
    that another table's trigger reads) and put back after it, and where the declared ones have changed; one
    that is missing otherwise was taken away, and stays so for `check` to say.
    """
    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations
    unknown = [key for key in applied if key[0] in executor.loader.migrated_apps]
    unknown = [key for key in unknown if key not in executor.loader.graph.nodes]
    if unknown:
        raise Refusal("opening.newer", migration=".".join(min(unknown)))
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        if applied:
            stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
            backup.back_up(Path(settings.DATA_DIR) / "backups" / f"before-migrate-{stamp}.zip")
        guards.take_down()
        call_command("migrate", verbosity=0, interactive=False)
    _guard(anew=bool(waiting))
    jobs.mark_stopped()
    charters.forget()
    problems = charters.check()
    if problems:
        raise BadInput(problems)
    charters.record_blocks(charters.current(), clock.now())


def _guard(*, anew: bool) -> None:
    declared = guards.declared()
    if anew or not Setting.objects.filter(name=GUARDED, value=declared).exists():
        guards.put_back()
        Setting.objects.update_or_create(name=GUARDED, defaults={"value": declared})
