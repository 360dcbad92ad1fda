"""The year after: who died, who left, and what they still hold stops nobody (第二年)."""

from datetime import date, timedelta
from typing import Any

import pytest

from liancun.base import charters
from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.rooms.capital import actions as capital
from liancun.rooms.capital import facts as shares
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger import facts as books
from liancun.rooms.notices import actions as board
from liancun.rooms.notices import queries as notices
from liancun.rooms.registry import actions as people
from liancun.rooms.registry import checks as registry_checks
from liancun.rooms.registry.actions.people import Authority, Death
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import queries as runs
from liancun.rooms.settlement.calculation import Gaps
from liancun.rooms.settlement.models import LineEvent, Payment, Run, RunLine
from liancun.rooms.surplus import actions, queries
from liancun.rooms.surplus.tests import cooperative as coop
from liancun.rooms.surplus.tests.cooperative import COMPANY, FIRST, FOURTH, MEETING, SECOND, who
from liancun.rooms.surplus.tests.test_distribution import CHECKS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEIR = "P0000004"
DIED, LATER = date(2025, 11, 1), date(2027, 1, 12)


def dies(party: str = SECOND, died_on: date = DIED, heir: str = HEIR) -> None:
    """Somebody dies, and an heir is registered."""
    people.record_death(party, Death(died_on=died_on, document="SW-1"), by=SYSTEM, on=died_on)
    given = Authority(payee=heir, kind="heir", document="JC-1", start=died_on)
    people.set_authority(party, given, by=SYSTEM, on=died_on)


@pytest.fixture
def bereaved(db):
    """SECOND died in November, the books of the year are closed."""
    coop.raise_cooperative()
    dies()
    coop.close_books()


def leaves(party: str = FOURTH, notice_on: date = date(2025, 9, 1)) -> None:
    """A member gives notice in time: the membership ends with the year."""
    given = people.Leaving(party=party, notice_on=notice_on)
    people.end_membership("head", given, by=SYSTEM, on=notice_on)


def paid_back(year: int, on: date, code: str = "TS-1") -> int:
    """The run that pays back who left: made, checked, published, decided by the board, posted."""
    new = settlement.NewRun("member_exit", str(year))
    run = settlement.draft_run("head", new, by=who("accountant", on), on=on)
    coop.laid_out(run, on)
    later = on + timedelta(days=8)
    coop.refused("settlement.no_resolution", coop.confirm, run, on=later)
    assert coop.voted(code, f"member_exit/{year}", body="board", on=later)
    coop.confirm(run, later)
    settlement.post_run(run, by=who("accountant", later), on=later)
    return run


def members_hold() -> dict[str, tuple[int, int]]:
    """Party -> (301, 322) of the book, those with anything."""
    shares, reserve = (books.party_balances("head", account) for account in ("301", "322"))
    found = {
        party: (-shares.get(party, 0), -reserve.get(party, 0)) for party in shares.keys() | reserve.keys()
    }
    return {party: held for party, held in found.items() if any(held)}


def findings() -> list[str]:
    return [each.code for check in (*CHECKS, *registry_checks.CHECKS) for each in check()]


def amounts(run: int) -> dict[tuple[str, str], int]:
    rows = RunLine.objects.filter(run=run).values_list("payee", "part", "amount_fen")
    return {(payee, part): fen for payee, part, fen in rows}


def earn(year: int, fen: int) -> None:
    """Income by hand, so that a year has a result."""
    coop.enter(date(year, 3, 1), ("102", fen, ""), ("501", -fen, ""))


def test_what_was_the_dead_members_stands_in_their_name_and_the_heir_is_paid(bereaved):
    run = coop.posted()
    assert amounts(run)[SECOND, "reserve"] == 280
    assert amounts(run)[SECOND, "equity"] == 1008
    assert books.party_balances("head", "322") == {
        FIRST: -280, SECOND: -280, FOURTH: -140, COMPANY: -1400
    }  # fmt: skip
    coop.pay(run)
    (paid,) = Payment.objects.filter(line__payee=SECOND)
    assert (paid.payee, paid.amount_fen, paid.happened_on) == (HEIR, 1008, MEETING)
    assert not books.party_balances("head", "222").get(HEIR)


def test_the_heir_sees_what_is_to_come_and_nobody_else_does(bereaved):
    coop.posted()
    seen = {
        who: [
            (row.payee, row.amount_fen) for row in runs.bills(town.viewer(who, MEETING), kind="surplus").rows
        ]
        for who in (HEIR, "P0000006")
    }
    assert {who: sorted(lines) for who, lines in seen.items()} == {
        HEIR: [(SECOND, 280), (SECOND, 1008)], "P0000006": []
    }  # fmt: skip
    newest, _published = runs.own_newest(town.viewer(HEIR, MEETING), on=MEETING, got=5)
    assert {row.payee for row in newest} == {SECOND}


