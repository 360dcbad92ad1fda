"""All that the house can say has words (措辞): no code reaches a reader bare, no sentence lacks its figures.

The source is walked, not run: every code that stands in it as a text is worded, every act and post of the
charter has a name, each place that gives a code gives what its sentence needs, and no sentence is left over.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from string import Formatter

import pytest
from django.conf import settings

from liancun.base import charters
from liancun.base.lists import all_lists
from liancun.base.offers import all_offers
from liancun.base.permits import Permits
from liancun.base.readiness import stocks
from liancun.faces.words import all_words, worded
from liancun.kernel import Reason, Refusal
from liancun.rooms.settlement.rules import RunLife

SRC = Path(__file__).resolve().parents[1] / "src" / "liancun"
CODE = re.compile(r"[a-z][a-z_0-9]*(\.[a-z][a-z_0-9]*)+")
CHINESE = re.compile(r"[\u4e00-\u9fff%{]")

GIVERS = {
    "Refusal": 0,
    "Reason.of": 0,
    "Problem.of": 0,
    "Finding.of": 2,
    "source.problem": 0,
    "Wrong": 0,
    "Unfit": 0,
    "refuse": 0,
}
"""Calls that give a code to be worded, and which argument it is; its parameters go by name."""

PLACES = {"file", "sheet", "row", "column"}
"""Named arguments of a problem that say where it is."""

NAMES = (
    *("act", "kind", "posts", "fact", "clause", "part", "single", "state", "step", "base", "by", "remedy"),
    *("land_class", "form", "reason", "item", "storey", "wages_are", "payer", "measure", "pays_by"),
    *("body", "stage", "stages", "way", "four_step", "meeting_record", "part_state", "stock"),
    *("duty_state", "problem_state", "problem_next", "decision", "standing", "direction", "layer", "agreed"),
    *("sheet_state", "sheet_waits", "unentered"),
)
"""Families of names rather than sentences: what a parameter or a value is called."""


@dataclass(frozen=True)
class Given:
    """A code given somewhere, with the names of its parameters, and whether there may be more."""

    code: str
    names: frozenset[str]
    open: bool
    place: str


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """The program's own files but for the words themselves."""
    left_out = {"tests", "migrations", "words"}
    return tuple(
        (path.relative_to(SRC).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SRC.rglob("*.py"))
        if not left_out & set(path.relative_to(SRC).parts)
    )


def literals(node: ast.expr) -> Iterator[str]:
    """The texts an expression may be: itself, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def given_in(tree: ast.AST, place: str) -> Iterator[Given]:
    """Every code that a call gives, as far as it can be seen."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        at = GIVERS.get(ast.unparse(node.func))
        if at is None or len(node.args) <= at:
            continue
        names = frozenset(each.arg for each in node.keywords if each.arg)
        if ast.unparse(node.func) == "Problem.of":
            names -= PLACES
        more = any(each.arg is None for each in node.keywords)
        for code in literals(node.args[at]):
            yield Given(code, names, more, f"{place}:{node.lineno}")


def texts_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every text in the code that looks like a code; docstrings are prose."""
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)) or id(node) in prose | parts:
            continue
        if CODE.fullmatch(node.value):
            yield node.value, node.lineno


def patterns_in(tree: ast.AST) -> Iterator[re.Pattern[str]]:
    """Texts put together from a code and a value: f"points.deduction_{fault}"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z_0-9]+"
                for part in node.values
            ]
            if re.match(r"[a-z_]+\\\.", parts[0]):
                yield re.compile("".join(parts))


def placeholders(template: str) -> set[str]:
    """The names a sentence has places for."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(template) if name is not None}


def acts() -> dict[str, set[str]]:
    """Every act of the charter, and the posts it is given to."""
    found: dict[str, set[str]] = {verb: set() for verb in OWN_GRANTS}
    charter = charters.current()
    for decision in charter.decisions.values():
        for block in decision.blocks:
            if decision.name.startswith("permits/"):
                table = charter.typed(block, Permits, on=block.start)
                for verb, posts in table.acts.items():
                    found.setdefault(verb, set()).update(posts)
            if decision.name.startswith("runs/"):
                life = charter.typed(block, RunLife, on=block.start)
                for part in ("makes", "checks", "decides", "pays", "publishes", "books"):
                    found["settlement.draft_run"] |= set(getattr(life, part))
    return found


OWN_GRANTS = (
    *(f"settlement.{verb}_run" for verb in ("draft", "withdraw", "check", "publish", "confirm", "post")),
    *(f"settlement.{verb}_lines" for verb in ("check", "confirm")),
    *("settlement.replace_line", "settlement.draft_reversal", "settlement.record_payments"),
    "settlement.undo_payment",
    "notices.object_to_line",
    "registry.change_password",
)
"""Acts that a run's own decision gives, or that everybody has: in no room's table."""


def families() -> set[str]:
    return {code.partition(".")[0] for code in all_words()} - set(NAMES)


SAMPLE = """
def f(x):
    "points.prose is no code"
    raise Refusal("points.a" if x else "points.b", clause, fee_fen=1, **more)
