"""Raising a town (建起一镇): stage by stage through a whole year, up to the demo day."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from liancun.base import clock
from liancun.base.models import AuditLine, Setting
from liancun.kernel import Refusal
from liancun.scenario.beginning import beginning_stages
from liancun.scenario.constants import DEMO_DAY
from liancun.scenario.raising import Raising, Stage, Step
from liancun.scenario.world import World
from liancun.scenario.year import year_stages

RAISED = "demo_town"

Track = Callable[[list[Step], str], Iterable[Step]]


def is_raised() -> bool:
    """Whether this data holds a whole demo town."""
    return Setting.objects.filter(name=RAISED).exists()


def raise_town(scale: str, folder: Path, *, before: str = "", track: Track | None = None) -> World:
    """Raise the "small" or the "full" town in empty data; its workbooks stay in `folder`.

    With `before` it stops short of that stage: a story goes on from there. Refuses data that already holds
    records, a half-raised town among them.
    """
    if AuditLine.objects.exists():
        raise Refusal("scenario.data_is_there")
    clock.set_demo_day(DEMO_DAY)
    raising = Raising(World.of(scale), folder)
    with rarely_collecting():
        run_stages(raising, before, track)
    Setting.objects.create(name=RAISED, value=scale)
    return raising.world


def run_stages(raising: Raising, before: str, track: Track | None) -> None:
    """Every stage up to the one named, its steps under `track`."""
    for stage in stages(raising):
        if before and stage.key == before:
            break
        steps = list(stage.steps())
        for step in track(steps, stage.label) if track else steps:
            step()


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Let the collector of garbage look rarely: it took a fifth of the time."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def stages(raising: Raising) -> Iterator[Stage]:
    """Every stage, in the order of the year."""
    yield from beginning_stages(raising)
    yield from year_stages(raising)