def test_a_living_members_reserve_share_is_no_ones_who_receives_for_them(db):
    coop.raise_cooperative()
    given = Authority(payee=HEIR, kind="authority", document="WT-1", start=date(2025, 6, 1))
    people.set_authority(FOURTH, given, by=SYSTEM, on=date(2025, 6, 1))
    coop.close_books()
    run = coop.posted()
    assert amounts(run)[FOURTH, "reserve"] == 140
    coop.pay(run)
    paid = Payment.objects.filter(line__payee=FOURTH).values_list("payee", flat=True)
    assert set(paid) == {HEIR}
    assert HEIR not in books.party_balances("head", "322")


def test_the_year_after_a_death_is_divided_among_those_who_are_left(bereaved):
    coop.posted()
    earn(2026, 5_000)
    coop.weigh("9", FIRST, 10, date(2026, 9, 1))
    coop.close_books(2026)
    # 50.00: reserve 5.00; 45.00: 27.00 by trade, all FIRST's; 18.00 by account of 102.80, 51.40 and 514.00.
    run = settlement.draft_run("head", settlement.NewRun("surplus", "2026"), by=SYSTEM, on=LATER)
    assert amounts(run) == {
        (FIRST, "reserve"): 77, (FOURTH, "reserve"): 38, (COMPANY, "reserve"): 385,
        (FIRST, "patronage"): 2700,
        (FIRST, "equity"): 277, (FOURTH, "equity"): 138, (COMPANY, "equity"): 1385,
    }  # fmt: skip
    (told,) = [step for step in Run.objects.get(pk=run).steps if step["code"] == "surplus.step.unsettled"]
    params = dict(told["params"])
    assert (params["names"], params["contribution_fen"], params["reserve_share_fen"]) == (
        [SECOND], 10_000, 280
    )  # fmt: skip


EXITS = date(2026, 3, 2)


def test_who_left_and_who_died_get_back_contribution_and_reserve_share(db):
    """FOURTH: 50.00 and 1.40 of the year's reserve. SECOND: 100.00 and 2.80, paid to the heir."""
    coop.raise_cooperative()
    leaves()
    dies()
    coop.close_books()
    new = settlement.NewRun("member_exit", "2025")
    with pytest.raises(Gaps) as no:
        settlement.draft_run("head", new, by=SYSTEM, on=EXITS)
    assert [gap.what for gap in no.value.gaps] == ["surplus.gap.year_undivided"]
    coop.pay(coop.posted())
    waiting = queries.exits_waiting(who("accountant", EXITS), "head", on=EXITS)
    assert (waiting.total, waiting.year, waiting.contribution_fen, waiting.reserve_share_fen) == (
        2, 2025, 15_000, 420
    )  # fmt: skip
    coop.refused(
        "viewer.not_found", queries.exits_waiting, town.viewer("jiaxi.accountant", EXITS), "head", on=EXITS
    )
    run = paid_back(2025, EXITS)
    assert queries.exits_waiting(who("accountant", EXITS), "head", on=EXITS).rows == ()
    assert amounts(run) == {
        (SECOND, "contribution"): 10_000, (SECOND, "reserve"): 280,
        (FOURTH, "contribution"): 5_000, (FOURTH, "reserve"): 140,
    }  # fmt: skip
    assert members_hold() == {FIRST: (10_000, 280), COMPANY: (50_000, 1400)}
    assert books.party_balances("head", "211") == {SECOND: -10_280, FOURTH: -5_140}
    coop.pay(run, "exits", on=date(2026, 3, 20))
    assert set(Payment.objects.filter(line__run=run).values_list("payee", flat=True)) == {HEIR, FOURTH}
    assert not any(books.party_balances("head", "211").values())
    assert findings() == []
    coop.refused(
        "settlement.period_taken", settlement.draft_run, "head", new, by=SYSTEM, on=date(2026, 3, 20)
    )


def test_many_leavers_ask_no_more_than_few(db, django_assert_max_num_queries):
    """The shares of all leave the register in one write, and come back in one."""
    coop.raise_cooperative()
    for number in range(40):
        more = capital.Contribution(
            number=f"GX-{number}", party=[SECOND, FOURTH][number % 2], shares=1, price_fen=100, paid_fen=100,
            happened_on=coop.PAID_IN,
        )  # fmt: skip
        capital.record_contribution("head", more, by=SYSTEM, on=coop.PAID_IN)
    with act("capital.withdraw_shares", "head", by=SYSTEM, on=coop.DEC) as a:
        a.ref = "run:1"
        gone = [capital.Back(SECOND, 12_000), capital.Back(FOURTH, 7_000)]
        with django_assert_max_num_queries(4):
            capital.pay_back_within(a, gone, entry_ref="entry:1")
    with act("capital.withdraw_shares", "head", by=SYSTEM, on=coop.DEC) as a:
        back = {SECOND: 12_000, FOURTH: 7_000}
        with django_assert_max_num_queries(4):
            capital.restore_within(a, back, document="run:1", entry_ref="entry:2")
    asof = Watermark.now(["head"])
    assert shares.contributions("head", asof=asof, on=coop.DEC) == {
        FIRST: 10_000, SECOND: 12_000, FOURTH: 7_000, COMPANY: 50_000
    }  # fmt: skip


