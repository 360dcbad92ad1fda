"""Everything that should be true, asked at once (全面核对): what `liancun check` runs."""

import gc
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Lock
from typing import Any

from liancun.base import audit, codes, guards, kept_texts, proof, trail
from liancun.base.cores import beside
from liancun.base.discovery import doors
from liancun.base.findings import Finding, Shareable
from liancun.base.models import AuditLine, ImportedRow
from liancun.kernel import Refusal

Check = Callable[[], Iterator[Finding]]

MANY = 20_000
"""So many records keep a second process busy for longer than it takes to begin."""


def all_checks() -> tuple[Check, ...]:
    """The guards, the audit trail, every record against its act, who looked, codes in addresses, then
    every room's checks from the ground floor up."""
    rooms = (check for _room, door in doors("checks") for check in door.CHECKS)
    ground = (guards.verify, audit.verify, *proof.CHECKS, trail.verify, kept_texts.verify, codes.verify)
    return *ground, *rooms


def all_findings() -> Iterator[Finding]:
    """Everything that every check finds, in their order."""
    for check in all_checks():
        yield from _never_raising(check())


def is_much() -> bool:
    """Whether the data is so much that a second process is worth its beginning."""
    return AuditLine.objects.count() + ImportedRow.objects.count() > MANY


def found_together() -> tuple[list[Finding], bool]:
    """The same, by this process and one on another core; and whether there was another one to the end.

    This process begins with the first check and the other with the last: they meet somewhere. Where the other
    one dies, this one does its part too.
    """
    with beside() as pool:
        shared = _Shared(pool)
        return shared.found(), shared.helped


Share = tuple[int, Any]
"""The place of a check, and which of its shares; None where it is not shared out."""


class _Shared:
    """The checks, taken from both ends by two processes."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool
        self._every = [
            (place, share)
            for place, check in enumerate(all_checks())
            for share in (check.shares() if isinstance(check, Shareable) else (None,))
        ]
        self._waiting = deque(self._every)
        self._taking = Lock()
        self._there: dict[Share, Future[list[Finding]]] = {}
        self.helped = pool is not None

    def found(self) -> list[Finding]:
        """What all checks find, in their order."""
        self._hand_over()
        here: dict[Share, list[Finding]] = {}
        while share := self._take():
            here[share] = _found_in(share)
        for share, future in self._there.items():
            try:
                here[share] = future.result()
            except BrokenProcessPool:
                self.helped = False
                here[share] = _found_in(share)
        return [finding for share in self._every for finding in here[share]]

    def _take(self) -> Share | None:
        with self._taking:
            return self._waiting.popleft() if self._waiting else None

    def _hand_over(self, done: Future[list[Finding]] | None = None) -> None:
        """Give the other process the last share that waits; called again when it is `done` with one."""
        if self._pool is None or (done and isinstance(done.exception(), BrokenProcessPool)):
            return
        with self._taking:  # so that what is not waiting any more has been taken by somebody
            if not self._waiting:
                return
            try:
                future = self._pool.submit(_found_in, self._waiting[-1])
            except BrokenProcessPool:
                self.helped = False
                return
            self._there[self._waiting.pop()] = future
        future.add_done_callback(self._hand_over)


def _found_in(share: Share) -> list[Finding]:
    """What one check finds, or one of its shares; in either process."""
    place, part = share
    check = all_checks()[place]
    with _collecting_seldom():
        return list(_never_raising(check.find(part) if isinstance(check, Shareable) else check()))


def _never_raising(findings: Iterator[Finding]) -> Iterator[Finding]:
    """What a check finds; one that the charter leaves without an answer says so, and the others go on."""
    try:
        yield from findings
    except Refusal as refusal:
        params = refusal.reason.params
        yield Finding("broken", f"charter:{dict(params).get('decision', '')}", refusal.code, params)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Records that are read leave few circles behind, and looking for them took a seventh of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
