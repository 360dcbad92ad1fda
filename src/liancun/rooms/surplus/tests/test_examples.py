"""The examples of docs/try_surplus.md run and say what they should."""

from pathlib import Path

from liancun.base.trials import try_rule

EXAMPLES = Path(__file__).resolve().parents[5] / "docs" / "examples"


def test_the_first_example():
    result = try_rule("surplus", EXAMPLES / "surplus.yaml").result
    assert (result["reserve_fen"], result["patronage_fen"], result["equity_fen"]) == (
        900_000,
        4_860_000,
        3_240_000,
    )


def test_the_example_with_opening_surplus():
    result = try_rule("surplus", EXAMPLES / "surplus_opening.yaml").result
    assert (result["distributable_law_44_fen"], result["distributable_form_02_fen"]) == (90_000, 140_000)
    assert result["patronage_fen"] == 84_000