def test_what_was_paid_back_by_mistake_stands_again(db):
    coop.raise_cooperative()
    more, less = (  # paid in and withdrawn by hand before: no matter of the list's
        capital.Contribution(
            number="GJ-9", party=FOURTH, shares=7, price_fen=100, paid_fen=700, happened_on=coop.DEC
        ),
        capital.Withdrawal(number="GJ-9", shares=7, happened_on=coop.DEC, document="减资"),
    )
    capital.record_contribution("head", more, by=SYSTEM, on=coop.DEC)
    capital.withdraw_shares("head", less, by=SYSTEM, on=coop.DEC)
    leaves()
    coop.close_books()
    coop.posted()
    before = members_hold()
    run = paid_back(2025, EXITS)
    day = date(2026, 3, 20)
    undone = settlement.draft_reversal(run, by=who("accountant", day), on=day).run
    settlement.check_run(undone, by=who("supervisor", day), on=day)
    coop.voted("TS-2", f"run:{undone}", body="board", on=day)
    coop.confirm(undone, day)
    settlement.post_run(undone, by=who("accountant", day), on=day)
    assert members_hold() == before
    assert findings() == []
    again = paid_back(2025, date(2026, 4, 1), "TS-3")
    assert amounts(again) == {(FOURTH, "contribution"): 5_000, (FOURTH, "reserve"): 140}
    assert FOURTH not in members_hold() and findings() == []


def test_who_came_back_keeps_the_new_shares_and_is_paid_back_once(db):
    """FOURTH left with 2025 and joined again in February, before the list: the new 80.00 stay theirs."""
    coop.raise_cooperative()
    leaves()
    coop.close_books()
    coop.posted()
    joins(FOURTH, "TF-0200", date(2026, 2, 10), 80)
    run = paid_back(2025, EXITS)
    assert amounts(run) == {(FOURTH, "contribution"): 5_000, (FOURTH, "reserve"): 140}
    assert members_hold()[FOURTH] == (8_000, 0)
    waiting = queries.exits_waiting(who("accountant", EXITS), "head", on=EXITS, year=2025)
    assert waiting.rows == ()
    assert findings() == []


def test_a_death_told_late_comes_with_the_next_years_list(db):
    coop.raise_cooperative()
    leaves()
    coop.close_books()
    coop.posted()
    paid_back(2025, EXITS)
    late = date(2026, 5, 4)
    people.record_death(SECOND, Death(died_on=DIED, document="SW-9"), by=SYSTEM, on=late)
    assert "settlement.late_difference" in findings()
    earn(2026, 5_000)
    coop.weigh("9", FIRST, 10, date(2026, 9, 1))
    coop.close_books(2026)
    coop.posted_year(2026, LATER)
    run = paid_back(2026, date(2027, 3, 2), "TS-2")
    assert amounts(run) == {(SECOND, "contribution"): 10_000, (SECOND, "reserve"): 280}
    assert members_hold().keys() == {FIRST, COMPANY}
    assert findings() == []


def lose(year: int, fen: int) -> None:
    """Expenses by hand."""
    coop.enter(date(year, 11, 3), ("521", fen, ""), ("102", -fen, ""))


def close_year(year: int, on: date) -> int:
    return actions.close_cooperative_year("head", actions.Closing(year=year), by=who("accountant", on), on=on)


def test_a_loss_is_met_from_the_reserve_and_the_rest_is_carried_on(db):
    """A loss of 30.00 with 21.00 of reserve: all of it is taken, 9.00 carried; the year after meets it."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    lose(2026, 3_000)
    assert close_year(2026, LATER) == close_year(2026, LATER)
    desk = queries.year_desk(who("accountant", LATER), "head", 2026)
    assert (desk.year_end.plan, desk.year_end.next_step) == ("loss_cover", "surplus.step_check")
    assert desk.loss and (desk.loss.loss_fen, desk.loss.covered_fen, desk.loss.carried_fen) == (
        3000,
        2100,
        900,
    )
    assert desk.about == "loss_cover/2026" and desk.figures is None
    new = settlement.NewRun("surplus", "2026")
    coop.refused("surplus.no_surplus", settlement.draft_run, "head", new, by=SYSTEM, on=LATER)
    run = int(desk.year_end.run_ref.partition(":")[2])
    assert amounts(run) == {
        (FIRST, "reserve"): 280, (SECOND, "reserve"): 280, (FOURTH, "reserve"): 140,
        (COMPANY, "reserve"): 1400, ("O:head", "carried"): 900,
    }  # fmt: skip
    coop.laid_out(run, LATER)
    meeting = LATER + timedelta(days=17)
    coop.refused("settlement.no_resolution", coop.confirm, run, on=meeting)
    coop.voted("DH-2026", "loss_cover/2026", on=meeting)
    coop.confirm(run, meeting)
    settlement.post_run(run, by=who("accountant", meeting), on=meeting)
    assert {party: held[1] for party, held in members_hold().items() if held[1]} == {}
    assert books.balances("head", accounts=("322", "33202")) == {"322": 0, "33202": 900}
    assert queries.year_end(SYSTEM, "head", 2026).next_step == ""
    assert findings() == []
    earn(2027, 5_000)
    coop.weigh("10", FIRST, 10, date(2027, 9, 1))
    coop.close_books(2027)
    figures = queries.year_figures(SYSTEM, "head", 2027)
    assert (figures.totals.surplus_fen, figures.totals.loss_fen, figures.after_loss_fen) == (5000, 900, 4100)


def test_a_loss_that_a_later_year_took_in_is_not_met_again(db):
    """2026 loses 10.00 and nobody plans it; the plan of 2027 meets it with that year's own."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    for year in (2026, 2027):
        lose(year, 1_000)
        coop.close_books(year)
    run = coop.posted_year(2027, date(2028, 1, 12), "loss_cover")
    assert sum(amounts(run).values()) == 2_000
    late = settlement.NewRun("loss_cover", "2026")
    with pytest.raises(Gaps) as no:
        settlement.draft_run("head", late, by=SYSTEM, on=date(2028, 3, 1))
    assert [(gap.subject, gap.what) for gap in no.value.gaps] == [("2027", "surplus.gap.later_year_done")]
    assert findings() == []


