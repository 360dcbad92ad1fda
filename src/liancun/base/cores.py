"""Another core (另一核): a process beside this one, with Django set up and no connection of this one's.

This module imports nothing that needs Django set up: the new process reads it first, before anything it is
handed is unpickled.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import django


@contextmanager
def beside() -> Iterator[ProcessPoolExecutor | None]:
    """A process beside this one, begun at once; None where the machine allows none.

    One that cannot begin or dies says nothing itself: whoever handed it work gets BrokenProcessPool.
    """
    try:
        # Spawned, not forked: an open connection must not be carried into another process.
        pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    except (NotImplementedError, OSError):  # no semaphores
        yield None
        return
    try:
        # The first thing handed over begins the process.
        pool.submit(int)
    except OSError:  # no further process, or no memory for one
        pool.shutdown()
        yield None
        return
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    # Ctrl+C reaches both; the one that handed work over ends the other.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        django.setup()
    except Exception:
        # The other process has set up the same and lives: what fails here is this process, not the program.
        os._exit(1)
