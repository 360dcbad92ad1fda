"""Do the tests of a rule see every wrong comparison and rounding? (变异测试)

Each comparison, rounding and divided remainder of a room's `rules.py` is turned wrong, one at a time; the
room's own pure tests (hand-worked cases and properties) are run on the wrong rule in this very process, and
one of them must fail. A mutant that no test can tell from the rule, because it decides the same, is listed
with its reason in the test module's EQUIVALENT.

    python -m tests.mutation points          the list tried, and what became of each
    python -m tests.mutation kernel.allocate the same of a module by itself
"""

import ast
import copy
import inspect
import itertools
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import hypothesis

SECONDS_MOST = 60
"""A mutant may loop for ever: after so much of the processor's time it counts as seen."""


class Endless(BaseException):
    """A mutant loops for ever. No Exception: a property catches those, and calls the rule once more."""


COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
"""What each comparison becomes: its edge moved, and its answer turned round."""

ROUNDINGS = {
    "floor_share": ("ceil_share",),
    "ceil_share": ("floor_share",),
    "half_up": ("floor", "ceil"),
    "floor": ("ceil",),
    "ceil": ("floor",),
    "min": ("max",),
    "max": ("min",),
}
"""What each rounding (and bound) becomes."""

ROUNDING_IMPORT = "from math import ceil, floor\nfrom liancun.kernel import ceil_share, floor_share\n"


@dataclass(frozen=True)
class Mutant:
    """One wrong rule: where, what was there and what stands there now, and the whole text."""

    function: str
    line: int
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """How EQUIVALENT names it: no line number, so that it lives through edits above."""
        return f"{self.function}: {self.before} -> {self.after}"


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a rule's text, from its top.

    One tree is turned wrong and put right again: copying it for each mutant takes longer than most tests.
    """
    tree = ast.parse(source)
    found = []
    for node, function in list(_places(tree)):
        before = ast.unparse(node)
        for change in _changes(node):
            right = dict(vars(node))
            for name, value in right.items():
                setattr(node, name, copy.copy(value))
            change(node)
            found.append(Mutant(function, node.lineno, before, ast.unparse(node), ast.unparse(tree)))
            vars(node).clear()
            vars(node).update(right)
    return found


def _places(tree: ast.AST) -> Iterator[tuple[Any, str]]:
    """Nodes that can be turned wrong, in order, with the name of the function they stand in."""

    def walk(node: ast.AST, name: str) -> Iterator[tuple[Any, str]]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = f"{name}.{node.name}".lstrip(".")
        if isinstance(node, ast.Compare | ast.BoolOp | ast.Call | ast.BinOp):
            yield node, name
        for child in ast.iter_child_nodes(node):
            yield from walk(child, name)

    return walk(tree, "")


def _changes(node: Any) -> Iterator[Callable[[Any], None]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield lambda target, place=place, other=other: target.ops.__setitem__(place, other())  # type: ignore[misc]
    elif isinstance(node, ast.BoolOp):
        turned = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield lambda target: setattr(target, "op", turned())
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        for name in ROUNDINGS.get(node.func.id, ()):
            yield lambda target, name=name: _call(target, name)  # type: ignore[misc]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
        yield _round_up


def _call(target: ast.Call, name: str) -> None:
    assert isinstance(target.func, ast.Name)
    target.func.id = name


def _round_up(target: ast.BinOp) -> None:
    """a // b becomes -(-a // b)."""
    target.left, target.op = ast.UnaryOp(ast.USub(), copy.deepcopy(target.left)), ast.FloorDiv()
    target.right = ast.UnaryOp(ast.USub(), ast.UnaryOp(ast.USub(), target.right))
    inner = ast.BinOp(target.left, ast.FloorDiv(), target.right.operand.operand)  # type: ignore[attr-defined]
    target.left, target.op, target.right = ast.Constant(0), ast.Sub(), inner


