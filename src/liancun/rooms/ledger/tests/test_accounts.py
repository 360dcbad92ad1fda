"""General and subsidiary ledgers (总分类账、明细账), and the book as text for Beancount and hledger."""

import shutil
import subprocess
from datetime import date
from typing import Any

import pytest
from beancount import loader
from beancount.core import data as beans
from hypothesis import given
from hypothesis import strategies as st

from conftest import missing
from liancun.base.permits import SYSTEM
from liancun.rooms.ledger import actions, facts, plain_text, queries
from liancun.rooms.ledger.accounts import sided
from liancun.rooms.ledger.tests.conftest import MEMBER, OTHER, WRONG, post, refused, two
from liancun.rooms.registry.models import Person
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

MARCH = date(2025, 3, 5)


@pytest.fixture
def moved():
    """January: 100.00 paid in, 3.00 lent to a member; March: 9.00 sold, 5.00 of goods against the other."""
    post(two("102", "301", 10_000, "", MEMBER))
    post(two("114", "102", 300, MEMBER))
    post(two("102", "501", 900), day=MARCH)
    post(two("121", "114", 500, "", OTHER), day=MARCH)


def detail(**asked):
    return queries.detail_ledger(SYSTEM, "head", limit=50, **asked)


def stands(rows):
    return [(row.debit_fen, row.credit_fen, row.direction, row.balance_fen) for row in rows]


def test_the_balance_runs_from_line_to_line(moved):
    page = detail(period="2025", account="102")
    assert stands(page.rows) == [
        (10_000, 0, "debit", 10_000),
        (0, 300, "debit", 9_700),
        (900, 0, "debit", 10_600),
    ]
    assert (page.total, page.opening_fen, page.debit_fen, page.credit_fen, page.closing_fen) == (
        3, 0, 10_900, 300, 10_600,
    )  # fmt: skip
    assert [(row.number, row.summary) for row in page.rows] == [
        (1, "卖出产品"),
        (2, "卖出产品"),
        (1, "卖出产品"),
    ]


def test_a_month_begins_with_what_stood_before(moved):
    page = detail(period="2025-03", account="102")
    assert stands(page.rows) == [(900, 0, "debit", 10_600)]
    assert (page.opening_fen, page.closing_fen) == (9_700, 10_600)


def test_of_one_party_what_stands_on_its_name_alone(moved):
    assert stands(detail(period="2025", account="114").rows) == [
        (300, 0, "debit", 300),
        (0, 500, "credit", 200),
    ]
    page = detail(period="2025", account="114", party=OTHER)
    assert stands(page.rows) == [(0, 500, "credit", 500)]
    assert page.closing_fen == -500


def test_each_account_begins_anew_and_pages_go_on_where_they_ended(moved):
    whole = detail(period="2025")
    assert whole.total == 8
    assert {row.account: (row.direction, row.balance_fen) for row in whole.rows} == {
        "102": ("debit", 10_600),
        "114": ("credit", 200),
        "121": ("debit", 500),
        "301": ("credit", 10_000),
        "501": ("credit", 900),
    }
    for size in (1, 2, 3, 5):
        pages = [
            row
            for start in range(0, 8, size)
            for row in queries.detail_ledger(SYSTEM, "head", "2025", limit=size, offset=start).rows
        ]
        assert pages == list(whole.rows)
    assert (whole.opening_fen, whole.closing_fen) == (0, 0)


def general(**asked):
    return queries.general_ledger(SYSTEM, "head", limit=50, **asked)


def test_the_general_ledger_goes_by_month_and_adds_up_since_january(moved):
    rows = general(year=2025, account="102").rows
    assert [(row.month, row.kind, row.debit_fen, row.credit_fen) for row in rows] == [
        ("2025-01", "month", 10_000, 300),
        ("2025-03", "month", 900, 0),
    ]
    assert [(row.year_debit_fen, row.year_credit_fen, row.direction, row.balance_fen) for row in rows] == [
        (10_000, 300, "debit", 9_700),
        (10_900, 300, "debit", 10_600),
    ]
    assert rows[0].entries == "entries:head/2025-01/102"
    whole = general(year=2025)
    assert whole.debit_fen == whole.credit_fen == 11_700


def test_the_second_year_begins_with_what_the_first_left(moved):
    actions.carry_year_end("head", actions.BookYear(2025), by=SYSTEM, on=date(2026, 1, 31))
    post(two("102", "501", 100), day=date(2026, 1, 9))
    rows: dict[str, list[Any]] = {}
    for row in general(year=2026).rows:
        rows.setdefault(row.account, []).append((row.kind, row.month, row.direction, row.balance_fen))
    assert rows["102"] == [("brought", "", "debit", 10_600), ("month", "2026-01", "debit", 10_700)]
    assert rows["501"] == [("month", "2026-01", "credit", 100)], "the year before was carried away"
    assert rows["114"] == [("brought", "", "credit", 200)]
    assert general(year=2025, account="501").rows[-1].direction == "level"


