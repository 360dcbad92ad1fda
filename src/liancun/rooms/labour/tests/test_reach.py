"""A section's desk: its own village by every door, its people's pay without numbers (片区的范围)."""

from dataclasses import replace
from datetime import date

import pytest

from liancun.base.importing import engine, import_kind, import_workbook, rows_of, rows_page
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Post
from liancun.kernel import BadInput
from liancun.rooms.labour import actions, queries
from liancun.rooms.labour.actions import NewOrder, Sending
from liancun.rooms.labour.models import Dispatch, JobSeeker, WorkDay, WorkOrder
from liancun.rooms.labour.tests.desk import (
    APRIL,
    FIRST,
    MARCH,
    acting,
    brought,
    one_day,
    paid,
    refused,
    two_orders,
)
from liancun.rooms.registry.tests import town

__all__ = ["two_orders"]

pytestmark = pytest.mark.django_db
NEIGHBOUR = "P0000007"


@pytest.fixture
def head():
    """Jiaxi's section head; Haiba's branch has an order of its own."""
    haiba = NewOrder("PG-8", "fs-haiba", "bees", "c", MARCH.first_day, MARCH.last_day, 1)
    actions.give_order("head", haiba, by=SYSTEM, on=MARCH.first_day)
    return town.viewer("head.section_head", MARCH.last_day)


BOOKS = {
    "attendance": (
        "考勤表号,派工单号,人员编码,月份,3日",
        f"KQ-1,PG-1,{FIRST},2025-03,1",
        f"KQ-1,PG-8,{NEIGHBOUR},2025-03,1",
    ),
    "work_orders": (
        "派工单号,片区,工种,工地,起,止,人数",
        "PG-70,pq-jiaxi,养蜂,z,2025-03-01,2025-03-31,2",
        "PG-71,fs-haiba,养蜂,z,2025-03-01,2025-03-31,2",
    ),
    "dispatches": (
        "派工单号,人员编码,起,止",
        f"PG-1,{FIRST},2025-03-01,2025-03-31",
        f"PG-8,{NEIGHBOUR},2025-03-01,2025-03-31",
    ),
    "job_seekers": (
        "人员编码,登记日,片区",
        f"{FIRST},2025-03-01,pq-jiaxi",
        f"{NEIGHBOUR},2025-03-01,fs-haiba",
    ),
}


def bring(kind, *rows, by):
    content = "\n".join((BOOKS[kind][0], *rows)).encode()
    return import_workbook(kind, content, "表.csv", org_code="head", by=by, on=MARCH.last_day)


@pytest.mark.parametrize("kind", BOOKS)
def test_a_workbook_brings_the_own_village_alone(kind, head):
    _heading, own, other = BOOKS[kind]
    before = [model.objects.count() for model in (WorkDay, WorkOrder, Dispatch, JobSeeker)]
    with pytest.raises(BadInput) as bad:
        bring(kind, own, other, by=head)
    assert [(problem.code, problem.row) for problem in bad.value.problems] == [("import.other_village", 3)]
    assert [model.objects.count() for model in (WorkDay, WorkOrder, Dispatch, JobSeeker)] == before
    assert bring(kind, own, by=head).new == 1
    assert bring(kind, own, other, by=acting("accountant", MARCH.last_day)).new == 1


def test_another_villages_rows_are_not_told_even_where_they_are_there(head):
    """A row that came in before is neither the same nor in conflict: it is another village's."""
    bring("dispatches", BOOKS["dispatches"][2], by=SYSTEM)
    with pytest.raises(BadInput) as bad:
        bring("dispatches", BOOKS["dispatches"][2], by=head)
    assert [problem.code for problem in bad.value.problems] == ["import.other_village"]


def test_a_post_for_every_village_is_asked_for_no_villages(monkeypatch, head):
    """Importing stays as fast as it was for whoever may bring in every village's rows."""
    spec = import_kind("attendance")
    asked = []

    def villages(rows, _org_code):
        asked.append(len(rows))
        return [""] * len(rows)

    watched = replace(spec, villages=villages)
    monkeypatch.setattr(engine, "import_kind", lambda _name: watched)
    bring("attendance", BOOKS["attendance"][1], by=acting("accountant", MARCH.last_day))
    assert asked == []
    bring("attendance", BOOKS["attendance"][1], by=head)
    assert asked == [1]


