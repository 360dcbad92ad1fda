"""What is killed (断电的对照): each step of a town's work undisturbed, where the one before ended."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command

from liancun.base import backup, crypto, evidence, guards, startup
from liancun.base.permits import SYSTEM
from liancun.charter.typed import read_typed, read_yaml
from liancun.faces import charter_files
from liancun.faces.cli.init import EXAMPLE
from liancun.rooms.registry.actions.founding import found_town
from liancun.rooms.registry.founding import Answers
from tests.databases import rewind_numbers, settle
from tests.kills import Control, Place, Places, Step, control, in_a_process, still
from tests.life import DAY, WHOLE_LIFE, begin_village

LIFE = tuple(step.name for step in WHOLE_LIFE)
ALTERED, GIVEN = "notices_noticeitem", "payee"
"""A table of records that the upgrade gives a column."""


def _at(place: Place, *work: Any) -> Place:
    """The place after some work of one process there."""

    def done() -> None:
        with still(), place.at_work():
            for each in work:
                each()
            settle()

    in_a_process(done)
    return place


def blank(places: Places, name: str = "blank") -> Place:
    """An installation with all tables and no rows."""
    return _at(places.empty(name), startup.open_data)


def opened(place: Place) -> Place:
    """A database that was made elsewhere, opened."""
    return _at(place, rewind_numbers, startup.open_data)


def life(blank: Place, places: Places, steps: Sequence[Step] = WHOLE_LIFE) -> dict[str, Control]:
    """Every step of a village's year."""
    found, start = {}, _at(places.copied(blank, "village"), begin_village)
    for step in steps:
        found[step.name], start = control(step, start, places, step.name.replace(" ", "_"))
    return found


def year(life: dict[str, Control], places: Places) -> Place:
    """The village with its fee posted, whose town it is, and a decision of an organisation's own."""
    place = places.copied(life["pay the list"].start, "year")
    (place.data / "town.yaml").write_text("pack: panguan\n", encoding="utf-8")
    decide = partial(charter_files.write, "registry/exit_notice", org="jiaxi", on=DAY)
    return _at(place, decide, startup.open_data)


def restore(year: Place, places: Places) -> Control:
    """A backup put back where nothing is, and opened."""
    file = places.folder / "copies" / "year.zip"
    _at(year, lambda: backup.back_up(file))

    def put_back() -> None:
        backup.restore(file)
        startup.open_data()

    step = Step("restore", put_back, "backup.data_is_there")
    return _alone(step, places.empty("nothing", year.keys), places)


def upgrade(life: dict[str, Control], places: Places) -> Control:
    """Data of a program that had fewer columns and tables: evidence was taken of what there was."""

    def without_columns() -> None:
        cover = evidence.covers()[ALTERED]
        kept = [at for at, each in enumerate(cover.fields) if each.name != GIVEN]
        fields = tuple(cover.fields[at] for at in kept)
        less = replace(cover, fields=fields, columns=tuple(cover.columns[at] for at in kept))
        earlier = {**evidence.covers(), ALTERED: less}
        evidence.covers = lambda: earlier  # type: ignore[assignment]

    def back() -> None:
        guards.take_down()
        call_command("migrate", "notices", "0002", verbosity=0)
        call_command("migrate", "sales", "zero", verbosity=0)

    publish = life["publish"]
    older = _at(places.copied(publish.start, "older"), without_columns, publish.step.take, back)
    return _alone(Step("upgrade", startup.open_data), older, places)


def keys(year: Place, places: Places) -> Control:
    """Keys turned."""
    return _alone(Step("keys", crypto.turn_keys), year, places)


def founding(blank: Place, places: Places) -> Control:
    """A town founded: files and records."""
    answers = read_typed(read_yaml(EXAMPLE, "init.yaml"), Answers, file="init.yaml")
    answers = replace(answers, clerk=replace(answers.clerk, password="correct horse battery"))

    def found() -> None:
        found_town(answers, settings.DATA_DIR, by=SYSTEM, on=DAY, help_of=lambda book: book.kind)

    return _alone(Step("found", found, "registry.founding.data_is_there"), blank, places)


def decision(year: Place, places: Places) -> Control:
    """A file of a decision begun."""

    def write() -> None:
        charter_files.write("registry/exit_notice", org="haiba", on=DAY)

    return _alone(Step("decision", write, "charter.own_file_is_there"), year, places)


def everywhere(places: Places, *, tiny: bool = False) -> list[Control]:
    """All of them, on data made for it; `tiny`: the first alone."""
    begin = blank(places)
    if tiny:
        return [*life(begin, places, WHOLE_LIFE[:1]).values()]
    lived = life(begin, places)
    at_end = year(lived, places)
    return [
        *lived.values(),
        restore(at_end, places),
        upgrade(lived, places),
        keys(at_end, places),
        founding(begin, places),
        decision(at_end, places),
    ]


def _alone(step: Step, start: Place, places: Places) -> Control:
    """A step after which nothing comes."""
    of, place = control(step, start, places, "control")
    place.remove()
    return of