Problem.of("import.c", file=f, row=1, value=2)
Finding.of("broken", "run:1", "ledger.d", at=1)
key = f"points.deduction_{x}"
"""


def test_what_is_looked_for_is_found():
    tree = ast.parse(SAMPLE)
    found = {(each.code, tuple(each.names), each.open) for each in given_in(tree, "")}
    assert found == {
        ("points.a", ("fee_fen",), True),
        ("points.b", ("fee_fen",), True),
        ("import.c", ("value",), False),
        ("ledger.d", ("at",), False),
    }
    assert {text for text, _line in texts_in(tree)} == {"points.a", "points.b", "import.c", "ledger.d"}
    (pattern,) = patterns_in(tree)
    assert pattern.fullmatch("points.deduction_sum") and not pattern.fullmatch("points.sum")
    assert placeholders("{a} 与 {b_fen}:{{}}") == {"a", "b_fen"}


def names() -> set[str]:
    """What looks like a code and is a name: sources of choices, lists, acts that are offered, stocks."""
    found = {listing.name for listing in all_lists()} | {offer.verb for offer in all_offers()} | {*stocks()}
    for room in settings.BUILT_ROOMS:
        path = f"liancun.rooms.{room}.choices"
        if find_spec(path):
            found |= {f"{room}.{name}" for name in vars(import_module(path))}
    return found


def test_every_code_has_words():
    words, verbs, known = all_words(), {*acts(), *names()}, families()
    bare = []
    for place, tree in sources():
        given = {each.code for each in given_in(tree, place)}
        for text, line in texts_in(tree):
            code = text in given or text.partition(".")[0] in known
            begins = any(word.startswith(text) for word in words)
            if code and text not in words and not begins and text not in verbs:
                bare.append(f"{place}:{line}: {text}")
    assert not bare, "\n".join(bare)


def test_a_code_put_together_has_words():
    words, known = all_words(), families()
    bare = []
    for place, tree in sources():
        if place.endswith(("guards.py", "settings.py")):
            continue
        for pattern in patterns_in(tree):
            family = pattern.pattern.partition("\\.")[0]
            if family in known and not any(pattern.fullmatch(word) for word in (*words, *acts())):
                bare.append(f"{place}: {pattern.pattern}")
    assert not bare, "\n".join(bare)


def test_each_sentence_gets_its_figures():
    words, lacking = all_words(), []
    for place, tree in sources():
        for each in given_in(tree, place):
            missing = placeholders(str(words.get(each.code, ""))) - each.names
            if missing and not each.open:
                lacking.append(f"{each.place}: {each.code} does not give {sorted(missing)}")
    assert not lacking, "\n".join(lacking)


def test_sentences_are_chinese_and_plain():
    for code, template in all_words().items():
        text = str(template)
        assert CHINESE.search(text), f"{code}: {text}"
        assert all(name.isidentifier() for name in placeholders(text)), f"{code}: {text}"


def test_no_sentence_is_left_over():
    said = {text for _place, tree in sources() for text, _line in texts_in(tree)}
    made = [pattern for _place, tree in sources() for pattern in patterns_in(tree)]
    left = [
        code
        for code in all_words()
        if code.partition(".")[0] not in NAMES
        and code not in said
        and not any(pattern.fullmatch(code) for pattern in made)
    ]
    assert not left, left


def test_every_act_and_post_has_a_name():
    words, found = all_words(), acts()
    posts = {post for held in found.values() for post in held}
    wanted = {f"act.{verb}" for verb in found} | {f"posts.{post}" for post in posts}
    assert not wanted - words.keys()
    left = {word for word in words if re.match(r"act\.\w+\.|posts\.", word)} - wanted
    assert not left


def test_who_may_not_is_told_who_may():
    posts = ("accountant", "grid_worker")
    said = worded(Reason.of("permit.not_yours", act="points.score_month", posts=posts))
    assert said == "您的职务不能办理“登记月度积分”,按分工由 会计、网格员 办理。请交给他们"


@pytest.mark.parametrize("code", ["nosuch.code", "import.nosuch"])
def test_a_code_without_words_is_shown_as_it_is(code):
    assert worded(Reason.of(code, at=1)) == f"{code} (at=1)"


def test_several_are_worded_as_each_of_them_is():
    """A parameter in the plural holds codes of the singular: stages, bodies."""
    no = Refusal("committee.not_at_this_stage", stage="noticed", stages=("planned", "opened"))
    assert "“已通知”" in worded(no)
    assert "“拟定、开会中”" in worded(no)