def test_who_leaves_a_year_with_a_loss_bears_a_part_of_what_is_left_of_it(db):
    """FOURTH holds 50.00 of 750.00, so bears 0.60 of the 9.00 that nothing covered: 49.40 come back."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    leaves(FOURTH, date(2026, 9, 1))
    lose(2026, 3_000)
    coop.close_books(2026)
    coop.posted_year(2026, LATER, "loss_cover")
    run = paid_back(2026, date(2027, 3, 2))
    assert amounts(run) == {(FOURTH, "contribution"): 5_000, (FOURTH, "loss"): -60}
    assert books.party_balances("head", "211") == {FOURTH: -4_940}
    assert books.balances("head", accounts=("33202",)) == {"33202": 840}
    line = RunLine.objects.get(run=run, part="contribution")
    pay = settlement.NewPayment(line.pk, 4_940, date(2027, 3, 20))
    cashier = who("cashier", date(2027, 3, 20))
    settlement.record_payments("head", [pay], key="exit", by=cashier, on=date(2027, 3, 20))
    assert not books.party_balances("head", "211")[FOURTH]
    assert members_hold().keys() == {FIRST, SECOND, COMPANY}
    assert findings() == []


def test_who_is_told_late_to_have_left_bears_a_part_of_the_loss_of_that_year(db):
    """As above, but FOURTH's death in 2026 is told in May 2027: 49.40 come with the list of 2027."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    lose(2026, 3_000)
    coop.close_books(2026)
    coop.posted_year(2026, LATER, "loss_cover")
    told = date(2027, 5, 4)
    people.record_death(FOURTH, Death(died_on=date(2026, 9, 1), document="SW-9"), by=SYSTEM, on=told)
    earn(2027, 5_000)
    coop.weigh("9", FIRST, 10, date(2027, 9, 1))
    coop.close_books(2027)
    coop.posted_year(2027, date(2028, 1, 12))
    run = paid_back(2027, date(2028, 3, 2), "TS-2")
    assert amounts(run) == {(FOURTH, "contribution"): 5_000, (FOURTH, "loss"): -60}
    (why,) = RunLine.objects.get(run=run, part="loss").reasons
    assert (why["code"], dict(why["params"])["year"]) == ("surplus.exit.loss_of", 2026)
    assert books.party_balances("head", "211") == {FOURTH: -4_940}
    assert findings() == []


def test_a_loss_that_a_later_year_took_in_is_borne_by_who_left_before(db):
    """2026 loses 30.00 and nobody plans it; 2027 loses 10.00 more, and its plan meets both."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    leaves(FOURTH, date(2026, 9, 1))
    for year, fen in ((2026, 3_000), (2027, 1_000)):
        lose(year, fen)
        coop.close_books(year)
    with pytest.raises(Gaps) as no:
        settlement.draft_run(
            "head", settlement.NewRun("member_exit", "2027"), by=SYSTEM, on=date(2028, 1, 12)
        )
    assert {gap.subject for gap in no.value.gaps} == {"2026", "2027"}
    coop.posted_year(2027, date(2028, 1, 12), "loss_cover")
    run = paid_back(2027, date(2028, 3, 2), "TS-2")
    # 30.00 by 50.00 of 750.00: 2.00. The loss of 2027 came after FOURTH had left.
    assert amounts(run) == {
        (FOURTH, "contribution"): 5_000, (FOURTH, "reserve"): 140, (FOURTH, "loss"): -200
    }  # fmt: skip
    assert findings() == []


def test_a_loss_is_borne_by_the_contribution_of_its_own_year(db):
    """FOURTH's death in 2026 is told in 2028, when the account holds 50.00 more: 2.00 of 30.00, not 4.00."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    lose(2026, 3_000)
    coop.close_books(2026)
    taken = capital.Transfer(
        number=f"GJ-{FIRST}", shares=50, to_party=FOURTH, new_number="GJ-T1", happened_on=date(2027, 5, 6),
        document="转让协议",
    )  # fmt: skip
    capital.transfer_shares("head", taken, by=SYSTEM, on=date(2027, 5, 6))
    told = date(2028, 1, 5)
    people.record_death(FOURTH, Death(died_on=date(2026, 9, 1), document="SW-9"), by=SYSTEM, on=told)
    lose(2027, 1_000)
    coop.close_books(2027)
    coop.posted_year(2027, date(2028, 1, 12), "loss_cover")
    run = paid_back(2027, date(2028, 3, 2), "TS-2")
    assert amounts(run) == {
        (FOURTH, "contribution"): 10_000, (FOURTH, "reserve"): 140, (FOURTH, "loss"): -200
    }  # fmt: skip
    assert RunLine.objects.get(run=run, part="loss").facts["year_end_fen"] == 5_000
    assert findings() == []


