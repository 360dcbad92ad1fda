"""When what was committed lies on the disk (落盘): at once, but for work that is begun anew if need be."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# How a setting is asked for, how it is set, and what it is while nobody waits. SQLite also takes its log over
# into its file less often (every 64 MB): each page once, not ten times.
QUICK = {
    "sqlite": (
        ("PRAGMA synchronous", "PRAGMA synchronous={}", "NORMAL"),
        ("PRAGMA wal_autocheckpoint", "PRAGMA wal_autocheckpoint={}", "16384"),
    ),
    "postgresql": (("SHOW synchronous_commit", "SET synchronous_commit TO {}", "off"),),
}


@contextmanager
def not_waited_for() -> Iterator[None]:
    """Let commits not wait for the disk. The first commit after it waits for all of them.

    For work that is begun anew where the power fails in its midst; a process that dies loses nothing either
    way. Inside a transaction there is no commit to wait for, and nothing changes.
    """
    settings = () if connection.in_atomic_block else QUICK[connection.vendor]
    before = []
    for asking, setting, quick in settings:
        with connection.cursor() as cursor:
            cursor.execute(asking)
            before.append((setting, cursor.fetchone()[0]))
            cursor.execute(setting.format(quick))
    try:
        yield
    finally:
        for setting, value in before:
            with connection.cursor() as cursor:
                cursor.execute(setting.format(value))
