"""Opening balances and vouchers by workbook: once, whole, every wrong row at once (工作簿)."""

from datetime import date

import pytest

from liancun.base.importing import import_kind, import_workbook, write_rows, write_template
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.models import Batch, Entry, EntryLine
from liancun.rooms.ledger.tests.conftest import DAY, MEMBER, OTHER, close_to, refused
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

EVE = date(2024, 12, 31)


def bring(kind, rows, *, on=DAY, org="head", by=SYSTEM, dry_run=False):
    content = write_rows(import_kind(kind), rows)
    return import_workbook(kind, content, f"{kind}.xlsx", org_code=org, by=by, on=on, dry_run=dry_run)


def problems(kind, rows, **more):
    with pytest.raises(BadInput) as bad:
        bring(kind, rows, **more)
    return [(each.row, each.column, each.code) for each in bad.value.problems]


def opening(account, debit=None, credit=None, party="", day=EVE):
    return {"day": day, "account": account, "party": party, "debit": debit, "credit": credit}


def line(voucher, position, account, debit=None, credit=None, party="", day=DAY):
    return {
        "voucher": voucher, "position": position, "day": day, "summary": f"凭证 {voucher}",
        **{key: value for key, value in opening(account, debit, credit, party).items() if key != "day"},
    }  # fmt: skip


OPENING = [
    opening("102", debit=30_000),
    opening("301", credit=10_000, party=MEMBER),
    opening("301", credit=20_000, party=OTHER),
]
FIRST = [line("V-1", 1, "521", debit=500), line("V-1", 2, "102", credit=500)]
SECOND = [
    line("V-2", 1, "102", debit=70, day=date(2025, 1, 2)),
    line("V-2", 2, "501", credit=70, day=date(2025, 1, 2)),
]


def pair(voucher, day):
    """A sound voucher of a fen."""
    return [line(voucher, 1, "102", debit=1, day=day), line(voucher, 2, "501", credit=1, day=day)]


# --- opening balances -------------------------------------------------------------------------


def test_an_opening_balance_comes_in_once():
    assert bring("opening_balances", OPENING, dry_run=True).new == 3
    assert not Entry.objects.exists()
    assert bring("opening_balances", OPENING, by=town.viewer("head.accountant", DAY)).new == 3
    again = bring("opening_balances", OPENING)
    assert (again.new, again.same) == (0, 3)
    entry = Entry.objects.get()
    assert (entry.accounting_on, entry.month, entry.source) == (EVE, "2024-12", "opening:head")
    assert facts.party_balances("head", "301", last=EVE) == {MEMBER: -10_000, OTHER: -20_000}
    changed = [opening("102", debit=30_001), *OPENING[1:]]
    assert problems("opening_balances", changed) == [(2, "", "import.conflict")]


def test_what_was_forgotten_comes_in_later_while_no_month_is_closed():
    bring("opening_balances", OPENING)
    more = [opening("151", debit=900), opening("152", credit=900)]
    assert bring("opening_balances", [*OPENING, *more]).new == 2
    assert Entry.objects.count() == 2
    close_to("2025-01")
    late = [opening("161", debit=9), opening("162", credit=9)]
    assert problems("opening_balances", late) == [(2, "余额日", "ledger.opening_too_late")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([opening("102", debit=1), opening("501", credit=2)], [(2, "科目", "ledger.unbalanced")]),
        (
            [opening("102", debit=1, day=date(2025, 1, 1)), opening("501", credit=1, day=date(2025, 1, 1))],
            [(2, "余额日", "ledger.not_the_eve")],
        ),
        (
            [opening("102", debit=1, credit=1), opening("501"), opening("301", credit=1, party="P9999999")],
            [
                (2, "借方", "ledger.one_side_only"),
                (3, "借方", "ledger.one_side_only"),
                (4, "往来对象", "ledger.no_such_party"),
            ],
        ),
        (
            [opening("332", debit=1), opening("301", credit=1)],
            [(2, "科目", "ledger.no_such_account"), (2, "科目", "ledger.party_missing")],
        ),
        ([opening("102", debit=1), opening("102", debit=1)], [(3, "", "import.repeated_row")]),
        ([opening("102", debit=-1)], [(2, "借方", "import.out_of_range")]),
    ],
)
def test_a_wrong_opening_balance_writes_nothing(rows, found):
    assert problems("opening_balances", rows) == found
    assert not Entry.objects.exists() and not Batch.objects.exists()


