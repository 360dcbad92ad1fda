"""Work by the hour and by the piece, from the sheet to the slip (按小时、按件)."""

from datetime import date

import pytest
from django.utils.translation import override

from liancun.base import charters, references
from liancun.base.importing import import_kind, rows_of
from liancun.base.permits import SYSTEM
from liancun.faces.prints.pay_list import items_said, time_said
from liancun.faces.tables import table_of_rows
from liancun.faces.web.templatetags.liancun import amount_of_work, unit_of_work
from liancun.faces.words import worded
from liancun.kernel import BadInput, Reason
from liancun.rooms.labour import actions, queries
from liancun.rooms.labour.actions import OneDay
from liancun.rooms.labour.models import WorkDay
from liancun.rooms.labour.tests.desk import (
    APRIL,
    FIRST,
    SECOND,
    brought,
    correct,
    found_wrong,
    give,
    paid,
    raise_desk,
)
from liancun.rooms.settlement.models import RunLine

pytestmark = pytest.mark.django_db

OWN = """title: 工种与工价
decision: labour/jobs
decided_by: 成员大会
blocks:
  - from: 2024-01-01
    clauses:
      jobs:
        source: assumption
        value:
          tea: {name: 看茶, payer: cooperative, account: "521", measure: hour, rate_fen: ¥12.00}
          seedlings: {name: 栽苗, payer: cooperative, account: "141", measure: piece, rate_fen: ¥0.35,
                      unit: 株, day_most: 800}
          mowing: {name: 割草, payer: cooperative, account: "141", measure: piece, rate_fen: ¥80.50, unit: 亩,
                   day_most: 3}
          park_tending: {name: 园区管护, payer: cooperative, account: "141", measure: day, rate_fen: ¥100}
          dishen: {name: 地参, payer: cooperative, account: "141", measure: day, rate_fen: ¥100}
          park_picking: {name: 采摘, payer: cooperative, account: "141", measure: kg, rate_fen: ¥0.60}
      kg_day_most: {value: 400, source: assumption}
      kg_hour_most: {value: 60, source: assumption}
      day_most: {value: 100%, source: assumption}
      hour_day_most: {value: 9, source: assumption}
"""
"""A cooperative without a park: nobody's receivable is named."""


@pytest.fixture(autouse=True)
def desk(db, monkeypatch, tmp_path):
    (tmp_path / "head").mkdir()
    (tmp_path / "head" / "jobs.yaml").write_text(OWN, encoding="utf-8")
    monkeypatch.setattr(charters, "own_folder", lambda: tmp_path)
    charters.forget()
    raise_desk(monkeypatch)
    for number, job in (("PG-4", "看茶"), ("PG-5", "seedlings"), ("PG-6", "mowing")):
        give(number, job)
    yield
    monkeypatch.undo()
    charters.forget()


def test_a_month_by_the_hour_and_by_the_piece():
    """11 hours are 132.00; 633 seedlings 221.55; 2.35 mu 189.175, so 189.18; half a day 50.00."""
    brought(
        f"KQ-1,PG-4,{FIRST},2025-03,6.5 08:00-14:30,4.50,,,",
        f"KQ-1,PG-5,{FIRST},2025-03,,,400,233,",
        f"KQ-1,PG-6,{SECOND},2025-03,2.35,,,,",
        f"KQ-1,PG-1,{SECOND},2025-03,,0.5,,,",
    )
    run = paid("2025-03", APRIL, "march")
    amounts = RunLine.objects.filter(run=run).values_list("subject", "part", "amount_fen")
    assert set(amounts) == {
        (FIRST, "tea", 13_200), (FIRST, "seedlings", 22_155), (SECOND, "mowing", 18_918),
        (SECOND, "park_tending", 5_000),
    }  # fmt: skip
    found = queries.pay_list(SYSTEM, "head", "2025-03")
    first, second = found.rows
    assert [(each.what, each.unit, each.quantity, each.amount_fen) for each in first.items] == [
        ("hour", "", 1_100, 13_200), ("piece", "株", 633_000, 22_155)
    ]  # fmt: skip
    assert (first.hour_hundredths, first.net_fen, second.net_fen) == (1_100, 35_355, 23_918)
    assert found.hidden == ("payee_name",)
    assert time_said(first) == "4 天出勤、按小时 11 小时、计件 633 株"
    assert time_said(second) == "2 天出勤、按天 0.5 天、计件 2.35 亩"
    assert items_said(first.items) == "按小时 132.00、计件 221.55"
    slip = queries.wage_slip(SYSTEM, "head", FIRST, "2025-03")
    with override("zh-hans"):
        lines = RunLine.objects.filter(run=run, subject=FIRST).order_by("part")
        said = [worded(Reason.from_data(reason)) for line in lines for reason in line.reasons]
        table = list(table_of_rows(slip.month.jobs).cells())
    assert said == ["栽苗 2 天共 633株 × 0.35元", "看茶 2 天共 11小时 × 12.00元"]
    assert table == [
        ["栽苗", "2", "633株", "0.35", "221.55"], ["看茶", "2", "11小时", "12.00", "132.00"]
    ]  # fmt: skip
    assert found_wrong() == []


