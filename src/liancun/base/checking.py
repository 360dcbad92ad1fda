"""Everything that should be true, asked at once (全面核对): what `liancun check` runs."""

from collections.abc import Callable, Iterator

from liancun.base import audit, codes, guards
from liancun.base.discovery import doors
from liancun.base.findings import Finding

Check = Callable[[], Iterator[Finding]]


def all_findings() -> Iterator[Finding]:
    """Everything that every room's checks find, whether the guards and the audit trail stand, and codes
    that part an address."""
    yield from guards.verify()
    yield from audit.verify()
    yield from codes.verify()
    for _room, checks in doors("checks"):
        for check in checks.CHECKS:
            yield from check()