# --- vouchers ---------------------------------------------------------------------------------


def test_vouchers_come_in_by_day_and_number_as_one_batch():
    assert bring("vouchers", [*FIRST, *SECOND]).new == 4
    assert bring("vouchers", [*FIRST, *SECOND]).same == 4
    found = Entry.objects.order_by("number").values_list("number", "source", "accounting_on", "total_fen")
    assert list(found) == [(1, "voucher:V-2", date(2025, 1, 2), 70), (2, "voucher:V-1", DAY, 500)]
    assert Batch.objects.get().count == 2


def test_lines_stand_in_the_order_of_their_positions():
    bring("vouchers", list(reversed(FIRST)))
    assert [row.account for row in EntryLine.objects.order_by("position")] == ["521", "102"]


def test_a_voucher_that_is_in_the_book_takes_no_more_lines():
    bring("vouchers", FIRST)
    more = [line("V-1", 3, "523", debit=9), line("V-1", 4, "102", credit=9)]
    assert problems("vouchers", [*FIRST, *more, *SECOND]) == [
        (4, "凭证编号", "ledger.voucher_entered"),
        (5, "凭证编号", "ledger.voucher_entered"),
    ]
    changed = [line("V-1", 1, "521", debit=600), line("V-1", 2, "102", credit=600)]
    assert {code for _row, _column, code in problems("vouchers", changed)} == {"import.conflict"}
    assert Entry.objects.count() == 1


def test_the_same_voucher_number_in_another_book_is_another_voucher():
    bring("vouchers", FIRST)
    rows = [line("V-1", 1, "102", debit=5), line("V-1", 2, "504", credit=5)]
    assert bring("vouchers", rows, org="jiaxi").new == 2


def test_every_wrong_voucher_is_told_at_its_first_row():
    close_to("2025-01")
    first, ninth = date(2025, 4, 1), date(2025, 2, 9)
    wrong = [
        *pair("A", date(2025, 1, 9)),
        line("B", 1, "102", debit=1, day=ninth),
        line("B", 2, "501", credit=1, day=date(2025, 2, 8)),
        line("C", 1, "102", debit=1, day=ninth),
        line("C", 2, "501", credit=2, day=ninth),
        *pair("D", first),
        *pair("E", date(2024, 12, 1)),
        line("F", 1, "102", debit=1, day=ninth),
    ]
    assert problems("vouchers", wrong, on=date(2025, 3, 1)) == [
        (2, "日期", "ledger.period_closed"),
        (4, "日期", "ledger.voucher_days_differ"),
        (6, "科目", "ledger.unbalanced"),
        (8, "日期", "ledger.day_ahead"),
        (10, "日期", "ledger.before_opening"),
        (12, "科目", "ledger.one_sided"),
        (12, "科目", "ledger.unbalanced"),
    ]
    assert not Entry.objects.exists()


def test_who_brings_workbooks_and_for_which_book():
    cashier, neighbour = town.viewer("head.cashier", DAY), town.viewer("jiaxi.accountant", DAY)
    for by in (cashier, neighbour):
        assert refused(bring, "vouchers", FIRST, by=by) == "permit.not_yours"
        assert refused(bring, "opening_balances", OPENING, by=by) == "permit.not_yours"
    assert problems("vouchers", FIRST, org="park") == [(2, "科目", "ledger.no_book")]
    assert write_template(import_kind("vouchers"))


def test_a_big_month_comes_in_by_sets(django_assert_max_num_queries):
    rows = []
    for at in range(1_000):
        rows += [line(f"V-{at:04d}", 1, "521", debit=1 + at), line(f"V-{at:04d}", 2, "102", credit=1 + at)]
    with django_assert_max_num_queries(45):
        assert bring("vouchers", rows).new == 2_000
    assert facts.balances("head")["521"] == sum(range(1, 1_001))
