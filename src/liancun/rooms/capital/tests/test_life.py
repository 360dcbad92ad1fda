"""Shares paid in, transferred at their own price, withdrawn; the register is the book (股金)."""

from datetime import date, timedelta

import pytest

from liancun.base import charters
from liancun.base.permits import SYSTEM
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Refusal
from liancun.rooms.capital import actions, checks, facts, queries, rules
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger import facts as books
from liancun.rooms.ledger.fields import NewEntry, VoucherLine
from liancun.rooms.registry import actions as people
from liancun.rooms.registry.actions.people import Authority, Death
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 1)
FIRST, SECOND, NOBODY = "P0000001", "P0000003", "P0000199"


@pytest.fixture(autouse=True)
def small_town(db):
    town.raise_town()
    ledger.open_book("head", ledger.NewBook("cooperative", date(2025, 1, 1)), by=SYSTEM, on=date(2025, 1, 1))


def pay_in(number="GJ-1", party=FIRST, form="money", paid_fen=12_000, by=SYSTEM):
    given = actions.Contribution(
        number=number, party=party, form=form, shares=100, price_fen=100, paid_fen=paid_fen, happened_on=DAY
    )
    return actions.record_contribution("head", given, by=by, on=DAY)


def move(shares, to_party=SECOND, new="GJ-2"):
    given = actions.Transfer(
        number="GJ-1", shares=shares, to_party=to_party, new_number=new, happened_on=DAY, document="协议"
    )
    return actions.transfer_shares("head", given, by=SYSTEM, on=DAY)


def held():
    return facts.contributions("head", asof=Watermark.now(["head"]), on=DAY)


def test_a_premium_goes_to_the_capital_reserve():
    pay_in()
    assert held() == {FIRST: 10_000}
    assert books.balances("head", accounts=("301", "321")) == {"301": -10_000, "321": -2_000}


def test_a_partial_transfer_never_revalues_what_remains():
    pay_in()
    move(30)
    assert held() == {FIRST: 7_000, SECOND: 3_000}
    assert [found for check in checks.CHECKS for found in check()] == []
    with pytest.raises(Refusal) as no:
        move(71, new="GJ-3")
    assert no.value.code == "capital.moves_too_many"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"form": "land_right"}, "capital.form_not_taken"),
        ({"form": "kind"}, "capital.value_not_voted"),
        ({"paid_fen": 9_999}, "capital.paid_too_little"),
        ({"party": "P9999999"}, "capital.no_such_party"),
    ],
)
def test_what_may_not_be_contributed(changed, code):
    with pytest.raises(Refusal) as no:
        pay_in(**changed)
    assert no.value.code == code


def test_nothing_moves_to_oneself_nor_from_the_dead_without_an_heir():
    """成员出资的转让、继承 are the charter's (第十五条): what was the dead's goes on through an heir."""
    pay_in()
    refused("capital.transfer_to_oneself", 10, to_party=FIRST)
    people.record_death(FIRST, Death(died_on=date(2025, 2, 10), document="SW-1"), by=SYSTEM, on=DAY)
    refused("registry.nobody_for_the_dead", 10)
    refused("registry.is_dead", 10, to_party=FIRST)
    heir = Authority(payee=SECOND, kind="heir", document="JC-1", start=date(2025, 2, 20))
    people.set_authority(FIRST, heir, by=SYSTEM, on=DAY)
    move(100)
    assert held() == {SECOND: 10_000}
    with pytest.raises(Refusal) as no:
        pay_in("GJ-9")
    assert no.value.code == "registry.is_dead"


def refused(code, *shares, **to):
    with pytest.raises(Refusal) as no:
        move(*shares, **to)
    assert no.value.code == code


def test_who_may_hold_move_and_see():
    with pytest.raises(Refusal) as no:
        pay_in(by=town.viewer("head.cashier", DAY))
    assert no.value.code == "permit.not_yours"
    pay_in(by=town.viewer("head.accountant", DAY))
    with pytest.raises(Refusal) as no:
        move(1, to_party=NOBODY)
    assert no.value.code == "capital.not_a_member"
    with pytest.raises(Refusal):
        queries.share_register(town.viewer("jiaxi.accountant", DAY), "head", on=DAY)
    assert len(queries.lots_of(town.viewer("home1", DAY), "head", FIRST, on=DAY)) == 1