def test_a_day_by_the_hour_reads_so_wherever_it_stands():
    ref = actions.record_day("head", OneDay("PG-4", FIRST, date(2025, 3, 3), "6.5"), by=SYSTEM, on=APRIL)
    row = queries.day_card(SYSTEM, int(ref.removeprefix("work:"))).row
    assert (row.measure, row.quantity, row.value_fen) == ("hour", 650, 7_800)
    assert (amount_of_work(row.quantity, row.measure), unit_of_work(row.measure)) == ("6.5", "小时")
    with override("zh-hans"):
        assert "看茶 6.5小时,每小时 12.00元,计 78.00元" in worded(references.resolve(SYSTEM, ref).title)
        assert worded(references.resolve(SYSTEM, "order:PG-5").title).endswith("每株 0.35元")
    ref = actions.record_day("head", OneDay("PG-6", FIRST, date(2025, 3, 4), "2.35"), by=SYSTEM, on=APRIL)
    with override("zh-hans"):
        assert "割草 2.35亩,每亩 80.50元,计 189.17元" in worded(references.resolve(SYSTEM, ref).title)
    card = queries.order_card(SYSTEM, "head", "PG-6", month="2025-03")
    assert (amount_of_work(card.row.quantity, card.row.measure), unit_of_work(card.row.measure)) == (
        "2.35", "亩"
    )  # fmt: skip
    exported = list(rows_of(import_kind("attendance"), SYSTEM, "head"))
    assert [(row["order"], row["d03"], row["d04"]) for row in exported] == [
        ("PG-4", "6.5", None), ("PG-6", None, "2.35")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"KQ-1,PG-4,{FIRST},2025-03,25,,,,", "labour.over_24_hours"),
        (f"KQ-1,PG-4,{FIRST},2025-03,0,,,,", "labour.no_work"),
        (f"KQ-1,PG-4,{FIRST},2025-03,0.333,,,,", "labour.cell_unreadable"),
        (f"KQ-1,PG-5,{FIRST},2025-03,120株,,,,", "labour.cell_unreadable"),
    ],
)
def test_what_is_no_quantity_is_refused(row, code):
    with pytest.raises(BadInput) as bad:
        brought(row)
    assert [problem.code for problem in bad.value.problems] == [code]
    assert not WorkDay.objects.exists()


def test_what_is_beyond_a_day_waits_and_its_correction_too():
    """Nine hours at most over both orders, 800 seedlings; what was held stays held until released."""
    give("PG-7", "tea")
    brought(f"KQ-1,PG-4,{FIRST},2025-03,5,,,,", f"KQ-2,PG-7,{FIRST},2025-03,4.01,,,,")
    brought(f"KQ-3,PG-5,{FIRST},2025-03,,801,,,", f"KQ-3,PG-5,{SECOND},2025-03,,800,,,")
    states = WorkDay.objects.order_by("pk").values_list("order__number", "party", "state")
    assert list(states) == [
        ("PG-4", FIRST, "accepted"), ("PG-7", FIRST, "held"), ("PG-5", FIRST, "held"),
        ("PG-5", SECOND, "accepted"),
    ]  # fmt: skip
    held = WorkDay.objects.get(order__number="PG-5", party=FIRST)
    because = queries.day_card(SYSTEM, held.pk).held_because
    assert because and because.code == "labour.too_many_pieces"
    correct(held.pk, 800_000, on=APRIL)
    newest = WorkDay.objects.get(supersedes=held)
    assert (newest.state, newest.quantity) == ("held", 800_000)


def test_work_is_paid_by_what_its_order_was_counted_in(tmp_path):
    """633 seedlings at 0.35 are 221.55, though from the 15th on seedlings are paid by the day."""
    first = OWN[OWN.index("  - from:") :]
    by_day = first.replace("2024-01-01", "2025-03-15").replace(
        "measure: piece, rate_fen: ¥0.35,\n                      unit: 株, day_most: 800}",
        "measure: day, rate_fen: ¥100}",
    )
    assert by_day.count("measure: day") == 1 + first.count("measure: day")
    (tmp_path / "head" / "jobs.yaml").write_text(OWN + by_day, encoding="utf-8")
    charters.forget()
    brought(f"KQ-1,PG-5,{FIRST},2025-03,,,400,233,")
    run = paid("2025-03", APRIL, "march")
    (line,) = RunLine.objects.filter(run=run)
    assert (line.amount_fen, line.outcome["piece_units"], line.outcome["piece_milli"]) == (
        22_155, ["株"], [633_000]
    )  # fmt: skip
    said = [worded(Reason.from_data(reason)) for reason in line.reasons]
    assert any("633" in each and "株" in each for each in said)
