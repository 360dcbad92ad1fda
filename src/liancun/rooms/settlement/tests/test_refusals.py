"""Every step that may not come is refused with its code, and writes nothing (不予办理)."""

from datetime import date, timedelta

import pytest

from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Refusal
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.settlement import actions, facts
from liancun.rooms.settlement.models import Payment, Run
from liancun.rooms.settlement.tests.town import (
    AFTER,
    DAY,
    drafted,
    line_of,
    pay,
    posted,
    published,
    put_up,
    refused,
)
from liancun.rooms.settlement.tests.toys import (
    CASHIER,
    CHECKER,
    CLERK,
    MAKER,
    ORG,
    SECRETARY,
    TABLE,
    VILLAGE,
    person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]


def test_gaps_are_listed_at_once_and_other_organisations_close():
    TABLE.expected = {ORG: ("L1", "L2", "L3")}
    TABLE.note("2025-01", {"L2": 4})
    TABLE.note("2025-01", {"L9": 4}, "haiba")
    maker = person("wang", "accountant")
    both = Viewer("wang", posts=maker.posts | person("x", "accountant", org_code="haiba").posts)
    done = actions.draft_runs("toy_wage", (ORG, "haiba"), "2025-01", by=both, on=DAY)
    first, second = done
    assert first.run is None and isinstance(first.refusal, actions.Gaps)
    assert [(gap.subject, gap.village_code, gap.who) for gap in first.refusal.gaps] == [
        ("L1", VILLAGE, "P0000099"),
        ("L3", VILLAGE, "P0000099"),
    ]
    assert second.run and Run.objects.count() == 1
    assert AuditLine.objects.filter(verb="settlement.draft_run").count() == 1


@pytest.mark.parametrize(
    ("period", "kind", "code"),
    [
        ("2025", "toy_wage", "settlement.wrong_grain"),
        ("2025-01", "toy_fee", "settlement.wrong_grain"),
        ("2025-13", "toy_wage", "settlement.no_such_period"),
        ("2025-01", "toy_none", "settlement.no_such_kind"),
    ],
)
def test_what_cannot_be_drafted(period, kind, code):
    refused(code, actions.draft_run, ORG, actions.NewRun(kind, period), by=MAKER, on=DAY)


def test_before_the_first_clause():
    TABLE.note("2023-05", {"L1": 1})
    new = actions.NewRun("toy_wage", "2023-05")
    refused("charter.before_first_day", actions.draft_run, ORG, new, by=MAKER, on=DAY)


def test_one_live_run_for_a_period():
    run = drafted()
    new = actions.NewRun("toy_wage", "2025-01")
    no = refused("settlement.period_taken", actions.draft_run, ORG, new, by=MAKER, on=DAY)
    assert no.params["run"] == f"run:{run}"
    actions.withdraw_run(run, actions.Remark("写错期间"), by=MAKER, on=DAY)
    again = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=MAKER, on=DAY)
    assert Run.objects.get(pk=again).attempt == 2
    refused("settlement.ended", actions.check_run, run, by=CHECKER, on=DAY)


def test_only_the_posts_of_the_decision():
    run = drafted()
    for call, people in (
        (actions.check_run, (MAKER, CLERK, CASHIER)),
        (actions.withdraw_run, (CHECKER,)),
        (actions.publish_run, (MAKER, CASHIER)),
        (actions.confirm_run, (MAKER, CHECKER)),
    ):
        for somebody in people:
            no = refused("permit.not_yours", call, run, by=somebody, on=DAY)
            assert no.clause == "jiaxi:runs/toy_wage@2024-01-01"
    elsewhere = person("li", "supervisor", org_code="haiba")
    refused("permit.not_yours", actions.check_run, run, by=elsewhere, on=DAY)


def test_maker_checker_and_payer_are_three():
    run = drafted()
    refused("settlement.same_person", actions.check_run, run, by=person("wang", "supervisor"), on=DAY)
    other_account = person("wang2", "supervisor", party=MAKER.party)
    no = refused("settlement.same_person", actions.check_run, run, by=other_account, on=DAY)
    assert no.params == {"role": "checker", "other": "maker"}
    by_token = person("wang3", "supervisor", behind=MAKER)
    refused("settlement.same_person", actions.check_run, run, by=by_token, on=DAY)
    actions.withdraw_run(run, by=MAKER, on=DAY)
    run = posted()
    line = line_of(run, "L1").pk
    for who, other in (("wang", "maker"), ("li", "checker")):
        no = refused("settlement.same_person", pay, "a", (line, 1), by=person(who, "cashier"))
        assert no.params == {"role": "payer", "other": other}
    assert not Payment.objects.exists()


def test_what_a_narrowed_token_made_its_person_does_not_check():
    TABLE.note("2025-01", {"L1": 20})
    by_token = person("wang3", "accountant", behind=MAKER)
    run = actions.draft_run(ORG, actions.NewRun("toy_wage", "2025-01"), by=by_token, on=DAY)
    other_account = person("wang2", "supervisor", party=MAKER.party)
    refused("settlement.same_person", actions.check_run, run, by=other_account, on=DAY)


