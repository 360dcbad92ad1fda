"""Counting each figure from records (计算): docs/figures.md, row by row."""

from collections.abc import Callable
from dataclasses import dataclass

from liancun.rooms.outcomes.rules import Counted


@dataclass(frozen=True)
class Counter:
    """How one figure is counted, and the references of its first records."""

    count: Callable[[], Counted]
    records: Callable[[int], tuple[str, ...]]


COUNTERS: dict[str, Counter] = {}


def count_all() -> dict[str, Counted]:
    """Every figure that something counts."""
    return {name: counter.count() for name, counter in COUNTERS.items()}
