"""The power goes throughout a whole year (全年断电): land, work, wages, land money, the surplus, the close.

A small town is raised as the demo raises it, and each kind of act is stopped on its way through the year: a
workbook of land contracts or attendance, each step of each kind of run, the carrying and sealing of the
year. It is stopped at points drawn by a seed, by an exception and by killing the process. After each stop
every table stands as it stood and the act, asked for again, succeeds; at the end the town is, row for row,
the one raised without a crash.
"""

import inspect
import pkgutil
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db.models import DateTimeField, Model

from liancun import scenario
from liancun.base import charters, checking, guards
from liancun.base.models import AuditLine, Imprint
from liancun.base.models import Counter as Mark
from liancun.base.startup import open_data
from liancun.rooms.settlement.models import Run
from liancun.scenario.town import raise_town
from tests import kills
from tests.databases import copy, drop, inside, own, rewind_numbers, settle
from tests.test_crash import COMMIT, Cut, cut_at, raise_cut

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILL_EVERY = 4
"""Of the stops, every fourth kills the process; the others raise."""
FEW_STATEMENTS = 400
"""A point beyond the last statement is the commit; drawn so that most points lie among the statements."""
WATCHED = {
    "import land_contracts", "import plots", "import attendance", "import park_statements",
    "import payments", "draft_run wages", "check_run wages", "publish_run wages", "record_posting",
    "confirm_run wages", "post_run wages", "draft_run guaranteed_dividend", "check_run guaranteed_dividend",
    "publish_run guaranteed_dividend", "confirm_run guaranteed_dividend", "post_run guaranteed_dividend",
    "draft_run park_share", "confirm_run park_share", "post_run park_share", "close_period",
    "close_cooperative_year", "check_run surplus", "publish_run surplus", "record_resolution",
    "confirm_run surplus", "post_run surplus", "seal_year",
}  # fmt: skip
"""What the year must have been stopped in, whatever else it has."""


def named(act: FunctionType, given: tuple[Any, ...]) -> str:
    """An act and what it is about: `import attendance`, `post_run wages`."""
    if act.__name__ == "import_workbook":
        return f"import {given[0]}"
    if act.__name__ == "draft_run":
        return f"draft_run {given[1].kind}"
    if act.__name__.endswith("_run"):
        return f"{act.__name__} {Run.objects.get(pk=given[0]).kind}"
    return act.__name__


@dataclass
class Power:
    """Goes at the first act of each kind, and at a later one of those watched; what it stopped, and how."""

    seed: str
    stopped: dict[str, list[str]] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    inside: bool = False

    def around(self, act: FunctionType) -> Callable[..., Any]:
        """The act, stopped where this is its turn, then done."""

        @wraps(act)
        def done(*given: Any, **more: Any) -> Any:
            if self.inside:
                return act(*given, **more)
            name = named(act, given)
            self.met[name] += 1
            if self.met[name] == 1 or (self.met[name] == 3 and name in WATCHED):
                self.stop(name, lambda: act(*given, **more))
            self.inside = True
            try:
                return act(*given, **more)
            finally:
                self.inside = False

        return done

    def stop(self, name: str, take: Callable[[], Any]) -> None:
        """Once among the statements or at the commit: nothing is left of it."""
        self.stops += 1
        chance = random.Random(f"{self.seed} {name} {self.met[name]}")
        point = chance.choice((chance.randint(1, 12), chance.randint(1, 60), FEW_STATEMENTS))
        before = rows()
        self.inside = True
        try:
            came_to = killed(take, point) if self.stops % KILL_EVERY == 0 else raised_at(take, point)
        finally:
            self.inside = False
        assert rows() == before, (name, point, came_to)
        self.stopped.setdefault(name, []).append(came_to)
        rewind_numbers()


def raised_at(take: Callable[[], Any], point: int) -> str:
    """Stop by an exception; the statement or the commit it came to."""
    with cut_at(point, raise_cut) as passed, pytest.raises(Cut):
        take()
    return passed[-1] if passed[-1] == COMMIT else "statement"