def test_who_was_counted_after_leaving_is_paid_back_once_that_is_put_right(db):
    """FOURTH's death in 2025 is told after the reserve and the surplus of 2026 were divided with FOURTH."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    earn(2026, 5_000)
    coop.weigh("9", FIRST, 10, date(2026, 9, 1))
    coop.close_books(2026)
    run = coop.posted_year(2026, LATER)
    assert amounts(run)[FOURTH, "reserve"]
    told = date(2027, 5, 4)
    people.record_death(FOURTH, Death(died_on=DIED, document="SW-9"), by=SYSTEM, on=told)
    new = settlement.NewRun("member_exit", "2026")
    with pytest.raises(Gaps) as no:
        settlement.draft_run("head", new, by=SYSTEM, on=told)
    (gap,) = no.value.gaps
    assert (gap.what, dict(gap.params)["run"]) == ("surplus.gap.counted_after_leaving", f"run:{run}")


def test_who_was_counted_after_leaving_keeps_nobody_else_waiting(db):
    """As above, and SECOND left in 2026: SECOND is paid; FOURTH waits for the run of 2026 to be reversed."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    leaves(SECOND, date(2026, 9, 1))
    earn(2026, 5_000)
    coop.weigh("9", FIRST, 10, date(2026, 9, 1))
    coop.close_books(2026)
    counted = coop.posted_year(2026, LATER)
    told = date(2027, 2, 20)
    people.record_death(FOURTH, Death(died_on=DIED, document="SW-9"), by=SYSTEM, on=told)
    run = paid_back(2026, date(2027, 3, 2))
    assert amounts(run) == {(SECOND, "contribution"): 10_000, (SECOND, "reserve"): 347}
    (step,) = Run.objects.get(pk=run).steps
    assert (step["code"], dict(step["params"])) == (
        "surplus.exit.left_out",
        {"member": "TF-0004", "day": str(DIED), "period": "2026", "run": f"run:{counted}"},
    )
    coop.pay(run, "exits", on=date(2027, 3, 20))
    (paid,) = Payment.objects.filter(line__run=run, line__part="contribution")
    assert (paid.payee, paid.amount_fen) == (SECOND, 10_000)
    assert members_hold()[FOURTH] == (5_000, 173)
    assert not RunLine.objects.filter(run=run, payee=FOURTH).exists()


def held_back(
    *, also: str = "", answered: bool = False, checked: bool = True, **said: Any
) -> tuple[int, int, date]:
    """FOURTH leaves with the loss, and objects to a line of the list: the run, what was said, the day."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    leaves(FOURTH, date(2026, 9, 1))
    lose(2026, 3_000)
    coop.close_books(2026)
    coop.posted_year(2026, LATER, "loss_cover")
    day = date(2027, 3, 2)
    run = settlement.draft_run(
        "head", settlement.NewRun("member_exit", "2026"), by=who("accountant", day), on=day
    )
    notice = coop.laid_out(run, day)
    line = RunLine.objects.get(run=run, part=said.pop("part"))
    told = board.NewObjection(
        line=f"line:{line.pk}", text="分摊多了", direction="more", objector=FOURTH, **said
    )
    objection = board.object_to_line(notice, told, by=SYSTEM, on=day)
    if also:
        other = RunLine.objects.get(run=run, part=also)
        more = board.NewObjection(line=f"line:{other.pk}", text="多扣了", direction="more", objector=FOURTH)
        board.object_to_line(notice, more, by=SYSTEM, on=day)
    if answered:
        board.answer_objection(objection, board.Reply(outcome="upheld"), by=SYSTEM, on=day)
        new = settlement.replace_line(line.pk, by=who("accountant", day), on=day).new or 0
        if checked:
            settlement.check_line(new, by=who("supervisor", day), on=day)
    later = day + timedelta(days=8)
    assert coop.voted("TS-1", "member_exit/2026", body="board", on=later)
    coop.confirm(run, later)
    settlement.post_run(run, by=who("accountant", later), on=later)
    return run, objection, later


@pytest.mark.parametrize("named", [None, 20])
def test_a_deduction_that_is_disputed_is_held_and_not_paid_out(db, named):
    """Of FOURTH's 50.00 the loss takes 0.60: objected to, 49.40 are paid and the 0.60 wait."""
    run, objection, later = held_back(part="loss", named_fen=named)
    assert books.party_balances("head", "211") == {FOURTH: -4_940}
    line = RunLine.objects.get(run=run, part="contribution")
    pay = [settlement.NewPayment(line.pk, 5_000, later)]
    cashier = who("cashier", later)
    coop.refused(
        "settlement.pay_too_much", settlement.record_payments, "head", pay, key="x", by=cashier, on=later
    )
    pay = [settlement.NewPayment(line.pk, 4_940, later)]
    settlement.record_payments("head", pay, key="exit", by=cashier, on=later)
    board.answer_objection(objection, board.Reply(outcome="rejected"), by=SYSTEM, on=later)
    assert not books.party_balances("head", "211")[FOURTH]
    assert findings() == []


