"""Raising a town (建起一镇): stage by stage through a whole year, up to the demo day."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from liancun.base import charters, clock
from liancun.base.disk import not_waited_for
from liancun.base.models import AuditLine, Setting
from liancun.charter import TOWN_FILE
from liancun.kernel import Refusal
from liancun.scenario.beginning import beginning_stages
from liancun.scenario.constants import DEMO_DAY, TOWN_YAML
from liancun.scenario.pipeline import Raising, Stage, Step
from liancun.scenario.prefetch import Ahead
from liancun.scenario.world import World
from liancun.scenario.year import year_stages

RAISED = "demo_town"

Track = Callable[[list[Step], str], Iterable[Step]]


def is_raised() -> bool:
    """Whether this data holds a whole demo town."""
    return Setting.objects.filter(name=RAISED).exists()


def say_whose(data: Path) -> None:
    """Write whose the data folder is, before anything reads it."""
    file = data / TOWN_FILE
    if not file.exists():
        file.write_text(TOWN_YAML, encoding="utf-8")
    charters.forget()


def raise_town(
    scale: str,
    folder: Path,
    *,
    before: str = "",
    track: Track | None = None,
    ahead: Ahead | None = None,
) -> World:
    """Raise the "small" or the "full" town in empty data; its workbooks stay in `folder`.

    With `before` it stops short of that stage: a story goes on from there. Workbooks are written by `ahead`,
    without it by this process. Refuses data that already holds records, a half-raised town among them.
    """
    if AuditLine.objects.exists():
        raise Refusal("scenario.data_is_there")
    clock.set_demo_day(DEMO_DAY)
    raising = Raising(World.of(scale), folder, ahead or Ahead())
    # Who finds a town half raised raises it anew: only the mark below says that it is whole.
    with not_waited_for(), collecting_between() as collect:
        run_stages(raising, before, track, collect)
    Setting.objects.create(name=RAISED, value=scale)
    return raising.world


def run_stages(raising: Raising, before: str, track: Track | None, after: Step) -> None:
    """Every stage up to the one named, its steps under `track`; `after` is called when one is over."""
    for stage in stages(raising):
        if before and stage.key == before:
            break
        steps = list(stage.steps())
        for step in track(steps, stage.label) if track else steps:
            step()
        after()


@contextmanager
def collecting_between() -> Iterator[Step]:
    """Keep the collector of garbage still but when told to: it took a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()

    def collect() -> None:
        gc.collect()
        gc.freeze()

    try:
        yield collect
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def stages(raising: Raising) -> Iterator[Stage]:
    """Every stage, in the order of the year."""
    yield from beginning_stages(raising)
    yield from year_stages(raising)
