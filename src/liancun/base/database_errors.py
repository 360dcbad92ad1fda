"""When somebody else holds the data too long (数据正忙): a refusal in words, never the database's own."""

from django.db import OperationalError

from liancun.kernel import Refusal

LOCKED = "database is locked"
WAITED = ("40P01", "55P03", "57014")
"""PostgreSQL's codes of a deadlock, of a lock not had, of a statement that waited too long."""


def busy(error: OperationalError) -> Refusal | None:
    """The refusal that such an error is; None for any other."""
    state = getattr(error.__cause__, "sqlstate", "")
    return Refusal("act.busy") if LOCKED in str(error) or state in WAITED else None
