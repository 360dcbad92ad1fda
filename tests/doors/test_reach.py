"""Every act is reached by form, command and endpoint (够得着): seen by going through each door.

What an act's example writes tells which act it was: one line of the audit trail. `unreached.txt` holds the
doors that are missing still, one a line; it only shrinks:

LIANCUN_UPDATE=1 ./dev run pytest tests/doors     leaves away what is reached now
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from inspect import isfunction, signature

import pytest
from django.conf import settings
from django.db import transaction

from liancun.base import clock
from liancun.base.models import AuditLine
from tests.doors.door import doors_of
from tests.doors.exceptions import only_shrinks
from tests.doors.typed import Typed, acts, commands, example_of
from tests.promises.commands import commands as all_commands

pytestmark = [
    pytest.mark.slow,
    pytest.mark.only_on("postgresql", "an act's doors are the program's, and here all are written through"),
]

FACES = ("form", "command", "endpoint")
ALSO = {
    "settlement.draft_runs": "settlement.draft_run",
    "settlement.check_lines": "settlement.check_line",
    "settlement.confirm_lines": "settlement.confirm_line",
    "points.score_sheet": "points.score_month",
    "labour.record_day": "labour.record_days",
    "production.standing_planting": "",
}
"""Functions of several acts, or of none, and the act that stands for them."""


def public_acts() -> list[str]:
    """Every act by room and name: what takes who does it and on which day."""
    found = []
    for room in settings.BUILT_ROOMS:
        path = f"liancun.rooms.{room}.actions"
        if find_spec(path):
            for name, each in vars(import_module(path)).items():
                own = isfunction(each) and each.__module__.startswith(path) and not name.startswith("_")
                if own and {"by", "on"} <= set(signature(each).parameters):
                    found.append(f"{room}.{name}")
    return [act for act in found if act not in ALSO]


def reached_by_examples(typed: Typed) -> Iterator[tuple[str, str]]:
    """(act, face) of every door whose example went through and left that act's line."""
    for act, example in acts().items():
        with transaction.atomic():
            for line in example.get("after", ()):
                typed.must(line)
            if "day" in example:
                clock.set_demo_day(example["day"])
            for door in doors_of(act, typed):
                with transaction.atomic():
                    before = AuditLine.objects.latest("pk").pk
                    answer = door.send(door.fields)
                    assert answer.done, (act, door.face, answer)
                    verbs = AuditLine.objects.filter(pk__gt=before).values_list("verb", flat=True)
                    assert example.get("trail", act) in verbs, (act, door.face, list(verbs))
                    yield act, door.face
                    transaction.set_rollback(True)
            transaction.set_rollback(True)


def reached_by_commands(typed: Typed) -> Iterator[tuple[str, str]]:
    """(act, "command") of every line that a verb's example left by itself."""
    for verb in commands():
        example = example_of(verb)
        if example.never or not example.say:
            continue
        with transaction.atomic():
            for line in example.after:
                typed.must(line)
            before = AuditLine.objects.latest("pk").pk
            code, said = typed.run([*verb.split(), *typed.words(example.say)], example.by)
            assert code == 0, (verb, said)
            for act in AuditLine.objects.filter(pk__gt=before).values_list("verb", flat=True):
                yield act, "command"
            transaction.set_rollback(True)


def test_every_act_is_reached(town, monkeypatch, tmp_path):
    typed = Typed(monkeypatch, tmp_path)
    reached = {*reached_by_examples(typed), *reached_by_commands(typed)}
    known = public_acts()
    assert len(known) > 80
    missing = [f"{act} {face}" for act in known for face in FACES if (act, face) not in reached]
    only_shrinks("unreached.txt", dict.fromkeys(missing, ""))


def test_every_verb_has_an_example():
    """What it prints and what it writes is seen by running it."""
    without = {"backup", "restore", "init", "demo", "serve", "version"}
    without |= {"labour sheet", "land map", "park print-list"}
    for words, command in all_commands():
        verb = words.removeprefix("liancun ")
        if not hasattr(command, "list_commands") and verb not in without:
            assert example_of(verb) is not None
