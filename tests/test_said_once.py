"""What is declared is reached, and said once (一处说定): fields, sources, acts, lists; labels and headings.

`headings.txt` and `labels.txt` in `tests/doors` hold what is typed by hand, file by file, with why. They only
shrink:

LIANCUN_UPDATE=1 ./dev run pytest tests/test_said_once.py     lowers what is fewer now
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from inspect import getmembers, isfunction
from pathlib import Path

import pytest
from django.conf import settings

from liancun.base import choices
from liancun.base.importing import all_import_kinds
from liancun.base.lists import all_lists
from liancun.base.offers import all_offers
from liancun.faces.words import all_words
from liancun.kernel import fields as vocabulary
from liancun.kernel.fields import Choice, Field, Many, Spec
from tests.doors.exceptions import only_fewer

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "liancun"
FACES = SRC / "faces"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

KINDS = {
    name
    for name, each in vars(vocabulary).items()
    if isinstance(each, type) and issubclass(each, Field) and name not in ("Field", "Amount")
}
"""Every type of field by name."""


@cache
def trees() -> dict[str, ast.Module]:
    """The program's files by name, tests and migrations left out."""
    files = [path for path in SRC.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    return {
        path.relative_to(SRC).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(files)
    }


@cache
def names_used() -> Counter[str]:
    """How often each name is used: read, imported from its module, or asked of it."""
    used: Counter[str] = Counter()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used[node.id] += 1
            elif isinstance(node, ast.Attribute):
                used[node.attr] += 1
    return used


def called(node: ast.AST) -> str:
    """The last name of what a call calls, or ''."""
    return ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""


def specs() -> Iterator[Spec]:
    """Every field that a person fills in, reads or narrows a list by."""
    for offer in all_offers():
        yield from (*offer.specs, *filter(None, [offer.subject]))
    for listing in all_lists():
        yield from (*listing.columns, *listing.totals, *listing.filters)
    for kind in all_import_kinds().values():
        yield from (Spec(each.name, each.field, each.required) for each in kind.columns)


# --- declared and reached -----------------------------------------------------------------------


def test_every_type_of_field_is_used():
    every = {called(node) for tree in trees().values() for node in ast.walk(tree)}
    assert KINDS and sorted(set(KINDS) - every) == []


def test_every_source_of_choices_is_asked_and_every_one_asked_is_there():
    asked = set()
    for spec in specs():
        field = spec.field.each if isinstance(spec.field, Many) else spec.field
        if isinstance(field, Choice) and field.source:
            asked.add(field.source)
            assert callable(choices.source(field.source))
    assert len(asked) > 15
    texts = {
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    there = set()
    for room in settings.BUILT_ROOMS:
        if (SRC / "rooms" / room / "choices.py").exists():
            module = import_module(f"liancun.rooms.{room}.choices")
            own = [
                name for name, each in getmembers(module, isfunction) if each.__module__ == module.__name__
            ]
            there |= {f"{room}.{name}" for name in own if not name.startswith("_")}
    assert there - texts == set(), "nobody asks these"


@pytest.mark.parametrize(("mark", "found"), [("offered", all_offers), ("listed", all_lists)])
def test_what_is_offered_or_listed_is_found(mark, found):
    """What a room's `actions` or `queries` do not show has no form, no command, no endpoint."""
    said = Counter(
        f"{name.split('/')[1]}.{node.name}"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and mark in map(called, node.decorator_list)
    )
    there = Counter(
        f"{each.room}.{(each.action if mark == 'offered' else each.query).__name__}" for each in found()
    )
    assert said.total() > 20
    assert said == there


def test_every_field_that_has_a_name_is_used():
    named = {
        target.id: name
        for name, tree in trees().items()
        for node in tree.body
        if isinstance(node, ast.Assign) and called(node.value) in KINDS
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert len(named) > 50
    assert {name: where for name, where in named.items() if not names_used()[name]} == {}


# --- said once ----------------------------------------------------------------------------------

HEADING = re.compile(r"<th\b[^>]*>\s*\{% translate \"([^\"]+)\"", re.S)
LABEL = re.compile(r"<(?:dt|label)\b[^>]*>\s*\{% translate \"([^\"]+)\"", re.S)


def templates() -> Iterator[tuple[str, str]]:
    """Every template's name within the faces, and its text."""
    for path in sorted(FACES.rglob("*.html")):
        yield path.relative_to(FACES).as_posix(), path.read_text(encoding="utf-8")


def typed(node: ast.AST) -> list[str]:
    """The Chinese headings a call is given as they are: a table of the command, a column of a print."""
    if called(node) not in ("print_table", "Column") or not isinstance(node, ast.Call) or not node.args:
        return []
    first = node.args[0]
    cells = first.elts if isinstance(first, ast.Tuple | ast.List) else [first]
    texts = [each.args[0] if called(each) == "_" and isinstance(each, ast.Call) else each for each in cells]
    words = [each.value for each in texts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return [word for word in words if CHINESE.search(word)]


def headings() -> Iterator[tuple[str, str]]:
    """(file, heading) of every heading that a template, a command or a print writes itself."""
    for name, text in templates():
        yield from ((name, heading) for heading in HEADING.findall(text))
    for name, tree in trees().items():
        if name.startswith("faces/"):
            for node in ast.walk(tree):
                yield from ((name.removeprefix("faces/"), heading) for heading in typed(node))


def test_a_heading_by_hand_is_told_from_others():
    assert HEADING.findall('<thead><tr><th class="num">{% translate "金额(元)" %}</th>') == ["金额(元)"]
    assert not HEADING.findall("<th>{{ head.label }}</th>")
    call = ast.parse('output.print_table(("月份", _("状态"), *columns), rows)', mode="eval").body
    assert typed(call) == ["月份", "状态"]
    assert typed(ast.parse("output.print_table(table.headings, rows)", mode="eval").body) == []


def test_headings_by_hand_become_fewer():
    only_fewer("headings.txt", Counter(name for name, _heading in headings()))


def test_labels_by_hand_become_fewer():
    """What a card calls a thing is said where its field is, not in a template nor in a table of names."""
    again = Counter({name: len(LABEL.findall(text)) for name, text in templates()})
    again["words: fact"] = sum(code.startswith("fact.") for code in all_words())
    only_fewer("labels.txt", +again)
