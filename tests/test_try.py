"""`liancun try`: the examples of docs/try.md run as written, without a database (试算)."""

import json
from pathlib import Path

import pytest

from liancun.faces.cli.try_ import try_
from liancun.kernel import BadInput, Refusal

DOCS = Path(__file__).resolve().parents[1] / "docs"
RULES = ("refuse_fee", "grid_worker_pay", "wages", "guaranteed_dividend", "park_share")
PAGES = {
    "wages": "try_wages.md",
    "guaranteed_dividend": "try_guaranteed_dividend.md",
    "park_share": "try_guaranteed_dividend.md",
}


def tried(rule, case, capsys, *, as_json=False):
    try_(rule, case, as_json=as_json)
    return capsys.readouterr().out


@pytest.mark.parametrize("rule", RULES)
def test_the_page_shows_what_comes_out(rule, capsys):
    text = tried(rule, DOCS / "examples" / f"{rule}.yaml", capsys)
    command = f"$ liancun try {rule} docs/examples/{rule}.yaml\n"
    shown = (
        (DOCS / PAGES.get(rule, "try.md"))
        .read_text(encoding="utf-8")
        .partition(command)[2]
        .partition("```")[0]
    )
    assert text.strip() and text == shown


@pytest.mark.parametrize("rule", RULES)
def test_the_document_for_programs(rule, capsys):
    found = json.loads(tried(rule, DOCS / "examples" / f"{rule}.yaml", capsys, as_json=True))
    assert (found["rule"], found["clause"]) == (rule, "case")
    assert set(found) == {"rule", "clause", "lines", "steps", "result"}
    for line in found["lines"]:
        assert {"subject", "part", "payee", "amount_fen", "payable", "outcome", "reasons"} <= set(line)
        assert all(reason["text"] and not reason["text"].startswith("points.") for reason in line["reasons"])
    assert found["result"]["total_fen"] == sum(line["amount_fen"] for line in found["lines"])


def test_what_a_case_may_not_say(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    with pytest.raises(BadInput) as bad:
        tried("refuse_fee", case, capsys)
    assert bad.value.problems[0].code == "trial.no_file"
    case.write_text("charter: {flat: 1, flat_fee_fen: 0.5, tiers: []}\nhouses: []\n", encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        tried("refuse_fee", case, capsys)
    assert [(each.code, each.column) for each in bad.value.problems] == [
        ("typed.unknown_key", "houses"),
        ("typed.unknown_key", "charter.flat"),
        ("typed.wrong_kind", "charter.flat_fee_fen"),
        ("typed.missing_key", "households"),
    ]
    case.write_text(
        "charter: {flat_fee_fen: 1, tiers: [{name: A, points_min: 5, fee_fen: 1}]}\n"
        "households: [{household: H, points: [1]}]\n",
        encoding="utf-8",
    )
    with pytest.raises(Refusal) as no:
        tried("refuse_fee", case, capsys)
    assert (no.value.code, no.value.clause) == ("points.tiers.gap_below", "case")
    case.write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput) as bad:
        tried("refuse_fee", case, capsys)
    assert bad.value.problems[0].code == "trial.not_a_text"
    with pytest.raises(Refusal) as no:
        tried("no_such_rule", case, capsys)
    assert no.value.code == "trial.unknown"
    known = no.value.params["known"]
    assert isinstance(known, tuple) and set(RULES) <= set(known)


VOLUME = """
surplus_fen: "¥100.00"
charter: {reserve_share: "10%", patronage_share: "60%", base: law_44, patronage_by: volume,
          reserve_quantified_by: transaction}
members:
  - {member: 甲, transaction_g: 3000, transaction_value_fen: 5, contribution_fen: 1}
  - {member: 乙, transaction_g: 1000, transaction_value_fen: 9, contribution_fen: 1}
"""


@pytest.mark.parametrize("loss", ["¥-100.00", "-¥100.00", "-10000"])
def test_a_loss_is_read_however_it_is_written_and_divides_nothing(tmp_path, capsys, loss):
    case = tmp_path / "case.yaml"
    given = loss if loss.startswith("-1") else f'"{loss}"'
    case.write_text(VOLUME.replace('"¥100.00"', given), encoding="utf-8")
    with pytest.raises(Refusal) as no:
        tried("surplus", case, capsys)
    assert (no.value.code, no.value.params["surplus_fen"]) == ("surplus.no_surplus", -10_000)


def test_a_return_by_volume_is_never_called_one_by_value(tmp_path, capsys):
    """第四十四条: 交易量(额). Which of the two it is, the charter says, and every word after it."""
    case = tmp_path / "case.yaml"
    case.write_text(VOLUME, encoding="utf-8")
    text = tried("surplus", case, capsys)
    assert "盈余返还" in text and "按 交易量" in text
    assert "交易额" not in text
    case.write_text(VOLUME.replace("volume", "value"), encoding="utf-8")
    text = tried("surplus", case, capsys)
    assert "按 交易额" in text and "按 交易量," not in text
