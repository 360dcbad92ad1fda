"""Another core (另一核): a process beside this one, with Django set up and a connection of its own.

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


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def beside() -> Iterator[ProcessPoolExecutor | None]:
    """A process beside this one, begun at once; None where the machine has one core or allows no process.

    One that cannot begin or dies says nothing itself: whoever handed it work gets BrokenProcessPool.
    """
    pool = _pool() if cores() > 1 else None
    try:
        yield pool
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)


def _pool() -> ProcessPoolExecutor | None:
    try:
        # Spawned, not forked: an open connection must not be carried into another process.
        pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    except (NotImplementedError, OSError):  # no semaphores
        return None
    try:
        # The first thing handed over begins the process.
        pool.submit(int)
    except OSError:  # no further process, or no memory for one
        pool.shutdown()
        return None
    return pool


def _begin() -> None:
    # Ctrl+C reaches both; the one that handed work over ends the other.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        django.setup()
    except Exception:
        # The other process has set up the same and lives: what fails here is this process, not the program.
        os._exit(1)
