"""What is met, what is not, and what nothing computes."""

import re
from pathlib import Path

import pytest

from liancun.charter import Published, Report
from liancun.rooms.outcomes import queries
from liancun.rooms.outcomes.rules import Counted, Met, judge, shown_mean, with_needs


def published() -> tuple[Published, ...]:
    report = queries.report()
    assert isinstance(report, Report)
    return report.figures


def row(test: str, low: int, high: int | None = None) -> Published:
    return Published("x", "", "", "", "", "", "", test, low, high or low, "", "", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "counted", "met"),
    [
        (row("exact", 8), None, "not_computed"),
        (row("exact", 8), Counted("8", 8), "met"),
        (row("exact", 8), Counted("7", 7), "not_met"),
        (row("exact", 8), Counted("9", 9), "not_met"),
        (row("exact", 8), Counted("8", 8, faults=(("both", 1),)), "not_met"),
        (row("exact", 8), Counted("8", 8, faults=(("both", 0),)), "met"),
        (row("every", 10), Counted("10", 12, 12), "met"),
        (row("every", 10), Counted("10", 11, 12), "not_met"),
        (row("every", 10), Counted("", 0, 0), "not_met"),
        (row("between", 380, 420), Counted("400", 120_000, 300), "met"),
        (row("between", 380, 420), Counted("380", 114_000, 300), "met"),
        (row("between", 380, 420), Counted("420", 126_000, 300), "met"),
        (row("between", 380, 420), Counted("380", 113_999, 300), "not_met"),
        (row("between", 380, 420), Counted("420", 126_001, 300), "not_met"),
        (row("more_than", 150_000), Counted("1500", 300_000, 2), "not_met"),
        (row("more_than", 150_000), Counted("1500", 300_001, 2), "met"),
    ],
)
def test_judge(figure, counted, met):
    assert judge(figure, counted) == met


def test_a_figure_that_needs_another_falls_with_it():
    met: dict[str, Met] = {"head": "not_met", "branch": "met", "other": "met"}
    assert with_needs(met, {"branch": "head"}) == {"head": "not_met", "branch": "not_met", "other": "met"}


def test_the_ids_are_those_of_the_page():
    page = (Path(__file__).parents[5] / "docs" / "figures.md").read_text(encoding="utf-8")
    ids = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    wanted = [each for each in ids if each not in ("met", "not_met", "not_computed", "collective_own_income")]
    assert [each.id for each in published()] == wanted


def test_no_simulator_file_names_a_figure():
    folder = Path(__file__).parents[3] / "scenario"
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if "tests" not in path.parts
    )
    assert "rooms.outcomes" not in text
    assert not [each.id for each in published() if re.search(rf"\b{each.id}\b", text)]


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "shown"),
    [
        (1, 3, 1, "0.3"),
        (2, 3, 1, "0.7"),
        (1, 20, 1, "0.1"),
        (3, 1, 2, "3.00"),
        (1, 0, 1, "—"),
        (0, 4, 1, "0.0"),
    ],
)
def test_a_mean_is_shown_half_up(numerator, denominator, decimals, shown):
    assert shown_mean(numerator, denominator, decimals) == shown