def test_a_deduction_waits_with_all_that_it_is_taken_from(db):
    """The contribution itself is objected to: the loss is not asked back from who was paid nothing."""
    run, objection, later = held_back(part="contribution")
    assert not books.party_balances("head", "211").get(FOURTH)
    contribution, loss = (RunLine.objects.get(run=run, part=part).pk for part in ("contribution", "loss"))
    waiting = runs.own_held(town.viewer(FOURTH, later))
    assert {row.line: (row.amount_fen, row.held_fen, row.answer) for row in waiting} == {
        contribution: (5_000, 5_000, "open"), loss: (-60, 60, "open")
    }  # fmt: skip
    director = who("director", later)
    coop.refused("settlement.deduction_waits", settlement.confirm_line, loss, by=director, on=later)
    board.answer_objection(objection, board.Reply(outcome="rejected"), by=SYSTEM, on=later)
    no = coop.refused("settlement.deduction_waits", settlement.confirm_line, loss, by=director, on=later)
    assert (no.params["line"], no.params["waits_for"]) == (f"line:{loss}", f"line:{contribution}")
    settlement.confirm_line(contribution, by=director, on=later)
    coop.refused("settlement.line_not_held", settlement.confirm_line, loss, by=director, on=later)
    settlement.post_run(run, by=who("accountant", later), on=later)
    assert books.party_balances("head", "211") == {FOURTH: -4_940}
    assert runs.own_held(town.viewer(FOURTH, later)) == ()
    assert findings() == []


def test_both_lines_may_be_confirmed_in_one_step(db):
    run, objection, later = held_back(part="contribution")
    board.answer_objection(objection, board.Reply(outcome="rejected"), by=SYSTEM, on=later)
    lines = list(RunLine.objects.filter(run=run).values_list("pk", flat=True))
    settlement.confirm_lines(run, lines, by=who("director", later), on=later)
    settlement.post_run(run, by=who("accountant", later), on=later)
    assert books.party_balances("head", "211") == {FOURTH: -4_940}


def test_a_disputed_deduction_goes_with_what_it_is_taken_from(db):
    """Both are objected to; the contribution is answered first: 49.40 are free and the 0.60 wait."""
    run, objection, later = held_back(part="contribution", also="loss")
    board.answer_objection(objection, board.Reply(outcome="rejected"), by=SYSTEM, on=later)
    line = RunLine.objects.get(run=run, part="contribution")
    settlement.confirm_line(line.pk, by=who("director", later), on=later)
    settlement.post_run(run, by=who("accountant", later), on=later)
    assert books.party_balances("head", "211") == {FOURTH: -4_940}
    pay = [settlement.NewPayment(line.pk, 4_940, later)]
    settlement.record_payments("head", pay, key="exit", by=who("cashier", later), on=later)


def test_a_line_worked_out_anew_before_the_vote_takes_its_deduction_with_it(db):
    """The objection is upheld, and the records say the same: the new line and the loss go with the list."""
    run, _objection, _later = held_back(part="contribution", answered=True)
    states = {
        event.line.part: event.state for event in LineEvent.objects.filter(line__run=run).order_by("pk")
    }
    assert states == {"contribution": "posted"}
    assert books.party_balances("head", "211") == {FOURTH: -4_940}
    assert findings() == []


def test_a_deduction_worked_out_anew_is_checked_before_the_list_goes_on(db):
    """Else the contribution would be paid in full while the 0.60 are looked at."""
    coop.refused("settlement.line_not_checked", held_back, part="loss", answered=True, checked=False)