def test_who_sees_the_ledgers():
    for ask in (queries.general_ledger, queries.detail_ledger):
        assert refused(ask, town.viewer("home1"), "head", limit=9) == "viewer.not_found"
        assert refused(ask, town.viewer("jiaxi.accountant"), "head", limit=9) == "viewer.not_found"
        assert refused(ask, SYSTEM, "park", limit=9) == "ledger.no_book"
    assert refused(plain_text.book_as_text, town.viewer("home1"), "head", "hledger") == "viewer.not_found"
    assert refused(plain_text.book_as_text, SYSTEM, "park", "beancount") == "ledger.no_book"


@given(st.integers(-(2**70), 2**70))
def test_a_balance_stands_on_one_side(fen):
    direction, amount = sided(fen)
    assert {"debit": amount, "credit": -amount, "level": 0}[direction] == fen
    assert amount > 0 or direction == "level"


AWKWARD = '"引号" 和\\反斜线;分号|竖线,𬱖'


def text(form):
    return "".join(f"{line}\n" for line in plain_text.book_as_text(SYSTEM, "head", form))


@pytest.fixture
def reversed_too(moved):
    entry = post(two("521", "102", 150), day=MARCH, summary=AWKWARD)
    actions.reverse_entry(int(entry.removeprefix("entry:")), WRONG, by=SYSTEM, on=MARCH)
    actions.carry_year_end("head", actions.BookYear(2025), by=SYSTEM, on=date(2026, 1, 31))


def test_beancount_reads_the_book_and_adds_up_the_same(reversed_too):
    entries, errors, _options = loader.load_string(text("beancount"))
    assert errors == []
    vouchers: list[Any] = [each for each in entries if isinstance(each, beans.Transaction)]
    assert len(vouchers) == 8
    held: dict[str, int] = {}
    for each in vouchers:
        for line in each.postings:
            code = line.account.partition(":")[2].partition("-")[0]
            held[code] = held.get(code, 0) + int(line.units.number * 100)
    assert held == facts.balances("head", last=date(2025, 12, 31))
    awkward, back = [each for each in vouchers if "引号" in each.narration or "冲销" in each.narration][:2]
    assert awkward.narration == AWKWARD
    assert awkward.links < back.links, "the reversal names what it reverses"
    assert {line.meta.get("party") for each in vouchers for line in each.postings} == {None, MEMBER, OTHER}


def hledger(book, *said):
    """What hledger says of a book."""
    if shutil.which("hledger") is None:
        missing("hledger is not installed")
    return subprocess.run(
        ["hledger", "-f", "-", *said],
        input=book, capture_output=True, text=True, check=False, env={"LANG": "C.UTF-8"},
    )  # fmt: skip


def test_hledger_reads_the_book_and_adds_up_the_same(reversed_too):
    checked = hledger(text("hledger"), "check", "--strict", "ordereddates")
    assert (checked.returncode, checked.stderr) == (0, "")
    told = hledger(
        text("hledger"), "balance", "--flat", "--no-total", "--empty", "--format", "%(account) %(total)"
    )
    held = {}
    for line in told.stdout.splitlines():
        account, amount = line.split()[:2]
        held[account.partition(":")[2].partition("-")[0]] = round(float(amount) * 100)
    assert held == facts.balances("head", last=date(2025, 12, 31))


def changed(form):
    """The book with one fen more in its first voucher."""
    whole = text(form)
    more = whole.replace(" 100.00 CNY", " 100.01 CNY", 1).replace(" -100.00 CNY", " -100.01 CNY", 1)
    assert more != whole
    return more


def test_beancount_tells_a_figure_that_was_changed_on_the_way(moved):
    _entries, errors, _options = loader.load_string(changed("beancount"))
    assert any("Balance failed" in each.message for each in errors)


def test_hledger_tells_a_figure_that_was_changed_on_the_way(moved):
    checked = hledger(changed("hledger"), "check")
    assert checked.returncode == 1 and "assertion" in checked.stderr


def test_what_is_posted_while_the_book_is_written_is_not_in_it(moved):
    before = text("beancount")
    lines = plain_text.book_as_text(SYSTEM, "head", "beancount")
    told = [next(lines)]
    post(two("102", "501", 100))
    told += lines
    assert "".join(f"{line}\n" for line in told) == before != text("beancount")


def test_no_name_of_a_person_leaves_with_the_book(moved):
    people = set(Person.objects.values_list("name", flat=True))
    assert len(people) > 2
    for form in plain_text.FORMS:
        assert not [name for name in people if name in text(form)]
