"""Surplus turned into contribution by vote, instead of money (盈余转为出资)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from liancun.base.importing import export_rows, import_kind, import_workbook
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput
from liancun.rooms.capital import checks as capital_checks
from liancun.rooms.capital import facts as capital
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.ledger import facts as books
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import checks as settlement_checks
from liancun.rooms.settlement.facts import money_by_run
from liancun.rooms.settlement.models import Payment, RunLine
from liancun.rooms.surplus import actions
from liancun.rooms.surplus.tests import cooperative as coop
from liancun.rooms.surplus.tests.cooperative import (
    COMPANY,
    FIRST,
    FOURTH,
    MEETING,
    SECOND,
    refused,
    voted,
    who,
)

pytestmark = pytest.mark.django_db
SUBJECT = "surplus/2025/contribution"


@pytest.fixture(scope="module", autouse=True)
def cooperative(ground):
    coop.raise_cooperative()
    coop.close_books()


def turn(share=Fraction(1), by="accountant", on=MEETING):
    return actions.turn_into_contribution(
        "head", actions.Turning(year=2025, share=share), by=who(by, on), on=on
    )


def held():
    return capital.contributions("head", asof=Watermark.now(["head"]), on=MEETING)


def findings():
    return [each.code for check in (*capital_checks.CHECKS, *settlement_checks.CHECKS) for each in check()]


def test_what_is_owed_becomes_shares_of_each_member():
    run = coop.posted()
    before = held()
    owed = dict.fromkeys(before, 0)
    for party, fen in RunLine.objects.filter(run=run, payable=True).values_list("payee", "amount_fen"):
        owed[party] += fen
    voted("DH-2", SUBJECT)
    done = turn()
    assert (done.run, done.members, done.left_fen) == (run, 4, 0)
    assert done.total_fen == sum(owed.values()) == money_by_run([run])[run].paid_fen
    assert held() == {party: before[party] + owed[party] for party in before}
    for account in ("221", "222"):
        assert not any(books.party_balances("head", account).values())
    lot = ShareLot.objects.get(party=FIRST, form="surplus")
    assert (lot.resolution, lot.entry_ref, lot.price_fen) == ("resolution:head/DH-2", done.entry, 1)
    assert not Payment.objects.filter(receipt_number__isnull=False).exists()
    assert books.balances("head", accounts=("102",))["102"] == 75_000
    assert findings() == []


def test_the_register_with_such_lots_goes_out_but_no_workbook_makes_one():
    coop.posted()
    voted("DH-2", SUBJECT)
    turn()
    assert export_rows(import_kind("shares"), SYSTEM, "head")
    head = "股权编号,成员编码,出资方式,股数,每股(元),出资日,凭证文件,作价决议"
    row = f"GJ-9,{FIRST},盈余转入,1,1.00,2026-01-28,,"
    with pytest.raises(BadInput) as no:
        import_workbook(
            "shares", f"{head}\n{row}\n".encode(), "s.csv", org_code="head", by=SYSTEM, on=MEETING
        )
    assert [each.code for each in no.value.problems] == ["capital.form_not_taken"]


def test_a_part_is_turned_and_the_rest_is_paid_with_receipts():
    run = coop.posted()
    voted("DH-2", SUBJECT)
    done = turn(Fraction(1, 3))
    lines = list(RunLine.objects.filter(run=run, payable=True).values_list("amount_fen", flat=True))
    assert done.total_fen == sum(fen // 3 for fen in lines)
    assert done.left_fen == sum(lines) - done.total_fen
    refused("settlement.pay_too_much", coop.pay, run)
    rest = [
        settlement.NewPayment(pk, fen - fen // 3, MEETING)
        for pk, fen in RunLine.objects.filter(run=run, payable=True).values_list("pk", "amount_fen")
    ]
    paid = settlement.record_payments("head", rest, key="k", by=who("cashier", MEETING), on=MEETING)
    assert paid.total_fen == done.left_fen
    receipts = Payment.objects.filter(receipt_number__isnull=False)
    assert list(receipts.order_by("receipt_number").values_list("receipt_number", flat=True)) == [
        *range(1, len(rest) + 1)
    ]
    voted("DH-3", SUBJECT)
    refused("surplus.nothing_to_turn", turn)
    assert findings() == []


def test_without_a_younger_passed_vote_nothing_is_turned():
    refused("surplus.not_posted_yet", turn)
    coop.posted()
    refused("surplus.turning_not_voted", turn)
    voted("early", SUBJECT, on=date(2026, 1, 11))
    assert not voted("short", SUBJECT, votes_for=3)
    voted("board", SUBJECT, body="board")
    voted("later", SUBJECT, on=MEETING + timedelta(days=1))
    no = refused("surplus.turning_not_voted", turn)
    assert no.params["subject"] == SUBJECT
    turn(on=MEETING + timedelta(days=1))
    refused("surplus.turned_already", turn, on=MEETING + timedelta(days=1))


def test_only_the_accountant_turns():
    coop.posted()
    voted("DH-2", SUBJECT)
    for post in ("cashier", "director", "supervisor"):
        refused("permit.not_yours", turn, by=post)
    refused("surplus.turning_share", turn, share=Fraction(0))
    with pytest.raises(BadInput):
        turn(share=Fraction(11, 10))
    assert not ShareLot.objects.filter(form="surplus").exists()


def test_a_next_years_base_counts_the_new_shares():
    coop.posted()
    voted("DH-2", SUBJECT)
    turn()
    assert held()[SECOND] > 10_000 and held()[FOURTH] > 5_000 and held()[COMPANY] > 50_000
    assert capital.contributions("head", asof=Watermark.now(["head"]), on=date(2025, 12, 31)) == {
        FIRST: 10_000, SECOND: 10_000, FOURTH: 5_000, COMPANY: 50_000
    }  # fmt: skip
