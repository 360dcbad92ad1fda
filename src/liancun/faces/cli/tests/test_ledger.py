"""The ledger commands, from the first day to the seal (命令)."""

import json

import pytest
import typer

from liancun.faces.cli import ledger as command
from liancun.faces.cli.tests.verbs import call
from liancun.faces.words import worded
from liancun.kernel import BadInput, Refusal
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
MEMBER = "P0000001"


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    monkeypatch.delenv("LIANCUN_AS", raising=False)
    town.raise_town()
    verb("open head --chart cooperative --opened-on 2025-01-01 --on 2025-01-01")


def verb(line):
    call("ledger", *line.split())


def said(capsys):
    return json.loads(capsys.readouterr().out)


def enter(*, day="2025-01-20", debit=("102=100.00",), credit=("501=100.00",), **more):
    command.enter("head", day, "卖产品", list(debit), list(credit), on="2026-01-31", **more)


def test_a_year_by_command(capsys):
    enter()
    assert "已记 entry:" in capsys.readouterr().out
    enter(debit=(f"114/{MEMBER}=30", "523=0.01"), credit=("102=30.01",), as_json=True)
    number = int(said(capsys)["entry"].partition(":")[2])
    command.entry(number)
    assert "借 114 成员往来" in capsys.readouterr().out
    verb(f"reverse {number} --summary 记错了 --on 2025-01-31 --json")
    assert said(capsys)["reverses"] == f"entry:{number}"
    verb("entries head --period 2025-01 --account 114 --json")
    assert said(capsys)["total"] == 2
    verb("entries head")
    assert "冲销" in capsys.readouterr().out
    verb("trial-balance head --period 2025-01 --json")
    assert [row["closing_fen"] for row in said(capsys)["rows"]] == [10_000, 0, -10_000, 0]
    verb("trial-balance head --period 2025-01")
    assert "借方 160.02元;贷方 160.02元;期末 0.00元" in capsys.readouterr().out.splitlines()[-1]
    command.balance_sheet("head", "2025-01", as_json=True)
    sheet = {row["number"]: row["amount_fen"] for row in said(capsys)["rows"]}
    assert (sheet[1], sheet[22], sheet[42]) == (10_000, 10_000, 10_000)
    command.surplus("head", "2025-01")
    assert "12\t本年盈余\t100.00\t0.00" in capsys.readouterr().out
    for month in range(1, 12):
        verb(f"close-month head --month 2025-{month:02d} --on 2026-01-31")
    verb("carry-year head --year 2025 --on 2026-01-31")
    verb("close-month head --month 2025-12 --on 2026-01-31")
    verb("seal-year head --year 2025 --on 2026-01-31")
    assert capsys.readouterr().out.splitlines()[-1] == "已封账 年度 2025"
    verb("books --json")
    row = said(capsys)[0]
    assert (len(row["closed"]), row["sealed_years"]) == (12, [2025])
    verb("books")
    assert capsys.readouterr().out.splitlines()[1].split("\t")[-1] == "2026-01"


def test_a_members_account_by_command(capsys):
    enter(credit=(f"301/{MEMBER}=100.00",))
    capsys.readouterr()
    command.member("head", MEMBER, on="2025-12-31", as_json=True)
    assert said(capsys)["contribution_fen"] == 10_000
    command.member("head", MEMBER, on="2025-12-31")
    assert "成员出资  100.00 元" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("side", "code", "column"),
    [
        ("102=x", "import.number", "借方(元)"),
        ("=5", "import.empty", "科目"),
        ("102=1.005", "import.too_fine", "借方(元)"),
        ("102=-5", "import.out_of_range", "借方(元)"),
        ("102=0", "ledger.one_side_only", "借方(元)"),
    ],
)
def test_a_side_that_is_none_is_told_as_by_the_form(side, code, column):
    with pytest.raises(BadInput) as bad:
        enter(debit=("102=1.00", side))
    assert [(each.row, each.column, each.code) for each in bad.value.problems] == [(2, column, code)]


def test_a_side_without_an_amount():
    with pytest.raises(typer.BadParameter):
        enter(debit=("102",))


def test_a_refusal_is_worded():
    with pytest.raises(Refusal) as no:
        enter(credit=("501=99.99",))
    assert worded(no.value) == "借方 100.00元,贷方 99.99元,不平。请核对各行金额"
    with pytest.raises(BadInput) as bad:
        enter(day="31.1.2025")
    assert [(each.column, each.code) for each in bad.value.problems] == [("记账日", "import.day")]
