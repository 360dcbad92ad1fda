"""Clauses of the charter (条款) say what they are where they are typed, and pages show them in words."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from liancun.base import charter_types, charters, clock
from liancun.base.viewer import Viewer
from liancun.faces.clauses import clause_cards, labels_of
from liancun.faces.fields import Naming
from liancun.kernel.fields import field_in
from tests.conftest import client_as

RESTS_ON = "DECISION"
"""What a type has that is a decision by itself: a field of such a type is another decision."""
CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\bO:\w+|\bown\b|\bTrue\b|\bNone\b")


def unsaid(kind: type) -> Iterator[str]:
    """The values of a type, and of those in it, that say nothing of themselves."""
    hints = get_type_hints(kind, include_extras=True)
    for each in fields(kind):
        hint = hints[each.name]
        if each.name == "clause" and hint is str:
            continue
        inner = list(parts(hint))
        if any(hasattr(part, RESTS_ON) for part in inner):
            continue
        if field_in(hint) is None:
            yield f"{kind.__name__}.{each.name}"
        for part in inner:
            yield from unsaid(part)


def parts(hint: Any) -> Iterator[type]:
    """The dataclasses in a hint."""
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for each in get_args(hint):
        yield from parts(each)


def test_every_value_of_every_charter_type_says_what_it_is():
    kinds = {*charter_types.types_by_name().values()}
    assert len(kinds) > 25
    assert [each for kind in kinds for each in unsaid(kind)] == []


@pytest.mark.django_db
@pytest.mark.slow
def test_every_clause_is_shown_in_words(town):
    blocks = [block for each in charters.current().decisions.values() for block in each.blocks]
    assert len(blocks) > 40
    shown = 0
    for block in blocks:
        cards = clause_cards(block, Naming(Viewer(""), block.org, clock.today()))
        labels = labels_of(block)
        for clause in block.clauses:
            card = cards[clause.name]
            texts = [fact.text for fact in card.facts]
            texts += [text for table in card.tables for row in table.cells() for text in row[1:]]
            shown += len(texts)
            found = [text for text in (labels[clause.name], *texts) if CODE.search(text)]
            assert found == [], (block.id, clause.name)
    assert shown > 500


@pytest.mark.django_db
@pytest.mark.slow
def test_the_charters_pages_have_units_and_words(town):
    stranger = client_as("")
    page = stranger.get("/charter/?clause=pack=panguan:labour/jobs@2024-01-01").content.decode()
    for text in ("工种与工价", "园区管护", "100.00", "按天", "400公斤"):
        assert text in page
    assert "¥" not in page
    assert "村集体经济组织" in stranger.get("/charter/?clause=permits/points@2019-01-01").content.decode()
    assert stranger.get("/charter/").status_code == 200
