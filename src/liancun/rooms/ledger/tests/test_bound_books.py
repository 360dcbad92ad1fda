"""The books an accountant binds (订本的账): daybook, summary of accounts, columnar ledger."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from liancun.base.permits import SYSTEM
from liancun.rooms.ledger import queries
from liancun.rooms.ledger.fields import VoucherLine
from liancun.rooms.ledger.tests.conftest import MEMBER, OTHER, post, refused, two
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

MARCH, LATE = date(2025, 3, 5), date(2025, 3, 28)


@pytest.fixture
def moved():
    """January: 100.00 paid in. March: 9.00 sold and 2.00 spent on the 5th, 3.00 spent on the 28th."""
    post(two("102", "301", 10_000, "", MEMBER))
    post(two("102", "501", 900), day=MARCH, summary="卖刺梨")
    post(two("523", "102", 200), day=MARCH, summary="付电费")
    post(two("521", "102", 300), day=LATE, summary="付运费")


def daybook(**asked):
    return queries.daybook(SYSTEM, "head", limit=50, **asked)


def test_each_day_is_added_up_and_each_month(moved):
    page = daybook(period="2025-03")
    assert [(r.kind, r.debit_fen, r.credit_fen, r.direction, r.balance_fen) for r in page.rows] == [
        ("brought", 0, 0, "debit", 10_000),
        ("line", 900, 0, "debit", 10_900),
        ("line", 0, 200, "debit", 10_700),
        ("day", 900, 200, "debit", 10_700),
        ("line", 0, 300, "debit", 10_400),
        ("day", 0, 300, "debit", 10_400),
        ("month", 900, 500, "debit", 10_400),
        ("year", 10_900, 500, "debit", 10_400),
    ]
    assert (page.opening_fen, page.debit_fen, page.credit_fen, page.closing_fen) == (10_000, 900, 500, 10_400)
    assert [(row.number, row.summary, row.against) for row in page.rows[1:3]] == [
        (1, "卖刺梨", ("经营收入",)),
        (2, "付电费", ("管理费用",)),
    ]


def test_a_page_of_a_daybook_goes_on_where_the_one_before_ended(moved):
    whole = daybook(period="2025")
    for size in (1, 2, 3, 7):
        pages = [
            row
            for start in range(0, whole.total, size)
            for row in queries.daybook(SYSTEM, "head", "2025", limit=size, offset=start).rows
        ]
        assert pages == list(whole.rows)


def test_a_month_in_which_nothing_moved_says_what_stands(moved):
    page = daybook(period="2025-02")
    assert [(row.kind, row.balance_fen) for row in page.rows] == [("brought", 10_000)]
    assert page.closing_fen == 10_000


def test_what_is_no_money_has_no_daybook(moved):
    assert refused(daybook, period="2025", account="301") == "ledger.no_money_account"
    assert refused(daybook, period="2025-13") == "ledger.no_such_period"


def summary(**asked):
    return queries.summary(SYSTEM, "head", limit=50, **asked)


def test_the_summary_of_accounts_is_what_its_vouchers_come_to(moved):
    page = summary(period="2025-03")
    assert [(row.account, row.name, row.debit_fen, row.credit_fen) for row in page.rows] == [
        ("102", "银行存款", 900, 500),
        ("501", "经营收入", 0, 900),
        ("521", "经营支出", 300, 0),
        ("523", "管理费用", 200, 0),
    ]
    assert (page.debit_fen, page.credit_fen, page.count) == (1_400, 1_400, 3)
    assert page.vouchers == "2025-03 记-1 至 2025-03 记-3"


def test_a_summary_of_some_days_or_some_numbers(moved):
    first = summary(period="2025-03", last_day=date(2025, 3, 27))
    assert (first.debit_fen, first.count, first.vouchers) == (1_100, 2, "2025-03 记-1 至 2025-03 记-2")
    one = summary(period="2025-03", first_number=2, last_number=2)
    assert (one.debit_fen, one.count, one.vouchers) == (200, 1, "2025-03 记-2")
    assert summary(period="2025-03", first_number=3).debit_fen == 300
    assert summary(period="2025-03", last_number=1).debit_fen == 900
    since = summary(first_day=MARCH)
    assert (since.first, since.last, since.count) == (MARCH, date(2025, 3, 31), 3)
    nothing = summary(period="2025-02")
    assert (nothing.rows, nothing.count, nothing.vouchers) == ((), 0, "")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"period": "2025-03", "first_day": LATE, "last_day": MARCH}, "ledger.summary_days"),
        ({"period": "2025-03", "first_day": date(2025, 2, 28)}, "ledger.summary_days"),
        ({"period": "2025-03", "last_day": date(2025, 4, 1)}, "ledger.summary_days"),
        ({"period": "2025", "first_number": 1}, "ledger.numbers_of_a_month"),
        ({"period": "2025-03", "first_number": 3, "last_number": 2}, "ledger.numbers_backwards"),
        ({"period": "去年"}, "ledger.no_such_period"),
    ],
)
def test_a_summary_of_nothing_sensible_is_refused(moved, asked, code):
    assert refused(summary, **asked) == code


def columnar(**asked):
    return queries.columnar(SYSTEM, "head", limit=50, **asked)


def shown(page):
    """Each row by what its columns are called."""
    return [
        (row.kind, {label: getattr(row, column) for column, label in page.labels.items()})
        for row in page.rows
    ]


def test_a_class_has_a_column_for_each_of_its_accounts(moved):
    page = columnar(period="2025", account="5")
    sums = {"经营收入": 900, "经营支出": 300, "管理费用": 200}
    assert shown(page) == [
        ("line", {"经营收入": 900, "经营支出": 0, "管理费用": 0}),
        ("line", {"经营收入": 0, "经营支出": 0, "管理费用": 200}),
        ("line", {"经营收入": 0, "经营支出": 300, "管理费用": 0}),
        ("month", sums),
        ("year", sums),
    ]
    assert (page.debit_fen, page.credit_fen) == (500, 900)
    assert page.hidden == ("item_4", "item_5", "item_6", "item_7", "item_8", "others")


def test_what_goes_back_on_the_other_side_is_negative(moved):
    post(two("102", "523", 50), day=LATE, summary="退电费")
    page = columnar(period="2025-03", account="52")
    assert shown(page)[-1] == ("month", {"经营支出": 300, "管理费用": 150})
    assert [row.number for row in page.rows] == [2, 3, 4, None]


def test_an_account_kept_by_party_has_a_column_for_each(moved):
    post(two("114", "102", 70, MEMBER))
    post(two("121", "114", 500, "", OTHER), day=MARCH)
    page = columnar(period="2025", account="114")
    assert sorted(page.labels.values()) == sorted({_name(MEMBER), _name(OTHER)})
    assert dict(shown(page)[-1][1]) == {_name(MEMBER): 70, _name(OTHER): -500}


def test_what_is_beyond_the_columns_stands_together(moved):
    for at, code in enumerate(("501", "502", "511", "521", "522", "523", "524", "529", "531"), 1):
        post((VoucherLine("102", "", 10 * at, 0), VoucherLine(code, "", 0, 10 * at)), day=LATE)
    page = columnar(period="2025-03", account="5")
    assert len(page.labels) == 9 and page.labels["others"] == "其他各栏" and page.hidden == ()
    total = page.rows[-1]
    assert total.others == 20, "502 moved least"


def test_a_page_of_columns_goes_on_where_the_one_before_ended(moved):
    whole = columnar(period="2025", account="5")
    for size in (1, 2, 3):
        pages = [
            row
            for start in range(0, whole.total, size)
            for row in queries.columnar(SYSTEM, "head", "2025", "5", limit=size, offset=start).rows
        ]
        assert pages == list(whole.rows)


def test_a_class_that_there_is_not_has_no_columns(moved):
    assert refused(columnar, period="2025", account="9") == "ledger.no_such_account"


def _name(party):
    return queries.detail_ledger(SYSTEM, "head", "2025", party=party, limit=1).rows[0].party_name


def test_who_sees_the_bound_books():
    for ask in (queries.daybook, queries.summary, queries.columnar):
        assert refused(ask, town.viewer("home1"), "head", limit=9) == "viewer.not_found"
        assert refused(ask, town.viewer("jiaxi.accountant"), "head", limit=9) == "viewer.not_found"
        assert refused(ask, SYSTEM, "park", limit=9) == "ledger.no_book"


MOVES = st.lists(
    st.tuples(
        st.sampled_from([("102", "501"), ("523", "102"), ("101", "102"), ("521", "101"), ("102", "101")]),
        st.integers(1, 2**40),
        st.dates(date(2025, 1, 1), date(2025, 4, 30)),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@given(MOVES)
def test_the_books_say_the_same_whichever_is_opened(moves):
    """Opening and month sums are the closing; the summary is its vouchers is what the trial balance moved."""
    with transaction.atomic():
        for (debit, credit), fen, day in moves:
            post(two(debit, credit, fen), day=day, on=date(2025, 4, 30))
        for period in ("2025", "2025-02", "2025-03"):
            _agree(period)
        transaction.set_rollback(True)


def _agree(period):
    trial = {
        row.account: (row.debit_fen, row.credit_fen)
        for row in queries.trial_balance(SYSTEM, "head", period, limit=99).rows
        if row.debit_fen or row.credit_fen
    }
    page = summary(period=period)
    assert {row.account: (row.debit_fen, row.credit_fen) for row in page.rows} == trial
    assert page.debit_fen == page.credit_fen == sum(each[0] for each in trial.values())
    for account in ("101", "102"):
        _adds_up(daybook(period=period, account=account))
    columns = columnar(period=period, account="5")
    of_class = [both for code, both in trial.items() if code.startswith("5")]
    assert (columns.debit_fen, columns.credit_fen) == tuple(
        sum(both[side] for both in of_class) for side in (0, 1)
    )


def _adds_up(book):
    for kind in ("line", "day", "month"):
        rows = [row for row in book.rows if row.kind == kind]
        assert sum(row.debit_fen for row in rows) == book.debit_fen, kind
        assert sum(row.credit_fen for row in rows) == book.credit_fen, kind
    last = book.rows[-1]
    signed = {"debit": last.balance_fen, "credit": -last.balance_fen, "level": 0}[last.direction]
    assert signed == book.closing_fen == book.opening_fen + book.debit_fen - book.credit_fen
