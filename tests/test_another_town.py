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
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from liancun.base import charters, clock, guards
from liancun.base.viewer import Viewer
from liancun.faces.cli import main
from liancun.faces.web.context import menu
from liancun.faces.words import part_name
from liancun.rooms.ledger.models import EntryLine
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.settlement.models import Payment, Run, RunEvent, RunLine
from liancun.rooms.settlement.queries import status
from tests.conftest import client_as
from tests.databases import rewind_numbers
from tests.test_stories import clean, steps
from tests.town import ROOT

PAGE, FILES = ROOT / "docs" / "another-town.md", ROOT / "docs" / "another-town"
MARK = re.compile(r"<!-- (charter|today) (\S+) -->")
"""Between two commands: decisions are laid into the data folder, or days go by."""
TODAY = date(2026, 3, 6)
GIVEN, OWN = "tea on the hill 2026", "tea in the shade 2026"
PASSWORD = re.compile(r"密码 [a-z0-9]{12}")


def said(command: str) -> str:
    """What a command said, and its exit code where that is not 0."""
    os.environ.pop("LIANCUN_AS", None)
    told, code = io.StringIO(), 0
    sys.stdin = io.StringIO(f"{GIVEN}\n")
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
    day = {"today": TODAY}
    monkeypatch.setattr(clock, "today", lambda: day["today"])
    guards.put_back()
    rewind_numbers()
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    marks = [(place, mark[1], mark[2]) for place, line in enumerate(lines) if (mark := MARK.search(line))]
    found: list[str] = []
    answers: dict[int, str] = {}
    for step in steps(lines):
        while marks and marks[0][0] < step.line:
            _place, what, said_there = marks.pop(0)
            if what == "today":
                day["today"] = date.fromisoformat(said_there)
            else:
                shutil.copytree(FILES / said_there, data / "charter", dirs_exist_ok=True)
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
    """(worker, job) -> fen: a day's, an hour's or a kilo's rate by what the cells say, half up once a job."""
    job_of = {order["派工单号"]: order["工种"] for order in rows(f"work_orders-{org}")}
    sums: dict[tuple[str, str], Fraction] = {}
    for sheet in rows(f"attendance-{org}"):
        cells = (value.split()[0] for name, value in sheet.items() if re.fullmatch(r"\d+日", name) and value)
        job = job_of[sheet["派工单号"]]
        key = (sheet["人员编码"], job)
        sums[key] = sums.get(key, Fraction(0)) + sum(map(Fraction, cells)) * Fraction(rates[job]) * 100
    return {key: half_up(fen) for key, fen in sums.items()}


def deliveries(book: str = "weigh_slips-chashan") -> dict[str, int]:
    """Account holder -> fen: each slip's net weight by its price, the part of a fen left away."""
    sums: dict[str, int] = {}
    for slip in rows(book):
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


FLOOR = Fraction("312.50")
PART = {"入股": "floor", "出租": "hill", "套种": "second"}


def land() -> dict[tuple[str, str], int]:
    """(holder, part) -> fen for 2025: each day by its area and price; half up once."""
    measured: dict[str, list[tuple[str, Fraction]]] = {}
    for plot in (*rows("plots-shangzhai"), *rows("plots-xiazhai-jiti")):
        measured.setdefault(plot["地块编码"], []).append((plot["起"], Fraction(plot["实测面积(亩)"])))
    sums: dict[tuple[str, str], Fraction] = {}
    for contract in rows("land_contracts-chashan"):
        price = Fraction(contract["每亩每年(元)"])
        price = max(price, FLOOR) if contract["流转方式"] == "入股" else price
        key = (contract["流出方"], PART[contract["流转方式"]])
        for day in (str(date(2025, 1, 1) + timedelta(days=past)) for past in range(365)):
            if contract["起"] <= day <= contract["止"]:
                area = max(each for each in measured[contract["地块编码"]] if each[0] <= day)[1]
                sums[key] = sums.get(key, Fraction(0)) + area * price * 100 / 365
    return {key: half_up(fen) for key, fen in sums.items()}


def fen(yuan: str) -> Fraction:
    return Fraction(yuan or 0) * 100


def shared(pot: int, weights: dict[str, Fraction]) -> dict[str, int]:
    """A pot by weight: the whole fen of each part, then one each by the largest part of a fen left away."""
    exact = {who: pot * weight / sum(weights.values()) for who, weight in weights.items()}
    found = {who: floor(part) for who, part in exact.items()}
    for who in sorted(exact, key=lambda who: (found[who] - exact[who], who))[: pot - sum(found.values())]:
        found[who] += 1
    return {who: part for who, part in found.items() if part}


def balance(book: str, account: str) -> Fraction:
    """What a workbook's rows say of an account and those below it, in fen: debit less credit."""
    of = [row for row in rows(book) if row["科目"].startswith(account)]
    return sum((fen(row["借方"]) - fen(row["贷方"]) for row in of), Fraction(0))


def reserve_before() -> dict[str, Fraction]:
    """Person -> the share of the reserve they began with."""
    opening = [row for row in rows("opening_balances-chashan") if row["科目"] == "322"]
    return {row["往来对象"]: fen(row["贷方"]) for row in opening}