def withdraw(shares, code="", on=DAY, happened_on=None):
    given = actions.Withdrawal(
        number="GJ-1", shares=shares, happened_on=happened_on or on, document="减资"
    )  # fmt: skip
    if not code:
        return actions.withdraw_shares("head", given, by=SYSTEM, on=on)
    with pytest.raises(Refusal) as no:
        actions.withdraw_shares("head", given, by=SYSTEM, on=on)
    assert no.value.code == code
    return no.value


def test_a_member_withdraws_some_shares_and_stays():
    pay_in()
    withdraw(100, "capital.none_left")
    withdraw(101, "capital.moves_too_many")
    assert withdraw(99) == "share:head/GJ-1"
    assert held() == {FIRST: 100}
    withdraw(1, "capital.none_left")
    assert list(checks.register_is_the_book()) == []


def test_who_left_or_died_is_paid_back_by_the_run_of_the_years_end():
    pay_in()
    people.record_death(FIRST, Death(died_on=date(2025, 2, 20), document="SW-1"), by=SYSTEM, on=DAY)
    heir = Authority(payee=SECOND, kind="heir", document="JC-1", start=date(2025, 2, 20))
    people.set_authority(FIRST, heir, by=SYSTEM, on=DAY)
    no = withdraw(1, "capital.left_by_run")
    assert (no.params["party"], no.params["year"]) == (FIRST, DAY.year)
    assert held() == {FIRST: 10_000}


def test_a_withdrawal_is_not_said_of_a_day_before_the_death():
    """99 of a dead member's shares dated back would be paid past the heir, the loss and the vote."""
    pay_in()
    later = DAY + timedelta(days=20)
    people.record_death(FIRST, Death(died_on=DAY + timedelta(days=10), document="SW-1"), by=SYSTEM, on=later)
    withdraw(99, "capital.left_by_run", on=later, happened_on=DAY + timedelta(days=5))
    assert held() == {FIRST: 10_000}


def test_a_register_that_is_not_the_book_is_found():
    pay_in()
    lines = rules.contribution_entry(SECOND, "money", 500, 0, _terms())
    by_hand = tuple(VoucherLine(each.account, each.party, each.debit_fen, each.credit_fen) for each in lines)
    ledger.post_entry("head", NewEntry(DAY, "手工", by_hand), by=SYSTEM, on=DAY)
    assert [found.code for found in checks.register_is_the_book()] == ["capital.not_as_booked"]


def _terms():
    return charters.in_force(rules.ContributionTerms, on=DAY, org="head")


def test_moves_are_listed_for_the_cooperative_and_for_who_gave_and_took():
    pay_in()
    move(30)
    for name, party in (("head.accountant", ""), ("home1", FIRST), ("home2", SECOND)):
        page = queries.move_page(town.viewer(name, DAY), "head", party=party)
        (row,) = page.rows
        assert (page.total, row.kind, row.number, row.to_number) == (1, "transfer", "GJ-1", "GJ-2")
        assert (row.party, row.to_party, row.held_fen) == (FIRST, SECOND, 3_000)
    for name, party in (("home1", ""), ("home1", SECOND), ("jiaxi.accountant", ""), ("", "")):
        with pytest.raises(Refusal):
            queries.move_page(town.viewer(name, DAY), "head", party=party)
    assert queries.share_register(SYSTEM, "head", on=DAY, asked=SECOND).total_fen == 3_000


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"shares": 0}, "shares", "import.out_of_range"),
        ({"price_fen": 10**13}, "price_fen", "import.out_of_range"),
        ({"number": "GJ/1"}, "number", "import.code_slash"),
        ({"document": "凭" * 61}, "document", "import.too_long"),
        ({"resolution": "a\u200bb"}, "resolution", "import.strange_character"),
        ({"form": "gold"}, "form", "import.choice"),
    ],
)
def test_the_bounds_hold_inside_the_act(changed, field, code):
    values = {"number": "GJ-1", "party": FIRST, "form": "money", "shares": 100, "price_fen": 100}
    given = actions.Contribution(**values | {"paid_fen": 10_000, "happened_on": DAY} | changed)
    with pytest.raises(BadInput) as bad:
        actions.record_contribution("head", given, by=SYSTEM, on=DAY)
    assert [(problem.column, problem.code) for problem in bad.value.problems] == [(field, code)]
    assert not held()
