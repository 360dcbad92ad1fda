"""Land money from the records to the payment (土地钱的一年): deaths, late statements, what each may see."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from liancun.base import charters, clock
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal, half_up
from liancun.rooms.land.tests import village
from liancun.rooms.land.tests.village import FOUR, ONE, TWO
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger.models import Entry
from liancun.rooms.notices import actions as board
from liancun.rooms.park import actions, queries
from liancun.rooms.park.actions import NewStatement
from liancun.rooms.park.rules import FloorTerms, Statement
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry.models import HouseholdMember
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import checks
from liancun.rooms.settlement.models import Run, RunLine

pytestmark = pytest.mark.django_db
LISTED = date(2025, 12, 10)
AGREED = date(2026, 1, 20)
DEATH = date(2025, 11, 1)


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 20))
    town.raise_town()
    village.raise_land()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=date(2025, 1, 1))


def who(post, on):
    return town.viewer(f"head.{post}", on)


def draft(kind="guaranteed_dividend", period="2025", on=LISTED):
    return settlement.draft_run("head", settlement.NewRun(kind, period), by=who("accountant", on), on=on)


def confirmed(run, on):
    """Checked, published, hung up in both villages and confirmed; returns the day."""
    settlement.check_run(run, by=who("supervisor", on), on=on)
    notice = settlement.publish_run(run, by=who("notice_clerk", on), on=on).ref
    for code in (town.JIAXI, town.HAIBA):
        hung = int(notice.partition(":")[2])
        try:
            board.record_posting(
                hung, board.Hanging(villages=(code,), place="公示栏", posted_on=on), by=SYSTEM, on=on
            )
        except Refusal:  # nothing of that village is on the list
            continue
    day = on + timedelta(days=8)
    settlement.confirm_run(run, by=who("director", day), on=day)
    return day


def posted(kind="guaranteed_dividend", period="2025", on=LISTED):
    """A whole run; returns it and the day its entry stands on."""
    run = draft(kind, period, on)
    day = confirmed(run, on)
    entry = settlement.post_run(run, by=who("accountant", day), on=day).ref
    return run, Entry.objects.get(pk=entry.partition(":")[2]).accounting_on


def pay(run, subject, on):
    line = RunLine.objects.get(run=run, subject=subject, part="floor")
    row = settlement.NewPayment(line.pk, line.amount_fen, on)
    settlement.record_payments("head", [row], key=f"{run}/{line.pk}", by=who("cashier", on), on=on)


def agree(agreed_on=AGREED, net_fen=5_000_000):
    given = Statement(10_000_000, 10_000_000 - net_fen, 0, 0, 0)
    new = NewStatement(
        year=2025, fruit_g=1000, statement=given, net_fen=net_fen, agreed_on=agreed_on, document="结算书"
    )
    actions.agree_statement("head", new, by=SYSTEM, on=agreed_on)


def dividends(viewer, **asked):
    return queries.dividend_list(viewer, "head", on=date(2026, 3, 20), **asked)


def dies(*people, on=DEATH):
    for code in people:
        registry.record_death(code, registry.Death(died_on=on, document="死亡证明"), by=SYSTEM, on=on)


def heir(start):
    return registry.Authority(payee="P0000003", kind="heir", document="继承公证", start=start)


def payees(run):
    return dict(RunLine.objects.filter(run=run, part="floor").values_list("subject", "payee"))


def test_a_head_who_died_without_a_successor_keeps_the_line_and_the_money_waits_for_the_heir():
    dies("P0000001", "P0000002")
    run, _day = posted()
    assert payees(run)[ONE] == "P0000001"
    with pytest.raises(Refusal) as no:
        pay(run, ONE, date(2025, 12, 19))
    assert no.value.code == "settlement.payee_dead"
    registry.set_authority("P0000001", heir(date(2025, 12, 19)), by=SYSTEM, on=date(2025, 12, 19))
    pay(run, ONE, date(2025, 12, 19))


def test_an_heir_by_deed_is_paid_where_the_household_has_nobody_else():
    dies("P0000001", "P0000002")
    registry.set_authority("P0000001", heir(DEATH), by=SYSTEM, on=DEATH)
    assert payees(draft())[ONE] == "P0000003"


def test_only_a_household_that_never_had_a_head_is_a_gap():
    HouseholdMember.objects.filter(household=ONE).update(is_head=False)
    with pytest.raises(settlement.Gaps) as gaps:
        draft()
    assert [(gap.subject, gap.what) for gap in gaps.value.gaps] == [(ONE, "park.no_representative")]


def test_a_death_after_posting_drops_nobodys_supplement():
    run, _day = posted()
    village.bring("plots", "jiaxi", village.plot("A2", 250, start=date(2025, 7, 1)), on=date(2026, 1, 15))
    dies("P0000001", "P0000002", on=date(2025, 12, 20))
    later = draft(period="2026", on=date(2026, 2, 10))
    late = RunLine.objects.get(run=later, first_run=run)
    assert (late.subject, late.part, late.amount_fen) == (ONE, "supplement:2025/floor", 20164)
    assert Run.objects.get(pk=later).steps[-1]["code"] == "park.step.floor"


def test_the_share_stands_on_the_day_its_statement_was_agreed():
    posted()
    agree()
    assert posted("park_share", on=date(2026, 1, 21))[1] == AGREED


def close(*months, on):
    for month in months:
        ledger.close_period("head", ledger.MonthToClose(month, "等协议"), by=SYSTEM, on=on)


def test_a_share_agreed_in_march_is_not_booked_before_it_existed():
    posted()
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    close(*months, on=date(2026, 1, 5))
    agree(date(2026, 3, 15))
    assert posted("park_share", on=date(2026, 3, 16))[1] == date(2026, 3, 15)


def test_a_share_whose_month_was_closed_meanwhile_stands_on_the_day_of_posting():
    posted()
    agree()
    run = draft("park_share", on=date(2026, 1, 25))
    day = confirmed(run, date(2026, 1, 25))
    close(*(f"2025-{month:02d}" for month in range(1, 13)), "2026-01", on=date(2026, 2, 1))
    entry = settlement.post_run(run, by=who("accountant", day), on=day).ref
    assert Entry.objects.get(pk=entry.partition(":")[2]).accounting_on == day == date(2026, 2, 2)
    assert not [finding for check in checks.CHECKS for finding in check()]


def test_a_floor_posted_after_december_was_closed_stands_on_the_day_of_posting():
    run = draft(on=date(2025, 12, 30))
    day = confirmed(run, date(2025, 12, 30))
    close(*(f"2025-{month:02d}" for month in range(1, 13)), on=date(2026, 1, 5))
    entry = settlement.post_run(run, by=who("accountant", day), on=day).ref
    assert Entry.objects.get(pk=entry.partition(":")[2]).accounting_on == day


def test_a_list_of_part_of_the_town_adds_up_what_it_shows():
    run, _day = posted()
    pay(run, ONE, date(2025, 12, 19))
    paid_fen = RunLine.objects.get(run=run, subject=ONE, part="floor").amount_fen
    everything = dividends(SYSTEM)
    assert (everything.total, everything.paid_fen) == (4, paid_fen)
    haiba = dividends(SYSTEM, village_code=town.HAIBA)
    assert (haiba.total, haiba.paid_fen) == (1, 0)
    jiaxi = dividends(SYSTEM, village_code=town.JIAXI, limit=1)
    assert (jiaxi.total, len(jiaxi.rows), jiaxi.paid_fen) == (3, 1, paid_fen)
    pay(run, FOUR, date(2025, 12, 19))
    section = dividends(town.viewer("head.section_head"))
    assert (section.total, section.paid_fen) == (3, paid_fen)


def alarm_on(day: date) -> queries.LandAlarm:
    alarm = queries.land_alarm(SYSTEM, "head", 2025, on=day)
    assert alarm, "a floor is decided"
    return alarm


def test_the_alarm_goes_by_the_charters_pay_day(monkeypatch):
    alarm = alarm_on(date(2025, 12, 1))
    assert (alarm.due_on, alarm.active) == (date(2025, 12, 31), True)
    real = charters.in_force

    def earlier(want, **asked):
        found = real(want, **asked)
        return replace(found, pay_month=11, pay_day=20, alarm_days=5) if want is FloorTerms else found

    monkeypatch.setattr(charters, "in_force", earlier)
    alarm = alarm_on(date(2025, 11, 14))
    assert (alarm.due_on, alarm.active) == (date(2025, 11, 20), False)
    assert alarm_on(date(2025, 11, 15)).active


def test_what_a_collective_is_owed_goes_by_211_though_it_is_a_member():
    run, _day = posted()
    hill = RunLine.objects.get(run=run, part="hill")
    assert (hill.subject, hill.settle_account) == ("O:jiaxi", "211")
    assert RunLine.objects.get(run=run, subject=ONE, part="floor").settle_account == "114"
    assert not RunLine.objects.filter(run=run, subject=TWO).exists()


def test_a_list_gives_what_each_amount_is_worked_out_from():
    july = date(2025, 7, 1)
    village.bring("plots", "jiaxi", village.plot("A1", 300, start=july), on=july)
    posted()
    agree()
    posted("park_share", on=date(2026, 1, 21))
    for row in dividends(SYSTEM).rows:
        worth = [
            Fraction(each.area_centimu * each.price_fen * each.days, 100 * each.year_days)
            for each in row.spans
        ]
        assert row.spans and row.share is None and half_up(sum(worth, Fraction(0))) == row.amount_fen
    (one,) = (row for row in dividends(SYSTEM).rows if row.part == "floor"
              and row.holder == ONE)  # fmt: skip
    assert [(span.area_centimu, span.days) for span in one.spans] == [(320, 181), (300, 184), (150, 365)]
    shares = {row.holder: row for row in dividends(SYSTEM, kind="park_share").rows}
    mine, hill = shares[ONE].share, shares["O:jiaxi"].share
    assert mine and mine.centimu_days == 320 * 181 + 300 * 184 + 150 * 365
    assert mine.share_fen - mine.floor_fen == shares[ONE].amount_fen and mine.floor_fen == one.amount_fen
    assert hill and (hill.centimu_days, hill.share_fen, hill.floor_fen) == (
        3_650_000, shares["O:jiaxi"].amount_fen, 0,
    )  # fmt: skip