def killed(take: Callable[[], Any], point: int) -> str:
    """Stop by killing the process; then open the data as the next process does."""

    def work() -> None:
        with cut_at(point, kills.die):
            take()

    assert kills.in_a_process(work) is None
    open_data()
    return "killed"


def rows() -> dict[str, tuple[Any, ...]]:
    """How many rows every table holds and its highest number, and each organisation's mark."""
    found: dict[str, tuple[Any, ...]] = {
        model._meta.label: (model._base_manager.count(), highest(model)) for model in apps.get_models()
    }
    return found | {"marks": tuple(Mark.objects.order_by("org_code").values_list("org_code", "value"))}


def highest(model: type[Model]) -> Any:
    """The highest primary key."""
    return model._base_manager.order_by("-pk").values_list("pk", flat=True).first()


def acts() -> Iterator[tuple[ModuleType, str, FunctionType]]:
    """Where the scenario holds an act: the import door, and every verb of a room's actions."""
    for found in pkgutil.iter_modules(scenario.__path__):
        module = import_module(f"liancun.scenario.{found.name}")
        for name, value in list(vars(module).items()):
            if isinstance(value, ModuleType) and value.__name__.endswith(".actions"):
                yield from verbs(value)
            elif isinstance(value, FunctionType) and (is_act(value) or name == "import_workbook"):
                yield module, name, value


def verbs(module: ModuleType) -> Iterator[tuple[ModuleType, str, FunctionType]]:
    for name, value in list(vars(module).items()):
        if isinstance(value, FunctionType) and is_act(value):
            yield module, name, value


def is_act(value: FunctionType) -> bool:
    """A verb of a room: it says who and when."""
    wants = inspect.signature(value).parameters
    return ".actions" in value.__module__ and {"by", "on"} <= wants.keys() and value.__name__[0] != "_"


OF_MOMENTS: dict[type[Model], tuple[str, ...]] = {
    AuditLine: ("digest", "seal"),
    Imprint: ("tags", "hints"),
    Mark: ("seal", "head"),
}
"""What is made of what was recorded, its moment in it."""


def everything() -> dict[str, list[Any]]:
    """Every row of every table but for the moments of recording, and the digests over them."""
    opened = {"base.CharterBlock", "base.Setting"}  # only one of the two towns was opened as data is
    return {
        model._meta.label: list(lasting(model))
        for model in apps.get_models()
        if model._meta.label not in opened
    }


def lasting(model: type[Model]) -> Any:
    names = [
        each.attname
        for each in model._meta.concrete_fields
        if not isinstance(each, DateTimeField) and each.name not in OF_MOMENTS.get(model, ())
    ]
    return model._base_manager.order_by("pk").values_list(*names)


@pytest.fixture
def empty(blank: str, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with nothing in it, of the same origin as the raised town."""
    with django_db_blocker.unblock():
        name = copy(blank, own("year"))
        with inside(name):
            open_data()
            settle()
    yield name
    with django_db_blocker.unblock():
        drop(name)


def test_a_year_of_crashes_ends_where_the_calm_year_ends(
    raised: str, empty: str, tmp_path: Any, monkeypatch: Any
) -> None:
    with inside(raised):
        calm = everything()
    power = Power("2025")
    with inside(empty), monkeypatch.context() as patched:
        charters.forget()
        for holder, name, act in {(id(h), n): (h, n, a) for h, n, a in acts()}.values():
            patched.setattr(holder, name, power.around(act))
        raise_town("small", tmp_path)
        guards.put_back()
        assert power.stopped.keys() >= WATCHED, WATCHED - power.stopped.keys()
        ended = Counter(each for every in power.stopped.values() for each in every)
        assert min(ended["statement"], ended[COMMIT], ended["killed"]) > 10, ended
        crashed = everything()
        assert {name for name, held in calm.items() if held != crashed[name]} == set()
        assert list(checking.all_findings()) == []