def test_a_deduction_waits_for_a_line_that_is_worked_out_anew_and_not_checked(db):
    run, _objection, later = held_back(part="contribution", answered=True, checked=False)
    assert not books.party_balances("head", "211").get(FOURTH)
    new = RunLine.objects.get(run=run, part="contribution", serial=1)
    loss = RunLine.objects.get(run=run, part="loss")
    director = who("director", later)
    coop.refused("settlement.deduction_waits", settlement.confirm_line, loss.pk, by=director, on=later)
    settlement.check_line(new.pk, by=who("supervisor", later), on=later)
    settlement.confirm_line(new.pk, by=director, on=later)
    settlement.post_run(run, by=who("accountant", later), on=later)
    assert books.party_balances("head", "211") == {FOURTH: -4_940}


def test_who_is_paid_and_the_heirs_object_to_their_own_line(db):
    """No members any more, and the line's subject is a member's number: it is theirs all the same."""
    coop.raise_cooperative()
    leaves()
    dies()
    coop.close_books()
    coop.posted()
    new = settlement.NewRun("member_exit", "2025")
    run = settlement.draft_run("head", new, by=who("accountant", EXITS), on=EXITS)
    notice = coop.laid_out(run, EXITS)
    rows = {row.payee: row for row in RunLine.objects.filter(run=run, part="contribution")}
    for party, speaker in ((FOURTH, FOURTH), (SECOND, HEIR)):
        by = town.viewer(speaker, EXITS)
        assert "head" not in by.member_of
        told = board.NewObjection(line=f"line:{rows[party].pk}", text="少了", direction="less")
        assert notices.objecting(by, f"run:{run}", told.line, on=EXITS)
        other = board.NewObjection(line=f"line:{rows[FOURTH if party == SECOND else SECOND].pk}", text="x",
                                   direction="less")  # fmt: skip
        coop.refused("viewer.not_found", board.object_to_line, notice, other, by=by, on=EXITS)
        assert notices.objecting(by, f"run:{run}", other.line, on=EXITS) is None
        board.object_to_line(notice, told, by=by, on=EXITS)
    stranger = town.viewer("stranger", EXITS)
    coop.refused("viewer.not_found", board.object_to_line, notice, told, by=stranger, on=EXITS)


def test_nothing_is_closed_where_the_draft_would_be_refused(db):
    """A surplus without any trade has nobody to return it to: told before December is closed for good."""
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    earn(2026, 5_000)
    coop.refused("surplus.nobody_traded", close_year, 2026, LATER)
    assert "2026-12" not in books.period_state("head").closed
    assert not books.balances("head", accounts=("331",), first=date(2026, 1, 1)).get("331")


def test_a_year_that_came_to_nothing_is_over_with_its_books(db):
    coop.raise_cooperative()
    coop.close_books()
    coop.posted()
    earn(2026, 5_000)
    lose(2026, 5_000)
    coop.refused("surplus.nothing_to_plan", close_year, 2026, LATER)
    assert "2026-12" in books.period_state("head").closed
    assert queries.year_end(SYSTEM, "head", 2026).next_step == ""


JOINER = "P0000006"


def joins(party: str, number: str, start: date, shares: int = 0) -> None:
    """Somebody is admitted by the assembly, and pays in."""
    subject = f"members/{number}"
    assert coop.voted(f"RS-{number}", subject, on=start)
    given = people.Admission(
        party=party, number=number, start=start, document="申请书", resolution=f"RS-{number}"
    )
    people.admit_member("head", given, by=SYSTEM, on=start)
    if shares:
        paid_in = capital.Contribution(
            number=f"GJ-{number}", party=party, shares=shares, price_fen=100, paid_fen=shares * 100,
            happened_on=start,
        )  # fmt: skip
        capital.record_contribution("head", paid_in, by=SYSTEM, on=start)


def seal(year: int, on: date) -> None:
    ledger.seal_year("head", ledger.BookYear(year), by=who("accountant", on), on=on)


