"""Opening a data folder (打开数据): back up what is older, migrate, put the guards back, hold the charter."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from liancun.base import backup, charters, clock, guards, jobs
from liancun.kernel import BadInput


def open_data() -> None:
    """Make the data ready for use. Raises BadInput where the charter on disk cannot be loaded.

    Data of an older version is backed up before it is migrated. Guards are put back after every migrate:
    SQLite drops a table's triggers when it alters the table.
    """
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        if executor.loader.applied_migrations:
            stamp = clock.now().strftime("%Y%m%d-%H%M%S")
            backup.back_up(Path(settings.DATA_DIR) / "backups" / f"before-migrate-{stamp}.zip")
        call_command("migrate", verbosity=0, interactive=False)
    guards.put_back()
    jobs.mark_stopped()
    charters.forget()
    problems = charters.check()
    if problems:
        raise BadInput(problems)
    charters.record_blocks(charters.current(), clock.now())
