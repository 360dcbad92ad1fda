"""On which account a run's money stands: by who is a member when it arises (成员往来)."""

from dataclasses import replace
from datetime import date

import pytest

from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.kernel.rulings import EntryLine
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger.fields import NewEntry, VoucherLine
from liancun.rooms.registry.models import Membership
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import gateways
from liancun.rooms.settlement.kinds import kind_named
from liancun.rooms.settlement.models import RunLine

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 15)
COMPANY, PARK, JIAXI, MEMBER = "O:company", "O:park", "O:jiaxi", "P0000001"


@pytest.fixture(autouse=True)
def book(db):
    """A cooperative of which the company, every household's head and one collective are members."""
    town.raise_town()
    first = date(2025, 1, 1)
    ledger.open_book("head", ledger.NewBook("cooperative", first), by=SYSTEM, on=first)
    with act("registry.import_members", "head", by=SYSTEM, on=first) as a:
        row = {"party": JIAXI, "number": "TF-9", "kind": "unit", "start": first}
        Membership.objects.create(**row, **a.stamp(""))


def row(payee: str, account: str, first_run: int | None = None, part: str = "floor") -> RunLine:
    """A line as a draft has it before it is known where it is settled."""
    return RunLine(
        subject=payee,
        part=part,
        payee=payee,
        payable=True,
        amount_fen=1,
        settle_account=account,
        first_run_id=first_run,
    )


def settled(*rows: RunLine, org="head", day=DAY, tells_members=False) -> list[str]:
    kind = replace(kind_named("toy_wage"), tells_members=tells_members)
    gateways.settle_where_due(kind, org, day, rows)
    return [each.settle_account for each in rows]


def test_a_payee_who_is_a_member_that_day_is_settled_as_one():
    rows = (row(JIAXI, "211"), row(PARK, "211"), row(MEMBER, "114"), row(MEMBER, "213"))
    assert settled(*rows) == ["114", "211", "114", "213"]
    assert settled(row(JIAXI, "211"), day=date(2024, 12, 31)) == ["211"]


def test_a_rule_that_tells_members_itself_is_not_asked_again():
    """A slip of before the payee joined; a share of who has left."""
    assert settled(row(MEMBER, "211"), tells_members=True) == ["211"]
    assert settled(row(MEMBER, "211")) == ["114"]


def test_lines_of_one_payee_on_two_accounts_are_booked_each_on_its_own():
    """Jiaxi joined this year: 100.00 of this year stand on 114, 5.00 more for last year on 211."""
    this, late, less = row(JIAXI, "114"), row(JIAXI, "211", 1), row(JIAXI, "211", 1)
    this.amount_fen, late.amount_fen, less.amount_fen = 10_000, 500, -300
    entry = (EntryLine("211", 0, 10_500, JIAXI), EntryLine("211", 300, 0, JIAXI), EntryLine("141", 10_200))
    booked = gateways.placed("head", entry, (this, late, less), DAY)
    assert set(booked) == {
        EntryLine("211", 0, 500, JIAXI), EntryLine("114", 0, 10_000, JIAXI),
        EntryLine("211", 300, 0, JIAXI), EntryLine("141", 10_200),
    }  # fmt: skip
    other = (EntryLine("211", 0, 7, JIAXI), EntryLine("141", 7))
    assert set(gateways.placed("head", other, (this, late), DAY)) == set(other), "no sum of these lines"


def test_without_a_book_the_rule_has_the_say():
    assert settled(row(JIAXI, "211"), org="park") == ["211"]


def test_a_runs_entry_stands_where_its_lines_are_settled_and_by_the_day_for_who_pays():
    rows = (row(JIAXI, "114"), row(PARK, "211"))
    entry = (
        EntryLine("113", 50, 0, COMPANY), EntryLine("113", 30, 0, PARK), EntryLine("141", 20),
        EntryLine("211", 0, 70, JIAXI), EntryLine("211", 0, 30, PARK),
    )  # fmt: skip
    booked = gateways.placed("head", entry, rows, DAY)
    assert booked == (
        EntryLine("114", 50, 0, COMPANY), EntryLine("113", 30, 0, PARK), EntryLine("141", 20),
        EntryLine("114", 0, 70, JIAXI), EntryLine("211", 0, 30, PARK),
    )  # fmt: skip
    together = gateways.told_together("head", DAY, entry)
    assert together == gateways.told_together("head", DAY, booked) != booked
    less = replace(entry[-1], credit_fen=29)
    assert gateways.told_together("head", DAY, (*entry[:-1], less)) != together
    assert gateways.placed("head", (), rows, DAY) == ()


def test_a_line_drafted_before_stands_where_it_was_settled():
    """A collective's line of a program that did not ask: 211 in the entry, 211 in the payment."""
    entry = (EntryLine("141", 70), EntryLine("211", 0, 70, JIAXI))
    assert gateways.placed("head", entry, [row(JIAXI, "211")], DAY) == entry


def test_a_payer_who_joined_since_is_relieved_where_it_was_charged():
    """A reversal: what was charged on 113 goes off 113, and no more than stands there."""
    with act("ledger.post_entry", "head", by=SYSTEM, on=DAY) as a:
        lines = (EntryLine("113", 40, 0, COMPANY), EntryLine("501", 0, 40))
        ledger.post_within(a, [ledger.EntryDraft(DAY, "以前的", lines)], source="run:1")
    turned = (EntryLine("113", 0, 50, COMPANY), EntryLine("211", 50, 0, PARK))
    assert gateways.placed("head", turned, [row(PARK, "211")], DAY) == (
        EntryLine("113", 0, 40, COMPANY), EntryLine("114", 0, 10, COMPANY), EntryLine("211", 50, 0, PARK),
    )  # fmt: skip


def test_what_a_member_bought_is_no_payment_of_what_the_member_is_owed():
    lines = (VoucherLine("114", MEMBER, 300), VoucherLine("501", "", 0, 300))
    ledger.post_entry("head", NewEntry(DAY, "农资", lines), by=SYSTEM, on=DAY)
    assert gateways.credited_by_hand("head", "114") == {}
    paid = (VoucherLine("114", MEMBER, 100), VoucherLine("102", "", 0, 100))
    ledger.post_entry("head", NewEntry(DAY, "付款", paid), by=SYSTEM, on=DAY)
    assert gateways.credited_by_hand("head", "114") == {MEMBER: -100}