def surplus() -> dict[tuple[str, str], int]:
    """(member, part) -> fen for 2025: the old loss met, an eighth kept, of the rest 65 % by what was sold."""
    earned = -balance("vouchers-chashan", "5")
    after_loss = earned - balance("opening_balances-chashan", "33202")
    reserve = floor(after_loss / 8)
    left = after_loss - reserve
    patronage = ceil(left * 65 / 100)
    number = {row["成员编码"]: row["社员编号"] for row in rows("memberships-chashan")}
    sold = deliveries("weigh_slips-chashan-2025")
    trade = {number[who]: Fraction(value) for who, value in sold.items() if who in number}
    assert sold.keys() - number.keys(), "who is no member sold too, and has no part"
    held = dict.fromkeys(number.values(), Fraction(0))
    for lot in rows("shares-chashan"):
        held[number[lot["成员编码"]]] += int(lot["股数"]) * fen(lot["每股(元)"])
    for who, kept in reserve_before().items():
        held[number[who]] += kept
    pots = (
        ("reserve", reserve, trade),
        ("patronage", patronage, trade),
        ("equity", int(left) - patronage, held),
    )
    return {(who, part): due for part, pot, by in pots for who, due in shared(pot, by).items()}


def owed(account: str) -> dict[str, int]:
    """Party -> what stands to somebody's credit in an account of the tea cooperative's book, in fen."""
    found: dict[str, int] = {}
    for line in EntryLine.objects.filter(org_code="chashan", account=account):
        found[line.party] = found.get(line.party, 0) + line.credit_fen - line.debit_fen
    return found


def lines_of(kind: str, org: str, *by: str, **which: str) -> dict[Any, int]:
    found = RunLine.objects.filter(run=Run.objects.get(kind=kind, org_code=org, **which))
    return {
        tuple(getattr(line, name) for name in by) if len(by) > 1 else getattr(line, by[0]): line.amount_fen
        for line in found
    }


@pytest.mark.slow
def test_another_town_is_raised_by_the_page_and_its_money_is_right(told):
    assert not told, "\n".join(told)
    codes = {"采茶": "picking", "管护": "tending", "看蜂": "hives"}
    tea = wages("chashan", {"采茶": "3.27", "管护": "117.30"})
    honey = wages("mihua", {"看蜂": "12.07"})
    assert len({*tea.values()}) > 2
    for org, due in (("chashan", tea), ("mihua", honey)):
        assert lines_of("wages", org, "subject", "part") == {
            (who, codes[job]): fen for (who, job), fen in due.items()
        }
    assert part_name("picking") == "采茶用工", "a job is called what the town calls it"
    for month, book in (("2026-02", "weigh_slips-chashan"), ("2025-05", "weigh_slips-chashan-2025")):
        assert lines_of("delivery_payment", "chashan", "subject", period=month) == deliveries(book)
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
    nothing_of_a_park(one)

    land_and_year_end()


def land_and_year_end() -> None:
    """What land earned, and how the tea cooperative's year was divided: line by line, and in its book."""
    assert {part for _who, part in land()} == {*PART.values()}
    assert lines_of("guaranteed_dividend", "chashan", "subject", "part") == land()
    divided = surplus()
    assert lines_of("surplus", "chashan", "subject", "part") == divided
    assert len({part for _who, part in divided}) == 3 and len(divided) > 8
    for kind in ("guaranteed_dividend", "surplus"):
        run = Run.objects.get(kind=kind, org_code="chashan")
        done = list(RunEvent.objects.filter(run=run).order_by("pk").values_list("state", flat=True))
        assert done == ["drafted", "checked", "published", "confirmed", "posted"]
        due = RunLine.objects.filter(run=run).exclude(part="reserve")
        paid = dict(Payment.objects.filter(line__in=due, state="paid").values_list("line", "amount_fen"))
        assert paid == {line.pk: line.amount_fen for line in due}
    member = {row["社员编号"]: row["成员编码"] for row in rows("memberships-chashan")}
    before = reserve_before()
    kept = {who: before.get(who, 0) + divided.get((one, "reserve"), 0) for one, who in member.items()}
    assert owed("322") == {who: part for who, part in kept.items() if part}
    for account in ("114", "211", "221", "222"):
        assert not any(owed(account).values()), f"{account}: all of it is paid"
    earned = EntryLine.objects.filter(org_code="chashan", accounting_on__year=2025, account__startswith="5")
    assert not sum(line.credit_fen - line.debit_fen for line in earned), "the year's result is carried"


def nothing_of_a_park(viewer: Viewer) -> None:
    """No entry, no page and no kind of money asks for a park; what else a cooperative has is there."""
    entries = dict(entry for _label, under in menu(viewer) if isinstance(under, list) for entry in under)
    assert "务工" in entries and "园区" not in entries
    client = client_as(viewer.name)
    own = {"oldpassword": GIVEN, "password1": OWN, "password2": OWN}
    assert client.post(reverse("account_change_password"), own).status_code == 302
    assert client.get("/orgs/chashan/park/").status_code == 404
    assert client.get(reverse("desk")).status_code == 200
    assert {each.kind for each in status(viewer, on=TODAY).money} >= {"wages", "delivery_payment"}
    assert "park_share" not in {each.kind for each in status(viewer, on=TODAY).money}