def test_two_more_years_with_a_death_an_heir_a_leaver_a_joiner_and_a_loss(db):
    """2026 has a surplus of 50.00 and sees SECOND die, the heir join, FOURTH leave; 2027 loses 40.00."""
    coop.raise_cooperative()
    coop.close_books()
    coop.pay(coop.posted())
    seal(2025, date(2026, 2, 9))
    assert findings() == []

    dies(SECOND, date(2026, 4, 1))
    joins(HEIR, "TF-0101", date(2026, 5, 6))
    taken = capital.Transfer(
        number=f"GJ-{SECOND}", shares=100, to_party=HEIR, new_number="GJ-T1", happened_on=date(2026, 5, 6),
        document="继承协议",
    )  # fmt: skip
    capital.transfer_shares("head", taken, by=SYSTEM, on=date(2026, 5, 6))
    joins(JOINER, "TF-0102", date(2026, 6, 1), 150)
    leaves(FOURTH, date(2026, 9, 1))
    earn(2026, 5_000)
    coop.weigh("9", FIRST, 10, date(2026, 9, 1))
    coop.close_books(2026)
    run = coop.posted_year(2026, LATER)
    # Reserve 5.00 by 100, 50, 500, 100 and 150 of 900; who died holds 2.80 of reserve and no shares any more.
    assert {payee: fen for (payee, part), fen in amounts(run).items() if part == "reserve"} == {
        FIRST: 56, FOURTH: 28, COMPANY: 278, HEIR: 55, JOINER: 83
    }  # fmt: skip
    coop.pay(run, "2026", date(2027, 2, 10))
    back = paid_back(2026, date(2027, 3, 2))
    assert amounts(back) == {
        (SECOND, "reserve"): 280, (FOURTH, "contribution"): 5_000, (FOURTH, "reserve"): 168
    }  # fmt: skip
    coop.pay(back, "exits-2026", date(2027, 3, 20))
    paid = dict(Payment.objects.filter(line__run=back).values_list("line__payee", "payee"))
    assert paid == {SECOND: HEIR, FOURTH: FOURTH}
    seal(2026, date(2027, 3, 22))
    assert findings() == []

    lose(2027, 4_000)
    day = date(2028, 1, 12)
    close_year(2027, day)
    plan = int(queries.year_end(SYSTEM, "head", 2027).run_ref.partition(":")[2])
    reserve = {party: held[1] for party, held in members_hold().items() if held[1]}
    assert {payee: fen for (payee, part), fen in amounts(plan).items() if part == "reserve"} == reserve
    coop.laid_out(plan, day)
    assert coop.voted("DH-2027", "loss_cover/2027", on=day + timedelta(days=17))
    coop.confirm(plan, day + timedelta(days=17))
    settlement.post_run(plan, by=who("accountant", day + timedelta(days=17)), on=day + timedelta(days=17))
    seal(2027, day + timedelta(days=20))
    assert queries.year_end(SYSTEM, "head", 2027).next_step == ""
    left_fen = 4_000 - sum(reserve.values())
    assert books.balances("head", accounts=("322", "33202")) == {"322": 0, "33202": left_fen}
    assert {party: held[0] for party, held in members_hold().items()} == {
        FIRST: 10_000, COMPANY: 50_000, HEIR: 10_000, JOINER: 15_000
    }  # fmt: skip
    assert findings() == []


QUANTIFIED = """title: 年终决算的账目口径
decision: surplus/year_end
decided_by: 成员大会
blocks:
  - from: 2024-01-01
    clauses:
      subsidy_accounts: {value: ["311"], source: assumption}
      donated_accounts: {value: [], source: assumption}
      reserve_account: {value: "322", source: assumption}
      capital_accounts: {value: ["321"], source: assumption}
"""


@pytest.fixture
def quantified(db, monkeypatch, tmp_path):
    """Its charter gives the members the capital reserve too: 75.00 that FIRST paid beyond the shares."""
    (tmp_path / "head").mkdir()
    (tmp_path / "head" / "year_end.yaml").write_text(QUANTIFIED, encoding="utf-8")
    monkeypatch.setattr(charters, "own_folder", lambda: tmp_path)
    charters.forget()
    coop.raise_cooperative()
    beyond = capital.Contribution(
        number="GJ-9", party=FIRST, shares=100, price_fen=100, paid_fen=17_500, happened_on=coop.PAID_IN
    )
    capital.record_contribution("head", beyond, by=SYSTEM, on=coop.PAID_IN)
    yield
    monkeypatch.undo()
    charters.forget()


def test_the_share_of_the_capital_reserve_is_that_of_the_year_of_leaving(quantified):
    """FOURTH's death in 2025 is told in 2026, when more was paid in beyond the shares: 4.41 all the same."""
    coop.close_books()
    coop.posted()
    told = date(2026, 5, 4)
    people.record_death(FOURTH, Death(died_on=date(2025, 12, 28), document="SW-9"), by=SYSTEM, on=told)
    beyond = capital.Contribution(
        number="GJ-10", party=FIRST, shares=100, price_fen=100, paid_fen=90_000, happened_on=told
    )
    capital.record_contribution("head", beyond, by=SYSTEM, on=told)
    earn(2026, 5_000)
    coop.weigh("9", FIRST, 10, date(2026, 9, 1))
    coop.close_books(2026)
    coop.posted_year(2026, LATER)
    back = paid_back(2026, date(2027, 3, 2), "TS-2")
    assert amounts(back) == {
        (FOURTH, "contribution"): 5_000, (FOURTH, "reserve"): 124, (FOURTH, "capital"): 441
    }  # fmt: skip
    assert findings() == []


def test_the_capital_reserve_is_the_members_where_their_charter_says_so(quantified):
    """75.00 by 200.00, 100.00, 50.00 and 500.00: 17.65, 8.82, 4.41 and 44.12; FOURTH's 4.41 come back."""
    leaves()
    coop.close_books()
    run = coop.posted()
    weights = {
        line.payee: line.facts["reserve_share_fen"] for line in RunLine.objects.filter(run=run, part="equity")
    }
    assert weights == {FIRST: 1765, SECOND: 882, FOURTH: 441, COMPANY: 4412}
    back = paid_back(2025, EXITS)
    assert amounts(back)[FOURTH, "capital"] == 441
    assert books.balances("head", accounts=("321",)) == {"321": -7_059}
    assert findings() == []