# --- running a room's tests on a mutant --------------------------------------------------------


@contextmanager
def standing_in(name: str, source: str, also: Sequence[str]) -> Iterator[None]:
    """The text as the module of that name, and `also` (what imports it) loaded anew upon it."""
    names = [name, *also]
    real = {each: import_module(each) for each in names}
    held = {each: getattr(*_holder(each)) for each in names}
    texts = [source, *(inspect.getsource(real[each]) for each in also)]
    try:
        for each, text in zip(names, texts, strict=True):
            sys.modules[each] = module = _loaded(each, text, real[each])
            if held[each] is real[each]:  # a package may show something else by that name
                setattr(*_holder(each), module)
        yield
    finally:
        sys.modules.update(real)
        for each in names:
            setattr(*_holder(each), held[each])


def _holder(name: str) -> tuple[ModuleType, str]:
    """The package a module lies in, and its name there."""
    parent, _dot, child = name.rpartition(".")
    return import_module(parent), child


def _loaded(name: str, text: str, real: ModuleType) -> ModuleType:
    module = ModuleType(name)
    module.__file__, module.__package__ = real.__file__, real.__package__
    if hasattr(real, "__path__"):
        module.__path__ = real.__path__
    sys.modules[name] = module
    exec(_compiled(ROUNDING_IMPORT, name), module.__dict__)
    exec(_compiled(text, str(real.__file__)), module.__dict__)
    return module


@lru_cache(maxsize=64)
def _compiled(text: str, file: str) -> CodeType:
    """The code of a text: all but the mutant's own is the same for each mutant."""
    return compile(text, file, "exec")


