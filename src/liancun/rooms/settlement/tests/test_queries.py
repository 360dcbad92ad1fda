"""Everybody sees what is theirs, and nobody else's (查询范围)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.references import resolve
from liancun.base.viewer import Post, Viewer
from liancun.rooms.settlement import actions, queries
from liancun.rooms.settlement.models import Payment, RunLine
from liancun.rooms.settlement.tests.town import (
    AFTER,
    DAY,
    drafted,
    line_of,
    objected,
    pay,
    posted,
    published,
    refused,
)
from liancun.rooms.settlement.tests.toys import (
    CASHIER,
    CHECKER,
    MAKER,
    ORG,
    SECRETARY,
    TABLE,
    VILLAGE,
    person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]

HOME = Viewer("home", party="P0000001", households=frozenset({"L1"}))
ELSEWHERE = person("sun", "accountant", org_code="haiba")
AUDITOR = Viewer("audit", posts=frozenset({Post("auditor", "town")}), everywhere=True)


def test_runs_of_ones_own_organisation():
    run = posted()
    for viewer in (MAKER, AUDITOR):
        assert [row.run for row in queries.runs_page(viewer).rows] == [run]
    for viewer in (ELSEWHERE, HOME, Viewer("")):
        assert queries.runs_page(viewer).total == 0
        refused("viewer.not_found", queries.run_detail, viewer, run)
        assert queries.desk(viewer) == ()
    assert queries.runs_page(MAKER, state="posted", kind="toy_wage", period="2025-01").total == 1
    assert queries.runs_page(MAKER, state="drafted").total == 0


def test_a_run_in_detail():
    run = posted()
    pay("a", (line_of(run, "L1").pk, 15000))
    found = queries.run_detail(MAKER, run)
    assert [step.by for step in found.steps] == ["wang", "li", "zhao", "chen", "wang"]
    assert (found.row.due_fen, found.row.paid_fen, found.row.open_fen) == (23000, 15000, 8000)
    assert found.counts["posted"] == 2 and found.paid_lines == 1
    assert found.clauses == ("jiaxi:toy/rates@2024-01-01",)
    assert found.notice.startswith("notice:") and found.entries[0].startswith("entry:")
    assert found.may == ("draft_reversal",)
    assert queries.run_detail(CASHIER, run).may == ("record_payments",)


def test_lines_of_a_household():
    run = drafted()
    refused("viewer.not_found", queries.lines_page, HOME, run)
    assert queries.lines_page(MAKER, run, limit=1).total == 2
    actions.withdraw_run(run, by=MAKER, on=DAY)
    run = posted()
    page = queries.lines_page(HOME, run)
    assert [(row.subject, row.amount_fen, row.open_fen) for row in page.rows] == [("L1", 20000, 20000)]
    assert (page.total, page.amount_fen) == (1, 20000)
    refused("viewer.not_found", queries.line_detail, HOME, line_of(run, "L2").pk)
    found = queries.line_detail(HOME, line_of(run, "L1").pk)
    assert found.facts == {"value": 20}
    assert found.reasons[0].code == "toy.fee"
    assert queries.bills(HOME).total == 1
    assert queries.bills(HOME, direction="collect").total == 0
    assert queries.bills(MAKER, subject="L2").rows[0].amount_fen == 3000


def test_another_villages_clerk_sees_no_line():
    run = posted()
    narrow = Viewer(
        "narrow",
        posts=frozenset({Post("accountant", ORG)}),
        org_codes=frozenset({ORG}),
        village_codes=frozenset({"520281123202"}),
    )
    assert queries.lines_page(narrow, run).total == 0


def test_open_and_held_lines():
    run = published()
    held = line_of(run, "L2")
    objected(run, held.pk)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    assert [row.subject for row in queries.lines_page(MAKER, run, state="held").rows] == ["L2"]
    assert [row.subject for row in queries.lines_page(MAKER, run, state="open").rows] == ["L1"]
    pay("a", (line_of(run, "L1").pk, 20000))
    assert queries.lines_page(MAKER, run, state="open").total == 0
    assert list(queries.open_lines(MAKER, ORG)) == []
    assert queries.runs_page(MAKER).rows[0].held == 1


def test_arrears_by_village():
    run = posted()
    pay("a", (line_of(run, "L1").pk, 20000), (line_of(run, "L2").pk, 1000))
    (row,) = queries.arrears(MAKER, kind="toy_wage")
    assert (row.village_code, row.lines, row.due_fen, row.paid_fen, row.open_fen, row.open_lines) == (
        VILLAGE,
        2,
        23000,
        21000,
        2000,
        1,
    )
    assert queries.arrears(ELSEWHERE, kind="toy_wage") == ()


def test_what_waits_on_whose_desk():
    run = drafted()
    assert [todo.act for todo in queries.desk(CHECKER)] == ["check_run"]
    assert queries.desk(MAKER) == ()
    actions.check_run(run, by=CHECKER, on=DAY)
    assert queries.desk(CHECKER) == ()


def test_late_differences_are_shown_before_the_next_run():
    posted()
    TABLE.note("2025-01", {"L1": 21})
    (late,) = queries.late_differences(MAKER, kind="toy_wage", org_code=ORG)
    assert (late.subject, late.difference_fen) == ("L1", 1000)
    refused("viewer.not_found", queries.late_differences, ELSEWHERE, kind="toy_wage", org_code=ORG)


def test_the_board_shows_lines_to_members_alone():
    run = published()
    clock.set_demo_day(AFTER)
    member = Viewer("member", party="P0000002", member_of=frozenset({ORG}))
    assert queries.published_lines(member, run).total == 2
    refused("viewer.not_found", queries.published_lines, Viewer(""), run)


def test_why():
    run = posted()
    pay("a", (line_of(run, "L1").pk, 100))
    money = Payment.objects.get()
    trace = resolve(HOME, f"payment:{money.pk}")
    assert trace.parents[0] == f"line:{line_of(run, 'L1').pk}"
    trace = resolve(HOME, trace.parents[0])
    assert dict(trace.facts)["value"] == 20 and trace.reasons[0].code == "toy.fee"
    assert f"run:{run}" in trace.parents
    assert resolve(MAKER, f"run:{run}").title.code == "settlement.run"
    refused("viewer.not_found", resolve, HOME, f"run:{run}")


def test_queries_do_not_grow_with_lines(django_assert_max_num_queries):
    TABLE.note("2025-01", {f"L{n}": n for n in range(1, 60)})
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=DAY)
    assert RunLine.objects.count() == 59
    with django_assert_max_num_queries(14):
        queries.lines_page(MAKER, run, limit=50)


def test_periods_and_kinds():
    posted()
    assert queries.periods(MAKER, kind="toy_wage") == ("2025-01",)
    assert [row.name for row in queries.kinds(MAKER)] == ["toy_earned", "toy_fee", "toy_pot", "toy_wage"]
    assert date(2025, 2, 5) == AFTER


def test_a_page_opens_on_the_year_that_has_money():
    """January 2025's list is booked and nothing later."""
    posted()
    for today, shows in (((2025, 6, 1), 2025), ((2026, 6, 1), 2025), ((2030, 6, 1), 2025)):
        assert queries.year_to_show(MAKER, on=date(*today)) == shows
    assert queries.year_to_show(ELSEWHERE, on=date(2030, 6, 1)) == 2030, "none of it is in their reach"
