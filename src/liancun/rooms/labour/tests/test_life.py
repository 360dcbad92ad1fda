"""From a sheet to pay (从考勤表到工钱): what is refused or held, a late day, who may, what is missing."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from liancun.base.importing import import_workbook
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Period
from liancun.rooms.labour import actions, facts, queries, references
from liancun.rooms.labour.actions import Asking, Correction, NewCourse, NewOrder, Sending, Why
from liancun.rooms.labour.models import WorkDay, WorkOrder
from liancun.rooms.labour.tests.desk import (
    APRIL,
    FIRST,
    MARCH,
    SECOND,
    SHEET,
    THIRD,
    acting,
    brought,
    correct,
    found_wrong,
    give,
    lines_of,
    one_day,
    paid,
    refused,
    two_orders,
)
from liancun.rooms.registry.actions import Authority, set_authority
from liancun.rooms.registry.models import Person
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import gateways
from liancun.rooms.settlement.models import Payment, RunLine
from liancun.rooms.settlement.queries import pay_list, run_detail

__all__ = ["two_orders"]

pytestmark = pytest.mark.django_db


def wrong(*rows, **more):
    with pytest.raises(BadInput) as bad:
        brought(*rows, **more)
    assert not WorkDay.objects.exists()
    return [(problem.code, problem.row, problem.column) for problem in bad.value.problems]


def test_every_wrong_cell_is_named_with_its_row_and_day():
    Person.objects.filter(code=SECOND).update(died_on=date(2025, 3, 4))
    assert wrong(
        f"KQ-1,PG-1,{FIRST},2025-03,1,半天,-1,1.5,",
        f"KQ-1,PG-2,{FIRST},2025-03,1,,,,",
        f"KQ-1,PG-1,{SECOND},2025-03,1,1,1,,",
        f"KQ-1,PG-3,{THIRD},2025-03,-20,,,,",
        "KQ-1,PG-9,P0000001,2025-03,,,,1,",
        f"KQ-2,PG-1,{THIRD},2025-05,1,,,,{THIRD}",
        f"KQ-3,PG-1,{THIRD},2025-03,,,,,",
    ) == [
        ("labour.cell_unreadable", 2, "4日"),
        ("labour.empty_row", 8, "人员编码"),
        ("labour.no_work", 2, "5日"),
        ("labour.over_a_day", 2, "6日"),
        ("labour.two_sites", 3, "3日"),
        ("labour.over_a_day", 3, "3日"),
        ("registry.is_dead", 4, "5日"),
        ("labour.no_work", 5, "3日"),
        ("labour.no_such_order", 6, "6日"),
        ("labour.accepts_own", 7, "验收人"),
        ("labour.in_future", 7, "3日"),
    ]  # fmt: skip


def test_a_sheet_of_marks_says_what_to_write_instead():
    """√, 半, a 30th of February, and the half day that a spreadsheet left of 0.7 less 0.2."""
    heading = "考勤表号,派工单号,人员编码,月份,2日,3日,30日"
    given = (f"KQ-1,PG-1,{FIRST},2025-02,√,半,1",)
    assert wrong(*given, heading=heading) == [
        ("labour.cell_unreadable", 2, "2日"),
        ("labour.cell_unreadable", 2, "3日"),
        ("labour.no_such_day_of_month", 2, "30日"),
    ]
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet()
    page.write_row(0, 0, SHEET.split(","))
    page.write_row(1, 0, ["KQ-1", "PG-1", FIRST, "2025-03", 0.7 - 0.2])
    made.close()
    assert 0.7 - 0.2 != 0.5
    report = import_workbook(
        "attendance", out.getvalue(), "考勤.xlsx", org_code="head", by=SYSTEM, on=date(2025, 3, 31)
    )
    assert report.new == 1 and WorkDay.objects.get().quantity == 50


def test_a_day_is_written_once_and_its_rate_stands():
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,0.5,,,")
    assert brought(f"KQ-1,PG-1,{FIRST},2025-03,1.0,0.5,,,").same == 1
    with pytest.raises(BadInput) as bad:
        brought(f"KQ-2,PG-1,{FIRST},2025-03,,1,,,")
    assert [problem.code for problem in bad.value.problems] == ["labour.day_there"]
    refused("labour.rate_after_work", give, "PG-1", "park_tending", rate_fen=11_000)
    refused("labour.order_exists", give, "PG-2", "dishen", rate_fen=11_000)
    refused("labour.rate_under", give, "PG-7", "dishen", rate_fen=9_999)
    refused("labour.unknown_job", give, "PG-7", "航海")
    refused("labour.payer_party", give, "PG-7", "outside")
    assert set(WorkDay.objects.values_list("rate_fen", flat=True)) == {10_000}


def test_ninety_kilos_in_a_minute_wait_for_another():
    brought(
        f"KQ-1,PG-3,{FIRST},2025-03,90 08:00-08:01,213.4,401,,",
        by=town.viewer("head.accountant", MARCH.last_day),
    )
    held = WorkDay.objects.filter(state="held").order_by("day")
    assert [day.day.day for day in held] == [3, 5]
    card = queries.day_card(SYSTEM, held[0].pk)
    assert card.held_because and card.held_because.code == "labour.too_fast"
    accountant, supervisor = acting("accountant", APRIL), acting("supervisor", APRIL)
    refused(
        "labour.released_by_recorder", actions.release_day, held[0].pk, Why("看过"), by=accountant, on=APRIL
    )
    actions.release_day(held[1].pk, Why("两人合摘,已核"), by=supervisor, on=APRIL)
    ref = correct(held[0].pk, 90_000, by=accountant, hours="08:00-17:00")
    refused("labour.superseded_already", correct, held[0].pk, 1, by=accountant)
    card = queries.day_card(SYSTEM, int(ref[5:]))
    assert card.held_because and card.held_because.code == "labour.held_before"
    assert queries.order_row(SYSTEM, "head", "PG-3").quantity == 213_400 + 401_000
    actions.release_day(int(ref[5:]), Why("收工时间写错"), by=supervisor, on=APRIL)
    assert queries.order_row(SYSTEM, "head", "PG-3").quantity == 90_000 + 213_400 + 401_000
    assert found_wrong() == []


def test_a_correction_follows_the_same_rules():
    actions.record_days("head", [one_day(), one_day(day=date(2025, 3, 4), quantity=50)], by=SYSTEM, on=APRIL)
    pk = WorkDay.objects.get(day=date(2025, 3, 4)).pk
    refused(
        "labour.correction_without_note", actions.correct_day, pk, Correction("0.5", ""), by=SYSTEM, on=APRIL
    )
    refused("labour.over_a_day", actions.correct_day, pk, Correction("1.01", "改"), by=SYSTEM, on=APRIL)
    refused("labour.no_work", actions.correct_day, pk, Correction("-1", "改"), by=SYSTEM, on=APRIL)
    refused("labour.not_held", actions.release_day, pk, Why("看过"), by=SYSTEM, on=APRIL)
    ref = correct(pk, 0)
    refused("labour.void_already", correct, int(ref[5:]), 0)
    assert queries.order_row(SYSTEM, "head", "PG-1").quantity == 100
    assert [each.state for each in queries.day_card(SYSTEM, pk).versions] == ["accepted", "void"]


def test_checks_see_what_was_edited():
    actions.record_days("head", [one_day()], by=SYSTEM, on=APRIL)
    assert found_wrong() == []
    Person.objects.filter(code=FIRST).update(died_on=date(2025, 3, 1))
    assert found_wrong() == ["labour.worked_dead"]


def test_a_section_writes_its_own_village():
    head = town.viewer("head.section_head", MARCH.first_day)
    actions.record_days("head", [one_day()], by=head, on=MARCH.last_day)
    haiba = NewOrder("PG-8", "fs-haiba", "bees", "c", MARCH.first_day, MARCH.last_day, 1)
    refused("permit.not_yours", actions.give_order, "head", haiba, by=head, on=MARCH.first_day)
    actions.give_order("head", haiba, by=SYSTEM, on=MARCH.first_day)
    refused(
        "labour.no_such_order",
        actions.dispatch,
        "head",
        Sending("PG-8", (FIRST,)),
        by=head,
        on=MARCH.first_day,
    )
    both = [one_day(day=date(2025, 3, 4)), one_day("PG-8", "P0000007")]
    refused("permit.not_yours", actions.record_days, "head", both, by=head, on=MARCH.last_day)
    assert [row.number for row in queries.order_page(head, "head").rows] == ["PG-1", "PG-2", "PG-3"]
    refused("viewer.not_found", queries.order_card, head, "head", "PG-8")


def test_a_stranger_and_a_neighbour_see_nothing():
    actions.record_days("head", [one_day()], by=SYSTEM, on=APRIL)
    pk = WorkDay.objects.get().pk
    own, other = town.viewer("home1", APRIL), town.viewer("home4", APRIL)
    assert queries.day_card(own, pk).row.quantity == 100
    assert queries.my_work(own, "head", FIRST).months[0].days == 1
    for name in ("home4", "haiba.accountant", ""):
        viewer = town.viewer(name, APRIL)
        refused("viewer.not_found", queries.day_card, viewer, pk)
        refused("viewer.not_found", queries.my_work, viewer, "head", FIRST)
        refused("viewer.not_found", queries.wage_slip, viewer, "head", FIRST, "2025-03")
        refused("viewer.not_found", queries.order_page, viewer, "head")
        refused("viewer.not_found", queries.pay_list, viewer, "head", "2025-03")
    refused("viewer.not_found", references.work, other, str(pk))
    assert references.work(own, str(pk)).parents == ()
    assert references.work(SYSTEM, str(pk)).parents == ("order:PG-1",)


def test_who_asked_first_is_sent_first_then_who_worked_least():
    for party, day in ((SECOND, 5), (FIRST, 5), (THIRD, 4)):
        actions.ask_for_work("head", Asking(party, "pq-jiaxi"), by=SYSTEM, on=date(2025, 3, day))
    actions.record_days("head", [one_day()], by=SYSTEM, on=APRIL)
    page = queries.seeker_page(SYSTEM, "head", on=APRIL)
    assert [(row.party, row.days) for row in page.rows] == [(THIRD, 0), (SECOND, 0), (FIRST, 1)]
    actions.dispatch("head", Sending("PG-1", (THIRD,)), by=SYSTEM, on=APRIL)
    idle = queries.seeker_page(SYSTEM, "head", on=APRIL, idle=True)
    assert [row.party for row in idle.rows] == [SECOND, FIRST]
    refused(
        "labour.asked_already",
        actions.ask_for_work,
        "head",
        Asking(THIRD, "pq-jiaxi"),
        by=SYSTEM,
        on=date(2025, 3, 4),
    )
    refused("labour.nobody_named", actions.dispatch, "head", Sending("PG-1", ()), by=SYSTEM, on=APRIL)
    Person.objects.filter(code=SECOND).update(died_on=date(2025, 2, 1))
    refused("registry.is_dead", actions.dispatch, "head", Sending("PG-1", (SECOND,)), by=SYSTEM, on=APRIL)


def test_the_sheet_of_a_team_comes_filled_in_and_goes_back():
    actions.dispatch("head", Sending("PG-1", (FIRST, THIRD)), by=SYSTEM, on=MARCH.first_day)
    actions.record_days("head", [one_day()], by=SYSTEM, on=MARCH.last_day)
    name, content = queries.collection_sheet(SYSTEM, "head", "PG-1", month="2025-03")
    with pytest.raises(BadInput) as bad:
        import_workbook("attendance", content, f"{name}.xlsx", org_code="head", by=SYSTEM, on=APRIL)
    assert [(problem.code, problem.row) for problem in bad.value.problems] == [("labour.empty_row", 2)]
    card = queries.order_card(SYSTEM, "head", "PG-1", month="2025-03")
    assert (card.total, card.empty) == (2, 1)


def test_a_course_and_who_came():
    asked: Any = {"title": "修剪", "held_on": APRIL, "place": "村部", "hours_minutes": 120, "teacher": "老师"}
    actions.hold_course(
        "head", NewCourse("PX-1", **asked, parties=(FIRST, FIRST, SECOND)), by=SYSTEM, on=APRIL
    )
    refused(
        "labour.course_exists", actions.hold_course, "head", NewCourse("PX-1", **asked), by=SYSTEM, on=APRIL
    )
    assert queries.course_card(SYSTEM, "head", "PX-1").total == 2
    assert queries.course_page(town.viewer("home1", APRIL), "head").rows[0].came == 2
    assert queries.my_work(SYSTEM, "head", FIRST).courses == ((APRIL, "修剪"),)


def test_from_the_sheet_to_the_pay_and_a_late_day_in_the_next_month():
    actions.dispatch("head", Sending("PG-1", (FIRST, SECOND)), by=SYSTEM, on=MARCH.first_day)
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,0.5,,,", f"KQ-1,PG-2,{THIRD},2025-03,1,1,,,")
    alarm = queries.pay_day_alarm(SYSTEM, "head", on=APRIL)
    assert (alarm.month, alarm.due_on, alarm.days_left, alarm.active) == (
        "2025-03",
        date(2025, 4, 5),
        4,
        True,
    )
    assert [each.what.code for each in alarm.missing] == ["labour.missing_sheet", "labour.missing_draft"]
    run = paid("2025-03", APRIL, "march")
    assert lines_of(run) == {(FIRST, "park"): 15_000, (THIRD, "dishen"): 20_000}
    entry = gateways.entry_lines(run_detail(SYSTEM, run).entries[0])
    assert [(each.account, each.party, each.debit_fen, each.credit_fen) for each in entry] == [
        ("113", "O:park", 15_000, 0),
        ("141", "", 20_000, 0),
        ("213", FIRST, 0, 15_000),
        ("213", THIRD, 0, 20_000),
    ]
    alarm = queries.pay_day_alarm(SYSTEM, "head", on=date(2025, 4, 6), month="2025-03")
    assert not alarm.active and not alarm.late
    actions.record_days("head", [one_day(day=date(2025, 3, 10))], by=SYSTEM, on=date(2025, 4, 20))
    actions.record_days("head", [one_day(day=date(2025, 4, 2))], by=SYSTEM, on=date(2025, 4, 20))
    late = paid("2025-04", date(2025, 5, 1), "april")
    assert lines_of(late) == {(FIRST, "park"): 10_000, (FIRST, "supplement:2025-03/park"): 10_000}
    asof = Watermark.now(["head", "town"])
    assert facts.wages_by_month("head", 2025, asof) == {
        (FIRST, "2025-03"): 25_000,
        (THIRD, "2025-03"): 20_000,
        (FIRST, "2025-04"): 10_000,
    }
    assert [(row.month, row.payer, row.days) for row in facts.days_worked("head", Period(2025), asof)] == [
        ("2025-03", "cooperative", 2),
        ("2025-03", "park", 3),
        ("2025-04", "park", 1),
    ]
    assert len(facts.worker_months("head", Period(2025), asof)) == 3
    assert len(facts.attendance_refs("head", MARCH)) == 5
    told = queries.wage_slip(town.viewer("home1", date(2025, 5, 6)), "head", FIRST, "2025-04")
    assert (told.month.due_fen, told.month.paid_fen, len(told.lines)) == (20_000, 20_000, 2)
    row = queries.pay_list(SYSTEM, "head", "2025-04").rows[0]
    assert (row.dates, row.due_fen, row.net_fen, row.paid_on) == (1, 20_000, 20_000, date(2025, 5, 5))
    assert [(each.what, each.month, each.amount_fen) for each in row.items] == [
        ("day", "", 10_000),
        ("late", "2025-03", 10_000),
    ]


def test_two_orders_of_a_day_are_one_day_of_the_first():
    both = {"quantity": 50, "state": WorkDay.State.ACCEPTED, "rate_fen": 10_000, "org_code": "head"}
    for number, day in (("PG-2", 3), ("PG-1", 3), ("PG-2", 4)):
        order = WorkOrder.objects.get(number=number)
        stamp = {name: getattr(order, name) for name in ("mark", "recorded_at", "recorded_by", "on")}
        WorkDay.objects.create(order=order, party=FIRST, day=date(2025, 3, day), **both, **stamp)
    found = facts.days_worked("head", Period(2025), Watermark.now(["head", "town"]))
    assert [(row.month, row.payer, row.days) for row in found] == [
        ("2025-03", "cooperative", 1),
        ("2025-03", "park", 1),
    ]


def test_pay_lists_mask_numbers_and_a_file_with_them_is_kept_note_of():
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,,,,")
    run = settlement.draft_run(
        "head", settlement.NewRun("wages", "2025-03"), by=acting("accountant", APRIL), on=APRIL
    )
    cashier = acting("cashier", APRIL)
    shown = queries.pay_list(cashier, "head", "2025-03").rows[0]
    assert "********" in shown.id_number and "****" in shown.phone
    whole = actions.print_pay_list("head", "2025-03", by=cashier, on=APRIL)
    assert whole.rows[0].id_number == Person.objects.get(code=FIRST).id_number
    line = AuditLine.objects.filter(verb="labour.print_pay_list").get()
    assert (line.by, line.ref) == (cashier.name, f"run:{run}")
    auditor = town.viewer("town.auditor", APRIL)
    assert actions.print_pay_list("head", "2025-03", by=auditor, on=APRIL).total == 1
    for name in ("head.director", "head.section_head", "town.leader"):
        refused(
            "permit.not_yours",
            actions.print_pay_list,
            "head",
            "2025-03",
            by=town.viewer(name, APRIL),
            on=APRIL,
        )
    for name in ("head.director", "town.leader"):
        refused("permit.not_yours", queries.pay_list, town.viewer(name, APRIL), "head", "2025-03")


def test_the_pay_of_who_died_waits_for_an_heir():
    brought(f"KQ-1,PG-1,{FIRST},2025-03,1,,,,")
    Person.objects.filter(code=FIRST).update(died_on=date(2025, 3, 20))
    refused("settlement.payee_dead", paid, "2025-03", APRIL, "march")
    line = RunLine.objects.get(subject=FIRST)
    rows = [settlement.NewPayment(line.pk, line.amount_fen, date(2025, 4, 9))]
    cashier = acting("cashier", date(2025, 4, 9))
    waits = pay_list(cashier, line.run_id, on=date(2025, 4, 7)).waits
    assert [(each, why.code) for each, why in waits.items()] == [(line.pk, "settlement.payee_dead")]
    heir = Authority(payee=SECOND, kind="heir", document="JC-1", start=date(2025, 4, 8))
    set_authority(FIRST, heir, by=SYSTEM, on=date(2025, 4, 8))
    done = settlement.record_payments("head", rows, key="heir", by=cashier, on=date(2025, 4, 9))
    assert done.paid == 1 and Payment.objects.get().payee == SECOND
    brought(f"KQ-2,PG-1,{THIRD},2025-04,1,,,,", on=date(2025, 4, 30))
    given = Authority(payee="P0000004", kind="authority", document="WT-1", start=APRIL)
    set_authority(THIRD, given, by=SYSTEM, on=date(2025, 4, 8))
    run = settlement.draft_run("head", settlement.NewRun("wages", "2025-04"), by=SYSTEM, on=date(2025, 5, 1))
    told = RunLine.objects.get(run=run)
    assert (told.subject, told.payee) == (THIRD, "P0000004")
    assert "labour.to_authorised" in [reason["code"] for reason in told.reasons]


def test_what_was_earned_elsewhere_is_for_the_person():
    rows = f"人员编码,月份,用工单位,收入(元)\n{FIRST},2025-03,煤矿(自报),5600.00\n".encode()
    import_workbook("outside_incomes", rows, "外出.csv", org_code="town", by=SYSTEM, on=APRIL)
    for name, seen in (("home1", 1), ("town.auditor", 1), ("head.accountant", 0)):
        found = queries.my_work(town.viewer(name, APRIL), "head", FIRST).elsewhere
        assert [each.amount_fen for each in found] == [560_000] * seen
