"""When data or disk cannot take it (数据正忙、磁盘满了): a refusal in words, never the machine's own."""

import errno

from django.db import OperationalError

from liancun.kernel import Refusal

LOCKED, FULL = "database is locked", "database or disk is full"
WAITED = ("40P01", "55P03", "57014")
"""PostgreSQL's codes of a deadlock, of a lock not had, of a statement that waited too long."""
DISK_FULL = "53100"
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def no_space(error: BaseException | None) -> bool:
    """Whether the disk, or the share of it one may fill, is full."""
    return isinstance(error, OSError) and error.errno in NO_SPACE


def refusal_of(error: BaseException | None) -> Refusal | None:
    """The refusal that an error of the database or the disk is; None for any other."""
    if no_space(error):
        return Refusal("act.disk_full")
    if not isinstance(error, OperationalError):
        return None
    state = getattr(error.__cause__, "sqlstate", "")
    if FULL in str(error) or state == DISK_FULL:
        return Refusal("act.disk_full")
    return Refusal("act.busy") if LOCKED in str(error) or state in WAITED else None
