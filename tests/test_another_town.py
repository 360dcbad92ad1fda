"""A town that is not Panguan, raised as docs/another-town.md says (另一个镇).

    LIANCUN_UPDATE=1 pytest tests/test_another_town.py     rewrites the page from what was said

What each list comes to is worked out here once more, from the CSV files and the numbers of the town's
decisions, in exact fractions; none of the program's rules is asked.
"""

import csv
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pytest

from liancun.base import charters, clock, guards
from liancun.faces.cli import main
from liancun.faces.words import part_name
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.settlement.models import Run, RunLine
from tests.test_stories import clean, steps
from tests.town import ROOT

PAGE, FILES = ROOT / "docs" / "another-town.md", ROOT / "docs" / "another-town"
CHARTER = "<!-- charter -->"
TODAY = date(2026, 3, 6)
PASSWORD = re.compile(r"密码 [a-z0-9]{12}")


def said(command: str) -> str:
    """What a command said, and its exit code where that is not 0."""
    os.environ.pop("LIANCUN_AS", None)
    told, code = io.StringIO(), 0
    sys.stdin = io.StringIO("tea on the hill 2026\n")
    try:
        with redirect_stdout(told), redirect_stderr(told):
            main.run(shlex.split(command)[1:])
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1 if left.code else 0
    finally:
        sys.stdin = sys.__stdin__
        os.environ.pop("LIANCUN_AS", None)
    text = PASSWORD.sub("密码 ············", told.getvalue().rstrip("\n"))
    return clean("\n".join(part for part in (text, f"[exit {code}]" if code else "") if part))


@pytest.fixture
def told(db, tmp_path, monkeypatch, settings) -> Iterator[list[str]]:
    """The page's commands run in an empty folder: what was said otherwise than the page says."""
    data = settings.DATA_DIR = tmp_path / "var"
    data.mkdir()
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(FILES)
    monkeypatch.setattr(main, "open_data", charters.forget)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    guards.put_back()
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    decided = next(place for place, line in enumerate(lines) if CHARTER in line)
    found: list[str] = []
    answers: dict[int, str] = {}
    for step in steps(lines):
        if step.line > decided and not (data / "charter" / "_town").exists():
            shutil.copytree(FILES / "charter", data / "charter", dirs_exist_ok=True)
        answers[step.line] = answer = said(step.command)
        if answer != clean(step.answer):
            found.append(f"{PAGE.name}:{step.line + 1}: $ {step.command}\n{answer}")
    if os.environ.get("LIANCUN_UPDATE") == "1":
        update(PAGE, lines, answers)
        found = []
    yield found
    charters.forget()


def update(page: Path, lines: list[str], answers: dict[int, str]) -> None:
    """Write what was said into the page."""
    for step in reversed(steps(lines)):
        end = step.line + 1 + len(step.answer.splitlines())
        lines[step.line + 1 : end] = answers[step.line].splitlines()
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


# --- the money once more ---------------------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    with (FILES / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def half_up(fen: Fraction) -> int:
    return floor(fen + Fraction(1, 2))


def wages(org: str, rates: dict[str, str]) -> dict[tuple[str, str], int]:
    """(worker, job) -> fen: a day's or a kilo's rate by what is in the cells, half up once a job."""
    job_of = {order["派工单号"]: order["工种"] for order in rows(f"work_orders-{org}")}
    sums: dict[tuple[str, str], Fraction] = {}
    for sheet in rows(f"attendance-{org}"):
        cells = (value.split()[0] for name, value in sheet.items() if re.fullmatch(r"\d+日", name) and value)
        job = job_of[sheet["派工单号"]]
        key = (sheet["人员编码"], job)
        sums[key] = sums.get(key, Fraction(0)) + sum(map(Fraction, cells)) * Fraction(rates[job]) * 100
    return {key: half_up(fen) for key, fen in sums.items()}