def calls(test: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """The arguments of each call that pytest would make of a parametrized test."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    choices = []
    for mark in marks:
        names = mark.args[0]
        if isinstance(names, str):
            names = [each.strip() for each in names.split(",")]
        rows = []
        for row in mark.args[1]:
            if hasattr(row, "values") and hasattr(row, "marks"):  # pytest.param(...)
                rows.append(row.values)
            else:
                rows.append(row if len(names) > 1 else (row,))
        choices.append([dict(zip(names, row, strict=True)) for row in rows])
    for picked in itertools.product(*choices):
        yield {key: value for each in picked for key, value in each.items()}


def pure_tests(module: ModuleType) -> list[tuple[Callable[..., Any], list[dict[str, Any]]]]:
    """The tests of a module that need no fixture and no database, with their calls.

    Whichever saw a mutant last comes first: it is the likeliest to see the next. Then cases, then properties.
    """
    found = []
    for name, test in vars(module).items():
        marks = {mark.name for mark in getattr(test, "pytestmark", ())}
        if not name.startswith("test_") or not callable(test) or marks & {"django_db", "usefixtures", "slow"}:
            continue
        wanted = list(calls(test))
        if not set(inspect.signature(test).parameters) - set(wanted[0] if wanted else ()):
            found.append((test, wanted))
    return sorted(found, key=lambda each: (-SAW.get(each[0].__name__, 0), hasattr(each[0], "hypothesis")))


SAW: dict[str, int] = {}
"""The tests that saw a mutant, and the turn in which they last did."""


def run_tests(name: str, source: str, tests: Sequence[str], also: Sequence[str]) -> None:
    """Run the tests on a mutant; raises what the first failing one raises."""
    with standing_in(name, source, also):
        for each in tests:
            real = import_module(each)
            try:
                module = _loaded(each, inspect.getsource(real), real)
                for test, wanted in pure_tests(module):
                    try:
                        for arguments in wanted:
                            test(**arguments)
                    except BaseException:
                        SAW[test.__name__] = max(SAW.values(), default=0) + 1
                        raise
            finally:
                sys.modules[each] = real


def seen_by(
    name: str, source: str, tests: Sequence[str], also: Sequence[str] = (), seconds: float = SECONDS_MOST
) -> str:
    """What saw the mutant: the kind of failure, or '' for nothing."""

    def too_long(_signal: int, _frame: Any) -> None:
        raise Endless

    before = signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        run_tests(name, source, tests, also)
        return ""
    except BaseException as failure:
        if isinstance(failure, KeyboardInterrupt):
            raise
        return type(failure).__name__
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@dataclass(frozen=True)
class Tried:
    """A mutant and what became of it: what saw it, or why nobody can, or neither."""

    mutant: Mutant
    seen: str
    equivalent: str

    @property
    def lived(self) -> bool:
        """Whether a wrong rule passed every test."""
        return not self.seen and not self.equivalent


ALONE = {
    "kernel.allocate": "kernel.tests.test_allocate",
    "kernel.days": "kernel.tests.test_kernel",
    "kernel.quantities": "kernel.tests.test_kernel",
    "kernel.digest": "kernel.tests.test_kernel",
    "kernel.identifiers": "kernel.tests.test_identifiers",
    "rooms.committee.pooling": "rooms.committee.tests.test_pooling",
    "rooms.committee.tasking": "rooms.committee.tests.test_tasking",
}
"""Modules that are tried by themselves like rules, and the tests that must see their mutants."""


def rule_modules(room: str) -> list[str]:
    """The modules of a room's rules: `rules.py`, or each file of `rules/`, the package itself last."""
    if room in ALONE:
        return [f"liancun.{room}"]
    name = f"liancun.rooms.{room}.rules"
    package = Path(str(import_module(name).__file__))
    if package.name != "__init__.py":
        return [name]
    files = sorted(path.stem for path in package.parent.glob("*.py") if path.stem != "__init__")
    return [*(f"{name}.{stem}" for stem in files), name]


def tests_of(room: str) -> str:
    """The module of tests that must see every mutant."""
    return f"liancun.{ALONE[room]}" if room in ALONE else f"liancun.rooms.{room}.tests.test_rules"


@contextmanager
def unexplained() -> Iterator[None]:
    """A property that fails is a mutant seen: the smallest example that fails is not looked for."""
    before = hypothesis.settings.get_current_profile_name()
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "unexplained", hypothesis.settings.default, phases=phases, database=None
    )
    hypothesis.settings.load_profile("unexplained")
    try:
        yield
    finally:
        hypothesis.settings.load_profile(before)


@unexplained()
def try_room(room: str) -> list[Tried]:
    """Every mutant of a room's rules against its `tests/test_rules.py`; or of a module by itself."""
    modules, tests = rule_modules(room), tests_of(room)
    trials = f"liancun.rooms.{room}.trials"
    beside = [trials] if room not in ALONE and find_spec(trials) else []
    known: dict[str, str] = getattr(import_module(tests), "EQUIVALENT", {})
    tried = []
    for name in modules:
        source = inspect.getsource(import_module(name))
        also = [*(each for each in modules if each != name), *beside]
        failure = seen_by(name, ast.unparse(ast.parse(source)), [tests], also)
        assert not failure, f"{name}: the tests fail on the rule itself: {failure}"
        for mutant in mutants(source):
            seen = seen_by(name, mutant.source, [tests], also)
            tried.append(Tried(mutant, seen, known.get(mutant.name, "")))
    return tried


def show(room: str, tried: Sequence[Tried]) -> str:
    """The list tried, a line each."""
    lines = [f"{room}: {len(tried)} mutants, {sum(each.lived for each in tried)} lived"]
    for each in tried:
        became = each.seen or (f"decides the same: {each.equivalent}" if each.equivalent else "LIVED")
        lines.append(f"  line {each.mutant.line}  {each.mutant.name}  =>  {became}")
    return "\n".join(lines)


def main() -> int:
    """Try the rooms named on the command line."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    lived = 0
    for room in sys.argv[1:]:
        tried = try_room(room)
        lived += sum(each.lived for each in tried)
        print(show(room, tried))
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