def test_steps_come_in_order():
    run = drafted()
    refused("settlement.not_checked", actions.publish_run, run, by=CLERK, on=DAY)
    refused("settlement.not_published", actions.confirm_run, run, by=SECRETARY, on=DAY)
    refused("settlement.not_confirmed", actions.post_run, run, by=MAKER, on=DAY)
    refused("settlement.not_posted", actions.draft_reversal, run, by=MAKER, on=DAY)
    refused("settlement.before_last_step", actions.check_run, run, by=CHECKER, on=DAY - timedelta(days=1))
    refused("settlement.line_not_posted", pay, "a", (line_of(run, "L1").pk, 1))
    actions.check_run(run, by=CHECKER, on=DAY)
    refused("settlement.already", actions.check_run, run, by=CHECKER, on=DAY)
    actions.publish_run(run, by=CLERK, on=DAY)
    refused("settlement.notice_not_up", actions.confirm_run, run, by=SECRETARY, on=AFTER)
    refused("settlement.no_such_run", actions.check_run, 10**9, by=CHECKER, on=DAY)


def test_not_before_the_days_to_object_are_over():
    run = published()
    no = refused(
        "settlement.objections_open_until",
        actions.confirm_run,
        run,
        by=SECRETARY,
        on=DAY + timedelta(days=3),
    )
    assert no.params["until"] == "2025-02-04"
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)
    refused("settlement.too_late_to_withdraw", actions.withdraw_run, run, by=MAKER, on=AFTER)


def test_a_month_that_is_closed_now_or_not_begun_takes_no_entry():
    run = published()
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    for month in ("2024-12", "2025-01", "2025-02"):
        ledger.close_period(ORG, ledger.MonthToClose(month, "等记账"), by=SYSTEM, on=date(2025, 3, 1))
    refused("ledger.period_closed", actions.post_run, run, by=MAKER, on=AFTER)
    assert facts.run_state(run) == "confirmed"
    early = drafted(period="2025-06")
    actions.check_run(early, by=CHECKER, on=AFTER)
    put_up(actions.publish_run(early, by=CLERK, on=AFTER).ref, AFTER)
    later = date(2025, 4, 1)
    actions.confirm_run(early, by=SECRETARY, on=later)
    refused("ledger.day_ahead", actions.post_run, early, by=MAKER, on=later)


def test_payments_that_are_not_owed():
    run = posted()
    line = line_of(run, "L2").pk
    refused("settlement.empty_list", actions.record_payments, ORG, [], key="a", by=CASHIER, on=AFTER)
    refused("settlement.pay_nothing", pay, "a", (line, 0))
    refused("settlement.pay_too_much", pay, "a", (line, 3001))
    refused("settlement.pay_too_much", pay, "a", (line, -1))
    refused("settlement.pay_too_much", pay, "a", (line, 2000), (line, 1001))
    refused("settlement.no_such_line", pay, "a", (10**9, 1))
    with pytest.raises(BadInput) as bad:
        pay("a", (line, 1), (line, 1), money_account="521")
    assert [(each.code, each.row, each.column) for each in bad.value.problems] == [
        ("import.choice", row, "money_account") for row in (1, 2)
    ]
    early = [actions.NewPayment(line, 1, DAY)]
    refused(
        "settlement.paid_on_wrong_day", actions.record_payments, ORG, early, key="a", by=CASHIER, on=AFTER
    )
    future = [actions.NewPayment(line, 1, date(2026, 1, 1))]
    refused(
        "settlement.paid_on_wrong_day", actions.record_payments, ORG, future, key="a", by=CASHIER, on=AFTER
    )
    pay("a", (line, 3000))
    refused("settlement.paid_already", pay, "b", (line, 1))
    assert Payment.objects.count() == 1


def test_replacing_needs_an_upheld_objection():
    run = published()
    line = line_of(run, "L1").pk
    refused("settlement.objection_not_upheld", actions.replace_line, line, by=MAKER, on=DAY)
    refused("settlement.no_such_line", actions.replace_line, 10**9, by=MAKER, on=DAY)
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    refused("settlement.line_not_replaceable", actions.replace_line, line, by=MAKER, on=AFTER)
    refused("settlement.line_not_held", actions.confirm_lines, run, [line], by=SECRETARY, on=AFTER)
    refused("settlement.line_not_replaced", actions.check_lines, run, [line], by=CHECKER, on=AFTER)


def test_a_refused_act_leaves_no_trace():
    before = AuditLine.objects.count()
    with pytest.raises(Refusal):
        actions.draft_run(ORG, actions.NewRun("toy_wage", "2025"), by=MAKER, on=DAY)
    assert AuditLine.objects.count() == before