# --- the pay of a section's people --------------------------------------------------------------------


@pytest.fixture
def month(head):
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,0.5,,,")
    bring("attendance", BOOKS["attendance"][2], by=SYSTEM)
    return paid("2025-03", APRIL, "march")


def test_a_section_sees_its_peoples_pay_without_numbers(month, head):
    whole = queries.pay_list(acting("cashier", APRIL), "head", "2025-03")
    assert (whole.numbers, whole.total, whole.net_fen) == (True, 2, 25_000)
    assert all(row.id_number and row.phone for row in whole.rows)
    seen = queries.pay_list(head, "head", "2025-03")
    assert (seen.numbers, seen.total, seen.due_fen, seen.net_fen, seen.paid_fen) == (
        False, 1, 15_000, 15_000, 15_000,
    )  # fmt: skip
    (row,) = seen.rows
    assert (row.party, row.id_number, row.phone, row.net_fen) == (FIRST, "", "", 15_000)
    assert queries.wage_slip(head, "head", FIRST, "2025-03").month.net_fen == 15_000
    refused("viewer.not_found", queries.wage_slip, head, "head", NEIGHBOUR, "2025-03")
    refused("permit.not_yours", actions.print_pay_list, "head", "2025-03", by=head, on=APRIL)


def test_a_second_post_opens_no_other_villages_pay(month, head):
    """The same person keeps Haiba's collective's book: that is no section there."""
    post = Post("accountant", "haiba", town.HAIBA, "village_collective")
    both = replace(
        head,
        posts=head.posts | {post},
        org_codes=head.org_codes | {"haiba"},
        village_codes=head.village_codes | {town.HAIBA},
    )
    assert [row.party for row in queries.pay_list(both, "head", "2025-03").rows] == [FIRST]
    refused("viewer.not_found", queries.wage_slip, both, "head", NEIGHBOUR, "2025-03")
    with pytest.raises(BadInput):
        bring("attendance", f"KQ-9,PG-8,{NEIGHBOUR},2025-03,1", by=both)


def test_what_is_missing_is_said_of_the_own_village(head):
    actions.dispatch("head", Sending("PG-8", (NEIGHBOUR,)), by=SYSTEM, on=MARCH.first_day)
    actions.record_days("head", [one_day("PG-3", quantity=401_000)], by=SYSTEM, on=APRIL)
    alarm = queries.pay_day_alarm(head, "head", on=APRIL)
    assert [each.what.code for each in alarm.missing] == ["labour.missing_release", "labour.missing_draft"]


# --- exports by the page --------------------------------------------------------------------------------


def test_an_export_is_read_by_the_page(head):
    brought(
        f"KQ-1,PG-1,{FIRST},2025-03,1,0.5,,,",
        f"KQ-1,PG-3,{FIRST},2025-03,,,20,30.5,",
        "KQ-2,PG-2,P0000003,2025-03,1,,,,",
    )
    actions.record_days(
        "head", [one_day("PG-1", "P0000002"), one_day("PG-1", "P0000002", date(2025, 4, 1))],
        by=SYSTEM, on=APRIL,
    )  # fmt: skip
    for name in ("attendance", "work_orders", "dispatches"):
        kind = import_kind(name)
        every = list(rows_of(kind, SYSTEM, "head"))
        for offset in range(len(every) + 2):
            page, total = rows_page(kind, SYSTEM, "head", limit=2, offset=offset)
            assert (page, total) == (every[offset : offset + 2], len(every)), (name, offset)
    kind = import_kind("attendance")
    assert len(list(rows_of(kind, SYSTEM, "head"))) == 5
    bring("attendance", f"KQ-7,PG-8,{NEIGHBOUR},2025-03,1", by=SYSTEM)
    assert rows_page(kind, head, "head", limit=50, offset=0)[1] == 5
    assert rows_page(replace(kind, page=None), SYSTEM, "head", limit=2, offset=2)[1] == 6
