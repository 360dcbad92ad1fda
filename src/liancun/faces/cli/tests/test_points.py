"""The points commands, from scoring to the year (命令)."""

import json

import pytest

from liancun.faces.cli import points as command
from liancun.faces.cli.tests.verbs import call
from liancun.kernel import BadInput
from liancun.rooms.points.tests.conftest import homes
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = homes("jiaxi")


@pytest.fixture(autouse=True)
def small_town(db):
    town.raise_town()


def points(*arguments):
    call("points", *arguments)


def said(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_month_by_command(capsys, monkeypatch):
    monkeypatch.delenv("LIANCUN_AS", raising=False)
    command.score("jiaxi", "2025-03", ONE, bonus=4, on="2025-04-03", as_json=True)
    assert said(capsys)["rows"] == 1
    points("missing", "jiaxi", "--month", "2025-03", "--on", "2025-04-03", "--json")
    assert [row["household"] for row in said(capsys)["rows"]] == [TWO, THREE]
    command.sheet("jiaxi", "2025-03", bonus=3, on="2025-04-03", as_json=True)
    assert said(capsys)["rows"] == 2
    points("progress", "town", "--month", "2025-03", "--on", "2025-04-03", "--json")
    rows = {row["org_code"]: row["missing"] for row in said(capsys)}
    assert rows == {"jiaxi": 0, "haiba": 3}
    terms = ("--document", "JY-1", "--start", "2025-01-01", "--on", "2025-04-03", "--json")
    points("clause", "jiaxi", "--code", "CG-9", "--title", "焚烧", "--points-max", "4", *terms)
    assert said(capsys) == {"code": "CG-9"}
    changed = ("--base", "6", "--bonus", "4", "--deduction", "CG-9", "--on", "2025-04-03")
    points("correct-score", "jiaxi", "--household", ONE, "--month", "2025年3月", *changed)
    assert "scores:jiaxi/2025-03" in capsys.readouterr().out
    points("scores", "jiaxi", "--month", "2025-03", "--json")
    assert [row["points"] for row in said(capsys)["rows"]] == [10, 13, 13]
    points("clauses", "jiaxi")
    assert "焚烧" in capsys.readouterr().out
    command.year(ONE, 2025, as_json=True)
    found = said(capsys)
    assert (found["points"], found["tier"]) == (10, "四等")
    command.year(ONE, 2025)
    assert "达到四等" in capsys.readouterr().out
    with pytest.raises(BadInput):
        command.score("jiaxi", "2025-03", ONE, bonus=4, on="2025-04-03")