def deliveries() -> dict[str, int]:
    """Account holder -> fen: each slip's net weight by its price, the part of a fen left away."""
    sums: dict[str, int] = {}
    for slip in rows("weigh_slips-chashan"):
        net = Fraction(slip["毛重(公斤)"]) - Fraction(slip["皮重(公斤)"]) - Fraction(slip["扣杂(公斤)"] or 0)
        who = slip["记账人"]
        sums[who] = sums.get(who, 0) + floor(net * Fraction(slip["单价(元/公斤)"]) * 100)
    return sums


TIERS = ((312, "24.60"), (296, "48.00"), (288, "73.40"), (280, "99.00"), (0, "131.70"))
PROPOSED = (*TIERS[:3], (276, "99.00"), TIERS[4])


def refuse(village: str, tiers: tuple[tuple[int, str], ...] = TIERS) -> dict[str, int]:
    """Household -> fen for 2025: by twelve times the mean month; away seven months in twelve: flat."""
    months: dict[str, list[dict[str, str]]] = {}
    for row in rows(f"scores-{village}"):
        if row["月份"].startswith("2025"):
            months.setdefault(row["户编码"], []).append(row)
    found = {}
    for home, its in months.items():
        scored = [int(row["基础分"]) + int(row["奖励分"]) for row in its if row["状态"] == "已评"]
        if Fraction(len(its) - len(scored), len(its)) >= Fraction(7, 12):
            yuan = "41.50"
        else:
            year = Fraction(sum(scored) * 12, len(scored))
            yuan = next(fee for least, fee in tiers if year >= least)
        found[home] = int(Fraction(yuan) * 100)
    return found


def grid(village: str) -> int:
    """January's pay: 433.30, and of 251.70 three fifths by homes scored in time, two by bonus points."""
    its = [row for row in rows(f"scores-{village}") if row["月份"] == "2026-01"]
    in_time = Fraction(sum(row["登记日"] <= "2026-02-05" for row in its), len(its))
    bonus = Fraction(sum(int(row["奖励分"]) for row in its), 8 * len(its))
    return half_up((Fraction("433.30") + Fraction("251.70") * (in_time * 3 / 5 + bonus * 2 / 5)) * 100)


def lines_of(kind: str, org: str, *by: str) -> dict[Any, int]:
    found = RunLine.objects.filter(run=Run.objects.get(kind=kind, org_code=org))
    return {
        tuple(getattr(line, name) for name in by) if len(by) > 1 else getattr(line, by[0]): line.amount_fen
        for line in found
    }


def test_another_town_is_raised_by_the_page_and_its_money_is_right(told):
    assert not told, "\n".join(told)
    codes = {"采茶": "picking", "管护": "tending", "看蜂": "hives"}
    tea = wages("chashan", {"采茶": "3.27", "管护": "117.30"})
    honey = wages("mihua", {"看蜂": "96.55"})
    assert len({*tea.values()}) > 2
    for org, due in (("chashan", tea), ("mihua", honey)):
        assert lines_of("wages", org, "subject", "part") == {
            (who, codes[job]): fen for (who, job), fen in due.items()
        }
    assert part_name("picking") == "采茶用工", "a job is called what the town calls it"
    assert lines_of("delivery_payment", "chashan", "subject") == deliveries()
    for org, village, worker in (("shangzhai", "shangzhai", "YL016"), ("xiazhai-jiti", "xiazhai", "YL022")):
        assert lines_of("refuse_fee", org, "subject") == refuse(village)
        assert lines_of("grid_worker_pay", org, "subject") == {worker: grid(village)}
    assert len({*refuse("shangzhai").values(), *refuse("xiazhai").values()}) >= 6
    page = PAGE.read_text(encoding="utf-8")
    for village in ("shangzhai", "xiazhai"):
        now, then = (sum(refuse(village, tiers).values()) for tiers in (TIERS, PROPOSED))
        assert f"\t{now / 100:.2f}\t{then / 100:.2f}\t{(then - now) / 100:.2f}" in page, village
    one, other = viewer_for("cs.kuaiji", on=TODAY), viewer_for("mh.kuaiji", on=TODAY)
    assert one.sees("chashan") and not one.sees("mihua")
    assert other.sees("mihua") and not other.sees("chashan")
